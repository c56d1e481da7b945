// The official client's transport, bounded and made honest: one total time limit, no retries, no proxy or agent taken from the
// environment, and exactly two kinds of failure — the provider answered, or it was silent — so that the channel can tell
// "certainly not made" from "nobody knows".

import twilio from 'twilio'
import { createAgents } from './agent.ts'

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
type Answer = Awaited<ReturnType<RequestClient['request']>>

export const createHttpClient = (options: { proxy?: string | undefined; limits: HttpLimits }): RequestClient => {
  const { limits } = options
  const agents = createAgents({ connectMs: limits.connectMs, proxy: options.proxy })
  const client = new twilio.RequestClient({ timeout: limits.totalMs, autoRetry: false })
  // The constructor may have taken an agent from HTTP_PROXY; ours replaces it.
  client.axios.defaults.httpsAgent = agents.https
  client.axios.defaults.httpAgent = agents.http
  client.axios.defaults.maxContentLength = limits.answerBytes
  client.axios.interceptors.request.use((config) => {
    // Its own timeout restarts with every byte; this one does not.
    config.signal = AbortSignal.timeout(limits.totalMs)
    return config
  })
  const send: RequestClient['request'] = client.request.bind(client)
  const request = async (asked: Parameters<RequestClient['request']>[0]): Promise<Answer> => {
    const answer = await send(asked).catch((error: unknown) => {
      throw silence(error, agents.isUsable)
    })
    return checked(answer)
  }
  client.request = request as RequestClient['request']
  return client
}

const silence = (error: unknown, isUsable: (socket: unknown) => boolean): ProviderSilent => {
  const facts = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: unknown
    request?: { socket?: unknown }
  }
  const cancelled = facts.code === 'ERR_CANCELED' || facts.code === 'ECONNABORTED'
  const code = cancelled ? 'TIMEOUT' : typeof facts.code === 'string' ? facts.code : 'CONNECTION'
  // Without a request the failure came before there was anything to send.
  const sent = facts.request !== undefined && isUsable(facts.request.socket)
  // The original carries the whole request, credentials included; only its words may travel on into logs.
  return new ProviderSilent(code, sent, new Error(error instanceof Error ? error.message : String(error)))
}

const checked = (answer: Answer): Answer => {
  const { statusCode, body } = answer as { statusCode: number; body: unknown }
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
  const headers = (answer as { headers?: Record<string, unknown> }).headers ?? {}
  const advice = headers['retry-after']
  if (typeof advice !== 'string' || advice.trim() === '') return null
  if (/^\d{1,6}$/.test(advice.trim())) return Number(advice) * 1_000
  const atMs = Date.parse(advice)
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - Date.now())
}
