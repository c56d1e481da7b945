// The audit log as it is read: newest first, by keyset. Ids that stand in what was changed are shown by the keys of what they mean,
// also of what was deleted since. Triggers write it (migration 0088); only a sign-in that failed changes nothing that could.

import type pg from 'pg'
import { type InSpace, spaceHere } from '../config/context.ts'
import { differences, type FieldChange } from '../config/diff.ts'
import type { Page, PageRequest } from '../config/objects.ts'

export type AuditRecord = {
  readonly seq: number
  readonly atMs: number
  readonly actor: 'session' | 'token' | 'nobody' | 'server' | 'database'
  readonly actorId: string | null
  readonly userId: string | null
  readonly actorName: string
  readonly address: string | null
  readonly requestId: string | null
  readonly action: 'created' | 'changed' | 'deleted' | 'signed_in' | 'sign_in_failed' | 'signed_out'
  readonly kind: string
  readonly objectId: string
  readonly name: string
  readonly changes: readonly FieldChange[]
}

export type AuditFilter = {
  readonly fromMs: number | null
  /** Before this. */
  readonly toMs: number | null
  /** The key or id of a user, the name or id of a token. */
  readonly by: string | null
  readonly kind: string | null
  readonly action: string | null
  /** The id of an object, or of whose it is. */
  readonly object: string | null
}

type Body = Readonly<Record<string, unknown>> | null
export type AuditRow = Omit<AuditRecord, 'changes'> & { readonly before: Body; readonly after: Body }
type Place = { readonly atMs: number; readonly seq: number }

const cursorOf = ({ atMs, seq }: AuditRow): string => `${atMs}.${seq}`

const fromCursor = (cursor: string | null): Place | null => {
  const [, at, seq] = /^(\d{1,15})\.(\d{1,15})$/.exec(cursor ?? '') ?? []
  return at === undefined ? null : { atMs: Number(at), seq: Number(seq) }
}

const dateOrNull = (ms: number | null): Date | null => (ms === null ? null : new Date(ms))

/** Whoever reads its lines. */
export const auditColumns = `seq, at as "atMs", actor, actor_id as "actorId", user_id as "userId", actor_name as "actorName", address,
  request_id as "requestId", action, kind, object_id as "objectId", name, before, after`

const read = async (
  client: pg.PoolClient,
  filter: AuditFilter,
  { limit, cursor }: PageRequest,
): Promise<AuditRow[]> => {
  const after = fromCursor(cursor)
  const { rows } = await client.query<AuditRow>(
    `select ${auditColumns} from audit
     where space_id = ${spaceHere}
       and ($1::timestamptz is null or (at, seq) < ($1, $2::bigint))
       and ($3::timestamptz is null or at >= $3) and ($4::timestamptz is null or at < $4)
       and ($5::text is null or actor_id::text = $5 or user_id::text = $5 or actor_name = $5
         or user_id in (select id from app_user where key = $5))
       and ($6::text is null or kind = $6) and ($7::text is null or action = $7)
       and ($8::text is null or object_id = $8 or owner_id = $8)
     order by at desc, seq desc limit $9`,
    [
      dateOrNull(after?.atMs ?? null),
      after?.seq ?? null,
      dateOrNull(filter.fromMs),
      dateOrNull(filter.toMs),
      filter.by,
      filter.kind,
      filter.action,
      filter.object,
      limit,
    ],
  )
  return rows
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
const named = [
  'app_user',
  'user_group',
  'project',
  'policy',
  'connection',
  'template',
  'calendar',
  'schedule',
  'webhook',
]

/** The keys of what ids in these bodies mean. */
const keysIn = async (client: pg.PoolClient, bodies: readonly Body[]): Promise<ReadonlyMap<string, string>> => {
  const ids = [...new Set(JSON.stringify(bodies).match(ID) ?? [])]
  if (ids.length === 0) return new Map()
  const { rows } = await client.query<{ id: string; key: string }>(
    named.map((table) => `select id, key from ${table} where id = any($1::uuid[])`).join(' union all '),
    [ids],
  )
  return new Map(rows.map(({ id, key }) => [id, key]))
}

/** `user_id` is `user`, and what stands in a body stands as the API has it. */
const fieldName = (field: string): string =>
  field
    .replace(/^body\./, '')
    .replace(/_id$/, '')
    .replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** What looks the same because it is hidden was changed all the same, and is named. */
const changesOf = (before: Body, after: Body): readonly FieldChange[] => {
  const seen = differences(before ?? {}, after ?? {})
  const unseen = Object.keys(after ?? {}).filter(
    (name) => before !== null && !seen.some(({ field }) => field === name || field.startsWith(`${name}.`)),
  )
  const hidden = unseen.map((field) => ({ field, before: before?.[field], after: after?.[field] }))
  return [...seen, ...hidden].map((one) => ({ ...one, field: fieldName(one.field) }))
}

const withKeys = (rows: readonly AuditRow[], keys: ReadonlyMap<string, string>): readonly AuditRecord[] => {
  const said = (body: Body): Body =>
    JSON.parse(JSON.stringify(body).replace(ID, (id) => JSON.stringify(keys.get(id) ?? id).slice(1, -1))) as Body
  return rows.map(({ before, after, ...row }) => ({ ...row, changes: changesOf(said(before), said(after)) }))
}

/** As people read them. */
export const recordsOf = async (client: pg.PoolClient, rows: readonly AuditRow[]): Promise<readonly AuditRecord[]> => {
  const bodies = rows.flatMap(({ before, after }) => [before, after])
  return withKeys(rows, await keysIn(client, bodies))
}

export const createAudit = ({ inSpace }: { readonly inSpace: InSpace }) => ({
  list: (spaceId: string, page: PageRequest, filter: AuditFilter): Promise<Page<AuditRecord>> =>
    inSpace(spaceId, async (client) => {
      const rows = await read(client, filter, { ...page, limit: page.limit + 1 })
      const shown = rows.slice(0, page.limit)
      const items = await recordsOf(client, shown)
      const last = shown.at(-1)
      return { items, next: rows.length > page.limit && last !== undefined ? cursorOf(last) : null }
    }),
})

type Failed = {
  readonly accountId: string | null
  readonly name: string
  readonly address: string
  readonly atMs: number
}

/** @param failed.name empty where there is no such account: people type their password there */
export const recordFailedSignIn = (client: pg.PoolClient, failed: Failed): Promise<unknown> =>
  client.query(
    `insert into audit (space_id, at, actor, actor_name, address, action, kind, object_id, owner_id, name)
     values (${spaceHere}, $1, 'nobody', '', $2, 'sign_in_failed', 'session', '', $3, $4)`,
    [new Date(failed.atMs), failed.address, failed.accountId, failed.name],
  )
