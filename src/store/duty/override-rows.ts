// The rows of overrides, as core takes them: in the order in which they were made.

import type pg from 'pg'
import type { Change, Override } from '#core/calendar/schedule'

export type OverrideRow = {
  readonly id: string
  readonly position: string | null
  readonly kind: Change['kind']
  readonly userId: string | null
  readonly byUserId: string | null
  readonly fromMs: number
  readonly toMs: number
  readonly note: string
  readonly createdBy: string
  readonly createdAtMs: number
}

export const overrideColumns = `id, position, kind, user_id as "userId", by_user_id as "byUserId", starts_at as "fromMs",
  ends_at as "toMs", note, created_by as "createdBy", created_at as "createdAtMs"`

/** Ids of people are there where their kind needs them: they were checked when they were written. */
const changeOf = ({ kind, userId, byUserId }: OverrideRow): Change =>
  kind === 'replace' ? { kind, person: userId, by: byUserId as string } : { kind, person: userId as string }

export const overrideOf = (row: OverrideRow): Override => ({
  id: row.id,
  fromMs: row.fromMs,
  toMs: row.toMs,
  position: row.position,
  change: changeOf(row),
})

export const overridesOf = async (client: pg.PoolClient, scheduleId: string): Promise<readonly Override[]> => {
  const { rows } = await client.query<OverrideRow>(
    `select ${overrideColumns} from duty_override where schedule_id = $1 order by id`,
    [scheduleId],
  )
  return rows.map(overrideOf)
}
