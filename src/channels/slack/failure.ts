// What a failure of Slack's API means.

import { ErrorCode } from '@slack/web-api'
import type { Placement } from '#engine/ports'

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
  readonly data?: { readonly error?: string }
  readonly retryAfter?: number
  readonly statusCode?: number
  readonly original?: unknown
}

/** Whether the request was never sent: whoever is not there has got nothing. */
const neverSent = (original: unknown): boolean => {
  const { code = '', cause } = (original ?? {}) as { readonly code?: string; readonly cause?: unknown }
  if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code)) return true
  return cause !== undefined && cause !== original && neverSent(cause)
}

const platformFailure = (error: string): Failure => {
  if (permanent.has(error)) return refused('permanent', error)
  return refused(later.has(error) ? 'temporary' : 'configuration', error)
}

/** Nothing was said of the message; whether it was posted is open, unless it was never sent. */
const silence = ({ code, statusCode, original }: Known): Failure => {
  if (code === ErrorCode.HTTPError) return { kind: 'unknown', code: `slack.http_${statusCode ?? 0}` }
  const unsent = code === ErrorCode.RequestError && neverSent(original)
  return unsent ? refused('temporary', 'unreachable') : { kind: 'unknown', code: 'slack.silent' }
}

export const slackFailure = (thrown: unknown): Failure => {
  if (thrown instanceof NobodyThere) return refused('permanent', 'member_not_found')
  const known = (thrown ?? {}) as Known
  const { code, data, retryAfter = 1 } = known
  if (code === ErrorCode.PlatformError) return platformFailure(data?.error ?? 'error')
  return code === ErrorCode.RateLimitedError ? refused('temporary', 'ratelimited', retryAfter * 1_000) : silence(known)
}
