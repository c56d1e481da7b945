// Readers are kept in memory: a call that speaks costs no query for them, a change holds at once where it was made and within
// the bound elsewhere, and what cannot be read now is said as it was said before.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureDefaultSpace } from '#store/config/bootstrap'
import { type ConfigStore, createConfigStore } from '#store/config/store'
import { createPools, type Pools } from '#store/pool'
import { roleTable } from '../../src/server/roles.ts'
import { type TestDatabase, testDatabase } from '../support/postgres.ts'

let database: TestDatabase
let pools: Pools
let spaceId: string
const clock = { leaseMs: 0, queries: 0 }
const fault = { away: false }

const process = (): ConfigStore => {
  const counted =
    (run: Pools['inSpace']): Pools['inSpace'] =>
    (space, work) => {
      clock.queries += 1
      return fault.away ? Promise.reject(new Error('away')) : run(space, work)
    }
  return createConfigStore({
    inSpace: counted(pools.inSpace),
    inSnapshot: counted(pools.inSnapshot),
    sealer: { seal: (plain) => plain, open: (sealed) => sealed },
    nowMs: () => 0,
    leaseMs: () => clock.leaseMs,
    newId: () => randomUUID(),
    roles: roleTable,
  })
}

beforeAll(async () => {
  database = await testDatabase()
  pools = createPools(database.url)
  spaceId = await ensureDefaultSpace(pools.engine, { newId: () => randomUUID(), nowMs: 0 })
})
afterAll(async () => {
  await pools.end()
  await database.drop()
})

const said = async (store: ConfigStore) => (await store.readings.readers(spaceId)).ja.read('db')
const put = (store: ConfigStore, reading: string) =>
  store.readings.put(spaceId, { language: 'ja', word: 'db', reading })

describe('readers', () => {
  it('cost no query within a second, however many ask, and one reading for all who ask at once', async () => {
    const store = process()
    await put(store, 'データベース')
    clock.queries = 0
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => said(store))))).toEqual(new Set(['データベース']))
    expect(clock.queries, 'the version, and the reading').toBe(2)
    for (let call = 0; call < 50; call += 1) await said(store)
    expect(clock.queries).toBe(2)
    clock.leaseMs += 1_000
    await said(store)
    expect(clock.queries, 'the version alone').toBe(3)
  })

  it('hold at once where they were changed, and elsewhere after a second', async () => {
    const [one, other] = [process(), process()]
    expect(await said(other)).toBe('データベース')
    await put(one, 'でーびー')
    expect(await said(one)).toBe('でーびー')
    clock.leaseMs += 1_000
    expect(await said(other)).toBe('でーびー')
  })

  it('are not made anew when something else was changed', async () => {
    const store = process()
    const before = (await store.readings.readers(spaceId)).ja
    await store.templates.create(spaceId, { key: randomUUID(), name: 't', body: {} })
    expect((await store.readings.readers(spaceId)).ja).toBe(before)
    await store.readings.setSwitches(spaceId, { ja: { ids: false } })
    expect((await store.readings.readers(spaceId)).ja).not.toBe(before)
  })

  it('are the last ones while the database is away, and none where there were none', async () => {
    const [known, fresh] = [process(), process()]
    await said(known)
    clock.leaseMs += 1_000
    fault.away = true
    expect(await said(known)).toBe('でーびー')
    await expect(said(fresh)).rejects.toThrow('away')
    fault.away = false
    await put(fresh, '三')
    clock.leaseMs += 1_000
    expect(await said(known)).toBe('三')
  })

  it('belong to one space', async () => {
    const other = randomUUID()
    await pools.engine.query("insert into space (id, key, name, created_at) values ($1, 'o', 'o', 'epoch')", [other])
    const store = process()
    expect((await store.readings.readers(other)).ja.read('db')).toBe('db')
    expect(await said(store)).toBe('三')
  })
})
