// An in-memory EngineStore with the semantics of the one on PostgreSQL, for the deterministic simulation. Every call is a
// scheduling point: `step` may delay it, or fail it with StoreUnavailable before it has happened, or after ("the commit
// succeeded, the answer was lost"). It has no timers, no clock and no randomness of its own.

import { freeLines, nextSlotAfter } from '#core/callout/admit'
import type { Target } from '#core/callout/state'
import type { HistoryEntry } from '#core/callout/work'
import type { CalloutId, ConnectionId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import type { AttemptRow, CalloutRow, EngineStore, Progress } from '#engine/ports'
import { againAtMs, byUrgency } from '#store/engine/waiting'
import { createInstances } from './fake-instances.ts'
import { createLocks, type Locks } from './fake-locks.ts'
import {
  addNew,
  apply,
  attemptKey,
  type Changes,
  check,
  emptyTables,
  keyOf,
  noChanges,
  planKey,
  putAttempt,
  type StoredCallout,
  stored,
} from './fake-tables.ts'
import {
  activeAttempts,
  type Context,
  connectionLock,
  guard,
  lineOf,
  numbersInCall,
  openTransaction,
  toRow,
  waitsForLine,
} from './fake-transaction.ts'

/** All rows at one instant; frozen. */
export type FakeSnapshot = {
  readonly callouts: readonly StoredCallout[]
  readonly targetsOf: (id: CalloutId) => readonly Target[]
  readonly attemptsOf: (id: CalloutId) => readonly AttemptRow[]
  readonly historyOf: (id: CalloutId) => readonly HistoryEntry[]
  readonly planOf: (row: Pick<CalloutRow, 'spaceId' | 'planHash'>) => Plan | null
  /** Whether a callout was started under a key. */
  readonly isStarted: (spaceId: string, key: string) => boolean
}

/** One statement: it happens whole, between two points where the world may go on. */
export type Statement = <T>(label: string, happen: () => T) => Promise<T>

export type FakeStoreOptions = {
  /**
   * Called before and after everything a process asks for; the label says what (`insert`, `commit`, `load` …; `… done`
   * after it has happened). Rejecting with StoreUnavailable is a lost request, or a lost answer.
   */
  readonly step: (label: string, process: string) => Promise<void>
}

export type FakeDatabase = {
  /** The store as one process sees it. */
  readonly open: (process: string) => EngineStore
  /** How that process asks for anything else that lies in the same database. */
  readonly statement: (process: string) => Statement
  /** kill -9: its transactions roll back, its locks are free, and nothing it still asks for is ever answered. */
  readonly kill: (process: string) => void
  /** Only the session that holds the instance's lock breaks. */
  readonly dropSession: (instance: string) => void
  readonly snapshot: () => FakeSnapshot
  /** Grows whenever a row of a callout changes: two snapshots of one revision are equal. */
  readonly revision: () => number
}

type Process = { alive: boolean; readonly open: Set<Context>; readonly heard: Set<(atMs: number) => void> }

const never = <Value>(): Promise<Value> => new Promise(() => undefined)

export const createFakeDatabase = ({ step }: FakeStoreOptions): FakeDatabase => {
  const tables = emptyTables()
  const locks = createLocks()
  const processes = new Map<string, Process>()
  const instances = createInstances()

  const processOf = (name: string): Process => {
    const process = processes.get(name) ?? { alive: true, open: new Set(), heard: new Set() }
    processes.set(name, process)
    return process
  }

  const newContext = (own: Locks): Context => ({ tables, changes: noChanges(), locks: own, owner: {} })
  const committed: Context = newContext(locks)

  /** A process that dies while it is being given a lock does not get it. */
  const lifelong = (process: Process): Locks => ({
    ...locks,
    acquire: async (owner, key) => {
      if (!process.alive) return never()
      await locks.acquire(owner, key)
      if (process.alive) return
      locks.release(owner)
      return never()
    },
  })

  /** Rows that an open transaction has written: others pass them over. */
  const isBeingWritten = (key: string): boolean =>
    [...processes.values()].some(({ open }) => [...open].some(({ changes }) => changes.attempts.has(key)))
  const free = (): AttemptRow[] => activeAttempts(committed).filter((attempt) => !isBeingWritten(keyOf(attempt)))

  const put = (attempt: AttemptRow, change: Partial<AttemptRow>): AttemptRow => {
    const next = stored({ ...attempt, ...change })
    putAttempt(tables, next)
    return next
  }

  const commit = (changes: Changes): void => {
    check(tables, changes)
    apply(tables, changes)
  }

  const kill = (name: string): void => {
    const process = processOf(name)
    process.alive = false
    process.heard.clear()
    for (const context of process.open) locks.release(context.owner)
    process.open.clear()
    instances.drop((_instance, holder) => holder === process)
    processes.delete(name)
  }

  const freeClaims = (isGone: (holder: string) => boolean): number => {
    const freed = free().filter(({ claimedBy }) => claimedBy !== null && isGone(claimedBy))
    for (const attempt of freed) {
      const { effect } = attempt
      put(attempt, { claimedBy: null, effect: effect?.kind === 'settle' ? { ...effect, atMs: 0 } : effect })
    }
    return freed.length
  }

  const move = ({ calloutId, attempt: ordinal, providerId, state }: Progress): boolean => {
    const attempt = tables.parts.get(calloutId)?.attempts.get(ordinal)
    if (attempt === undefined || state !== 'ringing' || isBeingWritten(attemptKey(calloutId, ordinal))) return false
    if (attempt.state !== 'placed' || attempt.providerId !== providerId) return false
    put(attempt, { state: 'ringing' })
    return true
  }

  const passOf = (name: string) => {
    const process = processOf(name)
    return async (label: string): Promise<void> => {
      if (!process.alive) return never()
      await step(label, name)
      return process.alive ? undefined : never()
    }
  }
  const statementOf = (name: string): Statement => {
    const pass = passOf(name)
    return async (label, happen) => {
      await pass(label)
      const result = happen()
      await pass(`${label} done`)
      return result
    }
  }

  const open = (name: string): EngineStore => {
    const process = processOf(name)

    const pass = passOf(name)
    const statement = statementOf(name)

    const inTransaction = async <T>(work: (context: Context) => Promise<T>): Promise<T> => {
      await pass('begin')
      const context = newContext(lifelong(process))
      process.open.add(context)
      try {
        const result = await work(context)
        await pass('commit')
        commit(context.changes)
        // The locks are free at the commit, not when its answer arrives.
        end(context)
        await pass('commit done')
        return result
      } finally {
        end(context)
      }
    }
    const end = (context: Context): void => {
      if (process.open.delete(context)) locks.release(context.owner)
    }

    const transact: EngineStore['transact'] = (run) =>
      inTransaction(async (context) => {
        let broken: Error | null = null as Error | null
        const guarded = guard(openTransaction(context, pass), (error) => {
          broken ??= error instanceof Error ? error : new Error(String(error))
        })
        const result = await run(guarded)
        // A failed statement ends the transaction, whether its caller noticed or not.
        if (broken !== null) throw broken
        return result
      })

    const claimWaiting: EngineStore['claimWaiting'] = ({ instance, connectionId, limit, pace, nowMs }) =>
      inTransaction(async (context) => {
        await pass('claimWaiting')
        await locks.acquire(context.owner, connectionLock(connectionId))
        const line = { ...lineOf(context, connectionId), pace }
        const wanted = Math.min(freeLines(line, nowMs), limit)
        const waits = (attempt: AttemptRow): boolean =>
          waitsForLine(attempt, connectionId) && attempt.claimedBy === null
        const attempts = free()
          .filter(waits)
          .sort(byUrgency)
          .slice(0, wanted)
          .map((attempt) =>
            stored({ ...attempt, claimedBy: instance, effect: { kind: 'place', atMs: nowMs } as const }),
          )
        for (const attempt of attempts) context.changes.attempts.set(keyOf(attempt), attempt)
        const nextSlotAtMs = nextSlotAfter(line, attempts.length, nowMs)
        context.changes.slots.set(connectionId, nextSlotAtMs)
        if (!activeAttempts(context).some(waits)) return { attempts, againAtMs: null }
        const after = { ...line, nextSlotAtMs, liveCalls: line.liveCalls + attempts.length }
        return { attempts, againAtMs: againAtMs(after, { nowMs, full: attempts.length === limit }) }
      })

    return {
      savePlan: ({ spaceId, hash, plan }) =>
        statement('savePlan', () => {
          const key = planKey(spaceId, hash)
          if (!tables.plans.has(key)) tables.plans.set(key, stored(plan))
        }),
      findIdempotent: (spaceId, key) =>
        statement('findIdempotent', () => tables.idempotency.get(`${spaceId} ${key}`) ?? null),
      insert: (callouts, plans = []) =>
        statement('insert', () => {
          const changes = noChanges()
          for (const callout of callouts) addNew(tables, changes, callout)
          for (const { spaceId, hash, plan } of plans) changes.plans.set(planKey(spaceId, hash), stored(plan))
          commit(changes)
        }),
      numbersInCall: (pairs) => statement('numbersInCall', () => numbersInCall(committed, pairs)),
      transact,
      plan: (spaceId, hash) => statement('plan', () => tables.plans.get(planKey(spaceId, hash)) ?? null),
      claimEffects: ({ instance, nowMs, limit }) =>
        statement('claimEffects', () =>
          free()
            .filter(({ claimedBy, effect }) => claimedBy === null && effect !== null && effect.atMs <= nowMs)
            .sort((one, other) => one.priority - other.priority || dueMs(one) - dueMs(other))
            .slice(0, limit)
            .map((attempt) => put(attempt, { claimedBy: instance })),
        ),
      claimed: (instance) =>
        statement('claimed', () =>
          activeAttempts(committed).filter(({ claimedBy, effect }) => claimedBy === instance && effect !== null),
        ),
      claimWaiting,
      connectionsWaitedFor: () =>
        statement('connectionsWaitedFor', () => {
          const waiting = activeAttempts(committed).filter(
            (attempt) => waitsForLine(attempt, null) && attempt.claimedBy === null,
          )
          const byId = new Map(waiting.map(({ connectionId, spaceId }) => [connectionId as ConnectionId, spaceId]))
          return [...byId].map(([connectionId, spaceId]) => ({ connectionId, spaceId }))
        }),
      nextDueMs: () =>
        statement('nextDueMs', () => {
          const effects = activeAttempts(committed).flatMap(({ effect, claimedBy }) =>
            claimedBy === null ? (effect?.atMs ?? []) : [],
          )
          const timers = [...tables.callouts.values()].flatMap(({ head }) => head.due?.atMs ?? [])
          return [...effects, ...timers].reduce<number | null>((least, atMs) => Math.min(least ?? atMs, atMs), null)
        }),
      progress: (updates) => statement('progress', () => updates.map(move)),
      callout: (id) =>
        statement('callout', () => {
          const row = tables.callouts.get(id)
          return row === undefined ? null : toRow(row)
        }),
      attempt: (calloutId, ordinal) =>
        statement('attempt', () => tables.parts.get(calloutId)?.attempts.get(ordinal) ?? null),
      keepAlive: (options) => statement('keepAlive', () => instances.keepAlive({ ...options, holder: process })),
      takeOver: (options) => statement('takeOver', () => freeClaims(instances.takeOver(options))),
      leave: (instance) =>
        statement('leave', () => {
          instances.leave(instance)
          freeClaims((holder) => holder === instance)
        }),
      announce: (atMs) =>
        statement('announce', () => {
          for (const other of processes.values()) for (const heard of other.heard) heard(atMs)
        }),
      listen: (heard) =>
        statement('listen', () => {
          process.heard.add(heard)
          return async () => {
            process.heard.delete(heard)
          }
        }),
    }
  }

  return {
    open,
    statement: statementOf,
    kill,
    dropSession: (instance) => instances.drop((other) => other === instance),
    snapshot: () => ({
      callouts: [...tables.callouts.values()],
      targetsOf: (id) => [...(tables.parts.get(id)?.targets.values() ?? [])],
      attemptsOf: (id) => [...(tables.parts.get(id)?.attempts.values() ?? [])],
      historyOf: (id) => [...(tables.parts.get(id)?.history ?? [])],
      planOf: ({ spaceId, planHash }) => tables.plans.get(planKey(spaceId, planHash)) ?? null,
      isStarted: (spaceId, key) => tables.idempotency.has(`${spaceId} ${key}`),
    }),
    revision: () => tables.revision,
  }
}

const dueMs = ({ effect }: AttemptRow): number => effect?.atMs ?? 0
