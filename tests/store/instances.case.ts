// Processes that die: what they held becomes free, what they had begun is settled, and nobody alive loses anything.

import { expect, it, vi } from 'vitest'
import type { AttemptRow, NewCallout } from '#engine/ports'
import { makeCallout, makeId, nowMs } from './make.ts'
import { createGate } from './steps.ts'
import type { Cases } from './store.case.ts'

const leaseMs = 5_000_000

export const instanceCases: Cases = (open) => {
  /** One attempt that was begun and one that is to be looked at later, both somebody's. */
  const addClaimed = async (instance: string): Promise<NewCallout> => {
    const { store, spaceA, planHash } = open()
    const settle: Partial<AttemptRow> = {
      state: 'begun',
      effect: { kind: 'settle', atMs: nowMs + 30_000 },
      claimedBy: instance,
    }
    const watch: Partial<AttemptRow> = { effect: { kind: 'watch', atMs: nowMs + 10 }, claimedBy: instance }
    const made = makeCallout({ spaceId: spaceA, planHash, attempts: [settle, watch] })
    await store.insert([made])
    return made
  }
  const beat = (instance: string, leaseUntilMs = leaseMs + 10_000) => open().store.keepAlive({ instance, leaseUntilMs })
  const takeOver = (instance: string) => open().store.takeOver({ instance, leaseMs })

  const alive = async (): Promise<string> => {
    const instance = makeId()
    await beat(instance)
    return instance
  }

  it('are alive as long as they beat', async () => {
    const instance = makeId()
    expect(await beat(instance)).toBe(true)
    expect(await beat(instance)).toBe(true)
    await open().store.leave(instance)
  })

  it('keep what they hold while they live', async () => {
    const { store } = open()
    const [one, other] = [await alive(), await alive()]
    const made = await addClaimed(one)
    expect(await takeOver(other)).toBe(0)
    expect(await takeOver(one)).toBe(0)
    expect(await store.claimed(one)).toHaveLength(2)
    expect(await store.attempt(made.callout.id, 1)).toEqual(made.attempts[0])
    for (const instance of [one, other]) await store.leave(instance)
  })

  it('are taken over as soon as they are gone, and what they had begun is due', async () => {
    const { store, kill } = open()
    const [dead, other] = [await alive(), await alive()]
    const made = await addClaimed(dead)
    await kill(dead)
    expect(await takeOver(other)).toBe(2)
    expect(await store.attempt(made.callout.id, 1)).toEqual({
      ...made.attempts[0],
      claimedBy: null,
      effect: { kind: 'settle', atMs: 0 },
    })
    expect(await store.attempt(made.callout.id, 2)).toEqual({ ...made.attempts[1], claimedBy: null })
    expect(await store.claimEffects({ instance: other, nowMs, limit: 10 })).toHaveLength(1)
    expect(await takeOver(other)).toBe(0)
    await store.leave(other)
  })

  it('learn that they had been declared dead, once', async () => {
    const { store, kill } = open()
    const [dead, other] = [await alive(), await alive()]
    await kill(dead)
    await takeOver(other)
    expect(await beat(dead)).toBe(false)
    expect(await beat(dead)).toBe(true)
    await addClaimed(dead)
    expect(await takeOver(other)).toBe(0)
    for (const instance of [dead, other]) await store.leave(instance)
  })

  it('that only lost their session go on', async () => {
    const { store, kill } = open()
    const [one, other] = [await alive(), await alive()]
    await addClaimed(one)
    await kill(one)
    // The first beat may be the one that finds the session broken.
    expect(await beat(one).catch(() => beat(one))).toBe(true)
    expect(await takeOver(other)).toBe(0)
    for (const instance of [one, other]) await store.leave(instance)
  })

  it('are taken over when their lease has passed, though their session lives', async () => {
    const { store } = open()
    const [silent, other] = [makeId(), await alive()]
    await beat(silent, leaseMs - 1)
    await addClaimed(silent)
    expect(await takeOver(other)).toBe(2)
    expect(await beat(silent)).toBe(false)
    for (const instance of [silent, other]) await store.leave(instance)
  })

  it('that nobody knows hold nothing', async () => {
    const { store } = open()
    const other = await alive()
    await addClaimed(makeId())
    await addClaimed(makeId())
    await addClaimed(other)
    expect(await takeOver(other)).toBe(4)
    expect(await store.claimed(other)).toHaveLength(2)
    await store.leave(other)
  })

  it('are taken over once by several', async () => {
    const { store, kill } = open()
    const [dead, ...others] = [await alive(), await alive(), await alive(), await alive()]
    await addClaimed(dead)
    await kill(dead)
    const freed = await Promise.all(others.map(takeOver))
    expect(freed.reduce((sum, count) => sum + count, 0)).toBe(2)
    for (const instance of others) await store.leave(instance)
  })

  it('give back what they hold when they leave', async () => {
    const { store } = open()
    const instance = await alive()
    const made = await addClaimed(instance)
    await store.leave(instance)
    expect(await store.attempt(made.callout.id, 1)).toMatchObject({
      claimedBy: null,
      effect: { kind: 'settle', atMs: 0 },
    })
    expect(await store.claimed(instance)).toEqual([])
  })

  it('do not wait for a decision that holds a row; the next takeover frees it', async () => {
    const { store } = open()
    const other = await alive()
    const made = await addClaimed(makeId())
    const [written, over] = [createGate(), createGate()]
    const deciding = store.transact(async (transaction) => {
      await transaction.lock([made.callout.id])
      await transaction.write([{ ...made, targets: [], history: [], attempts: [made.attempts[0]!] }])
      // Writes are carried out in their order: what is asked after one is answered after it.
      await transaction.lock([])
      written.open()
      await over.passed
    })
    await written.passed
    expect(await takeOver(other)).toBe(1)
    over.open()
    await deciding
    expect(await takeOver(other)).toBe(1)
    await store.leave(other)
  })

  it('hear when something will be due', async () => {
    const { store } = open()
    const heard: number[] = []
    const stop = await store.listen((atMs) => heard.push(atMs))
    await store.announce(nowMs)
    await vi.waitFor(() => expect(heard).toEqual([nowMs]), { timeout: 5_000 })
    await stop()
    await store.announce(nowMs + 1)
    expect(heard).toEqual([nowMs])
  })
}
