// Whose session a secret belongs to, and what its person may do now. Asked with every request, so an answer is kept for a second,
// and not at all once this process changed anything in the space: a sign-out holds here at once and elsewhere within a second.

import type { ConfigDeps, InSpace } from '../config/context.ts'
import { type Door, hashOpaque, spaceOfOpaque } from './opaque.ts'
import { type Grant, grantsAsJson, permissionsIn } from './roles.ts'
import { factorOn, factorRequired } from './second-factor-sql.ts'

export type Purpose = 'cookie' | 'id' | 'access' | 'refresh'

export const doors: Readonly<Record<Purpose, Door>> = { cookie: 'nrc', id: 'nri', access: 'nra', refresh: 'nrr' }

/** Who is signed in; as the ways in need it. */
export type SessionPrincipal = {
  readonly ok: true
  readonly spaceId: string
  readonly projectId: string | null
  readonly kind: 'session'
  /** The session's id. */
  readonly id: string
  readonly userId: string
  readonly name: string
  /** Nothing until a password for one use was changed, or a second factor was set up that the space asks for. */
  readonly scopes: ReadonlySet<string>
  /** Ids of the policies the account may start; null: all. */
  readonly policies: readonly string[] | null
  readonly account: { readonly id: string; readonly name: string; readonly subaccount: string }
  readonly mustChange: boolean
  /** The space asks for a second factor and the account has none yet. */
  readonly mustAddFactor: boolean
  readonly expiresAtMs: number
}
export type SessionCheck = SessionPrincipal | { readonly ok: false; readonly code: 'auth.invalid' | 'auth.expired' }

type Row = {
  readonly id: string
  readonly spaceId: string
  readonly accountId: string
  readonly kind: 'browser' | 'api'
  readonly purpose: Purpose
  readonly projectId: string | null
  readonly lastUsedAtMs: number
  readonly sessionExpiresAtMs: number
  readonly tokenExpiresAtMs: number
  readonly account: string
  readonly subaccount: string
  readonly mustChange: boolean
  readonly mustAddFactor: boolean
  readonly policies: readonly string[] | null
  readonly userId: string
  readonly userName: string
  readonly grants: readonly Grant[]
}

const statement = `select s.id, s.space_id as "spaceId", s.account_id as "accountId", s.kind, t.purpose,
    s.project_id as "projectId", s.last_used_at as "lastUsedAtMs", s.expires_at as "sessionExpiresAtMs",
    t.expires_at as "tokenExpiresAtMs", a.name as account, a.subaccount, a.must_change as "mustChange", a.policies,
    u.id as "userId", u.name as "userName",
    s.kind = 'browser' and ${factorRequired('s.space_id')} and not ${factorOn('a.id')} as "mustAddFactor",
    ${grantsAsJson('u.id')} as grants
  from session_token t join session s on s.id = t.session_id join account a on a.id = s.account_id and not a.disabled
    join app_user u on u.id = a.user_id and u.deleted_at is null
  where t.hash = $1`

const FRESH_MS = 1_000
const KEPT_MAX = 10_000
const USE_RECORDED_EVERY_MS = 60_000
/** A browser that was not used for so long is signed out. */
export const IDLE_MS = 12 * 60 * 60_000

type Kept = { readonly changes: number; readonly readAtMs: number; readonly row: Promise<Row | null> }

const createReader = (deps: Pick<ConfigDeps, 'inSpace' | 'versions'> & { readonly leaseMs: () => number }) => {
  const kept = new Map<string, Kept>()
  return (spaceId: string, hash: string): Promise<Row | null> => {
    const changes = deps.versions.changes(spaceId)
    const readAtMs = deps.leaseMs()
    const known = kept.get(hash)
    if (known !== undefined && known.changes === changes && readAtMs - known.readAtMs < FRESH_MS) return known.row
    const row = deps.inSpace(spaceId, async (client) => (await client.query<Row>(statement, [hash])).rows[0] ?? null)
    kept.delete(hash)
    if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value ?? '')
    kept.set(hash, { changes, readAtMs, row })
    row.catch(() => kept.delete(hash))
    return row
  }
}

/** A minute's precision, and never in a request's way. */
const createUseRecorder = (inSpace: InSpace) => {
  const recordedAtMs = new Map<string, number>()
  return ({ id, spaceId, lastUsedAtMs }: Row, nowMs: number): void => {
    if (nowMs - Math.max(lastUsedAtMs, recordedAtMs.get(id) ?? 0) < USE_RECORDED_EVERY_MS) return
    if (recordedAtMs.size >= KEPT_MAX) recordedAtMs.clear()
    recordedAtMs.set(id, nowMs)
    inSpace(spaceId, (client) =>
      client.query('update session set last_used_at = $2 where id = $1', [id, new Date(nowMs)]),
    ).catch(() => recordedAtMs.delete(id))
  }
}

export const createSessionLookup = (deps: ConfigDeps & { readonly leaseMs: () => number }) => {
  const read = createReader(deps)
  const recordUse = createUseRecorder(deps.inSpace)

  const principalOf = (row: Row): SessionPrincipal => ({
    ok: true,
    spaceId: row.spaceId,
    projectId: row.projectId,
    kind: 'session',
    id: row.id,
    userId: row.userId,
    name: row.subaccount === '' ? row.userName : `${row.userName} (${row.subaccount})`,
    scopes: row.mustChange || row.mustAddFactor ? new Set() : permissionsIn(deps.roles, row.grants, row.projectId),
    policies: row.policies,
    account: { id: row.accountId, name: row.account, subaccount: row.subaccount },
    mustChange: row.mustChange,
    mustAddFactor: row.mustAddFactor,
    expiresAtMs: row.sessionExpiresAtMs,
  })

  /** @param spaceId where it is asked for: another space's secret is one that nobody knows */
  return async (purpose: Purpose, secret: string, spaceId: string): Promise<SessionCheck> => {
    const row = spaceOfOpaque(doors[purpose], secret) === spaceId ? await read(spaceId, hashOpaque(secret)) : null
    if (row === null || row.purpose !== purpose) return { ok: false, code: 'auth.invalid' }
    const nowMs = deps.nowMs()
    const idle = row.kind === 'browser' && row.lastUsedAtMs + IDLE_MS <= nowMs
    if (idle || Math.min(row.sessionExpiresAtMs, row.tokenExpiresAtMs) <= nowMs) {
      return { ok: false, code: 'auth.expired' }
    }
    recordUse(row, nowMs)
    return principalOf(row)
  }
}
