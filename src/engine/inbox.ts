// The door every event comes through. Events of one callout wait behind each other and drain together; callouts share
// transactions: one at a time, since what waits meanwhile shares the next, and a second only beside one that takes long. When the store is away everything waits, nothing is dropped; when a decision breaks an
// invariant only its own callout ends, as a defect.

import { InvariantError } from '#core/assert'
import { groupBy } from '#core/group'
import type { CalloutId } from '#core/ids'
import type { Clock, EngineLog, EngineStore } from './ports.ts'
import { NumberInCall, StoreUnavailable } from './ports.ts'
import {
  dueEvents,
  type Incoming,
  lockFor,
  runTurn,
  type TurnOutcome,
  type TurnResult,
  type TurnTools,
} from './turn.ts'

type Entry = {
  readonly incoming: Incoming
  readonly resolve: (result: TurnResult | null) => void
  readonly reject: (error: unknown) => void
}

export type InboxOptions = {
  readonly store: EngineStore
  readonly clock: Clock
  readonly log: EngineLog
  readonly tools: (nowMs: number) => TurnTools
  readonly committed: (outcome: TurnOutcome) => void
  /** A callout ended because a decision went wrong: its people must still be called. */
  readonly defect: (ended: TurnResult | null) => void
  /** The store did not answer: what it was asked for may have happened all the same. */
  readonly answerLost: () => void
}

const GROUP_MAX = 200
const EVENTS_PER_CALLOUT_MAX = 500
const FLIGHTS_MAX = 2
/** A row that somebody else has locked must not keep everybody else waiting. */
const LONG_MS = 100
const RETRY_MS = 250

export class Inbox {
  readonly #options: InboxOptions
  readonly #waiting = new Map<CalloutId, Entry[]>()
  readonly #inFlight = new Set<CalloutId>()
  #flights = 0
  /** Of them, what has been under way for long. */
  #long = 0
  #unanswered = 0
  #paused = false

  constructor(options: InboxOptions) {
    this.#options = options
  }

