// Effects that are due: whoever claims one performs it. What another process is about to change is passed over, not waited
// for, and the cost follows what is due, never what is live.

import { limits } from '#core/limits'
import type { AttemptRow } from '#engine/ports'
import { attemptFields, columns, instant } from './fields.ts'
import { type Runner, run, type Statement } from './query.ts'
import { type AttemptRecord, toAttempt } from './rows.ts'

// One priority after the other, each by its age: sorted together, every claim would read all that is due.
const claim: Statement = {
  name: 'engine_claim',
  text: `with due as materialized (
      select first.callout_id, first.ordinal
        from generate_series(${limits.priority.min}, ${limits.priority.max}) as urgency(priority)
        cross join lateral (
          select callout_id, ordinal from attempt
            where effect_kind is not null and claimed_by is null
              and priority = urgency.priority::smallint and effect_at <= ${instant('$2::float8')}
            order by effect_at limit $3 for no key update skip locked) as first
        limit $3)
    update attempt a set claimed_by = $1 from due
      where a.callout_id = due.callout_id and a.ordinal = due.ordinal
    returning ${columns('a', attemptFields)}`,
}
const claimed: Statement = {
  name: 'engine_claimed',
  text: `select ${columns('a', attemptFields)} from attempt a where a.claimed_by = $1 and a.effect_kind is not null`,
}
const nextDue: Statement = {
  name: 'engine_next_due',
  text: `select least(
    (select due_at from callout where due_at is not null order by due_at limit 1),
    (select effect_at from attempt where effect_kind is not null and claimed_by is null order by effect_at limit 1)) as at`,
}

export const claimEffects = async (
  runner: Runner,
  options: { instance: string; nowMs: number; limit: number },
): Promise<readonly AttemptRow[]> => {
  const { instance, nowMs, limit } = options
  const records = await run<AttemptRecord>(runner, claim, [instance, nowMs, limit])
  // An update answers in any order.
  return records.map(toAttempt).sort((one, other) => one.priority - other.priority || dueMs(one) - dueMs(other))
}

const dueMs = ({ effect }: AttemptRow): number => effect?.atMs ?? 0

export const claimedBy = async (runner: Runner, instance: string): Promise<readonly AttemptRow[]> =>
  (await run<AttemptRecord>(runner, claimed, [instance])).map(toAttempt)

export const nextDueMs = async (runner: Runner): Promise<number | null> => {
  const [row] = await run<{ at: number | null }>(runner, nextDue, [])
  return row?.at ?? null
}
