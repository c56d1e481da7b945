// Bodies as monitoring systems send them: JSON, or the fields of a form, which a shell script can send without quoting anything.

import { type JsonBody, readJson } from '#dialects/shared/json-body'
import { readBytes } from '#dialects/shared/read-bytes'
import type { AppContext } from '#http/port'

const MIB = 1024 * 1024
export const HOOK_BYTES_MAX = 16 * MIB

export type BodyReader = (context: AppContext) => Promise<JsonBody>

export const jsonBody: BodyReader = (context) => readJson(context, { bytesMax: HOOK_BYTES_MAX })

/** Returns the body as a text, or why there is none. */
const textOf = async ({ req }: AppContext): Promise<{ readonly text: string } | Extract<JsonBody, { ok: false }>> => {
  try {
    const bytes = await readBytes(req.raw, HOOK_BYTES_MAX)
    if (bytes === null) return { ok: false, why: 'too_large' }
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { ok: false, why: 'malformed' }
  }
}

/** A form where the request says that it is one, otherwise JSON. Of a field that stands twice the last counts, as in JSON. */
export const formBody: BodyReader = async (context) => {
  const type = context.req.header('Content-Type') ?? ''
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) return jsonBody(context)
  const body = await textOf(context)
  if (!('text' in body)) return body
  return body.text === ''
    ? { ok: false, why: 'empty' }
    : { ok: true, value: Object.fromEntries(new URLSearchParams(body.text)) }
}
