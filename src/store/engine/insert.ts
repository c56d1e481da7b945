// New callouts with everything they begin with and the plans they follow, in one statement and so in one transaction and one round trip: all or none.

import type { NewCallout, PlanToSave } from '#engine/ports'
import {
  asJson,
  attemptFields,
  calloutFields,
  historyFields,
  idempotencyFields,
  insertInto,
  targetFields,
} from './fields.ts'
import { insertPlans, plansAsJson } from './plans.ts'
import { type Runner, run, type Statement } from './query.ts'
import { fromAttempt, fromHistory, fromIdempotency, fromNew, fromTarget } from './rows.ts'

const insert: Statement = {
  name: 'engine_insert',
  text: `with plans as (${insertPlans('$6')}),
    callouts as (${insertInto('callout', '$1', calloutFields)}),
    targets as (${insertInto('target', '$2', targetFields)}),
    attempts as (${insertInto('attempt', '$3', attemptFields)}),
    entries as (${insertInto('history', '$4', historyFields)})
    ${insertInto('idempotency', '$5', idempotencyFields)}`,
}

/**
 * Inserts all of them or none.
 * @errors IdempotencyConflict, NumberInCall, StoreUnavailable
 */
export const insertCallouts = async (
  runner: Runner,
  created: readonly NewCallout[],
  plans: readonly PlanToSave[] = [],
): Promise<void> => {
  if (created.length === 0) return
  await run(runner, insert, [
    asJson(created.map(fromNew)),
    asJson(created.flatMap(({ callout, targets }) => targets.map((target) => fromTarget(callout, target)))),
    asJson(created.flatMap(({ attempts }) => attempts.map(fromAttempt))),
    asJson(created.flatMap(({ callout, history }) => history.map((entry) => fromHistory(callout, entry)))),
    asJson(created.flatMap(fromIdempotency)),
    plansAsJson(plans),
  ])
}
