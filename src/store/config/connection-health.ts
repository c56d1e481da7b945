// How connections are doing, as it was last told: one row for each that something was sent by.

import type pg from 'pg'
import { countsOf, type Health } from '#core/health'

export type HealthRecord = {
  readonly state: Health['circuit']['state']
  readonly sinceMs: number | null
  readonly untilMs: number | null
  readonly succeeded: number
  readonly failed: number
  readonly lastFailure: string | null
  readonly lastFailureAtMs: number | null
  readonly lastSuccessAtMs: number | null
  readonly seenAtMs: number
}

export type HealthSeen = { readonly spaceId: string; readonly connectionId: string; readonly health: Health }

const columns = `state, since as "sinceMs", until as "untilMs", succeeded, failed, last_failure as "lastFailure",
  last_failure_at as "lastFailureAtMs", last_success_at as "lastSuccessAtMs", seen_at as "seenAtMs"`

/** By connection; those that nothing was sent by are absent. */
export const readHealth = async (
  client: pg.PoolClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, HealthRecord>> => {
  const { rows } = await client.query<HealthRecord & { id: string }>(
    `select connection_id as id, ${columns} from connection_health where connection_id = any($1::uuid[])`,
    [ids],
  )
  return new Map(rows.map(({ id, ...row }) => [id, row]))
}

const at = (ms: number | null): Date | null => (ms === null ? null : new Date(ms))

/** What was seen last is what is told, whichever process saw it. Of connections that are gone nothing is kept. */
export const writeHealth = async (pool: pg.Pool, seen: readonly HealthSeen[], nowMs: number): Promise<void> => {
  const rows = seen.map(({ spaceId, connectionId, health }) => {
    const { circuit, sinceMs, lastFailure, lastSuccessAtMs } = health
    const { ok: succeeded, failed } = countsOf(health, nowMs)
    return {
      connection_id: connectionId,
      space_id: spaceId,
      state: circuit.state,
      since: at(sinceMs),
      until: circuit.state === 'closed' ? null : at(circuit.untilMs),
      succeeded,
      failed,
      last_failure: lastFailure?.code ?? null,
      last_failure_at: at(lastFailure?.atMs ?? null),
      last_success_at: at(lastSuccessAtMs),
      seen_at: at(nowMs),
    }
  })
  await pool.query(
    `insert into connection_health as h
      select x.* from jsonb_populate_recordset(null::connection_health, $1::jsonb) x
        where exists (select from connection c where c.id = x.connection_id and c.space_id = x.space_id)
        order by x.connection_id
      on conflict (connection_id) do update set state = excluded.state, since = excluded.since, until = excluded.until,
        succeeded = excluded.succeeded, failed = excluded.failed,
        last_failure = coalesce(excluded.last_failure, h.last_failure),
        last_failure_at = coalesce(excluded.last_failure_at, h.last_failure_at),
        last_success_at = coalesce(excluded.last_success_at, h.last_success_at), seen_at = excluded.seen_at`,
    [JSON.stringify(rows)],
  )
}
