// The rows of the in-memory store, and the one place where a transaction's changes become rows: checked first, then applied
// whole. Values go through JSON and are frozen, so that nobody shares a row and nothing survives that a database would not keep.

import { isLive, type Target } from '#core/callout/state'
import type { HistoryEntry } from '#core/callout/work'
import type { CalloutId, ConnectionId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import {
  type AttemptRow,
  type CalloutRow,
  type CalloutWrite,
  IdempotencyConflict,
  type NewCallout,
  NumberInCall,
  numberKey,
  StoreUnavailable,
} from '#engine/ports'

export type StoredCallout = CalloutRow & Pick<NewCallout, 'policyId' | 'policyKey' | 'createdBy'>
export type Parts = {
  readonly targets: Map<number, Target>
  readonly attempts: Map<number, AttemptRow>
  readonly history: HistoryEntry[]
}
export type Idempotent = { readonly calloutId: CalloutId; readonly fingerprint: string }

export type Tables = {
  readonly plans: Map<string, Plan>
  readonly callouts: Map<CalloutId, StoredCallout>
  readonly parts: Map<CalloutId, Parts>
  readonly idempotency: Map<string, Idempotent>
  /** When a connection's next call may begin. */
  readonly slots: Map<ConnectionId, number>
  /** Attempts with something to do, or live: all that a scan has to look at. */
  readonly active: Map<string, AttemptRow>
  /** Which attempt is live at a number: unique. */
  readonly live: Map<string, string>
  /** Grows whenever a row of a callout changes. */
  revision: number
}

/** What a transaction has written and not yet committed. */
export type Changes = {
  /** Brought along by callouts that follow them. */
  readonly plans: Map<string, Plan>
  readonly created: NewCallout[]
  readonly heads: Map<CalloutId, CalloutRow>
  readonly targets: Map<CalloutId, Map<number, Target>>
  readonly attempts: Map<string, AttemptRow>
  readonly history: { readonly calloutId: CalloutId; readonly entry: HistoryEntry }[]
  readonly slots: Map<ConnectionId, number>
}

export const emptyTables = (): Tables => ({
  plans: new Map(),
  callouts: new Map(),
  parts: new Map(),
  idempotency: new Map(),
  slots: new Map(),
  active: new Map(),
  live: new Map(),
  revision: 0,
})

export const noChanges = (): Changes => ({
  plans: new Map(),
  created: [],
  heads: new Map(),
  targets: new Map(),
  attempts: new Map(),
  history: [],
  slots: new Map(),
})

export const attemptKey = (calloutId: string, ordinal: number): string => `${calloutId} ${ordinal}`
export const keyOf = (attempt: AttemptRow): string => attemptKey(attempt.calloutId, attempt.ordinal)
export const planKey = (spaceId: string, hash: string): string => `${spaceId} ${hash}`
const liveKey = (attempt: AttemptRow): string | null =>
  attempt.channel === 'phone' && !attempt.possibleRepeat && isLive(attempt)
    ? numberKey(attempt.spaceId, attempt.address)
    : null

const freeze = (value: unknown): void => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const inner of Object.values(value)) freeze(inner)
}

/** Returns what a database would give back for a value: its JSON, nobody else's. */
export const stored = <Value>(value: Value): Value => {
  const copy = JSON.parse(JSON.stringify(value)) as Value
  freeze(copy)
  return copy
}

const wholeMs = (attempt: AttemptRow): void => {
  for (const ms of [attempt.plannedAtMs, attempt.begunAtMs, attempt.effect?.atMs ?? 0]) {
    if (ms !== null && !Number.isSafeInteger(ms))
      throw new Error(`attempt ${keyOf(attempt)} has an instant of ${ms} ms`)
  }
}

/** Adds what a decision has changed. A provider's progress is never taken back: see the engine's store on PostgreSQL. */
export const addWrite = (tables: Tables, changes: Changes, write: CalloutWrite): void => {
  const { callout, targets, attempts, history } = stored(write)
  changes.heads.set(callout.id, callout)
  const changed = changes.targets.get(callout.id) ?? new Map<number, Target>()
  changes.targets.set(callout.id, changed)
  for (const target of targets) changed.set(target.destination, target)
  for (const attempt of attempts) {
    wholeMs(attempt)
    const before = readAttempt(tables, changes, keyOf(attempt))
    const rings = before?.state === 'ringing' && attempt.state === 'placed'
    changes.attempts.set(keyOf(attempt), rings ? stored({ ...attempt, state: 'ringing' }) : attempt)
  }
  for (const entry of history) changes.history.push({ calloutId: callout.id, entry })
}

export const addNew = (tables: Tables, changes: Changes, created: NewCallout): void => {
  changes.created.push(stored(created))
  addWrite(tables, changes, created)
}

