// What decisions have changed, in one statement: heads with the columns their indexes need, targets, attempts, history. The
// caller holds the callouts' locks. A provider's progress touches attempts without that lock, so it is never taken back here.

import { isLive } from '#core/callout/state'
import type { AttemptRow, CalloutWrite } from '#engine/ports'
import {
  asJson,
  attemptFields,
  type Fields,
  historyFields,
  insertInto,
  instant,
  names,
  targetFields,
} from './fields.ts'
import { type Runner, run, type Statement } from './query.ts'
import { fromAttempt, fromHistory, fromTarget } from './rows.ts'

const updates = (fields: Fields, except: readonly string[]): string =>
  names(fields)
    .filter((name) => !except.includes(name))
    .map((name) => `${name} = excluded.${name}`)
    .join(', ')

const write: Statement = {
  name: 'engine_write',
  text: `with callouts as (
      update callout set plan_hash = x.plan_hash, head = x.head::jsonb, due_at = ${instant('x.due_at')}, outcome = x.outcome,
          ended_at = ${instant('x.ended_at')}
        from unnest($1::uuid[], $2::text[], $3::float8[], $4::text[], $5::float8[], $9::text[])
          as x(id, head, due_at, outcome, ended_at, plan_hash) where callout.id = x.id),
    targets as (${insertInto('target', '$6', targetFields)}
      on conflict (callout_id, destination) do update
        set ${updates(targetFields, ['callout_id', 'destination', 'space_id'])}),
    attempts as (${insertInto('attempt', '$7', attemptFields)}
      on conflict (callout_id, ordinal) do update
        set ${updates(attemptFields, ['callout_id', 'ordinal', 'space_id', 'state'])},
          state = case when attempt.state = 'ringing' and excluded.state = 'placed' then 'ringing' else excluded.state end)
    ${insertInto('history', '$8', historyFields)}`,
}

/** A number that one attempt gives back and another takes is free before it is taken: the index looks row by row. */
const endedFirst = (one: AttemptRow, other: AttemptRow): number => Number(isLive(one)) - Number(isLive(other))

/** @errors NumberInCall, StoreUnavailable */
export const writeCallouts = async (runner: Runner, writes: readonly CalloutWrite[]): Promise<void> => {
  if (writes.length === 0) return
  await run(runner, write, [
    writes.map(({ callout }) => callout.id),
    writes.map(({ callout }) => JSON.stringify(callout.head)),
    writes.map(({ callout }) => callout.head.due?.atMs ?? null),
    writes.map(({ callout }) => callout.head.outcome),
    writes.map(({ callout }) => callout.head.endedAtMs),
    asJson(writes.flatMap(({ callout, targets }) => targets.map((target) => fromTarget(callout, target)))),
    asJson(
      writes
        .flatMap(({ attempts }) => attempts)
        .toSorted(endedFirst)
        .map(fromAttempt),
    ),
    asJson(writes.flatMap(({ callout, history }) => history.map((entry) => fromHistory(callout, entry)))),
    writes.map(({ callout }) => callout.planHash),
  ])
}
