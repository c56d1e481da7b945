// What keeps people from being contacted in the simulated world. Pauses of anything, set and ended at any moment, some that repeat: all
// that were ever set are kept, so that the checker can ask what was on when a call began. And quiet hours of some people; and in some nights a few who are not verified and to be left out for it.

import { contactKey, type Held, holdAt } from '#core/callout/held'
import type { Pause, PauseScope } from '#core/callout/pause'
import type { OpenQuiet, QuietPeople } from '#core/callout/quiet'
import type { PolicyId, UserId } from '#core/ids'
import type { Destination } from '#core/plan/plan'
import type { HoldReader } from '#engine/ports'
import { conditionOf } from '../support/calendar.ts'
import { people, planOf } from '../support/plans.ts'
import type { Random } from './random.ts'

export type Pauses = HoldReader & {
  /** Sets one, or ends one that is on, at this instant. */
  readonly change: (random: Random, nowMs: number) => void
  /** Ends those that would keep callouts from beginning for ever. */
  readonly endOpen: (nowMs: number) => void
  /** What kept somebody from being contacted at an instant. */
  readonly heldAt: (
    whom: Destination,
    of: {
      readonly policyId: PolicyId
      readonly text: string
      readonly priority: number
      readonly isCallBack: boolean
      readonly atMs: number
    },
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

/** Of nobody in most nights; else a minute of every three, of some. */
const drawQuiet = (random: Random): QuietPeople => {
  const sleepers = random.pick([0, 0, 2, 4])
  const asleep = (): [string, OpenQuiet] => [
    `user-${random.between(1, 8)}`,
    { condition: inTurns, breaksThrough: random.between(0, 9) },
  ]
  return new Map(Array.from({ length: sleepers }, asleep))
}

/** Nobody is left out for it in most nights. */
const drawUnverified = (random: Random): ReadonlySet<string> | undefined =>
  random.chance(0.8)
    ? undefined
    : new Set(people(random.between(1, 3)).map((one) => contactKey(String(one.userId), one.address)))

/** @param step whatever may happen while they are read */
export const createPauses = (step: () => Promise<void>, random: Random): Pauses => {
  const quiet = drawQuiet(random)
  const unverified = drawUnverified(random)
  const guard = random.pick([null, { attempts: 3, windowMs: 60_000 }, { attempts: 5, windowMs: 600_000 }]) ?? undefined
  let pauses: readonly Pause[] = []
  return {
    read: async () => {
      await step()
      return { pauses, quiet, unverified, guard }
    },
    change: (chance, nowMs) => {
      const unended = pauses.filter(({ endsAtMs }) => endsAtMs === null || endsAtMs > nowMs)
      if (unended.length === 0 || chance.chance(0.5)) {
        pauses = [...pauses, draw(chance, { id: `pause-${pauses.length}`, nowMs })]
        return
      }
      const ended = chance.pick(unended)
      pauses = pauses.map((one) => (one === ended ? { ...one, endsAtMs: nowMs } : one))
    },
    endOpen: (nowMs) => {
      const isOpen = ({ scope, endsAtMs }: Pause): boolean =>
        endsAtMs === null && (scope === 'space' || scope === 'policy')
      pauses = pauses.map((one) => (isOpen(one) ? { ...one, endsAtMs: nowMs } : one))
    },
    heldAt: ({ channel, userId, address }, { atMs, ...about }) =>
      holdAt({ pauses, quiet, unverified }, { ...about, channel, address, userId: userId as UserId | null }, atMs),
  }
}
