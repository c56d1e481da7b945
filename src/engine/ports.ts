// What the engine needs from the world, as ports: a store, ways out, a clock, chance. The server gives it PostgreSQL, the
// phone channel and the real clock; the simulation gives it fakes that crash, lose and reorder.

import type { Pace } from '#core/callout/admit'
import type { Scope } from '#core/callout/decide'
import type { DutyFound } from '#core/callout/duty'
import type { CallEnd, Queue, RefusalKind } from '#core/callout/event'
import type { Holds } from '#core/callout/held'
import type { Attempt, Head, Target } from '#core/callout/state'
import type { HistoryEntry } from '#core/callout/work'
import type { Cause, Purpose } from '#core/cause'
import type { CalloutId, ConnectionId, PlanHash, SpaceId } from '#core/ids'
import type { AlertForm, Destination, DutyRef, Language, Plan } from '#core/plan/plan'
import type { AlertPhrases } from '#core/speech/alerts'
import type { Told } from '#core/speech/buttons'
import type { Utterance } from '#core/speech/speech'
import type { Values } from '#core/speech/template'

/** Two clocks: `nowMs` decides and may be stepped in tests; `leaseMs` is real and only guards leases. */
export interface Clock {
  nowMs(): number
  leaseMs(): number
  /** Calls back once at or after `atMs` (of `nowMs`); returns what cancels it. */
  wakeAt(atMs: number, wake: () => void): () => void
}

export interface Chance {
  /** A UUIDv7 for `atMs`. */
  id(atMs: number): string
  /** 128 random bits, base64url: ties a voice webhook to its attempt. */
  nonce(): string
}

/** A callout as the engine knows it, without its targets and attempts. */
export type CalloutRow = {
  readonly id: CalloutId
  readonly spaceId: SpaceId
  readonly planHash: PlanHash
  readonly cause: Cause
  readonly parameters: Values
  /** 0 (first) … 9 (last). */
  readonly priority: number
  readonly parentId: CalloutId | null
  /** The project it was started for; absent for the space as a whole. */
  readonly projectId?: string | null | undefined
  /** Somebody wants to be told of it. */
  readonly watched?: boolean | undefined
  /** What it is where it is no alarm: no pause holds it back. */
  readonly purpose?: Purpose | undefined
  readonly createdAtMs: number
  readonly head: Head
}

/** The columns an attempt has beside what core decides: where it goes, and whose turn it is to act on it. */
export type AttemptRow = Attempt & {
  readonly calloutId: CalloutId
  readonly spaceId: SpaceId
  readonly connectionId: ConnectionId | null
  readonly address: string
  readonly priority: number
  readonly nonce: string
  /** The instance that will perform the effect; null leaves it to whoever claims it when it is due. */
  readonly claimedBy: string | null
}

/** All that one decision changes about one callout; written whole or not at all. */
export type CalloutWrite = {
  readonly callout: CalloutRow
  readonly targets: readonly Target[]
  readonly attempts: readonly AttemptRow[]
  readonly history: readonly HistoryEntry[]
}

/** A new callout. `idempotency` makes a second insert with the same key fail with `IdempotencyConflict`. */
export type NewCallout = CalloutWrite & {
  readonly policyId: string
  /** What the caller called it by, shown in lists. */
  readonly policyKey: string
  readonly createdBy: string
  /** Which requests are merged into it for a while; absent where none are. */
  readonly thinningKey?: string | null | undefined
  /** The other system's API that counts it among its own; absent: none. */
  readonly dialect?: string | null | undefined
  readonly idempotency: { readonly key: string; readonly fingerprint: string } | null
}

export class IdempotencyConflict extends Error {
  override readonly name = 'IdempotencyConflict'
}

/** Thrown when two attempts at one number would be live at once; nothing was written, and the gate will see the other one. */
export class NumberInCall extends Error {
  override readonly name = 'NumberInCall'
}

/** Thrown by a store that cannot be reached; whatever was asked for may or may not have happened. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable'
}

/** A plan was removed while it was about to be used; saved anew, it can be. */
export class PlanGone extends StoreUnavailable {
  override readonly name = 'PlanGone'
}

export type LoadRequest = { readonly calloutId: CalloutId; readonly scope: Scope }
export type LoadedParts = { readonly targets: readonly Target[]; readonly attempts: readonly AttemptRow[] }

/** A connection's lines, locked until the transaction ends. */
export type LineRow = {
  readonly connectionId: ConnectionId
  readonly nextSlotAtMs: number
  readonly liveCalls: number
  /** Attempts that wait for a line of it. */
  readonly waiting: number
}

