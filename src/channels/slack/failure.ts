// What a failure of Slack's API means.

import { ErrorCode } from '@slack/web-api'
import type { Placement } from '#engine/ports'
import { refusalOfSilence, refusalOfStatus } from '../webhook/placement.ts'

type Failure = Extract<Placement, { kind: 'refused' | 'unknown' }>

/** Nobody of this name, or somebody a message cannot reach. */
const permanent = new Set([
  'channel_not_found',
  'is_archived',
  'user_not_found',
  'users_not_found',
  'user_disabled',
  'cannot_dm_bot',
  'member_not_found',
  'messages_tab_disabled',
])
const later = new Set([
  'ratelimited',
  'rate_limited',
  'internal_error',
  'service_unavailable',
  'fatal_error',
  'request_timeout',
])

/** A member or channel that a profile does not have. */
export class NobodyThere extends Error {
  override readonly name = 'NobodyThere'
}

const refused = (
  refusal: 'permanent' | 'configuration' | 'temporary',
  code: string,
  retryAfterMs?: number,
): Failure => ({
  kind: 'refused',
  refusal,
  code: `slack.${code}`,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
})

type Known = {
  readonly code?: string
  readonly message?: string
  readonly data?: { readonly error?: string }
  readonly retryAfter?: number
  readonly statusCode?: number
  readonly original?: unknown
}

/** What Slack calls an error. Anything else is a page of somebody between us and Slack, who may have posted it or not. */
const NAME = /^[a-z0-9_]{1,60}$/

const platformFailure = (error: string): Failure => {
  if (!NAME.test(error)) return { kind: 'unknown', code: 'slack.foreign_answer' }
  if (permanent.has(error)) return refused('permanent', error)
  return refused(later.has(error) ? 'temporary' : 'configuration', error)
}

/** Slack's client asks how long to wait, and has no name for being told nothing of it. */
const isWithoutAdvice = ({ code, message = '' }: Known): boolean =>
  code === undefined && message.startsWith('Retry header did not contain a valid timeout')

/** What the system calls it, or we, wherever the libraries have put it; empty where nobody says. */
const causeOf = (original: unknown): string => {
  const { code, message, cause } = (original ?? {}) as Readonly<Record<'code' | 'message' | 'cause', unknown>>
  if (typeof code === 'string') return code
  if (message === 'unexpected redirect') return 'redirected'
  return cause === undefined || cause === original ? '' : causeOf(cause)
}

/** Slack says by a status only that it is busy or broken: any other is of somebody between us, and no fault of the recipient. */
const byStatus = (status: number): Failure => {
  const refusal = refusalOfStatus(status)
  if (refusal === null) return { kind: 'unknown', code: `slack.http_${status}` }
  return refused(refusal === 'temporary' ? refusal : 'configuration', `http_${status}`)
}

/** Nothing was said of the message; whether it was posted is open, unless it was certainly not. */
const silence = ({ code, statusCode = 0, original }: Known): Failure => {
  if (code === ErrorCode.HTTPError) return byStatus(statusCode)
  const cause = code === ErrorCode.RequestError ? causeOf(original) : ''
  // It leads somewhere else, and is not followed.
  const refusal = cause === 'redirected' ? 'configuration' : refusalOfSilence(cause)
  return refusal === null ? { kind: 'unknown', code: 'slack.silent' } : refused(refusal, cause)
}

export const slackFailure = (thrown: unknown): Failure => {
  if (thrown instanceof NobodyThere) return refused('permanent', 'member_not_found')
  const known = (thrown ?? {}) as Known
  const { code, data, retryAfter = 1 } = known
  if (code === ErrorCode.PlatformError) return platformFailure(data?.error ?? 'error')
  if (isWithoutAdvice(known)) return refused('temporary', 'ratelimited')
  return code === ErrorCode.RateLimitedError ? refused('temporary', 'ratelimited', retryAfter * 1_000) : silence(known)
}
