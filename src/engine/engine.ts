// The engine: commit → perform → feed back. It puts the parts together: acceptance and inbox (commit), performer (perform),
// alarm and lines (time), and the heartbeat that lets another process take over when this one dies. All nodes are equal.

import type { CallEnd, DialEnd, ResponseAction } from '#core/callout/event'
import type { Actor } from '#core/callout/state'
import { textOn } from '#core/cause'
import type { CalloutId, ConnectionId, PlanHash } from '#core/ids'
import { fallbackPlan } from '#core/plan/fallback'
import { destinationBy } from '#core/plan/way'
import type { Told } from '#core/speech/buttons'
import { isTold, type Spoken } from '#core/speech/speech'
import type { Values } from '#core/speech/template'
import { Acceptance, type StartRequest, type StartResult } from './acceptance.ts'
import { createAlarm } from './alarm.ts'
import { type Circuits, createCircuits, type HealthHeard } from './circuits.ts'
import type { Columns } from './draft.ts'
import { createFirstGate, type FirstGate } from './first-gate.ts'
import { createGrouper } from './grouper.ts'
import { createHeartbeat } from './heartbeat.ts'
import { Inbox } from './inbox.ts'
import { createAdopt, createJoin } from './join.ts'
import { createLines } from './lines.ts'
import { Performer } from './performer.ts'
import { createPlans } from './plans.ts'
import type {
  AttemptRow,
  CallOrder,
  CalloutRow,
  CauseOver,
  CauseReader,
  CauseReading,
  Chance,
  Clock,
  DutyReader,
  EngineLog,
  EngineStore,
  HoldReader,
  Progress,
  Teller,
  WayOut,
} from './ports.ts'
import type { TurnResult } from './turn.ts'

export type EngineOptions = {
  readonly store: EngineStore
  readonly channel: WayOut
  readonly causes: CauseReader
  /** Absent: only people know. */
  readonly causeOver?: CauseOver | undefined
  /** Absent: alerts are told as messages. */
  readonly teller?: Teller | undefined
  readonly duty: DutyReader
  readonly holds: HoldReader
  readonly clock: Clock
  readonly chance: Chance
  readonly log: EngineLog
  /** Told of the callouts each commit has written, after it. Must not throw; what it misses is found by its own marks. */
  readonly observe?: ((rows: readonly CalloutRow[]) => void) | undefined
  /** Told how a connection is doing whenever something was learned of it. Must not throw. */
  readonly healthHeard?: HealthHeard | undefined
  /** Requests to providers in flight at once. */
  readonly concurrencyMax?: number
}

/** A message about one call, as a provider's callback carries it. */
type CallMessage = { readonly calloutId: CalloutId; readonly attempt: number; readonly providerId: string }
type VoiceRequest = CallMessage & {
  readonly turn: number
  readonly key: string | null
  readonly answeredBy: string | null
  readonly dialed?: DialEnd
}
type AnswerMessage = { readonly calloutId: CalloutId; readonly attempt: number; readonly action: ResponseAction }
type ReplyMessage = { readonly calloutId: CalloutId; readonly attempt: number }
type BounceMessage = ReplyMessage & { readonly code: string; readonly permanent: boolean }
type ReturnedCall = {
  readonly calloutId: CalloutId
  readonly destination: number
  readonly providerId: string
}
type ProgressMessage = CallMessage & { readonly state: 'placed' | 'ringing' | 'answered' }
type EndMessage = CallMessage & {
  readonly end: CallEnd
  readonly detail: string | null
  readonly answeredBy: string | null
}

const CONCURRENCY_MAX = 128
const CLAIM_MAX = 200
const SAFETY_MS = 3_000
const PROGRESS_GROUP_MAX = 500
const FALLBACK = '.fallback'
/** How many of a callout's newest calls a call that came in is looked for among. */
const RETURNED_AMONG = 20
/** Other processes hear of our timers at most this often. */
const ANNOUNCE_EVERY_MS = 100

export class Engine {
  readonly #options: EngineOptions
  readonly #instance: string
  readonly #plans
  readonly #acceptance
  readonly #inbox
  readonly #performer
  readonly #lines
  readonly #alarm
  readonly #heartbeat
  readonly #progress
  #announceAtMs: number | null = null
  #stopListening: (() => Promise<void>) | null = null

