// The guard against floods in an imagined night: what production's asks the database, this counts in the night's own attempts.

import type { Facts } from '../callout/admit.ts'
import { floodAt, type Guard, groupOf, heldHow } from '../callout/guard.ts'
import type { Attempt } from '../callout/state.ts'
import type { Destination } from '../plan/plan.ts'
import type { Run } from './run.ts'

type Night = { readonly runs: readonly Run[]; readonly guard: Guard | undefined; readonly nowMs: number }

const destinationOf = ({ plan }: Run, { destination }: Attempt): Destination =>
  plan.destinations[destination] as Destination

/** When the attempts at the same person by the same channel began that count now, newest first. */
const begunLately = ({ runs, nowMs }: Night, { run, attempt }: Trying, windowMs: number): readonly number[] => {
  const group = groupOf(run.plan, destinationOf(run, attempt))
  const isSame = (one: Run, made: Attempt): boolean =>
    made.channel === attempt.channel && group.includes(destinationOf(one, made).address)
  return runs
    .flatMap((one) => [...one.attempts.values()].filter((made) => isSame(one, made)))
    .flatMap(({ begunAtMs }) =>
      begunAtMs !== null && begunAtMs > nowMs - windowMs && begunAtMs < nowMs ? [begunAtMs] : [],
    )
    .toSorted((one, other) => other - one)
}

type Trying = { readonly run: Run; readonly attempt: Attempt }

/** What holds an attempt now for there having been so many, or undefined. */
export const floodIn = (night: Night, trying: Trying): Facts['flood'] => {
  const { guard, nowMs } = night
  const how = heldHow(trying.attempt)
  if (guard === undefined || how === null) return undefined
  const nth = begunLately(night, trying, guard.windowMs)[guard.attempts - 1] ?? null
  const flood = floodAt(guard, nth, nowMs)
  return flood && { ...flood, how }
}
