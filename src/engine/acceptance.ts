// Takes new callouts in: decided in memory, inserted in adaptive groups, durable before anybody is told. An idempotency key
// that was used before answers with the callout it started.

import type { CalloutId, PlanHash, SpaceId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import type { Values } from '#core/speech/template'
import { giveBirth } from './birth.ts'
import type { Columns } from './draft.ts'
import { createGrouper } from './grouper.ts'
import {
  type AttemptRow,
  type CalloutRow,
  type Cause,
  type Clock,
  type EngineStore,
  IdempotencyConflict,
  type NewCallout,
  StoreUnavailable,
} from './ports.ts'

export type StartRequest = {
  readonly spaceId: SpaceId
  /** The plan to run first, then those it escalates to. */
  readonly plans: readonly { readonly hash: PlanHash; readonly plan: Plan }[]
  readonly cause: Cause
  readonly parameters: Values
  readonly priority: number
  readonly createdBy: string
  readonly idempotency: { readonly key: string; readonly fingerprint: string } | null
}

export type StartResult =
  | { readonly ok: true; readonly id: CalloutId; readonly createdAtMs: number; readonly replayed: boolean }
  | { readonly ok: false; readonly code: 'idempotency.conflict' | 'policy.empty' }

export type Acceptance = { readonly start: (request: StartRequest) => Promise<StartResult> }

export type AcceptanceOptions = {
  readonly store: EngineStore
  readonly clock: Clock
  readonly newId: (atMs: number) => CalloutId
  readonly columns: (nowMs: number) => Columns
  readonly committed: (outcome: { attempts: readonly AttemptRow[]; rows: readonly CalloutRow[] }) => void
  readonly answerLost: () => void
}

const GROUP_MAX = 500

export const createAcceptance = (options: AcceptanceOptions): Acceptance => {
  const { store, clock } = options

  const inserts = createGrouper<NewCallout, void>({
    groupMax: GROUP_MAX,
    splits: (error) => !(error instanceof StoreUnavailable),
    flush: async (group) => {
      await store.insert(group)
      options.committed({
        attempts: group.flatMap((callout) => callout.attempts),
        rows: group.map((entry) => entry.callout),
      })
      return group.map(() => undefined)
    },
  })

  const replay = async (request: StartRequest): Promise<StartResult | null> => {
    if (request.idempotency === null) return null
    const earlier = await store.findIdempotent(request.spaceId, request.idempotency.key)
    if (earlier === null) return null
    if (earlier.fingerprint !== request.idempotency.fingerprint) return { ok: false, code: 'idempotency.conflict' }
    const row = await store.callout(earlier.calloutId)
    return { ok: true, id: earlier.calloutId, createdAtMs: row?.createdAtMs ?? clock.nowMs(), replayed: true }
  }

  const birthOf = (request: StartRequest, first: { hash: PlanHash; plan: Plan }): NewCallout => {
    const nowMs = clock.nowMs()
    const { spaceId, cause, parameters, priority, createdBy, idempotency } = request
    const id = options.newId(nowMs)
    const row = { id, spaceId, planHash: first.hash, cause, parameters, priority, parentId: null, createdAtMs: nowMs }
    return giveBirth({ row, plan: first.plan, createdBy, idempotency, escalatedFrom: null }, options.columns(nowMs))
  }

  const start = async (request: StartRequest): Promise<StartResult> => {
    const [first] = request.plans
    if (first === undefined) return { ok: false, code: 'policy.empty' }
    const earlier = await replay(request)
    if (earlier !== null) return earlier
    for (const { hash, plan } of request.plans.toReversed()) {
      await store.savePlan({ spaceId: request.spaceId, hash, plan, nowMs: clock.nowMs() })
    }
    const callout = birthOf(request, first)
    try {
      await inserts.submit(callout)
    } catch (error) {
      if (error instanceof StoreUnavailable) options.answerLost()
      if (!(error instanceof IdempotencyConflict)) throw error
      // Two requests with one key raced; the other was first.
      return (await replay(request)) ?? { ok: false, code: 'idempotency.conflict' }
    }
    return { ok: true, id: callout.callout.id, createdAtMs: callout.callout.createdAtMs, replayed: false }
  }

  return { start }
}
