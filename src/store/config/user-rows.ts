// Users and their contact methods by the thousand: the same rows as users.ts writes one by one, in a few statements.

import type pg from 'pg'
import { nextNumber } from '../account/counters.ts'
import { type ConfigDeps, spaceHere } from './context.ts'
import type { MethodWrite } from './users.ts'

export type UserRow = {
  /** Null: nobody has this key yet. */
  readonly id: string | null
  readonly key: string
  readonly name: string
  readonly language: string
  readonly methods: readonly MethodWrite[]
}

type Tools = Pick<ConfigDeps, 'newId' | 'nowMs'>
type Placed = UserRow & { readonly id: string }

const insertAll = async (client: pg.PoolClient, rows: readonly Placed[], nowMs: number): Promise<void> => {
  if (rows.length === 0) return
  const first = await nextNumber(client, 'user', rows.length)
  const given = rows.map(({ id, key, name, language }, index) => ({ id, key, name, language, number: first + index }))
  await client.query(
    `insert into app_user (id, space_id, key, name, managed_by, created_at, updated_at, language, number)
     select id, ${spaceHere}, key, name, 'console', $2, $2, language, number
     from jsonb_to_recordset($1::jsonb) as given (id uuid, key text, name text, language text, number integer)`,
    [JSON.stringify(given), new Date(nowMs)],
  )
}

const updateAll = async (client: pg.PoolClient, rows: readonly Placed[], nowMs: number): Promise<void> => {
  if (rows.length === 0) return
  await client.query(
    `update app_user u set name = given.name, language = given.language,
       updated_at = greatest($2, u.updated_at + interval '1 millisecond')
     from jsonb_to_recordset($1::jsonb) as given (id uuid, name text, language text) where u.id = given.id`,
    [JSON.stringify(rows.map(({ id, name, language }) => ({ id, name, language }))), new Date(nowMs)],
  )
}

const writeMethods = async (client: pg.PoolClient, rows: readonly Placed[], newId: () => string): Promise<void> => {
  const given = rows.flatMap((row) =>
    row.methods.map(({ isDefault, connection = null, waitMinutes = null, ...method }, position) => ({
      ...method,
      connection,
      wait_minutes: waitMinutes,
      id: newId(),
      user_id: row.id,
      is_default: isDefault,
      position,
    })),
  )
  const table = `jsonb_to_recordset($1::jsonb) as given
    (id uuid, user_id uuid, channel text, label text, address text, is_default boolean, position integer, connection text,
     wait_minutes smallint)`
  const written = JSON.stringify(given)
  await client.query(
    `delete from contact_method m where m.user_id = any($2::uuid[]) and not exists (
       select from ${table} where given.user_id = m.user_id and given.channel = m.channel and given.label = m.label)`,
    [written, rows.map(({ id }) => id)],
  )
  await client.query(
    `insert into contact_method (id, space_id, user_id, channel, label, address, is_default, position, connection, wait_minutes)
     select id, ${spaceHere}, user_id, channel, label, address, is_default, position, connection, wait_minutes from ${table}
     on conflict (user_id, channel, label) do update set address = excluded.address, is_default = excluded.is_default,
       position = excluded.position, connection = excluded.connection, wait_minutes = excluded.wait_minutes`,
    [written],
  )
}

/** People who are new, and those who change: some hundreds at a time. */
export const writeUserRows = async (client: pg.PoolClient, rows: readonly UserRow[], tools: Tools): Promise<void> => {
  const nowMs = tools.nowMs()
  const newId = () => tools.newId(nowMs)
  const created = rows.flatMap((row) => (row.id === null ? [{ ...row, id: newId() }] : []))
  const updated = rows.flatMap((row) => (row.id === null ? [] : [{ ...row, id: row.id }]))
  await insertAll(client, created, nowMs)
  await updateAll(client, updated, nowMs)
  // Plans made while there were few users would now look through all of them for each method.
  await client.query('discard plans')
  await writeMethods(client, [...created, ...updated], newId)
}
