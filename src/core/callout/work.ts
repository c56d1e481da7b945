// The working copy one decision writes into: the loaded part of a callout plus what has changed so far. It never touches its
// input; every change replaces the old value.

import { assert } from '../assert.ts'
import { limits } from '../limits.ts'
import type { Channel, Destination, Plan } from '../plan/plan.ts'
import type { Speech } from '../speech/speech.ts'
import { type AttemptChange, changedAttempt, changedHead, changedTarget, numbered, wayOf } from './copy.ts'
import type { OnDuty } from './duty.ts'
import type { Reason } from './reason.ts'
import type { Attempt, Head, Target } from './state.ts'

/** Small facts the words of a reason need: a key, a name, a code, an instant. Never a phone number. */
export type Facts = Readonly<Record<string, string | number>>

/** One line of a callout's history: what was decided, about whom, and why. Holds no phone numbers. */
export type HistoryEntry = {
  readonly seq: number
  readonly atMs: number
  readonly reason: Reason
  readonly destination: number | null
  readonly attempt: number | null
  readonly facts: Facts
}

/** The part of a callout a decision may look at: the head always, targets and attempts as its scope names them. */
export type Loaded = {
  readonly plan: Plan
  readonly head: Head
  readonly targets: ReadonlyMap<number, Target>
  readonly attempts: ReadonlyMap<number, Attempt>
  /** Both were gathered for this one decision and for nobody else, so that it may write into them. */
  readonly isOwn?: true
}

/** What a person decided about their own part. */
export type Decided = 'taken' | 'passed' | 'left'

/** What a decision sets off in the same transaction, with a scope of its own. */
export type Follow =
  | {
      readonly type: 'PersonDecided'
      readonly destination: number
      readonly decided: Decided
      readonly via?: Channel | undefined
    }
  /** `onDuty`: who is, where the step names schedules. `again`: the open step takes in whoever is on duty now. */
  | {
      readonly type: 'OpenStep'
      readonly loop: number
      readonly step: number
      readonly onDuty?: OnDuty
      readonly again?: true
    }
  | { readonly type: 'StopAll' }

export type Work = {
  readonly plan: Plan
  readonly nowMs: number
  head: Head
  targets: ReadonlyMap<number, Target>
  attempts: ReadonlyMap<number, Attempt>
  /** null: none yet. */
  touchedTargets: Set<number> | null
  touchedAttempts: Set<number> | null
  readonly isOwn: boolean
  readonly history: HistoryEntry[]
  /** The last history entry's number; the head gets it once, when all is decided. */
  seq: number
  follow: Follow | null
  answer: Speech | null
  escalates: boolean
  comesBack: boolean
}

export const begin = (loaded: Loaded, nowMs: number): Work => ({
  plan: loaded.plan,
  nowMs,
  head: loaded.head,
  targets: loaded.targets,
  attempts: loaded.attempts,
  touchedTargets: null,
  touchedAttempts: null,
  isOwn: loaded.isOwn === true,
  history: [],
  seq: loaded.head.seq,
  follow: null,
  answer: null,
  escalates: false,
  comesBack: false,
})

export const setHead = (work: Work, change: Partial<Head>): void => {
  work.head = changedHead(work.head, change)
}

/** The last thing that is done to a head: where it was changed before it is nobody else's, and needs no copy of its own. */
export const numberHead = (work: Work, loaded: Head): void => {
  if (work.seq === loaded.seq) return
  if (work.head === loaded) setHead(work, { seq: work.seq })
  else numbered(work.head, work.seq)
}

type Parts<Part> = ReadonlyMap<number, Part>

/** What was loaded is not ours to write into, unless it says so: with the first change it becomes a copy. */
const ownCopy = <Part>({ isOwn }: Work, parts: Parts<Part>, touched: ReadonlySet<number> | null): Map<number, Part> =>
  touched === null && !isOwn ? new Map(parts) : (parts as Map<number, Part>)

