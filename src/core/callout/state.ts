// The state of a callout, in three parts so that ten thousand recipients cost ten thousand times one: the head (small, one
// row, locked by every decision), a target per destination in play, and an attempt per try.

// Callout:  running → ended (exactly one outcome, for ever).
// Target:   open (an attempt is planned or live) → finished; settled means "never again in this callout".
// Attempt:  planned → begun → placed → ringing → answered → ended
//                   ↘ withheld (ended)   begun → unknown → placed | ended(lost)

import type { UserId } from '../ids.ts'
import type { Channel } from '../plan/plan.ts'
import type { Speech } from '../speech/speech.ts'
import type { Reason } from './reason.ts'

export const outcomes = [
  'acknowledged',
  'delivered',
  'recovered',
  'escalated',
  'exhausted',
  'cancelled',
  'suppressed',
  'defect',
] as const
export type Outcome = (typeof outcomes)[number]

/** Who did something, and by what. */
export type Actor = {
  readonly userId: UserId | null
  readonly name: string
  /** A channel when it was a response on one. */
  readonly via: Channel | 'api' | 'console' | 'system'
}

export type Due = { readonly atMs: number; readonly for: 'begin' | 'next_step' | 'next_loop' | 'finish' | 'remind' }

export type Head = {
  readonly outcome: Outcome | null
  /** From 1. */
  readonly loop: number
  /** From 0: the place of the current step in the plan. */
  readonly step: number
  /** Targets of the current step that are not finished. The step is over when it reaches 0. */
  readonly open: number
  readonly stepBeganAtMs: number | null
  /** The callout's own timer; attempts carry theirs. */
  readonly due: Due | null
  readonly taken: number
  readonly delivered: number
  /** Targets that will never be tried again. */
  readonly settled: number
  /** Attempts planned so far; the next one gets the next ordinal, from 1. */
  readonly attempts: number
  /** The last history entry's number. */
  readonly seq: number
  readonly acknowledgedBy: Actor | null
  readonly endedAtMs: number | null
  /** Attempts planned before this loop began: a later one belongs to this loop. */
  readonly loopFrom?: number
  /** People who asked to be connected and are about to be called back. While there are any, no other phone begins to ring. */
  readonly callBacks?: number
  /** Ways of destinations (`destination.way`) that nobody is reached by any more: their address was taken out. */
  readonly withdrawn?: readonly string[]
  /** Somebody was written to in the place of their own channel: until then an answer is waited for before the callout ends. */
  readonly answersUntilMs?: number
  /** It is, or took over from, the how manieth return of what was acknowledged and not resolved; `of`: of which callout it is. */
  readonly reminding?: { readonly count: number; readonly of?: string }
  /** Somebody said that the cause is resolved; by nobody: the cause recovered after it was acknowledged. */
  readonly resolved?: { readonly atMs: number; readonly by: Actor | null }
}

export type TargetOutcome = 'reached' | 'delivered' | 'unreached' | 'refused' | 'skipped'

export type Target = {
  /** Place of the destination in the plan, from 0. */
  readonly destination: number
  readonly open: boolean
  readonly settled: boolean
  readonly taken: boolean
  readonly outcome: TargetOutcome | null
  /** The attempt that speaks for this target; results of older ones change nothing. */
  readonly attempt: number | null
  readonly redials: number
  readonly repeatsAfterUnknown: number
}

export const attemptStates = ['planned', 'begun', 'unknown', 'placed', 'ringing', 'answered', 'ended'] as const
export type AttemptState = (typeof attemptStates)[number]

/** States in which a phone may be ringing or talking because of us. */
export const liveStates = ['begun', 'unknown', 'placed', 'ringing', 'answered'] as const satisfies AttemptState[]

export const attemptResults = [
  'taken',
  'passed',
  'left',
  // Asked to be connected; is called back.
  'transfer',
  // Answered the call-back, and was connected.
  'connected',
  'delivered',
  'no_key',
  'voicemail',
  'no_answer',
  'busy',
  'failed',
  'refused',
  'cancelled',
  'lost',
  'withheld',
] as const
export type AttemptResult = (typeof attemptResults)[number]

/** What the engine still has to do for an attempt: at most one thing, at or after `atMs`. */
export type Effect = { readonly kind: 'place' | 'settle' | 'lookup' | 'watch' | 'cancel'; readonly atMs: number }

export type Attempt = {
  readonly ordinal: number
  readonly destination: number
  readonly channel: Channel
  /** By which of its destination's ways it goes; absent: the first, the destination's own. */
  readonly way?: number
  readonly state: AttemptState
  /** Why it was made. */
  readonly reason: Reason
  readonly result: AttemptResult | null
  /** A provider's or our own code that says more about the result. */
  readonly detail: string | null
  readonly providerId: string | null
  readonly plannedAtMs: number
  readonly begunAtMs: number | null
  readonly answeredAtMs: number | null
  readonly endedAtMs: number | null
  readonly answeredBy: string | null
  readonly key: string | null
  /** The turn the next voice request must carry; a lower one was answered before. */
  readonly turn: number
  /** What was said at the turn before: the same request delivered twice hears it again. */
  readonly answer: Speech | null
  readonly readings: number
  /** Hand-overs that the provider asked us to make later. */
  readonly retries: number
  readonly cancelWanted: boolean
  readonly possibleRepeat: boolean
  readonly effect: Effect | null
}

export const isLive = (attempt: Attempt): boolean => (liveStates as readonly string[]).includes(attempt.state)

/** The second call to a person who asked to be connected. */
export const isCallBack = ({ reason }: Pick<Attempt, 'reason'>): boolean =>
  reason === 'call_back' || reason === 'call_back_after_unknown'

/** Whether the person this attempt speaks for is being called back, or is about to be. */
export const awaitsCallBack = (attempt: Pick<Attempt, 'reason' | 'result'>): boolean =>
  attempt.result === 'transfer' || isCallBack(attempt)

export const initialHead: Head = {
  outcome: null,
  loop: 1,
  step: 0,
  open: 0,
  stepBeganAtMs: null,
  due: null,
  taken: 0,
  delivered: 0,
  settled: 0,
  attempts: 0,
  seq: 0,
  acknowledgedBy: null,
  endedAtMs: null,
}
