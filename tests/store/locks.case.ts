// Callouts are decided by one transaction at a time; timers that are due are passed on to whoever is free.

import { expect, it } from 'vitest'
import type { CalloutId } from '#core/ids'
import { makeCallout, makeId, nowMs } from './make.ts'
import { asWrite, countUp, createGate, insertSome, pause } from './steps.ts'
import type { Cases } from './store.case.ts'

export const lockCases: Cases = (open) => {
  const some = (count: number) => insertSome(open(), count)

  it('lock in id order and leave out what is unknown', async () => {
    const made = await some(3)
    const ids = made.map(({ callout }) => callout.id)
    const rows = await open().store.transact((transaction) =>
      transaction.lock([...ids.toReversed(), makeId<CalloutId>()]),
    )
    expect(rows).toEqual(made.map(({ callout }) => callout))
  })

  it('let one callout be decided by one transaction after the other', async () => {
    const { store, history } = open()
    const [made] = await some(1)
    const { id } = made!.callout
    await Promise.all(Array.from({ length: 25 }, () => countUp(store, [id])))
    expect((await store.callout(id))?.head.seq).toBe(27)
    expect((await history(id)).map(({ seq }) => seq)).toEqual(Array.from({ length: 27 }, (_item, index) => index + 1))
  })

  it('do not wait for each other in a circle', async () => {
    const { store } = open()
    const ids = (await some(4)).map(({ callout }) => callout.id)
    const turns = Array.from({ length: 24 }, (_item, index) => [...ids.slice(index % 4), ...ids.slice(0, index % 4)])
    await Promise.all(turns.map((turn, index) => countUp(store, index % 2 === 0 ? turn : turn.toReversed())))
    for (const id of ids) expect((await store.callout(id))?.head.seq).toBe(26)
  })

  it('wait for the one that has the lock', async () => {
    const { store } = open()
    const [made] = await some(1)
    const ids = [made!.callout.id]
    const order: string[] = []
    const locked = createGate()
    const first = store.transact(async (transaction) => {
      await transaction.lock(ids)
      locked.open()
      await pause(50)
      order.push('first ends')
    })
    await locked.passed
    const second = store.transact(async (transaction) => {
      await transaction.lock(ids)
      order.push('second has it')
    })
    await Promise.all([first, second])
    expect(order).toEqual(['first ends', 'second has it'])
  })

  it('read behind a lock what they ask for with it, in one breath', async () => {
    const { store } = open()
    const [made] = await some(1)
    const { callout, attempts } = made!
    const locked = createGate()
    const first = store.transact(async (transaction) => {
      await transaction.lock([callout.id])
      locked.open()
      await pause(50)
      await transaction.write([asWrite(made!, { attempts: [{ ...attempts[0]!, state: 'ringing' }] })])
    })
    await locked.passed
    const [rows, parts] = await store.transact((transaction) =>
      Promise.all([
        transaction.lock([callout.id]),
        transaction.load([{ calloutId: callout.id, scope: { kind: 'attempt', attempt: 1 } }]),
      ]),
    )
    await first
    expect(rows).toHaveLength(1)
    expect(parts[0]?.attempts).toMatchObject([{ ordinal: 1, state: 'ringing' }])
  })

  it('lock callouts whose timer is due, the oldest first', async () => {
    const { store, spaceA, planHash } = open()
    const at = [5, -3, 0, 1, -9, null].map((offset) =>
      makeCallout({
        spaceId: spaceA,
        planHash,
        head: { due: offset === null ? null : { atMs: nowMs + offset, for: 'next_step' } },
      }),
    )
    await store.insert(at)
    const due = (limit: number) => store.transact((transaction) => transaction.lockDue(nowMs, limit))
    expect(await due(10)).toEqual([at[4]!.callout, at[1]!.callout, at[2]!.callout])
    expect(await due(1)).toEqual([at[4]!.callout])
  })

  it('pass over due callouts that another has locked', async () => {
    const { store, spaceA, planHash } = open()
    const head = { due: { atMs: nowMs, for: 'finish' } } as const
    await store.insert(Array.from({ length: 5 }, () => makeCallout({ spaceId: spaceA, planHash, head })))
    const lockTwo = async (): Promise<readonly string[]> =>
      store.transact(async (transaction) => {
        const rows = await transaction.lockDue(nowMs, 2)
        await all.passed
        return rows.map(({ id }) => id)
      })
    const all = createGate()
    const claims = [lockTwo(), lockTwo(), lockTwo()]
    await pause(100)
    all.open()
    const ids = (await Promise.all(claims)).flat()
    expect(ids).toHaveLength(5)
    expect(new Set(ids).size).toBe(5)
  })

  it('no longer find a timer that was taken off', async () => {
    const { store, spaceA, planHash } = open()
    const made = makeCallout({ spaceId: spaceA, planHash, head: { due: { atMs: nowMs, for: 'finish' } } })
    await store.insert([made])
    const callout = { ...made.callout, head: { ...made.callout.head, due: null } }
    await store.transact((transaction) => transaction.write([asWrite(made, { callout })]))
    expect(await store.transact((transaction) => transaction.lockDue(nowMs, 10))).toEqual([])
  })
}
