// Between core's values and the database's rows, in both directions. What is written here is read back equal, to the
// millisecond; the store's contract suite compares every field.

import type { Attempt, Effect, Head, Target } from '#core/callout/state'
import type { HistoryEntry } from '#core/callout/work'
import type { Cause, Purpose } from '#core/cause'
import type { CalloutId, ConnectionId, PlanHash, SpaceId } from '#core/ids'
import type { Speech } from '#core/speech/speech'
import type { Values } from '#core/speech/template'
import type { AttemptRow, CalloutRow, NewCallout } from '#engine/ports'
import type { attemptFields, calloutFields, historyFields, idempotencyFields, targetFields } from './fields.ts'

type Json = string | number | boolean | null | object
/** One value for each column; the compiler says when a column is forgotten. */
type Row<Fields> = { readonly [Name in keyof Fields]: Json }

export type CalloutRecord = {
  readonly id: CalloutId
  readonly space_id: SpaceId
  readonly plan_hash: PlanHash
  readonly cause: Cause
  readonly parameters: Values
  readonly priority: number
  readonly parent_id: CalloutId | null
  readonly project_id: string | null
  readonly noticed: number | null
  readonly purpose: Purpose | null
  readonly created_at: number
  readonly head: Head
}

export type TargetRecord = {
  readonly destination: number
  readonly open: boolean
  readonly settled: boolean
  readonly taken: boolean
  readonly outcome: Target['outcome']
  readonly attempt: number | null
  readonly redials: number
  readonly repeats_after_unknown: number
}

export type AttemptRecord = {
  readonly callout_id: CalloutId
  readonly ordinal: number
  readonly space_id: SpaceId
  readonly destination: number
  readonly channel: Attempt['channel']
  readonly way: number
  readonly connection_id: ConnectionId | null
  readonly address: string
  readonly priority: number
  readonly nonce: string
  readonly state: Attempt['state']
  readonly reason: Attempt['reason']
  readonly result: Attempt['result']
  readonly detail: string | null
  readonly provider_id: string | null
  readonly planned_at: number
  readonly begun_at: number | null
  readonly answered_at: number | null
  readonly ended_at: number | null
  readonly answered_by: string | null
  readonly key: string | null
  readonly turn: number
  readonly answer: Speech | null
  readonly readings: number
  readonly retries: number
  readonly cancel_wanted: boolean
  readonly possible_repeat: boolean
  readonly effect_kind: Effect['kind'] | null
  readonly effect_at: number | null
  readonly claimed_by: string | null
}

/** The select list of a CalloutRow. */
export const calloutColumns =
  'id, space_id, plan_hash, cause, parameters, priority, parent_id, project_id, noticed, purpose, created_at, head'

export const toCallout = (record: CalloutRecord): CalloutRow => ({
  id: record.id,
  spaceId: record.space_id,
  planHash: record.plan_hash,
  cause: record.cause,
  parameters: record.parameters,
  priority: record.priority,
  parentId: record.parent_id,
  ...(record.project_id === null ? {} : { projectId: record.project_id }),
  ...(record.noticed === null ? {} : { watched: true }),
  ...(record.purpose === null ? {} : { purpose: record.purpose }),
  createdAtMs: record.created_at,
  head: record.head,
})

export const toTarget = (record: TargetRecord): Target => ({
  destination: record.destination,
  open: record.open,
  settled: record.settled,
  taken: record.taken,
  outcome: record.outcome,
  attempt: record.attempt,
  redials: record.redials,
  repeatsAfterUnknown: record.repeats_after_unknown,
})

