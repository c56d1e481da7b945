// The heart: decide(callout, event, nowMs) → what is true now, what to do, and why. Pure: no clock, no I/O, no chance.
//
// An event is decided together with everything it sets off (opening the next step, stopping all), each with its own scope:
// the part of the callout that must be loaded first. The engine loads, decides, and commits all of it in one transaction.

import { assert } from '../assert.ts'
import type { Plan } from '../plan/plan.ts'
import type { Speech } from '../speech/speech.ts'
import * as attempts from './attempts.ts'
import { cameBack, replyUnread } from './came-back.ts'
import { voiceTurn } from './conversation.ts'
import type { Event, Reminding } from './event.ts'
import { attemptRerouted, destinationsBy, otherWaysWithdrawn } from './failover.ts'
import { beginLater, released, suppress, timeToBegin, waitsToBegin } from './later.ts'
import { decideForAll, phonesOf } from './person.ts'
import { awaitsResolving } from './reminder.ts'
import { causeRecovered, resolved, timeToRemind } from './resolved.ts'
import { responded } from './response.ts'
import { returned } from './returned.ts'
import type { Attempt, Head, Target } from './state.ts'
import {
  acknowledge,
  calledIn,
  end,
  finishTarget,
  freshTarget,
  openStep,
  stopAll,
  stopAttempt,
  timerFired,
} from './steps.ts'
import {
  begin,
  type Follow,
  type HistoryEntry,
  type Loaded,
  numberHead,
  record,
  setHead,
  touchedIn,
  type Work,
} from './work.ts'

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
  /** It was acknowledged and not resolved: start one that calls about it again. */
  readonly comesBack: boolean
}

export const scopeOf = (event: Event | Follow, plan: Plan): Scope => {
  if ('attempt' in event) return { kind: 'attempt', attempt: event.attempt }
  if (event.type === 'OpenStep')
    return { kind: 'destinations', destinations: withOtherPhones(plan, calledIn(plan, event)) }
  if (event.type === 'PersonDecided') return { kind: 'destinations', destinations: phonesOf(plan, event.destination) }
  if (event.type === 'Returned') return { kind: 'destinations', destinations: [event.destination] }
  if (event.type === 'NumberWithdrawn') {
    const { address } = event
    return { kind: 'destinations', destinations: [...withAddress(plan, address), ...destinationsBy(plan, address)] }
  }
  return { kind: event.type === 'StopAll' ? 'open' : 'head' }
}

/** What a person said on one phone may keep another from being called: the phones of one person are loaded together. */
const withOtherPhones = (plan: Plan, destinations: readonly number[]): readonly number[] => {
  const people = new Set(destinations.map((one) => plan.destinations[one]?.person).filter((one) => one !== undefined))
  if (people.size === 0) return destinations
  const others = plan.destinations.flatMap(({ person }, ordinal) =>
    person !== undefined && people.has(person) ? [ordinal] : [],
  )
  return [...new Set([...destinations, ...others])]
}

/** @errors throws InvariantError when the state is not one this machine can produce. */
export const decide = (loaded: Loaded, event: Event | Follow, nowMs: number): Decision => {
  const work = begin(loaded, nowMs)
  apply(work, event)
  numberHead(work, loaded.head)
  const { head } = work
  assert(head.open >= 0, 'open targets are never negative')
  const goesOn = head.open > 0 || head.due !== null || work.follow !== null
  assert(head.outcome !== null || goesOn, 'a running callout has an attempt in flight or a timer set')
  return {
    head,
    targets: touchedIn(work.targets, work.touchedTargets),
    attempts: touchedIn(work.attempts, work.touchedAttempts),
    history: work.history,
    follow: work.follow,
    answer: work.answer,
    escalates: work.escalates,
    comesBack: work.comesBack,
  }
}

const started = (work: Work, event: Extract<Event, { type: 'Started' }>): void => {
  if (work.head.seq > 0) return
  if (event.suppressedBy !== undefined) return suppress(work, event.suppressedBy)
  if (event.reminder !== undefined) recordReminder(work, event.reminder)
  if (event.escalatedFrom === null) record(work, 'started')
  else record(work, 'escalated_from', { facts: { callout: event.escalatedFrom } })
  recordGroup(work)
  recordVariant(work)
  if (event.later !== undefined) return beginLater(work, event.later)
  work.follow = { type: 'OpenStep', loop: 1, step: 0 }
}

