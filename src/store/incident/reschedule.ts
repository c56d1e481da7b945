// When a project changes its forgotten-incident rule, the incidents that wait for the alert wait by the new one.

import type pg from 'pg'
import { type ForgottenRule, nextAlertMs } from '#core/incident/forgotten'
import { type IncidentRow, incidentColumns, stateOf } from './rows.ts'

export const rescheduleAlerts = async (
  client: pg.PoolClient,
  projectId: string,
  rule: ForgottenRule,
): Promise<void> => {
  const { rows } = await client.query<IncidentRow>(
    `select ${incidentColumns()} from incident
     where space_id = current_setting('noroshi.space')::uuid and project_id = $1 and status = 'open' and taken_at is null
     order by id for no key update`,
    [projectId],
  )
  const dues = rows.map((row) => nextAlertMs(stateOf(row), rule))
  await client.query(
    `update incident set due_at = given.due_at
     from unnest($1::uuid[], $2::timestamptz[]) as given (id, due_at) where incident.id = given.id`,
    [rows.map((row) => row.id), dues.map((dueMs) => (dueMs === null ? null : new Date(dueMs)))],
  )
}
