// Waits: a rule that calls later, or an object that flapped. When one is due the state of then decides, under the alert's lock.

import type pg from 'pg'
import { needsSomebody } from '#core/alert/alert'
import { concerns } from '#core/alert/router'
import { lockAlerts } from './alert-rows.ts'
import { joinRun } from './joins.ts'
import { opensIncident, type ReceivingDeps, transacted } from './receiving.ts'
import { applyToIncidents } from './rule-incidents.ts'

export type DueWait = { readonly spaceId: string; readonly ruleId: string; readonly alertId: string }

/** @param engine works across spaces */
export const dueWaits = async (
  engine: pg.Pool,
  { nowMs, limit }: { readonly nowMs: number; readonly limit: number },
): Promise<readonly DueWait[]> => {
  const { rows } = await engine.query<DueWait>(
    `select space_id as "spaceId", rule_id as "ruleId", alert_id as "alertId" from alert_wait
     where due_at <= $1 order by due_at limit $2`,
    [new Date(nowMs), limit],
  )
  return rows
}

export const nextWaitMs = async (engine: pg.Pool): Promise<number | null> => {
  const { rows } = await engine.query<{ at: number }>('select due_at as at from alert_wait order by due_at limit 1')
  return rows[0]?.at ?? null
}

/** The key of a source, whether it was deleted or not: what it told of is still true. */
const sourceKey = async (client: pg.PoolClient, id: string): Promise<string> => {
  const { rows } = await client.query<{ key: string }>('select key from alert_source where id = $1', [id])
  return rows[0]?.key ?? ''
}

export const createWaits = (deps: ReceivingDeps) => ({
  /** Ends a wait. Returns the run whose callout is to be started, or null. */
  serve: ({ spaceId, ruleId, alertId }: DueWait): Promise<string | null> =>
    transacted(deps, spaceId, async (client, now) => {
      const { router, nowMs, newId, desk } = now
      const rule = router.rules.find(({ id }) => id === ruleId)
      const [alert] = await lockAlerts(client, [alertId])
      const ended = await client.query('delete from alert_wait where rule_id = $1 and alert_id = $2', [ruleId, alertId])
      if (ended.rowCount === 0 || alert === undefined || rule === undefined) return null
      const source = await sourceKey(client, alert.sourceId)
      if (!needsSomebody(alert.body, nowMs) || !concerns(rule.body, alert.body, source)) return null
      const joining = { policyId: rule.policyId, ruleId, alerts: [{ id: alertId, fresh: true }], recovered: [] }
      const run = await joinRun(client, joining, { nowMs, newId, taken: new Set() })
      const calls = opensIncident(rule) ? [{ rule, alert, fresh: true }] : []
      await applyToIncidents(client, desk, { news: { calls, recovered: [], source }, now })
      return run
    }),
})
