// Analytics: how callouts went over a time. A read model: what began in that time is gathered once, and counted from every side.
// Tests and direct sends (callouts with a purpose) are left out.

import type pg from 'pg'
import { type InSpace, spaceHere } from './context.ts'
import { nameNow } from './objects.ts'

type Span = {
  readonly fromMs: number
  readonly toMs: number
  readonly policyId: string | null
  readonly zone: string
}

const POLICIES_MAX = 200
const PEOPLE_MAX = 200
const ALERTS_MAX = 50

/** Callouts that began in the time: $1 from, $2 to, $3 one policy. */
const callouts = `callouts as materialized (
  select id, policy_id, policy_key, plan_hash, outcome, created_at, extract(epoch from (
      select min(at) from history where callout_id = callout.id
        and reason in ('taken_by_key', 'taken_by_answer', 'button_acknowledge', 'acknowledged_by_hand')) - created_at
    )::float8 as seconds
  from callout
  where space_id = ${spaceHere} and purpose is null and created_at >= $1 and created_at < $2
    and ($3::uuid is null or policy_id = $3))`

const measures = `count(seconds)::integer as acknowledged,
  percentile_cont(0.5) within group (order by seconds) as "medianSeconds",
  percentile_cont(0.9) within group (order by seconds) as "p90Seconds"`

/** Attempts that went out, by whom they were to reach: $4 the zone. */
const attempts = `${callouts}, attempts as materialized (
  select plan_hash, destination, channel, extract(hour from a.begun_at at time zone $4)::integer as hour,
    count(*)::integer as attempts,
    count(*) filter (where result in ('taken', 'passed', 'left', 'transfer', 'connected'))::integer as reached,
    count(*) filter (where result = 'delivered')::integer as delivered,
    count(*) filter (where result in ('no_key', 'voicemail', 'no_answer', 'busy'))::integer as unreached,
    count(*) filter (where result in ('failed', 'refused', 'lost'))::integer as failed
  from callouts join attempt a on a.callout_id = callouts.id
  where a.begun_at is not null group by 1, 2, 3, 4)`

const total = `sum(attempts)::integer as attempts, sum(reached)::integer as reached`

type Totals = {
  readonly total: number
  readonly running: number
  readonly outcomes: Readonly<Record<string, number>>
  readonly acknowledged: number
  readonly medianSeconds: number | null
  readonly p90Seconds: number | null
}
type Counted = { readonly attempts: number; readonly reached: number }

/** Gathered once, and counted from each side: each list is one column of the answer. */
const listed = (query: string): string => `(select coalesce(json_agg(one), '[]') from (${query}) as one)`

type PolicyRow = Omit<Totals, 'total' | 'running' | 'outcomes'> & {
  readonly policy: string
  readonly policyName: string | null
  readonly callouts: number
  readonly exhausted: number
}

const byOutcome = `select outcome, count(*) as n from callouts where outcome is not null group by outcome`
/** One that was made anew under the key of another is counted with it, and names them both: of ids the latest is the greatest. */
const byPolicy = `select policy, ${nameNow('policy', 'one.policy_id')} as "policyName", callouts, exhausted, acknowledged,
    "medianSeconds", "p90Seconds"
  from (select policy_key as policy, max(policy_id::text)::uuid as policy_id, count(*)::integer as callouts,
      count(*) filter (where outcome = 'exhausted')::integer as exhausted, ${measures}
    from callouts group by policy_key order by callouts desc, policy limit ${POLICIES_MAX}) as one`

const readCallouts = async (client: pg.PoolClient, span: readonly unknown[]) => {
  const { rows } = await client.query<Totals & { policies: readonly PolicyRow[] }>(
    `with ${callouts} select count(*)::integer as total, count(*) filter (where outcome is null)::integer as running, ${measures},
       (select coalesce(jsonb_object_agg(outcome, n), '{}') from (${byOutcome}) as one) as outcomes,
       ${listed(byPolicy)} as policies
     from callouts`,
    [...span],
  )
  const [totals] = rows
  if (totals === undefined) throw new Error('an aggregate has a row')
  const { policies, ...all } = totals
  return { callouts: all, policies }
}

