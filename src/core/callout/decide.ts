// The heart: decide(callout, event, nowMs) → what is true now, what to do, and why. Pure: no clock, no I/O, no chance.
//
// An event is decided together with everything it sets off (opening the next step, stopping all), each with its own scope:
// the part of the callout that must be loaded first. The engine loads, decides, and commits all of it in one transaction.

import { assert, unreachable } from '../assert.ts'
import type { Plan } from '../plan/plan.ts'
import type { Speech } from '../speech/speech.ts'
import * as attempts from './attempts.ts'
import { voiceTurn } from './conversation.ts'
import type { Event } from './event.ts'
import type { Attempt, Head, Target } from './state.ts'
import { end, finishTarget, openStep, stopAll, stopAttempt, timerFired } from './steps.ts'
import { begin, type Follow, type HistoryEntry, type Loaded, record, setHead, type Work } from './work.ts'

/** Which targets and attempts must be loaded for a decision; a target always comes with the attempt that speaks for it. */
export type Scope =
  | { readonly kind: 'head' }
  | { readonly kind: 'attempt'; readonly attempt: number }
  | { readonly kind: 'destinations'; readonly destinations: readonly number[] }
  | { readonly kind: 'open' }

export type Decision = {
  readonly head: Head
  readonly targets: readonly Target[]
  readonly attempts: readonly Attempt[]
  readonly history: readonly HistoryEntry[]
  readonly follow: Follow | null
  /** What the person on the phone hears, when the event was a voice turn. */
  readonly answer: Speech | null
  /** The callout ended by escalating: start one on the plan's `escalatesTo`. */
  readonly escalates: boolean
}

export const scopeOf = (event: Event | Follow, plan: Plan): Scope => {
  switch (event.type) {
    case 'OpenStep':
      return { kind: 'destinations', destinations: plan.steps[event.step]?.destinations ?? [] }
    case 'NumberWithdrawn':
      return { kind: 'destinations', destinations: withAddress(plan, event.address) }
    case 'StopAll':
      return { kind: 'open' }
    case 'Started':
    case 'TimerFired':
    case 'Acknowledged':
    case 'Cancelled':
    case 'CauseRecovered':
    case 'DefectFound':
      return { kind: 'head' }
    default:
      return { kind: 'attempt', attempt: event.attempt }
  }
}

/** @errors throws InvariantError when the state is not one this machine can produce. */
export const decide = (loaded: Loaded, event: Event | Follow, nowMs: number): Decision => {
  const work = begin(loaded, nowMs)
  apply(work, event)
  const { head } = work
  assert(head.open >= 0, 'open targets are never negative')
  const goesOn = head.open > 0 || head.due !== null || work.follow !== null
  assert(head.outcome !== null || goesOn, 'a running callout has an attempt in flight or a timer set')
  return {
    head,
    targets: [...work.touchedTargets].map((key) => work.targets.get(key) as Target),
    attempts: [...work.touchedAttempts].map((key) => work.attempts.get(key) as Attempt),
    history: work.history,
    follow: work.follow,
    answer: work.answer,
    escalates: work.escalates,
  }
}

const apply = (work: Work, event: Event | Follow): void => {
  switch (event.type) {
    case 'OpenStep':
      return openStep(work, event)
    case 'StopAll':
      return stopAll(work)
    case 'Started':
    case 'TimerFired':
    case 'Acknowledged':
    case 'Cancelled':
    case 'CauseRecovered':
    case 'NumberWithdrawn':
    case 'DefectFound':
      return applyToCallout(work, event)
    default:
      return applyToAttempt(work, event)
  }
}

type CalloutEvent = Extract<
  Event,
  {
    type: 'Started' | 'TimerFired' | 'Acknowledged' | 'Cancelled' | 'CauseRecovered' | 'NumberWithdrawn' | 'DefectFound'
  }
>

const applyToCallout = (work: Work, event: CalloutEvent): void => {
  switch (event.type) {
    case 'Started':
      return started(work, event)
    case 'TimerFired':
      return timerFired(work)
    case 'Acknowledged':
      return acknowledged(work, event)
    case 'Cancelled':
      return end(work, 'cancelled', 'cancelled_by_hand', event.by)
    case 'CauseRecovered':
      return work.plan.endsOnRecovery ? end(work, 'recovered', 'cause_recovered') : undefined
    case 'NumberWithdrawn':
      return numberWithdrawn(work, event)
    case 'DefectFound':
      return end(work, 'defect', 'invariant_broken')
    default:
      return unreachable(event)
  }
}

const applyToAttempt = (work: Work, event: Exclude<Event, CalloutEvent>): void => {
  switch (event.type) {
    case 'AttemptBegan':
      return attempts.attemptBegan(work, event)
    case 'AttemptDeferred':
      return attempts.attemptDeferred(work, event)
    case 'AttemptSkipped':
      return attempts.attemptSkipped(work, event)
    case 'CallPlaced':
      return attempts.callPlaced(work, event)
    case 'CallRefused':
      return attempts.callRefused(work, event)
    case 'ResultUnknown':
      return attempts.resultUnknown(work, event)
    case 'NothingFound':
      return attempts.nothingFound(work, event)
    case 'CallProgressed':
      return attempts.callProgressed(work, event)
    case 'CallEnded':
      return attempts.callEnded(work, event)
    case 'StillLive':
      return attempts.stillLive(work, event)
    case 'CancelSent':
      return attempts.cancelSent(work, event)
    case 'VoiceTurn':
      return voiceTurn(work, event)
    default:
      return unreachable(event)
  }
}

const started = (work: Work, event: Extract<Event, { type: 'Started' }>): void => {
  if (work.head.seq > 0) return
  if (event.escalatedFrom === null) record(work, 'started')
  else record(work, 'escalated_from', { facts: { callout: event.escalatedFrom } })
  work.follow = { type: 'OpenStep', loop: 1, step: 0 }
}

const acknowledged = (work: Work, event: Extract<Event, { type: 'Acknowledged' }>): void => {
  if (work.head.outcome !== null || work.head.acknowledgedBy !== null) return
  if (work.plan.stop === 'none') {
    setHead(work, { acknowledgedBy: event.by })
    record(work, 'acknowledged_by_hand', { facts: { name: event.by.name, via: event.by.via } })
  } else end(work, 'acknowledged', 'acknowledged_by_hand', event.by)
}

const withAddress = (plan: Plan, address: string): readonly number[] =>
  plan.destinations.flatMap((destination, ordinal) => (destination.address === address ? [ordinal] : []))

/** A wrong number leaves every running callout: nobody is rung by mistake twice. */
const numberWithdrawn = (work: Work, event: Extract<Event, { type: 'NumberWithdrawn' }>): void => {
  for (const ordinal of withAddress(work.plan, event.address)) {
    if (work.head.outcome !== null) return
    const target = work.targets.get(ordinal)
    if (target === undefined) withdrawUntried(work, ordinal)
    else if (!target.settled) {
      record(work, 'number_withdrawn', { destination: ordinal, facts: { name: event.by.name } })
      stopAttempt(work, target, 'number_withdrawn')
      finishTarget(work, target, { outcome: 'skipped', settled: true, hurry: true })
    }
  }
}

const withdrawUntried = (work: Work, destination: number): void => {
  record(work, 'number_withdrawn', { destination })
  finishTarget(
    work,
    {
      destination,
      open: false,
      settled: false,
      taken: false,
      outcome: null,
      attempt: null,
      redials: 0,
      repeatsAfterUnknown: 0,
    },
    { outcome: 'skipped', settled: true },
  )
}