export const setTarget = (work: Work, target: Target, change: Partial<Target>): Target => {
  const next = changedTarget(target, change)
  work.targets = ownCopy(work, work.targets, work.touchedTargets).set(next.destination, next)
  work.touchedTargets ??= new Set()
  work.touchedTargets.add(next.destination)
  return next
}

export const setAttempt = (work: Work, attempt: Attempt, change: AttemptChange): Attempt =>
  putAttempt(work, changedAttempt(attempt, change))

const putAttempt = (work: Work, next: Attempt): Attempt => {
  work.attempts = ownCopy(work, work.attempts, work.touchedAttempts).set(next.ordinal, next)
  work.touchedAttempts ??= new Set()
  work.touchedAttempts.add(next.ordinal)
  return next
}

export const record = (
  work: Work,
  reason: Reason,
  about: { destination?: number; attempt?: number; facts?: Facts } = {},
): void => {
  work.seq += 1
  work.history.push({
    seq: work.seq,
    atMs: work.nowMs,
    reason,
    destination: about.destination ?? null,
    attempt: about.attempt ?? null,
    facts: about.facts ?? {},
  })
}

/** Records something about one attempt: a reason, or a reason with the facts its words need. */
export const recordAttempt = (work: Work, attempt: Attempt, why: Reason | readonly [Reason, Facts]): void => {
  const [reason, facts] = typeof why === 'string' ? [why, {}] : why
  record(work, reason, { destination: attempt.destination, attempt: attempt.ordinal, facts })
}

export const attemptOf = (work: Work, ordinal: number): Attempt => {
  const attempt = work.attempts.get(ordinal)
  assert(attempt, `attempt ${ordinal} is in scope`)
  return attempt
}

export const targetOf = (work: Work, destination: number): Target => {
  const target = work.targets.get(destination)
  assert(target, `target ${destination} is in scope`)
  return target
}

export const destinationOf = (plan: Plan, ordinal: number): Destination => {
  const destination = plan.destinations[ordinal]
  assert(destination, `the plan has destination ${ordinal}`)
  return destination
}

/** By which other way an attempt goes, and how often it was put off before. */
type By = Pick<Attempt, 'channel' | 'retries'> & { readonly way: number; readonly facts: Facts }

/** Plans one more attempt for a target and makes it the one that speaks for it. */
export const planAttempt = (
  work: Work,
  target: Target,
  why: { reason: Reason; atMs: number; possibleRepeat?: boolean; by?: By },
): void => {
  const ordinal = work.head.attempts + 1
  assert(ordinal <= limits.attemptsPerCallout.max, 'a callout has a bounded number of attempts')
  setHead(work, { attempts: ordinal })
  const attempt: Attempt = {
    ordinal,
    destination: target.destination,
    channel: why.by?.channel ?? destinationOf(work.plan, target.destination).channel,
    ...wayOf(why.by?.way),
    state: 'planned',
    reason: why.reason,
    result: null,
    detail: null,
    providerId: null,
    plannedAtMs: work.nowMs,
    begunAtMs: null,
    answeredAtMs: null,
    endedAtMs: null,
    answeredBy: null,
    key: null,
    turn: 0,
    answer: null,
    readings: 0,
    retries: why.by?.retries ?? 0,
    cancelWanted: false,
    possibleRepeat: why.possibleRepeat ?? false,
    effect: { kind: 'place', atMs: why.atMs },
  }
  putAttempt(work, attempt)
  setTarget(work, target, { open: true, attempt: ordinal })
  recordAttempt(work, attempt, [why.reason, { ...(why.atMs > work.nowMs ? { atMs: why.atMs } : {}), ...why.by?.facts }])
}

const nothing: readonly never[] = []

/** Returns the parts that were changed, in the order in which they were first. */
export const touchedIn = <Part>(parts: Parts<Part>, touched: ReadonlySet<number> | null): readonly Part[] => {
  if (touched === null) return nothing
  const changed: Part[] = []
  for (const key of touched) changed.push(parts.get(key) as Part)
  return changed
}
