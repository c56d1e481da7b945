// The simulation's in-memory store of alerts keeps the same contract as the one on PostgreSQL.

import { beforeEach, describe } from 'vitest'
import type { PlanHash, SpaceId } from '#core/ids'
import { createFakeAlerts } from '../simulation/fake-alerts.ts'
import { createFakeDatabase } from '../simulation/fake-store.ts'
import { ruleBodies } from './alert-rules.ts'
import { type AlertsUnderTest, DELAY_MS } from './alert-steps.ts'
import { alertCases } from './alerts.case.ts'
import { makeId, makePlan, nowMs } from './make.ts'

let underTest: AlertsUnderTest

beforeEach(async () => {
  const database = createFakeDatabase({ step: () => Promise.resolve() })
  const engine = database.open('one')
  const [spaceId, otherSpaceId] = [makeId<SpaceId>(), makeId<SpaceId>()]
  const planHash = 'plan of the contract' as PlanHash
  await engine.savePlan({ spaceId, hash: planHash, plan: makePlan([]), nowMs })
  const policies = { web: makeId(), db: makeId() }
  const source = { id: makeId(), key: 'monitor' }
  const clock = { nowMs }
  const rules = ruleBodies(DELAY_MS).map(({ key, policy, body }) => ({
    id: makeId(),
    key,
    policyId: policies[policy],
    body,
  }))
  const alerts = createFakeAlerts({
    database,
    rules,
    sourceKey: () => source.key,
    nowMs: () => clock.nowMs,
    newId: () => makeId(),
  })
  underTest = { store: alerts.open('one'), engine, spaceId, otherSpaceId, planHash, source, policies, clock }
})

describe('the in-memory store of alerts', () => {
  alertCases(() => underTest)
})
