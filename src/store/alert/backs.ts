// What sources are yet to be told: written with the change it tells of, claimed by whoever is free, told outside of any transaction,
// settled with what came of it. A claim ends by itself, so what a process that died had in hand is tried again.

import type pg from 'pg'
import type { Alert } from '#core/alert/alert'
import type { BackDeed, BackSettings } from '#core/alert/back'
import { spaceHere } from '../config/context.ts'
import type { AlertRow } from './alert-rows.ts'
import { backContext } from './source-back.ts'

export type BackState = 'waiting' | 'told' | 'failed' | 'dropped'

/** For whoever looks at the alert. */
export type BackRecord = {
  readonly id: string
  readonly deed: BackDeed
  readonly author: string
  readonly state: BackState
  readonly createdAtMs: number
  readonly dueAtMs: number
  readonly attempts: number
  readonly attemptedAtMs: number | null
  readonly error: string | null
  readonly answer: string | null
}

/** One in hand, with all it takes to tell it. */
export type ClaimedBack = {
  readonly id: string
  readonly spaceId: string
  readonly sourceId: string
  /** The source's key. */
  readonly source: string
  readonly dedupKey: string
  readonly alert: Alert
  readonly deed: BackDeed
  readonly author: string
  /** This one included. */
  readonly attempts: number
  /** null: by now the source is not told any more. */
  readonly to: { readonly settings: BackSettings; readonly secret: string | null } | null
}

export type SettledBack = {
  readonly id: string
  /** Which attempt: one that was overtaken by another changes nothing. */
  readonly attempts: number
  readonly state: BackState
  readonly dueAtMs: number
  readonly error: string | null
  readonly answer: string | null
}

/** Who did it: a person by the user's id as people know it, anybody else by name. */
export type Doer = { readonly userId: string | null; readonly name: string }

/** The key of a user also of one deleted since. */
const authorOf = async (client: pg.PoolClient, { userId, name }: Doer): Promise<string> => {
  if (userId === null) return name
  const { rows } = await client.query<{ key: string }>('select key from app_user where id = $1', [userId])
  return rows[0]?.key ?? name
}

type Wanted = {
  readonly rows: readonly Pick<AlertRow, 'id' | 'body'>[]
  readonly deedOf: (alert: Alert) => BackDeed
  readonly by: Doer
  readonly nowMs: number
  readonly newId: (atMs: number) => string
}

/** Notes what sources are to be told, of those that are told at all. */
export const wantBack = async (client: pg.PoolClient, wanted: Wanted): Promise<void> => {
  const { rows, deedOf, by, nowMs, newId } = wanted
  if (rows.length === 0) return
  const given = rows.map(({ id, body }) => ({ id: newId(nowMs), alert: id, deed: deedOf(body) }))
  await client.query(
    `insert into alert_back (id, space_id, source_id, alert_id, deed, author, state, created_at, due_at, attempts)
     select w.id, ${spaceHere}, s.id, a.id, w.deed, $2, 'waiting', $3, $3, 0
     from json_to_recordset($1::json) as w(id uuid, alert uuid, deed jsonb)
       join alert a on a.id = w.alert join alert_source s on s.id = a.source_id
     where s.back is not null and s.enabled and s.deleted_at is null order by w.id`,
    [JSON.stringify(given), await authorOf(client, by), new Date(nowMs)],
  )
}

const columns = `id, deed, author, state, created_at as "createdAtMs", due_at as "dueAtMs", attempts,
  attempted_at as "attemptedAtMs", error, answer`

const SHOWN_MAX = 20

/** The latest of one alert, newest first. */
export const backsOf = async (client: pg.PoolClient, alertId: string): Promise<readonly BackRecord[]> => {
  const { rows } = await client.query<BackRecord>(
    `select ${columns} from alert_back where alert_id = $1 order by created_at desc, id desc limit ${SHOWN_MAX}`,
    [alertId],
  )
  return rows
}

/** One at a time of each source, and of each alert in the order in which it was done. */
const claimStatement = `with ready as materialized (
    select next.id from alert_source s cross join lateral (
      select b.id from alert_back b
        where b.source_id = s.id and b.state = 'waiting' and b.due_at <= $1
          and not exists (
            select from alert_back e where e.alert_id = b.alert_id and e.state = 'waiting'
              and (e.created_at, e.id) < (b.created_at, b.id))
        order by b.due_at, b.created_at limit 1) next
    where s.id <> all($4::uuid[]) limit $3),
  due as materialized (
    select b.id from alert_back b join ready on ready.id = b.id
      where b.state = 'waiting' and b.due_at <= $1 for update of b skip locked)
  update alert_back b
    set due_at = $1::timestamptz + make_interval(secs => $2::float8), attempts = b.attempts + 1, attempted_at = $1
    from due, alert a, alert_source s
    where b.id = due.id and a.id = b.alert_id and s.id = b.source_id
  returning b.id, b.space_id as "spaceId", b.source_id as "sourceId", s.key as source, a.dedup_key as "dedupKey", a.body as alert,
    b.deed, b.author, b.attempts, case when s.enabled and s.deleted_at is null then s.back end as settings,
    s.back_secret as secret`

type Row = Omit<ClaimedBack, 'to'> & { readonly settings: BackSettings | null; readonly secret: string | null }

type Claim = {
  readonly nowMs: number
  /** For how long it is ours. */
  readonly leaseMs: number
  readonly limit: number
  /** Sources that are being told something. */
  readonly without: readonly string[]
}

/** @param pool the engine's, which works across spaces */
export const createBackStore = (pool: pg.Pool, opener: { open(sealed: string, context: string): string }) => ({
  /** Takes what is due and nobody's. */
  claim: async ({ nowMs, leaseMs, limit, without }: Claim): Promise<readonly ClaimedBack[]> => {
    const { rows } = await pool.query<Row>(claimStatement, [new Date(nowMs), leaseMs / 1_000, limit, without])
    const secretIn = ({ sourceId, secret }: Row) =>
      secret === null ? null : opener.open(secret, backContext(sourceId))
    return rows.map(({ settings, ...row }) => ({
      ...row,
      to: settings === null ? null : { settings, secret: secretIn({ ...row, settings }) },
    }))
  },
  settle: async ({ id, attempts, state, dueAtMs, error, answer }: SettledBack): Promise<void> => {
    await pool.query(
      `update alert_back set state = $2, due_at = $3, error = $4, answer = $5
       where id = $1 and state = 'waiting' and attempts = $6`,
      [id, state, new Date(dueAtMs), error, answer, attempts],
    )
  },
  nextDueMs: async (without: readonly string[]): Promise<number | null> => {
    const { rows } = await pool.query<{ at: number }>(
      `select due_at as at from alert_back where state = 'waiting' and source_id <> all($1::uuid[])
       order by due_at limit 1`,
      [without],
    )
    return rows[0]?.at ?? null
  },
})
