// Phones of one person in turn: a step that names several phones of somebody becomes several steps, one for each phone, so that
// the state machine needs to know nothing but steps. People called at the same time go through their phones side by side.

import type { DutyRef, Step } from './plan.ts'
import type { PolicyMode } from './policy.ts'

/** Destinations of one step: those called first, then everybody's second phone, … */
export type Rounds = readonly (readonly number[])[]

type PolicyStepRounds = {
  readonly rounds: Rounds
  readonly waitMs: number
  /** How long is waited after each round before the next, in somebody's own order; absent: nobody has one. */
  readonly ownWaitsMs?: readonly number[]
  readonly onCall?: readonly DutyRef[]
}

/**
 * Returns the steps of a plan; those of which nothing is left are dropped. The wait of a step follows its last phone; of people whose own
 * orders wait differently the longest counts.
 */
export const stepsOfRounds = (steps: readonly PolicyStepRounds[], mode: PolicyMode): readonly Step[] => {
  const kept = steps
    .map(filled)
    .filter(({ rounds, onCall = [] }) => rounds.length + onCall.length > 0)
    // Whom a step without names calls is known when it opens.
    .map((step) => (step.rounds.length === 0 ? { ...step, rounds: [[]] } : step))
  const ordered = mode === 'sequential' || kept.length === 0 ? kept : [together(kept)]
  const isDivided = ordered.some(({ rounds }) => rounds.length > 1)
  return ordered.flatMap(({ rounds, waitMs, ownWaitsMs, onCall = [] }, index) => {
    const own = ownWaitsMs === undefined ? {} : ({ own: true } as const)
    return rounds.map((destinations, round) => ({
      destinations,
      waitMs: round === rounds.length - 1 ? waitMs : (ownWaitsMs?.[round] ?? 0),
      ...(round === 0 && onCall.length > 0 ? { onCall } : {}),
      ...(isDivided ? { part: { step: index + 1, phone: round + 1, ...own } } : {}),
    }))
  })
}

/** Without the rounds that call nobody; their waits go with them. */
const filled = ({ rounds, ownWaitsMs, ...step }: PolicyStepRounds): PolicyStepRounds => {
  const kept = rounds
    .map((round, place) => ({ round, waitMs: ownWaitsMs?.[place] ?? 0 }))
    .filter(({ round }) => round.length > 0)
  const own = ownWaitsMs === undefined ? {} : { ownWaitsMs: kept.map(({ waitMs }) => waitMs) }
  return { ...step, rounds: kept.map(({ round }) => round), ...own }
}

/** Round by round the longest of them; undefined where nobody has an order of their own. */
const longest = (steps: readonly PolicyStepRounds[]): readonly number[] | undefined => {
  const all = steps.flatMap(({ ownWaitsMs }) => (ownWaitsMs === undefined ? [] : [ownWaitsMs]))
  if (all.length === 0) return undefined
  const length = Math.max(...all.map((waits) => waits.length))
  return Array.from({ length }, (_, round) => Math.max(...all.map((waits) => waits[round] ?? 0)))
}

/** Everybody at once, whatever the steps say; the longest of their waits. */
const together = (steps: readonly PolicyStepRounds[]): PolicyStepRounds => {
  const seen = new Set<number>()
  const length = Math.max(...steps.map(({ rounds }) => rounds.length))
  const rounds = Array.from({ length }, (_, round) =>
    steps.flatMap((step) => step.rounds[round] ?? []).filter((one) => !seen.has(one) && seen.add(one)),
  )
  const ownWaitsMs = longest(steps)
  return {
    ...(ownWaitsMs === undefined ? {} : { ownWaitsMs }),
    // The first round may be empty: then those on duty are called in it.
    rounds: rounds.filter((round, index) => index === 0 || round.length > 0),
    waitMs: Math.max(...steps.map(({ waitMs }) => waitMs)),
    onCall: steps.flatMap(({ onCall = [] }) => onCall),
  }
}
