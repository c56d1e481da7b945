// What becomes of one attempt: begun, handed to the provider, refused, unknown, ended. A result that speaks for its target
// decides what happens to the person next: called again, or left for this loop.

import { limits } from '../limits.ts'
import { awaitsAnswers } from '../plan/answers.ts'
import type { UnreachedKind } from '../plan/plan.ts'
import type { Event } from './event.ts'
import { firstOfChannel, goOnward, isOwnChannel, onward, refusalReason } from './failover.ts'
import { floodFacts } from './guard.ts'
import { pauseFacts } from './pause.ts'
import { quietFacts } from './quiet.ts'
import type { Reason } from './reason.ts'
import type { Attempt, AttemptResult, Effect, Target } from './state.ts'
import { isCallBack, isLive } from './state.ts'
import { end, finishTarget, relieve, speaksForTarget } from './steps.ts'
import { callBackMissed, isHeldBack, planCallBack } from './transfer.ts'
import {
  attemptOf,
  type Facts,
  planAttempt,
  recordAttempt,
  setAttempt,
  setHead,
  setTarget,
  targetOf,
  type Work,
} from './work.ts'

type Of<Type extends Event['type']> = Extract<Event, { type: Type }>

/**
 * An attempt that was given up without the provider's word; it may still turn out to have been made. Then it rings beside
 * whoever was called in its place, and is itself recorded as a possible repeat.
 */
const wasLost = (attempt: Attempt): boolean => attempt.state === 'ended' && attempt.result === 'lost'

const watchFrom = (work: Work): Effect => ({
  kind: 'watch',
  atMs: work.nowMs + work.plan.ringMs + limits.watchSlackMs,
})

type Close = Pick<Attempt, 'result' | 'detail'> & Partial<Pick<Attempt, 'providerId' | 'answeredBy'>>

const close = (work: Work, attempt: Attempt, { result, detail, providerId, answeredBy }: Close): Attempt =>
  setAttempt(work, attempt, {
    state: 'ended',
    result,
    detail,
    providerId: providerId ?? attempt.providerId,
    answeredBy: answeredBy ?? attempt.answeredBy,
    endedAtMs: work.nowMs,
    effect: null,
  })

/** Only of attempts that were begun. */
const sinceBegunMs = (work: Work, attempt: Attempt): number => work.nowMs - (attempt.begunAtMs as number)

export const attemptBegan = (work: Work, event: Of<'AttemptBegan'>): void => {
  const attempt = attemptOf(work, event.attempt)
  if (attempt.state !== 'planned') return
  if (!speaksForTarget(work, attempt)) {
    close(work, attempt, { result: 'withheld', detail: 'callout_over' })
    recordAttempt(work, attempt, 'callout_over')
    return
  }
  if (isHeldBack(work, attempt)) {
    const untilMs = work.nowMs + limits.callBackHoldMs
    attemptDeferred(work, { type: 'AttemptDeferred', attempt: attempt.ordinal, untilMs, why: 'waits_for_call_back' })
    return
  }
  setAttempt(work, attempt, {
    state: 'begun',
    begunAtMs: work.nowMs,
    effect: { kind: 'settle', atMs: work.nowMs + limits.lookup.giveUpMs },
  })
  if (work.head.stepBeganAtMs === null) setHead(work, { stepBeganAtMs: work.nowMs })
  recordAttempt(work, attempt, 'begun')
}

/** The gate asked to wait; only the effect's time moves, and the history says so once per kind of wait. */
export const attemptDeferred = (work: Work, event: Of<'AttemptDeferred'>): void => {
  const attempt = attemptOf(work, event.attempt)
  if (attempt.state !== 'planned') return
  const facts = event.flood === undefined ? {} : floodFacts(event.flood)
  if (attempt.detail !== event.why) recordAttempt(work, attempt, [event.why, facts])
  setAttempt(work, attempt, { detail: event.why, effect: { kind: 'place', atMs: event.untilMs } })
}

/** What the words of it need: a pause, quiet hours, a flood, or nothing. */
const heldFacts = ({ pause, quiet, flood }: Of<'AttemptSkipped'>): Facts => {
  if (pause !== undefined) return pauseFacts(pause)
  if (flood !== undefined) return floodFacts(flood)
  return quiet === undefined ? {} : quietFacts(quiet)
}

