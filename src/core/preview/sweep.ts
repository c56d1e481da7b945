// A sweep: one policy at every quarter of an hour of some days, for the times in which a callout would call nobody, and those in
// which a step finds nobody on duty. Each instant is a preview of its own, left as soon as the first attempt begins.

import { type Span, united } from '../calendar/spans.ts'
import type { DutyFound } from '../callout/duty.ts'
import { groupBy } from '../group.ts'
import { withOnDuty } from '../plan/on-call.ts'
import type { DutyRef, Plan } from '../plan/plan.ts'
import { openPreview } from './preview.ts'
import type { PreviewRequest } from './request.ts'

/** Shifts begin at quarters of an hour, or hardly ever at anything finer. */
export const sweepEveryMs = 15 * 60_000
/** Between two whole hours an instant is played only where somebody else is on duty than before. */
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

export type Sweep = {
  /** When a callout that starts would call nobody, and write to nobody. */
  readonly nobody: readonly Span[]
  readonly gaps: readonly SweepGap[]
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

/** One after another, as one: what goes on where a part ends and the next begins is one span. */
export const joinedSweeps = (parts: readonly Sweep[]): Sweep => {
  const gaps = groupBy(
    parts.flatMap((part) => part.gaps),
    ({ fromMs: _from, toMs: _to, ...about }) => JSON.stringify(about),
  )
  return {
    nobody: united(parts.flatMap((part) => part.nobody)),
    gaps: [...gaps.values()]
      .flatMap((same) => united(same).map((span) => ({ ...(same[0] as SweepGap), ...span })))
      .toSorted((one, other) => one.fromMs - other.fromMs),
  }
}

type Asking = { readonly plan: Plan; readonly place: number; readonly step: number; readonly refs: readonly DutyRef[] }

const stepsWithDuty = (plans: readonly Plan[]): readonly Asking[] =>
  plans.flatMap((plan, place) =>
    plan.steps.flatMap(({ onCall, part }, index) =>
      onCall === undefined ? [] : [{ plan, place, step: part?.step ?? index + 1, refs: onCall }],
    ),
  )

const missingIn = ({ plan, place, step }: Asking, found: readonly DutyFound[]): readonly Missing[] =>
  withOnDuty(plan, found).onDuty.missing.map((one) => ({ plan: place, step, ...one }))

const namesIn = (found: readonly DutyFound[]): string =>
  found.map(({ duties }) => duties.map(({ person }) => person.id).join()).join(' ')

/** @param request its `startMs` is where the sweep begins; its plans are what holds until `untilMs` */
export const openSweep = (request: PreviewRequest, untilMs: number): OpenSweep => {
  const asking = stepsWithDuty(request.plans)
  const duty = request.duty ?? (() => [])
  const count = Math.ceil((untilMs - request.startMs) / sweepEveryMs)
  const nobody: Span[] = []
  const gaps: SweepGap[] = []
  let place = 0
  let names = ''
  let called = false

  const look = (startMs: number): void => {
    const span = { fromMs: startMs, toMs: startMs + sweepEveryMs }
    const found = asking.map((one) => ({ one, found: duty(one.refs, startMs) }))
    for (const { one, found: own } of found)
      gaps.push(...missingIn(one, own).map((missing) => ({ ...missing, ...span })))
    const before = names
    names = found.map((one) => namesIn(one.found)).join()
    if (place % PLAYED_EVERY === 0 || names !== before) called = begins({ ...request, startMs })
    if (!called) nobody.push(span)
  }

  return {
    advance: () => {
      if (place < count) look(request.startMs + place * sweepEveryMs)
      place += 1
      return place >= count
    },
    result: () => joinedSweeps([{ nobody, gaps }]),
  }
}
