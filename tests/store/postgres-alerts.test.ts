// The store of alerts on PostgreSQL keeps its contract.

import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import type { PlanHash, SpaceId, UserId } from '#core/ids'
import { lastBegunAtMs, unfinishedRuns } from '#store/alert/runs'
import { dueWaits, nextWaitMs } from '#store/alert/waits'
import { ensureDefaultSpace } from '#store/config/bootstrap'
import { createConfigStore } from '#store/config/store'
import { createEngineStore } from '#store/engine/store'
import { createPools, type Pools } from '#store/pool'
import { roleTable } from '../../src/server/roles.ts'
import { type TestDatabase, testDatabase } from '../support/postgres.ts'
import { ruleBodies } from './alert-rules.ts'
import { type AlertsUnderTest, DELAY_MS } from './alert-steps.ts'
import { alertCases } from './alerts.case.ts'
import { makeId, makePlan, nowMs } from './make.ts'

let database: TestDatabase
let pools: Pools
let underTest: AlertsUnderTest

const configOn = ({ inSpace, inSnapshot }: Pools, clock: { readonly nowMs: number }) =>
  createConfigStore({
    inSpace,
    inSnapshot,
    sealer: { seal: (plain) => plain, open: (sealed) => sealed },
    nowMs: () => clock.nowMs,
    leaseMs: () => 0,
    newId: () => makeId(),
    roles: roleTable,
  })

const open = async (): Promise<AlertsUnderTest> => {
  const clock = { nowMs }
  const config = configOn(pools, clock)
  const engine = createEngineStore({ pool: pools.engine })
  const spaceId = (await ensureDefaultSpace(pools.engine, { newId: () => makeId(), nowMs })) as SpaceId
  const otherSpaceId = makeId<SpaceId>()
  await pools.engine.query('insert into space (id, key, name, created_at) values ($1, $2, $2, $3)', [
    otherSpaceId,
    'other',
    new Date(nowMs),
  ])
  const planHash = 'plan of the contract' as PlanHash
  await engine.savePlan({ spaceId, hash: planHash, plan: makePlan([]), nowMs })
  const methods = [{ channel: 'phone', label: 'x', address: '+819001230001', isDefault: true }] as const
  await config.users.create(spaceId, { key: 'sato', name: '佐藤', language: 'ja', methods })
  const steps = [{ destinations: [{ user: 'sato' as UserId }] }]
  const policyOf = async (key: string): Promise<string> =>
    (await config.policies.create(spaceId, { key, name: key, fields: { steps, from: '+815012345678' } })).id
  const policies = { web: await policyOf('web'), db: await policyOf('db') }
  for (const [position, { key, policy, body }] of ruleBodies(DELAY_MS).entries())
    await config.alertRules.create(spaceId, { key, name: key, position, policy, body })
  const write = {
    key: 'monitor',
    name: 'm',
    kind: 'generic',
    enabled: true,
    mapping: null,
    mail: null,
    heartbeat: null,
    liveness: null,
    back: null,
  }
  const { record } = await config.alertSources.create(spaceId, write)
  const store: AlertsUnderTest['store'] = {
    ...config,
    lastBegunAtMs: (...of) => lastBegunAtMs(pools.inSpace, ...of),
    look: {
      dueWaits: (atMs, limit) => dueWaits(pools.engine, { nowMs: atMs, limit }),
      nextWaitMs: () => nextWaitMs(pools.engine),
      unfinished: (page) => unfinishedRuns(pools.engine, page),
    },
  }
  return { store, engine, spaceId, otherSpaceId, planHash, source: record, policies, clock }
}

beforeAll(async () => {
  database = await testDatabase()
  pools = createPools(database.url)
  underTest = await open()
})
beforeEach(async () => {
  // A few rows: emptying the tables would take longer.
  await pools.engine.query('delete from alert_run; delete from alert; delete from callout')
})
afterAll(async () => {
  await pools.end()
  await database.drop()
})

describe('the store of alerts on PostgreSQL', () => {
  alertCases(() => underTest)
})
