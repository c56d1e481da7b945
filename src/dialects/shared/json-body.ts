// Bodies of the dialects: read by their content, whatever the Content-Type says (clients of the systems we replace send none,
// or the wrong one), counted while they come in, and never deeper than what a program would write. Nothing here throws.

import type { Context } from 'hono'
import { readBytes } from './read-bytes.ts'

export type JsonBody =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly why: 'empty' | 'malformed' | 'too_large' | 'too_deep' }

export type JsonBodyOptions = {
  /** A comma before a closing bracket is forgiven. */
  readonly trailingCommas?: boolean
  /** How large it may be; 1 MiB when not said. */
  readonly bytesMax?: number
}

const BYTES_MAX = 1024 * 1024
const DEPTH_MAX = 100

/** Returns the body's bytes, or why there are none. A body that breaks off is one nobody can read. */
const bytesOf = async (request: Request, bytesMax: number): Promise<Uint8Array | 'too_large' | 'malformed'> => {
  try {
    return (await readBytes(request, bytesMax)) ?? 'too_large'
  } catch {
    return 'malformed'
  }
}

const decode = (bytes: Uint8Array): string | null => {
  try {
    // Takes a byte order mark away.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

type Shape = { readonly deepest: number; readonly trailingCommas: readonly number[] }

/** What brackets and commas outside of strings say, in one pass: nothing a client sends makes it look twice. */
const shapeOf = (text: string): Shape => {
  const trailingCommas: number[] = []
  let [depth, deepest, comma] = [0, 0, -1]
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string
    if (isSpace(char)) continue
    if (char === '"') at = endOfString(text, at)
    else if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth)
    else if (char === ']' || char === '}') {
      depth -= 1
      if (comma >= 0) trailingCommas.push(comma)
    }
    comma = char === ',' ? at : -1
  }
  return { deepest, trailingCommas }
}

const isSpace = (char: string): boolean => char === ' ' || char === '\n' || char === '\r' || char === '\t'

/** Returns the place of the closing quote, or the end of the text. */
const endOfString = (text: string, open: number): number => {
  let at = open + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

const without = (text: string, places: readonly number[]): string => {
  let kept = ''
  let from = 0
  for (const place of places) {
    kept += text.slice(from, place)
    from = place + 1
  }
  return kept + text.slice(from)
}

const parse = (text: string): JsonBody => {
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch {
    return { ok: false, why: 'malformed' }
  }
}

/** Reads one JSON value of at most 1 MiB, unless told otherwise, and a depth of 100. Of a name that stands twice the last counts. */
export const readJson = async (context: Pick<Context, 'req'>, options: JsonBodyOptions = {}): Promise<JsonBody> => {
  const bytes = await bytesOf(context.req.raw, options.bytesMax ?? BYTES_MAX)
  if (typeof bytes === 'string') return { ok: false, why: bytes }
  const text = decode(bytes)
  if (text === null) return { ok: false, why: 'malformed' }
  if (text.trim() === '') return { ok: false, why: 'empty' }
  const shape = shapeOf(text)
  if (shape.deepest > DEPTH_MAX) return { ok: false, why: 'too_deep' }
  const parsed = parse(text)
  return parsed.ok || options.trailingCommas !== true ? parsed : parse(without(text, shape.trailingCommas))
}

/** Returns the value when it is an object, and not a list or null. */
export const asObject = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
