// Moving through the plan: opening a step, going on when it is over, looping, ending. A step is over when none of its targets
// is open; the next one opens at once or when the step's wait, counted from its first attempt, has passed.

import { assert } from '../assert.ts'
import { limits } from '../limits.ts'
import type { Plan } from '../plan/plan.ts'
import { hasWay } from '../plan/way.ts'
import { awaitsJoining, mayBeJoined, type OnDuty, recordDuty } from './duty.ts'
import type { Reason } from './reason.ts'
import { awaitResolving } from './reminder.ts'
import type { Actor, Attempt, Outcome, Target } from './state.ts'
import { awaitsCallBack, isLive } from './state.ts'
import type { Facts, Follow, Work } from './work.ts'
import {
  attemptOf,
  destinationOf,
  planAttempt,
  record,
  recordAttempt,
  setAttempt,
  setHead,
  setTarget,
  targetOf,
} from './work.ts'

export const freshTarget = (destination: number): Target => ({
  destination,
  open: false,
  settled: false,
  taken: false,
  outcome: null,
  attempt: null,
  redials: 0,
  repeatsAfterUnknown: 0,
})

const whySettled = (work: Work, target: Target): Reason => {
  if (target.taken) return 'already_taken'
  if (target.outcome === 'delivered') return 'already_delivered'
  if (target.outcome === 'refused') return 'left_callout'
  if (target.outcome !== 'skipped') return 'refused_before'
  return hasWay(work.plan, target.destination) ? 'number_withdrawn' : 'channel_not_configured'
}

/** The people who passed the callout on in this loop, among those whose targets are loaded. */
const passedThisLoop = (work: Work, loopFrom: number): ReadonlySet<number> => {
  const people = [...work.targets.values()].flatMap(({ destination, attempt }) => {
    const person = destinationOf(work.plan, destination).person
    if (person === undefined || attempt === null || attempt <= loopFrom) return []
    return attemptOf(work, attempt).result === 'passed' ? [person] : []
  })
  return new Set(people)
}

const openTarget = (work: Work, destination: number, passed: ReadonlySet<number>): void => {
  const target = work.targets.get(destination) ?? freshTarget(destination)
  if (target.settled) {
    record(work, whySettled(work, target), { destination })
    return
  }
  const { person } = destinationOf(work.plan, destination)
  if (person !== undefined && passed.has(person)) {
    record(work, 'passed_this_loop', { destination })
    return
  }
  if (!hasWay(work.plan, destination)) {
    setTarget(work, target, { settled: true, outcome: 'skipped' })
    setHead(work, { settled: work.head.settled + 1 })
    record(work, 'channel_not_configured', { destination })
    return
  }
  setHead(work, { open: work.head.open + 1 })
  planAttempt(work, setTarget(work, target, { redials: 0 }), {
    reason: work.head.loop === 1 ? 'first_attempt' : 'loop_repeat',
    atMs: work.nowMs,
  })
}

export type OpenStep = Extract<Follow, { type: 'OpenStep' }>

const nobody: OnDuty = { people: [], missing: [] }

/** As people count: the policy's step, and from the second phone of its people on, or method of their own order, the how manieth. */
const placeOf = ({ plan }: Work, { step, loop }: OpenStep): Facts => {
  const part = plan.steps[step]?.part
  if (part === undefined) return { step: step + 1, loop }
  return { step: part.step, loop, ...(part.phone > 1 ? { [part.own ? 'method' : 'phone']: part.phone } : {}) }
}

/** Whom a step calls: those it names, and those on duty. */
export const calledIn = (plan: Plan, { step, onDuty, again }: OpenStep): readonly number[] => {
  const people = onDuty?.people.map(({ destination }) => destination) ?? []
  return [...new Set([...(again ? [] : (plan.steps[step]?.destinations ?? [])), ...people])]
}

export const openStep = (work: Work, to: OpenStep): void => {
  if (to.again) return openAgain(work, to)
  assert(to.onDuty !== undefined || work.plan.steps[to.step]?.onCall === undefined, 'who is on duty is known by now')
  const loopFrom = to.step === 0 ? work.head.attempts : (work.head.loopFrom ?? 0)
  setHead(work, { loop: to.loop, step: to.step, open: 0, stepBeganAtMs: null, due: null, loopFrom })
  record(work, 'step_opened', { facts: placeOf(work, to) })
  openAll(work, to, loopFrom)
}

