// One transaction of the in-memory store: it sees what is committed plus what it has written itself, holds the locks of the
// callouts it works on, and changes nothing until its commit.

import { isLive, type Target } from '#core/callout/state'
import type { CalloutId, ConnectionId } from '#core/ids'
import {
  type AttemptRow,
  type CalloutRow,
  type EngineTransaction,
  type LineRow,
  type LoadedParts,
  type LoadRequest,
  type NthBegun,
  type NumberPair,
  numberKey,
} from '#engine/ports'
import type { Locks } from './fake-locks.ts'
import {
  addNew,
  addWrite,
  attemptKey,
  type Changes,
  check,
  readAttempt,
  type StoredCallout,
  type Tables,
} from './fake-tables.ts'

export type Step = (label: string) => Promise<void>

/** What a transaction works with. `owner` holds its locks. */
export type Context = {
  readonly tables: Tables
  readonly changes: Changes
  readonly locks: Locks
  readonly owner: object
}

export const calloutLock = (id: CalloutId): string => `callout ${id}`
export const connectionLock = (id: ConnectionId): string => `connection ${id}`

export const toRow = ({
  policyId: _policyId,
  policyKey: _policyKey,
  createdBy: _createdBy,
  ...row
}: StoredCallout): CalloutRow => Object.freeze(row)

/** Every call is a point where the world may go on, or end. */
export const openTransaction = (context: Context, step: Step): EngineTransaction => {
  const { tables, changes, locks, owner } = context
  return {
    lock: async (ids) => {
      await step('lock')
      const known = [...new Set(ids)].sort().filter((id) => tables.callouts.has(id))
      for (const id of known) await locks.acquire(owner, calloutLock(id))
      return known.map((id) => readCallout(context, id))
    },
    lockDue: async (nowMs, limit) => {
      await step('lockDue')
      return lockDue(context, nowMs, limit)
    },
    load: async (requests) => {
      await step('load')
      return requests.map((request) => load(context, request))
    },
    numbersInCall: async (pairs) => {
      await step('numbersInCall')
      return numbersInCall(context, pairs)
    },
    nthBegun: async (asked) => {
      await step('nthBegun')
      return asked.map((one) => nthBegun(context, one))
    },
    lockLines: async (ids) => {
      await step('lockLines')
      const wanted = [...new Set(ids)].sort()
      for (const id of wanted) await locks.acquire(owner, connectionLock(id))
      return wanted.map((id) => lineOf(context, id))
    },
    setNextSlot: async (id, nextSlotAtMs) => {
      await step('setNextSlot')
      changes.slots.set(id, nextSlotAtMs)
    },
    write: async (writes) => {
      await step('write')
      for (const write of writes) addWrite(tables, changes, write)
      check(tables, changes)
    },
    insert: async (created) => {
      await step('insertChild')
      for (const callout of created) addNew(tables, changes, callout)
      check(tables, changes)
    },
  }
}

export const numbersInCall = (context: Context, pairs: readonly NumberPair[]): ReadonlySet<string> => {
  const asked = new Set(pairs.map(({ spaceId, address }) => numberKey(spaceId, address)))
  const numbers = activeAttempts(context)
    .filter((attempt) => attempt.channel === 'phone' && isLive(attempt))
    .map((attempt) => numberKey(attempt.spaceId, attempt.address))
  return new Set(numbers.filter((number) => asked.has(number)))
}

/** All attempts, also those that are over, as this transaction sees them. */
const everyAttempt = ({ tables, changes }: Context): readonly AttemptRow[] => {
  const committed = [...tables.parts.values()].flatMap(({ attempts }) => [...attempts.values()])
  return [
    ...new Map(
      [...committed, ...changes.attempts.values()].map((one) => [attemptKey(one.calloutId, one.ordinal), one]),
    ).values(),
  ]
}

const nthBegun = (context: Context, { spaceId, channel, addresses, nth, sinceMs, beforeMs }: NthBegun): number | null =>
  everyAttempt(context)
    .filter((one) => one.spaceId === spaceId && one.channel === channel && addresses.includes(one.address))
    .flatMap(({ begunAtMs }) => (begunAtMs !== null && begunAtMs > sinceMs && begunAtMs < beforeMs ? [begunAtMs] : []))
    .sort((one, other) => other - one)[nth - 1] ?? null

