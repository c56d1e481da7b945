// What alerts join: the open run of a policy, made where there is none (storm = one callout), or a wait. A run that is joined is
// held open until the transaction ends, so that what joined is never lost with it.

import type pg from 'pg'
import { type CalledAbout, isBelievedToFail } from '#core/alert/taken'
import { spaceHere } from '../config/context.ts'
import { Overtaken } from './alert-rows.ts'
import { takenByButtons, takenKey } from './untold.ts'

export type Joining = {
  readonly policyId: string
  /** The first that leads there. */
  readonly ruleId: string
  /** `fresh`: a new problem, which is to be heard even where an earlier one of the object was. */
  readonly alerts: readonly { readonly id: string; readonly fresh: boolean }[]
  /** What whoever may know of its failure is to be told is over. */
  readonly recovered: readonly string[]
}
type Tools = {
  readonly nowMs: number
  readonly newId: (atMs: number) => string
  /** What `takenAgain` has found. */
  readonly taken: ReadonlySet<string>
}
type Member = { readonly id: string; readonly fresh: boolean; readonly recovery: boolean }

/** Of alerts told again, those that somebody took: they join nothing. */
export const takenAgain = (client: pg.PoolClient, joins: readonly Joining[]): Promise<ReadonlySet<string>> =>
  takenByButtons(
    client,
    joins.flatMap(({ policyId, alerts }) =>
      alerts.flatMap(({ id, fresh }) => (fresh ? [] : [{ policyId, alertId: id }])),
    ),
  )

/** How far back is looked for somebody who was told since an object last recovered. */
const CALLS_MAX = 20

/** Of these alerts, those that somebody may believe to fail, as the calls of this policy have left it. */
const believedToFail = async (
  client: pg.PoolClient,
  { policyId, recovered }: Pick<Joining, 'policyId' | 'recovered'>,
): Promise<readonly string[]> => {
  if (recovered.length === 0) return []
  // Whoever is just being told is told before this, and counts, or after it, and hears that it is well.
  await client.query(
    `select from alert_run_member m join alert_run r on r.id = m.run_id
     where r.policy_id = $1 and r.state in ('wanted', 'live') and m.alert_id = any($2::uuid[])
     order by m.alert_id for no key update of m`,
    [policyId, recovered],
  )
  const { rows } = await client.query<{ id: string; calls: readonly CalledAbout[] }>(
    `select w.id, json_agg(json_build_object('recovery', c.recovery, 'told', c.told) order by c.created_at desc, c.id desc) as calls
     from unnest($2::uuid[]) as w(id), lateral (
       select m.recovery, r.created_at, r.id,
         m.heard_at is not null or exists (
           select from attempt p where p.callout_id = r.callout_id and p.begun_at >= m.joined_at
             and (p.channel <> 'phone' or p.answered_at is not null)) as told
       from alert_run_member m join alert_run r on r.id = m.run_id
       where m.alert_id = w.id and r.policy_id = $1 order by r.created_at desc, r.id desc limit ${CALLS_MAX}) c
     group by w.id`,
    [policyId, recovered],
  )
  return rows.flatMap(({ id, calls }) => (isBelievedToFail(calls) ? [id] : []))
}

const openRun = (client: pg.PoolClient, { ruleId, policyId }: Joining, { nowMs, newId }: Tools): Promise<unknown> =>
  client.query({
    name: 'alert_run_open',
    text: `insert into alert_run (id, space_id, rule_id, policy_id, state, created_at)
     values ($1, ${spaceHere}, $2, $3, 'wanted', $4)
     on conflict (policy_id) where state in ('wanted', 'live') do nothing`,
    values: [newId(nowMs), ruleId, policyId, new Date(nowMs)],
  })

