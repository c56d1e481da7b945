// The engine's store when PostgreSQL is away, goes away, or comes back: always the same error, and never a half-done thing.

import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { PlanHash, SpaceId } from '#core/ids'
import { type EngineStore, PlanGone, StoreUnavailable } from '#engine/ports'
import { createEngineStore } from '#store/engine/store'
import { createPools, type Pools } from '#store/pool'
import { type TestDatabase, testDatabase } from '../support/postgres.ts'
import { makeCallout, makeId, makePlan, nowMs } from './make.ts'

let database: TestDatabase
let pools: Pools
let store: EngineStore
const spaceId = makeId<SpaceId>()
const planHash = 'h' as PlanHash

beforeAll(async () => {
  database = await testDatabase()
  pools = createPools(database.url)
  store = createEngineStore({ pool: pools.engine })
  await pools.engine.query('insert into space (id, key, name, created_at) values ($1, $2, $2, $3)', [
    spaceId,
    'a',
    new Date(nowMs),
  ])
  await store.savePlan({ spaceId, hash: planHash, plan: makePlan([]), nowMs })
})

afterAll(async () => {
  await pools.end()
  await database.drop()
})

/** Ends every session but the one that asks, as a restart of the server would. */
const endSessions = (): Promise<unknown> =>
  pools.owner.query(
    'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )

it('says so when nothing listens', async () => {
  const nowhere = createPools('postgres://nobody@127.0.0.1:1/nothing')
  const away = createEngineStore({ pool: nowhere.engine })
  const made = makeCallout({ spaceId, planHash })
  const asked = [
    away.insert([made]),
    away.transact(() => Promise.resolve()),
    away.nextDueMs(),
    away.keepAlive({ instance: makeId(), leaseUntilMs: 0 }),
    away.announce(nowMs),
    away.listen(() => undefined),
  ]
  for (const result of await Promise.allSettled(asked)) {
    expect(result.status === 'rejected' && result.reason).toBeInstanceOf(StoreUnavailable)
  }
  await nowhere.end()
})

it('rolls back when the connection breaks in the middle, and works again afterwards', async () => {
  const made = makeCallout({ spaceId, planHash })
  await store.insert([made])
  const broken = store.transact(async (transaction) => {
    await transaction.lock([made.callout.id])
    await transaction.write([
      { ...made, callout: { ...made.callout, head: { ...made.callout.head, step: 9 } }, history: [] },
    ])
    await endSessions()
    await transaction.lock([made.callout.id])
  })
  await expect(broken).rejects.toBeInstanceOf(StoreUnavailable)
  expect(await store.callout(made.callout.id)).toEqual(made.callout)
})

it('gives a statement up that takes too long, and the lock with it', async () => {
  const made = makeCallout({ spaceId, planHash })
  await store.insert([made])
  const client = await pools.owner.connect()
  await client.query(`begin; set local role noroshi_app; set local noroshi.space = '*'`)
  await client.query('select from callout where id = $1 for update', [made.callout.id])
  const waiting = Promise.allSettled([store.transact((transaction) => transaction.lock([made.callout.id]))])
  await vi.waitFor(async () => {
    const { rowCount } = await pools.owner.query(
      `select pg_cancel_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    expect(rowCount).toBe(1)
  })
  expect(await waiting).toMatchObject([{ status: 'rejected', reason: { name: 'StoreUnavailable' } }])
  await client.query('rollback')
  client.release()
  expect(await store.transact((transaction) => transaction.lock([made.callout.id]))).toHaveLength(1)
})

it('saves a plan again that was removed behind its back', async () => {
  const hash = 'removed' as PlanHash
  const plan = makePlan([])
  await store.savePlan({ spaceId, hash, plan, nowMs })
  await pools.engine.query('delete from plan where hash = $1', [hash])
  const made = makeCallout({ spaceId, planHash: hash })
  await expect(store.insert([made])).rejects.toBeInstanceOf(StoreUnavailable)
  await store.savePlan({ spaceId, hash, plan, nowMs })
  await store.insert([made])
  expect(await store.callout(made.callout.id)).toEqual(made.callout)
})

it('stores a plan with the callout that follows it, when it was removed behind its back', async () => {
  const hash = 'removed and brought' as PlanHash
  const brought = [{ spaceId, hash, plan: makePlan([]), nowMs }]
  await store.insert([makeCallout({ spaceId, planHash: hash })], brought)
  await pools.engine.query('delete from history where callout_id in (select id from callout where plan_hash = $1)', [
    hash,
  ])
  await pools.engine.query('delete from callout where plan_hash = $1', [hash])
  await pools.engine.query('delete from plan where hash = $1', [hash])
  const made = makeCallout({ spaceId, planHash: hash })
  await expect(store.insert([made], brought)).rejects.toBeInstanceOf(PlanGone)
  await store.insert([made], brought)
  expect(await store.callout(made.callout.id)).toEqual(made.callout)
})

it('listens again after the connection broke, and says that something may have been missed', async () => {
  const heard: number[] = []
  const stop = await store.listen((atMs) => heard.push(atMs))
  await endSessions()
  await vi.waitFor(() => expect(heard).toEqual([0]), { timeout: 10_000 })
  await store.announce(nowMs)
  await vi.waitFor(() => expect(heard).toEqual([0, nowMs]), { timeout: 5_000 })
  await stop()
})

it('takes the instance’s lock again after the connection broke', async () => {
  const [one, other] = [makeId(), makeId()]
  const leaseUntilMs = 10_000
  for (const instance of [one, other]) await store.keepAlive({ instance, leaseUntilMs })
  await endSessions()
  for (const instance of [one, other]) {
    const beat = () => store.keepAlive({ instance, leaseUntilMs })
    expect(await beat().catch(beat)).toBe(true)
  }
  expect(await store.takeOver({ instance: one, leaseMs: 0 })).toBe(0)
  expect(await store.keepAlive({ instance: other, leaseUntilMs })).toBe(true)
  for (const instance of [one, other]) await store.leave(instance)
})

it('keeps providers’ ringing apart from what decisions write', async () => {
  const made = makeCallout({ spaceId, planHash, attempts: [{ state: 'placed', providerId: 'CA1' }] })
  await store.insert([made])
  const ring = {
    calloutId: made.callout.id,
    attempt: 1,
    providerId: 'CA1',
    state: 'ringing',
    atMs: nowMs + 123,
  } as const
  await store.progress([ring])
  await store.transact((transaction) => transaction.write([{ ...made, targets: [], history: [] }]))
  const { rows } = await pools.engine.query<{ at: number }>(
    'select ringing_at as at from attempt where callout_id = $1',
    [made.callout.id],
  )
  expect(rows).toEqual([{ at: nowMs + 123 }])
})
