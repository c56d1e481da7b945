// Incidents whose forgotten-incident alert is due: found in their own small index, claimed one at a time by locking the row, so
// that of many processes one raises each alert. The count of alerts names the occurrence: started twice, it is the same
// callout.

import type pg from 'pg'
import type { CalloutId } from '#core/ids'
import { spaceHere } from '../config/context.ts'
import { linkCallout } from './callouts.ts'
import { begin, finish, hintOf, type IncidentDeps, tell } from './open.ts'
import { type IncidentRow, incidentColumns } from './rows.ts'

export type DueIncident = { readonly id: string; readonly spaceId: string }

export type ForgottenIncident = {
  readonly id: string
  readonly projectId: string
  readonly number: number
  readonly name: string
  readonly openSinceMs: number
  /** From 1. */
  readonly occurrence: number
}

export type AlertResult =
  | { readonly ok: true; readonly callout: CalloutId; readonly phase: 'started' | 'suppressed' | 'aggregated' }
  | { readonly ok: false; readonly code: string }

/** Across spaces. @param options.without those that could not be raised lately: they must not keep the others */
export const dueIncidents = async (
  engine: pg.Pool,
  { nowMs, limit, without }: { readonly nowMs: number; readonly limit: number; readonly without: readonly string[] },
): Promise<readonly DueIncident[]> => {
  const { rows } = await engine.query<DueIncident>(
    `select id, space_id as "spaceId" from incident where due_at <= $1 and id <> all($3::uuid[])
     order by due_at limit $2`,
    [new Date(nowMs), limit, without],
  )
  return rows
}

export const nextAlertDueMs = async (engine: pg.Pool): Promise<number | null> => {
  const { rows } = await engine.query<{ due_at: number }>(
    'select due_at from incident where due_at is not null order by due_at limit 1',
  )
  return rows[0]?.due_at ?? null
}

export const createForgotten = (deps: IncidentDeps) => ({
  /**
   * Raises the alert of one incident while its row is locked; another process that has it leaves it to that one.
   * What `start` throws is tried again: nothing was written.
   */
  raiseAlert: async (
    { id, spaceId }: DueIncident,
    start: (incident: ForgottenIncident) => Promise<AlertResult>,
  ): Promise<boolean> => {
    const hint = await deps.inSpace(spaceId, async (client) => {
      const nowMs = deps.nowMs()
      const { rows } = await client.query<IncidentRow>(
        `select ${incidentColumns()} from incident where space_id = ${spaceHere} and id = $1 and due_at <= $2
         for no key update skip locked`,
        [id, new Date(nowMs)],
      )
      const [found] = rows
      if (found === undefined) return null
      const open = begin(client, found, { spaceId, outbox: deps.outbox, nowMs, by: null })
      const occurrence = found.alerts + 1
      const { project_id: projectId, number, name, open_since: openSinceMs } = found
      const result = await start({ id, projectId, number, name, openSinceMs, occurrence })
      open.row = { ...open.row, alerts: occurrence, alerted_at: nowMs }
      open.rescheduled = true
      if (result.ok) await linkCallout(open, { ...result, why: 'forgotten' })
      else tell(open, { kind: 'callout_refused', why: 'forgotten', code: result.code })
      await finish(open)
      return hintOf(open)
    })
    if (hint !== null) deps.changed(hint)
    return hint !== null
  },
})
