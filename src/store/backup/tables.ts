// The tables of a database as a backup holds them, asked of the database itself, so that a table of the future is in it too:
// each after those it refers to, with the columns that can be written.

import type pg from 'pg'

export type Table = { readonly name: string; readonly columns: readonly string[] }

type Named = { readonly name: string; readonly columns: string[]; readonly needs: string[] }

/** Belongs to whoever makes the tables, not to what stands in them. */
const BOOKKEEPING = 'schema_migration'

const inOrder = (tables: readonly Named[]): Table[] => {
  const done = new Set<string>()
  const ordered: Table[] = []
  let waiting = tables
  while (waiting.length > 0) {
    const ready = waiting.filter(({ name, needs }) => needs.every((one) => one === name || done.has(one)))
    if (ready.length === 0) throw new Error(`tables refer to each other in a circle: ${waiting[0]?.name}`)
    for (const { name, columns } of ready) {
      done.add(name)
      ordered.push({ name, columns })
    }
    waiting = waiting.filter(({ name }) => !done.has(name))
  }
  return ordered
}

export const tablesOf = async (client: pg.PoolClient): Promise<readonly Table[]> => {
  const { rows } = await client.query<Named>(
    `select c.relname as name,
       array(select a.attname::text from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
       array(select distinct f.confrelid::regclass::text from pg_constraint f
             where f.conrelid = c.oid and f.contype = 'f') as needs
     from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> $1
     order by c.relname`,
    [BOOKKEEPING],
  )
  return inOrder(rows)
}

/** For a statement: the names are the database's own. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
