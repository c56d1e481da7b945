// A line frees in the very millisecond in which a timer of the callout is due: a step's wait, a redial, a round. Which of the two the
// engine looks at first is the order in which they were set; the preview lets the line go first. These nights are made so that it
// happens, and they come out the same: whoever waits for a line is older than whoever a timer brings, and lines go by age.

import { describe, expect, it } from 'vitest'
import type { Plan } from '#core/plan/plan'
import { preview } from '#core/preview/preview'
import { type Network, previewLimits, usualNetwork } from '#core/preview/request'
import { people, planOf } from '../support/plans.ts'
import type { Deed } from './orderly-provider.ts'
import { connectionId, play } from './reality.ts'

const START_MS = 1_800_000_000_000
const SLOT_MS = 10_000
const bySlots: Network['pace'] = { callsPerSecond: 1_000 / SLOT_MS, callsAtOnce: null }
const one: Network['pace'] = { callsPerSecond: null, callsAtOnce: 1 }
const both: Network['pace'] = { callsPerSecond: 1_000 / SLOT_MS, callsAtOnce: 1 }

type Row = {
  readonly pace: Network['pace']
  readonly steps: readonly (readonly number[])[]
  readonly waitMs: number
  readonly redialMs: number
  readonly does: 'no_answer' | 'busy'
}

type Made = {
  readonly ordinal: number
  readonly destination: number
  readonly reason: string
  readonly result: string | null
  readonly plannedAtMs: number
  readonly begunAtMs: number | null
  readonly endedAtMs: number | null
}
const factsOf = ({ ordinal, destination, reason, result, plannedAtMs, begunAtMs, endedAtMs }: Made): Made => ({
  ordinal,
  destination,
  reason,
  result,
  plannedAtMs,
  begunAtMs,
  endedAtMs,
})

/** Instants in which somebody who had waited for a line began, and a timer brought somebody else. */
const collisions = (attempts: readonly Made[]): number =>
  attempts.filter(
    (waited) =>
      waited.begunAtMs !== null &&
      waited.begunAtMs > waited.plannedAtMs &&
      attempts.some(({ plannedAtMs }) => plannedAtMs === waited.begunAtMs),
  ).length

const nightOf = ({ pace, steps, waitMs, redialMs, does }: Row) => {
  const count = Math.max(...steps.flat()) + 1
  const plan: Plan = planOf(count, {
    destinations: people(count),
    connectionId,
    ringMs: SLOT_MS,
    loopsMax: 2,
    loopIntervalMs: redialMs,
    redial: { max: 1, intervalMs: redialMs, on: ['no_answer', 'busy'] },
    steps: steps.map((destinations) => ({ destinations, waitMs })),
  })
  const network: Network = { ...usualNetwork, pace, detectsMachines: false, answerMs: 40, setupMs: 0 }
  return { plan, network, deeds: [{ does }] as readonly Deed[] }
}

const nights: readonly Row[] = [bySlots, both, one].flatMap((pace) =>
  [[[0, 1], [2]], [[0], [1, 2]], [[0, 1, 2]]].flatMap((steps) =>
    [SLOT_MS, 2 * SLOT_MS].flatMap((waitMs) =>
      (['no_answer', 'busy'] as const).map((does): Row => ({ pace, steps, waitMs, redialMs: SLOT_MS, does })),
    ),
  ),
)

describe('in one millisecond a line frees and a timer is due', () => {
  it('and the preview says what the engine does', async () => {
    let met = 0
    for (const row of nights) {
      const { plan, network, deeds } = nightOf(row)
      const asked = { plans: [plan], startMs: START_MS, network }
      const real = await play({ ...asked, text: 'x', quiet: new Map(), deeds: () => deeds })
      const imagined = preview({
        ...asked,
        values: { text: 'x' },
        seed: 1,
        behaviours: () => deeds,
        others: { does: 'no_answer' },
        allows: () => true,
        limits: previewLimits,
      })
      const happened = real.callouts[0]?.attempts.map(factsOf) ?? []
      const told = imagined.callouts[0]?.attempts.map(({ attempt }) => factsOf(attempt))
      expect({ row, attempts: told }).toEqual({ row, attempts: happened })
      met += collisions(happened)
    }
    // They do meet.
    expect(met).toBeGreaterThan(nights.length / 2)
  })
})
