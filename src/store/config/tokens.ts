// API tokens. The database holds their SHA-256 only; the token itself exists in the answer to its creation. Looked-up tokens are
// kept as long as the space's configuration stands still (version.ts).

import type pg from 'pg'
import { hashOpaque, makeOpaque, spaceOfOpaque } from '../account/opaque.ts'
import { projectTable } from '../account/projects.ts'
import { type ConfigDeps, ConfigRefusal, change, spaceHere, violates } from './context.ts'
import { likeOf, type Page, type PageRequest } from './objects.ts'
import { cursorOf, fromCursor } from './time-cursor.ts'

export type TokenRecord = {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
  /** The project it belongs to; null: the whole space. */
  readonly projectId: string | null
  readonly project: string | null
  readonly createdAtMs: number
  readonly expiresAtMs: number | null
  readonly revokedAtMs: number | null
  readonly lastUsedAtMs: number | null
}
export type TokenWrite = {
  readonly name: string
  readonly scopes: readonly string[]
  readonly expiresAtMs: number | null
  /** Key or id. */
  readonly project?: string | null | undefined
  /** A key that was brought along from a system we replace, and is to go on working. */
  readonly key?: string | undefined
}

export type TokenCheck =
  | {
      readonly ok: true
      readonly spaceId: string
      readonly projectId: string | null
      readonly kind: 'token'
      readonly id: string
      readonly userId: null
      readonly name: string
      readonly scopes: ReadonlySet<string>
    }
  | { readonly ok: false; readonly code: 'auth.invalid' | 'auth.expired' | 'auth.revoked' }

const KEPT_MAX = 10_000
const USE_RECORDED_EVERY_MS = 60_000

const columns = `id, name, scopes, project_id as "projectId",
  (select key from project where project.id = api_token.project_id) as project,
  created_at as "createdAtMs", expires_at as "expiresAtMs", revoked_at as "revokedAtMs", last_used_at as "lastUsedAtMs"`

const projectOf = async (client: pg.PoolClient, ref: string | null | undefined): Promise<string | null> =>
  ref === null || ref === undefined ? null : (await projectTable.get(client, ref)).id

/** A key that was brought along says nothing of its space: its hash does, so that two spaces may have the same. */
const hashKey = (key: string, spaceId: string): string =>
  spaceOfOpaque('nrs', key) === null ? hashOpaque(`${spaceId} ${key}`) : hashOpaque(key)

/**
 * Inside a changing transaction. Returns the token, which can never be read again.
 * @errors project.not_found, token.key_taken
 */
export const insertToken = async (
  client: pg.PoolClient,
  write: TokenWrite,
  { spaceId, id, nowMs }: { spaceId: string; id: string; nowMs: number },
): Promise<{ record: TokenRecord; token: string }> => {
  const token = write.key ?? makeOpaque('nrs', spaceId)
  const values = [
    id,
    write.name,
    hashKey(token, spaceId),
    write.scopes,
    new Date(nowMs),
    write.expiresAtMs === null ? null : new Date(write.expiresAtMs),
    await projectOf(client, write.project),
  ]
  try {
    const { rows } = await client.query<TokenRecord>(
      `insert into api_token (id, space_id, name, hash, scopes, created_at, expires_at, project_id)
       values ($1, ${spaceHere}, $2, $3, $4::text[], $5, $6, $7) returning ${columns}`,
      values,
    )
    return { record: rows[0] as TokenRecord, token }
  } catch (error) {
    if (violates(error, 'api_token_hash_key')) throw new ConfigRefusal('token.key_taken', write.name, 'key')
    throw error
  }
}

export type TokenFilter = {
  /** Only those of this project. */
  readonly projectId: string | null
  /** A part of the name; capitals do not matter. */
  readonly search: string | null
  /** Only those that are neither revoked nor expired at this instant. */
  readonly usableAtMs: number | null
}

const newest: PageRequest = { limit: 1_000, cursor: null }
const all: TokenFilter = { projectId: null, search: null, usableAtMs: null }

const listed = async (
  client: pg.PoolClient,
  { limit, cursor }: PageRequest,
  { projectId, search, usableAtMs }: TokenFilter,
): Promise<Page<TokenRecord>> => {
  const { rows } = await client.query<TokenRecord>(
    `select ${columns} from api_token where space_id = ${spaceHere} and ($1::uuid is null or project_id = $1)
       and ($2::text is null or name ilike $2)
       and ($3::timestamptz is null or revoked_at is null and coalesce(expires_at > $3, true))
       and ($4::timestamptz is null or (created_at, id) < ($4, $5::uuid))
     order by created_at desc, id desc limit $6`,
    [projectId, likeOf(search), usableAtMs === null ? null : new Date(usableAtMs), ...fromCursor(cursor), limit + 1],
  )
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}