/** What is asked for before an answer came is carried out in the order of asking. */
export interface EngineTransaction {
  /** Locks callouts in id order; unknown ids are absent from the answer. */
  lock(ids: readonly CalloutId[]): Promise<readonly CalloutRow[]>
  /** Locks callouts whose timer is due, skipping those another process has. */
  lockDue(nowMs: number, limit: number): Promise<readonly CalloutRow[]>
  /** Answers in the order of the requests; a target comes with the attempt that speaks for it. */
  load(requests: readonly LoadRequest[]): Promise<readonly LoadedParts[]>
  /** Which of these (space, number) pairs are in a live attempt now. */
  numbersInCall(pairs: readonly NumberPair[]): Promise<ReadonlySet<string>>
  /** In the order of the questions; null where fewer began. */
  nthBegun(asked: readonly NthBegun[]): Promise<readonly (number | null)[]>
  lockLines(ids: readonly ConnectionId[]): Promise<readonly LineRow[]>
  /** What only writes may resolve before it is carried out: where it fails, so does the transaction. */
  setNextSlot(id: ConnectionId, nextSlotAtMs: number): Promise<void>
  write(writes: readonly CalloutWrite[]): Promise<void>
  /** Inserts callouts born in this transaction (escalations). */
  insert(callouts: readonly NewCallout[]): Promise<void>
}

/** When, of the attempts at some addresses by one channel that began after one instant and before another, the nth newest began. */
export type NthBegun = {
  readonly spaceId: SpaceId
  readonly channel: string
  readonly addresses: readonly string[]
  readonly nth: number
  readonly sinceMs: number
  readonly beforeMs: number
}

export type NumberPair = { readonly spaceId: SpaceId; readonly address: string }
export const numberKey = (spaceId: string, address: string): string => `${spaceId} ${address}`

export type Progress = {
  readonly calloutId: CalloutId
  readonly attempt: number
  readonly providerId: string
  readonly state: 'placed' | 'ringing'
  readonly atMs: number
}

export type PlanToSave = {
  readonly spaceId: SpaceId
  readonly hash: PlanHash
  readonly plan: Plan
  readonly nowMs: number
}

export interface EngineStore {
  /** Stores an immutable plan; storing it again changes nothing. */
  savePlan(plan: PlanToSave): Promise<void>
  /** The callout an idempotency key has started, if any. */
  findIdempotent(spaceId: SpaceId, key: string): Promise<{ calloutId: CalloutId; fingerprint: string } | null>
  /** Durable (fsync) when it resolves; all of the batch or none. `plans`: those they follow, stored with them. */
  insert(callouts: readonly NewCallout[], plans?: readonly PlanToSave[]): Promise<void>
  /** As within a transaction, but as of now and without one. */
  numbersInCall(pairs: readonly NumberPair[]): Promise<ReadonlySet<string>>
  /** Commits when `run` resolves, rolls back when it rejects. */
  transact<T>(run: (transaction: EngineTransaction) => Promise<T>): Promise<T>
  plan(spaceId: SpaceId, hash: PlanHash): Promise<Plan | null>
  /** Takes effects that are due and nobody's, oldest and most urgent first. */
  claimEffects(options: { instance: string; nowMs: number; limit: number }): Promise<readonly AttemptRow[]>
  /** All effects this instance holds: what an answer lost on its way to us may have left behind. */
  claimed(instance: string): Promise<readonly AttemptRow[]>
  /** Takes the first `limit` attempts that wait for a line of the connection, by priority, then age. */
  claimWaiting(options: {
    instance: string
    connectionId: ConnectionId
    limit: number
    pace: Pace
    nowMs: number
  }): Promise<{
    readonly attempts: readonly AttemptRow[]
    /** When to ask again; null when nobody waits any more. */
    readonly againAtMs: number | null
  }>
  /** Connections some attempt waits for. */
  connectionsWaitedFor(): Promise<readonly { spaceId: SpaceId; connectionId: ConnectionId }[]>
  /** The earliest time a timer or an unclaimed effect is due, or null. */
  nextDueMs(): Promise<number | null>
  /**
   * Touches only the attempt rows, and only those that are placed or ringing and this moves forward. Answers, in order,
   * whether each was taken; the others go through a decision.
   */
  progress(updates: readonly Progress[]): Promise<readonly boolean[]>
  callout(id: CalloutId): Promise<CalloutRow | null>
  attempt(calloutId: CalloutId, ordinal: number): Promise<AttemptRow | null>

