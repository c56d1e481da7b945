// For tests of accounts and sessions: one database, as many processes as wanted, one clock that is stepped by hand.

import { randomUUID } from 'node:crypto'
import { acrossSpaces, insertSpace } from '#store/account/spaces'
import { ensureDefaultSpace } from '#store/config/bootstrap'
import { type ConfigStore, createConfigStore } from '#store/config/store'
import { createPools, type Pools } from '#store/pool'
import { roleTable } from '../../src/server/roles.ts'
import { testDatabase } from './postgres.ts'

/** Guessing costs nothing here: nobody's password is at stake. */
export const cheap = { logN: 4, blockSize: 8, parallel: 1 } as const

export type Doors = {
  readonly pools: Pools
  readonly spaceId: string
  readonly clock: { nowMs: number; leaseMs: number }
  /** Another process on the same database. */
  readonly process: (change?: Partial<Parameters<typeof createConfigStore>[0]>) => ConfigStore
  readonly newSpace: () => Promise<string>
  readonly close: () => Promise<void>
}

export const createDoors = async (): Promise<Doors> => {
  const database = await testDatabase()
  const pools = createPools(database.url)
  const spaceId = await ensureDefaultSpace(pools.engine, { newId: randomUUID, nowMs: 0 })
  const clock = { nowMs: Date.parse('2026-11-22T03:00:00Z'), leaseMs: 0 }
  return {
    pools,
    spaceId,
    clock,
    process: (change = {}) =>
      createConfigStore({
        inSpace: pools.inSpace,
        inSnapshot: pools.inSnapshot,
        sealer: { seal: (plain) => plain, open: (sealed) => sealed },
        nowMs: () => clock.nowMs,
        leaseMs: () => clock.leaseMs,
        newId: () => randomUUID(),
        roles: roleTable,
        passwordCost: cheap,
        ...change,
      }),
    newSpace: async () => {
      const id = randomUUID()
      const space = { id, key: id, name: id, projectId: randomUUID(), nowMs: 0 }
      await acrossSpaces(pools.engine, (client) => insertSpace(client, space))
      return id
    },
    close: async () => {
      await pools.end()
      await database.drop()
    },
  }
}
