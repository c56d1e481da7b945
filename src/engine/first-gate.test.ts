// The gate before the insert: what begins with it, what waits from birth, and what is left to a transaction of its own.

import { describe, expect, it } from 'vitest'
import type { Pace } from '#core/callout/admit'
import type { CalloutId, ConnectionId, PlanHash, SpaceId } from '#core/ids'
import { limits } from '#core/limits'
import { noHolds } from '../../tests/support/no-holds.ts'
import { planOf } from '../../tests/support/plans.ts'
import { conceive } from './birth.ts'
import { createCircuits } from './circuits.ts'
import type { Draft } from './draft.ts'
import { createFirstGate } from './first-gate.ts'
import { numberKey } from './ports.ts'

const nowMs = 1_000_000
const spaceId = 'space' as SpaceId
const id = 'connection' as ConnectionId
const free: Pace = { callsPerSecond: null, callsAtOnce: null }
const paced: Pace = { callsPerSecond: 1, callsAtOnce: null }
const plan = planOf(2, { connectionId: id })
const simultaneous = planOf(3, { connectionId: id, steps: [{ destinations: [0, 1, 2], waitMs: 0 }] })
const addressOf = (index: number): string => plan.destinations[index]?.address ?? ''

const draftOf = async (its = plan): Promise<Draft> => {
  const cause = { kind: 'text' as const, text: 'db01 is down' }
  const given = { spaceId, planHash: 'hash' as PlanHash, cause, parameters: {}, priority: 5, parentId: null }
  const [{ draft }] = await conceive(
    {
      row: { ...given, id: 'callout' as CalloutId, createdAtMs: nowMs },
      plan: its,
      createdBy: 'test',
      idempotency: null,
      escalatedFrom: null,
    },
    {
      columns: { instance: 'me', nowMs, nonce: () => 'nonce' },
      newId: () => 'other' as CalloutId,
      planOf: () => its,
      join: (_draft, follow) => Promise.resolve(follow),
    },
  )
  return draft
}

type World = {
  pace?: Pace
  known?: boolean
  allowed?: boolean
  inCall?: readonly string[]
  waitedFor?: boolean
  room?: number
  engages?: boolean
}

const gateOf = (world: World) => {
  const {
    pace = free,
    known = true,
    allowed = true,
    inCall = [],
    waitedFor = false,
    room = 128,
    engages = true,
  } = world
  return createFirstGate({
    store: {
      numbersInCall: (pairs) =>
        Promise.resolve(
          new Set(
            pairs.filter(({ address }) => inCall.includes(address)).map((one) => numberKey(spaceId, one.address)),
          ),
        ),
    },
    gate: {
      connection: () => Promise.resolve(known ? { id, kind: 'twilio', engages, pace, simulated: true } : null),
      allows: () => allowed,
    },
    holds: noHolds,
    circuits: createCircuits({ clock: { nowMs: () => nowMs } }),
    isWaitedFor: () => waitedFor,
    room: () => room,
  })
}

const statesOf = (draft: Draft): readonly string[] => [...draft.attempts.values()].map(({ state }) => state)
const firstOf = (draft: Draft) => draft.attempts.get(1)

describe('an attempt that is not stored yet', () => {
  it('begins on a free line, and its history says so', async () => {
    const draft = await draftOf()
    await gateOf({}).pass([draft], nowMs)
    expect(firstOf(draft)).toMatchObject({ state: 'begun', begunAtMs: nowMs })
    expect(draft.history.at(-1)?.reason).toBe('begun')
  })

  it('waits from birth where others wait for a line', async () => {
    const draft = await draftOf()
    await gateOf({ pace: paced, waitedFor: true }).pass([draft], nowMs)
    const effect = { kind: 'place', atMs: nowMs + limits.lineSafetyMs }
    expect(firstOf(draft)).toMatchObject({ state: 'planned', detail: 'waits_for_line', effect })
  })

  it('waits for a number that is in a call', async () => {
    const draft = await draftOf()
    await gateOf({ inCall: [addressOf(0)] }).pass([draft], nowMs)
    expect(firstOf(draft)).toMatchObject({ state: 'planned', detail: 'waits_for_number' })
  })

  it.each<[string, World]>([
    ['a paced connection nobody waits for, whose row must be locked', { pace: paced }],
    ['a connection that is gone', { known: false }],
    ['a number that is refused, which may end the callout', { allowed: false }],
    ['no room to send it at once', { room: 0 }],
  ])('is left alone: %s', async (_why, world) => {
    const draft = await draftOf()
    const before = draft.history.length
    await gateOf(world).pass([draft], nowMs)
    expect(firstOf(draft)).toMatchObject({ state: 'planned', detail: null, effect: { kind: 'place', atMs: nowMs } })
    expect(draft.history).toHaveLength(before)
  })

  it('begins at an address that is never engaged, whatever else goes there', async () => {
    const [one, other] = [await draftOf(), await draftOf()]
    await gateOf({ engages: false, inCall: [addressOf(0)] }).pass([one, other], nowMs)
    expect([firstOf(one)?.state, firstOf(other)?.state]).toEqual(['begun', 'begun'])
  })

  it('begins only as far as there is room', async () => {
    const draft = await draftOf(simultaneous)
    await gateOf({ room: 2 }).pass([draft], nowMs)
    expect(statesOf(draft)).toEqual(['begun', 'begun', 'planned'])
  })
})

describe('two callouts that want one phone', () => {
  it('do not both begin in one insert', async () => {
    const [one, other] = [await draftOf(), await draftOf()]
    await gateOf({}).pass([one, other], nowMs)
    expect(firstOf(one)?.state).toBe('begun')
    expect(firstOf(other)).toMatchObject({ state: 'planned', detail: 'waits_for_number' })
  })

  it('do not both begin in two inserts under way; after the first the database knows', async () => {
    const gate = gateOf({})
    const over = await gate.pass([await draftOf()], nowMs)
    const second = await draftOf()
    await gate.pass([second], nowMs)
    expect(firstOf(second)?.state).toBe('planned')
    over()
    const third = await draftOf()
    await gate.pass([third], nowMs)
    expect(firstOf(third)?.state).toBe('begun')
  })
})
