// Live callouts, written into the database beside the server: each waits in the middle of its policy for its next step. Each
// follows one of many plans with two people of its own, so that those which come due find their phones free.

import { createHash } from 'node:crypto'
import { initialHead } from '#core/callout/state'
import type { CalloutId, ConnectionId, MethodId, PlanHash, PolicyId, SpaceId, UserId } from '#core/ids'
import type { Destination, Plan } from '#core/plan/plan'
import type { NewCallout } from '#engine/ports'
import { completeTemplate } from '#words/speech'
import { realChance } from '../src/server/real.ts'
import { numberOf, type Yard } from './yard.ts'

export type Field = {
  readonly spaceId: SpaceId
  readonly plans: readonly { readonly hash: PlanHash; readonly plan: Plan }[]
  /** Plans that have been used for a callout that comes due. */
  used: number
}

/** Numbers of these people begin here; the furnished users have the lower ones. */
const FIRST_NUMBER = 1_000_000
const BATCH = 500
const chance = realChance()

const personOf = (index: number): Destination => ({
  channel: 'phone',
  userId: chance.id(0) as UserId,
  methodId: chance.id(0) as MethodId,
  name: `Person ${index}`,
  address: numberOf(FIRST_NUMBER + index),
  language: 'ja',
})

export const planOf = (index: number, facts: { connectionId: ConnectionId; from: string }): Plan => ({
  policyId: chance.id(0) as PolicyId,
  policyKey: `live-${index}`,
  policyName: `Live ${index}`,
  stop: 'first',
  steps: [
    { destinations: [0], waitMs: 0 },
    { destinations: [1], waitMs: 0 },
  ],
  destinations: [personOf(2 * index), personOf(2 * index + 1)],
  loopsMax: 1,
  loopIntervalMs: 0,
  ringMs: 180_000,
  redial: { max: 0, intervalMs: 0, on: [] },
  deliveredIsEnough: false,
  endsOnRecovery: false,
  ...facts,
  hearsKeys: true,
  template: completeTemplate(null),
  escalatesTo: null,
})

/** @param count how many callouts can come due before phones are called twice */
export const layOut = async (yard: Yard, count: number): Promise<Field> => {
  const { rows } = await yard.pools().engine.query<{ id: SpaceId }>('select id from space')
  const { rows: connections } = await yard.pools().engine.query<{ id: ConnectionId }>('select id from connection')
  const [space, connection] = [rows[0], connections[0]]
  if (space === undefined || connection === undefined) throw new Error('the yard has no space or no connection')
  const facts = { connectionId: connection.id, from: yard.provider.numbers[0] ?? '' }
  const plans = Array.from({ length: count }, (_, index) => {
    const plan = planOf(index, facts)
    return { hash: createHash('sha256').update(JSON.stringify(plan)).digest('hex') as PlanHash, plan }
  })
  for (let at = 0; at < count; at += BATCH) {
    const batch = plans.slice(at, at + BATCH)
    await Promise.all(
      batch.map(({ hash, plan }) => yard.store().savePlan({ spaceId: space.id, hash, plan, nowMs: Date.now() })),
    )
  }
  return { spaceId: space.id, plans, used: 0 }
}

const liveCallout = (field: Field, dueMs: number, place: number): NewCallout => {
  const known = field.plans[place % field.plans.length]
  if (known === undefined) throw new Error('a field has plans')
  const { hash, plan } = known
  const nowMs = Date.now()
  const id = chance.id(nowMs) as CalloutId
  const head = {
    ...initialHead,
    due: { atMs: dueMs, for: 'next_step' as const },
    attempts: 1,
    seq: 4,
    stepBeganAtMs: nowMs,
  }
  const row = {
    id,
    spaceId: field.spaceId,
    planHash: hash,
    cause: { kind: 'text' as const, text: 'db01 のディスク使用率が 95% を超えました' },
    parameters: { due: String(dueMs) },
    priority: 5,
    parentId: null,
    createdAtMs: nowMs,
    head,
  }
  return {
    callout: row,
    targets: [
      {
        destination: 0,
        open: false,
        settled: false,
        taken: false,
        outcome: 'unreached',
        attempt: 1,
        redials: 0,
        repeatsAfterUnknown: 0,
      },
    ],
    attempts: [endedAttempt(row, plan)],
    history: (['started', 'step_opened', 'first_attempt', 'ended_no_answer'] as const).map((reason, index) => ({
      seq: index + 1,
      atMs: nowMs,
      reason,
      destination: index < 2 ? null : 0,
      attempt: index < 2 ? null : 1,
      facts: {},
    })),
    policyId: plan.policyId,
    policyKey: plan.policyKey,
    createdBy: 'bench',
    idempotency: null,
  }
}

const endedAttempt = (row: NewCallout['callout'], plan: Plan): NewCallout['attempts'][number] => ({
  ordinal: 1,
  destination: 0,
  channel: 'phone',
  state: 'ended',
  reason: 'first_attempt',
  result: 'no_answer',
  detail: 'sip.487',
  providerId: `CA${row.id.replaceAll('-', '')}`,
  plannedAtMs: row.createdAtMs,
  begunAtMs: row.createdAtMs,
  answeredAtMs: null,
  endedAtMs: row.createdAtMs,
  answeredBy: null,
  key: null,
  turn: 0,
  answer: null,
  readings: 0,
  retries: 0,
  cancelWanted: false,
  possibleRepeat: false,
  effect: null,
  calloutId: row.id,
  spaceId: row.spaceId,
  connectionId: plan.connectionId,
  address: plan.destinations[0]?.address ?? '',
  priority: row.priority,
  nonce: chance.nonce(),
  claimedBy: null,
})

/** Writes callouts that come due at these instants, and tells the server of the first. */
export const plant = async (yard: Yard, field: Field, dueMs: readonly number[]): Promise<void> => {
  const first = field.used
  field.used += dueMs.length
  const batches = Array.from({ length: Math.ceil(dueMs.length / BATCH) }, (_, batch) => batch * BATCH)
  const write = async (at: number): Promise<void> => {
    const created = dueMs.slice(at, at + BATCH).map((atMs, index) => liveCallout(field, atMs, first + at + index))
    await yard.store().insert(created)
  }
  for (const at of batches) await write(at)
  let earliest = Number.POSITIVE_INFINITY
  for (const atMs of dueMs) earliest = Math.min(earliest, atMs)
  if (Number.isFinite(earliest)) await yard.store().announce(earliest)
}

/** How late each timer that was due in a span was decided on, by the history. */
export const latenessOf = async (
  yard: Yard,
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<{ readonly lateMs: readonly number[]; readonly missing: number }> => {
  const { rows } = await yard.pools().engine.query<{ late: number | null }>(
    `select extract(epoch from h.at)::float8 * 1000 - d.due as late
     from (select id, (parameters ->> 'due')::float8 as due from callout where parameters ? 'due') d
       left join history h on h.callout_id = d.id and h.reason = 'step_opened' and h.seq > 4
     where d.due >= $1 and d.due < $2`,
    [span.fromMs, span.toMs],
  )
  const lateMs = rows.flatMap(({ late }) => (late === null ? [] : [late]))
  return { lateMs, missing: rows.length - lateMs.length }
}