type ChannelRow = Counted & {
  readonly channel: string
  readonly delivered: number
  readonly unreached: number
  readonly failed: number
}
type HourRow = Counted & { readonly hour: number }
type PersonRow = Counted & {
  readonly user: string | null
  readonly name: string
  readonly unreached: number
  readonly nights: number
}

/** Whom a destination stands for is read from the plans, once each: opening one costs more than counting its attempts. */
const destinations = `destinations as materialized (
  select plan.hash as plan_hash, place - 1 as destination, one->>'userId' as user_id, one->>'name' as name
  from (select distinct plan_hash from attempts) as used
  join plan on plan.hash = used.plan_hash and plan.space_id = ${spaceHere}
  cross join lateral jsonb_array_elements(plan.body->'destinations') with ordinality as listed (one, place))`

const byChannel = `select channel, ${total}, sum(delivered)::integer as delivered, sum(unreached)::integer as unreached,
    sum(failed)::integer as failed from attempts group by channel order by attempts desc, channel`
const byHour = `select hour, coalesce(sum(attempts), 0)::integer as attempts, coalesce(sum(reached), 0)::integer as reached
  from generate_series(0, 23) as hour left join attempts using (hour) group by hour order by hour`
const byPerson = `select user_id as "user", max(name) as name, ${total}, sum(unreached)::integer as unreached,
    coalesce(sum(attempts) filter (where hour >= 22 or hour < 6), 0)::integer as nights
  from attempts join destinations using (plan_hash, destination)
  group by user_id, case when user_id is null then name end order by attempts desc, name limit ${PEOPLE_MAX}`

const readAttempts = async (client: pg.PoolClient, span: readonly unknown[]) => {
  type Row = {
    readonly channels: readonly ChannelRow[]
    readonly hours: readonly HourRow[]
    readonly people: readonly PersonRow[]
  }
  const { rows } = await client.query<Row>(
    `with ${attempts}, ${destinations}
     select ${listed(byChannel)} as channels, ${listed(byHour)} as hours, ${listed(byPerson)} as people`,
    [...span],
  )
  const [counted] = rows
  if (counted === undefined) throw new Error('an aggregate has a row')
  return counted
}

const readAlerts = async (client: pg.PoolClient, { fromMs, toMs, policyId }: Span) => {
  type Row = {
    id: string
    source: string
    sourceName: string | null
    host: string
    service: string | null
    callouts: number
  }
  const { rows } = await client.query<Row>(
    `select alert.id, alert_source.key as source, ${nameNow('alert_source', 'alert_source.id')} as "sourceName",
       coalesce(alert.body->>'host', alert.body->>'summary', alert.dedup_key) as host,
       alert.body->>'service' as service, count(*)::integer as callouts
     from alert_run run join alert_run_member on run_id = run.id join alert on alert.id = alert_id
     join alert_source on alert_source.id = alert.source_id
     where run.space_id = ${spaceHere} and run.callout_id is not null and run.created_at >= $1 and run.created_at < $2
       and ($3::uuid is null or run.policy_id = $3)
     group by alert.id, alert_source.id order by callouts desc, host limit ${ALERTS_MAX}`,
    [new Date(fromMs), new Date(toMs), policyId],
  )
  return rows
}

export const createAnalytics = ({ inSnapshot }: { readonly inSnapshot: InSpace }) => ({
  /** All from one instant: what is counted from one side adds up to what is counted from another. */
  read: (spaceId: string, span: Span) =>
    inSnapshot(spaceId, async (client) => {
      const began = [new Date(span.fromMs), new Date(span.toMs), span.policyId]
      const inZone = [...began, span.zone]
      return {
        ...(await readCallouts(client, began)),
        ...(await readAttempts(client, inZone)),
        alerts: await readAlerts(client, span),
      }
    }),
})