export const attemptSkipped = (work: Work, event: Of<'AttemptSkipped'>): void => {
  const attempt = attemptOf(work, event.attempt)
  if (attempt.state !== 'planned') return
  const facts = heldFacts(event)
  // Ending the callout withholds this attempt too.
  if (event.why === 'stopped_by_pause' && speaksForTarget(work, attempt))
    return end(work, { outcome: 'suppressed', reason: event.why, facts })
  close(work, attempt, { result: 'withheld', detail: event.why })
  recordAttempt(work, attempt, [event.why, facts])
  if (!speaksForTarget(work, attempt)) return
  if (event.why === 'off_duty') return relieve(work, targetOf(work, attempt.destination))
  const settled = event.why === 'number_refused' && isOwnChannel(work, attempt)
  finishTarget(work, targetOf(work, attempt.destination), { outcome: 'skipped', settled, hurry: true })
}

/** Ties the provider's id to the attempt, whichever message brought it first. */
const bind = (work: Work, attempt: Attempt, providerId: string): Attempt => {
  if (attempt.providerId !== null) return attempt
  const effect = attempt.cancelWanted ? ({ kind: 'cancel', atMs: work.nowMs } as const) : watchFrom(work)
  return setAttempt(work, attempt, { providerId, effect })
}

const rank: Record<Attempt['state'], number> = {
  planned: 0,
  begun: 1,
  unknown: 2,
  placed: 3,
  ringing: 4,
  answered: 5,
  ended: 6,
}

/** Whether a message about this call may still change the attempt: it lives, or it was only given up for lost. */
const mayBelieve = (attempt: Attempt, providerId: string): boolean =>
  (attempt.providerId === null || attempt.providerId === providerId) && (isLive(attempt) || wasLost(attempt))

/** Late and repeated messages tell nothing; of a call given up for lost, any state is news. */
const isNews = (attempt: Attempt, event: Of<'CallProgressed'>): boolean =>
  wasLost(attempt) || rank[event.state] > rank[attempt.state]

export const callProgressed = (work: Work, event: Of<'CallProgressed'>): void => {
  const attempt = attemptOf(work, event.attempt)
  if (!mayBelieve(attempt, event.providerId)) return
  const lost = wasLost(attempt)
  const bound = bind(work, attempt, event.providerId)
  if (!isNews(attempt, event)) return
  if (lost || attempt.state === 'unknown') recordAttempt(work, attempt, 'found_at_provider')
  const answered = event.state === 'answered' && attempt.answeredAtMs === null
  if (answered) recordAttempt(work, attempt, 'answered')
  setAttempt(work, bound, {
    state: event.state,
    result: lost ? null : attempt.result,
    possibleRepeat: attempt.possibleRepeat || lost,
    endedAtMs: null,
    answeredAtMs: answered ? work.nowMs : attempt.answeredAtMs,
  })
}

export const callPlaced = (work: Work, event: Of<'CallPlaced'>): void => {
  const attempt = attemptOf(work, event.attempt)
  if (!mayBelieve(attempt, event.providerId)) return
  if (attempt.providerId === null) recordAttempt(work, attempt, event.found ? 'found_at_provider' : 'placed')
  const bound = bind(work, attempt, event.providerId)
  if (attempt.state === 'begun' || attempt.state === 'unknown' || wasLost(attempt)) {
    const possibleRepeat = attempt.possibleRepeat || wasLost(attempt)
    setAttempt(work, bound, { state: 'placed', result: null, detail: null, endedAtMs: null, possibleRepeat })
  }
}

const retryAtMs = ({ nowMs }: Work, { retries }: Attempt, adviceMs: number): number => {
  const { firstMs, maxMs, adviceMaxMs } = limits.retry
  return nowMs + Math.max(Math.min(adviceMs, adviceMaxMs), Math.min(maxMs, firstMs * 2 ** retries))
}

