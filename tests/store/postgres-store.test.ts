// The engine's store on PostgreSQL keeps its contract.

import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import type { HistoryEntry } from '#core/callout/work'
import type { ConnectionId, PlanHash, SpaceId } from '#core/ids'
import { createEngineStore } from '#store/engine/store'
import { createPools, type Pools } from '#store/pool'
import { type TestDatabase, testDatabase } from '../support/postgres.ts'
import { makeId, makePlan, nowMs } from './make.ts'
import { type StoreUnderTest, storeCases } from './store.case.ts'

let database: TestDatabase
let pools: Pools
let underTest: StoreUnderTest

beforeAll(async () => {
  database = await testDatabase()
  pools = createPools(database.url)
  underTest = await open(pools)
})

beforeEach(async () => {
  await pools.owner.query('truncate callout, target, attempt, history, idempotency, instance cascade')
})

afterAll(async () => {
  await pools.end()
  await database.drop()
})

const addSpace = async (key: string): Promise<SpaceId> => {
  const id = makeId<SpaceId>()
  const at = new Date(nowMs)
  await pools.engine.query('insert into space (id, key, name, created_at) values ($1, $2, $2, $3)', [id, key, at])
  return id
}

const open = async ({ engine, owner }: Pools): Promise<StoreUnderTest> => {
  const store = createEngineStore({ pool: engine })
  const [spaceA, spaceB] = [await addSpace('a'), await addSpace('b')]
  const planHash = 'plan of the contract' as PlanHash
  for (const spaceId of [spaceA, spaceB]) await store.savePlan({ spaceId, hash: planHash, plan: makePlan([]), nowMs })
  return {
    store,
    spaceA,
    spaceB,
    planHash,
    addConnection: async (spaceId) => {
      const id = makeId<ConnectionId>()
      await engine.query(
        `insert into connection (id, space_id, key, name, kind, settings, secrets, managed_by, created_at, updated_at)
           values ($1, $2, $1::uuid::text, 'x', 'twilio', '{}', '{}', 'file', $3, $3)`,
        [id, spaceId, new Date(nowMs)],
      )
      return id
    },
    history: async (id) => {
      const { rows } = await engine.query<HistoryEntry>(
        `select seq, at as "atMs", reason, destination, attempt, facts from history where callout_id = $1 order by seq`,
        [id],
      )
      return rows
    },
    kill: async (instance) => {
      // Ending the session that holds the lock is all the server sees of a killed process.
      const { rows } = await owner.query<{ pid: number }>(
        `select l.pid from pg_locks l join instance i on i.id = $1 and l.locktype = 'advisory'
           and l.classid = ((i.lock_key >> 32) & x'ffffffff'::bigint)::oid and l.objid = (i.lock_key & x'ffffffff'::bigint)::oid`,
        [instance],
      )
      // With a time to wait for, the answer comes when the session is gone.
      for (const { pid } of rows) await owner.query('select pg_terminate_backend($1, 5000)', [pid])
    },
  }
}

describe('the engine store on PostgreSQL', () => {
  storeCases(() => underTest)
})
