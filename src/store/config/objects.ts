// What users, groups, projects, connections, templates, policies and their groups have in common: a stable key, a name, who manages them, tombstones.
// Each entity's file names its table and its own columns; the statements are made once from those constant names.

import type pg from 'pg'
import { ConfigRefusal, type Manager, mayChange, spaceHere, violates } from './context.ts'

export type ObjectKind =
  | 'user'
  | 'group'
  | 'project'
  | 'connection'
  | 'template'
  | 'policy'
  | 'policy_group'
  | 'calendar'
  | 'schedule'
  | 'source'
  | 'rule'
  | 'reading'
  | 'reading_rules'
  | 'settings'

export type Stored<Own> = Own & {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly managedBy: Manager
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

export type PageRequest = {
  readonly limit: number
  readonly cursor: string | null
  /** A part of the key or the name; capitals do not matter. */
  readonly search?: string | null
}
export type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null }

/** What a change was made from: with `seenAtMs` it is refused where somebody else changed the object since. */
export type Seen = { readonly seenAtMs?: number | null | undefined }

export type Write<Own> = { readonly key: string; readonly name: string; readonly own: Own }
export type Stamp = { readonly nowMs: number; readonly by: Manager }

export type ObjectTable<Own> = {
  /** `select … where` the object is not deleted, for statements of its own. */
  readonly selection: string
  list(client: pg.PoolClient, page: PageRequest): Promise<Page<Stored<Own>>>
  all(client: pg.PoolClient): Promise<readonly Stored<Own>[]>
  find(client: pg.PoolClient, ref: string): Promise<Stored<Own> | null>
  /** Those that exist, in any order. */
  findAll(client: pg.PoolClient, refs: readonly string[]): Promise<readonly Stored<Own>[]>
  /** @param field of the request that names it. @errors `<kind>.not_found` */
  get(client: pg.PoolClient, ref: string, field?: string): Promise<Stored<Own>>
  /**
   * Refuses where somebody changed it since it was seen.
   * @param seenAtMs its `updatedAtMs` then; null: whatever it is now
   * @errors config.changed_meanwhile, `<kind>.not_found`
   */
  unchanged(client: pg.PoolClient, ref: string, seenAtMs: number | null): Promise<void>
  /** Ids of those that exist, by the key or id they were asked for. */
  resolve(client: pg.PoolClient, refs: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** @errors `<kind>.key_taken`, `<kind>.name_taken` where names are kept apart */
  insert(client: pg.PoolClient, id: string, write: Write<Own> & Stamp): Promise<void>
  /** @errors `<kind>.key_taken`, `<kind>.name_taken` where names are kept apart, config.managed_by_file, config.managed_by_console */
  update(client: pg.PoolClient, old: Stored<Own>, write: Write<Own> & Stamp): Promise<void>
  /** Leaves a tombstone. @errors config.managed_by_file, config.managed_by_console */
  remove(client: pg.PoolClient, old: Stored<Own>, stamp: Stamp): Promise<void>
}

type Options<Own> = {
  readonly table: string
  /** Names its refusals. Webhooks stand in no file. */
  readonly kind: ObjectKind | 'webhook'
  readonly own: readonly (keyof Own & string)[]
}

/**
 * What an object is called now, as a column: null where it was deleted. Looked up for each row that is shown, by its id: a join
 * might be planned over the whole table.
 * @param id a column of the statement, with its table
 */
export const nameNow = (table: string, id: string): string =>
  `(select named.name from ${table} named where named.id = ${id} and named.deleted_at is null)`

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

const statementsOf = (table: string, own: readonly string[]) => {
  const stamps = `managed_by as "managedBy", created_at as "createdAtMs", updated_at as "updatedAtMs"`
  const from = `select ${['id', 'key', 'name', ...own].join(', ')}, ${stamps} from ${table} where deleted_at is null`
  const numbered = (first: number) => own.map((_one, index) => `, $${index + first}`).join('')
  const assigned = own.map((one, index) => `, ${one} = $${index + 5}`).join('')
  return {
    selection: from,
    list: `${from} and ($1::text is null or key > $1)
      and ($3::text is null or key ilike $3 or name ilike $3) order by key limit $2`,
    all: `${from} order by key`,
    byKey: `${from} and key = $1`,
    byId: `${from} and id = $1`,
    byRefs: `${from} and (key = any($1::text[]) or id = any($2::uuid[]))`,
    resolve: `select id, key from ${table}
      where deleted_at is null and (key = any($1::text[]) or id = any($2::uuid[]))`,
    insert: `insert into ${table}
      (id, space_id, key, name, managed_by, created_at, updated_at${own.map((one) => `, ${one}`).join('')})
      values ($1, ${spaceHere}, $2, $3, $4, $5, $5${numbered(6)})`,
    // Always later than before, also within a millisecond: it tells versions apart.
    update: `update ${table} set key = $2, name = $3,
      updated_at = greatest($4, updated_at + interval '1 millisecond')${assigned} where id = $1`,
    remove: `update ${table} set deleted_at = $2 where id = $1`,
  }
}

export const objectTable = <Own extends object>(options: Options<Own>): ObjectTable<Own> => {
  const statements = statementsOf(options.table, options.own)
  const { selection } = statements
  return { selection, ...readers<Own>(options, statements), ...writers<Own>(options, statements) }
}

type Statements = ReturnType<typeof statementsOf>
/** A pattern for what has the text somewhere in it. */
export const likeOf = (text: string | null): string | null =>
  text === null ? null : `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`

type Readers<Own> = Pick<ObjectTable<Own>, 'list' | 'all' | 'find' | 'findAll' | 'get' | 'unchanged' | 'resolve'>

const readers = <Own extends object>({ kind }: Options<Own>, statements: Statements): Readers<Own> => {
  const find = async (client: pg.PoolClient, ref: string): Promise<Stored<Own> | null> => {
    const { rows } = await client.query<Stored<Own>>(isUuid(ref) ? statements.byId : statements.byKey, [ref])
    return rows[0] ?? null
  }
  const get = async (client: pg.PoolClient, ref: string, field?: string): Promise<Stored<Own>> => {
    const found = await find(client, ref)
    if (found === null) throw new ConfigRefusal(`${kind}.not_found`, ref, field)
    return found
  }
  return {
    find,
    findAll: async (client, refs) => {
      if (refs.length === 0) return []
      return (await client.query<Stored<Own>>(statements.byRefs, [refs, refs.filter(isUuid)])).rows
    },
    list: async (client, { limit, cursor, search = null }) => {
      const { rows } = await client.query<Stored<Own>>(statements.list, [cursor, limit + 1, likeOf(search)])
      const items = rows.slice(0, limit)
      return { items, next: rows.length > limit ? (items.at(-1)?.key ?? null) : null }
    },
    all: async (client) => (await client.query<Stored<Own>>(statements.all)).rows,
    get,
    unchanged: async (client, ref, seenAtMs) => {
      if (seenAtMs !== null && (await get(client, ref)).updatedAtMs !== seenAtMs)
        throw new ConfigRefusal('config.changed_meanwhile', ref)
    },
    resolve: async (client, refs) => {
      if (refs.length === 0) return new Map()
      const { rows } = await client.query<{ id: string; key: string }>(statements.resolve, [refs, refs.filter(isUuid)])
      const found = new Map(rows.flatMap(({ id, key }) => [[key, id] as const, [id, id] as const]))
      const known = refs.map((ref) => [ref, found.get(ref) ?? found.get(ref.toLowerCase())] as const)
      return new Map(known.flatMap(([ref, id]) => (id === undefined ? [] : [[ref, id] as const])))
    },
  }
}

const writers = <Own extends object>(
  { table, kind, own }: Options<Own>,
  statements: Statements,
): Omit<ObjectTable<Own>, 'selection' | keyof Readers<Own>> => {
  const values = (write: Write<Own>) => own.map((one) => asParameter(write.own[one]))
  const keyed = async (write: Write<Own>, run: () => Promise<unknown>): Promise<void> => {
    try {
      await run()
    } catch (error) {
      if (violates(error, `${table}_key`)) throw new ConfigRefusal(`${kind}.key_taken`, write.key, 'key')
      if (violates(error, `${table}_name`)) throw new ConfigRefusal(`${kind}.name_taken`, write.name, 'name')
      throw error
    }
  }
  return {
    insert: (client, id, write) => {
      const { key, name, by, nowMs } = write
      return keyed(write, () => client.query(statements.insert, [id, key, name, by, new Date(nowMs), ...values(write)]))
    },
    update: async (client, old, write) => {
      const { key, name, by, nowMs } = write
      mayChange(old.managedBy, by, old)
      await keyed(write, () => client.query(statements.update, [old.id, key, name, new Date(nowMs), ...values(write)]))
    },
    remove: async (client, old, { nowMs, by }) => {
      mayChange(old.managedBy, by, old)
      await client.query(statements.remove, [old.id, new Date(nowMs)])
    },
  }
}

/** pg would write an array in PostgreSQL’s own syntax; every structured column of ours is jsonb. */
const asParameter = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value
