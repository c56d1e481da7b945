// What there is to keep or not, in SQL: which rows of a kind are old, which of those are over, and how they go. What is not over is
// never deleted: neither what runs, nor what somebody works on, nor what something that runs still needs.

import type pg from 'pg'
import type { RetainedKind } from '#core/retention'
import { spaceHere } from '../config/context.ts'
import { keepUsage } from './keep-usage.ts'

export type Part = {
  /** The table, which the conditions call `x`. */
  readonly table: string
  readonly id: string
  /** By which its age counts. */
  readonly at: string
  /** Of an old one: that it is over, and since when. `$1` is the instant. */
  readonly over: string
  /** Deletes these, with what belongs to them. */
  readonly remove: (client: pg.PoolClient, ids: readonly string[]) => Promise<void>
}

type Remove = Part['remove']

const byId =
  (...statements: readonly string[]): Remove =>
  async (client, ids) => {
    for (const statement of statements) await client.query(statement, [ids])
  }

/** Usage first, while its callouts are there; then runs: what a callout was about is told by its alerts; they stay. */
const callouts: Part = {
  table: 'callout',
  id: 'id',
  at: 'created_at',
  over: `x.outcome is not null and x.due_at is null and coalesce(x.ended_at, x.created_at) < $1 and coalesce(x.noticed, 2) = 2
    and not exists (select from attempt a where a.callout_id = x.id and a.effect_kind is not null)
    and not exists (select from alert_run r where r.callout_id = x.id and r.state in ('wanted', 'live'))
    and not exists (select from incident_callout l join incident i on i.id = l.incident_id
                    where l.callout_id = x.id and (not l.done or i.status <> 'close'))
    and x.id not in (select parent_id from callout where space_id = ${spaceHere} and outcome is null and parent_id is not null)`,
  remove: byId(
    keepUsage,
    'delete from alert_run where callout_id = any($1::uuid[])',
    'delete from incident_callout where callout_id = any($1::uuid[])',
    'delete from merged_request where callout_id = any($1::uuid[])',
    'delete from idempotency where callout_id = any($1::uuid[])',
    'delete from history where callout_id = any($1::uuid[])',
    'delete from attempt where callout_id = any($1::uuid[])',
    'delete from target where callout_id = any($1::uuid[])',
    'delete from callout where id = any($1::uuid[])',
  ),
}

const incidents: Part = {
  table: 'incident',
  id: 'id',
  at: 'created_at',
  over: `x.status = 'close' and x.closed_at < $1 and x.due_at is null
    and not exists (select from incident_notice n where n.incident_id = x.id and n.wanted)
    and not exists (select from incident_callout l where l.incident_id = x.id and not l.done)`,
  remove: byId('delete from incident where id = any($1::uuid[])'),
}

/** With an alert goes its place in its runs; a run that nothing is left of goes with the last. */
const removeAlerts: Remove = async (client, ids) => {
  const { rows } = await client.query<{ id: string }>(
    'select distinct run_id as id from alert_run_member where alert_id = any($1::uuid[])',
    [ids],
  )
  await client.query('delete from alert where id = any($1::uuid[])', [ids])
  await client.query(
    `delete from alert_run r where r.id = any($1::uuid[])
       and not exists (select from alert_run_member m where m.run_id = r.id)`,
    [rows.map(({ id }) => id)],
  )
}

const alerts: Part = {
  table: 'alert',
  id: 'id',
  at: 'updated_at',
  over: `x.state = 'recovered'
    and not exists (select from alert_run_member m join alert_run r on r.id = m.run_id
                    where m.alert_id = x.id and r.state in ('wanted', 'live'))
    and not exists (select from alert_wait w where w.alert_id = x.id)
    and not exists (select from alert_back b where b.alert_id = x.id and b.state = 'waiting')`,
  remove: removeAlerts,
}

const webhookDeliveries: Part = {
  table: 'webhook_delivery',
  id: 'id',
  at: 'created_at',
  over: `x.state <> 'waiting'`,
  remove: byId('delete from webhook_delivery where id = any($1::uuid[])'),
}

const sourcesTold: Part = {
  table: 'alert_back',
  id: 'id',
  at: 'created_at',
  over: `x.state <> 'waiting'`,
  remove: byId('delete from alert_back where id = any($1::uuid[])'),
}

/** With the lines of the log that tell of them. */
const drafts: Part = {
  table: 'draft',
  id: 'id',
  at: 'created_at',
  over: `x.state <> 'open' and x.decided_at < $1`,
  remove: byId('delete from draft where id = any($1::uuid[])'),
}

const audit: Part = {
  table: 'audit',
  id: 'seq',
  at: 'at',
  over: 'true',
  remove: byId('delete from audit where seq = any($1::bigint[])'),
}

export const parts: Readonly<Record<RetainedKind, readonly Part[]>> = {
  callouts: [callouts],
  incidents: [incidents],
  alerts: [alerts],
  deliveries: [webhookDeliveries, sourcesTold],
  audit: [audit, drafts],
}

/** Old ones of this space. */
export const oldIn = ({ table, at }: Part): string => `from ${table} x where x.space_id = ${spaceHere} and x.${at} < $1`
