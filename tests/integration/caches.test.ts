// Plans and tokens are kept in memory. Two processes on one database: what one changes, the other knows within the bound;
// and nothing kept for one space is ever given to another.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UserId } from '#core/ids'
import { ensureDefaultSpace } from '#store/config/bootstrap'
import { type ConfigStore, createConfigStore } from '#store/config/store'
import { createPools, type Pools } from '#store/pool'
import { roleTable } from '../../src/server/roles.ts'
import { type TestDatabase, testDatabase } from '../support/postgres.ts'

let database: TestDatabase
let pools: Pools
let spaceId: string
const clock = { leaseMs: 0, queries: 0 }

const process = (): ConfigStore =>
  createConfigStore({
    inSpace: (space, work) => {
      clock.queries += 1
      return pools.inSpace(space, work)
    },
    inSnapshot: (space, work) => {
      clock.queries += 1
      return pools.inSnapshot(space, work)
    },
    sealer: { seal: (plain) => plain, open: (sealed) => sealed },
    nowMs: () => 0,
    leaseMs: () => clock.leaseMs,
    newId: () => randomUUID(),
    roles: roleTable,
  })

beforeAll(async () => {
  database = await testDatabase()
  pools = createPools(database.url)
  spaceId = await ensureDefaultSpace(pools.engine, { newId: () => randomUUID(), nowMs: 0 })
  const one = process()
  const methods = [{ channel: 'phone', label: 'x', address: '+819001230001', isDefault: true }] as const
  await one.users.create(spaceId, { key: 'sato', name: '佐藤', language: 'ja', methods })
  await one.connections.create(spaceId, {
    key: 'c',
    name: 'c',
    kind: 'twilio',
    settings: {},
    secrets: { authToken: 'x' },
  })
  const steps = [{ destinations: [{ user: 'sato' as UserId }] }]
  await one.policies.create(spaceId, { key: 'night', name: '夜間', fields: { steps } })
})
afterAll(async () => {
  await pools.end()
  await database.drop()
})

const night = { policy: { ref: 'night' }, template: null }

const nameIn = async (store: ConfigStore) => {
  const bundle = await store.plans.compose(spaceId, night)
  return bundle.ok ? bundle.plans[0]?.plan.destinations[0]?.name : bundle.code
}

describe('plans', () => {
  it('a second start asks the database nothing', async () => {
    const store = process()
    await nameIn(store)
    const before = clock.queries
    for (let count = 0; count < 100; count += 1) await nameIn(store)
    expect(clock.queries).toBe(before)
  })

  it('a burst of first starts reads once', async () => {
    const store = process()
    const before = clock.queries
    await Promise.all(Array.from({ length: 100 }, () => nameIn(store)))
    expect(clock.queries - before).toBe(2)
  })

  it('a change here holds at once, a change elsewhere within a second', async () => {
    const [here, there] = [process(), process()]
    expect([await nameIn(here), await nameIn(there)]).toEqual(['佐藤', '佐藤'])
    await here.users.update(spaceId, 'sato', { name: '佐藤 翔太', holder: 'everything' })
    expect(await nameIn(here)).toBe('佐藤 翔太')
    clock.leaseMs += 1_000
    expect(await nameIn(there)).toBe('佐藤 翔太')
  })

  it('a plan that was built during a change is not kept beyond it', async () => {
    const store = process()
    const names = await Promise.all([
      ...Array.from({ length: 20 }, () => nameIn(store)),
      store.users.update(spaceId, 'sato', { name: '佐藤 花', holder: 'everything' }).then(() => nameIn(store)),
      ...Array.from({ length: 20 }, () => nameIn(store)),
    ])
    expect(names[20]).toBe('佐藤 花')
    expect(await nameIn(store)).toBe('佐藤 花')
    await store.users.update(spaceId, 'sato', { name: '佐藤', holder: 'everything' })
  })

  it('the same content has the same hash, whoever builds it', async () => {
    const hashes = await Promise.all(
      [process(), process()].map(async (store) => {
        const bundle = await store.plans.compose(spaceId, night)
        return bundle.ok ? bundle.plans[0]?.hash : null
      }),
    )
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/)
    expect(hashes[0]).toBe(hashes[1])
  })

  it('are kept per space', async () => {
    const other = randomUUID()
    await pools.engine.query('insert into space (id, key, name, created_at) values ($1, $2, $2, $3)', [
      other,
      'other',
      new Date(0),
    ])
    const store = process()
    await nameIn(store)
    expect(await store.plans.compose(other, night)).toMatchObject({ ok: false, code: 'policy.not_found' })
    const own = await store.plans.compose(spaceId, night)
    const byId = { policy: { ref: own.ok ? own.policyId : '' }, template: null }
    expect(await store.plans.compose(other, byId)).toMatchObject({ code: 'policy.not_found' })
  })
})

describe('tokens', () => {
  const write = { name: 'x', scopes: ['callouts:start'], expiresAtMs: null }

  it('one revoked elsewhere is refused within a second', async () => {
    const [here, there] = [process(), process()]
    const { record, token } = await here.tokens.create(spaceId, write)
    expect((await there.tokens.check(token, spaceId)).ok).toBe(true)
    await here.tokens.revoke(spaceId, record.id)
    expect(await here.tokens.check(token, spaceId)).toEqual({ ok: false, code: 'auth.revoked' })
    clock.leaseMs += 1_000
    expect(await there.tokens.check(token, spaceId)).toEqual({ ok: false, code: 'auth.revoked' })
  })

  it('a wrong one is looked up once', async () => {
    const store = process()
    const { token } = await store.tokens.create(spaceId, write)
    const wrong = `${token.slice(0, -4)}AAAA`
    await store.tokens.check(wrong, spaceId)
    const before = clock.queries
    for (let count = 0; count < 50; count += 1) expect((await store.tokens.check(wrong, spaceId)).ok).toBe(false)
    expect(clock.queries).toBe(before)
  })

  it('one of another space is none here', async () => {
    const store = process()
    const { token } = await store.tokens.create(spaceId, write)
    expect(await store.tokens.check(token, randomUUID())).toEqual({ ok: false, code: 'auth.invalid' })
  })

  it('a token that names another space is none', async () => {
    const store = process()
    const { token } = await store.tokens.create(spaceId, write)
    const bytes = Buffer.from(token.slice(4), 'base64url')
    Buffer.from(randomUUID().replaceAll('-', ''), 'hex').copy(bytes)
    expect(await store.tokens.check(`nrs_${bytes.toString('base64url')}`, spaceId)).toEqual({
      ok: false,
      code: 'auth.invalid',
    })
  })
})