const readCallout = ({ tables, changes }: Context, id: CalloutId): CalloutRow => {
  const row = tables.callouts.get(id)
  if (row === undefined) throw new Error(`callout ${id} is not stored`)
  const { head, planHash } = changes.heads.get(id) ?? row
  return Object.freeze({ ...toRow(row), head, planHash })
}

const lockDue = (context: Context, nowMs: number, limit: number): readonly CalloutRow[] => {
  const due = [...context.tables.callouts.values()].flatMap(({ id, head }) =>
    head.due !== null && head.due.atMs <= nowMs ? [{ id, atMs: head.due.atMs }] : [],
  )
  const rows: CalloutRow[] = []
  for (const { id } of due.sort((one, other) => one.atMs - other.atMs)) {
    if (rows.length === limit) break
    if (context.locks.tryAcquire(context.owner, calloutLock(id))) rows.push(readCallout(context, id))
  }
  return rows
}

const load = (context: Context, { calloutId, scope }: LoadRequest): LoadedParts => {
  const targets = targetsOf(context, calloutId)
  const attemptAt = (ordinal: number | null): AttemptRow | undefined =>
    ordinal === null ? undefined : readAttempt(context.tables, context.changes, attemptKey(calloutId, ordinal))
  const withSpeakers = (wanted: readonly Target[]): LoadedParts => ({
    targets: wanted,
    attempts: wanted.flatMap((target) => attemptAt(target.attempt) ?? []),
  })
  switch (scope.kind) {
    case 'head':
      return { targets: [], attempts: [] }
    case 'open':
      return withSpeakers([...targets.values()].filter((target) => target.open))
    case 'destinations':
      return withSpeakers(scope.destinations.flatMap((destination) => targets.get(destination) ?? []))
    case 'attempt': {
      const asked = attemptAt(scope.attempt)
      const target = asked === undefined ? undefined : targets.get(asked.destination)
      if (asked === undefined || target === undefined) return { targets: [], attempts: [] }
      const speaker = attemptAt(target.attempt)
      return {
        targets: [target],
        attempts: speaker === undefined || speaker.ordinal === asked.ordinal ? [asked] : [asked, speaker],
      }
    }
  }
}

const targetsOf = ({ tables, changes }: Context, id: CalloutId): ReadonlyMap<number, Target> =>
  new Map([...(tables.parts.get(id)?.targets ?? []), ...(changes.targets.get(id) ?? [])])

/** Attempts with something to do or live, as this transaction sees them. */
export const activeAttempts = ({ tables, changes }: Context): readonly AttemptRow[] =>
  changes.attempts.size === 0
    ? [...tables.active.values()]
    : [...new Map([...tables.active, ...changes.attempts]).values()]

export const waitsForLine = (attempt: AttemptRow, id: ConnectionId | null): boolean =>
  attempt.effect?.kind === 'place' &&
  attempt.detail === 'waits_for_line' &&
  attempt.connectionId !== null &&
  (id === null || attempt.connectionId === id)

/** A waiting attempt that somebody has claimed is about to begin: its line is taken already. */
export const lineOf = (context: Context, id: ConnectionId): LineRow => {
  const attempts = activeAttempts(context).filter((attempt) => attempt.connectionId === id)
  const waiting = attempts.filter((attempt) => waitsForLine(attempt, id))
  const reserved = waiting.filter((attempt) => attempt.claimedBy !== null).length
  return {
    connectionId: id,
    nextSlotAtMs: context.changes.slots.get(id) ?? context.tables.slots.get(id) ?? 0,
    liveCalls: attempts.filter(isLive).length + reserved,
    waiting: Math.min(1, waiting.length - reserved),
  }
}

/** One call after the other, as a connection carries them out; reports every one that fails. */
export const guard = <Port extends object>(port: Port, failed: (error: unknown) => void): Port => {
  let last: Promise<unknown> = Promise.resolve()
  return Object.fromEntries(
    Object.entries(port).map(([name, call]: [string, (...values: unknown[]) => Promise<unknown>]) => [
      name,
      (...values: unknown[]) => {
        const answer = last.then(() => call(...values))
        last = answer.catch(failed)
        return answer
      },
    ]),
  ) as Port
}
