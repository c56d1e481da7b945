// Brings the database to the schema of this code: numbered files, each applied once, in order, in its own transaction.
// One process at a time (advisory lock). It never repairs: a database newer than the code, or a file that changed after
// it was applied, stops the start with words.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { checkMayCreate, checkServer, ensureAppRole } from './server-check.ts'
import { hasCode, StoreError } from './store-error.ts'

export type Migration = { number: number; name: string; sql: string; checksum: string }

export type MigrateOptions = {
  /** the owner pool */
  pool: pg.Pool
  /** recorded as the instant of application */
  nowMs: number
  /** where the files are; beside this code unless a test brings its own */
  folder?: string
  /** only those with these numbers; the rest come later */
  only?: ReadonlySet<number>
}

export type MigrateResult = { applied: string[]; version: number }

// Any constant will do that no other program locks: "noroshi" in ASCII, cut to fit.
const lockKey = 0x6e6f726f

const bookkeeping = `create table if not exists schema_migration (
  number     integer primary key,
  name       text not null,
  checksum   text not null,
  applied_at timestamptz not null
)`

/**
 * Applies what is missing.
 * @errors migrate.*
 */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const all = options.folder === undefined ? migrationsHere() : readMigrations(options.folder)
  const files = all.filter(({ number }) => options.only?.has(number) ?? true)
  const client = await options.pool.connect()
  try {
    await checkServer(client)
    await client.query('select pg_advisory_lock($1)', [lockKey])
    try {
      await ensureAppRole(client)
      await checkMayCreate(client)
      await client.query(bookkeeping)
      const missing = compare(files, await readApplied(client))
      for (const migration of missing) await apply(client, migration, options.nowMs)
      return { applied: missing.map(({ name }) => name), version: files.at(-1)?.number ?? 0 }
    } finally {
      await client.query('select pg_advisory_unlock($1)', [lockKey])
    }
  } finally {
    client.release()
  }
}

/**
 * Looks whether a database that another process runs is that of this code. Changes nothing.
 * @errors migrate.newer, migrate.changed, migrate.pending
 */
export async function checkCurrent(pool: pg.Pool): Promise<void> {
  const files = migrationsHere()
  const client = await pool.connect()
  try {
    const [first] = compare(files, await readApplied(client))
    if (first === undefined) return
    throw new StoreError(
      'migrate.pending',
      `The running server is older than this command: its database lacks migration ${first.name}. Restart the server first.`,
    )
  } finally {
    client.release()
  }
}

/** Those of this code. */
export const migrationsHere = (): Migration[] => readMigrations(fileURLToPath(new URL('migrations', import.meta.url)))

/**
 * Reads `NNNN-name.sql` in the order of their numbers, each of which stands once. Numbers may be left out.
 * @errors migrate.files
 */
export function readMigrations(folder: string): Migration[] {
  const names = listSql(folder)
  const numberOf = (name: string | undefined) => Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(name ?? '')?.[1] ?? 0)
  return names.map((name, index) => {
    const number = numberOf(name)
    if (number <= numberOf(names[index - 1])) {
      throw new StoreError('migrate.files', `${name} in ${folder} has no number of its own (NNNN-name.sql).`)
    }
    const sql = readFileSync(join(folder, name), 'utf8')
    // A checkout that turned the line ends is the same migration.
    const checksum = createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex')
    return { number, name: name.slice(0, -'.sql'.length), sql, checksum }
  })
}

function listSql(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .sort()
  } catch (cause) {
    if (!hasCode(cause, 'ENOENT')) throw cause
    throw new StoreError('migrate.files', `The migrations are missing: there is no folder ${folder}. Build again.`, {
      cause,
    })
  }
}

type Applied = { number: number; name: string; checksum: string }

async function readApplied(client: pg.PoolClient): Promise<Applied[]> {
  const result = await client.query<Applied>('select number, name, checksum from schema_migration order by number')
  return result.rows
}

function compare(files: Migration[], applied: Applied[]): Migration[] {
  const known = new Map(files.map((file) => [file.number, file]))
  for (const { number, name, checksum } of applied) {
    const file = known.get(number)
    if (!file) {
      throw new StoreError(
        'migrate.newer',
        `The database is newer than this Noroshi: it has migration ${name}, which this version does not know. ` +
          'Start the newer version again, or restore a backup from before the upgrade.',
      )
    }
    if (file.checksum !== checksum) {
      throw new StoreError(
        'migrate.changed',
        `Migration ${file.name} is not the one this database was built with (applied as ${name}). Released migrations ` +
          'never change: reinstall Noroshi, or, in development, start with an empty data directory.',
      )
    }
  }
  const done = new Set(applied.map(({ number }) => number))
  return files.filter(({ number }) => !done.has(number))
}

async function apply(client: pg.PoolClient, migration: Migration, nowMs: number): Promise<void> {
  const { number, name, sql, checksum } = migration
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query('insert into schema_migration (number, name, checksum, applied_at) values ($1, $2, $3, $4)', [
      number,
      name,
      checksum,
      new Date(nowMs),
    ])
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback')
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new StoreError('migrate.failed', `Migration ${name} failed and was undone: ${why}`, { cause })
  }
}
