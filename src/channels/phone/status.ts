// The provider's words for how a call is doing, in ours. Callbacks and the REST API use the same words, except that only
// callbacks say `initiated` and carry a SIP code.

import type { CallEnd } from '#core/callout/event'

export type CallProgress = 'placed' | 'ringing' | 'answered'

export type CallStatus =
  | { readonly kind: 'progressed'; readonly state: CallProgress }
  | { readonly kind: 'ended'; readonly end: CallEnd; readonly detail: string | null }

const progress: ReadonlyMap<string, CallProgress> = new Map([
  ['queued', 'placed'],
  ['initiated', 'placed'],
  ['ringing', 'ringing'],
  ['in-progress', 'answered'],
])

const ends: ReadonlyMap<string, CallEnd> = new Map([
  ['completed', 'completed'],
  ['busy', 'busy'],
  ['no-answer', 'no_answer'],
  ['canceled', 'cancelled'],
  ['failed', 'failed'],
])

/** What a SIP code says about a call that "failed": switched off or out of reach is no answer, declined is busy. */
const failedBecause: ReadonlyMap<string, CallEnd> = new Map([
  ['408', 'no_answer'],
  ['480', 'no_answer'],
  ['487', 'no_answer'],
  ['486', 'busy'],
  ['600', 'busy'],
  ['603', 'busy'],
])

/** Returns null for a status this provider's contract does not have. */
export const callStatus = (status: string, sipCode: string | null = null): CallStatus | null => {
  const state = progress.get(status)
  if (state !== undefined) return { kind: 'progressed', state }
  const end = ends.get(status)
  if (end === undefined) return null
  const code = sipCode ?? ''
  const because = end === 'failed' ? failedBecause.get(code) : undefined
  return { kind: 'ended', end: because ?? end, detail: code === '' || code === '200' ? null : `sip.${code}` }
}
