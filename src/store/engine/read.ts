// Single rows, read without a lock: a callout, an attempt, a plan, what an idempotency key has started.

import type { CalloutId, PlanHash, SpaceId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import type { AttemptRow, CalloutRow } from '#engine/ports'
import { attemptFields, columns } from './fields.ts'
import { type Runner, run, type Statement } from './query.ts'
import { type AttemptRecord, type CalloutRecord, calloutColumns, toAttempt, toCallout } from './rows.ts'

const calloutById: Statement = { name: 'engine_callout', text: `select ${calloutColumns} from callout where id = $1` }
const attemptByKey: Statement = {
  name: 'engine_attempt',
  text: `select ${columns('a', attemptFields)} from attempt a where a.callout_id = $1 and a.ordinal = $2`,
}
const attemptsByKeys: Statement = {
  name: 'engine_attempts',
  text: `select ${columns('a', attemptFields)} from unnest($1::uuid[], $2::integer[]) as x(callout_id, ordinal)
    join attempt a on a.callout_id = x.callout_id and a.ordinal = x.ordinal`,
}
const planByHash: Statement = {
  name: 'engine_plan',
  text: 'select body from plan where space_id = $1 and hash = $2',
}
const byIdempotencyKey: Statement = {
  name: 'engine_idempotency',
  text: 'select callout_id, fingerprint from idempotency where space_id = $1 and key = $2',
}

export const readCallout = async (runner: Runner, id: CalloutId): Promise<CalloutRow | null> => {
  const [record] = await run<CalloutRecord>(runner, calloutById, [id])
  return record === undefined ? null : toCallout(record)
}

export const readAttempt = async (
  runner: Runner,
  { calloutId, ordinal }: { calloutId: CalloutId; ordinal: number },
): Promise<AttemptRow | null> => {
  const [record] = await run<AttemptRecord>(runner, attemptByKey, [calloutId, ordinal])
  return record === undefined ? null : toAttempt(record)
}

type Key = Pick<AttemptRow, 'calloutId' | 'ordinal'>
const keyOf = ({ calloutId, ordinal }: Key): string => `${calloutId} ${ordinal}`

/** Answers in the order of the keys; null for an attempt there is none of. */
export const readAttempts = async (runner: Runner, keys: readonly Key[]): Promise<readonly (AttemptRow | null)[]> => {
  const records = await run<AttemptRecord>(runner, attemptsByKeys, [
    keys.map((key) => key.calloutId),
    keys.map((key) => key.ordinal),
  ])
  const found = new Map(records.map(toAttempt).map((attempt) => [keyOf(attempt), attempt]))
  return keys.map((key) => found.get(keyOf({ ...key, calloutId: key.calloutId.toLowerCase() as CalloutId })) ?? null)
}

export const readPlan = async (
  runner: Runner,
  { spaceId, hash }: { spaceId: SpaceId; hash: PlanHash },
): Promise<Plan | null> => {
  const [record] = await run<{ body: Plan }>(runner, planByHash, [spaceId, hash])
  return record?.body ?? null
}

export const findIdempotent = async (
  runner: Runner,
  { spaceId, key }: { spaceId: SpaceId; key: string },
): Promise<{ calloutId: CalloutId; fingerprint: string } | null> => {
  const [record] = await run<{ callout_id: CalloutId; fingerprint: string }>(runner, byIdempotencyKey, [spaceId, key])
  return record === undefined ? null : { calloutId: record.callout_id, fingerprint: record.fingerprint }
}