const openAll = (work: Work, to: OpenStep, loopFrom: number): void => {
  if (to.onDuty !== undefined) recordDuty(work, to.onDuty)
  const passed = passedThisLoop(work, loopFrom)
  for (const destination of calledIn(work.plan, to)) openTarget(work, destination, passed)
  if (work.head.open === 0) advance(work, { hurry: true })
}

/** Takes in whoever is on duty by now, but for those this step has called already. */
const openAgain = (work: Work, { onDuty = nobody, ...to }: OpenStep): void => {
  const loopFrom = work.head.loopFrom ?? 0
  const people = onDuty.people.filter(({ destination }) => {
    const target = work.targets.get(destination)
    // Without an attempt there is nobody it could have called.
    return !target?.open && Number(target?.attempt ?? 0) <= loopFrom
  })
  openAll(work, { ...to, onDuty: { ...onDuty, people } }, loopFrom)
}

/** Somebody's call did not begin because they are off duty by now: whoever relieved them is called, in the same step. */
export const relieve = (work: Work, target: Target): void => {
  setTarget(work, target, { open: false, outcome: 'skipped' })
  setHead(work, { open: work.head.open - 1 })
  work.follow = { type: 'OpenStep', loop: work.head.loop, step: work.head.step, again: true }
}

/** Where people may join, it is never known that everybody is done. */
const everybodyDone = ({ plan, head }: Work): boolean => head.settled >= plan.destinations.length && !mayBeJoined(plan)

/** Everybody had taken it before, and a step that somebody might have joined turned out to have nobody new. */
const everybodyTook = (work: Work): boolean => {
  const { plan, head } = work
  return plan.stop === 'all' && head.taken > 0 && head.taken === plan.destinations.length && !awaitsJoining(work)
}

const finish = (work: Work): void => {
  const { plan, head } = work
  const enough = head.delivered > 0 && (plan.deliveredIsEnough || plan.stop === 'none')
  if (plan.stop === 'none' && head.taken + head.delivered > 0)
    end(work, { outcome: 'delivered', reason: 'everybody_tried' })
  else if (enough) end(work, { outcome: 'delivered', reason: 'handed_over' })
  else if (plan.escalatesTo !== null) {
    work.escalates = true
    end(work, { outcome: 'escalated', reason: 'escalated_to' })
  } else end(work, { outcome: 'exhausted', reason: head.attempts === 0 ? 'nobody_reachable' : 'everybody_tried' })
}

const goOn = (work: Work): { next: Follow | null; waitMs: number; reason: Reason } => {
  const { plan, head } = work
  const step = plan.steps[head.step]
  const stepWaitMs = step?.waitMs ?? 0
  if (head.step + 1 < plan.steps.length && !everybodyDone(work)) {
    return {
      next: { type: 'OpenStep', loop: head.loop, step: head.step + 1 },
      waitMs: stepWaitMs,
      reason: 'step_waits',
    }
  }
  if (head.loop < Math.min(plan.loopsMax, limits.loops.max) && !everybodyDone(work)) {
    return { next: { type: 'OpenStep', loop: head.loop + 1, step: 0 }, waitMs: 0, reason: 'loop_waits' }
  }
  const waits = plan.escalatesTo !== null || step?.awaitsAnswer === true
  return { next: null, waitMs: waits ? stepWaitMs : 0, reason: 'last_step_waits' }
}

const timerOf = (reason: Reason): 'next_loop' | 'next_step' => (reason === 'loop_waits' ? 'next_loop' : 'next_step')

/** Opens what comes after the current step, or sets the timer that will. `hurry` passes over the step's wait. */
export const advance = (work: Work, options: { hurry: boolean }): void => {
  if (everybodyTook(work)) return end(work, { outcome: 'acknowledged', reason: 'everybody_took' })
  const { plan, head, nowMs } = work
  const { next, waitMs, reason } = goOn(work)
  const loopMs = reason === 'loop_waits' ? plan.loopIntervalMs : 0
  const stepEndsAtMs = options.hurry ? nowMs : Math.max(nowMs, (head.stepBeganAtMs ?? nowMs) + waitMs)
  const answersUntilMs = next === null ? (head.answersUntilMs ?? 0) : 0
  const atMs = Math.max(stepEndsAtMs, nowMs + loopMs, answersUntilMs)
  if (atMs > nowMs) {
    setHead(work, { due: { atMs, for: next === null ? 'finish' : timerOf(reason) } })
    record(work, reason, { facts: { atMs } })
  } else if (next === null) finish(work)
  else work.follow = next
}

