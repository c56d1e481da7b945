// The way to the server: one request at a time with the token, JSON both ways, errors as values of failure.ts. A request
// that is safe to repeat (reads, and starts that carry an idempotency key) is repeated a few times before giving up.
import type { CliDeps } from './deps.ts'
import { type Problem, RefusedError, UnreachableError } from './failure.ts'

export type Request = {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  /** Sent as it is, in the place of a body. */
  readonly raw?: { readonly type: string; readonly content: Uint8Array<ArrayBuffer> }
  readonly headers?: Readonly<Record<string, string>>
  /** Whether a second one changes nothing more than the first. */
  readonly repeatable?: boolean
  /** What a success is read as; JSON when not said. */
  readonly as?: 'text'
}

export type Client = {
  readonly url: string
  /** @throws RefusedError, UnreachableError */
  readonly send: (request: Request) => Promise<unknown>
}

export type ClientOptions = { readonly url: string; readonly token: string | null; readonly language: 'ja' | 'en' }

const REQUEST_MS_MAX = 30_000
const RETRY_AFTER_MS_MAX = 10_000
/** Waits before the second, third, … try. */
const TRY_AGAIN_MS = [500, 1_000, 2_000] as const

export function createClient(options: ClientOptions, deps: Pick<CliDeps, 'fetch' | 'sleep'>): Client {
  const send = async (request: Request): Promise<unknown> => {
    for (const waitMs of request.repeatable === true ? TRY_AGAIN_MS : []) {
      try {
        return await sendOnce(options, request, deps.fetch)
      } catch (error) {
        const delayMs = delayBefore(error, waitMs)
        if (delayMs === null) throw error
        await deps.sleep(delayMs)
      }
    }
    return sendOnce(options, request, deps.fetch)
  }
  return { url: options.url, send }
}

function delayBefore(error: unknown, waitMs: number): number | null {
  if (error instanceof UnreachableError) return waitMs
  if (!(error instanceof RefusedError) || error.problem.status !== 503) return null
  return Math.min(RETRY_AFTER_MS_MAX, error.retryAfterMs ?? waitMs)
}

async function sendOnce(options: ClientOptions, request: Request, fetch: CliDeps['fetch']): Promise<unknown> {
  const { response, text } = await exchange(options, request, fetch)
  if (response.status === 204 || (response.ok && text === '')) return null
  const value = valueIn(request, response, text)
  const problem = response.ok ? null : problemIn(value, response.status)
  if (problem !== null) throw new RefusedError(problem, retryAfterMs(response))
  if (response.ok && value !== undefined) return value
  // A proxy's error page, or a server that is not ours: to the caller nobody of us was there.
  const kind = response.headers.get('content-type') ?? '?'
  throw new UnreachableError(options.url, `HTTP ${response.status}, ${kind}`)
}

async function exchange(options: ClientOptions, request: Request, fetch: CliDeps['fetch']) {
  try {
    const response = await fetch(`${options.url}${request.path}`, {
      method: request.method,
      headers: headersOf(options, request),
      body: contentOf(request),
      // A redirect would carry a start to an address nobody named, or turn it into a GET.
      redirect: 'error',
      signal: AbortSignal.timeout(REQUEST_MS_MAX),
    })
    return { response, text: await response.text() }
  } catch (error) {
    throw new UnreachableError(options.url, whyOf(error), error)
  }
}

function headersOf(options: ClientOptions, request: Request): Record<string, string> {
  return {
    accept: 'application/json, application/problem+json',
    'accept-language': options.language,
    ...typeOf(request),
    ...(options.token === null ? {} : { authorization: `Bearer ${options.token}` }),
    ...request.headers,
  }
}

const contentOf = ({ body, raw }: Request): Uint8Array<ArrayBuffer> | string | null =>
  raw?.content ?? (body === undefined ? null : JSON.stringify(body))

function typeOf({ body, raw }: Request): Record<string, string> {
  if (raw !== undefined) return { 'content-type': raw.type }
  return body === undefined ? {} : { 'content-type': 'application/json' }
}

const valueIn = ({ as }: Request, { ok }: Response, text: string): unknown =>
  as === 'text' && ok ? text : parseJson(text)

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'title' in value && typeof value.title === 'string'
}

/** Returns what an answer says is wrong: a problem of /v1, or the one text that JP1's dialect and the ways in for alerts say. */
function problemIn(value: unknown, status: number): Problem | null {
  if (isProblem(value)) return value
  const title = textIn(value, 'message') ?? textIn(value, 'error')
  return title === null ? null : { title, status }
}

function textIn(value: unknown, name: string): string | null {
  const text = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : null
  return typeof text === 'string' ? text : null
}

function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null
}

// fetch hides what happened two causes deep: "fetch failed" → AggregateError → ECONNREFUSED.
function whyOf(error: unknown): string {
  let why = error instanceof Error ? error.message : String(error)
  let inner: unknown = error
  for (let depth = 0; depth < 3 && inner instanceof Error; depth += 1) {
    if ('code' in inner && typeof inner.code === 'string') why = inner.code
    else if (inner.message !== '' && inner.message !== 'fetch failed') why = inner.message
    inner = inner instanceof AggregateError ? inner.errors[0] : inner.cause
  }
  return why
}
