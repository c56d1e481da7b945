// A callout in the tables without an engine: as much of it as reading needs.
import { initialHead } from '#core/callout/state'
import type { Engine } from '#engine/engine'
import type { Pools } from '#store/pool'

type Order = Parameters<Engine['start']>[0]

/** Writes what the engine's acceptance writes, as far as reading needs it. */
export const writeCallout = async (pools: Pools, order: Order, at: { id: string; nowMs: number }): Promise<void> => {
  const [first] = order.plans
  if (first === undefined) throw new Error('a start has a plan')
  const suppressed = order.suppressedBy !== undefined
  const { later } = order
  const begins = later === undefined ? initialHead : { ...initialHead, due: { atMs: later.untilMs, for: 'begin' } }
  await pools.inSpace(order.spaceId, async (client) => {
    const now = new Date(at.nowMs)
    for (const { hash, plan } of order.plans) {
      await client.query(
        'insert into plan (space_id, hash, body, created_at) values ($1, $2, $3, $4) on conflict do nothing',
        [order.spaceId, hash, JSON.stringify(plan), now],
      )
    }
    await client.query(
      `insert into callout (id, space_id, plan_hash, policy_id, policy_key, cause, parameters, priority, created_by,
         created_at, head, outcome, project_id, thinning_key)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        at.id,
        order.spaceId,
        first.hash,
        first.plan.policyId,
        first.plan.policyKey,
        JSON.stringify(order.cause),
        JSON.stringify(order.parameters),
        order.priority,
        order.createdBy,
        now,
        JSON.stringify(suppressed ? { ...initialHead, outcome: 'suppressed', endedAtMs: at.nowMs } : begins),
        suppressed ? 'suppressed' : null,
        order.projectId ?? null,
        order.thinningKey ?? null,
      ],
    )
    if (order.idempotency !== null) {
      const { key, fingerprint } = order.idempotency
      await client.query('insert into idempotency values ($1, $2, $3, $4, $5)', [
        order.spaceId,
        key,
        fingerprint,
        at.id,
        now,
      ])
    }
  })
}
