// Collects the facts the admission gate decides on, in the transaction that begins the attempts: known connections, numbers
// in a call, free lines. Attempts let go in this transaction count at once, so that two of them cannot share a phone or a slot.

import { type Facts, type LineFacts, nextSlotAfter } from '#core/callout/admit'
import { dutiesToCheck, isOnDuty } from '#core/callout/duty'
import { floodAt, type Guard, groupOf, heldHow } from '#core/callout/guard'
import { type Held, type Holds, holdAt } from '#core/callout/held'
import { type Attempt, isCallBack } from '#core/callout/state'
import { briefly } from '#core/cause'
import type { ConnectionId } from '#core/ids'
import { connectionOf, destinationBy } from '#core/plan/way'
import type { Draft } from './draft.ts'
import {
  type ConnectionFacts,
  type DutyReader,
  type EngineTransaction,
  type HoldReader,
  type NthBegun,
  numberKey,
  type WayOut,
} from './ports.ts'

export type Gate = Pick<WayOut, 'connection' | 'allows'>

export type OpenGate = {
  readonly facts: (draft: Draft, attempt: Attempt, reserved: boolean) => Facts
  /** Counts an attempt that was let go. */
  readonly count: (draft: Draft, attempt: Attempt) => void
  /** Writes back how far the connections' slots have moved. */
  readonly close: () => Promise<void>
}

type Line = { facts: LineFacts; begun: number; readonly firstSlotAtMs: number }
type Beginning = { readonly draft: Draft; readonly attempt: Attempt; readonly reserved: boolean }

const addressOf = (draft: Draft, attempt: Attempt): string => destinationBy(draft.plan, attempt)?.address ?? ''

const wayOf = (draft: Draft, attempt: Attempt): ConnectionId | null => connectionOf(draft.plan, attempt)

type Connections = ReadonlyMap<ConnectionId, ConnectionFacts>

const connectionIn = (connections: Connections, draft: Draft, attempt: Attempt): ConnectionFacts | null => {
  const id = wayOf(draft, attempt)
  return id === null ? null : (connections.get(id) ?? null)
}

export const isPaced = (connection: ConnectionFacts): boolean =>
  connection.pace.callsPerSecond !== null || connection.pace.callsAtOnce !== null

type Tools = {
  readonly gate: Gate
  readonly columns: { readonly nowMs: number }
  readonly duty: Pick<DutyReader, 'read'>
  readonly holds: HoldReader
}

const holdNobody = ({ pauses, quiet, unverified }: Holds): boolean =>
  pauses.length === 0 && quiet.size === 0 && unverified === undefined

/** What keeps an attempt of a callout from being made now. Whatever somebody asked for themselves is not held back. */
export const heldBy = (
  { row, plan }: Draft,
  attempt: Attempt,
  { holds, nowMs }: { readonly holds: Holds; readonly nowMs: number },
): Held | undefined => {
  if (row.purpose !== undefined || holdNobody(holds)) return undefined
  const { channel, destination } = attempt
  const userId = plan.destinations[destination]?.userId ?? null
  const address = destinationBy(plan, attempt)?.address ?? ''
  const about = { policyId: plan.policyId, text: briefly(row.cause), priority: row.priority }
  return holdAt(holds, { ...about, channel, userId, address, isCallBack: isCallBack(attempt) }, nowMs)
}

export const openGate = async (
  transaction: EngineTransaction,
  beginnings: readonly Beginning[],
  tools: Tools,
): Promise<OpenGate> => {
  const { nowMs } = tools.columns
  const connections = await findConnections(beginnings, tools.gate)
  const inCall = new Set(await numbersInCall(transaction, engaging(beginnings, connections)))
  const lines = await lockLines(transaction, connections, beginnings)
  const offDuty = await whoIsOffDuty(beginnings, tools)
  const held = await whoIsHeld(beginnings, tools)
  const floods = await whoIsFlooded(transaction, beginnings, tools)

  return {
    facts: (draft, attempt, reserved) => {
      const connection = connectionIn(connections, draft, attempt)
      const address = addressOf(draft, attempt)
      return {
        connectionKnown: connection !== null,
        numberAllowed: connection !== null && tools.gate.allows(address, connection),
        numberInCall: connection?.engages === true && inCall.has(numberKey(draft.row.spaceId, address)),
        offDuty: offDuty.has(attempt),
        held: held.get(attempt),
        flood: floods.get(attempt),
        line: reserved || connection === null ? null : (lines.get(connection.id)?.facts ?? null),
      }
    },
    count: (draft, attempt) => {
      inCall.add(numberKey(draft.row.spaceId, addressOf(draft, attempt)))
      const id = wayOf(draft, attempt)
      const line = id === null ? undefined : lines.get(id)
      if (line === undefined) return
      line.begun += 1
      const nextSlotAtMs = nextSlotAfter(line.facts, 1, nowMs)
      line.facts = { ...line.facts, nextSlotAtMs, liveCalls: line.facts.liveCalls + 1 }
    },
    close: async () => {
      for (const [id, line] of lines) {
        if (line.facts.nextSlotAtMs !== line.firstSlotAtMs) await transaction.setNextSlot(id, line.facts.nextSlotAtMs)
      }
    },
  }
}

