// One space can never see or touch another: tried on every table there is, found by asking the database, so that a table of
// the future is tried too. And history is append-only.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPools, type Pools } from '#store/pool'
import { type Every, everyTable, shared, spaceColumn } from '../support/every-table.ts'
import { type TestDatabase, testDatabase } from '../support/postgres.ts'
import { makeId } from './make.ts'

/** Callouts, incidents and alerts have histories of their own; the rest is derived, or what the server notes while it works. */
const toldElsewhere = [
  'alert',
  'alert_back',
  'alert_check',
  'alert_heartbeat',
  'alert_incident_member',
  'alert_incident_scope',
  'alert_run',
  'alert_run_member',
  'alert_told',
  'alert_wait',
  'attempt',
  'audit',
  'callout',
  'config_version',
  'connection_health',
  'contact_code',
  'duty_swap_timer',
  'duty_told',
  'duty_watch',
  'history',
  'idempotency',
  'incident',
  'incident_callout',
  'incident_entry',
  'incident_file',
  'incident_notice',
  'incident_responder',
  'incident_topic',
  'merged_request',
  'plan',
  'posted_message',
  'push_subscription',
  'readiness_told',
  'received_mail',
  'session_token',
  'sms_code',
  'sms_opt_out',
  'sms_received',
  'space_counter',
  'target',
  'usage_kept',
  'webhook_delivery',
]

let database: TestDatabase
let pools: Pools
let every: Every
const [mine, other] = [makeId(), makeId()]

const tables = (): readonly string[] => every.tables

const count = async (table: string, id: string): Promise<number> => {
  const { rowCount } = await pools.engine.query(`select from ${table} where ${spaceColumn(table)} = $1`, [id])
  return rowCount ?? 0
}

const inMine = (text: string): Promise<number | null> =>
  pools.inSpace(mine, async (client) => (await client.query(text)).rowCount)

/** What triggers write down. */
const audited = async (): Promise<{ table: string }[]> =>
  (
    await pools.owner.query<{ table: string }>(
      `select distinct tgrelid::regclass::text as table from pg_trigger where tgname = 'audit'`,
    )
  ).rows

const refusal = { code: '42501' }

beforeAll(async () => {
  database = await testDatabase()
  pools = createPools(database.url)
  every = await everyTable(pools)
  // Its rows are counted here, and triggers would add some.
  for (const { table } of await audited()) await pools.owner.query(`alter table ${table} disable trigger audit`)
  await every.fill(mine)
  await every.fill(other)
})

afterAll(async () => {
  await pools.end()
  await database.drop()
})

describe('every table', () => {
  it('carries its space and is closed by row level security, its owner included', async () => {
    const { rows } = await pools.owner.query<{ name: string; closed: boolean }>(
      `select relname as name, relrowsecurity and relforcerowsecurity as closed from pg_class
         where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`,
    )
    const open = rows.filter(({ closed }) => !closed).map(({ name }) => name)
    expect(open.toSorted()).toEqual(shared.toSorted())
    for (const table of tables()) {
      expect(every.has(table, spaceColumn(table)), table).toBe(true)
    }
  })

  it('shows a space its own rows and no other', async () => {
    for (const table of tables()) {
      expect(await count(table, other), table).toBe(1)
      expect(await inMine(`select from ${table} where ${spaceColumn(table)} = '${mine}'`), table).toBe(1)
      expect(await inMine(`select from ${table} where ${spaceColumn(table)} = '${other}'`), table).toBe(0)
      expect(await inMine(`select from ${table}`), table).toBe(1)
    }
  })

  it('shows nothing when no space was named', async () => {
    for (const table of tables()) expect((await pools.app.query(`select from ${table}`)).rowCount, table).toBe(0)
  })

  it('cannot be changed or emptied from another space', async () => {
    for (const table of tables()) {
      const own = spaceColumn(table)
      for (const text of [
        `update ${table} set ${own} = ${own} where ${own} = '${other}'`,
        `delete from ${table} where ${own} = '${other}'`,
      ]) {
        const changed = await inMine(text).catch((error: { code: string }) => (error.code === refusal.code ? 0 : error))
        expect(changed, text).toBe(0)
      }
      expect(await count(table, other), table).toBe(1)
    }
  })

  it('takes no row for another space', async () => {
    for (const table of tables()) {
      const own = spaceColumn(table)
      await expect(inMine(every.insert(table, makeId())), table).rejects.toMatchObject(refusal)
      await expect(inMine(`update ${table} set ${own} = '${other}'`), table).rejects.toMatchObject(refusal)
    }
  })
})

describe('the audit log', () => {
  it('can be added to and read, and nothing else', async () => {
    for (const text of [`update audit set name = 'x'`, 'delete from audit', 'truncate audit']) {
      await expect(pools.engine.query(text)).rejects.toMatchObject(refusal)
      await expect(inMine(text)).rejects.toMatchObject(refusal)
    }
  })

  it('hears of every table but those whose changes are told elsewhere', async () => {
    const heard = new Set((await audited()).map(({ table }) => table))
    expect(
      tables()
        .filter((table) => !heard.has(table))
        .toSorted(),
    ).toEqual(toldElsewhere)
  })
})

describe('history', () => {
  it('is never edited, whoever asks', async () => {
    for (const text of ['update history set facts = facts', `update history set reason = 'x' where seq = 1`]) {
      await expect(pools.engine.query(text)).rejects.toMatchObject(refusal)
      await expect(inMine(text)).rejects.toMatchObject(refusal)
    }
    await expect(
      pools.engine.query(
        `insert into history select * from history on conflict (callout_id, seq) do update set facts = excluded.facts`,
      ),
    ).rejects.toMatchObject(refusal)
  })
})
