// A backup and its way back: taken while things change, whole or refused, and afterwards everything is as it was, down to the
// sessions of those who were signed in.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalOptions } from '#cli/cli'
import { backupOf } from '#store/backup/backup'
import { headOf, restoreInto } from '#store/backup/restore'
import { tablesOf } from '#store/backup/tables'
import { createPools, type Pools } from '#store/pool'
import { openSecretBox } from '#store/secret-box'
import { run } from '../../src/cli/testing/run.ts'
import { backupHere, restoreHere } from '../../src/server/backup.ts'
import { supportBundleHere } from '../../src/server/support-bundle.ts'
import { everyTable } from '../support/every-table.ts'
import { createPerson, type Person } from '../support/people.ts'
import { type TestDatabase, testDatabase } from '../support/postgres.ts'
import { createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

/** A space with a row in every table. */
const ELSEWHERE = '0e0e0e0e-0e0e-7e0e-8e0e-0e0e0e0e0e0e'
const key = randomBytes(32)
/** Of processes that run: there is none here. */
const EMPTY: readonly string[] = ['instance', 'listening']
const about = { version: '1.2.3', nowMs: Date.parse('2026-11-22T03:00:00Z') }

let world: V1World
let person: Person
let target: TestDatabase
let pools: Pools
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'noroshi-backup-'))
  world = await createV1World()
  await world.pools.engine.query(`insert into meta (key, value) values ('secret_key', $1)`, [
    openSecretBox(key).fingerprint,
  ])
  await furnish(world)
  person = await createPerson(world, 'admin', { role: 'administrator' })
  await world.newSpace('other')
  await startIn(world, { text: '一行目\n二行目 "引用" \\ 😀' })
  // So that no table is empty, and a table of the future is looked at too.
  await (await everyTable(world.pools)).fill(ELSEWHERE)
  target = await testDatabase({ empty: true })
  pools = createPools(target.url)
})
afterAll(async () => {
  await pools.end()
  await target.drop()
  await world.close()
  rmSync(folder, { recursive: true })
})

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  for (const line of lines) yield await Promise.resolve(line)
}

const taken = async (owner: pg.Pool): Promise<string[]> => {
  let text = ''
  for await (const part of backupOf(owner, about)) text += part
  return text.trimEnd().split('\n')
}

const restore = ([head, ...lines]: readonly string[]): Promise<number> =>
  restoreInto(pools.owner, { head: headOf(head), lines: each(lines), nowMs: about.nowMs })