/** Attempts at people who were on duty when their step opened, and are not any more. */
const whoIsOffDuty = async (
  beginnings: readonly Beginning[],
  { duty, columns }: Pick<Tools, 'duty' | 'columns'>,
): Promise<ReadonlySet<Attempt>> => {
  const found = new Set<Attempt>()
  for (const { draft, attempt } of beginnings) {
    const refs = dutiesToCheck(draft, attempt)
    if (refs.length === 0) continue
    const userId = draft.plan.destinations[attempt.destination]?.userId ?? null
    if (!isOnDuty(await duty.read(draft.row.spaceId, refs, columns.nowMs), userId)) found.add(attempt)
  }
  return found
}

const whoIsHeld = async (
  beginnings: readonly Beginning[],
  { holds, columns: { nowMs } }: Pick<Tools, 'holds' | 'columns'>,
): Promise<ReadonlyMap<Attempt, Held>> => {
  const held = new Map<Attempt, Held>()
  for (const { draft, attempt } of beginnings) {
    const found = heldBy(draft, attempt, { holds: await holds.read(draft.row.spaceId), nowMs })
    if (found !== undefined) held.set(attempt, found)
  }
  return held
}

type Guarded = {
  readonly attempt: Attempt
  readonly guard: Guard
  readonly how: 'wait' | 'skip'
  readonly asked: NthBegun
}

const addressesOf = ({ plan }: Draft, attempt: Attempt): readonly string[] => {
  const to = destinationBy(plan, attempt)
  return to === undefined ? [] : groupOf(plan, to)
}

/** Repeats that would be one of too many at one person. Only for repeats anything is asked. */
const whoIsFlooded = async (
  transaction: EngineTransaction,
  beginnings: readonly Beginning[],
  { holds, columns: { nowMs } }: Pick<Tools, 'holds' | 'columns'>,
): Promise<ReadonlyMap<Attempt, Facts['flood']>> => {
  const guarded: Guarded[] = []
  for (const { draft, attempt } of beginnings) {
    const how = draft.row.purpose === undefined ? heldHow(attempt) : null
    if (how === null) continue
    const { spaceId } = draft.row
    const { guard } = await holds.read(spaceId)
    if (guard === undefined) continue
    const within = { nth: guard.attempts, sinceMs: nowMs - guard.windowMs, beforeMs: nowMs }
    const { channel } = attempt
    guarded.push({
      attempt,
      guard,
      how,
      asked: { spaceId, channel, addresses: addressesOf(draft, attempt), ...within },
    })
  }
  if (guarded.length === 0) return new Map()
  const begun = await transaction.nthBegun(guarded.map(({ asked }) => asked))
  return new Map(
    guarded.flatMap(({ attempt, guard, how }, place) => {
      const flood = floodAt(guard, begun[place] ?? null, nowMs)
      return flood === undefined ? [] : [[attempt, { ...flood, how }] as const]
    }),
  )
}

const findConnections = async (beginnings: readonly Beginning[], gate: Gate): Promise<Connections> => {
  const found = new Map<ConnectionId, ConnectionFacts>()
  for (const { draft, attempt } of beginnings) {
    const id = wayOf(draft, attempt)
    if (id === null || found.has(id)) continue
    const connection = await gate.connection(draft.row.spaceId, id)
    if (connection !== null) found.set(id, connection)
  }
  return found
}

/** Those whose address is in use while they last. */
const engaging = (beginnings: readonly Beginning[], connections: Connections): readonly Beginning[] =>
  beginnings.filter(({ draft, attempt }) => connectionIn(connections, draft, attempt)?.engages === true)

const numbersInCall = async (
  transaction: EngineTransaction,
  beginnings: readonly Beginning[],
): Promise<ReadonlySet<string>> =>
  beginnings.length === 0
    ? new Set()
    : transaction.numbersInCall(
        beginnings.map(({ draft, attempt }) => ({ spaceId: draft.row.spaceId, address: addressOf(draft, attempt) })),
      )

/** Only connections with a pace are locked, and only for attempts that have no reserved line: the others share nothing. */
const lockLines = async (
  transaction: EngineTransaction,
  connections: Connections,
  beginnings: readonly Beginning[],
): Promise<Map<ConnectionId, Line>> => {
  const wanted = new Set(
    beginnings.flatMap(({ draft, attempt, reserved }) => (reserved ? [] : [wayOf(draft, attempt)])),
  )
  const paced = [...connections.values()].filter((connection) => wanted.has(connection.id) && isPaced(connection))
  if (paced.length === 0) return new Map()
  const rows = await transaction.lockLines(paced.map((connection) => connection.id))
  return new Map(
    rows.flatMap((row) => {
      const connection = connections.get(row.connectionId)
      if (connection === undefined) return []
      const { nextSlotAtMs, liveCalls, waiting } = row
      const facts: LineFacts = { pace: connection.pace, nextSlotAtMs, liveCalls, waiting }
      return [[row.connectionId, { facts, begun: 0, firstSlotAtMs: nextSlotAtMs }] as const]
    }),
  )
}
