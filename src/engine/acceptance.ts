// Takes new callouts in: decided in memory, inserted in adaptive groups, durable before anybody is told. An idempotency key
// that was used before answers with the callout it started.

import { assert } from '#core/assert'
import type { Suppression } from '#core/callout/event'
import type { Outcome } from '#core/callout/state'
import type { Cause } from '#core/cause'
import type { CalloutId, PlanHash, SpaceId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import type { Values } from '#core/speech/template'
import { giveBirth } from './birth.ts'
import type { Columns } from './draft.ts'
import { createGrouper } from './grouper.ts'
import {
  type AttemptRow,
  type CalloutRow,
  type Clock,
  type EngineStore,
  IdempotencyConflict,
  type NewCallout,
  StoreUnavailable,
} from './ports.ts'

type Planned = { readonly hash: PlanHash; readonly plan: Plan }

export type StartRequest = {
  readonly spaceId: SpaceId
  /** The plan to run first, then those it escalates to. */
  readonly plans: readonly Planned[]
  readonly cause: Cause
  readonly parameters: Values
  readonly priority: number
  readonly createdBy: string
  readonly projectId?: string | null | undefined
  /** A pause is on: the callout is kept with its reason, and nobody is called. */
  readonly suppressedBy?: Suppression | undefined
  /** Requests of the same key are merged into this callout for a while. */
  readonly thinningKey?: string | null | undefined
  readonly idempotency: { readonly key: string; readonly fingerprint: string } | null
}

export type StartResult =
  | {
      readonly ok: true
      readonly id: CalloutId
      readonly createdAtMs: number
      readonly replayed: boolean
      /** How it ended already: suppressed, or with nobody who could be contacted. */
      readonly outcome: Outcome | null
    }
  | { readonly ok: false; readonly code: 'idempotency.conflict' | 'policy.empty' }

export type AcceptanceOptions = {
  readonly store: EngineStore
  readonly clock: Clock
  readonly newId: (atMs: number) => CalloutId
  readonly columns: (nowMs: number) => Columns
  readonly committed: (outcome: { attempts: readonly AttemptRow[]; rows: readonly CalloutRow[] }) => void
  readonly answerLost: () => void
}

/** Larger groups only make the first of them wait; measured, 50 to 100 carry the most. */
const GROUP_MAX = 100
/** Keys this process remembers having seen; any other is looked for only when its insert finds it taken. */
const KEYS_SEEN_MAX = 50_000

export class Acceptance {
  readonly #options: AcceptanceOptions
  readonly #inserts
  readonly #keysSeen = new Set<string>()

  constructor(options: AcceptanceOptions) {
    this.#options = options
    this.#inserts = createGrouper<readonly NewCallout[], void>({
      groupMax: GROUP_MAX,
      splits: (error) => !(error instanceof StoreUnavailable),
      flush: async (group) => {
        const callouts = group.flat()
        await options.store.insert(callouts)
        options.committed({
          attempts: callouts.flatMap((callout) => callout.attempts),
          rows: callouts.map((entry) => entry.callout),
        })
        return group.map(() => undefined)
      },
    })
  }

  async start(request: StartRequest): Promise<StartResult> {
    const { store, clock } = this.#options
    const [first] = request.plans
    if (first === undefined) return { ok: false, code: 'policy.empty' }
    const earlier = this.#isNew(request) ? null : await this.#replay(request)
    if (earlier !== null) return earlier
    for (const { hash, plan } of request.plans.toReversed()) {
      await store.savePlan({ spaceId: request.spaceId, hash, plan, nowMs: clock.nowMs() })
    }
    const family = await this.#birth(request, first)
    const { callout } = family[0]
    try {
      await this.#inserts.submit(family)
    } catch (error) {
      if (error instanceof StoreUnavailable) this.#options.answerLost()
      if (!(error instanceof IdempotencyConflict)) throw error
      // Two requests with one key raced; the other was first.
      return (await this.#replay(request)) ?? { ok: false, code: 'idempotency.conflict' }
    }
    const { id, createdAtMs, head } = callout
    return { ok: true, id, createdAtMs, replayed: false, outcome: head.outcome }
  }

  /**
   * A key that nobody has sent here before is almost always new: its insert will tell. One that comes again is looked up
   * first, so that a script that repeats itself does not break up the groups of the others.
   */
  #isNew({ spaceId, idempotency }: StartRequest): boolean {
    if (idempotency === null) return true
    const key = `${spaceId} ${idempotency.key}`
    if (this.#keysSeen.has(key)) return false
    if (this.#keysSeen.size >= KEYS_SEEN_MAX) this.#keysSeen.clear()
    this.#keysSeen.add(key)
    return true
  }

  async #replay(request: StartRequest): Promise<StartResult | null> {
    if (request.idempotency === null) return null
    const { store, clock } = this.#options
    const earlier = await store.findIdempotent(request.spaceId, request.idempotency.key)
    if (earlier === null) return null
    if (earlier.fingerprint !== request.idempotency.fingerprint) return { ok: false, code: 'idempotency.conflict' }
    const row = await store.callout(earlier.calloutId)
    const createdAtMs = row?.createdAtMs ?? clock.nowMs()
    return { ok: true, id: earlier.calloutId, createdAtMs, replayed: true, outcome: row?.head.outcome ?? null }
  }

  #birth(request: StartRequest, first: Planned): ReturnType<typeof giveBirth> {
    const nowMs = this.#options.clock.nowMs()
    const { spaceId, cause, parameters, priority, createdBy, idempotency, projectId, suppressedBy, thinningKey } =
      request
    const newId = () => this.#options.newId(nowMs)
    const given = { spaceId, planHash: first.hash, cause, parameters, priority, projectId }
    const row = { ...given, id: newId(), parentId: null, createdAtMs: nowMs }
    return giveBirth(
      { row, plan: first.plan, createdBy, idempotency, escalatedFrom: null, suppressedBy, thinningKey },
      { columns: this.#options.columns(nowMs), newId, planOf: (hash) => planIn(request.plans, hash) },
    )
  }
}

/** A start brings the plans of its whole chain. */
const planIn = (plans: StartRequest['plans'], wanted: PlanHash): Plan => {
  const found = plans.find(({ hash }) => hash === wanted)
  assert(found, `the plan ${wanted} came with the start`)
  return found.plan
}
