// Pauses in the simulated world: of anything, set and ended at any moment, some that repeat. All that were ever set are kept, so
// that the checker can ask what was on when a call began.

import { type Held, heldAt, type Pause, type PauseScope } from '#core/callout/pause'
import type { PolicyId, UserId } from '#core/ids'
import type { Destination } from '#core/plan/plan'
import type { PauseReader } from '#engine/ports'
import { conditionOf } from '../support/calendar.ts'
import { planOf } from '../support/plans.ts'
import type { Random } from './random.ts'

export type Pauses = PauseReader & {
  /** Sets one, or ends one that is on, at this instant. */
  readonly change: (random: Random, nowMs: number) => void
  /** What kept somebody from being contacted at an instant. */
  readonly heldAt: (
    whom: Destination,
    of: { readonly policyId: PolicyId; readonly text: string; readonly atMs: number },
  ) => Held | undefined
}

/** A minute of every three, in the hour in which the nights begin. */
const inTurns = conditionOf({
  anyOf: [
    {
      bands: Array.from({ length: 19 }, (_, index) => {
        const from = String(index * 3).padStart(2, '0')
        return { from: `17:${from}`, to: `17:${String(index * 3 + 1).padStart(2, '0')}` }
      }),
    },
  ],
})

const draw = (random: Random, place: { readonly id: string; readonly nowMs: number }): Pause => {
  const scope: PauseScope = random.pick(['space', 'policy', 'channel', 'user', 'user', 'user'])
  const of = { space: null, policy: planOf(0).policyId, channel: 'phone', user: `user-${random.between(1, 8)}` }[scope]
  const beginsAtMs = place.nowMs + random.pick([0, 0, 20_000])
  return {
    id: place.id,
    scope,
    of,
    beginsAtMs,
    endsAtMs: random.chance(0.5) ? beginsAtMs + random.between(1, 120_000) : null,
    repeats: random.chance(0.2) ? inTurns : null,
    match: random.pick([null, null, '*DB01*', '*web*']),
    stopsRunning: random.chance(0.5) && (scope === 'space' || scope === 'policy'),
    reason: '',
    createdBy: 'simulation',
  }
}

/** @param step whatever may happen while they are read */
export const createPauses = (step: () => Promise<void>): Pauses => {
  let pauses: readonly Pause[] = []
  return {
    read: async () => {
      await step()
      return pauses
    },
    change: (random, nowMs) => {
      const unended = pauses.filter(({ endsAtMs }) => endsAtMs === null || endsAtMs > nowMs)
      if (unended.length === 0 || random.chance(0.5)) {
        pauses = [...pauses, draw(random, { id: `pause-${pauses.length}`, nowMs })]
        return
      }
      const ended = random.pick(unended)
      pauses = pauses.map((one) => (one === ended ? { ...one, endsAtMs: nowMs } : one))
    },
    heldAt: ({ channel, userId }, { policyId, text, atMs }) =>
      heldAt(pauses, { policyId, text, channel, userId: userId as UserId | null }, atMs),
  }
}
