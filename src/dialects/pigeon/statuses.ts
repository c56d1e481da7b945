// How a run and each of its calls are doing, in the original's words. Pure: from what the engine wrote down.

import type { AttemptResult, AttemptState, Head } from '#core/callout/state'
import { activeStatuses, endedAs, type RunStatus } from './choices.ts'

export type CallStatus =
  | 'preparing'
  | 'calling'
  | 'aborting'
  | 'succeeded'
  | 'ignored'
  | 'missed'
  | 'aborted'
  | 'failed'

/** `begun`: some call was made. `live`: some call may still ring or talk. */
export type Calls = { readonly begun: boolean; readonly live: boolean }

/** No line was free yet: it waits. Stopped, with a phone that still rings: it is being stopped. */
export const runStatus = (head: Pick<Head, 'outcome' | 'acknowledgedBy'>, calls: Calls): RunStatus => {
  const { outcome, acknowledgedBy } = head
  if (outcome === null) return calls.begun ? 'calling' : 'waiting'
  if (outcome === 'acknowledged' && acknowledgedBy?.via === 'phone') return 'succeeded'
  const ended = outcome === 'acknowledged' ? 'aborted' : endedAs[outcome]
  return ended === 'aborted' && calls.live ? 'aborting' : ended
}

export const isActive = (status: RunStatus): boolean => activeStatuses.has(status)

/** Answered and ended by a key; answered and hung up; not answered; stopped; not possible. */
const ends: Readonly<Record<Exclude<AttemptResult, 'withheld'>, CallStatus>> = {
  taken: 'succeeded',
  passed: 'succeeded',
  left: 'succeeded',
  transfer: 'succeeded',
  connected: 'succeeded',
  no_key: 'ignored',
  voicemail: 'ignored',
  delivered: 'ignored',
  no_answer: 'missed',
  busy: 'missed',
  cancelled: 'aborted',
  failed: 'failed',
  refused: 'failed',
  lost: 'failed',
}

/** Why an attempt was withheld when the fault lay with the number or the settings, and not with the run's end. */
const impossible: ReadonlySet<string | null> = new Set(['number_refused', 'connection_missing'])

export type CallState = {
  readonly state: AttemptState
  readonly result: AttemptResult | null
  readonly detail: string | null
  readonly cancelWanted: boolean
}

export const callStatus = ({ state, result, detail, cancelWanted }: CallState): CallStatus => {
  if (state === 'planned') return 'preparing'
  if (state !== 'ended') return cancelWanted ? 'aborting' : 'calling'
  if (result === null || result === 'withheld') return impossible.has(detail) ? 'failed' : 'aborted'
  return ends[result]
}