  constructor(options: EngineOptions) {
    const { store, channel, clock, chance, log, holds, duty, causeOver, teller } = options
    this.#options = options
    const circuits = createCircuits({ clock, heard: options.healthHeard })
    this.#instance = chance.id(clock.nowMs())
    this.#plans = createPlans(store)
    const adopt = createAdopt({ store, learn: this.#plans.learn })
    const facts = { gate: channel, duty, holds, causeOver, teller, circuits, adopt }
    const shared = {
      join: createJoin({ duty, adopt }),
      store,
      clock,
      log,
      instance: this.#instance,
      committed: (outcome: Committed) => this.#committed(outcome),
      answerLost: () => this.#heartbeat.suspectOrphans(),
    }
    const newId = (atMs: number): CalloutId => chance.id(atMs) as CalloutId
    this.#acceptance = new Acceptance({
      ...shared,
      newId,
      columns: (nowMs) => this.#columns(nowMs),
      firstGate: this.#firstGate(circuits),
      learnPlan: this.#plans.learn,
      send: (begun) => this.#performer.send(begun),
      answerLost: (begun) => {
        this.#performer.neverSent(begun.map(({ attempt }) => attempt))
        shared.answerLost()
      },
    })
    this.#inbox = new Inbox({
      ...shared,
      defect: (ended) => this.#fallBack(ended),
      tools: (nowMs) => ({
        columns: this.#columns(nowMs),
        planOf: this.#plans.of,
        newId: () => newId(nowMs),
        ...facts,
        join: shared.join,
      }),
    })
    this.#performer = new Performer({
      ...shared,
      channel,
      circuits,
      submit: (incoming) => this.#inbox.submit(incoming),
      orderOf: (attempt) => this.#orderOf(attempt),
      concurrencyMax: options.concurrencyMax ?? CONCURRENCY_MAX,
    })
    this.#lines = createLines({ ...shared, channel, offer: (attempts, how) => this.#performer.offer(attempts, how) })
    this.#alarm = createAlarm({ ...shared, safetyMs: SAFETY_MS, work: () => this.#doWhatIsDue() })
    this.#heartbeat = createHeartbeat({
      ...shared,
      performer: this.#performer,
      sweep: () => this.#lines.sweep(),
      freed: () => this.#alarm.expect(clock.nowMs()),
    })
    const flush = (updates: readonly Progress[]) => store.progress(updates)
    this.#progress = createGrouper<Progress, boolean>({ groupMax: PROGRESS_GROUP_MAX, flush, splits: () => false })
  }

  /** Durable when it resolves with `ok`. */
  start(request: StartRequest): Promise<StartResult> {
    return this.#acceptance.start(request)
  }

  acknowledge(calloutId: CalloutId, by: Actor): Promise<TurnResult | null> {
    return this.#inbox.submit({ calloutId, event: { type: 'Acknowledged', by } })
  }

  cancel(calloutId: CalloutId, by: Actor): Promise<TurnResult | null> {
    return this.#inbox.submit({ calloutId, event: { type: 'Cancelled', by } })
  }

  /** What it is about is resolved: one that runs ends, one that was acknowledged does not come back. */
  resolve(calloutId: CalloutId, by: Actor): Promise<TurnResult | null> {
    return this.#inbox.submit({ calloutId, event: { type: 'Resolved', by } })
  }

  /** One that waits to begin is to begin at once. */
  release(calloutId: CalloutId, by: Actor): Promise<TurnResult | null> {
    return this.#inbox.submit({ calloutId, event: { type: 'Released', by } })
  }

  /** The cause is over; the callout ends where its policy says so. */
  recovered(calloutId: CalloutId): Promise<TurnResult | null> {
    return this.#inbox.submit({ calloutId, event: { type: 'CauseRecovered' } })
  }

  /** All of its cause is planned: the callout ends. */
  inDowntime(calloutId: CalloutId): Promise<TurnResult | null> {
    return this.#inbox.submit({ calloutId, event: { type: 'CauseInDowntime' } })
  }

  /** Somebody answered a message. */
  respond({ calloutId, attempt, action }: AnswerMessage): Promise<TurnResult | null> {
    return this.#inbox.submit({ calloutId, event: { type: 'Responded', attempt, action } })
  }

  /** A message that was handed over came back. */
  cameBack({ calloutId, ...bounce }: BounceMessage): Promise<TurnResult | null> {
    return this.#inbox.submit({ calloutId, event: { type: 'CameBack', ...bounce } })
  }

  /** Somebody replied with words that are no answer. */
  replyUnread({ calloutId, attempt }: ReplyMessage): Promise<TurnResult | null> {
    return this.#inbox.submit({ calloutId, event: { type: 'ReplyUnread', attempt } })
  }

  /** An attempt as it is now, with what it is made of; null when it is gone. */
  order(attempt: Pick<AttemptRow, 'calloutId' | 'ordinal'>): Promise<CallOrder | null> {
    return this.#orderOf(attempt)
  }

  withdrawNumber(calloutId: CalloutId, withdrawal: { address: string; by: Actor }): Promise<TurnResult | null> {
    return this.#inbox.submit({ calloutId, event: { type: 'NumberWithdrawn', ...withdrawal } })
  }

  /** The phone asks what to say; null when there is no such attempt. */
  async voiceTurn({ calloutId, ...turn }: VoiceRequest): Promise<Spoken | null> {
    const result = await this.#inbox.submit({ calloutId, event: { type: 'VoiceTurn', ...turn } })
    if (result === null || result.after === null || result.answer === null) return null
    const destination = destinationBy(result.plan, result.after)
    if (destination === undefined) return null
    const { answer: speech, plan, row } = result
    const said = { speech, plan, destination }
    const told = await this.#told(row, { ...said, attempt: turn.attempt })
    if (told !== null) return { ...said, values: row.parameters, told }
    const heard = speech.utterances.some(({ phrase }) => phrase === 'message')
    const { language } = destination
    const reading = { language, heard, phrases: plan.template.alerts?.[language] }
    return { ...said, values: await this.#values(row, reading) }
  }

  /** What is true of alerts now, where a button call says it; null where there is nothing of the kind to say. */
  async #told(
    { id, spaceId, cause }: CalloutRow,
    { speech, plan, destination, attempt }: Omit<Spoken, 'values'> & { readonly attempt: number },
  ): Promise<readonly Told[] | null> {
    const { teller } = this.#options
    const asked = speech.utterances.filter(isTold)
    if (teller === undefined || cause.kind !== 'live' || asked.length === 0) return null
    const call = { spaceId, source: cause.source, calloutId: id, attempt }
    const told: Told[] = []
    for (const utterance of asked) {
      told.push(await teller.tell(call, { turn: speech.turn, utterance, by: destination, plan }))
    }
    return told
  }

  /** Somebody rings back about a callout: the call that is now theirs in it; null where nothing of it is left for them. */
  async returned({ calloutId, destination, providerId }: ReturnedCall): Promise<AttemptRow | null> {
    const { store } = this.#options
    const result = await this.#inbox.submit({ calloutId, event: { type: 'Returned', destination, providerId } })
    const newest = result?.row.head.attempts ?? 0
    // Others may have been called in the same moment.
    for (let ordinal = newest; ordinal > Math.max(0, newest - RETURNED_AMONG); ordinal -= 1) {
      const attempt = await store.attempt(calloutId, ordinal)
      if (attempt?.providerId === providerId) return attempt
    }
    return null
  }

  /** Progress that decides nothing touches only the attempt's row; the rest goes through a decision. */
  async callProgressed({ calloutId, attempt, providerId, state }: ProgressMessage): Promise<void> {
    const atMs = this.#options.clock.nowMs()
    const taken = state !== 'answered' && (await this.#progress.submit({ calloutId, attempt, providerId, state, atMs }))
    if (!taken) await this.#inbox.submit({ calloutId, event: { type: 'CallProgressed', attempt, providerId, state } })
  }

  async callEnded({ calloutId, ...ended }: EndMessage): Promise<void> {
    await this.#inbox.submit({ calloutId, event: { type: 'CallEnded', ...ended } })
  }

  /** Why the engine is not ready, as codes; empty when it is. */
  problems(): readonly string[] {
    return this.#heartbeat.problems()
  }

  /** What is in hand now, for metrics. */
  load(): { readonly effects: number; readonly events: number } {
    return { effects: this.#performer.size(), events: this.#inbox.size() }
  }

  async run(): Promise<void> {
    const { store, clock } = this.#options
    await this.#heartbeat.start()
    this.#stopListening = await store.listen((atMs) => this.#alarm.expect(atMs))
    this.#alarm.expect(clock.nowMs())
  }

  /** Takes no new effects, finishes those begun, frees the rest for other processes. */
  async stop(): Promise<void> {
    await this.#stopListening?.()
    this.#lines.stop()
    await this.#alarm.stop()
    await this.#performer.drain()
    await this.#heartbeat.stop()
  }

  #firstGate(circuits: Circuits): FirstGate {
    const { store, channel: gate, holds } = this.#options
    const isWaitedFor = (id: ConnectionId): boolean => this.#lines.isWaitedFor(id)
    return createFirstGate({ store, gate, holds, circuits, isWaitedFor, room: () => this.#performer.room() })
  }

  #columns(nowMs: number): Columns {
    return { instance: this.#instance, nowMs, nonce: () => this.#options.chance.nonce() }
  }

  #committed({ attempts, rows }: Committed): void {
    const mine = attempts.filter((attempt) => attempt.claimedBy === this.#instance && attempt.effect?.kind !== 'settle')
    this.#performer.offer(mine)
    for (const attempt of attempts) {
      if (attempt.effect !== null && attempt.claimedBy === null) this.#expect(attempt.effect.atMs)
      if (attempt.state === 'ended') this.#lines.poke(attempt)
      else if (attempt.detail === 'waits_for_line') this.#lines.joined(attempt)
    }
    for (const { head } of rows) if (head.due !== null) this.#expect(head.due.atMs)
    this.#options.observe?.(rows)
  }

  /** A timer of ours that any process may serve: when it is due, whoever wakes first takes it. */
  #expect(atMs: number): void {
    const { store, clock, log } = this.#options
    this.#alarm.expect(atMs)
    const announced = this.#announceAtMs
    this.#announceAtMs = Math.min(announced ?? atMs, atMs)
    if (announced !== null) return
    clock.wakeAt(clock.nowMs() + ANNOUNCE_EVERY_MS, () => {
      const earliestMs = this.#announceAtMs ?? atMs
      this.#announceAtMs = null
      store.announce(earliestMs).catch((error: unknown) => log.warn({ cause: String(error) }, 'no announcement'))
    })
  }

  /** A defect must not leave people uncalled: once, everybody, simply. A fall-back that breaks too has none of its own. */
  #fallBack(ended: TurnResult | null): void {
    if (ended === null || ended.row.planHash.endsWith(FALLBACK)) return
    const { id, spaceId, projectId, watched, planHash, cause, parameters } = ended.row
    const hash = `${planHash}${FALLBACK}` as PlanHash
    const request: StartRequest = {
      spaceId,
      projectId,
      watched,
      plans: [{ hash, plan: fallbackPlan(ended.plan) }],
      cause,
      parameters,
      priority: 0,
      createdBy: 'defect',
      idempotency: { key: `defect:${id}`, fingerprint: id },
    }
    this.start(request).catch((error: unknown) => {
      this.#options.log.error(
        { spaceId, calloutId: id, cause: String(error) },
        'the fall-back of a defect could not be started',
      )
    })
  }

  async #doWhatIsDue(): Promise<{ more: boolean; nextDueMs: number | null }> {
    const { store, clock } = this.#options
    const fired = await this.#inbox.fireDue(CLAIM_MAX)
    const attempts = await store.claimEffects({ instance: this.#instance, nowMs: clock.nowMs(), limit: CLAIM_MAX })
    this.#performer.offer(attempts)
    const more = fired === CLAIM_MAX || attempts.length === CLAIM_MAX
    return { more, nextDueMs: more ? null : await store.nextDueMs() }
  }

  async #orderOf(attempt: Pick<AttemptRow, 'calloutId' | 'ordinal'>): Promise<CallOrder | null> {
    const { store } = this.#options
    const [now, callout] = await Promise.all([
      store.attempt(attempt.calloutId, attempt.ordinal),
      store.callout(attempt.calloutId),
    ])
    if (now === null || callout === null) return null
    const plan = await this.#plans.of(callout)
    const destination = destinationBy(plan, now)
    return destination === undefined ? null : { attempt: now, destination, plan, callout }
  }

  async #values({ parameters, cause, spaceId }: CalloutRow, reading: CauseReading): Promise<Values> {
    const { causes } = this.#options
    const text = cause.kind === 'text' ? textOn(cause, 'phone') : await causes.read(spaceId, cause.source, reading)
    return { text, ...parameters }
  }
}

type Committed = { readonly attempts: readonly AttemptRow[]; readonly rows: readonly CalloutRow[] }
