// The embedded database as an operator meets it: first start, later starts, and folders it refuses.
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { copyDataDirectory } from '../../../tests/support/data-directory.ts'
import { locatePackage } from './binaries.ts'
import { silentLog } from './log.ts'
import { type EmbeddedOptions, startEmbedded } from './start.ts'

const isRoot = process.getuid?.() === 0
let folder: string
let dataDir: string

/** For tests that are not about making one. */
const copyMade = () => copyDataDirectory(dataDir)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'noroshi-start-'))
  chmodSync(folder, 0o711)
  dataDir = join(folder, 'data')
})
afterEach(() => rmSync(folder, { recursive: true }))

// No fsync where the test is not about durability: it halves the time to create a database.
const start = (options: Partial<EmbeddedOptions> = {}) =>
  startEmbedded({ dataDir, log: silentLog, unsafeForTests: true, ...options })

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

describe('a start', () => {
  test('creates a durable UTF8 database, and the next finds what was written', async () => {
    const first = await startEmbedded({ dataDir, log: silentLog })
    expect(first.dataDir).toBe(dataDir)
    const facts = `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
      current_setting('full_page_writes') as pages, current_setting('server_encoding') as encoding,
      current_setting('jit') as jit, current_setting('max_connections') as connections`
    expect(await query(first.url, facts)).toEqual([
      { fsync: 'on', commit: 'on', pages: 'on', encoding: 'UTF8', jit: 'off', connections: '60' },
    ])
    await query(first.url, `create table kept as select '狼煙' as word`)
    await first.stop()
    await first.stop()
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false)
    const second = await startEmbedded({ dataDir, log: silentLog })
    expect(await query(second.url, 'select word, upper(word), length(word) from kept')).toEqual([
      { word: '狼煙', upper: '狼煙', length: 2 },
    ])
    await second.stop()
  })

  test('gives a role without power, that can take noroshi_app; the superuser has no way in', async () => {
    await copyMade()
    const db = await startEmbedded({ dataDir, log: silentLog })
    const roles = `select rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolcanlogin from pg_roles
                   where rolname like 'noroshi%' order by 1`
    const none = { rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolbypassrls: false }
    expect(await query(db.url, roles)).toEqual([
      { rolname: 'noroshi_app', ...none, rolcanlogin: false },
      { rolname: 'noroshi_owner', ...none, rolcanlogin: true },
    ])
    expect(await query(`${db.url}&options=-c%20role%3Dnoroshi_app`, 'select current_user as me')).toEqual([
      { me: 'noroshi_app' },
    ])
    const superuser = db.url.replace(/noroshi_owner:[^@]+/, 'postgres:x')
    await expect(query(superuser, 'select 1')).rejects.toThrow('pg_hba')
    await expect(query(db.url.replace(/noroshi_owner:[^@]+/, 'noroshi_owner:x'), 'select 1')).rejects.toThrow(
      'password',
    )
    await db.stop()
  })

  test('reads the operator’s postgres.local.conf, but keeps fsync', async () => {
    await copyMade()
    writeFileSync(join(dataDir, 'postgres.local.conf'), 'work_mem = 12MB\nfsync = off\n')
    const db = await startEmbedded({ dataDir, log: silentLog })
    const sql = `select current_setting('work_mem') as memory, current_setting('fsync') as fsync`
    expect(await query(db.url, sql)).toEqual([{ memory: '12MB', fsync: 'on' }])
    await db.stop()
  })

  test('that fails says why, and lets go of the directory', async () => {
    await copyMade()
    writeFileSync(join(dataDir, 'postgres.local.conf'), 'nonsense = 1\n')
    await expect(start()).rejects.toMatchObject({
      code: 'embedded.start',
      message: expect.stringContaining('nonsense'),
    })
    rmSync(join(dataDir, 'postgres.local.conf'))
    await (await start()).stop()
  })

  test('after one that died while creating begins anew', async () => {
    mkdirSync(join(dataDir, 'postgres.new/base'), { recursive: true })
    await (await start()).stop()
    expect(existsSync(join(dataDir, 'postgres.new'))).toBe(false)
  })

  test('works where a socket’s path would be too long', async () => {
    dataDir = join(folder, 'a-long-name-'.repeat(8), 'データ 1')
    const db = await start()
    expect(new URL(db.url).hostname).toBe('127.0.0.1')
    expect(await query(db.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await db.stop()
  })

  test('makes a new password known when its file was lost', async () => {
    await copyMade()
    rmSync(join(dataDir, 'postgres.password'))
    const db = await start()
    expect(await query(db.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(statSync(join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600)
    await db.stop()
  })
})

describe('refused in words', () => {
  test('a database of another major version', async () => {
    await copyMade()
    writeFileSync(join(dataDir, 'postgres/PG_VERSION'), '17\n')
    const message = expect.stringMatching(/made by PostgreSQL 17; this Noroshi brings PostgreSQL 18/)
    await expect(start()).rejects.toMatchObject({ code: 'embedded.version', message })
  })
  test('a folder in the database’s place that is none', async () => {
    mkdirSync(join(dataDir, 'postgres'), { recursive: true })
    writeFileSync(join(dataDir, 'postgres/mine.txt'), 'mine')
    await expect(start()).rejects.toMatchObject({ code: 'embedded.version' })
    expect(readFileSync(join(dataDir, 'postgres/mine.txt'), 'utf8')).toBe('mine')
  })
  test('a path that cannot be made', async () => {
    writeFileSync(dataDir, 'a file')
    await expect(start({ dataDir: join(dataDir, 'below') })).rejects.toMatchObject({ code: 'embedded.path' })
  })
  test.each(['win32-x64', 'linux-s390x', 'freebsd-x64'])('the platform %s', (platform) => {
    expect(() => locatePackage(platform)).toThrow(/no embedded PostgreSQL for .*Set DATABASE_URL/)
  })
})

test.runIf(isRoot)('as root a restored database that belongs to root is handed back to its account', async () => {
  await copyMade()
  chownSync(join(dataDir, 'postgres'), 0, 0)
  chownSync(join(dataDir, 'postgres/PG_VERSION'), 0, 0)
  const warnings: string[] = []
  const db = await start({ log: { ...silentLog, warn: (text) => warnings.push(text) } })
  expect(warnings.join()).toContain('belongs to uid 0')
  expect(statSync(join(dataDir, 'postgres/PG_VERSION')).uid).not.toBe(0)
  await db.stop()
})
