// The one way to the server: JSON over /v1 with the session's cookie. A refusal carries the server's own words, and which
// fields they are about.

import { errorSentences } from '#contract/error-sentences'
import type { Problem as Whole } from '#contract/objects'
import { firstOfEach } from './fields.ts'

type Problem = Partial<Pick<Whole, 'title' | 'cure' | 'errors' | 'detail'>> & { readonly code?: string }

export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly code: string
  /** For programs more than for people. */
  readonly detail: string
  /** What is wrong with single fields, by their path. */
  readonly fields: Readonly<Record<string, string>>
  constructor(status: number, { title = '', cure = '', code = '', detail = '', errors = [] }: Problem) {
    super(errorSentences({ title, cure }, document.documentElement.lang === 'ja' ? 'ja' : 'en'))
    this.status = status
    this.code = code
    this.detail = detail
    this.fields = firstOfEach(errors)
  }
}

/** What was asked for needs somebody’s approval: nothing is changed, and this is the draft of it. */
export class SavedAsDraft extends Error {
  override readonly name = 'SavedAsDraft'
  readonly draft: string
  constructor(draft: string) {
    super(draft)
    this.draft = draft
  }
}

export type Ask = {
  readonly method?: string
  readonly body?: unknown
  /** Sent as it is, in whatever encoding, in place of a body. */
  readonly csv?: Blob
  /** A file, sent as it is, as the type it names. */
  readonly bytes?: Blob
  /** The `updatedAt` of what was read: somebody else’s change since then is not overwritten. */
  readonly seen?: string
  /** What is sent again under the same name is done once. */
  readonly intention?: string
  /** To be kept as a draft, also where whoever asks could approve it. */
  readonly draft?: boolean
  /** What is to come back, where it is not a whole document. */
  readonly accept?: string
  readonly signal?: AbortSignal
}

const typeOf = ({ body, csv, bytes }: Ask): Record<string, string> => {
  if (bytes !== undefined) return { 'Content-Type': bytes.type || 'application/octet-stream' }
  if (csv !== undefined) return { 'Content-Type': 'text/csv' }
  return body === undefined ? {} : { 'Content-Type': 'application/json' }
}

const headersOf = ({ seen, intention, accept, draft = false, ...sent }: Ask): Record<string, string> => ({
  'Accept-Language': document.documentElement.lang,
  'X-Requested-With': 'noroshi',
  ...typeOf(sent),
  ...(accept === undefined ? {} : { Accept: accept }),
  ...(intention === undefined ? {} : { 'Idempotency-Key': intention }),
  ...(seen === undefined ? {} : { 'If-Match': `"${seen}"` }),
  ...(draft ? { 'Noroshi-Draft': 'ask' } : {}),
})

const reach = async (path: string, asked: Ask): Promise<Response> => {
  const { method = 'GET', body, csv, bytes, signal } = asked
  const content = bytes ?? csv ?? (body === undefined ? undefined : JSON.stringify(body))
  const response = await fetch(path, {
    method,
    headers: headersOf(asked),
    ...(signal === undefined ? {} : { signal }),
    ...(content === undefined ? {} : { body: content }),
  })
  const kept = response.status === 202 ? response.headers.get('Noroshi-Draft') : null
  if (kept !== null) throw new SavedAsDraft(kept)
  if (response.ok) return response
  const problem: unknown = await response.json().catch(() => ({}))
  throw new Refusal(response.status, problem as Problem)
}

/** @errors Refusal with the server's words; SavedAsDraft; TypeError when it cannot be reached */
export const ask = async <T>(path: string, asked: Ask = {}): Promise<T> => {
  const response = await reach(path, asked)
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T)
}

/** @errors as ask */
export const askText = async (path: string, asked: Ask = {}): Promise<string> => (await reach(path, asked)).text()

/** Each line of an answer that comes bit by bit, as JSON. @errors as ask; TypeError when it breaks off */
export async function* askLines<T>(path: string, asked: Ask): AsyncGenerator<T> {
  const { body } = await reach(path, { ...asked, accept: 'application/x-ndjson' })
  if (body === null) return
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line) as T
  }
}

/** Returns `?a=b` of what has a value. */
export const queryOf = (parameters: Readonly<Record<string, string | number | null | undefined>>): string => {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

/** Keys and ids stand in addresses. */
export const at = (ref: string): string => encodeURIComponent(ref)
