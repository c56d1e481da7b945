// Drafts (変更の下書き): what somebody wanted to change who may not approve it. Nothing of a draft is live. It is kept as the request it
// was, sealed, and shown as what it would change; approving it makes that change and closes it in one transaction.

import type pg from 'pg'
import { groupsOfUser, type RoleTable } from '../account/roles.ts'
import { type AuditRecord, type AuditRow, auditColumns, recordsOf } from '../audit/audit.ts'
import type { SecretSealer } from '../config/connections.ts'
import { type ConfigDeps, ConfigRefusal, spaceHere } from '../config/context.ts'
import { isUuid, type Page, type PageRequest } from '../config/objects.ts'
import type { DraftChange, FoundChanges } from './changes.ts'

export type DraftState = 'open' | 'approved' | 'rejected' | 'withdrawn'

/** Who made it, or decides about it: a person by their user, a token by itself. */
export type DraftParty = { readonly kind: 'session' | 'token'; readonly id: string; readonly name: string }

export type DraftRecord = {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly state: DraftState
  readonly author: DraftParty
  readonly changes: readonly DraftChange[]
  readonly total: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly decidedAtMs: number | null
  readonly decidedBy: string | null
  readonly decidedName: string | null
  readonly reason: string | null
}

/** What others have changed since of what it is about. */
export type DraftDetail = DraftRecord & { readonly meanwhile: readonly AuditRecord[] }

export type NewDraft = {
  readonly author: DraftParty
  readonly found: FoundChanges
  /** The request, to be made again. */
  readonly request: string
  /** What makes two requests the same. */
  readonly requestDigest: string
}

const OPEN_MAX = 500

const columns = `d.id, d.kind, d.name, d.state, d.changes, d.total, d.created_at as "createdAtMs", d.updated_at as "updatedAtMs",
  d.decided_at as "decidedAtMs", d.decided_by as "decidedBy", d.decided_name as "decidedName", d.reason,
  jsonb_build_object('kind', d.author_kind, 'id', d.author_id, 'name', d.author_name) as author`

type Whole = DraftRecord & {
  readonly touched: readonly string[]
  readonly baseline: number
  readonly digest: string
  readonly request: string | null
}

const whole = async (client: pg.PoolClient, id: string, lock = ''): Promise<Whole> => {
  const { rows } = await client.query<Whole>(
    `select ${columns}, d.touched, d.baseline, d.changes_digest as digest, d.request_secret as request
     from draft d where d.id = $1 ${lock}`,
    [isUuid(id) ? id : null],
  )
  if (rows[0] === undefined) throw new ConfigRefusal('draft.not_found', id)
  return rows[0]
}

const shown = ({ touched: _touched, baseline: _baseline, digest: _digest, request: _request, ...rest }: Whole) => rest

const open = async (client: pg.PoolClient, id: string): Promise<Whole> => {
  const found = await whole(client, id, 'for update')
  if (found.state !== 'open') throw new ConfigRefusal('draft.closed', found.state)
  return found
}

const changedSince = async (
  client: pg.PoolClient,
  { touched, baseline }: Pick<Whole, 'touched' | 'baseline'>,
): Promise<readonly AuditRow[]> => {
  if (touched.length === 0) return []
  const { rows } = await client.query<AuditRow>(
    `select ${auditColumns} from audit where space_id = ${spaceHere} and object_id = any($1::text[]) and seq > $2
       and xmin <> pg_current_xact_id()::xid
     order by seq desc limit 20`,
    [touched, baseline],
  )
  return rows
}

/** Whether anybody but this one can sign in and approve. */
const othersApprove = async (client: pg.PoolClient, roles: RoleTable, userId: string): Promise<boolean> => {
  const approving = roles.names.filter((role) => roles.permissionsOf(role, 'space').includes('drafts:approve'))
  const { rowCount } = await client.query(
    `select from account a join app_user u on u.id = a.user_id and u.deleted_at is null
     where not a.disabled and a.password is not null and u.id <> $2 and exists (
       select from role_grant r where r.role = any($1::text[]) and r.project_id is null
         and (r.user_id = u.id or r.group_id in (${groupsOfUser('u.id')}))) limit 1`,
    [approving, userId],
  )
  return rowCount === 1
}

type Decision = { readonly state: DraftState; readonly by: DraftParty; readonly reason: string | null }

const close = (client: pg.PoolClient, id: string, { state, by, reason, nowMs }: Decision & { nowMs: number }) =>
  client.query(
    `update draft set state = $2, decided_at = $3, updated_at = $3, decided_by = $4, decided_name = $5, reason = $6,
       request_secret = null where id = $1`,
    [id, state, new Date(nowMs), by.id, by.name, reason],
  )

/** Whether the space asks for approval. */
export const asksForApproval = async (client: pg.PoolClient): Promise<boolean> => {
  const { rows } = await client.query<{ required: boolean }>(
    `select required from approval where space_id = ${spaceHere}`,
  )
  return rows[0]?.required === true
}

type Approving = {
  readonly draft: string
  readonly seenAtMs: number | null
  readonly by: DraftParty
  readonly found: FoundChanges
  readonly nowMs: number
  readonly roles: RoleTable
}

/**
 * Closes a draft in the transaction that makes its change, if that is the change that was shown and nobody was there meanwhile.
 * @errors draft.closed, draft.own, draft.changed_meanwhile
 */
