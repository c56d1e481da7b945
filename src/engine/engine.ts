// The engine: commit → perform → feed back. It puts the parts together: acceptance and inbox (commit), performer (perform),
// alarm and lines (time), and the heartbeat that lets another process take over when this one dies. All nodes are equal.

import type { CallEnd } from '#core/callout/event'
import type { Actor } from '#core/callout/state'
import type { CalloutId } from '#core/ids'
import type { Destination, Plan } from '#core/plan/plan'
import type { Speech } from '#core/speech/speech'
import type { Values } from '#core/speech/template'
import { type Acceptance, createAcceptance } from './acceptance.ts'
import { createAlarm } from './alarm.ts'
import { createGrouper } from './grouper.ts'
import { createHeartbeat } from './heartbeat.ts'
import { createInbox } from './inbox.ts'
import { createLines } from './lines.ts'
import { createPerformer } from './performer.ts'
import { createPlans } from './plans.ts'
import type {
  AttemptRow,
  CalloutRow,
  CauseReader,
  Chance,
  Clock,
  EngineLog,
  EngineStore,
  PhoneChannel,
  Progress,
} from './ports.ts'
import type { TurnResult } from './turn.ts'

export type EngineOptions = {
  readonly store: EngineStore
  readonly channel: PhoneChannel
  readonly causes: CauseReader
  readonly clock: Clock
  readonly chance: Chance
  readonly log: EngineLog
  /** Requests to providers in flight at once. */
  readonly concurrencyMax?: number
}

export type Spoken = {
  readonly speech: Speech
  readonly plan: Plan
  readonly destination: Destination
  readonly values: Values
}

type CallMessage = { readonly calloutId: CalloutId; readonly attempt: number; readonly providerId: string }

export type Engine = Acceptance & {
  readonly acknowledge: (calloutId: CalloutId, by: Actor) => Promise<TurnResult | null>
  readonly cancel: (calloutId: CalloutId, by: Actor) => Promise<TurnResult | null>
  readonly recovered: (calloutId: CalloutId) => Promise<TurnResult | null>
  readonly withdrawNumber: (calloutId: CalloutId, address: string, by: Actor) => Promise<TurnResult | null>
  /** The phone asks what to say; null when there is no such attempt. */
  readonly voiceTurn: (
    turn: CallMessage & { turn: number; key: string | null; answeredBy: string | null },
  ) => Promise<Spoken | null>
  readonly callProgressed: (progress: CallMessage & { state: 'placed' | 'ringing' | 'answered' }) => Promise<void>
  readonly callEnded: (
    ended: CallMessage & { end: CallEnd; detail: string | null; answeredBy: string | null },
  ) => Promise<void>
  /** Why the engine is not ready, or nothing. */
  readonly problems: () => readonly string[]
  readonly run: () => Promise<void>
  /** Takes no new effects, finishes those begun, frees the rest. */
  readonly stop: () => Promise<void>
}

const CONCURRENCY_MAX = 128
const CLAIM_MAX = 200
const SAFETY_MS = 5_000