  /** Registers or renews this instance; false when another process has declared it dead. */
  keepAlive(options: { instance: string; leaseUntilMs: number }): Promise<boolean>
  /** Frees the claims of instances that are gone; returns how many claims. */
  takeOver(options: { instance: string; leaseMs: number }): Promise<number>
  leave(instance: string): Promise<void>
  /** Tells the other processes that something may be due at `atMs`. Best effort. */
  announce(atMs: number): Promise<void>
  /** Hears other processes' announcements. */
  listen(heard: (atMs: number) => void): Promise<() => Promise<void>>
}

export type ConnectionFacts = {
  readonly id: ConnectionId
  readonly kind: string
  /** One attempt at an address keeps it engaged: a second one waits until it is over. */
  readonly engages: boolean
  readonly pace: Pace
  /** Demo numbers may be dialled. */
  readonly simulated: boolean
}

export type CauseReading = {
  readonly language: Language
  /** It is said to a person now: what it names counts as heard. */
  readonly heard: boolean
  /** In which words; absent: in full. */
  readonly form?: AlertForm | undefined
  /** A template's own, in that language. */
  readonly phrases?: AlertPhrases | undefined
}

/** Reads what a live cause says now. */
export interface CauseReader {
  read(spaceId: SpaceId, source: string, reading: CauseReading): Promise<string>
}

/** Whether what a callout is about needs nobody any more: it recovered, or was closed. Of a mere text nobody knows. */
export type CauseOver = (spaceId: SpaceId, cause: Cause) => Promise<boolean>

/** One call about a live cause. */
export type LiveCall = {
  readonly spaceId: SpaceId
  readonly source: string
  readonly calloutId: CalloutId
  readonly attempt: number
}

/** Tells alerts by a button call: what is true when it is spoken counts as told by this call. */
export interface Teller {
  queue(call: LiveCall): Promise<Queue>
  /** Also does what a key asked for; the same turn again says and does the same. */
  tell(call: LiveCall, order: { turn: number; utterance: Utterance; by: Destination; plan: Plan }): Promise<Told>
}

export type CallOrder = {
  readonly attempt: AttemptRow
  readonly destination: Destination
  readonly plan: Plan
  readonly callout: CalloutRow
}

export type Placement =
  | { readonly kind: 'placed'; readonly providerId: string }
  /** Handed over, and there is nothing more to be learned of it. */
  | { readonly kind: 'delivered'; readonly providerId: string; readonly detail: string | null }
  /** Handed over, and it came to nothing. */
  | { readonly kind: 'failed'; readonly providerId: string; readonly detail: string | null }
  | {
      readonly kind: 'refused'
      readonly refusal: RefusalKind
      readonly code: string
      readonly retryAfterMs?: number | undefined
      /** What refused it is not the connection: another would do no better. */
      readonly ofConnection?: false | undefined
    }
  | { readonly kind: 'unknown'; readonly code: string }

export type Observation =
  | { readonly kind: 'live'; readonly providerId: string; readonly state: 'placed' | 'ringing' | 'answered' }
  | {
      readonly kind: 'ended'
      readonly providerId: string
      readonly end: CallEnd
      readonly detail: string | null
      readonly answeredBy: string | null
    }
  /** The provider answered and knows no such call. */
  | { readonly kind: 'absent' }
  /** The provider could not be asked. */
  | { readonly kind: 'unavailable'; readonly code: string }

/**
 * A way out: it places attempts at destinations of one channel, or of many. Of what it can do the engine learns from its
 * connections and its answers, never from its name. None of these throws.
 */
export interface WayOut {
  connection(spaceId: SpaceId, id: ConnectionId): Promise<ConnectionFacts | null>
  /** Whether this connection may contact this address, checked at dial time. */
  allows(address: string, connection: ConnectionFacts): boolean
  place(order: CallOrder): Promise<Placement>
  /** Finds what became of an attempt whose result is unknown. */
  lookup(order: CallOrder): Promise<Observation>
  /** Asks how a placed attempt is doing. */
  watch(order: CallOrder): Promise<Observation>
  /** True when the provider took it, it is over already, or there is nothing to be taken back. */
  cancel(order: CallOrder): Promise<boolean>
}

/** Reads who is on duty, and with what they are reached, as of now: plans keep only references to schedules. */
export interface DutyReader {
  /** In the order of the references; also of schedules that were deleted meanwhile. */
  read(spaceId: SpaceId, refs: readonly DutyRef[], atMs: number): Promise<readonly DutyFound[]>
  /** The name of a plan that people have joined. */
  hashOf(plan: Plan): PlanHash
}

/** Reads the pauses of a space that are on, or may come to be, and quiet hours: asked whenever somebody is about to be contacted. */
export interface HoldReader {
  read(spaceId: SpaceId): Promise<Holds>
}

export interface EngineLog {
  warn(facts: Record<string, unknown>, message: string): void
  error(facts: Record<string, unknown>, message: string): void
}
