// What decisions have changed, in one statement: heads with the columns their indexes need, targets, attempts, history. The
// caller holds the callouts' locks. A provider's progress touches attempts without that lock, so it is never taken back here.

import type { CalloutWrite } from '#engine/ports'
import {
  attemptFields,
  type Fields,
  headFields,
  historyFields,
  insertInto,
  names,
  records,
  stored,
  targetFields,
} from './fields.ts'
import { type Runner, run, type Statement } from './query.ts'
import { fromAttempt, fromHead, fromHistory, fromTarget } from './rows.ts'

const updates = (fields: Fields, except: readonly string[]): string =>
  names(fields)
    .filter((name) => !except.includes(name))
    .map((name) => `${name} = excluded.${name}`)
    .join(', ')

const heads = Object.entries(headFields).filter(([name]) => name !== 'id')

const write: Statement = {
  name: 'engine_write',
  text: `with callouts as (
      update callout set ${heads.map(([name, type]) => `${name} = ${stored(name, type)}`).join(', ')}
        from ${records('$1', headFields)} where callout.id = x.id),
    targets as (${insertInto('target', '$2', targetFields)}
      on conflict (callout_id, destination) do update
        set ${updates(targetFields, ['callout_id', 'destination', 'space_id'])}),
    attempts as (${insertInto('attempt', '$3', attemptFields)}
      on conflict (callout_id, ordinal) do update
        set ${updates(attemptFields, ['callout_id', 'ordinal', 'space_id', 'state'])},
          state = case when attempt.state = 'ringing' and excluded.state = 'placed' then 'ringing' else excluded.state end)
    ${insertInto('history', '$4', historyFields)}`,
}

/** @errors NumberInCall, StoreUnavailable */
export const writeCallouts = async (runner: Runner, writes: readonly CalloutWrite[]): Promise<void> => {
  if (writes.length === 0) return
  await run(runner, write, [
    JSON.stringify(writes.map(fromHead)),
    JSON.stringify(writes.flatMap(({ callout, targets }) => targets.map((target) => fromTarget(callout, target)))),
    JSON.stringify(writes.flatMap(({ attempts }) => attempts.map(fromAttempt))),
    JSON.stringify(writes.flatMap(({ callout, history }) => history.map((entry) => fromHistory(callout, entry)))),
  ])
}