export const readAttempt = (tables: Tables, changes: Changes, key: string): AttemptRow | undefined => {
  const changed = changes.attempts.get(key)
  if (changed !== undefined) return changed
  const [calloutId, ordinal] = key.split(' ')
  return tables.parts.get(calloutId as CalloutId)?.attempts.get(Number(ordinal))
}

/**
 * Throws when the changes break a constraint; nothing has happened then.
 * @errors IdempotencyConflict, NumberInCall
 */
export const check = (tables: Tables, changes: Changes): void => {
  const keys = new Set(tables.idempotency.keys())
  const isStored = ({ spaceId, planHash }: Pick<CalloutRow, 'spaceId' | 'planHash'>): boolean =>
    [tables, changes].some(({ plans }) => plans.has(planKey(spaceId, planHash)))
  for (const { callout, idempotency } of changes.created) {
    if (tables.callouts.has(callout.id)) throw new Error(`callout ${callout.id} is there already`)
    if (!isStored(callout)) throw new StoreUnavailable('the plan is not stored')
    if (idempotency === null) continue
    const key = `${callout.spaceId} ${idempotency.key}`
    if (keys.has(key)) throw new IdempotencyConflict('the idempotency key was used before')
    keys.add(key)
  }
  if (![...changes.heads.values()].every(isStored)) throw new StoreUnavailable('the plan is not stored')
  checkNumbers(tables, changes)
  checkHistory(tables, changes)
}

const checkNumbers = (tables: Tables, changes: Changes): void => {
  const taken = new Map<string, string>()
  for (const [key, attempt] of changes.attempts) {
    const number = liveKey(attempt)
    if (number === null) continue
    const before = tables.live.get(number)
    const kept = before !== undefined && before !== key && !changes.attempts.has(before)
    if (kept || taken.has(number)) throw new NumberInCall('the number is in a call')
    taken.set(number, key)
  }
}

const checkHistory = (tables: Tables, changes: Changes): void => {
  for (const { calloutId, entry } of changes.history) {
    const before = tables.parts.get(calloutId)?.history.some(({ seq }) => seq === entry.seq) ?? false
    const twice =
      changes.history.filter((other) => other.calloutId === calloutId && other.entry.seq === entry.seq).length > 1
    if (before || twice) throw new Error(`history of ${calloutId} has entry ${entry.seq} twice`)
  }
}

/** Makes the changes visible to everybody. To be checked first. */
export const apply = (tables: Tables, changes: Changes): void => {
  tables.revision += 1
  // Who stored it first stays: a plan's hash is its content.
  for (const [key, plan] of changes.plans) tables.plans.set(key, tables.plans.get(key) ?? plan)
  for (const created of changes.created) putNew(tables, created)
  for (const row of changes.heads.values()) putHead(tables, row)
  for (const [id, targets] of changes.targets) putTargets(tables, id, targets)
  // A number that one attempt gives back and another takes is free before it is taken.
  const written = [...changes.attempts.values()].toSorted((one, other) => Number(isLive(one)) - Number(isLive(other)))
  for (const attempt of written) putAttempt(tables, attempt)
  for (const { calloutId, entry } of changes.history) tables.parts.get(calloutId)?.history.push(entry)
  for (const [id, atMs] of changes.slots) tables.slots.set(id, atMs)
}

const putHead = (tables: Tables, { id, head, planHash }: CalloutRow): void => {
  const row = tables.callouts.get(id)
  if (row !== undefined) tables.callouts.set(id, stored({ ...row, head, planHash }))
}

const putTargets = (tables: Tables, id: CalloutId, targets: ReadonlyMap<number, Target>): void => {
  for (const target of targets.values()) tables.parts.get(id)?.targets.set(target.destination, target)
}

const putNew = (tables: Tables, created: NewCallout): void => {
  const { callout, policyId, policyKey, createdBy, idempotency } = created
  tables.callouts.set(callout.id, stored({ ...callout, policyId, policyKey, createdBy }))
  tables.parts.set(callout.id, { targets: new Map(), attempts: new Map(), history: [] })
  if (idempotency === null) return
  const { key, fingerprint } = idempotency
  tables.idempotency.set(`${callout.spaceId} ${key}`, { calloutId: callout.id, fingerprint })
}

/** Stores one attempt and keeps the indexes. */
export const putAttempt = (tables: Tables, attempt: AttemptRow): void => {
  tables.revision += 1
  const key = keyOf(attempt)
  const attempts = tables.parts.get(attempt.calloutId)?.attempts
  const before = attempts?.get(attempt.ordinal)
  const numberBefore = before === undefined ? null : liveKey(before)
  if (numberBefore !== null && tables.live.get(numberBefore) === key) tables.live.delete(numberBefore)
  const number = liveKey(attempt)
  if (number !== null) tables.live.set(number, key)
  attempts?.set(attempt.ordinal, attempt)
  if (attempt.effect !== null || isLive(attempt)) tables.active.set(key, attempt)
  else tables.active.delete(key)
}
