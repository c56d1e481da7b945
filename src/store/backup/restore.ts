// A backup comes back: into a database that is empty, brought to the very version the backup was made of, filled in one
// transaction, and then brought up to date. Nothing is written down in the audit log by it: its lines come with the rest.

import type pg from 'pg'
import { migrate, migrationsHere } from '../migrate.ts'
import { StoreError } from '../store-error.ts'
import { type BackupHead, END, TABLE } from './backup.ts'
import { quoted, type Table } from './tables.ts'

const BATCH_ROWS = 500
const BATCH_CHARACTERS = 4_000_000

export const damaged = (why: string): StoreError =>
  new StoreError('restore.damaged', `This is no whole backup: ${why}. Nothing of it was kept; take another one.`)

/** @errors restore.damaged */
export const headOf = (line: string | undefined): BackupHead => {
  try {
    const head = JSON.parse(line ?? '') as BackupHead
    if (head.noroshi === 'backup' && head.form === 1) return head
  } catch {
    // Said below: whatever it is, it is none of ours.
  }
  throw damaged('it does not begin like one')
}

/** @errors restore.not_empty */
export const mustBeEmpty = async (owner: pg.Pool): Promise<void> => {
  const { rows } = await owner.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' limit 1`,
  )
  if (rows.length === 0) return
  throw new StoreError(
    'restore.not_empty',
    'The database is not empty, and nothing was changed. Restore into a new data directory (NOROSHI_DATA_DIR) or a new database (DATABASE_URL).',
  )
}

/** @errors restore.newer */
const mustBeKnown = ({ migrations, version }: BackupHead): void => {
  const known = new Map(migrationsHere().map(({ number, checksum }) => [number, checksum]))
  const unknown = migrations.find(({ number, checksum }) => known.get(number) !== checksum)
  if (unknown === undefined) return
  throw new StoreError(
    'restore.newer',
    `The backup was made by Noroshi ${version}, whose migration ${unknown.name} this version does not know. Restore it with that version or a newer one.`,
  )
}

const insert = async (client: pg.PoolClient, { name, columns }: Table, rows: readonly string[]): Promise<void> => {
  const list = columns.map(quoted).join(', ')
  await client.query(
    `insert into ${quoted(name)} (${list}) overriding system value
     select ${list} from json_populate_recordset(null::${quoted(name)}, $1::json)`,
    [`[${rows.join(',')}]`],
  )
}

/** Returns how many rows there were. @errors restore.damaged */
const load = async (client: pg.PoolClient, head: BackupHead, lines: AsyncIterable<string>): Promise<number> => {
  const tables = new Map(head.tables.map((table) => [table.name, table]))
  let table: Table | undefined
  let batch: string[] = []
  let characters = 0
  let count = 0
  let end: number | null = null
  const flush = async (): Promise<void> => {
    if (table !== undefined && batch.length > 0) await insert(client, table, batch)
    count += batch.length
    batch = []
    characters = 0
  }
  for await (const line of lines) {
    if (line.startsWith('{')) {
      batch.push(line)
      characters += line.length
      if (batch.length >= BATCH_ROWS || characters >= BATCH_CHARACTERS) await flush()
    } else {
      await flush()
      if (line.startsWith(END)) end = Number(line.slice(END.length))
      else table = tables.get(line.slice(TABLE.length))
    }
  }
  if (end === null) throw damaged('its end is missing')
  if (end !== count) throw damaged(`it has ${count} rows of ${end}`)
  return count
}

/** Numbers that the database counts up go on after the highest there is. */
const continueCounting = async (client: pg.PoolClient): Promise<void> => {
  const { rows } = await client.query<{ name: string; column: string }>(
    `select table_name as name, column_name as column from information_schema.columns
     where table_schema = 'public' and is_identity = 'YES'`,
  )
  for (const { name, column } of rows) {
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), max(${quoted(column)})) from ${quoted(name)} having max(${quoted(column)}) is not null`,
      [name, column],
    )
  }
}

const fill = async (client: pg.PoolClient, head: BackupHead, lines: AsyncIterable<string>): Promise<number> => {
  await client.query('begin')
  try {
    await client.query(`select set_config('noroshi.space', '*', true)`)
    await client.query('set constraints all deferred')
    for (const { name } of head.tables) await client.query(`alter table ${quoted(name)} disable trigger user`)
    // What the migrations themselves put there comes with the backup.
    await client.query(`truncate ${head.tables.map(({ name }) => quoted(name)).join(', ')}`)
    const count = await load(client, head, lines)
    await continueCounting(client)
    // Deferred checks would stand in the way of altering the tables again.
    await client.query('set constraints all immediate')
    for (const { name } of head.tables) await client.query(`alter table ${quoted(name)} enable trigger user`)
    await client.query('commit')
    return count
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/** What migrations made, functions included; what belongs to an extension was there before. */
const clear = async (client: pg.PoolClient, tables: readonly Table[]): Promise<void> => {
  for (const { name } of tables) await client.query(`drop table if exists ${quoted(name)} cascade`)
  await client.query('drop table if exists schema_migration')
  const { rows } = await client.query<{ name: string }>(
    `select p.oid::regprocedure::text as name from pg_proc p
     where p.pronamespace = 'public'::regnamespace
       and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
  )
  for (const { name } of rows) await client.query(`drop function ${name} cascade`)
}

type Restoring = { readonly head: BackupHead; readonly lines: AsyncIterable<string>; readonly nowMs: number }

/**
 * Returns how many rows came back. What was begun goes again when it fails, so that it can be tried once more.
 * @errors restore.not_empty, restore.newer, restore.damaged, migrate.*
 */
export const restoreInto = async (owner: pg.Pool, { head, lines, nowMs }: Restoring): Promise<number> => {
  mustBeKnown(head)
  await mustBeEmpty(owner)
  await migrate({ pool: owner, nowMs, only: new Set(head.migrations.map(({ number }) => number)) })
  const client = await owner.connect()
  try {
    const count = await fill(client, head, lines)
    await migrate({ pool: owner, nowMs })
    return count
  } catch (error) {
    await clear(client, head.tables)
    throw error
  } finally {
    client.release()
  }
}
