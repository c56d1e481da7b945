// What the people who took a run by button calls were not told: the next run is about that.

import type pg from 'pg'
import type { Alert } from '#core/alert/alert'
import type { ByButtons } from '#core/alert/taken'

type Untold = { readonly alertId: string; readonly body: Alert }

const toldBy = (whom: string): string => `exists (
  select from alert_told t join attempt p on p.callout_id = t.callout_id and p.ordinal = t.attempt
  where t.run_id = $1 and t.callout_id = $2 and t.alert_id = m.alert_id and p.result = 'taken' and ${whom}
    and t.state = a.state and t.since = a.body->>'sinceMs')`

export const untold = async (
  client: pg.PoolClient,
  order: ByButtons & { readonly runId: string; readonly calloutId: string; readonly nowMs: number },
): Promise<readonly Untold[]> => {
  const { runId, calloutId, nowMs, recoveries, everybody } = order
  const { rows } = await client.query<Untold>(
    `with taker as (
       select distinct destination from attempt where callout_id = $2 and channel = 'phone' and result = 'taken')
     select m.alert_id as "alertId", a.body from alert_run_member m join alert a on a.id = m.alert_id
     where m.run_id = $1
       and ((a.state = 'recovered' and ($4 or m.recovery)) or (a.state = 'problem' and a.body->>'acknowledgedBy' is null
         and coalesce((a.body->>'downtimeUntilMs')::bigint, 0) <= $3))
       and case when $5 then exists (select from taker where not ${toldBy('p.destination = taker.destination')})
         else not ${toldBy('true')} end`,
    [runId, calloutId, nowMs, recoveries, everybody],
  )
  return rows
}

/** Of a run that is over, only what somebody took is still asked for: told again, it calls nobody. */
export const keepTaken = async (client: pg.PoolClient, runId: string): Promise<void> => {
  await client.query(
    `delete from alert_told t where t.run_id = $1 and not exists (
       select from attempt p where p.callout_id = t.callout_id and p.ordinal = t.attempt and p.result = 'taken')`,
    [runId],
  )
}

type OfPolicy = { readonly policyId: string; readonly alertId: string }
export const takenKey = ({ policyId, alertId }: OfPolicy): string => `${policyId} ${alertId}`

/** Of these alerts, those that somebody took in a button call of the policy, in the state in which they still are; by `takenKey`. */
export const takenByButtons = async (
  client: pg.PoolClient,
  asked: readonly OfPolicy[],
): Promise<ReadonlySet<string>> => {
  if (asked.length === 0) return new Set()
  const { rows } = await client.query<OfPolicy>({
    name: 'alert_taken',
    text: `select distinct r.policy_id as "policyId", t.alert_id as "alertId"
     from unnest($1::uuid[], $2::uuid[]) as w(policy_id, alert_id) join alert_told t on t.alert_id = w.alert_id
     join alert a on a.id = t.alert_id join alert_run r on r.id = t.run_id and r.policy_id = w.policy_id
     where r.state = 'over' and t.state = 'problem' and a.state = 'problem' and t.since = a.body->>'sinceMs'`,
    values: [asked.map(({ policyId }) => policyId), asked.map(({ alertId }) => alertId)],
  })
  return new Set(rows.map(takenKey))
}
