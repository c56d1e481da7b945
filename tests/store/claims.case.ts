// Effects that are due: each is somebody's at most once, the urgent first. Progress of calls moves only forward.

import { expect, it } from 'vitest'
import type { AttemptState } from '#core/callout/state'
import type { NewCallout } from '#engine/ports'
import { makeCallout, makeId, nowMs } from './make.ts'
import { createGate } from './steps.ts'
import type { Cases } from './store.case.ts'

const due = (offsetMs: number) => ({ effect: { kind: 'watch', atMs: nowMs + offsetMs } }) as const

export const claimCases: Cases = (open) => {
  const add = async (make: Omit<Parameters<typeof makeCallout>[0], 'spaceId' | 'planHash'>): Promise<NewCallout> => {
    const { store, spaceA, planHash } = open()
    const made = makeCallout({ spaceId: spaceA, planHash, ...make })
    await store.insert([made])
    return made
  }

  it('give what is due, the urgent first, then the oldest', async () => {
    const { store } = open()
    const late = await add({ callout: { priority: 7 }, attempts: [due(-1), due(0), due(1)] })
    const urgent = await add({ callout: { priority: 2 }, attempts: [due(-5), due(-900)] })
    const instance = makeId()
    const claimed = await store.claimEffects({ instance, nowMs, limit: 10 })
    const expected = [urgent.attempts[1], urgent.attempts[0], late.attempts[0], late.attempts[1]]
    expect(claimed).toEqual(expected.map((attempt) => ({ ...attempt, claimedBy: instance })))
    expect(await store.claimEffects({ instance, nowMs, limit: 10 })).toEqual([])
    expect(await store.attempt(late.callout.id, 1)).toMatchObject({ claimedBy: instance })
    expect(await store.attempt(late.callout.id, 3)).toMatchObject({ claimedBy: null })
  })

  it('give no more than asked for', async () => {
    const { store } = open()
    await add({ callout: { priority: 5 }, attempts: [due(-3), due(-2)] })
    await add({ callout: { priority: 1 }, attempts: [due(-1)] })
    const claim = async () =>
      (await store.claimEffects({ instance: makeId(), nowMs, limit: 2 })).map(({ priority }) => priority)
    expect(await claim()).toEqual([1, 5])
    expect(await claim()).toEqual([5])
    expect(await claim()).toEqual([])
  })

  it('leave alone what has nothing to do or is somebody else’s', async () => {
    const { store } = open()
    await add({ attempts: [{ effect: null }, { ...due(0), claimedBy: makeId() }] })
    expect(await store.claimEffects({ instance: makeId(), nowMs, limit: 10 })).toEqual([])
  })

  it('give each effect to one of several that ask at once', async () => {
    const { store } = open()
    await add({ attempts: Array.from({ length: 300 }, (_item, index) => due(-index)) })
    const instances = Array.from({ length: 8 }, () => makeId())
    const rounds = [...instances, ...instances].map((instance) => store.claimEffects({ instance, nowMs, limit: 25 }))
    const claimed = (await Promise.all(rounds)).flat()
    expect(new Set(claimed.map(({ ordinal }) => ordinal)).size).toBe(claimed.length)
    const rest = await store.claimEffects({ instance: instances[0]!, nowMs, limit: 1_000 })
    expect(claimed.length + rest.length).toBe(300)
    const held = await Promise.all(instances.map((instance) => store.claimed(instance)))
    expect(held.flat()).toHaveLength(300)
    expect(held.flat().every(({ claimedBy }, _index) => claimedBy !== null)).toBe(true)
  })

  it('pass over what a decision is writing', async () => {
    const { store } = open()
    const made = await add({ attempts: [due(0), due(0)] })
    const [written, over] = [createGate(), createGate()]
    const deciding = store.transact(async (transaction) => {
      await transaction.lock([made.callout.id])
      await transaction.write([{ ...made, targets: [], history: [], attempts: [{ ...made.attempts[0]!, turn: 1 }] }])
      // Writes are carried out in their order: what is asked after one is answered after it.
      await transaction.lock([])
      written.open()
      await over.passed
    })
    await written.passed
    const claimed = await store.claimEffects({ instance: makeId(), nowMs, limit: 10 })
    expect(claimed.map(({ ordinal }) => ordinal)).toEqual([2])
    over.open()
    await deciding
    expect(await store.claimEffects({ instance: makeId(), nowMs, limit: 10 })).toHaveLength(1)
  })

  it('give again what a decision has given back', async () => {
    const { store } = open()
    const made = await add({ attempts: [due(0)] })
    await store.claimEffects({ instance: makeId(), nowMs, limit: 10 })
    const attempts = [{ ...made.attempts[0]!, ...due(10), claimedBy: null }]
    await store.transact((transaction) => transaction.write([{ ...made, targets: [], history: [], attempts }]))
    expect(await store.claimEffects({ instance: makeId(), nowMs, limit: 10 })).toEqual([])
    expect(await store.claimEffects({ instance: makeId(), nowMs: nowMs + 10, limit: 10 })).toHaveLength(1)
  })

  it('say what an instance holds', async () => {
    const { store } = open()
    const instance = makeId()
    const made = await add({
      attempts: [
        { ...due(9_000), claimedBy: instance },
        { ...due(0), claimedBy: makeId() },
        { effect: null, claimedBy: instance },
      ],
    })
    expect(await store.claimed(instance)).toEqual([made.attempts[0]])
  })

  it('know when something is due next', async () => {
    const { store } = open()
    expect(await store.nextDueMs()).toBeNull()
    await add({ attempts: [{ ...due(-50), claimedBy: makeId() }, { effect: null }] })
    expect(await store.nextDueMs()).toBeNull()
    await add({ attempts: [due(70), due(90)] })
    expect(await store.nextDueMs()).toBe(nowMs + 70)
    await add({ attempts: [], head: { due: { atMs: nowMs + 60, for: 'next_step' } } })
    expect(await store.nextDueMs()).toBe(nowMs + 60)
    await add({ attempts: [due(-7)] })
    expect(await store.nextDueMs()).toBe(nowMs - 7)
  })

  it.each<[AttemptState, 'placed' | 'ringing', boolean]>([
    ['planned', 'ringing', false],
    ['begun', 'ringing', false],
    ['unknown', 'ringing', false],
    ['placed', 'ringing', true],
    ['placed', 'placed', false],
    ['ringing', 'ringing', false],
    ['ringing', 'placed', false],
    ['answered', 'ringing', false],
    ['ended', 'ringing', false],
  ])('move an attempt that is %s to %s: %s', async (before, state, moves) => {
    const { store } = open()
    const made = await add({ attempts: [{ state: before, providerId: 'CA1' }] })
    const calloutId = made.callout.id
    expect(await store.progress([{ calloutId, attempt: 1, providerId: 'CA1', state, atMs: nowMs + 5 }])).toEqual([
      moves,
    ])
    expect(await store.attempt(calloutId, 1)).toEqual({ ...made.attempts[0], state: moves ? state : before })
  })

  it('move each attempt once, and only by its own call', async () => {
    const { store } = open()
    const placed = { state: 'placed', providerId: 'CA1' } as const
    const { callout } = await add({
      attempts: [placed, { ...placed, providerId: 'CA2' }, { ...placed, providerId: 'CA3' }],
    })
    const rings = (attempt: number, providerId: string) => ({
      calloutId: callout.id,
      attempt,
      providerId,
      state: 'ringing' as const,
      atMs: nowMs,
    })
    const updates = [rings(2, 'CA2'), rings(1, 'CA9'), rings(2, 'CA2'), rings(1, 'CA1'), rings(77, 'CA1')]
    expect(await store.progress(updates)).toEqual([true, false, false, true, false])
    expect(await store.attempt(callout.id, 3)).toMatchObject({ state: 'placed' })
    expect(await store.progress([])).toEqual([])
  })
}
