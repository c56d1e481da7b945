// What really happens: the engine of production, whole, on a fake clock and store, with the orderly network at its far end.

import type { BeginsLater } from '#core/callout/event'
import type { Guard } from '#core/callout/guard'
import type { QuietPeople } from '#core/callout/quiet'
import type { ConnectionId, PlanHash, SpaceId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import type { Network } from '#core/preview/request'
import { Engine } from '#engine/engine'
import { createDuty } from '../simulation/duty.ts'
import { createFakeDatabase } from '../simulation/fake-store.ts'
import { createTime } from '../simulation/time.ts'
import { type Deed, orderlyProvider } from './orderly-provider.ts'

export const connectionId = 'connection-1' as ConnectionId
const spaceId = 'space-1' as SpaceId

export type Night = {
  readonly plans: readonly Plan[]
  readonly text: string
  readonly startMs: number
  readonly network: Network
  readonly quiet: QuietPeople
  readonly unverified?: ReadonlySet<string> | undefined
  readonly guard?: Guard | undefined
  readonly later?: BeginsLater | undefined
  readonly deeds: (address: string) => readonly Deed[]
}

export const PRIORITY = 5
const EVENTS_MAX = 200_000

/** Plays a callout until it and all it escalated to are over; answers them in the order in which they began. */
export const play = async ({ plans, text, startMs, network, quiet, unverified, guard, later, deeds }: Night) => {
  const time = createTime(startMs)
  const errors: string[] = []
  const database = createFakeDatabase({ step: () => Promise.resolve() })
  let ids = 0
  const engine: Engine = new Engine({
    store: database.open('node'),
    channel: orderlyProvider({ time, network, connectionId, deeds, engine: () => engine }),
    causes: { read: () => Promise.resolve(text) },
    duty: createDuty(new Map(), () => Promise.resolve()),
    holds: { read: () => Promise.resolve({ pauses: [], quiet, unverified, guard }) },
    clock: { nowMs: time.nowMs, leaseMs: time.nowMs, wakeAt: time.at },
    chance: { id: () => String(++ids).padStart(6, '0'), nonce: () => 'nonce' },
    log: {
      warn: (facts, message) => errors.push(`${message} ${JSON.stringify(facts)}`),
      error: (facts, message) => errors.push(`${message} ${JSON.stringify(facts)}`),
    },
  })
  void engine.run()
  void engine.start({
    spaceId,
    plans: plans.map((plan, place) => ({ hash: `hash-${place}` as PlanHash, plan })),
    cause: { kind: 'text', text },
    parameters: {},
    priority: PRIORITY,
    later,
    createdBy: 'test',
    idempotency: null,
  })
  const read = () => {
    const { callouts, attemptsOf, historyOf } = database.snapshot()
    return callouts
      .toSorted((one, other) => (one.id < other.id ? -1 : 1))
      .map((row) => ({
        row,
        attempts: attemptsOf(row.id).toSorted((one, other) => one.ordinal - other.ordinal),
        history: historyOf(row.id),
      }))
  }
  const isOver = (): boolean => {
    const all = read()
    return (
      all.length > 0 &&
      all.every(({ row, attempts }) => row.head.outcome !== null && attempts.every((one) => one.state === 'ended'))
    )
  }
  for (let events = 0; events < EVENTS_MAX && (await time.step()); events += 1) if (isOver()) break
  return { callouts: read(), errors }
}
