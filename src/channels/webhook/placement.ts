// What an answer to a request means for a message: handed over, refused for good, not set up rightly, to be tried later, or not
// to be known. Shared by every channel that hands its messages to a web address. Pure.

import type { Placement } from '#engine/ports'
import type { WebhookAnswer } from './sender.ts'

type Failure = Extract<Placement, { kind: 'refused' | 'unknown' }>
type Refusal = Extract<Failure, { kind: 'refused' }>['refusal']

/** A message that was not taken, and why. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken'
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.code)
    this.failure = failure
  }
}

/** Seconds or a date; anything else is no advice. How much of it is heeded the engine says. */
export const retryAfterMs = (advice: string | undefined, nowMs: number): number | null => {
  const text = advice?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000
  const atMs = text === '' ? Number.NaN : Date.parse(text)
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs)
}

/** The request never left: whoever is not there has got nothing. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])
const ours = new Set(['address_forbidden', 'url_invalid'])
/** No encryption that we would trust: it stays so until somebody changes it. */
const untrusted = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO|HOSTNAME_MISMATCH)/

/** What a request that got no answer means, by the code of what went wrong; null: it may have arrived. */
export const refusalOfSilence = (code: string): Refusal | null => {
  if (unreachable.has(code)) return 'temporary'
  return ours.has(code) || untrusted.test(code) ? 'configuration' : null
}

/** What an answer that takes nothing means; null: nobody knows. */
export const refusalOfStatus = (status: number): Refusal | null => {
  // A redirect is not followed: it could lead to where requests must not go.
  if (status >= 300 && status < 400) return 'configuration'
  if ([401, 403, 404, 405, 410].includes(status)) return 'configuration'
  if ([408, 425, 429, 503].includes(status)) return 'temporary'
  return status >= 400 && status < 500 ? 'permanent' : null
}

const failureOf = (answer: WebhookAnswer, nowMs: number): Failure => {
  if (answer.kind === 'failed') {
    const { code } = answer
    const refusal = refusalOfSilence(code)
    return refusal === null ? { kind: 'unknown', code } : { kind: 'refused', refusal, code }
  }
  const code = `http_${answer.status}`
  const refusal = refusalOfStatus(answer.status)
  if (refusal === null) return { kind: 'unknown', code }
  const waitMs = refusal === 'temporary' ? retryAfterMs(answer.retryAfter, nowMs) : null
  return { kind: 'refused', refusal, code, ...(waitMs === null ? {} : { retryAfterMs: waitMs }) }
}

type Taken = Extract<WebhookAnswer, { kind: 'answered' }>

/** Returns the answer of whoever took the message. @throws NotTaken */
export const taken = (answer: WebhookAnswer, { nowMs, kind }: { nowMs: number; kind: string }): Taken => {
  if (answer.kind === 'answered' && answer.status >= 200 && answer.status < 300) return answer
  const failure = failureOf(answer, nowMs)
  throw new NotTaken({ ...failure, code: `${kind}.${failure.code}` })
}

/** What anything thrown while a message was handed over means. */
export const failureIn =
  (kind: string) =>
  (thrown: unknown): Failure =>
    thrown instanceof NotTaken ? thrown.failure : { kind: 'unknown', code: `${kind}.failed` }
