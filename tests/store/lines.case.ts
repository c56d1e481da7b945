// Lines of paced connections: whoever waits is taken by priority and age, and never more than the connection may carry.

import { expect, it } from 'vitest'
import type { ConnectionId } from '#core/ids'
import type { AttemptRow, NewCallout } from '#engine/ports'
import { makeAddress, makeCallout, makeId, nowMs } from './make.ts'
import { createGate } from './steps.ts'
import type { Cases } from './store.case.ts'

const waits = (connectionId: ConnectionId, change: Partial<AttemptRow> = {}): Partial<AttemptRow> => ({
  connectionId,
  detail: 'waits_for_line',
  effect: { kind: 'place', atMs: nowMs + 600_000 },
  ...change,
})
const rings = (connectionId: ConnectionId): Partial<AttemptRow> => ({ connectionId, state: 'ringing', effect: null })
const unpaced = { callsPerSecond: null, callsAtOnce: null }

export const lineCases: Cases = (open) => {
  const add = async (attempts: readonly Partial<AttemptRow>[], priority = 5): Promise<NewCallout> => {
    const { store, spaceA, planHash } = open()
    const made = makeCallout({ spaceId: spaceA, planHash, callout: { priority }, attempts })
    await store.insert([made])
    return made
  }
  const ordinals = ({ attempts }: { attempts: readonly AttemptRow[] }) => attempts.map(({ ordinal }) => ordinal)

  it('take who waits by priority, then age', async () => {
    const { store, spaceA, addConnection } = open()
    const connectionId = await addConnection(spaceA)
    const patient = await add([
      waits(connectionId, { plannedAtMs: nowMs - 1 }),
      waits(connectionId, { plannedAtMs: nowMs - 9 }),
      waits(connectionId),
    ])
    const urgent = await add([waits(connectionId)], 0)
    await add([waits(await addConnection(spaceA)), { connectionId }, waits(connectionId, { claimedBy: makeId() })])
    const instance = makeId()
    const claim = () => store.claimWaiting({ instance, connectionId, limit: 3, pace: unpaced, nowMs })
    const taken = (attempt: AttemptRow | undefined) => ({
      ...attempt,
      claimedBy: instance,
      effect: { kind: 'place', atMs: nowMs },
    })
    expect(await claim()).toEqual({
      attempts: [taken(urgent.attempts[0]), taken(patient.attempts[1]), taken(patient.attempts[0])],
      againAtMs: nowMs,
    })
    expect(await claim()).toEqual({ attempts: [taken(patient.attempts[2])], againAtMs: null })
    expect(await claim()).toEqual({ attempts: [], againAtMs: null })
    expect(await store.attempt(urgent.callout.id, 1)).toEqual(taken(urgent.attempts[0]))
  })

  it('tell when the nth newest attempt at somebody began, by channel, within a time, also of what is written in the same breath', async () => {
    const { store, spaceA, spaceB } = open()
    const [one, other, strange] = [makeAddress(), makeAddress(), makeAddress()]
    const begun = (address: string, beforeMs: number, change: Partial<AttemptRow> = {}): Partial<AttemptRow> => ({
      address,
      state: 'ended',
      effect: null,
      begunAtMs: nowMs - beforeMs,
      ...change,
    })
    await add([begun(one, 10), begun(one, 30), begun(other, 20), begun(strange, 5), begun(one, 1, { channel: 'mail' })])
    await add([begun(one, 0), begun(one, 60_000), { address: one, begunAtMs: null }])
    const asked = (nth: number, addresses: readonly string[], change: object = {}) => ({
      spaceId: spaceA,
      channel: 'phone',
      addresses,
      nth,
      sinceMs: nowMs - 60_000,
      beforeMs: nowMs,
      ...change,
    })
    const answers = await store.transact((transaction) =>
      transaction.nthBegun([
        asked(1, [one]),
        asked(2, [one]),
        asked(3, [one]),
        asked(2, [one, other]),
        asked(1, [one], { channel: 'mail' }),
        asked(1, [one], { spaceId: spaceB }),
        asked(3, [one], { beforeMs: nowMs + 1 }),
      ]),
    )
    expect(answers).toEqual([nowMs - 10, nowMs - 30, null, nowMs - 20, nowMs - 1, null, nowMs - 30])
    expect(await store.transact((transaction) => transaction.nthBegun([]))).toEqual([])
  })

  it('keep to calls per second', async () => {
    const { store, spaceA, addConnection } = open()
    const connectionId = await addConnection(spaceA)
    await add([waits(connectionId), waits(connectionId), waits(connectionId)])
    const claim = (atMs: number) =>
      store.claimWaiting({
        instance: makeId(),
        connectionId,
        limit: 9,
        pace: { callsPerSecond: 1, callsAtOnce: null },
        nowMs: atMs,
      })
    const first = await claim(nowMs)
    expect([ordinals(first), first.againAtMs]).toEqual([[1], nowMs + 1_000])
    expect(await claim(nowMs + 999)).toEqual({ attempts: [], againAtMs: nowMs + 1_000 })
    const second = await claim(nowMs + 1_000)
    expect([ordinals(second), second.againAtMs]).toEqual([[2], nowMs + 2_000])
    const third = await claim(nowMs + 5_000)
    expect([ordinals(third), third.againAtMs]).toEqual([[3], null])
  })

  it('keep to calls at once, and count a line that is reserved', async () => {
    const { store, spaceA, addConnection } = open()
    const connectionId = await addConnection(spaceA)
    await add([rings(connectionId), waits(connectionId), waits(connectionId)])
    const claim = () =>
      store.claimWaiting({
        instance: makeId(),
        connectionId,
        limit: 9,
        pace: { callsPerSecond: null, callsAtOnce: 2 },
        nowMs,
      })
    const first = await claim()
    expect([ordinals(first), first.againAtMs]).toEqual([[2], nowMs + 1_000])
    expect(await claim()).toEqual({ attempts: [], againAtMs: nowMs + 1_000 })
    const [line] = await store.transact((transaction) => transaction.lockLines([connectionId]))
    expect(line).toEqual({ connectionId, nextSlotAtMs: 0, liveCalls: 2, waiting: 1 })
  })

  it('share one connection’s slots between all who ask at once', async () => {
    const { store, spaceA, addConnection } = open()
    const connectionId = await addConnection(spaceA)
    await add(Array.from({ length: 30 }, () => waits(connectionId)))
    const pace = { callsPerSecond: 4, callsAtOnce: null }
    const claims = Array.from({ length: 6 }, () =>
      store.claimWaiting({ instance: makeId(), connectionId, limit: 9, pace, nowMs }),
    )
    const results = await Promise.all(claims)
    expect(results.flatMap(ordinals)).toHaveLength(4)
    expect(results.map(({ againAtMs }) => againAtMs)).toContain(nowMs + 250)
  })

  it('pass over who is being decided on', async () => {
    const { store, spaceA, addConnection } = open()
    const connectionId = await addConnection(spaceA)
    const made = await add([waits(connectionId), waits(connectionId)])
    const [written, over] = [createGate(), createGate()]
    const deciding = store.transact(async (transaction) => {
      await transaction.lock([made.callout.id])
      const attempts = [{ ...made.attempts[0]!, state: 'ended', effect: null } as const]
      await transaction.write([{ ...made, targets: [], history: [], attempts }])
      // Writes are carried out in their order: what is asked after one is answered after it.
      await transaction.lock([])
      written.open()
      await over.passed
    })
    await written.passed
    const claim = () => store.claimWaiting({ instance: makeId(), connectionId, limit: 9, pace: unpaced, nowMs })
    const passed = await claim()
    expect([ordinals(passed), passed.againAtMs]).toEqual([[2], nowMs + 1_000])
    over.open()
    await deciding
    expect(await claim()).toEqual({ attempts: [], againAtMs: null })
  })

  it('name the connections somebody waits for', async () => {
    const { store, spaceA, spaceB, planHash, addConnection } = open()
    expect(await store.connectionsWaitedFor()).toEqual([])
    const [one, other, third] = [await addConnection(spaceA), await addConnection(spaceB), await addConnection(spaceA)]
    await add([waits(one), waits(one), waits(third, { claimedBy: makeId() }), { connectionId: third }, rings(third)])
    await store.insert([makeCallout({ spaceId: spaceB, planHash, attempts: [waits(other)] })])
    const found = await store.connectionsWaitedFor()
    expect(found.toSorted((a, b) => (a.connectionId < b.connectionId ? -1 : 1))).toEqual([
      { spaceId: spaceA, connectionId: one },
      { spaceId: spaceB, connectionId: other },
    ])
  })

  it('say what a connection carries, to one transaction at a time', async () => {
    const { store, spaceA, addConnection } = open()
    const connectionId = await addConnection(spaceA)
    const lineOf = () => store.transact((transaction) => transaction.lockLines([connectionId]))
    expect(await lineOf()).toEqual([{ connectionId, nextSlotAtMs: 0, liveCalls: 0, waiting: 0 }])
    await add([
      rings(connectionId),
      { ...rings(connectionId), state: 'begun' },
      { ...rings(connectionId), state: 'ended' },
      { connectionId },
    ])
    const moveOn = () =>
      store.transact(async (transaction) => {
        const [line] = await transaction.lockLines([connectionId])
        await transaction.setNextSlot(connectionId, line!.nextSlotAtMs + 7)
      })
    await Promise.all(Array.from({ length: 12 }, moveOn))
    expect(await lineOf()).toEqual([{ connectionId, nextSlotAtMs: 84, liveCalls: 2, waiting: 0 }])
  })
}
