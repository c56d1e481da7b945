// Pauses that are over and start what they kept, and pauses without an end that are told of: read across all spaces by whoever watches,
// written within one.

import type pg from 'pg'
import type { KeptByPause } from '#core/callout/after-pause'
import { limits } from '#core/limits'
import { fanOut } from '../webhook/fan-out.ts'
import type { InSpace } from './context.ts'

export type OverPause = { readonly id: string; readonly spaceId: string }

export type PauseEnds = ReturnType<typeof createPauseEnds>

type Deps = { readonly engine: pg.Pool; readonly inSpace: InSpace; readonly newId: (atMs: number) => string }

type OpenPause = OverPause & {
  readonly scope: string
  readonly of: string | null
  readonly reason: string
  readonly createdBy: string
  readonly beginsAtMs: number
  /** How often it is told of, as the space says. */
  readonly everyHours: number
}

const HOUR_MS = 3_600_000

/** Told after so many hours, and each time again. */
const tell = async (
  client: pg.PoolClient,
  pause: OpenPause,
  { nowMs, newId }: { nowMs: number } & Pick<Deps, 'newId'>,
) => {
  const { id, spaceId, scope, of, reason, createdBy, beginsAtMs, everyHours } = pause
  const name = 'pause.unended'
  const times = Math.floor((nowMs - beginsAtMs) / (everyHours * HOUR_MS))
  const data = { id, scope, of, reason, createdBy, since: new Date(beginsAtMs).toISOString(), everyHours }
  const noroshi = { event: name, at: new Date(nowMs).toISOString(), data }
  // Counted anew where the space has it told more or less often.
  const often = everyHours === limits.pauses.toldAfterHours.default ? '' : `${everyHours}h `
  const once = `${name} ${id} ${often}${times}`
  return fanOut(client, { spaceId, projectId: null, name, once, bodies: { noroshi } }, { nowMs, newId })
}

/** @param deps.engine works across spaces */
export const createPauseEnds = ({ engine, inSpace, newId }: Deps) => ({
  over: async (nowMs: number, limit: number): Promise<readonly OverPause[]> => {
    const { rows } = await engine.query<OverPause>(
      `select id, space_id as "spaceId" from pause
       where starts_after and started_after_at is null and ends_at <= $1 order by ends_at limit $2`,
      [new Date(nowMs), limit],
    )
    return rows
  },
  /** When the next one ends; null: nobody knows. */
  nextMs: async (nowMs: number): Promise<number | null> => {
    const { rows } = await engine.query<{ at: number | null }>(
      `select min(ends_at) as at from pause where starts_after and started_after_at is null and ends_at > $1`,
      [new Date(nowMs)],
    )
    return rows[0]?.at ?? null
  },
  kept: ({ id, spaceId }: OverPause): Promise<readonly KeptByPause[]> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query<KeptByPause>(
        `select c.policy_id as "policyId", p.body->'group'->>'id' as "groupId", c.cause, c.priority
         from callout c join plan p on p.space_id = c.space_id and p.hash = c.plan_hash
         where c.outcome = 'suppressed' and c.created_at >= (select created_at - interval '90 days' from pause where id = $1::uuid)
           and exists (select from history h where h.callout_id = c.id
             and h.reason in ('suppressed_by_pause', 'stopped_by_pause') and h.facts->>'pause' = $1::text)
         order by c.created_at, c.id limit ${limits.pauses.keptMax}`,
        [id],
      )
      return rows
    }),
  started: ({ id, spaceId }: OverPause, nowMs: number): Promise<void> =>
    inSpace(spaceId, async (client) => {
      await client.query('update pause set started_after_at = $2 where id = $1', [id, new Date(nowMs)])
    }),
  /** Tells of those without an end that have been on for as long as their space says, each time once; returns how many tellings there are. */
  tellOpen: async (nowMs: number): Promise<number> => {
    const { rows } = await engine.query<OpenPause>(
      `select * from (
         select p.id, p.space_id as "spaceId", scope, coalesce(policy_id::text, channel, user_id::text) as of, reason,
           created_by as "createdBy", begins_at as "beginsAtMs",
           coalesce((s.body->'pauses'->>'toldAfterHours')::int, ${limits.pauses.toldAfterHours.default}) as "everyHours"
         from pause p left join space_setting s on s.space_id = p.space_id
         where ends_at is null and begins_at <= $1) open
       where "beginsAtMs" <= $2::timestamptz - "everyHours" * interval '1 hour'
       order by "beginsAtMs" limit ${limits.pauses.unendedMax}`,
      [new Date(nowMs - limits.pauses.toldAfterHours.min * HOUR_MS), new Date(nowMs)],
    )
    let told = 0
    for (const pause of rows) told += await inSpace(pause.spaceId, (client) => tell(client, pause, { nowMs, newId }))
    return told
  },
})