  /** Resolves after the commit; null for a callout or attempt nobody knows. */
  submit(incoming: Incoming): Promise<TurnResult | null> {
    return new Promise((resolve, reject) => {
      this.#unanswered += 1
      const entry = { incoming, resolve, reject }
      const entries = this.#waiting.get(incoming.calloutId)
      if (entries === undefined) this.#waiting.set(incoming.calloutId, [entry])
      else entries.push(entry)
      queueMicrotask(() => this.#pump())
    })
  }

  /** Fires due timers of callouts nobody holds; returns how many. */
  async fireDue(limit: number): Promise<number> {
    const { store, clock, log, tools, committed } = this.#options
    const nowMs = clock.nowMs()
    let due: readonly Incoming[] = []
    try {
      const turn = await store.transact(async (transaction) => {
        const rows = await transaction.lockDue(nowMs, limit)
        due = dueEvents(rows)
        return runTurn(transaction, { rows, incoming: due }, tools(nowMs))
      })
      committed(turn)
    } catch (error) {
      if (error instanceof StoreUnavailable) {
        this.#options.answerLost()
        throw error
      }
      // One of them is broken; each goes through the door alone, where a defect ends only its own callout.
      for (const incoming of due) {
        this.submit(incoming).catch((cause: unknown) => log.error({ cause: String(cause) }, 'a timer failed'))
      }
    }
    return due.length
  }

  size(): number {
    return this.#unanswered
  }

  #pump(): void {
    while (!this.#paused && this.#flights === this.#long && this.#flights < FLIGHTS_MAX) {
      const group = this.#nextGroup()
      if (group.length === 0) return
      const landed = this.#takeOff()
      void this.#settle(group).finally(() => {
        landed()
        for (const entry of group) this.#inFlight.delete(entry.incoming.calloutId)
        this.#pump()
      })
    }
  }

  /** Counts one more under way; returns what counts it off. */
  #takeOff(): () => void {
    const { clock } = this.#options
    let isLong = false
    this.#flights += 1
    const cancel = clock.wakeAt(clock.nowMs() + LONG_MS, () => {
      isLong = true
      this.#long += 1
      this.#pump()
    })
    return () => {
      cancel()
      this.#flights -= 1
      if (isLong) this.#long -= 1
    }
  }

  #nextGroup(): Entry[] {
    const group: Entry[] = []
    let callouts = 0
    for (const [calloutId, entries] of this.#waiting) {
      if (callouts === GROUP_MAX) break
      if (this.#inFlight.has(calloutId)) continue
      callouts += 1
      this.#inFlight.add(calloutId)
      group.push(...entries.splice(0, EVENTS_PER_CALLOUT_MAX))
      if (entries.length === 0) this.#waiting.delete(calloutId)
    }
    return group
  }

  async #settle(entries: readonly Entry[]): Promise<void> {
    try {
      const { results } = await this.#transact(entries.map((entry) => entry.incoming))
      this.#unanswered -= entries.length
      for (const [index, entry] of entries.entries()) entry.resolve(results[index] ?? null)
    } catch (error) {
      await this.#recover(entries, error)
    }
  }

  async #transact(incoming: readonly Incoming[]): Promise<TurnOutcome> {
    const { store, clock } = this.#options
    const tools = this.#options.tools(clock.nowMs())
    const outcome = await store.transact(async (transaction) =>
      runTurn(transaction, await lockFor(transaction, incoming), tools),
    )
    this.#options.committed(outcome)
    return outcome
  }

  async #recover(entries: readonly Entry[], error: unknown): Promise<void> {
    if (error instanceof StoreUnavailable) return this.#waitForStore(entries, error)
    const [entry] = entries
    if (entry === undefined) return undefined
    if (entries.length > 1) {
      const byCallout = [...groupBy(entries, (each) => each.incoming.calloutId).values()]
      for (const part of byCallout.length > 1 ? byCallout : entries.map((each) => [each])) await this.#settle(part)
      return undefined
    }
    // Somebody else's call began in between. The gate sees it now and lets this one wait; anything else is a bug, not a race.
    if (error instanceof NumberInCall && entry.incoming.event.type === 'AttemptBegan') return this.#settle(entries)
    if (error instanceof InvariantError) await this.#endAsDefect(entry, error)
    this.#unanswered -= 1
    entry.reject(error)
    return undefined
  }

  async #endAsDefect({ incoming }: Entry, error: InvariantError): Promise<void> {
    const { log } = this.#options
    const { calloutId, event } = incoming
    const facts = { calloutId, event: event.type, defect: error.message }
    const end: Incoming = { calloutId, event: { type: 'DefectFound', message: error.message } }
    await this.#transact([end])
      .then(({ results }) => {
        const spaceId = results[0]?.row.spaceId
        log.error({ spaceId, ...facts }, 'a broken invariant; the callout ended as a defect')
        return this.#options.defect(results[0] ?? null)
      })
      .catch((cause: unknown) => {
        log.error({ ...facts, cause: String(cause) }, 'a broken invariant; the defect could not be recorded')
      })
  }

  #waitForStore(entries: readonly Entry[], error: StoreUnavailable): void {
    const { clock, log } = this.#options
    this.#options.answerLost()
    for (const entry of entries.toReversed()) {
      const behind = this.#waiting.get(entry.incoming.calloutId)
      if (behind === undefined) this.#waiting.set(entry.incoming.calloutId, [entry])
      else behind.unshift(entry)
    }
    if (this.#paused) return
    this.#paused = true
    log.warn({ waiting: this.#unanswered, cause: error.message }, 'the database does not answer; events wait')
    clock.wakeAt(clock.nowMs() + RETRY_MS, () => {
      this.#paused = false
      this.#pump()
    })
  }
}
