// Takes new callouts in: decided in memory, inserted in adaptive groups, durable before anybody is told. An idempotency key
// that was used before answers with the callout it started.

import { assert } from '#core/assert'
import type { BeginsLater, Suppression } from '#core/callout/event'
import type { Outcome } from '#core/callout/state'
import type { Cause, Purpose } from '#core/cause'
import type { CalloutId, PlanHash, SpaceId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import type { Values } from '#core/speech/template'
import { type Born, conceive, deliver } from './birth.ts'
import type { Columns } from './draft.ts'
import type { FirstGate } from './first-gate.ts'
import { createGrouper } from './grouper.ts'
import type { Join } from './join.ts'
import type { Begun } from './performer.ts'
import type { Plans } from './plans.ts'
import {
  type AttemptRow,
  type CalloutRow,
  type Clock,
  type EngineStore,
  IdempotencyConflict,
  type NewCallout,
  PlanGone,
  type PlanToSave,
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
  /** Somebody wants to be told of it. */
  readonly watched?: boolean | undefined
  /** A pause is on: the callout is kept with its reason, and nobody is called. */
  readonly suppressedBy?: Suppression | undefined
  /** It is kept, and begins then. */
  readonly later?: BeginsLater | undefined
  /** Requests of the same key are merged into this callout for a while. */
  readonly thinningKey?: string | null | undefined
  readonly dialect?: string | null | undefined
  readonly purpose?: Purpose | undefined
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
  readonly firstGate: FirstGate
  readonly join: Join
  readonly learnPlan: Plans['learn']
  readonly committed: (outcome: { attempts: readonly AttemptRow[]; rows: readonly CalloutRow[] }) => void
  /** Attempts that were born begun, now that it is on disk. */
  readonly send: (begun: readonly Begun[]) => void
  /** Whether it is on disk nobody knows. */
  readonly answerLost: (begun: readonly Begun[]) => void
}

type Order = {
  readonly id: CalloutId
  readonly request: StartRequest
  readonly first: Planned
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
    this.#inserts = createGrouper<Order, CalloutRow>({
      groupMax: GROUP_MAX,
      splits: (error) => !(error instanceof StoreUnavailable),
      flush: (group) => this.#insert(group),
    })
  }

  async start(request: StartRequest): Promise<StartResult> {
    const [first] = request.plans
    if (first === undefined) return { ok: false, code: 'policy.empty' }
    const earlier = this.#isNew(request) ? null : await this.#replay(request)
    if (earlier !== null) return earlier
    try {
      const { id, createdAtMs, head } = await this.#accept({ request, first })
      return { ok: true, id, createdAtMs, replayed: false, outcome: head.outcome }
    } catch (error) {
      if (!(error instanceof IdempotencyConflict)) throw error
      // Two requests with one key raced; the other was first.
      return (await this.#replay(request)) ?? { ok: false, code: 'idempotency.conflict' }
    }
  }

  async #accept(order: Omit<Order, 'id'>, again = true): Promise<CalloutRow> {
    const { clock, newId } = this.#options
    try {
      return await this.#inserts.submit({ id: newId(clock.nowMs()), ...order })
    } catch (error) {
      // Retention took a plan that was last followed long ago, and that was believed to be there.
      if (!(error instanceof PlanGone && again)) throw error
      return this.#accept(order, false)
    }
  }

  /** Decided anew at each try: what has begun meanwhile may be in the way. */
  async #insert(group: readonly Order[]): Promise<readonly CalloutRow[]> {
    const { clock, firstGate, store, learnPlan, committed, send, answerLost } = this.#options
    const columns = this.#options.columns(clock.nowMs())
    const plans = group.flatMap(({ request }) => plansOf(request, columns.nowMs))
    const families = await Promise.all(group.map((order) => this.#conceive(order, columns)))
    const all = families.flat()
    const over = await firstGate.pass(
      all.map(({ draft }) => draft),
      columns.nowMs,
    )
    const created = all.map((born) => deliver(born, columns))
    const begun = all.flatMap(({ draft: { plan } }, index) => begunOf(created[index], plan))
    try {
      await store.insert(created, plans)
    } catch (error) {
      if (error instanceof StoreUnavailable) answerLost(begun)
      throw error
    } finally {
      over()
    }
    for (const { spaceId, hash, plan } of plans) learnPlan(spaceId, hash, plan)
    committed({ attempts: created.flatMap(({ attempts }) => attempts), rows: created.map(({ callout }) => callout) })
    send(begun)
    return families.map(([{ draft }]) => ({ ...draft.row, head: draft.head }))
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

  #conceive({ id, request, first }: Order, columns: Columns): Promise<readonly [Born, ...Born[]]> {
    const { spaceId, cause, parameters, priority, projectId } = request
    const { createdBy, idempotency, watched, suppressedBy, later, thinningKey, dialect, purpose } = request
    const { nowMs } = columns
    const of = { id, parentId: null, createdAtMs: nowMs, planHash: first.hash }
    return conceive(
      {
        row: { spaceId, cause, parameters, priority, projectId, watched, purpose, ...of },
        plan: first.plan,
        createdBy,
        idempotency,
        escalatedFrom: null,
        suppressedBy,
        later,
        thinningKey,
        dialect,
      },
      {
        columns,
        newId: () => this.#options.newId(nowMs),
        planOf: (hash) => planIn(request.plans, hash),
        join: this.#options.join,
      },
    )
  }
}

const plansOf = ({ spaceId, plans }: StartRequest, nowMs: number): readonly PlanToSave[] =>
  plans.map(({ hash, plan }) => ({ spaceId, hash, plan, nowMs }))

const begunOf = (created: NewCallout | undefined, plan: Plan): readonly Begun[] =>
  created === undefined
    ? []
    : created.attempts
        .filter(({ state }) => state === 'begun')
        .map((attempt) => ({ attempt, callout: created.callout, plan }))

/** A start brings the plans of its whole chain. */
const planIn = (plans: StartRequest['plans'], wanted: PlanHash): Plan => {
  const found = plans.find(({ hash }) => hash === wanted)
  assert(found, `the plan ${wanted} came with the start`)
  return found.plan
}