type Kept = { readonly version: number; readonly record: TokenRecord | null }

/** Looks tokens up by hash; the wrong ones are remembered too, so that a misled script costs no query each time. */
const createLookUp = (deps: Pick<ConfigDeps, 'inSnapshot' | 'versions'>) => {
  const kept = new Map<string, Kept>()
  return async (spaceId: string, hash: string): Promise<TokenRecord | null> => {
    const version = await deps.versions.current(spaceId)
    // What one space does not know, another may.
    const place = `${spaceId} ${hash}`
    const known = kept.get(place)
    if (known !== undefined && known.version >= version) return known.record
    const found = await deps.inSnapshot(spaceId, async (client) => {
      const held = await deps.versions.of(client)
      const { rows } = await client.query<TokenRecord>(`select ${columns} from api_token where hash = $1`, [hash])
      return { version: held, record: rows[0] ?? null }
    })
    if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value ?? '')
    kept.set(place, found)
    return found.record
  }
}

/** Only for people who wonder whether a token is still needed: a minute's precision, and never in a request's way. */
const createUseRecorder = (deps: Pick<ConfigDeps, 'inSpace'>) => {
  const recordedAtMs = new Map<string, number>()
  return (spaceId: string, id: string, nowMs: number): void => {
    if (nowMs - (recordedAtMs.get(id) ?? Number.NEGATIVE_INFINITY) < USE_RECORDED_EVERY_MS) return
    if (recordedAtMs.size >= KEPT_MAX) recordedAtMs.clear()
    recordedAtMs.set(id, nowMs)
    const statement = 'update api_token set last_used_at = $2 where id = $1'
    deps
      .inSpace(spaceId, (client) => client.query(statement, [id, new Date(nowMs)]))
      .catch(() => recordedAtMs.delete(id))
  }
}

export const createTokens = (deps: ConfigDeps) => {
  const lookUp = createLookUp(deps)
  const recordUse = createUseRecorder(deps)

  const judge = (record: TokenRecord | null, spaceId: string): TokenCheck => {
    if (record === null) return { ok: false, code: 'auth.invalid' }
    const nowMs = deps.nowMs()
    if (record.revokedAtMs !== null) return { ok: false, code: 'auth.revoked' }
    if (record.expiresAtMs !== null && record.expiresAtMs <= nowMs) return { ok: false, code: 'auth.expired' }
    recordUse(spaceId, record.id, nowMs)
    const { id, name, projectId } = record
    return { ok: true, spaceId, projectId, kind: 'token', id, userId: null, name, scopes: new Set(record.scopes) }
  }

  return {
    /** @param spaceId where it is asked for: another space's token is one that nobody knows */
    check: async (token: string, spaceId: string): Promise<TokenCheck> => {
      const ours = spaceOfOpaque('nrs', token) === spaceId
      return judge(ours ? await lookUp(spaceId, hashOpaque(token)) : null, spaceId)
    },
    /** The same for ways in whose clients bring their own keys along: any word may be one. */
    checkKey: async (key: string, spaceId: string): Promise<TokenCheck> =>
      judge(await lookUp(spaceId, hashKey(key, spaceId)), spaceId),
    /** Newest first. */
    list: (spaceId: string, page: PageRequest = newest, filter: TokenFilter = all): Promise<Page<TokenRecord>> =>
      deps.inSpace(spaceId, (client) => listed(client, page, filter)),
    create: (spaceId: string, write: TokenWrite): Promise<{ record: TokenRecord; token: string }> =>
      change(deps, spaceId, (client) => {
        const nowMs = deps.nowMs()
        return insertToken(client, write, { spaceId, id: deps.newId(nowMs), nowMs })
      }),
    /** @errors token.not_found */
    revoke: (spaceId: string, id: string, projectId: string | null = null): Promise<void> =>
      change(deps, spaceId, async (client) => {
        const { rowCount } = await client.query(
          `update api_token set revoked_at = coalesce(revoked_at, $2)
           where id = $1 and ($3::uuid is null or project_id = $3)`,
          [id, new Date(deps.nowMs()), projectId],
        )
        if (rowCount === 0) throw new ConfigRefusal('token.not_found', id)
      }),
  }
}
