// Checks of devices as rows: due like timers, claimed by putting them off, so that of many processes one looks. What a look finds
// counts only as long as the claim stands; an alert is told of in the same transaction.

import type pg from 'pg'
import {
  type CheckPlan,
  checkEvent,
  checkName,
  type DeviceCheck,
  type Liveness,
  type LivenessSettings,
  looked,
  neverChecked,
  type Seen,
} from '#core/alert/liveness'
import { spaceHere } from '../config/context.ts'
import { type ReceivingDeps, receiveIn, type Taken, transacted } from './receiving.ts'

const rowsOf = ({ checks, ...how }: LivenessSettings) =>
  checks.map((check, position) => ({ name: checkName(check), position, body: { ...how, check } satisfies CheckPlan }))

/** The checks of a source become what its settings say; one that is another is looked at now. @param settings null: none */
export const followChecks = async (
  client: pg.PoolClient,
  { id, settings, nowMs }: { readonly id: string; readonly settings: LivenessSettings | null; readonly nowMs: number },
): Promise<void> => {
  const rows = settings === null ? [] : rowsOf(settings)
  await client.query('delete from alert_check where source_id = $1 and name <> all($2::text[])', [
    id,
    rows.map(({ name }) => name),
  ])
  await client.query(
    `insert into alert_check (source_id, name, space_id, position, body, state, failures, due_at)
     select $1, w.name, ${spaceHere}, w.position, w.body, $3, $4, $5
     from json_to_recordset($2::json) as w(name text, position integer, body jsonb)
     on conflict (source_id, name) do update set position = excluded.position, body = excluded.body,
       due_at = case when alert_check.body = excluded.body then alert_check.due_at else excluded.due_at end`,
    [id, JSON.stringify(rows), neverChecked.state, neverChecked.failures, new Date(nowMs)],
  )
}

/** A check that is somebody's to make until its claim passes. */
export type ClaimedCheck = {
  readonly spaceId: string
  readonly sourceId: string
  readonly name: string
  readonly body: CheckPlan
  readonly claimMs: number
}

/** Takes what is due, the longest first. @param engine works across spaces */
export const claimChecks = async (
  engine: pg.Pool,
  { nowMs, untilMs, limit }: { readonly nowMs: number; readonly untilMs: number; readonly limit: number },
): Promise<readonly ClaimedCheck[]> => {
  const { rows } = await engine.query<ClaimedCheck>(
    `with due as (
       select source_id, name from alert_check where due_at <= $1 order by due_at limit $3 for no key update skip locked)
     update alert_check c set due_at = $2 from due where c.source_id = due.source_id and c.name = due.name
     returning c.space_id as "spaceId", c.source_id as "sourceId", c.name, c.body, c.due_at as "claimMs"`,
    [new Date(nowMs), new Date(untilMs), limit],
  )
  return rows
}

export const nextCheckMs = async (engine: pg.Pool): Promise<number | null> => {
  const { rows } = await engine.query<{ at: number }>('select due_at as at from alert_check order by due_at limit 1')
  return rows[0]?.at ?? null
}

/** A clock was set back: nothing waits for longer than its interval and a claim. */
export const notBeyondInterval = async (
  engine: pg.Pool,
  { nowMs, claimMs }: { readonly nowMs: number; readonly claimMs: number },
): Promise<void> => {
  await engine.query(
    `update alert_check set due_at = $1
     where due_at > $1::timestamptz + make_interval(secs => greatest((body->>'intervalSeconds')::float8, $2::float8))`,
    [new Date(nowMs), claimMs / 1_000],
  )
}

export type CheckRecord = Liveness & {
  readonly check: DeviceCheck
  readonly failure: string | null
  readonly checkedAtMs: number | null
}

type Locked = Liveness & { readonly body: CheckPlan; readonly sourceKey: string; readonly isProblem: boolean }

/** Null where the claim stands no more. */
const lock = async (client: pg.PoolClient, { sourceId, name, claimMs }: ClaimedCheck): Promise<Locked | null> => {
  const { rows } = await client.query<Locked>(
    `select c.state, c.failures, c.body, s.key as "sourceKey", exists (
       select from alert a where a.source_id = c.source_id and a.dedup_key = c.name and a.state = 'problem') as "isProblem"
     from alert_check c join alert_source s on s.id = c.source_id
     where c.source_id = $1 and c.name = $2 and c.due_at = $3 for no key update of c`,
    [sourceId, name, new Date(claimMs)],
  )
  return rows[0] ?? null
}

export const createChecks = (deps: ReceivingDeps) => ({
  /** In the order of the source. */
  list: (spaceId: string, sourceId: string): Promise<readonly CheckRecord[]> =>
    deps.inSpace(spaceId, async (client) => {
      const { rows } = await client.query<CheckRecord>(
        `select body->'check' as check, state, failures, failure, checked_at as "checkedAtMs"
         from alert_check where source_id = $1 order by position`,
        [sourceId],
      )
      return rows
    }),
  /** Returns what became of the alert; null where nothing is told. @param summaryOf says in words what was seen */
  found: (
    claimed: ClaimedCheck,
    { seen, summaryOf }: { readonly seen: Seen; readonly summaryOf: (seen: Seen) => string },
  ): Promise<Taken | null> => {
    const { spaceId, sourceId, name } = claimed
    return transacted(deps, spaceId, async (client, now) => {
      const before = await lock(client, claimed)
      if (before === null) return null
      const { body, sourceKey, isProblem } = before
      const { now: after, tells, nextMs } = looked(before, seen, body)
      await client.query(
        `update alert_check set state = $3, failures = $4, failure = $5, checked_at = $6, due_at = $7
           where source_id = $1 and name = $2`,
        [
          sourceId,
          name,
          after.state,
          after.failures,
          seen.kind === 'up' ? null : seen.code,
          new Date(now.nowMs),
          new Date(now.nowMs + nextMs),
        ],
      )
      // Of what was never a problem nobody needs to hear that it is none.
      if (tells === null || (tells === 'recovered' && !isProblem)) return null
      const source = { id: sourceId, key: sourceKey }
      return receiveIn(client, { source, events: [checkEvent(body, seen, summaryOf(seen))] }, now)
    })
  },
})
