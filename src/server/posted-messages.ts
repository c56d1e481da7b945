// Keeps messages up with their callouts. What was posted is remembered in the database; what the engine has committed is told to the
// message a moment later, and beneath lies a net that finds what a process that died has left, or a provider did not take.

import { type Standing, standingOf } from '#channels/answer/standing'
import type { Changed, Posted } from '#channels/message/way'
import type { CalloutId } from '#core/ids'
import { afterTry } from '#core/redelivery'
import { type Alarm, createAlarm } from '#engine/alarm'
import type { CallOrder, CalloutRow, Clock, EngineLog } from '#engine/ports'
import type { PostedMessage, PostedStore } from '#store/message/posted'
import { createCarrier } from './carrier.ts'

export type PostedOptions = {
  readonly store: PostedStore
  readonly order: (attempt: { readonly calloutId: CalloutId; readonly ordinal: number }) => Promise<CallOrder | null>
  readonly change: (order: CallOrder, providerId: string) => Promise<Changed>
  readonly clock: Clock
  readonly log: EngineLog
  /** Test: how often the net is drawn. */
  readonly netMs?: number
}

const NET_MS = 5_000
const GATHER_MS = 200
const AT_ONCE = 50
const KNOWN_MAX = 10_000
const FAILURES_MAX = 8
const WAITS = { firstMs: 2_000, maxMs: 120_000 }

const saying = ({ state, actions }: Standing): string => [state, ...actions].join('\n')

/** Brings one message up to date. */
const createBringer = ({ store, order, change, clock }: PostedOptions, retryAt: (atMs: number) => void) => {
  const failed = async (posted: PostedMessage): Promise<void> => {
    const after = afterTry('not_taken', { tries: posted.failures + 1, triesMax: FAILURES_MAX, waits: WAITS })
    if (after.state !== 'waiting') return store.remove(posted)
    const atMs = clock.nowMs() + after.waitMs
    await store.later(posted, atMs)
    retryAt(atMs)
  }
  return async (posted: PostedMessage): Promise<void> => {
    const now = await order(posted)
    if (now === null) return store.remove(posted)
    const standing = standingOf(now)
    const shown = saying(standing)
    const changed = shown === posted.shown ? 'changed' : await change(now, posted.providerId)
    if (changed === 'later') return failed(posted)
    if (changed === 'never' || standing.over) return store.remove(posted)
    return store.says(posted, { shown, seenSeq: now.callout.head.seq })
  }
}

/** A burst of commits of one callout is told together. */
const createGatherer = (clock: Clock, done: (id: CalloutId) => void) => {
  const waiting = new Map<CalloutId, () => void>()
  return {
    add: (id: CalloutId): void => {
      if (waiting.has(id)) return
      const cancel = clock.wakeAt(clock.nowMs() + GATHER_MS, () => {
        waiting.delete(id)
        done(id)
      })
      waiting.set(id, cancel)
    },
    stop: (): void => {
      for (const cancel of waiting.values()) cancel()
      waiting.clear()
    },
  }
}

export const createPostedMessages = (options: PostedOptions) => {
  const { store, clock, log, netMs = NET_MS } = options
  const carrier = createCarrier(log, 'messages wait to be brought up to date')
  /** Callouts that have such messages; one that is missing here is found by the net. */
  const known = new Set<CalloutId>()
  let alarm: Alarm | null = null
  const bring = createBringer(options, (atMs) => alarm?.expect(atMs))

  const follow = async (id: CalloutId): Promise<void> => {
    const messages = await store.of(id, clock.nowMs())
    if (messages.length === 0) known.delete(id)
    for (const message of messages) await bring(message)
  }
  const carry = (id: CalloutId): void => carrier.add(id, () => follow(id))
  const gatherer = createGatherer(clock, carry)

  const drawNet = async (): Promise<{ more: boolean; nextDueMs: number | null }> => {
    for (const id of await store.behind({ nowMs: clock.nowMs(), limit: AT_ONCE })) carry(id)
    return { more: false, nextDueMs: null }
  }

  return {
    /** A message was posted for this attempt. Durable when it resolves. */
    posted: async ({ order: at, lastsMs }: Posted, providerId: string): Promise<void> => {
      const { calloutId, ordinal, spaceId } = at.attempt
      const { seq: seenSeq } = at.callout.head
      // One that lasts for a time says nothing yet of how things stand: it is changed in any case once the time is over.
      const shown = lastsMs === null ? saying(standingOf(at)) : ''
      const changeAtMs = lastsMs === null ? null : clock.nowMs() + lastsMs
      await store.add({ calloutId, ordinal, spaceId, providerId, shown, seenSeq }, changeAtMs)
      if (changeAtMs !== null) alarm?.expect(changeAtMs)
      if (known.size >= KNOWN_MAX) known.clear()
      known.add(calloutId)
    },
    /** The address by which the newest other running callout has a message by the same connection; null: none has. */
    otherOn: store.otherOn,
    /** The engine committed these. */
    observe: (rows: readonly CalloutRow[]): void => {
      for (const { id } of rows) if (known.has(id)) gatherer.add(id)
    },
    run: (): void => {
      alarm = createAlarm({ clock, log, answerLost: () => undefined, safetyMs: netMs, work: drawNet })
      alarm.expect(clock.nowMs())
    },
    stop: async (): Promise<void> => {
      gatherer.stop()
      await alarm?.stop()
      await carrier.drain()
    },
  }
}
