// A sweep: one policy at every quarter of an hour of some days, for the times in which a callout would call nobody, and those in
// which a step finds nobody on duty, or everybody in quiet hours. Each instant is a preview of its own, left as soon as the first attempt begins.

import { type Span, united } from '../calendar/spans.ts'
import type { DutyFound } from '../callout/duty.ts'
import { isQuietAt } from '../callout/quiet.ts'
import { groupBy } from '../group.ts'
import { withOnDuty } from '../plan/on-call.ts'
import type { DutyRef, Plan } from '../plan/plan.ts'
import { openPreview } from './preview.ts'
import type { PreviewRequest } from './request.ts'

/** Shifts begin at quarters of an hour, or hardly ever at anything finer. */
export const sweepEveryMs = 15 * 60_000
/** Between two whole hours an instant is played only where somebody else is on duty, or in quiet hours, than before. */
const PLAYED_EVERY = 4

/** A time in which a step finds nobody on duty; with a name: somebody is, whom nothing reaches that was asked for. */
export type SweepGap = Span & {
  /** The policy it is about: the place of its plan in the request. */
  readonly plan: number
  /** From 1, as people count. */
  readonly step: number
  readonly schedule: string
  readonly position: string | null
  readonly name: string | null
}

/** A time in which everybody whom a step calls is in quiet hours. */
export type SweepQuiet = Span & Pick<SweepGap, 'plan' | 'step'>

export type Sweep = {
  /** When a callout that starts would call nobody, and write to nobody. */
  readonly nobody: readonly Span[]
  readonly gaps: readonly SweepGap[]
  readonly quiet: readonly SweepQuiet[]
}

export type OpenSweep = {
  /** Looks at the next instant; true when there is none. */
  readonly advance: () => boolean
  readonly result: () => Sweep
}

type Missing = Omit<SweepGap, 'fromMs' | 'toMs'>

const begins = (request: PreviewRequest): boolean => {
  const open = openPreview(request)
  while (!open.hasBegun() && !open.advance(1));
  return open.hasBegun()
}

/** What follows on and is about the same is one span. */
const joined = <One extends Span>(spans: readonly One[]): readonly One[] => {
  const groups = groupBy(spans, ({ fromMs: _from, toMs: _to, ...about }) => JSON.stringify(about))
  return [...groups.values()]
    .flatMap((same) => united(same).map((span) => ({ ...(same[0] as One), ...span })))
    .toSorted((one, other) => one.fromMs - other.fromMs)
}

/** One after another, as one: what goes on where a part ends and the next begins is one span. */
export const joinedSweeps = (parts: readonly Sweep[]): Sweep => ({
  nobody: united(parts.flatMap((part) => part.nobody)),
  gaps: joined(parts.flatMap((part) => part.gaps)),
  quiet: joined(parts.flatMap((part) => part.quiet)),
})

type Asking = {
  readonly plan: Plan
  readonly place: number
  readonly step: number
  readonly refs: readonly DutyRef[]
  /** Whom it calls by name; null: what is nobody's own. */
  readonly named: readonly (string | null)[]
}

/** The steps as the policy has them: a plan may have made several of one, for the phones of a person. */
const stepsOf = (plans: readonly Plan[]): readonly Asking[] =>
  plans.flatMap((plan, place) => {
    const parts = groupBy([...plan.steps.entries()], ([index, { part }]) => part?.step ?? index + 1)
    return [...parts].map(([step, own]) => ({
      plan,
      place,
      step,
      refs: own.flatMap(([, { onCall = [] }]) => onCall),
      named: own.flatMap(([, { destinations }]) => destinations.map((one) => plan.destinations[one]?.userId ?? null)),
    }))
  })

const missingIn = ({ plan, place, step }: Asking, found: readonly DutyFound[]): readonly Missing[] =>
  withOnDuty(plan, found).onDuty.missing.map((one) => ({ plan: place, step, ...one }))

const namesIn = (found: readonly DutyFound[]): string =>
  found.map(({ duties }) => duties.map(({ person }) => person.id).join()).join(' ')

/** Everybody whom a step calls at that instant. */
const calledBy = ({ named }: Asking, found: readonly DutyFound[]): readonly (string | null)[] => [
  ...named,
  ...found.flatMap(({ duties }) => duties.map(({ person }) => person.id)),
]

/** @param request its `startMs` is where the sweep begins; its plans are what holds until `untilMs` */
export const openSweep = (request: PreviewRequest, untilMs: number): OpenSweep => {
  const asking = stepsOf(request.plans)
  const duty = request.duty ?? (() => [])
  const count = Math.ceil((untilMs - request.startMs) / sweepEveryMs)
  const nobody: Span[] = []
  const gaps: SweepGap[] = []
  const quiet: SweepQuiet[] = []
  let place = 0
  let names = ''
  let called = false

  const isQuiet = (userId: string | null, atMs: number): boolean =>
    request.quiet !== undefined && isQuietAt(request.quiet.people, { userId, priority: request.quiet.priority }, atMs)

  const look = (startMs: number): void => {
    const span = { fromMs: startMs, toMs: startMs + sweepEveryMs }
    const before = names
    names = ''
    for (const one of asking) {
      const found = one.refs.length === 0 ? [] : duty(one.refs, startMs)
      gaps.push(...missingIn(one, found).map((missing) => ({ ...missing, ...span })))
      const asleep = calledBy(one, found).map((userId) => isQuiet(userId, startMs))
      if (asleep.length > 0 && asleep.every((is) => is)) quiet.push({ plan: one.place, step: one.step, ...span })
      names += `${namesIn(found)} ${asleep.map(Number).join('')},`
    }
    if (place % PLAYED_EVERY === 0 || names !== before) called = begins({ ...request, startMs })
    if (!called) nobody.push(span)
  }

  return {
    advance: () => {
      if (place < count) look(request.startMs + place * sweepEveryMs)
      place += 1
      return place >= count
    },
    result: () => joinedSweeps([{ nobody, gaps, quiet }]),
  }
}
