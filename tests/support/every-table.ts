// One row in every table of a space, found by asking the database, so that a table of the future is tried too.
import type pg from 'pg'
import { tablesOf } from '#store/backup/tables'
import type { Pools } from '#store/pool'

/** Tables of the installation, not of a space. */
export const shared = ['meta', 'schema_migration', 'instance', 'listening']

type Column = { readonly table: string; readonly name: string; readonly type: string; readonly generated: boolean }

/** Where a check constraint wants something particular, by column or by table and column. */
const special: Readonly<Record<string, string>> = {
  language: `'ja'`,
  managed_by: `'file'`,
  'project_member.group_id': 'null',
  'callout.purpose': `'test'`,
  'incident.status': `'open'`,
  'role_grant.group_id': 'null',
  'session.kind': `'api'`,
  'session_token.purpose': `'id'`,
  'one_time_link.kind': `'reset'`,
  'pause.scope': `'policy'`,
  'pause.channel': 'null',
  'pause.user_id': 'null',
  'duty_override.kind': `'add'`,
  'duty_swap.state': `'open'`,
  'duty_told.kind': `'comes'`,
  'duty_told.state': `'told'`,
  'alert.state': `'problem'`,
  'alert_heartbeat.state': `'up'`,
  'alert_check.state': `'up'`,
  'alert_run.state': `'wanted'`,
  'alert_told.state': `'problem'`,
  'alert_back.state': `'waiting'`,
  'received_mail.did': `'taken'`,
  'connection_health.state': `'closed'`,
  'duty_feed.schedule_id': 'null',
  'audit.actor': `'server'`,
  'draft.state': `'open'`,
  'draft.author_kind': `'token'`,
  'audit.action': `'created'`,
  'contact_method.verified_how': `'code'`,
  'webhook.shape': `'noroshi'`,
  'webhook_delivery.state': `'waiting'`,
}

export const spaceColumn = (table: string): string => (table === 'space' ? 'id' : 'space_id')

/** One row of a space: every uuid the same and every text the same, so that every reference finds what it points to. */
const rowOf = (columns: readonly Column[], table: string, id: string): string => {
  const values: Readonly<Record<string, string>> = {
    uuid: `'${id}'`,
    text: `'${id}'`,
    'timestamp with time zone': `'epoch'`,
    jsonb: `'{}'`,
    json: `'{}'`,
    ARRAY: `'{}'`,
    boolean: 'false',
    integer: '1',
    smallint: '1',
    bigint: '1',
    bytea: `'\\x00'`,
  }
  const own = columns.filter((column) => column.table === table && !column.generated)
  const list = own.map(({ name, type }) => special[`${table}.${name}`] ?? special[name] ?? values[type] ?? 'null')
  return `insert into ${table} (${own.map(({ name }) => name).join(', ')}) values (${list.join(', ')})`
}

export type Every = {
  readonly tables: readonly string[]
  readonly has: (table: string, column: string) => boolean
  /** The statement that inserts a row of a space. */
  readonly insert: (table: string, id: string) => string
  /** Makes a space of this id with a row in each. */
  readonly fill: (id: string) => Promise<void>
}

/** Each after those it refers to. */
const inOrder = async (owner: pg.Pool): Promise<readonly string[]> => {
  const client = await owner.connect()
  const tables = await tablesOf(client)
  client.release()
  return tables.map(({ name }) => name)
}

export const everyTable = async (pools: Pick<Pools, 'owner' | 'engine'>): Promise<Every> => {
  const { rows: columns } = await pools.owner.query<Column>(
    `select table_name as table, column_name as name, data_type as type, is_generated = 'ALWAYS' or is_identity = 'YES' as generated
       from information_schema.columns join information_schema.tables using (table_schema, table_name)
       where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name, ordinal_position`,
  )
  const tables = (await inOrder(pools.owner)).filter((table) => !shared.includes(table))
  const insert: Every['insert'] = (table, id) => rowOf(columns, table, id)
  const fill = async (id: string): Promise<void> => {
    const client = await pools.engine.connect()
    await client.query('begin')
    for (const table of tables) await client.query(insert(table, id))
    await client.query('commit')
    client.release()
  }
  const has: Every['has'] = (table, name) => columns.some((one) => one.table === table && one.name === name)
  return { tables, has, insert, fill }
}