/** The callout's own timer. Nothing happens before its time, or when it was replaced. */
export const timerFired = (work: Work): void => {
  const { due, loop, step } = work.head
  if (due === null || due.atMs > work.nowMs) return
  setHead(work, { due: null })
  if (due.for === 'finish') finish(work)
  else if (due.for === 'next_loop') work.follow = { type: 'OpenStep', loop: loop + 1, step: 0 }
  else work.follow = { type: 'OpenStep', loop, step: step + 1 }
}

/** Ends a target's part in this loop and goes on when it was the step's last. */
export const finishTarget = (
  work: Work,
  target: Target,
  how: { outcome: Target['outcome']; settled: boolean; hurry?: boolean },
): void => {
  const newlySettled = how.settled && !target.settled
  setTarget(work, target, { open: false, outcome: how.outcome, settled: target.settled || how.settled })
  if (newlySettled) setHead(work, { settled: work.head.settled + 1 })
  if (!target.open) return
  if (isAwaitingCallBack(work, target)) setHead(work, { callBacks: (work.head.callBacks as number) - 1 })
  setHead(work, { open: work.head.open - 1 })
  if (work.head.outcome === null && work.head.open === 0) advance(work, { hurry: how.hurry ?? false })
}

/** Whether the person at this target is being called back, or is about to be. */
export const isAwaitingCallBack = (work: Work, { open, attempt }: Target): boolean =>
  open && attempt !== null && awaitsCallBack(attemptOf(work, attempt))

/** Ends the callout: the only place where an outcome is set, and it is set once. */
export const end = (work: Work, how: { outcome: Outcome; reason: Reason; by?: Actor; facts?: Facts }): void => {
  if (work.head.outcome !== null) return
  const { outcome, reason, by, facts = {} } = how
  setHead(work, {
    outcome,
    due: null,
    endedAtMs: work.nowMs,
  })
  record(work, reason, { facts: { ...facts, outcome, ...(by === undefined ? {} : { name: by.name, via: by.via }) } })
  if (outcome === 'acknowledged') awaitResolving(work)
  work.follow = work.head.open > 0 ? { type: 'StopAll' } : null
}

/** A person has the cause: the running callout ends, and everybody who still answers hears who it is. */
export const acknowledge = (work: Work, reason: Reason, by: Actor): void => {
  setHead(work, { acknowledgedBy: by })
  end(work, { outcome: 'acknowledged', reason, by })
}

/** Whether what becomes of an attempt decides about its person: it is the newest one, and the callout goes on. */
export const speaksForTarget = (work: Work, attempt: Attempt): boolean => {
  const target = targetOf(work, attempt.destination)
  return target.open && target.attempt === attempt.ordinal && work.head.outcome === null
}

/** Withholds a target's planned attempt, or asks for its live one to be cancelled as soon as the provider's id is known. */
export const stopAttempt = (work: Work, target: Target, reason: Reason): void => {
  if (target.attempt === null) return
  const attempt = attemptOf(work, target.attempt)
  if (attempt.state === 'planned') {
    setAttempt(work, attempt, {
      state: 'ended',
      result: 'withheld',
      detail: reason,
      endedAtMs: work.nowMs,
      effect: null,
    })
    recordAttempt(work, attempt, reason)
  } else if (isLive(attempt) && attempt.state !== 'answered') {
    const known = attempt.providerId !== null
    setAttempt(work, attempt, {
      cancelWanted: true,
      effect: known ? { kind: 'cancel', atMs: work.nowMs } : attempt.effect,
    })
    recordAttempt(work, attempt, 'cancel_wanted')
  }
}

/** A later attempt at the same person (after a lost one) has no purpose any more. */
export const dropNewerAttempt = (work: Work, attempt: Attempt): void => {
  const target = work.targets.get(attempt.destination)
  if (target !== undefined && target.attempt !== attempt.ordinal) stopAttempt(work, target, 'already_taken')
}

/** After the end: no attempt begins, and what rings is cancelled. A call in progress is told at its next turn. */
export const stopAll = (work: Work): void => {
  for (const target of work.targets.values()) {
    if (!target.open) continue
    stopAttempt(work, target, 'callout_over')
    setTarget(work, target, { open: false, outcome: target.outcome ?? 'skipped' })
  }
  setHead(work, { open: 0, ...(work.head.callBacks === undefined ? {} : { callBacks: 0 }) })
}
