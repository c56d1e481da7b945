// A backup: every row of every table as of one instant, line by line, while the server runs. It begins with what it was made from and
// ends with how many rows there were, so that half of one is never taken for a whole. Secrets stand in it as they are stored:
// sealed, with a key that is not in it.

import type pg from 'pg'
import { quoted, type Table, tablesOf } from './tables.ts'

/** The first line of a backup. */
export type BackupHead = {
  readonly noroshi: 'backup'
  readonly form: 1
  readonly version: string
  readonly at: string
  /** Tells keys apart without telling them. */
  readonly key: string
  readonly migrations: readonly { readonly number: number; readonly name: string; readonly checksum: string }[]
  readonly tables: readonly Table[]
}

/** Begin the lines that are no rows. */
export const TABLE = '#table '
export const END = '#end '

const ROWS_AT_ONCE = 500

type About = { readonly version: string; readonly nowMs: number }

const headOf = async (client: pg.PoolClient, { version, nowMs }: About): Promise<BackupHead> => {
  const { rows: migrations } = await client.query<BackupHead['migrations'][number]>(
    'select number, name, checksum from schema_migration order by number',
  )
  const { rows: keys } = await client.query<{ value: string }>("select value from meta where key = 'secret_key'")
  return {
    noroshi: 'backup',
    form: 1,
    version,
    at: new Date(nowMs).toISOString(),
    key: keys[0]?.value ?? '',
    migrations,
    tables: await tablesOf(client),
  }
}

/** A row is a line: what line ends there are stand between the parts of a JSON text, where they mean nothing. */
async function* rowsOf(client: pg.PoolClient, { name }: Table): AsyncGenerator<readonly string[]> {
  await client.query(
    `declare rows no scroll cursor for
     select replace(row_to_json(t)::text, E'\\n', ' ') as line from ${quoted(name)} t`,
  )
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`fetch ${ROWS_AT_ONCE} from rows`)
    if (rows.length === 0) break
    yield rows.map(({ line }) => line)
  }
  await client.query('close rows')
}

async function* lines(client: pg.PoolClient, about: About): AsyncGenerator<string> {
  const head = await headOf(client, about)
  yield `${JSON.stringify(head)}\n`
  let count = 0
  for (const table of head.tables) {
    yield `${TABLE}${table.name}\n`
    for await (const some of rowsOf(client, table)) {
      count += some.length
      yield `${some.join('\n')}\n`
    }
  }
  yield `${END}${count}\n`
}

/** Everything as of one instant. @param owner the pool that owns the tables */
export async function* backupOf(owner: pg.Pool, about: About): AsyncGenerator<string> {
  const client = await owner.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query(`select set_config('noroshi.space', '*', true)`)
    yield* lines(client, about)
  } finally {
    await client.query('rollback')
    client.release()
  }
}