export const toAttempt = (record: AttemptRecord): AttemptRow => ({
  ordinal: record.ordinal,
  destination: record.destination,
  channel: record.channel,
  ...(record.way === 0 ? {} : { way: record.way }),
  state: record.state,
  reason: record.reason,
  result: record.result,
  detail: record.detail,
  providerId: record.provider_id,
  plannedAtMs: record.planned_at,
  begunAtMs: record.begun_at,
  answeredAtMs: record.answered_at,
  endedAtMs: record.ended_at,
  answeredBy: record.answered_by,
  key: record.key,
  turn: record.turn,
  answer: record.answer,
  readings: record.readings,
  retries: record.retries,
  cancelWanted: record.cancel_wanted,
  possibleRepeat: record.possible_repeat,
  effect: toEffect(record),
  calloutId: record.callout_id,
  spaceId: record.space_id,
  connectionId: record.connection_id,
  address: record.address,
  priority: record.priority,
  nonce: record.nonce,
  claimedBy: record.claimed_by,
})

const toEffect = ({ effect_kind: kind, effect_at: atMs }: AttemptRecord): Effect | null =>
  kind === null || atMs === null ? null : { kind, atMs }

export const fromNew = (created: NewCallout): Row<typeof calloutFields> => {
  const { callout } = created
  return {
    id: callout.id,
    space_id: callout.spaceId,
    plan_hash: callout.planHash,
    policy_id: created.policyId,
    policy_key: created.policyKey,
    cause: callout.cause,
    parameters: callout.parameters,
    priority: callout.priority,
    parent_id: callout.parentId,
    project_id: callout.projectId ?? null,
    thinning_key: created.thinningKey ?? null,
    dialect: created.dialect ?? null,
    purpose: callout.purpose ?? null,
    noticed: callout.watched === true ? 0 : null,
    created_by: created.createdBy,
    created_at: callout.createdAtMs,
    head: callout.head,
    due_at: callout.head.due?.atMs ?? null,
    outcome: callout.head.outcome,
    ended_at: callout.head.endedAtMs,
  }
}

export const fromTarget = ({ id, spaceId }: CalloutRow, target: Target): Row<typeof targetFields> => ({
  callout_id: id,
  space_id: spaceId,
  destination: target.destination,
  open: target.open,
  settled: target.settled,
  taken: target.taken,
  outcome: target.outcome,
  attempt: target.attempt,
  redials: target.redials,
  repeats_after_unknown: target.repeatsAfterUnknown,
})

export const fromAttempt = (attempt: AttemptRow): Row<typeof attemptFields> => ({
  callout_id: attempt.calloutId,
  ordinal: attempt.ordinal,
  space_id: attempt.spaceId,
  destination: attempt.destination,
  channel: attempt.channel,
  way: attempt.way ?? 0,
  connection_id: attempt.connectionId,
  address: attempt.address,
  priority: attempt.priority,
  nonce: attempt.nonce,
  state: attempt.state,
  reason: attempt.reason,
  result: attempt.result,
  detail: attempt.detail,
  provider_id: attempt.providerId,
  planned_at: attempt.plannedAtMs,
  begun_at: attempt.begunAtMs,
  answered_at: attempt.answeredAtMs,
  ended_at: attempt.endedAtMs,
  answered_by: attempt.answeredBy,
  key: attempt.key,
  turn: attempt.turn,
  answer: attempt.answer,
  readings: attempt.readings,
  retries: attempt.retries,
  cancel_wanted: attempt.cancelWanted,
  possible_repeat: attempt.possibleRepeat,
  effect_kind: attempt.effect?.kind ?? null,
  effect_at: attempt.effect?.atMs ?? null,
  claimed_by: attempt.claimedBy,
})

export const fromHistory = ({ id, spaceId }: CalloutRow, entry: HistoryEntry): Row<typeof historyFields> => ({
  callout_id: id,
  seq: entry.seq,
  space_id: spaceId,
  at: entry.atMs,
  reason: entry.reason,
  destination: entry.destination,
  attempt: entry.attempt,
  facts: entry.facts,
})

export const fromIdempotency = ({ callout, idempotency }: NewCallout): readonly Row<typeof idempotencyFields>[] =>
  idempotency === null
    ? []
    : [
        {
          space_id: callout.spaceId,
          key: idempotency.key,
          fingerprint: idempotency.fingerprint,
          callout_id: callout.id,
          created_at: callout.createdAtMs,
        },
      ]