/** Of each table how many rows it has, and what the database itself makes of all of them, column by column. */
const sums = async (owner: pg.Pool, tables: readonly string[], where = 'true'): Promise<Record<string, string>> => {
  const client = await owner.connect()
  await client.query('begin read only')
  await client.query(`select set_config('noroshi.space', '*', true)`)
  const found: Record<string, string> = {}
  for (const table of tables) {
    const { rows } = await client.query<{ sum: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') as sum
       from "${table}" t where ${where}`,
    )
    found[table] = rows[0]?.sum ?? ''
  }
  await client.query('rollback')
  client.release()
  return found
}

/** As the catalogue of the database tells them, and not as a backup does. */
const allTables = async (owner: pg.Pool): Promise<readonly string[]> => {
  const { rows } = await owner.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  )
  return rows.map(({ name }) => name)
}

describe('a backup', () => {
  it('is of one instant, whatever happens while it is taken', async () => {
    const lines: string[] = []
    for await (const part of backupOf(world.pools.owner, about)) {
      lines.push(part)
      if (part.startsWith('#table space\n'))
        await world.ask('POST', '/v1/users', { body: { key: 'late', name: 'Late' } })
    }
    expect(lines.join('')).toContain('"key":"sato"')
    expect(lines.join('')).not.toContain('"key":"late"')
  })

  it('holds every table, and what refers to another comes after it', async () => {
    const client = await world.pools.owner.connect()
    const names = (await tablesOf(client)).map(({ name }) => name)
    client.release()
    expect(names).toContain('audit')
    expect(names.indexOf('app_user')).toBeLessThan(names.indexOf('contact_method'))
  })

  it('that is cut short, is none of ours or is of a newer version is refused, and can be tried again with another', async () => {
    const lines = await taken(world.pools.owner)
    await expect(restore(lines.slice(0, -1))).rejects.toMatchObject({ code: 'restore.damaged' })
    await expect(restore([...lines.slice(0, -2), lines.at(-1) ?? ''])).rejects.toMatchObject({
      code: 'restore.damaged',
    })
    expect(() => headOf('-- PostgreSQL database dump')).toThrow('no whole backup')
    const head = headOf(lines[0])
    const newer = { ...head, migrations: [...head.migrations, { number: 9_999, name: '9999-later', checksum: 'x' }] }
    await expect(restore([JSON.stringify(newer), ...lines.slice(1)])).rejects.toMatchObject({ code: 'restore.newer' })
  })

  it('comes back whole: every row, the sessions, and numbers that go on counting', async () => {
    const lines = await taken(world.pools.owner)
    expect(await restore(lines)).toBe(lines.filter((line) => line.startsWith('{')).length - 1)
    const tables = await allTables(world.pools.owner)
    const before = await sums(world.pools.owner, tables)
    expect(await allTables(pools.owner)).toEqual(tables)
    // When a migration ran is the new database's own.
    const { schema_migration: _own, ...restored } = await sums(pools.owner, tables)
    expect(before).toMatchObject(restored)
    expect(Object.keys(restored).filter((table) => restored[table]?.startsWith('0 ') === true)).toEqual(EMPTY)
    const cookie = await pools.inSpace(world.spaceId, async (client) => {
      const { rows } = await client.query('select id from session where account_id = $1', [person.accountId])
      await client.query(`update app_user set name = 'x' where key = 'sato'`)
      return rows
    })
    expect(cookie).toHaveLength(1)
    const { rows } = await pools.engine.query<{ seq: number }>('select seq from audit order by seq desc limit 2')
    expect((rows[0]?.seq ?? 0) - (rows[1]?.seq ?? 0)).toBe(1)
    await expect(pools.engine.query('update history set seq = seq')).rejects.toMatchObject({ code: '42501' })
    await expect(restore(lines)).rejects.toMatchObject({ code: 'restore.not_empty' })
  })
})

describe('a backup while the server writes', () => {
  it('has every finished callout with all its rows, and none that began later', async () => {
    const started: string[] = []
    /** One that ends, and one that goes on. */
    const write = async (): Promise<void> => {
      for (const ends of [true, false]) {
        const { id } = (await startIn(world, { text: `${started.length}` })).body
        started.push(id)
        if (ends) await world.ask('POST', `/v1/callouts/${id}/cancel`, { body: {} })
      }
    }
    await write()
    const before = [...started]
    const lines: string[] = []
    for await (const part of backupOf(world.pools.owner, about)) {
      lines.push(part)
      await write()
    }
    expect(started.length).toBeGreaterThan(100)
    const empty = await testDatabase({ empty: true })
    const restored = createPools(empty.url)
    const all = lines.join('').trimEnd().split('\n')
    await restoreInto(restored.owner, { head: headOf(all[0]), lines: each(all.slice(1)), nowMs: about.nowMs })
    const { rows } = await restored.engine.query<{ id: string; outcome: string | null }>(
      `select id, outcome from callout where space_id = $1`,
      [world.spaceId],
    )
    const ids = rows.map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(before))
    expect(started.filter((id) => !before.includes(id) && ids.includes(id))).toEqual([])
    const finished = rows.flatMap(({ id, outcome }) => (outcome === null ? [] : [`'${id}'`])).join(', ')
    expect(finished).toContain(before[0])
    for (const [table, column] of [
      ['callout', 'id'],
      ['attempt', 'callout_id'],
      ['history', 'callout_id'],
    ] as const) {
      const where = `${column} in (${finished})`
      expect(await sums(restored.owner, [table], where)).toEqual(await sums(world.pools.owner, [table], where))
    }
    await restored.end()
    await empty.drop()
  })
})

describe('noroshi backup and restore', () => {
  const envOf = (url: string, secret = key) => ({
    DATABASE_URL: url,
    NOROSHI_SECRET_KEY: secret.toString('base64'),
    LANG: 'C',
  })
  const noroshi = (argv: readonly string[], env: Record<string, string>) =>
    run(argv, {
      env,
      deps: {
        backup: (file, options) => backupHere(env, file, { ...options, version: '1.2.3' }),
        restore: (file, options) => restoreHere(env, file, options),
      },
    })

  it('write a file of their own and bring it back where the key is the same', async () => {
    const file = join(folder, 'noroshi.gz')
    const source = envOf(target.url)
    expect(await noroshi(['backup', file], source)).toMatchObject({ code: 0 })
    expect(statSync(file).mode & 0o077).toBe(0)
    expect(gunzipSync(readFileSync(file)).toString()).not.toMatch(/sealed .*"secret"/)
    expect((await noroshi(['backup', file], source)).err).toContain('exists already')
    const empty = await testDatabase({ empty: true })
    const wrong = await noroshi(['restore', file], envOf(empty.url, randomBytes(32)))
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('another secret key')])
    writeFileSync(join(folder, 'cut.gz'), readFileSync(file).subarray(0, -100))
    expect((await noroshi(['restore', join(folder, 'cut.gz')], envOf(empty.url))).err).toContain('no whole backup')
    writeFileSync(join(folder, 'half.gz'), gzipSync(gunzipSync(readFileSync(file)).subarray(0, -40)))
    expect((await noroshi(['restore', join(folder, 'half.gz')], envOf(empty.url))).err).toContain('no whole backup')
    expect(await noroshi(['restore', file], envOf(empty.url))).toMatchObject({ code: 0 })
    expect((await noroshi(['restore', file], envOf(empty.url))).err).toContain('not empty')
    expect((await noroshi(['restore', join(folder, 'nothing.gz')], envOf(empty.url))).code).toBe(1)
    await empty.drop()
  })
})

describe('noroshi support-bundle', () => {
  /** Stands in every text of every table. */
  const X = '0f0f0f0f-0f0f-7f0f-8f0f-0f0f0f0f0f0f'

  it('tells how things are built and how they go, and nothing of what people wrote, their numbers or secrets', async () => {
    await (await everyTable(pools)).fill(X)
    await pools.engine.query(
      `update policy set body = body || '{"texts":{"sms":{"body":"極秘の文面"}},"transferTo":"+818055556666"}' where key = 'night'`,
    )
    const file = join(folder, 'support.json')
    const env = {
      DATABASE_URL: target.url,
      NOROSHI_SECRET_KEY: key.toString('base64'),
      NOROSHI_ADMIN_PASSWORD: 'a-planted-password',
      NOROSHI_OUTBOUND_PROXY: 'http://planted:proxy-password@proxy.planted.example:3128',
      NOROSHI_PUBLIC_URL: 'https://noroshi.planted.example',
      NOROSHI_TRUSTED_PROXIES: '192.0.2.77',
      LANG: 'C',
    }
    const supportBundle = (name: string, options: LocalOptions) =>
      supportBundleHere(env, name, { ...options, version: '1.2.3', now: () => about.nowMs })
    const noroshi = () => run(['support-bundle', file], { env, deps: { supportBundle } })
    expect(await noroshi()).toMatchObject({ code: 0 })
    expect((await noroshi()).err).toContain('exists already')
    expect(statSync(file).mode & 0o077).toBe(0)
    const text = readFileSync(file, 'utf8')
    const planted = [
      X,
      '極秘',
      'planted',
      '192.0.2.77',
      'proxy-password',
      key.toString('base64'),
      'AC000',
      'さん',
      '一行目',
      '夜間',
      '模擬',
    ]
    const numbers = ['9001230001', '9001230002', '5012345678', '8055556666', 'sato', 'suzuki', 'mobile', '携帯']
    expect(
      [...planted, ...numbers, new URL(target.url).password || 'no password'].filter((one) => text.includes(one)),
    ).toEqual([])
    const bundle = JSON.parse(text) as Record<string, unknown>
    expect(bundle).toMatchObject({
      noroshi: '1.2.3',
      madeAt: '2026-11-22T03:00:00.000Z',
      settings: { NOROSHI_PORT: 8080, NOROSHI_ADMIN_PASSWORD: '(set)', NOROSHI_PUBLIC_URL: 'https://… (given)' },
      health: expect.arrayContaining([{ check: 'database', state: 'good' }]),
      policies: expect.arrayContaining([
        expect.objectContaining({ body: expect.objectContaining({ texts: { sms: { body: '(5 characters)' } } }) }),
      ]),
    })
    expect(Object.keys(bundle)).toEqual(
      expect.arrayContaining(['migrations', 'counts', 'errors', 'tables', 'activity', 'slowQueries']),
    )
  })
})
