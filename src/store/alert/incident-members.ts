// Which incident is the one of a rule and a scope, and which alerts belong to it.

import type pg from 'pg'
import { spaceHere } from '../config/context.ts'
import type { AlertRow } from './alert-rows.ts'

type Place = { readonly ruleId: string; readonly scope: string }

/** Members that fail, as their incidents were last told. */
export const failing = async (
  client: pg.PoolClient,
  alertIds: readonly string[],
): Promise<readonly (Place & { readonly alertId: string; readonly isClosed: boolean })[]> => {
  const { rows } = await client.query<Place & { alertId: string; isClosed: boolean }>(
    `select m.alert_id as "alertId", s.rule_id as "ruleId", s.scope, i.status = 'close' as "isClosed"
     from alert_incident_member m join alert_incident_scope s on s.incident_id = m.incident_id
       join incident i on i.id = m.incident_id
     where m.alert_id = any($1::uuid[]) and m.failing`,
    [alertIds],
  )
  return rows
}

const recordset = `json_to_recordset($1::json) as w(rule uuid, scope text)`
const asJson = (places: readonly Place[]): string =>
  JSON.stringify(places.map(({ ruleId, scope }) => ({ rule: ruleId, scope })))

/** Of these places those with an incident that is not closed, and how many such each rule has in all. */
export const openScopes = async (
  client: pg.PoolClient,
  places: readonly Place[],
): Promise<{ readonly isOpen: Set<string>; readonly counts: Map<string, number> }> => {
  if (places.length === 0) return { isOpen: new Set(), counts: new Map() }
  const open = await client.query<{ name: string }>(
    `select distinct s.rule_id || ' ' || s.scope as name from ${recordset}
       join alert_incident_scope s on s.rule_id = w.rule and s.scope = w.scope
       join incident i on i.id = s.incident_id where i.status <> 'close'`,
    [asJson(places)],
  )
  const counted = await client.query<{ rule: string; count: number }>(
    `select s.rule_id as rule, count(*)::int as count from alert_incident_scope s join incident i on i.id = s.incident_id
     where s.rule_id = any($1::uuid[]) and i.status <> 'close' group by 1`,
    [[...new Set(places.map(({ ruleId }) => ruleId))]],
  )
  return {
    isOpen: new Set(open.rows.map(({ name }) => name)),
    counts: new Map(counted.rows.map(({ rule, count }) => [rule, count])),
  }
}

/** Locks the places until the transaction ends, making those there are not; by rule and scope. */
export const lockScopes = async (
  client: pg.PoolClient,
  places: readonly Place[],
): Promise<ReadonlyMap<string, { readonly incidentId: string | null }>> => {
  const wanted = [asJson(places)]
  await client.query(
    `insert into alert_incident_scope (rule_id, scope, space_id)
     select w.rule, w.scope, ${spaceHere} from ${recordset} order by 1, 2 on conflict do nothing`,
    wanted,
  )
  const { rows } = await client.query<Place & { incidentId: string | null }>(
    `select s.rule_id as "ruleId", s.scope, s.incident_id as "incidentId" from alert_incident_scope s
     where (s.rule_id, s.scope) in (select w.rule, w.scope from ${recordset}) order by 1, 2 for update`,
    wanted,
  )
  return new Map(rows.map(({ ruleId, scope, incidentId }) => [`${ruleId} ${scope}`, { incidentId }]))
}

/** How many of an incident's alerts fail, these aside. */
export const failingLeft = async (
  client: pg.PoolClient,
  incidentId: string,
  without: readonly string[],
): Promise<number> => {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from alert_incident_member
     where incident_id = $1 and failing and alert_id <> all($2::uuid[])`,
    [incidentId, without],
  )
  return rows[0]?.count ?? 0
}

export const recoverMembers = async (client: pg.PoolClient, alerts: readonly AlertRow[]): Promise<void> => {
  if (alerts.length === 0) return
  await client.query(`update alert_incident_member set failing = false where alert_id = any($1::uuid[])`, [
    alerts.map(({ id }) => id),
  ])
}

/** Its place is that incident's from now on; what an earlier one of the place had is that one's no more. */
export const addMembers = async (
  client: pg.PoolClient,
  { ruleId, scope, joins, incidentId }: Place & { readonly joins: readonly AlertRow[]; readonly incidentId: string },
): Promise<void> => {
  if (joins.length === 0) return
  await client.query(
    `update alert_incident_scope set incident_id = $3
     where rule_id = $1 and scope = $2 and incident_id is distinct from $3`,
    [ruleId, scope, incidentId],
  )
  await client.query(
    `insert into alert_incident_member (incident_id, alert_id, space_id, failing)
     select $1, w.id, ${spaceHere}, true from unnest($2::uuid[]) as w(id)
     on conflict (incident_id, alert_id) do update set failing = true`,
    [incidentId, joins.map(({ id }) => id)],
  )
}

/** The numbers of the incidents that alerts of these places would join, by rule and scope: those that are not closed. */
export const joinable = async (
  client: pg.PoolClient,
  places: readonly Place[],
): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await client.query<Place & { number: number }>(
    `select s.rule_id as "ruleId", s.scope, i.number from ${recordset}
       join alert_incident_scope s on s.rule_id = w.rule and s.scope = w.scope
       join incident i on i.id = s.incident_id where i.status <> 'close'`,
    [asJson(places)],
  )
  return new Map(rows.map(({ ruleId, scope, number }) => [`${ruleId} ${scope}`, number]))
}