// Whether an old one is there already is asked for each: one that is would be locked, and written, to change nothing.
const joinOpenRun = async (
  client: pg.PoolClient,
  { policyId, members, nowMs }: { policyId: string; members: readonly Member[]; nowMs: number },
): Promise<{ readonly id: string; readonly wanted: boolean } | undefined> => {
  const { rows } = await client.query<{ readonly id: string; readonly wanted: boolean }>({
    name: 'alert_run_join',
    text: `with run as materialized (
       select id, state = 'wanted' as wanted from alert_run where policy_id = $1 and state in ('wanted', 'live') for share),
     joined as (
       insert into alert_run_member (run_id, alert_id, space_id, joined_at, recovery)
       select run.id, w.id, ${spaceHere}, $3, w.recovery
       from run, json_to_recordset($2::json) as w(id uuid, fresh boolean, recovery boolean)
       where w.fresh or not exists (
         select from alert_run_member m where m.run_id = run.id and m.alert_id = w.id offset 0) order by w.id
       on conflict (run_id, alert_id) do update
         set joined_at = excluded.joined_at, heard_at = null, recovery = excluded.recovery
         where excluded.alert_id = any($4::uuid[]))
     select id, wanted from run`,
    values: [
      policyId,
      JSON.stringify(members),
      new Date(nowMs),
      members.filter(({ fresh }) => fresh).map(({ id }) => id),
    ],
  })
  return rows[0]
}

/**
 * Adds to the policy's run, opened where there is none: alerts, but for those told again that somebody took, and recoveries of what
 * somebody may believe to fail. Returns the run where its callout is to be started, else null.
 * @errors throws Overtaken when the run closed meanwhile
 */
export const joinRun = async (client: pg.PoolClient, joining: Joining, tools: Tools): Promise<string | null> => {
  const { policyId } = joining
  const alerts = joining.alerts
    .filter(({ id, fresh }) => fresh || !tools.taken.has(takenKey({ policyId, alertId: id })))
    .map((one) => ({ ...one, recovery: false }))
  const recoveries = (await believedToFail(client, joining)).map((id) => ({ id, fresh: true, recovery: true }))
  const members = [...alerts, ...recoveries]
  if (members.length === 0) return null
  const [, run] = await Promise.all([
    openRun(client, joining, tools),
    joinOpenRun(client, { policyId, members, nowMs: tools.nowMs }),
  ])
  if (run === undefined) throw new Overtaken()
  return run.wanted ? run.id : null
}

/** A wait that is on already goes on: what flaps is called about in the end. */
export const addWaits = async (
  client: pg.PoolClient,
  waits: readonly { readonly ruleId: string; readonly alertId: string; readonly dueAtMs: number }[],
): Promise<void> => {
  if (waits.length === 0) return
  const rows = waits.map(({ ruleId, alertId, dueAtMs }) => ({ rule: ruleId, alert: alertId, due: new Date(dueAtMs) }))
  await client.query(
    `insert into alert_wait (rule_id, alert_id, space_id, due_at)
     select w.rule, w.alert, ${spaceHere}, w.due
     from json_to_recordset($1::json) as w(rule uuid, alert uuid, due timestamptz) order by w.rule, w.alert
     on conflict do nothing`,
    [JSON.stringify(rows)],
  )
}

/** What needs nobody any more waits no longer; returns the open runs it belongs to, and those that come back unless it is resolved. */
export const putToRest = async (client: pg.PoolClient, alertIds: readonly string[]): Promise<readonly string[]> => {
  if (alertIds.length === 0) return []
  await client.query('delete from alert_wait where alert_id = any($1::uuid[])', [alertIds])
  const { rows } = await client.query<{ id: string }>(
    `select distinct r.id from alert_run_member m join alert_run r on r.id = m.run_id
     where m.alert_id = any($1::uuid[]) and (r.state in ('wanted', 'live') or (r.state = 'over' and exists (
       select from callout c where c.id = r.callout_id and c.outcome = 'acknowledged'
         and (c.due_at is not null or exists (select from callout n where n.parent_id = c.id)))))`,
    [alertIds],
  )
  return rows.map(({ id }) => id)
}
