// What callouts have to tell and have not told yet. The callout's own row says how far it was told, so nothing is lost when the
// process that committed it dies the next moment; an index holds only those with something left.

import type pg from 'pg'
import type { Head, Outcome } from '#core/callout/state'
import type { Cause } from '#core/cause'
import type { CalloutId, SpaceId } from '#core/ids'
import { inTransaction } from '../transaction.ts'
import { fanOut, type WebhookEvent } from './fan-out.ts'

export type Unnoticed = {
  readonly id: CalloutId
  readonly spaceId: SpaceId
  readonly projectId: string | null
  readonly policyId: string
  readonly policyKey: string
  readonly policyName: string
  readonly cause: Cause
  readonly priority: number
  readonly createdBy: string
  readonly createdAtMs: number
  readonly parentId: string | null
  readonly head: Head
  readonly outcome: Outcome | null
  /** That it started was told already. */
  readonly startTold: boolean
  /** Somebody hears of runs in Pigeon's words. */
  readonly wantsRun: boolean
}

const columns = `c.id, c.space_id as "spaceId", c.project_id as "projectId", c.policy_id as "policyId", c.policy_key as "policyKey",
  p.body->>'policyName' as "policyName", c.cause, c.priority, c.created_by as "createdBy", c.created_at as "createdAtMs",
  c.parent_id as "parentId", c.head, c.outcome, c.noticed > 0 as "startTold",
  exists (select from webhook w where w.space_id = c.space_id and w.deleted_at is null and w.enabled and w.shape = 'pigeon') as "wantsRun"`

export type Told = { readonly callout: Unnoticed; readonly events: readonly WebhookEvent[] }
type Tools = Parameters<typeof fanOut>[2]

/** @param pool the engine's, which works across spaces */
export const createNoticeStore = (pool: pg.Pool) => ({
  /** Oldest first. */
  unnoticed: async (limit: number): Promise<readonly Unnoticed[]> => {
    const { rows } = await pool.query<Unnoticed>(
      `select ${columns} from callout c join plan p on p.space_id = c.space_id and p.hash = c.plan_hash
       where c.noticed is not null and (c.noticed = 0 or (c.noticed = 1 and c.outcome is not null))
       order by c.created_at limit $1`,
      [limit],
    )
    return rows
  },
  /** Writes the deliveries and how far the callouts are told, in one transaction; two processes at once tell it once. */
  tell: (told: readonly Told[], tools: Tools): Promise<number> =>
    inTransaction({ pool, begin: 'begin' }, async (client) => {
      let written = 0
      for (const { events } of told) for (const event of events) written += await fanOut(client, event, tools)
      for (const { callout } of told) {
        await client.query('update callout set noticed = $2 where id = $1 and noticed < $2', [
          callout.id,
          callout.outcome === null ? 1 : 2,
        ])
      }
      return written
    }),
})