export const callRefused = (work: Work, event: Of<'CallRefused'>): void => {
  const attempt = attemptOf(work, event.attempt)
  if (attempt.state !== 'begun') return
  const speaks = speaksForTarget(work, attempt)
  const patient = event.kind === 'temporary' && attempt.retries < limits.retry.max
  const next = speaks ? onward(work, attempt, { event, patient }) : null
  if (next === null && patient && speaks) return tryLater(work, attempt, event)
  close(work, attempt, { result: 'refused', detail: event.code })
  recordAttempt(work, attempt, [refusalReason[event.kind], { code: event.code }])
  if (!speaks) return
  if (next !== null) return goOnward(work, attempt, next)
  finishTarget(work, targetOf(work, attempt.destination), {
    outcome: 'unreached',
    settled: event.kind === 'permanent' && isOwnChannel(work, attempt),
    hurry: true,
  })
}

const tryLater = (work: Work, attempt: Attempt, event: Of<'CallRefused'>): void => {
  const atMs = retryAtMs(work, attempt, event.retryAfterMs ?? 0)
  setAttempt(work, attempt, {
    state: 'planned',
    way: firstOfChannel(work, attempt),
    begunAtMs: null,
    retries: attempt.retries + 1,
    effect: { kind: 'place', atMs },
  })
  recordAttempt(work, attempt, ['retry_later', { code: event.code, atMs }])
}

export const resultUnknown = (work: Work, event: Of<'ResultUnknown'>): void => {
  const attempt = attemptOf(work, event.attempt)
  if (attempt.state !== 'begun') return
  setAttempt(work, attempt, {
    state: 'unknown',
    detail: event.code,
    effect: { kind: 'lookup', atMs: work.nowMs + limits.lookup.firstMs },
  })
  recordAttempt(work, attempt, ['result_unknown', { code: event.code }])
}

/** The provider knows no such call. After 30 s of that the person is called once more: silence is worse than a second ring. */
export const nothingFound = (work: Work, event: Of<'NothingFound'>): void => {
  const attempt = attemptOf(work, event.attempt)
  if (attempt.state !== 'unknown') return
  const sinceMs = sinceBegunMs(work, attempt)
  if (sinceMs < limits.lookup.giveUpMs) {
    setAttempt(work, attempt, { effect: { kind: 'lookup', atMs: work.nowMs + limits.lookup.everyMs } })
    return
  }
  close(work, attempt, { result: 'lost', detail: attempt.detail })
  recordAttempt(work, attempt, 'nothing_found')
  if (!speaksForTarget(work, attempt)) return
  const target = targetOf(work, attempt.destination)
  if (target.repeatsAfterUnknown < limits.repeatsAfterUnknown.max) {
    const counted = setTarget(work, target, { repeatsAfterUnknown: target.repeatsAfterUnknown + 1 })
    const reason = isCallBack(attempt) ? 'call_back_after_unknown' : 'repeat_after_unknown'
    planAttempt(work, counted, { reason, atMs: work.nowMs, possibleRepeat: true })
  } else finishTarget(work, target, { outcome: 'unreached', settled: false })
}

const resultOf = (work: Work, attempt: Attempt, event: Of<'CallEnded'>): AttemptResult => {
  if (attempt.result !== null && attempt.result !== 'lost') return attempt.result
  if (event.end !== 'completed') return event.end
  const machine = (event.answeredBy ?? attempt.answeredBy ?? '').startsWith('machine')
  if (machine) return 'voicemail'
  return work.plan.hearsKeys ? 'no_key' : 'delivered'
}

const endReason: Record<AttemptResult, Reason> = {
  taken: 'ended_after_key',
  passed: 'ended_after_key',
  left: 'ended_after_key',
  transfer: 'ended_after_key',
  connected: 'ended_after_key',
  delivered: 'ended_delivered',
  no_key: 'ended_no_key',
  voicemail: 'ended_voicemail',
  no_answer: 'ended_no_answer',
  busy: 'ended_busy',
  failed: 'ended_failed',
  cancelled: 'ended_cancelled',
  refused: 'provider_refused',
  lost: 'nothing_found',
  withheld: 'callout_over',
}

export const callEnded = (work: Work, event: Of<'CallEnded'>): void => {
  const attempt = attemptOf(work, event.attempt)
  if (!mayBelieve(attempt, event.providerId)) return
  const result = resultOf(work, attempt, event)
  const detail = event.detail ?? null
  const { providerId, answeredBy } = event
  close(work, attempt, { result, detail, providerId, answeredBy })
  recordAttempt(work, attempt, [endReason[result], detail === null ? {} : { code: detail }])
  if (!speaksForTarget(work, attempt)) return
  if (result === 'delivered') handedOver(work, attempt)
  else personNotReached(work, attempt, result)
}

