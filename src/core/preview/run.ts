// One callout of a preview: production's state, in memory, decided by production's decide(). Like the engine it loads for each
// decision only the part its scope names, so that a preview costs what the night would, and shows it when a scope is too small.

import { decide, type Scope, scopeOf } from '../callout/decide.ts'
import type { Event } from '../callout/event.ts'
import { type Attempt, type Head, initialHead, type Target } from '../callout/state.ts'
import type { Follow, HistoryEntry, Loaded } from '../callout/work.ts'
import { refsToLookUp, withOnDuty } from '../plan/on-call.ts'
import type { Plan } from '../plan/plan.ts'
import type { Speech } from '../speech/speech.ts'
import type { PreviewRequest } from './request.ts'

/** What was said at one turn of a call, and the key that had brought it. */
export type Said = { readonly atMs: number; readonly key: string | null; readonly lines: readonly string[] }

/** What a preview knows of an attempt beside its state. */
export type Witness = {
  readonly step: number
  readonly loop: number
  ringingAtMs: number | null
  readonly said: Said[]
}

export type Run = {
  /** Grows when people on duty join it. */
  plan: Plan
  readonly startedAtMs: number
  head: Head
  readonly targets: Map<number, Target>
  readonly attempts: Map<number, Attempt>
  readonly witnesses: Map<number, Witness>
  readonly history: HistoryEntry[]
  /** The step that is open, as people count, and the loop. */
  at: Pick<Witness, 'step' | 'loop'>
}

export const createRun = (plan: Plan, startedAtMs: number): Run => ({
  plan,
  startedAtMs,
  head: initialHead,
  targets: new Map(),
  attempts: new Map(),
  witnesses: new Map(),
  history: [],
  at: { step: 1, loop: 1 },
})

const nothing: Pick<Loaded, 'targets' | 'attempts'> = { targets: new Map(), attempts: new Map() }

const load = (run: Run, scope: Scope): Loaded => {
  if (scope.kind === 'head') return { plan: run.plan, head: run.head, ...nothing }
  const targets = new Map<number, Target>()
  const attempts = new Map<number, Attempt>()
  const addAttempt = (ordinal: number): void => {
    attempts.set(ordinal, run.attempts.get(ordinal) as Attempt)
  }
  const addTarget = (destination: number): void => {
    const target = run.targets.get(destination)
    if (target === undefined) return
    targets.set(destination, target)
    if (target.attempt !== null) addAttempt(target.attempt)
  }
  if (scope.kind === 'attempt') {
    addAttempt(scope.attempt)
    addTarget((run.attempts.get(scope.attempt) as Attempt).destination)
  } else if (scope.kind === 'destinations') scope.destinations.forEach(addTarget)
  else for (const target of run.targets.values()) if (target.open) addTarget(target.destination)
  return { plan: run.plan, head: run.head, targets, attempts, isOwn: true }
}

export type Change = { readonly before: Attempt | undefined; readonly after: Attempt }
export type Decided = {
  readonly changes: readonly Change[]
  readonly answer: Speech | null
  readonly escalates: boolean
  readonly decisions: number
}

const record = (run: Run, entry: HistoryEntry): void => {
  run.history.push(entry)
  if (entry.reason === 'step_opened') run.at = { step: Number(entry.facts['step']), loop: Number(entry.facts['loop']) }
}

const keep = (run: Run, attempt: Attempt): Change => {
  const before = run.attempts.get(attempt.ordinal)
  run.attempts.set(attempt.ordinal, attempt)
  // A new attempt belongs to the step that is open when it is planned.
  if (before === undefined) {
    const { step, loop } = run.at
    run.witnesses.set(attempt.ordinal, { step, loop, ringingAtMs: null, said: [] })
  }
  return { before, after: attempt }
}

/** The imagined instant, and who is on duty then. */
export type Now = { readonly nowMs: number; readonly duty: NonNullable<PreviewRequest['duty']> }

/** As the engine does it: whoever is on duty joins the plan before a step opens that asks for them. */
const join = (run: Run, next: Event | Follow, now: Now): Event | Follow => {
  const refs = refsToLookUp(run.plan, next)
  if (refs.length === 0) return next
  const { plan, onDuty } = withOnDuty(run.plan, now.duty(refs, now.nowMs))
  run.plan = plan
  return { ...(next as Extract<Follow, { type: 'OpenStep' }>), onDuty }
}

/** Decides an event with everything it sets off, and keeps what came of it. */
export const decideInto = (run: Run, event: Event, now: Now): Decided => {
  const changes: Change[] = []
  let answer: Speech | null = null
  let escalates = false
  let decisions = 0
  for (let next: Event | Follow | null = event; next !== null; decisions += 1) {
    const known = join(run, next, now)
    const decision = decide(load(run, scopeOf(known, run.plan)), known, now.nowMs)
    run.head = decision.head
    for (const target of decision.targets) run.targets.set(target.destination, target)
    for (const entry of decision.history) record(run, entry)
    for (const attempt of decision.attempts) changes.push(keep(run, attempt))
    answer ??= decision.answer
    escalates ||= decision.escalates
    next = decision.follow
  }
  return { changes, answer, escalates, decisions }
}
