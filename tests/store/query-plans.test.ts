// How PostgreSQL carries the engine's statements out: planned while the tables are empty, as after an installation, and kept
// from then on. Each must find its rows by an index whatever the tables have grown to; the cost follows what is due.

import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CalloutId, ConnectionId, PlanHash, SpaceId } from '#core/ids'
import type { EngineStore } from '#engine/ports'
import { createEngineStore } from '#store/engine/store'
import { createPools, type Pools } from '#store/pool'
import { type TestDatabase, testDatabase } from '../support/postgres.ts'
import { makeAddress, makeCallout, makeId, makePlan, nowMs } from './make.ts'

let database: TestDatabase
let pools: Pools
let store: EngineStore
const spaceId = makeId<SpaceId>()
const planHash = 'h' as PlanHash

/** Indexes that hold only what is due, claimed or waiting: they may be read from their beginning. */
const shortIndexes = ['attempt_due', 'attempt_claimed', 'attempt_waiting', 'callout_due']
const shortTables = ['instance']

type Node = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Index Cond'?: string
  'Shared Hit Blocks'?: number
  'Shared Read Blocks'?: number
  Plans?: Node[]
}

const nodes = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodes)]

const explain = async (text: string): Promise<Node> => {
  const { rows } = await pools.engine.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(text)
  return rows[0]!['QUERY PLAN'][0].Plan
}

/** Calls everything once, so that the one connection of this test has planned every statement. */
const callEverything = async (): Promise<void> => {
  const id = makeId<CalloutId>()
  const connectionId = makeId<ConnectionId>()
  const instance = makeId()
  const made = makeCallout({ spaceId, planHash })
  await store.savePlan({ spaceId, hash: planHash, plan: makePlan([]), nowMs })
  await store.insert([made])
  await store.transact(async (transaction) => {
    await transaction.lock([id])
    await transaction.lockDue(nowMs, 10)
    await transaction.load([{ calloutId: id, scope: { kind: 'open' } }])
    await transaction.numbersInCall([{ spaceId, address: '+81' }])
    await transaction.lockLines([connectionId])
    await transaction.setNextSlot(connectionId, nowMs)
    await transaction.write([{ ...made, history: [] }])
  })
  await store.claimEffects({ instance, nowMs: 0, limit: 10 })
  await store.claimWaiting({
    instance,
    connectionId,
    limit: 9,
    pace: { callsPerSecond: null, callsAtOnce: null },
    nowMs,
  })
  await store.claimed(instance)
  await store.connectionsWaitedFor()
  await store.nextDueMs()
  await store.progress([{ calloutId: id, attempt: 1, providerId: 'x', state: 'ringing', atMs: nowMs }])
  await Promise.all([
    store.callout(id),
    store.attempt(id, 1),
    store.plan(spaceId, planHash),
    store.findIdempotent(spaceId, 'x'),
  ])
  await store.takeOver({ instance, leaseMs: 0 })
  await store.leave(instance)
}

const grow = async (): Promise<void> => {
  for (let batch = 0; batch < 20; batch += 1) {
    const attempts = Array.from({ length: 1_000 }, (_item, index) => ({
      address: makeAddress(),
      state: 'ringing' as const,
      providerId: 'CA',
      effect: { kind: 'watch' as const, atMs: nowMs + 1_000_000 + index },
    }))
    await store.insert([
      makeCallout({ spaceId, planHash, attempts, head: { due: { atMs: nowMs + 1_000_000, for: 'finish' } } }),
    ])
  }
}

beforeAll(async () => {
  database = await testDatabase()
  pools = createPools(database.url, { engineMax: 1 })
  store = createEngineStore({ pool: pools.engine })
  const at = new Date(nowMs)
  await pools.engine.query(`insert into space (id, key, name, created_at) values ($1, 'a', 'a', $2)`, [spaceId, at])
  await callEverything()
})

afterAll(async () => {
  await pools.end()
  await database.drop()
})

it('every statement finds its rows by an index, though it was planned on empty tables', async () => {
  const { rows } = await pools.engine.query<{ name: string; parameters: string }>(
    `select name, array_to_string(array_fill('null'::text, array[cardinality(parameter_types)]), ', ') as parameters
       from pg_prepared_statements where name ~ '^(engine|instance)_' order by name`,
  )
  expect(rows.length).toBeGreaterThan(18)
  for (const { name, parameters } of rows) {
    const plan = await explain(`explain (format json) execute ${name}${parameters === '' ? '' : `(${parameters})`}`)
    for (const node of nodes(plan)) {
      const table = node['Relation Name']
      if (table === undefined || shortTables.includes(table) || !node['Node Type'].includes('Scan')) continue
      const found = node['Index Cond'] !== undefined || shortIndexes.includes(node['Index Name'] ?? '')
      expect(found, `${name}: ${JSON.stringify({ ...node, Plans: undefined })}`).toBe(true)
      expect(node['Node Type'], name).toMatch(/^Index/)
    }
  }
})

it('what is due costs the same beside 20 000 live attempts', async () => {
  await grow()
  await store.insert([
    makeCallout({ spaceId, planHash, attempts: [{}, {}, {}], head: { due: { atMs: nowMs, for: 'finish' } } }),
  ])
  const at = `${nowMs}`
  const statements = [
    `engine_claim('${makeId()}', ${at}, 10)`,
    `engine_lock_due(${at}, 10)`,
    'engine_next_due',
    `instance_take_over('${makeId()}', ${at})`,
    'engine_waited_for',
  ]
  for (const statement of statements) {
    const plan = await explain(`explain (analyze, buffers, format json) execute ${statement}`)
    const blocks = (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0)
    expect(blocks, statement).toBeLessThan(120)
  }
})