/** The message was played to whoever answered, on a connection that cannot hear a key: delivered, never reached. */
const handedOver = (work: Work, attempt: Attempt): void => {
  setHead(work, { delivered: work.head.delivered + 1 })
  if (!isOwnChannel(work, attempt) && awaitsAnswers(work.plan))
    setHead(work, { answersUntilMs: work.nowMs + limits.answerMs.default })
  const settled = work.plan.deliveredIsEnough
  finishTarget(work, targetOf(work, attempt.destination), { outcome: 'delivered', settled })
}

/** When a call must be long over: it has rung and talked as long as it may. */
const watchGiveUpMs = ({ plan }: Work): number =>
  Math.max(limits.watchGiveUpMs, plan.ringMs + (plan.callMaxMs ?? 0) + limits.watchPastCallMs)

/** Nobody can tell how the call went. Asked again and again; when it must be over it counts as ended without a key. */
export const stillLive = (work: Work, event: Of<'StillLive'>): void => {
  const attempt = attemptOf(work, event.attempt)
  if (!isLive(attempt) || attempt.effect?.kind !== 'watch') return
  if (sinceBegunMs(work, attempt) < watchGiveUpMs(work)) {
    setAttempt(work, attempt, { effect: { kind: 'watch', atMs: work.nowMs + limits.watchEveryMs } })
    return
  }
  const result = attempt.result ?? 'failed'
  close(work, attempt, { result, detail: 'end_not_reported' })
  recordAttempt(work, attempt, 'end_not_reported')
  if (speaksForTarget(work, attempt)) personNotReached(work, attempt, result)
}

export const cancelSent = (work: Work, event: Of<'CancelSent'>): void => {
  const attempt = attemptOf(work, event.attempt)
  if (attempt.effect?.kind !== 'cancel') return
  const tired = sinceBegunMs(work, attempt) > watchGiveUpMs(work)
  const next: Effect =
    event.done || tired
      ? { kind: 'watch', atMs: work.nowMs + limits.cancelEveryMs }
      : { kind: 'cancel', atMs: work.nowMs + limits.cancelEveryMs }
  setAttempt(work, attempt, { effect: next })
}

const redialKind = (result: AttemptResult): UnreachedKind | null => {
  if (result === 'no_key' || result === 'voicemail') return 'no_key'
  if (result === 'no_answer' || result === 'cancelled') return 'no_answer'
  return result === 'busy' ? 'busy' : null
}

const redialReason: Record<UnreachedKind, Reason> = {
  no_key: 'redial_no_key',
  no_answer: 'redial_no_answer',
  busy: 'redial_busy',
}

/** Whoever hung up on a button call is called again at once; who rejected it, after a moment. */
const redialAtMs = ({ plan, nowMs }: Work, result: AttemptResult): number =>
  plan.buttons !== undefined && result === 'no_key' ? nowMs : nowMs + plan.redial.intervalMs

/** A button call comes again and again; where it no longer does, that is told. */
const recordCeiling = (work: Work, attempt: Attempt, { redials }: Target): void => {
  if (work.plan.buttons !== undefined && redials > 0)
    recordAttempt(work, attempt, ['call_backs_exhausted', { count: redials }])
}

const personNotReached = (work: Work, attempt: Attempt, result: AttemptResult): void => {
  if (result === 'transfer') return planCallBack(work, targetOf(work, attempt.destination))
  if (isCallBack(attempt)) return callBackMissed(work, attempt)
  const target = targetOf(work, attempt.destination)
  // Taken, and yet the person is waited for: not everything had been told.
  if (result === 'taken') return planAttempt(work, target, { reason: 'more_to_tell', atMs: work.nowMs })
  const kind = redialKind(result)
  const { redial } = work.plan
  if (kind !== null && redial.on.includes(kind)) {
    if (target.redials < Math.min(redial.max, limits.redials.max)) {
      const counted = setTarget(work, target, { redials: target.redials + 1 })
      planAttempt(work, counted, { reason: redialReason[kind], atMs: redialAtMs(work, result) })
      return
    }
    recordCeiling(work, attempt, target)
  }
  finishTarget(work, target, { outcome: 'unreached', settled: false, hurry: kind === 'busy' })
}
