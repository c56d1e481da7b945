// The in-memory store as a place where things go wrong: lost requests, lost answers, processes that die holding locks.

import { beforeEach, describe, expect, it } from 'vitest'
import type { PlanHash, SpaceId } from '#core/ids'
import { type EngineStore, StoreUnavailable } from '#engine/ports'
import { makeCallout, makeHistory, makeId, makePlan, nowMs } from '../store/make.ts'
import { createFakeDatabase, type FakeDatabase } from './fake-store.ts'

const spaceId = makeId<SpaceId>()
const planHash = 'h' as PlanHash

let fail: string | null
let steps: string[]
let database: FakeDatabase
let store: EngineStore

beforeEach(async () => {
  fail = null
  steps = []
  database = createFakeDatabase({
    step: (label, process) => {
      steps.push(`${process} ${label}`)
      return label === fail ? Promise.reject(new StoreUnavailable(label)) : Promise.resolve()
    },
  })
  store = database.open('one')
  await store.savePlan({ spaceId, hash: planHash, plan: makePlan([]), nowMs })
  steps = []
})

const add = async () => {
  const made = makeCallout({ spaceId, planHash })
  await store.insert([made])
  steps = []
  return made
}

const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  let over = false
  void promise.then(
    () => (over = true),
    () => (over = true),
  )
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
  return over
}

describe('a step that fails', () => {
  it('before: nothing has happened', async () => {
    const made = makeCallout({ spaceId, planHash })
    fail = 'insert'
    await expect(store.insert([made])).rejects.toBeInstanceOf(StoreUnavailable)
    fail = null
    expect(await store.callout(made.callout.id)).toBeNull()
  })

  it('after: it has happened, and the answer is lost', async () => {
    const made = makeCallout({ spaceId, planHash })
    fail = 'insert done'
    await expect(store.insert([made])).rejects.toBeInstanceOf(StoreUnavailable)
    fail = null
    expect(await store.callout(made.callout.id)).toEqual(made.callout)
  })

  it.each(['begin', 'lock', 'write', 'commit'])(
    'at %s: the transaction is rolled back and holds nothing',
    async (label) => {
      const made = await add()
      fail = label
      await expect(change(store, made)).rejects.toBeInstanceOf(StoreUnavailable)
      fail = null
      expect(await store.callout(made.callout.id)).toEqual(made.callout)
      await change(store, made)
      expect(database.snapshot().historyOf(made.callout.id)).toHaveLength(3)
    },
  )

  it('after the commit: the transaction is stored', async () => {
    const made = await add()
    fail = 'commit done'
    await expect(change(store, made)).rejects.toBeInstanceOf(StoreUnavailable)
    expect(database.snapshot().historyOf(made.callout.id)).toHaveLength(3)
  })
})

const change = (through: EngineStore, made: ReturnType<typeof makeCallout>): Promise<void> =>
  through.transact(async (transaction) => {
    await transaction.lock([made.callout.id])
    await transaction.write([{ ...made, targets: [], attempts: [], history: [makeHistory(3)] }])
  })

describe('a process that is killed', () => {
  it('gives its locks back, writes nothing, and never hears an answer', async () => {
    const made = await add()
    const other = database.open('other')
    let reached = false
    const dying = store.transact(async (transaction) => {
      await transaction.lock([made.callout.id])
      await transaction.write([{ ...made, history: [makeHistory(3)] }])
      await new Promise<void>((resolve) => setImmediate(resolve))
      await transaction.lock([made.callout.id])
      reached = true
    })
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    const waiting = change(other, made)
    expect(await settled(waiting)).toBe(false)
    database.kill('one')
    await waiting
    await new Promise<void>((resolve) => setImmediate(resolve))
    expect(await settled(dying)).toBe(false)
    expect(reached).toBe(false)
    expect(database.snapshot().historyOf(made.callout.id)).toHaveLength(3)
    expect(await settled(store.callout(made.callout.id))).toBe(false)
    expect(await database.open('one').callout(made.callout.id)).toEqual(made.callout)
  })

  it('loses its place in the queue for a lock', async () => {
    const made = await add()
    const [second, third] = [database.open('second'), database.open('third')]
    let release = (): void => undefined
    const holding = store.transact(async (transaction) => {
      await transaction.lock([made.callout.id])
      await new Promise<void>((resolve) => {
        release = resolve
      })
    })
    await settled(holding)
    const dying = change(second, made)
    await settled(dying)
    const waiting = change(third, made)
    await settled(waiting)
    database.kill('second')
    release()
    await Promise.all([holding, waiting])
    expect(await settled(dying)).toBe(false)
  })

  it('is taken over by the next one that looks', async () => {
    const instance = makeId()
    await store.keepAlive({ instance, leaseUntilMs: 100 })
    const made = makeCallout({ spaceId, planHash, attempts: [{ claimedBy: instance }] })
    await store.insert([made])
    const other = database.open('other')
    expect(await other.takeOver({ instance: makeId(), leaseMs: 0 })).toBe(0)
    database.kill('one')
    expect(await other.takeOver({ instance: makeId(), leaseMs: 0 })).toBe(1)
  })
})

it('breaks a circle of waiting transactions', async () => {
  const [a, b] = [await add(), await add()]
  const both = (first: typeof a, second: typeof a) =>
    store.transact(async (transaction) => {
      await transaction.lock([first.callout.id])
      await new Promise<void>((resolve) => setImmediate(resolve))
      await transaction.lock([second.callout.id])
    })
  const results = await Promise.allSettled([both(a, b), both(b, a)])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

it('shares no row with anybody', async () => {
  const made = await add()
  const row = await store.attempt(made.callout.id, 1)
  expect(() => Object.assign(row ?? {}, { state: 'ended' })).toThrow(TypeError)
  expect(() => Object.assign(row?.effect ?? {}, { atMs: 0 })).toThrow(TypeError)
  expect(database.snapshot().attemptsOf(made.callout.id)).toEqual(made.attempts)
})

it('makes every call a point where the world may go on', async () => {
  const made = await add()
  await change(store, made)
  expect(steps).toEqual(['one begin', 'one lock', 'one write', 'one commit', 'one commit done'])
})
