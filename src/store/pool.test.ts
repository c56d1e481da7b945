// The pools against a real server: roles, spaces, and the shapes in which rows come out.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/postgres.ts'
import { createPools, type Pools, withSettings } from './pool.ts'

let db: TestDatabase
let pools: Pools

beforeAll(async () => {
  db = await testDatabase({ empty: true })
  pools = createPools(db.url)
  await pools.owner.query(`
    create table thing (space_id text not null, name text not null);
    alter table thing enable row level security;
    alter table thing force row level security;
    create policy one_space on thing using (current_setting('noroshi.space', true) in ('*', space_id));
    grant select, insert on thing to noroshi_app`)
})
afterAll(async () => {
  await pools.end()
  await db.drop()
})

describe('roles', () => {
  const sql = `select current_user::text as role, current_setting('application_name') as name,
                      current_setting('noroshi.space', true) as space, current_setting('timezone') as zone`
  test('the owner is itself', async () => {
    expect((await pools.owner.query(sql)).rows[0]).toMatchObject({ role: 'noroshi_owner', name: 'noroshi owner' })
  })
  test('the engine works as noroshi_app across spaces', async () => {
    const row = { role: 'noroshi_app', name: 'noroshi engine', space: '*', zone: 'UTC' }
    expect((await pools.engine.query(sql)).rows[0]).toEqual(row)
  })
  test('the app works as noroshi_app in no space', async () => {
    expect((await pools.app.query(sql)).rows[0]).toMatchObject({
      role: 'noroshi_app',
      name: 'noroshi app',
      space: null,
    })
  })
  test('the app owns nothing and cannot change tables', async () => {
    await expect(pools.app.query('alter table thing add column more text')).rejects.toThrow('must be owner')
  })
})

describe('inSpace', () => {
  const names = async (spaceId: string) =>
    pools.inSpace(spaceId, async (client) => (await client.query<{ name: string }>('select name from thing')).rows)

  test('sees and writes one space only', async () => {
    await pools.inSpace('one', (client) => client.query(`insert into thing values ('one', 'a')`))
    await pools.inSpace('two', (client) => client.query(`insert into thing values ('two', 'b')`))
    expect(await names('one')).toEqual([{ name: 'a' }])
    expect(await names('two')).toEqual([{ name: 'b' }])
    const foreign = pools.inSpace('one', (client) => client.query(`insert into thing values ('two', 'c')`))
    await expect(foreign).rejects.toThrow('row-level security')
    expect((await pools.app.query('select name from thing')).rows).toEqual([])
    expect((await pools.engine.query('select name from thing order by name')).rows).toHaveLength(2)
  })
  test('rolls back when the work throws, and the connection serves on', async () => {
    const failing = pools.inSpace('three', async (client) => {
      await client.query(`insert into thing values ('three', 'x')`)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await names('three')).toEqual([])
  })
  test.each(['*', ''])('refuses %j as a space', async (spaceId) => {
    await expect(names(spaceId)).rejects.toThrow('one space')
  })
})

describe('types', () => {
  const cases: [string, unknown][] = [
    [`9007199254740991::int8`, 9_007_199_254_740_991],
    [`null::int8`, null],
    [`array[1, null, 3]::int8[]`, [1, null, 3]],
    [`'2026-11-22T02:30:00.123456+09:00'::timestamptz`, Date.parse('2026-11-21T17:30:00.123Z')],
    [`array['epoch', null]::timestamptz[]`, [0, null]],
    [`'infinity'::timestamptz`, Number.POSITIVE_INFINITY],
    [`count(*)`, 1],
    [`7::int4`, 7],
    [`'{"a": 1}'::jsonb`, { a: 1 }],
  ]
  test.each(cases)('%s', async (expression, value) => {
    expect((await pools.app.query(`select ${expression} as value`)).rows[0]).toEqual({ value })
  })
  test('a bigger int8 is an error, not another number', async () => {
    await expect(pools.app.query('select 9007199254740993::int8')).rejects.toThrow('does not fit')
    expect((await pools.app.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })
})

test('a broken connection is reported and replaced', async () => {
  const errors: Error[] = []
  const own = createPools(db.url, { onError: (error) => errors.push(error), appMax: 1 })
  const [row] = (await own.app.query<{ pid: number }>('select pg_backend_pid() as pid')).rows
  await pools.owner.query('select pg_terminate_backend($1)', [row?.pid])
  await expect.poll(() => errors.length).toBeGreaterThan(0)
  expect((await own.app.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await own.end()
})

describe('withSettings', () => {
  test.each([
    ['postgres://a:b@h/d', 'postgres://a:b@h/d?options=-c%20x%3D1'],
    ['postgres://a:b@h/d?host=%2Frun', 'postgres://a:b@h/d?host=%2Frun&options=-c%20x%3D1'],
    ['postgres://h/d?options=-c%20y%3D2', 'postgres://h/d?options=-c%20y%3D2%20-c%20x%3D1'],
  ])('%s', (url, expected) => expect(withSettings(url, ['x=1'])).toBe(expected))
})