/** What comes back comes back a few times at most: they are counted through all that takes over. */
const recordReminder = (work: Work, { count, of }: Reminding): void => {
  setHead(work, { reminding: { count, ...(of === undefined ? {} : { of: of.callout }) } })
  if (of !== undefined) record(work, 'reminds', { facts: { ...of } })
}

/** Which policy of a group it goes by, and, in the first callout of the group, why it does not go by the others. */
const recordGroup = (work: Work): void => {
  const { group } = work.plan
  if (group === undefined) return
  const { name, place, of, passedOver = [], noneApplies } = group
  if (noneApplies) record(work, 'group_none_applies', { facts: { group: name } })
  for (const one of passedOver) record(work, 'group_passed_over', { facts: { group: name, ...one } })
  record(work, 'group_followed', { facts: { group: name, place, of } })
}

/** By which of its policy's variants it goes; nothing where the policy has none. */
const recordVariant = (work: Work): void => {
  const { variant } = work.plan
  if (variant === undefined) return
  if (variant === null) return record(work, 'no_variant_applies')
  const { name, calendar, condition, unusable } = variant
  record(work, unusable ? 'variant_unusable' : 'variant_applies', { facts: { variant: name, calendar, condition } })
}

const acknowledged = (work: Work, event: Extract<Event, { type: 'Acknowledged' }>): void => {
  if (work.head.outcome !== null || work.head.acknowledgedBy !== null) return
  if (work.plan.stop !== 'none') return acknowledge(work, 'acknowledged_by_hand', event.by)
  setHead(work, { acknowledgedBy: event.by })
  record(work, 'acknowledged_by_hand', { facts: { name: event.by.name, via: event.by.via } })
}

/** The state cannot be trusted, its count of open targets least of all: every target is looked at and closed. */
const defectFound = (work: Work): void => {
  setHead(work, { open: Math.max(1, work.head.open) })
  end(work, { outcome: 'defect', reason: 'invariant_broken' })
}

const withAddress = (plan: Plan, address: string): readonly number[] =>
  plan.destinations.flatMap((destination, ordinal) => (destination.address === address ? [ordinal] : []))

/** A wrong number leaves every running callout: nobody is rung by mistake twice. */
const numberWithdrawn = (work: Work, event: Extract<Event, { type: 'NumberWithdrawn' }>): void => {
  otherWaysWithdrawn(work, event)
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
  finishTarget(work, freshTarget(destination), { outcome: 'skipped', settled: true })
}

/** What the callout's own timer is for. */
const timer = (work: Work, event: Extract<Event, { type: 'TimerFired' }>): void => {
  if (waitsToBegin(work.head)) timeToBegin(work, event)
  else if (awaitsResolving(work.head)) timeToRemind(work, event)
  else timerFired(work)
}

type Handlers = {
  readonly [Type in (Event | Follow)['type']]: (work: Work, event: Extract<Event | Follow, { type: Type }>) => void
}

const handlers: Handlers = {
  Started: started,
  OpenStep: openStep,
  PersonDecided: decideForAll,
  TimerFired: timer,
  Released: released,
  Acknowledged: acknowledged,
  Resolved: resolved,
  Cancelled: (work, event) => end(work, { outcome: 'cancelled', reason: 'cancelled_by_hand', by: event.by }),
  CauseRecovered: causeRecovered,
  CauseInDowntime: (work) => end(work, { outcome: 'recovered', reason: 'cause_in_downtime' }),
  NumberWithdrawn: numberWithdrawn,
  DefectFound: defectFound,
  StopAll: stopAll,
  AttemptBegan: attempts.attemptBegan,
  AttemptDeferred: attempts.attemptDeferred,
  AttemptRerouted: attemptRerouted,
  AttemptSkipped: attempts.attemptSkipped,
  CallPlaced: attempts.callPlaced,
  CallRefused: attempts.callRefused,
  ResultUnknown: attempts.resultUnknown,
  NothingFound: attempts.nothingFound,
  CallProgressed: attempts.callProgressed,
  CallEnded: attempts.callEnded,
  StillLive: attempts.stillLive,
  CancelSent: attempts.cancelSent,
  VoiceTurn: voiceTurn,
  Returned: returned,
  Responded: responded,
  CameBack: cameBack,
  ReplyUnread: replyUnread,
}

const apply = (work: Work, event: Event | Follow): void => {
  const handle = handlers[event.type] as ((work: Work, event: Event | Follow) => void) | undefined
  assert(handle, `an event of type ${event.type} is known`)
  handle(work, event)
}
