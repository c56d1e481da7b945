// Bodies as monitoring systems send them: JSON; the fields of a form, which a shell script can send without quoting anything; XML.

import { XMLParser } from 'fast-xml-parser'
import { type JsonBody, readJson } from '#dialects/shared/json-body'
import { readBytes } from '#dialects/shared/read-bytes'
import type { AppContext } from '#http/port'

const MIB = 1024 * 1024
export const HOOK_BYTES_MAX = 16 * MIB

export type BodyReader = (context: AppContext) => Promise<JsonBody>

export const jsonBody: BodyReader = (context) => readJson(context, { bytesMax: HOOK_BYTES_MAX })

/** Returns the body as a text, or why there is none. */
const textOf = async (
  { req }: AppContext,
  decode: (bytes: Uint8Array) => string,
): Promise<{ readonly text: string } | Extract<JsonBody, { ok: false }>> => {
  try {
    const bytes = await readBytes(req.raw, HOOK_BYTES_MAX)
    return bytes === null ? { ok: false, why: 'too_large' } : { text: decode(bytes) }
  } catch {
    return { ok: false, why: 'malformed' }
  }
}

const utf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes)

/** What says that it is in ISO-8859-1 may well be in UTF-8: monit copies its configuration's bytes. */
const utf8OrLatin1 = (bytes: Uint8Array): string => {
  try {
    return utf8(bytes)
  } catch {
    return new TextDecoder('latin1').decode(bytes)
  }
}

/** A form where the request says that it is one, otherwise JSON. Of a field that stands twice the last counts, as in JSON. */
export const formBody: BodyReader = async (context) => {
  const type = context.req.header('Content-Type') ?? ''
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) return jsonBody(context)
  const body = await textOf(context, utf8)
  if (!('text' in body)) return body
  return body.text === ''
    ? { ok: false, why: 'empty' }
    : { ok: true, value: Object.fromEntries(new URLSearchParams(body.text)) }
}

/** Texts only, attributes with an @: what a number or a truth is, is for its reader to say. */
const xml = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  maxNestedTags: 100,
})

/** A document type could define entities that grow without end; nobody who tells us of alerts needs one. */
export const xmlBody: BodyReader = async (context) => {
  const body = await textOf(context, utf8OrLatin1)
  if (!('text' in body)) return body
  if (body.text.trim() === '') return { ok: false, why: 'empty' }
  if (/<!DOCTYPE/i.test(body.text)) return { ok: false, why: 'malformed' }
  try {
    return { ok: true, value: xml.parse(body.text) as unknown }
  } catch {
    return { ok: false, why: 'malformed' }
  }
}
