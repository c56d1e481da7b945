// The simulation's in-memory store keeps the same contract as the one on PostgreSQL.

import { beforeEach, describe } from 'vitest'
import type { PlanHash, SpaceId } from '#core/ids'
import { createFakeDatabase } from '../simulation/fake-store.ts'
import { makeConnectionId, makeId, makePlan, nowMs } from './make.ts'
import { type StoreUnderTest, storeCases } from './store.case.ts'

let underTest: StoreUnderTest

beforeEach(async () => {
  const database = createFakeDatabase({ step: () => Promise.resolve() })
  const store = database.open('one')
  const planHash = 'plan of the contract' as PlanHash
  const [spaceA, spaceB] = [makeId<SpaceId>(), makeId<SpaceId>()]
  for (const spaceId of [spaceA, spaceB]) await store.savePlan({ spaceId, hash: planHash, plan: makePlan([]), nowMs })
  underTest = {
    store,
    spaceA,
    spaceB,
    planHash,
    addConnection: () => Promise.resolve(makeConnectionId()),
    history: (id) => Promise.resolve(database.snapshot().historyOf(id)),
    kill: (instance) => Promise.resolve(database.dropSession(instance)),
  }
})

describe('the in-memory engine store', () => {
  storeCases(() => underTest)
})