export const settleDraft = async (client: pg.PoolClient, approving: Approving): Promise<void> => {
  const { draft: id, seenAtMs, by, found, nowMs, roles } = approving
  const draft = await open(client, id)
  if (seenAtMs !== null && draft.updatedAtMs !== seenAtMs)
    throw new ConfigRefusal('draft.changed_meanwhile', draft.name)
  if (draft.author.id === by.id && (await othersApprove(client, roles, by.id))) throw new ConfigRefusal('draft.own', id)
  const others = await changedSince(client, draft)
  if (others.length > 0 || draft.digest !== found.digest) {
    const names = [...new Set(others.map(({ kind, name }) => `${kind} ${name}`))]
    throw new ConfigRefusal('draft.changed_meanwhile', names.join(', ') || draft.name)
  }
  await close(client, id, { state: 'approved', by, reason: null, nowMs })
}

const contextOf = (id: string): string => `draft/${id}/request`

const insert = async (
  client: pg.PoolClient,
  { author, found, requestDigest }: NewDraft,
  { id, sealed, nowMs }: { readonly id: string; readonly sealed: string; readonly nowMs: number },
): Promise<string> => {
  const { rows: before } = await client.query<{ count: number; same: string | null }>(
    `select count(*) as count, max(id::text) filter (where author_id = $1 and request_digest = $2) as same
     from draft where space_id = ${spaceHere} and state = 'open'`,
    [author.id, requestDigest],
  )
  const { count = 0, same = null } = before[0] ?? {}
  if (same !== null) return same
  if (count >= OPEN_MAX) throw new ConfigRefusal('draft.too_many', String(OPEN_MAX))
  await client.query(
    `insert into draft (id, space_id, kind, name, state, author_kind, author_id, author_name, changes, total, changes_digest, touched,
       baseline, request_secret, request_digest, created_at, updated_at)
     values ($1, ${spaceHere}, $14, $2, 'open', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
     on conflict do nothing`,
    [
      id,
      found.name,
      author.kind,
      author.id,
      author.name,
      JSON.stringify(found.changes),
      found.total,
      found.digest,
      found.touched,
      found.baseline,
      sealed,
      requestDigest,
      new Date(nowMs),
      found.kind,
    ],
  )
  return id
}

export type DraftFilter = {
  readonly state: DraftState | null
  /** null: everybody's. */
  readonly authorId: string | null
}

const list = async (
  client: pg.PoolClient,
  { limit, cursor }: PageRequest,
  { state, authorId }: DraftFilter,
): Promise<Page<Omit<DraftRecord, 'changes'>>> => {
  const after = cursor !== null && isUuid(cursor) ? cursor : null
  const { rows } = await client.query<DraftRecord>(
    `select ${columns.replace('d.changes, ', '')} from draft d
     where d.space_id = ${spaceHere} and ($1::text is null or d.state = $1) and ($2::uuid is null or d.author_id = $2)
       and ($3::uuid is null or (d.created_at, d.id) < (select created_at, id from draft where id = $3))
     order by d.created_at desc, d.id desc limit $4`,
    [state, authorId, after, limit + 1],
  )
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

type Deps = Pick<ConfigDeps, 'inSpace' | 'nowMs' | 'newId'> & { readonly sealer: SecretSealer }

export const createDrafts = ({ inSpace, nowMs, newId, sealer }: Deps) => ({
  list: (spaceId: string, page: PageRequest, filter: DraftFilter) =>
    inSpace(spaceId, (client) => list(client, page, filter)),
  get: (spaceId: string, id: string): Promise<DraftDetail> =>
    inSpace(spaceId, async (client) => {
      const found = await whole(client, id)
      const others = found.state === 'open' ? await changedSince(client, found) : []
      return { ...shown(found), meanwhile: await recordsOf(client, others) }
    }),
  /** Returns the one there is, where the same author asked for the same already. @errors draft.too_many */
  keep: (spaceId: string, draft: NewDraft): Promise<DraftRecord> =>
    inSpace(spaceId, async (client) => {
      const now = nowMs()
      const id = newId(now)
      const sealed = sealer.seal(draft.request, contextOf(id))
      return shown(await whole(client, await insert(client, draft, { id, sealed, nowMs: now })))
    }),
  /** The request, to be made again. @errors draft.not_found, draft.closed */
  request: (spaceId: string, id: string): Promise<string> =>
    inSpace(spaceId, async (client) => {
      const { request } = await open(client, id)
      return sealer.open(request ?? '', contextOf(id))
    }),
  /** It is shown as what it would change now. @errors draft.not_found, draft.closed */
  rebase: (spaceId: string, id: string, found: FoundChanges): Promise<void> =>
    inSpace(spaceId, async (client) => {
      await open(client, id)
      await client.query(
        `update draft set kind = $9, name = $2, changes = $3, total = $4, changes_digest = $5, touched = $6, baseline = $7, updated_at = $8
         where id = $1`,
        [
          id,
          found.name,
          JSON.stringify(found.changes),
          found.total,
          found.digest,
          found.touched,
          found.baseline,
          new Date(nowMs()),
          found.kind,
        ],
      )
    }),
  /** @errors draft.not_found, draft.closed */
  close: (spaceId: string, id: string, decision: Decision): Promise<void> =>
    inSpace(spaceId, async (client) => {
      await open(client, id)
      await close(client, id, { ...decision, nowMs: nowMs() })
    }),
  isRequired: (spaceId: string): Promise<boolean> => inSpace(spaceId, asksForApproval),
  require: (spaceId: string, required: boolean): Promise<void> =>
    inSpace(spaceId, async (client) => {
      await client.query(
        `insert into approval (space_id, required, updated_at) values (${spaceHere}, $1, $2)
         on conflict (space_id) do update set required = $1, updated_at = $2`,
        [required, new Date(nowMs())],
      )
    }),
})
