// Deletes what is not kept any longer, a few rows in a transaction of its own: nobody waits for it, and it waits for nobody. The line
// of the audit log that tells of it is written in the same transaction. Plans are not counted: one that nothing follows any more
// goes by itself, with the numbers that stand in it.

import pg from 'pg'
import type { Retained, RetentionSettings } from '#core/retention'
import { spaceHere } from '../config/context.ts'
import type { Pools } from '../pool.ts'
import { inTransaction } from '../transaction.ts'
import { oldIn, type Part, parts } from './parts.ts'

export type SpaceRetention = { readonly spaceId: string; readonly settings: RetentionSettings }
export type SweepOrder = Pick<Retained, 'kind'> & {
  readonly spaceId: string
  readonly beforeMs: number
  readonly nowMs: number
  readonly limit: number
}

const told = async (client: pg.PoolClient, { kind, beforeMs, nowMs }: SweepOrder, count: number): Promise<void> => {
  await client.query(
    `insert into audit (space_id, at, actor, actor_name, action, kind, object_id, name, before)
     values (${spaceHere}, $1, 'server', '', 'deleted', 'retention', '', $2, $3)`,
    [new Date(nowMs), kind, JSON.stringify({ count, olderThan: new Date(beforeMs).toISOString() })],
  )
}

/** What others hold at this moment is left to the next time. */
const sweepPart = async (client: pg.PoolClient, part: Part, order: SweepOrder): Promise<number> => {
  const { rows } = await client.query<{ id: string }>(
    `select x.${part.id} as id ${oldIn(part)} and ${part.over} order by x.${part.at} limit $2 for update of x skip locked`,
    [new Date(order.beforeMs), order.limit],
  )
  if (rows.length === 0) return 0
  await part.remove(
    client,
    rows.map(({ id }) => id),
  )
  await told(client, order, rows.length)
  return rows.length
}

/** A plan in use is saved anew each day (store/engine/plans), and one that another escalates to is in use. */
const sweepPlans = async (client: pg.PoolClient, { beforeMs, limit }: SweepOrder): Promise<void> => {
  await client.query(
    `delete from plan where space_id = ${spaceHere} and hash in (
       select p.hash from plan p where p.space_id = ${spaceHere} and p.created_at < $1
         and not exists (select from callout c where c.space_id = p.space_id and c.plan_hash = p.hash)
         and not exists (select from plan q where q.space_id = p.space_id and q.body->>'escalatesTo' = p.hash)
       limit $2 for update of p skip locked)`,
    [new Date(beforeMs), limit],
  )
}

/** The server may not delete a line of the audit log; whoever owns the tables may. */
const asOwner = <T>(pool: pg.Pool, spaceId: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
  inTransaction({ pool, begin: `begin; select set_config('noroshi.space', ${pg.escapeLiteral(spaceId)}, true)` }, work)

export const createRetentionSweep = ({ owner, engine, inSpace }: Pick<Pools, 'owner' | 'engine' | 'inSpace'>) => ({
  /** What each space keeps. */
  spaces: async (): Promise<readonly SpaceRetention[]> => {
    const { rows } = await engine.query<SpaceRetention>(
      `select s.id as "spaceId", coalesce(t.body->'retention', '{}') as settings
       from space s left join space_setting t on t.space_id = s.id order by s.id`,
    )
    return rows
  },
  /** Returns whether there may be more. */
  sweep: async (order: SweepOrder): Promise<boolean> => {
    const { kind, spaceId, limit } = order
    const within = <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
      kind === 'audit' ? asOwner(owner, spaceId, work) : inSpace(spaceId, work)
    let more = false
    for (const part of parts[kind]) {
      const count = await within((client) => sweepPart(client, part, order))
      more ||= count === limit
    }
    if (kind === 'callouts' && !more) await inSpace(spaceId, (client) => sweepPlans(client, order))
    return more
  },
})

export type RetentionSweep = ReturnType<typeof createRetentionSweep>
