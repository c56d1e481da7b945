// The door every event comes through. Events of one callout wait behind each other and drain together; callouts share
// transactions, at most two at a time. When the store is away everything waits, nothing is dropped; when a decision breaks an
// invariant only its own callout ends, as a defect.

import { InvariantError } from '#core/assert'
import { groupBy } from '#core/group'
import type { CalloutId } from '#core/ids'
import type { Clock, EngineLog, EngineStore } from './ports.ts'
import { StoreUnavailable } from './ports.ts'
import { dueEvents, type Incoming, runTurn, type TurnOutcome, type TurnResult, type TurnTools } from './turn.ts'

type Entry = {
  readonly incoming: Incoming
  readonly resolve: (result: TurnResult | null) => void
  readonly reject: (error: unknown) => void
}

export type Inbox = {
  /** Resolves after the commit; null for a callout or attempt nobody knows. */
  readonly submit: (incoming: Incoming) => Promise<TurnResult | null>
  /** Fires due timers of callouts nobody holds; returns how many. */
  readonly fireDue: (limit: number) => Promise<number>
  readonly size: () => number
}

export type InboxOptions = {
  readonly store: EngineStore
  readonly clock: Clock
  readonly log: EngineLog
  readonly tools: (nowMs: number) => TurnTools
  readonly committed: (outcome: TurnOutcome) => void
  /** The store did not answer: what it was asked for may have happened all the same. */
  readonly answerLost: () => void
}

const GROUP_MAX = 200
const EVENTS_PER_CALLOUT_MAX = 500
const FLIGHTS_MAX = 2
const RETRY_MS = 250

export const createInbox = (options: InboxOptions): Inbox => {
  const { store, clock, log } = options
  const waiting = new Map<CalloutId, Entry[]>()
  const inFlight = new Set<CalloutId>()
  let flights = 0
  let unanswered = 0
  let paused = false

  const transact = async (incoming: readonly Incoming[]): Promise<TurnOutcome> => {
    const tools = options.tools(clock.nowMs())
    const outcome = await store.transact(async (transaction) => {
      const rows = await transaction.lock([...new Set(incoming.map((entry) => entry.calloutId))])
      return runTurn(transaction, { rows, incoming }, tools)
    })
    options.committed(outcome)
    return outcome
  }

  const settle = async (entries: readonly Entry[]): Promise<void> => {
    try {
      const outcome = await transact(entries.map((entry) => entry.incoming))
      unanswered -= entries.length
      for (const [index, entry] of entries.entries()) entry.resolve(outcome.results[index] ?? null)
    } catch (error) {
      await recover(entries, error)
    }
  }

  const recover = async (entries: readonly Entry[], error: unknown): Promise<void> => {
    if (error instanceof StoreUnavailable) return waitForStore(entries, error)
    const groups = groupBy(entries, (entry) => entry.incoming.calloutId)
    if (groups.size > 1) {
      for (const group of groups.values()) await settle(group)
      return
    }
    if (entries.length > 1) {
      for (const entry of entries) await settle([entry])
      return
    }
    const [entry] = entries
    if (entry === undefined) return
    if (error instanceof InvariantError && entry.incoming.event.type !== 'DefectFound') await endAsDefect(entry, error)
    unanswered -= 1
    entry.reject(error)
  }

  const endAsDefect = async (entry: Entry, error: InvariantError): Promise<void> => {
    const { calloutId, event } = entry.incoming
    log.error(
      { calloutId, event: event.type, defect: error.message },
      'a decision broke an invariant; the callout ends as a defect',
    )
    const end: Incoming = { calloutId, event: { type: 'DefectFound', message: error.message } }
    await transact([end]).catch((cause: unknown) =>
      log.error({ calloutId, cause: String(cause) }, 'the defect could not be recorded'),
    )
  }

  const waitForStore = (entries: readonly Entry[], error: StoreUnavailable): void => {
    options.answerLost()
    for (const entry of entries.toReversed()) {
      const { calloutId } = entry.incoming
      const behind = waiting.get(calloutId)
      if (behind === undefined) waiting.set(calloutId, [entry])
      else behind.unshift(entry)
    }
    if (paused) return
    paused = true
    log.warn(
      { waiting: unanswered, cause: String(error.cause ?? error.message) },
      'the database does not answer; events wait',
    )
    clock.wakeAt(clock.nowMs() + RETRY_MS, () => {
      paused = false
      pump()
    })
  }

  const nextGroup = (): Entry[] => {
    const group: Entry[] = []
    let callouts = 0
    for (const [calloutId, entries] of waiting) {
      if (callouts === GROUP_MAX) break
      if (inFlight.has(calloutId)) continue
      callouts += 1
      inFlight.add(calloutId)
      const taken = entries.splice(0, EVENTS_PER_CALLOUT_MAX)
      if (entries.length === 0) waiting.delete(calloutId)
      group.push(...taken)
    }
    return group
  }

  const pump = (): void => {
    while (!paused && flights < FLIGHTS_MAX) {
      const group = nextGroup()
      if (group.length === 0) return
      flights += 1
      void settle(group).finally(() => {
        flights -= 1
        for (const entry of group) inFlight.delete(entry.incoming.calloutId)
        pump()
      })
    }
  }

  const fireDue = async (limit: number): Promise<number> => {
    const nowMs = clock.nowMs()
    let due: readonly Incoming[] = []
    try {
      const turn = await store.transact(async (transaction) => {
        const rows = await transaction.lockDue(nowMs, limit)
        due = dueEvents(rows)
        return runTurn(transaction, { rows, incoming: due }, options.tools(nowMs))
      })
      options.committed(turn)
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error
      // One of them is broken; each goes through the door alone, where a defect ends only its own callout.
      for (const incoming of due) void submit(incoming).catch((cause: unknown) => log.error({ cause: String(cause) }, 'a timer failed'))
    }
    return due.length
  }

  const submit = (incoming: Incoming): Promise<TurnResult | null> =>
    new Promise((resolve, reject) => {
      unanswered += 1
      const entry = { incoming, resolve, reject }
      const entries = waiting.get(incoming.calloutId)
      if (entries === undefined) waiting.set(incoming.calloutId, [entry])
      else entries.push(entry)
      queueMicrotask(pump)
    })

  return { submit, fireDue, size: () => unanswered }
}
