// What a database says about itself, for whoever is to find out why something is slow or fails: sizes, counts, codes of errors and how
// policies are built. Nothing of it is a name, a number, an address or a text of anybody.

import type pg from 'pg'
import type { Pools } from '../pool.ts'
import { codeOf, createAnonymous, statementOf, wordsOnly } from './anonymous.ts'

type Rows = readonly Record<string, unknown>[]

const rowsOf = async (pool: pg.Pool, text: string): Promise<Rows> =>
  (await pool.query<Record<string, unknown>>(text)).rows

const tables = `select s.relname as name, s.n_live_tup as rows, s.n_dead_tup as dead, pg_total_relation_size(s.relid) as bytes,
    s.seq_scan as "sequentialScans", s.seq_tup_read as "rowsReadSo", s.idx_scan as "indexScans", s.last_autovacuum as "lastVacuum",
    s.last_autoanalyze as "lastAnalyze"
  from pg_stat_user_tables s where s.schemaname = 'public' order by bytes desc`
const unusedIndexes = `select indexrelname as name, pg_relation_size(indexrelid) as bytes from pg_stat_user_indexes
  where idx_scan = 0 order by bytes desc limit 50`
const activity = `select application_name as pool, state, wait_event_type as "waitsFor", wait_event as "waitsOn",
    extract(epoch from clock_timestamp() - query_start)::double precision as seconds, query
  from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
  order by query_start limit 50`
const slowest = `select calls, mean_exec_time as "meanMs", max_exec_time as "maxMs", total_exec_time as "totalMs", rows, query
  from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database())
  order by mean_exec_time desc limit 30`

const counted: Readonly<Record<string, string>> = {
  spaces: 'select count(*) from space',
  users: 'select count(*) from app_user where deleted_at is null',
  contactMethods: 'select channel, count(*) from contact_method group by channel order by channel',
  connections: 'select kind, count(*) from connection where deleted_at is null group by kind order by kind',
  policies: 'select count(*) from policy where deleted_at is null',
  schedules: 'select count(*) from schedule where deleted_at is null',
  sources: 'select kind, count(*) from alert_source where deleted_at is null group by kind order by kind',
  callouts: `select coalesce(outcome, 'running') as outcome, count(*), min(created_at) as oldest, max(created_at) as newest
    from callout group by 1 order by 1`,
  attempts: `select channel, state, result, count(*) from attempt group by 1, 2, 3 order by 1, 2, 3`,
  waiting: `select effect_kind as effect, count(*), min(effect_at) as oldest from attempt where effect_kind is not null
    group by 1 order by 1`,
  incidents: 'select status, count(*) from incident group by status order by status',
  alerts: 'select state, count(*) from alert group by state order by state',
  deliveries: 'select state, count(*), min(created_at) as oldest from webhook_delivery group by state order by state',
  drafts: 'select state, count(*) from draft group by state order by state',
  instances: 'select count(*) from instance',
}

const failures: Readonly<Record<string, string>> = {
  attempts: `select channel, result, detail, count(*), max(ended_at) as newest from attempt
    where detail is not null group by 1, 2, 3 order by newest desc nulls last limit 100`,
  deliveries: `select status, error as detail, count(*), max(attempted_at) as newest from webhook_delivery
    where state <> 'delivered' group by 1, 2 order by newest desc nulls last limit 50`,
  connections: `select c.kind, h.state, h.since, h.succeeded, h.failed, h.last_failure as detail, h.last_failure_at as newest
    from connection_health h join connection c on c.id = h.connection_id order by h.seen_at desc limit 100`,
}

const each = async (pool: pg.Pool, queries: Readonly<Record<string, string>>): Promise<Record<string, Rows>> => {
  const found: Record<string, Rows> = {}
  for (const [name, text] of Object.entries(queries)) found[name] = (await rowsOf(pool, text)).map(wordsOnly)
  return found
}

const errorsOf = async (engine: pg.Pool): Promise<Record<string, Rows>> => {
  const found: Record<string, Rows> = {}
  for (const [name, text] of Object.entries(failures)) {
    const rows = await rowsOf(engine, text)
    found[name] = rows.map(({ detail, ...rest }) => ({ ...wordsOnly(rest), code: codeOf(detail as string | null) }))
  }
  return found
}

const withoutValues = (rows: Rows): Rows =>
  rows.map(({ query, ...rest }) => ({ ...rest, query: statementOf(String(query)) }))

/** Only where somebody has set it up; our own server has it not. */
const slowQueries = async (owner: pg.Pool): Promise<Rows | null> => {
  const { rowCount } = await owner.query(`select from pg_extension where extname = 'pg_stat_statements'`)
  return rowCount === 0 ? null : withoutValues(await rowsOf(owner, slowest))
}

const POLICIES_MAX = 1_000

const policiesOf = async (engine: pg.Pool): Promise<Rows> => {
  const { id, body } = createAnonymous()
  const rows = await rowsOf(
    engine,
    `select id, body, managed_by as "managedBy" from policy where deleted_at is null order by id limit ${POLICIES_MAX}`,
  )
  return rows.map((row) => ({ policy: id(String(row['id'])), managedBy: row['managedBy'], body: body(row['body']) }))
}

export const supportReport = async ({ owner, engine }: Pick<Pools, 'owner' | 'engine'>) => ({
  postgres: (await rowsOf(owner, 'select version(), pg_database_size(current_database()) as bytes'))[0] ?? null,
  migrations: await rowsOf(
    owner,
    'select number, name, applied_at as "appliedAt" from schema_migration order by number',
  ),
  counts: await each(engine, counted),
  errors: await errorsOf(engine),
  tables: await rowsOf(engine, tables),
  unusedIndexes: await rowsOf(engine, unusedIndexes),
  activity: withoutValues(await rowsOf(engine, activity)),
  slowQueries: await slowQueries(owner),
  policies: await policiesOf(engine),
})
