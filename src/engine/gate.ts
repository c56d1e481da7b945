// Collects the facts the admission gate decides on, in the transaction that begins the attempts: known connections, numbers
// in a call, free lines. Attempts let go in this transaction count at once, so that two of them cannot share a phone or a slot.

import { type Facts, type LineFacts, nextSlotAfter } from '#core/callout/admit'
import type { Attempt } from '#core/callout/state'
import type { ConnectionId } from '#core/ids'
import type { Draft } from './draft.ts'
import { type ConnectionFacts, type EngineTransaction, numberKey, type PhoneChannel } from './ports.ts'

export type Gate = Pick<PhoneChannel, 'connection' | 'allows'>

export type OpenGate = {
  readonly facts: (draft: Draft, attempt: Attempt, reserved: boolean) => Facts
  /** Counts an attempt that was let go. */
  readonly count: (draft: Draft, attempt: Attempt) => void
  /** Writes back how far the connections' slots have moved. */
  readonly close: () => Promise<void>
}

type Line = { facts: LineFacts; begun: number; readonly firstSlotAtMs: number }
type Beginning = { readonly draft: Draft; readonly attempt: Attempt; readonly reserved: boolean }

const addressOf = (draft: Draft, attempt: Attempt): string =>
  draft.plan.destinations[attempt.destination]?.address ?? ''

export const isPaced = (connection: ConnectionFacts): boolean =>
  connection.pace.callsPerSecond !== null || connection.pace.callsAtOnce !== null

export const openGate = async (
  transaction: EngineTransaction,
  beginnings: readonly Beginning[],
  tools: { gate: Gate; columns: { nowMs: number } },
): Promise<OpenGate> => {
  const { nowMs } = tools.columns
  const connections = await findConnections(beginnings, tools.gate)
  const inCall = new Set(await numbersInCall(transaction, beginnings))
  const lines = await lockLines(transaction, connections, beginnings)

  return {
    facts: (draft, attempt, reserved) => {
      const connection = draft.plan.connectionId === null ? null : (connections.get(draft.plan.connectionId) ?? null)
      const address = addressOf(draft, attempt)
      return {
        connectionKnown: connection !== null,
        numberAllowed: connection !== null && tools.gate.allows(address, connection),
        numberInCall: inCall.has(numberKey(draft.row.spaceId, address)),
        line: reserved || connection === null ? null : (lines.get(connection.id)?.facts ?? null),
      }
    },
    count: (draft, attempt) => {
      inCall.add(numberKey(draft.row.spaceId, addressOf(draft, attempt)))
      const line = draft.plan.connectionId === null ? undefined : lines.get(draft.plan.connectionId)
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

const findConnections = async (
  beginnings: readonly Beginning[],
  gate: Gate,
): Promise<ReadonlyMap<ConnectionId, ConnectionFacts>> => {
  const found = new Map<ConnectionId, ConnectionFacts>()
  for (const { draft } of beginnings) {
    const id = draft.plan.connectionId
    if (id === null || found.has(id)) continue
    const connection = await gate.connection(draft.row.spaceId, id)
    if (connection !== null) found.set(id, connection)
  }
  return found
}

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
  connections: ReadonlyMap<ConnectionId, ConnectionFacts>,
  beginnings: readonly Beginning[],
): Promise<Map<ConnectionId, Line>> => {
  const wanted = new Set(beginnings.flatMap(({ draft, reserved }) => (reserved ? [] : [draft.plan.connectionId])))
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
