// The official client's transport, bounded and made honest: one total time limit, no retries, no proxy taken from the
// environment, and exactly two kinds of failure — the provider answered, or it was silent — so that the channel can tell
// "certainly not made" from "nobody knows".

import type twilio from 'twilio'
import type { Dispatcher } from 'undici'
import { createWays } from './ways.ts'

/** The provider answered, but not with a result. */
export class ProviderAnswered extends Error {
  override readonly name = 'ProviderAnswered'
  readonly status: number
  /** The provider's own code, when the answer was in its own form. */
  readonly code: number | null
  readonly retryAfterMs: number | null
  constructor(answer: { status: number; code: number | null; retryAfterMs: number | null; message: string }) {
    super(answer.message)
    this.status = answer.status
    this.code = answer.code
    this.retryAfterMs = answer.retryAfterMs
  }
}

/** No usable answer came. `sent` is false only when no byte of the request can have left. */
export class ProviderSilent extends Error {
  override readonly name = 'ProviderSilent'
  readonly sent: boolean
  readonly code: string
  constructor(code: string, sent: boolean, cause: unknown) {
    super(`no answer: ${code}`, { cause })
    this.code = code
    this.sent = sent
  }
}

export type HttpLimits = { readonly totalMs: number; readonly connectMs: number; readonly answerBytes: number }

export const httpLimits: HttpLimits = { totalMs: 15_000, connectMs: 5_000, answerBytes: 4 * 1024 * 1024 }

type RequestClient = InstanceType<typeof twilio.RequestClient>
type Asked = Parameters<RequestClient['request']>[0]
type Answer = {
  readonly statusCode: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, unknown>>
}

export const createHttpClient = (options: { proxy?: string | undefined; limits: HttpLimits }): RequestClient => {
  const { limits, proxy } = options
  const ways = createWays({ connectMs: limits.connectMs, proxy })
  const request = async (asked: Asked): Promise<Answer> => {
    const url = addressOf(asked)
    return checked(await exchange(ways(url.protocol), { url, asked }, limits))
  }
  // All the official client asks of its transport; the rest of the class is for whoever reads its last answer.
  return { request } as unknown as RequestClient
}

type Fields = Readonly<Record<string, unknown>>

/** A list is a name said once for each. */
const formOf = (fields: Fields): string => {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(fields))
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) form.append(name, String(one))
  return form.toString()
}

const addressOf = ({ uri, params }: Asked): URL => {
  const url = new URL(uri)
  if (params !== undefined)
    for (const [name, value] of new URLSearchParams(formOf(params as Fields))) url.searchParams.append(name, value)
  return url
}

const headersOf = ({ headers, username = '', password = '' }: Asked): Record<string, string> => ({
  ...(headers as Record<string, string>),
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
})

/** @errors ProviderSilent */
const exchange = (way: Dispatcher, { url, asked }: { url: URL; asked: Asked }, limits: HttpLimits): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let head = { statusCode: 0, headers: {} as Answer['headers'] }
    let bytes = 0
    // Until a connection is there and about to be written to, nothing can have left.
    let under: Dispatcher.DispatchController | null = null
    let isOver = false
    const giveUp = (code: string, cause: Error): void => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      reject(new ProviderSilent(code, under !== null, cause))
      under?.abort(cause)
    }
    const timer = setTimeout(() => giveUp('TIMEOUT', new Error('no answer in time')), limits.totalMs)
    const method = asked.method.toUpperCase() as Dispatcher.HttpMethod
    const body = asked.data === undefined ? null : formOf(asked.data as Fields)
    way.dispatch(
      { origin: url.origin, path: `${url.pathname}${url.search}`, method, headers: headersOf(asked), body },
      {
        onRequestStart: (controller) => {
          if (isOver) controller.abort(new Error('given up'))
          else under = controller
        },
        onResponseStart: (_controller, statusCode, headers) => {
          head = { statusCode, headers }
        },
        onResponseData: (_controller, part) => {
          bytes += part.length
          parts.push(part)
          if (bytes > limits.answerBytes) giveUp('ANSWER_TOO_LARGE', new Error('more than any answer has'))
        },
        onResponseEnd: () => {
          if (isOver) return
          isOver = true
          clearTimeout(timer)
          resolve({ ...head, body: parsed(Buffer.concat(parts).toString('utf8')) })
        },
        onResponseError: (_controller, error) => giveUp(codeOf(error), error),
      },
    )
  })

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** What the library says in its own words, in the system's. */
const codeOf = (error: Error): string => {
  const { code } = error as { code?: unknown }
  if (typeof code !== 'string') return 'CONNECTION'
  return code === 'UND_ERR_SOCKET' ? 'ECONNRESET' : code.replace(/^UND_ERR_/, '')
}

const checked = (answer: Answer): Answer => {
  const { statusCode, body } = answer
  const own = typeof body === 'object' && body !== null
  if (statusCode >= 200 && statusCode < 300 && (own || statusCode === 204)) return answer
  const fields = (own ? body : {}) as { code?: unknown; message?: unknown }
  throw new ProviderAnswered({
    status: statusCode,
    code: typeof fields.code === 'number' ? fields.code : null,
    retryAfterMs: retryAfterMs(answer),
    message: typeof fields.message === 'string' ? fields.message : `HTTP ${statusCode}, not in the provider's form`,
  })
}

/** Seconds or a date; anything else is no advice. */
const retryAfterMs = (answer: Answer): number | null => {
  const advice = answer.headers['retry-after']
  if (typeof advice !== 'string' || advice.trim() === '') return null
  if (/^\d{1,6}$/.test(advice.trim())) return Number(advice) * 1_000
  const atMs = Date.parse(advice)
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - Date.now())
}
