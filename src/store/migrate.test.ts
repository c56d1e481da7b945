// Migrations against a real server: applied once and in order, refused in words when they cannot be.
import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/postgres.ts'
import { migrate, readMigrations } from './migrate.ts'
import { createPools, type Pools, withSettings } from './pool.ts'

let db: TestDatabase
let pools: Pools
let folder: string

beforeEach(async () => {
  db = await testDatabase({ empty: true })
  pools = createPools(db.url)
  folder = mkdtempSync(join(tmpdir(), 'noroshi-migrations-'))
  write('0001-first.sql', 'create table a (x integer); create table b (x integer);')
  write('0002-second.sql', 'alter table a add column y text;')
})
afterEach(async () => {
  await pools.end()
  await db.drop()
  rmSync(folder, { recursive: true })
})

const write = (name: string, sql: string) => writeFileSync(join(folder, name), sql)
const run = () => migrate({ pool: pools.owner, nowMs: 1_700_000_000_000, folder })

describe('applying', () => {
  test('each file once, in order, recorded with the given instant', async () => {
    expect(await run()).toEqual({ applied: ['0001-first', '0002-second'], version: 2 })
    expect(await run()).toEqual({ applied: [], version: 2 })
    write('0003-third.sql', 'drop table b;')
    expect(await run()).toEqual({ applied: ['0003-third'], version: 3 })
    const rows = (await pools.owner.query('select number, applied_at from schema_migration order by number')).rows
    expect(rows.map(({ number }) => number)).toEqual([1, 2, 3])
    expect(rows[0].applied_at).toBe(1_700_000_000_000)
  })
  test('in the order of their numbers, also when one that was left out comes later', async () => {
    write('0010-tenth.sql', 'alter table b add column y text;')
    expect((await run()).applied).toEqual(['0001-first', '0002-second', '0010-tenth'])
    write('0005-fifth.sql', 'create table c (x integer);')
    expect(await run()).toEqual({ applied: ['0005-fifth'], version: 10 })
  })
  test('two processes at once apply it once', async () => {
    const other = createPools(db.url)
    const both = await Promise.all([run(), migrate({ pool: other.owner, nowMs: 0, folder })])
    await other.end()
    expect(both.flatMap(({ applied }) => applied)).toEqual(['0001-first', '0002-second'])
  })
  test('a failing file is undone as a whole, the ones before it stay', async () => {
    write('0003-third.sql', 'create table c (x integer); select nonsense;')
    await expect(run()).rejects.toMatchObject({
      code: 'migrate.failed',
      message: expect.stringContaining('0003-third'),
    })
    const { rows } = await pools.owner.query(`select to_regclass('a') as a, to_regclass('c') as c`)
    expect(rows).toEqual([{ a: 'a', c: null }])
  })
  test('line ends do not count as a change', async () => {
    write('0001-first.sql', 'create table a (x integer);\ncreate table b (x integer);\n')
    await run()
    write('0001-first.sql', 'create table a (x integer);\r\ncreate table b (x integer);\r\n')
    expect((await run()).applied).toEqual([])
  })
})

describe('refusing', () => {
  test('a database newer than the code', async () => {
    await run()
    rmSync(join(folder, '0002-second.sql'))
    await expect(run()).rejects.toMatchObject({
      code: 'migrate.newer',
      message: expect.stringContaining('0002-second'),
    })
  })
  test('a file changed after it was applied', async () => {
    await run()
    write('0001-first.sql', 'create table a (x bigint);')
    await expect(run()).rejects.toMatchObject({ code: 'migrate.changed' })
  })
  test.each([
    ['a number twice', '0002-twice.sql'],
    ['a name without a number', 'third.sql'],
  ])('%s', async (_, name) => {
    write(name, 'select 1;')
    await expect(run()).rejects.toMatchObject({ code: 'migrate.files' })
  })
  test('a folder that is not there', () => {
    expect(() => readMigrations(join(folder, 'none'))).toThrow('Build again')
  })
  test('a database in another encoding', async () => {
    const name = `latin_${Date.now()}`
    await pools.owner.query(
      `create database ${name} template template0 encoding 'LATIN1' locale 'C' locale_provider libc`,
    )
    const url = new URL(db.url)
    url.pathname = `/${name}`
    const other = createPools(url.href)
    try {
      const refused = migrate({ pool: other.owner, nowMs: 0, folder })
      await expect(refused).rejects.toMatchObject({
        code: 'migrate.encoding',
        message: expect.stringContaining('LATIN1'),
      })
    } finally {
      await other.end()
      await pools.owner.query(`drop database ${name}`)
    }
  })
})

describe('a login without rights gets the statements for its DBA', () => {
  let poor: string
  beforeEach(() => {
    poor = `poor_${randomBytes(4).toString('hex')}`
  })
  const asPoor = async (rights: string) => {
    await pools.owner.query(`create role ${poor}; grant ${poor} to noroshi_owner; ${rights}`)
    const other = createPools(withSettings(db.url, [`role=${poor}`]))
    try {
      return await migrate({ pool: other.owner, nowMs: 0, folder })
    } finally {
      await other.end()
    }
  }
  test('when it may not take noroshi_app', async () => {
    const message = expect.stringContaining(`GRANT noroshi_app TO "${poor}";`)
    await expect(asPoor('')).rejects.toMatchObject({ code: 'migrate.role', message })
  })
  test('when it may not create tables', async () => {
    const message = expect.stringContaining(`GRANT CREATE, USAGE ON SCHEMA public TO "${poor}";`)
    await expect(asPoor(`grant noroshi_app to ${poor}`)).rejects.toMatchObject({ code: 'migrate.role', message })
  })
  test('and goes on once they were run', async () => {
    const rights = `grant noroshi_app to ${poor}; grant create, usage on schema public to ${poor};`
    expect((await asPoor(rights)).version).toBe(2)
  })
})

describe('a database of the version before', () => {
  const own = join(import.meta.dirname, 'migrations')
  test('gets a default project in every space, and numbers its users in the order they came', async () => {
    rmSync(folder, { recursive: true })
    cpSync(own, folder, { recursive: true })
    for (const name of readdirSync(folder).filter((one) => one >= '0010')) rmSync(join(folder, name))
    await run()
    await pools.engine.query(`
      insert into space (id, key, name, created_at) select ('00000000-0000-7000-8000-00000000000' || n)::uuid, n, n, 'epoch'
        from generate_series(1, 2) as n;
      insert into app_user (id, space_id, key, name, language, managed_by, created_at, updated_at, deleted_at)
        select gen_random_uuid(), ('00000000-0000-7000-8000-00000000000' || space)::uuid, key, key, 'ja', 'console',
               to_timestamp(came), 'epoch', gone
        from (values (1, 'b', 2, null), (1, 'a', 3, null), (1, 'c', 1, now()), (2, 'd', 5, null)) as v (space, key, came, gone)`)
    await migrate({ pool: pools.owner, nowMs: 0 })
    const read = async (text: string) => (await pools.engine.query(text)).rows
    expect(await read('select key, number from app_user order by space_id, number')).toEqual([
      { key: 'c', number: 1 },
      { key: 'b', number: 2 },
      { key: 'a', number: 3 },
      { key: 'd', number: 1 },
    ])
    expect(await read(`select value from space_counter where name = 'user' order by space_id`)).toEqual([
      { value: 3 },
      { value: 1 },
    ])
    expect(await read('select key, space_id from project')).toHaveLength(2)
  })
})

test("the product's own migrations apply to a fresh database", async () => {
  const result = await migrate({ pool: pools.owner, nowMs: 0 })
  expect(result.version).toBeGreaterThan(0)
})
