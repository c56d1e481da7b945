// A transaction that begins together with its first statement, against a real server: what is told, what is kept, and which
// connection is lent again.
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { StoreUnavailable } from '#engine/ports'
import { type TestDatabase, testDatabase } from '../../tests/support/postgres.ts'
import { translate } from './failure.ts'
import { createPools, type Pools } from './pool.ts'
import { inTransaction } from './transaction.ts'

let db: TestDatabase
let pools: Pools
let pool: pg.Pool

beforeAll(async () => {
  db = await testDatabase({ empty: true })
  pools = createPools(db.url, { appMax: 1 })
  pool = pools.app
  await pools.owner.query(
    'create table thing (name text not null unique); grant select, insert, delete on thing to noroshi_app',
  )
})
afterAll(async () => {
  await pools.end()
  await db.drop()
})

const add = (client: pg.PoolClient, name: string) => client.query('insert into thing values ($1)', [name])
const isAway = (failure: unknown) => failure instanceof StoreUnavailable
const names = async () => (await pools.owner.query('select name from thing order by name')).rows.map(({ name }) => name)
const pid = async () => (await pool.query('select pg_backend_pid() as pid')).rows[0].pid

test('keeps what was done, all of it or nothing', async () => {
  const before = await pid()
  expect(await inTransaction({ pool, begin: 'begin' }, async (client) => (await add(client, 'a')).rowCount)).toBe(1)
  const failing = inTransaction({ pool, begin: 'begin' }, async (client) => {
    await add(client, 'b')
    throw new Error('the work failed')
  })
  await expect(failing).rejects.toThrow('the work failed')
  expect(await names()).toEqual(['a'])
  expect(await pid()).toBe(before)
})

test('rejects when a statement had failed, even if the work did not look', async () => {
  const swallowing = inTransaction({ pool, begin: 'begin' }, async (client) => {
    await add(client, 'c')
    await add(client, 'c').catch(() => undefined)
  })
  await expect(swallowing).rejects.toThrow('failed before its commit')
  expect(await names()).toEqual(['a'])
})

test('what nobody waited for is written with the rest, or fails the transaction, whatever came after it', async () => {
  await inTransaction({ pool, begin: 'begin' }, async (client, behind) => {
    behind(add(client, 'behind'))
    behind(add(client, 'the other'))
  })
  const failing = inTransaction({ pool, begin: 'begin' }, async (client, behind) => {
    await add(client, 'never')
    behind(add(client, 'behind'))
    behind(add(client, 'never'))
  })
  await expect(failing).rejects.toThrow('thing_name_key')
  const going = inTransaction({ pool, begin: 'begin' }, async (client, behind) => {
    behind(add(client, 'behind'))
    await add(client, 'never')
  })
  await expect(going).rejects.toThrow('thing_name_key')
  expect(await names()).toEqual(['a', 'behind', 'the other'])
  await pools.owner.query("delete from thing where name <> 'a'")
})

test('one that only reads is over for the next one on its connection, though nobody waits for that', async () => {
  const before = await pid()
  const reading = { pool, begin: 'begin read only', reads: true }
  expect(await inTransaction(reading, async (client) => (await client.query('select from thing')).rowCount)).toBe(1)
  await inTransaction({ pool, begin: 'begin' }, (client) => add(client, 'after'))
  await expect(inTransaction(reading, (client) => add(client, 'never'))).rejects.toThrow('read-only')
  await inTransaction({ pool, begin: 'begin' }, (client) => client.query("delete from thing where name = 'after'"))
  expect(await pid()).toBe(before)
})

test.each([
  ['the work fails of it', (client: pg.PoolClient) => add(client, 'd')],
  ['the work does not look', (client: pg.PoolClient) => add(client, 'd').catch(() => undefined)],
  ['the work asks nothing', () => Promise.resolve()],
])('tells why it could not begin when %s, and does nothing', async (_, work) => {
  const unbegun = inTransaction<unknown>({ pool, begin: 'begin; select 1 / 0' }, work)
  await expect(unbegun).rejects.toThrow('division by zero')
  expect(await names()).toEqual(['a'])
  await inTransaction({ pool, begin: 'begin' }, (client) => client.query('select from thing'))
})

test('says what an error means, and lends no connection again that is not to be trusted', async () => {
  const before = await pid()
  const opening = { pool, begin: 'begin; set local lock_timeout = 50', meaning: translate, isAway }
  const holder = await pools.owner.connect()
  await holder.query('begin; lock table thing')
  await expect(inTransaction(opening, (client) => add(client, 'e'))).rejects.toBeInstanceOf(StoreUnavailable)
  await holder.query('rollback')
  holder.release()
  expect(await pid()).not.toBe(before)
})

test('says so too when there is no connection', async () => {
  const nowhere = createPools('postgres://nobody@127.0.0.1:1/nothing')
  const opening = { pool: nowhere.app, begin: 'begin', meaning: translate }
  await expect(inTransaction(opening, () => Promise.resolve())).rejects.toBeInstanceOf(StoreUnavailable)
  await nowhere.end()
})