export const createEngine = (options: EngineOptions): Engine => {
  const { store, channel, clock, chance, log } = options
  const instance = chance.id(clock.nowMs())
  const plans = createPlans(store)
  const columns = (nowMs: number) => ({ instance, nowMs, nonce: () => chance.nonce() })
  const newId = (atMs: number): CalloutId => chance.id(atMs) as CalloutId

  const committed = (outcome: { attempts: readonly AttemptRow[]; rows: readonly CalloutRow[] }): void => {
    performer.offer(
      outcome.attempts.filter((attempt) => attempt.claimedBy === instance && attempt.effect?.kind !== 'settle'),
    )
    for (const attempt of outcome.attempts) {
      if (attempt.effect !== null && attempt.claimedBy === null) alarm.expect(attempt.effect.atMs)
      if (attempt.detail === 'waits_for_line' || attempt.state === 'ended') lines.poke(attempt)
    }
    for (const { head } of outcome.rows) if (head.due !== null) alarm.expect(head.due.atMs)
  }

  const inbox = createInbox({
    store,
    clock,
    log,
    committed,
    answerLost: () => heartbeat.suspectOrphans(),
    tools: (nowMs) => ({ columns: columns(nowMs), planOf: plans.of, newId: () => newId(nowMs), gate: channel }),
  })
  const acceptance = createAcceptance({
    store,
    clock,
    newId,
    columns,
    committed,
    answerLost: () => heartbeat.suspectOrphans(),
  })

  const orderOf = async (attempt: AttemptRow) => {
    const [now, callout] = await Promise.all([
      store.attempt(attempt.calloutId, attempt.ordinal),
      store.callout(attempt.calloutId),
    ])
    if (now === null || callout === null) return null
    const plan = await plans.of(callout)
    const destination = plan.destinations[now.destination]
    return destination === undefined ? null : { attempt: now, destination, plan, callout }
  }
  const performer = createPerformer({
    channel,
    submit: inbox.submit,
    orderOf,
    log,
    instance,
    concurrencyMax: options.concurrencyMax ?? CONCURRENCY_MAX,
  })
  const lines = createLines({ store, channel, clock, log, instance, offer: performer.offer })

  const alarm = createAlarm({
    clock,
    log,
    safetyMs: SAFETY_MS,
    work: async () => {
      const fired = await inbox.fireDue(CLAIM_MAX)
      const attempts = await store.claimEffects({ instance, nowMs: clock.nowMs(), limit: CLAIM_MAX })
      performer.offer(attempts)
      const more = fired === CLAIM_MAX || attempts.length === CLAIM_MAX
      return { more, nextDueMs: more ? null : await store.nextDueMs() }
    },
  })
  const heartbeat = createHeartbeat({
    store,
    clock,
    log,
    instance,
    performer,
    sweep: lines.sweep,
    freed: () => alarm.expect(clock.nowMs()),
  })

  const progress = createGrouper<Progress, boolean>({ groupMax: 500, flush: store.progress, splits: () => false })

  const values = async (row: CalloutRow): Promise<Values> => ({
    ...row.parameters,
    text: row.cause.kind === 'text' ? row.cause.text : await options.causes.read(row.spaceId, row.cause.source),
  })

  return {
    ...acceptance,
    acknowledge: (calloutId, by) => inbox.submit({ calloutId, event: { type: 'Acknowledged', by } }),
    cancel: (calloutId, by) => inbox.submit({ calloutId, event: { type: 'Cancelled', by } }),
    recovered: (calloutId) => inbox.submit({ calloutId, event: { type: 'CauseRecovered' } }),
    withdrawNumber: (calloutId, address, by) =>
      inbox.submit({ calloutId, event: { type: 'NumberWithdrawn', address, by } }),
    voiceTurn: async ({ calloutId, ...turn }) => {
      const result = await inbox.submit({ calloutId, event: { type: 'VoiceTurn', ...turn } })
      const destination = result?.after == null ? undefined : result.plan.destinations[result.after.destination]
      if (result === null || result.answer === null || destination === undefined) return null
      return { speech: result.answer, plan: result.plan, destination, values: await values(result.row) }
    },
    callProgressed: async ({ calloutId, attempt, providerId, state }) => {
      const atMs = clock.nowMs()
      const taken = state !== 'answered' && (await progress.submit({ calloutId, attempt, providerId, state, atMs }))
      if (!taken) await inbox.submit({ calloutId, event: { type: 'CallProgressed', attempt, providerId, state } })
    },
    callEnded: async ({ calloutId, ...ended }) => {
      await inbox.submit({ calloutId, event: { type: 'CallEnded', ...ended } })
    },
    problems: () => heartbeat.problems(),
    run: async () => {
      await heartbeat.start()
      alarm.expect(clock.nowMs())
      await lines.sweep()
    },
    stop: async () => {
      lines.stop()
      await alarm.stop()
      await performer.drain()
      await heartbeat.stop()
    },
  }
}
