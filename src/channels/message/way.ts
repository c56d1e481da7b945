// A way out for messages of one kind of connection: it loads the connection, puts the words together with the link that answers
// them, and hands both to the kind. What it does not know of a message nobody knows: it keeps none, and never throws.

import type { Pace } from '#core/callout/admit'
import type { ResponseAction } from '#core/callout/event'
import type { ConnectionId, SpaceId } from '#core/ids'
import { answersOf } from '#core/plan/answers'
import type {
  AttemptRow,
  CallOrder,
  CauseReader,
  ConnectionFacts,
  EngineLog,
  Observation,
  Placement,
  WayOut,
} from '#engine/ports'
import { standingOf } from '../answer/standing.ts'
import { answerToken } from '../answer/token.ts'
import { type Said, saidIn } from './text.ts'

/** A connection's row with its secrets opened. */
export type ConnectionRow = {
  readonly id: ConnectionId
  readonly kind: string
  readonly settings: unknown
  readonly secrets: unknown
}

export interface ConnectionRows {
  /** Null when there is none. Rejects when it cannot be read now. */
  load(spaceId: SpaceId, id: ConnectionId): Promise<ConnectionRow | null>
}

/** How a message can be answered: where, and with what. Without actions nothing is asked. */
export type Answering = { readonly url: string; readonly actions: readonly ResponseAction[] }

export type Message = { readonly order: CallOrder; readonly said: Said; readonly answering: Answering }

/** What one kind of connection does. `send` rejects, and `failure` says what that means. */
export type MessageKind<Connection> = {
  readonly kind: string
  /** Throws when the row does not fit. */
  readonly read: (row: ConnectionRow) => Connection
  readonly pace: (connection: Connection) => Pace
  readonly isAddress: (address: string, connection: { readonly simulated: boolean }) => boolean
  /** Nobody's real phone rings by it; absent: none is so. */
  readonly isSimulated?: (connection: Connection) => boolean
  readonly send: (message: Message, connection: Connection) => Promise<Placement>
  readonly failure: (error: unknown) => Extract<Placement, { kind: 'refused' | 'unknown' }>
  /** How a message that was taken is doing; absent where its channel cannot tell. */
  readonly watch?: (attempt: AttemptRow, connection: Connection) => Promise<Observation>
  /** How long what was sent stays before it is changed; null, or absent: until its callout changes. */
  readonly lastsMs?: (connection: Connection) => number | null
  /** Changes a message that was sent to how things stand now; rejects as `send` does. Absent where it stays as it is. */
  readonly change?: (message: Message, providerId: string, connection: Connection) => Promise<void>
}

/** A message that changes as its callout proceeds; or, where it lasts so long only, when that is over. */
export type Posted = { readonly order: CallOrder; readonly lastsMs: number | null }

export type MessageDeps = {
  readonly connections: ConnectionRows
  readonly causes: CauseReader
  /** Where people of this space reach us: an origin, without a path. */
  readonly originOf: (spaceId: SpaceId) => Promise<string>
  readonly log: EngineLog
  /** A message was sent that is to change as its callout proceeds. Durable when it resolves. */
  readonly posted?: (about: Posted, providerId: string) => Promise<void>
}

type Loaded<Connection> =
  | { readonly kind: 'connection'; readonly connection: Connection }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable' }

const factsOf = ({ attempt }: CallOrder) => ({
  spaceId: attempt.spaceId,
  calloutId: attempt.calloutId,
  attempt: attempt.ordinal,
  connectionId: attempt.connectionId,
})

const load = async <Connection>(
  { connections, log }: MessageDeps,
  { kind, read }: MessageKind<Connection>,
  at: { readonly spaceId: SpaceId; readonly connectionId: ConnectionId | null },
): Promise<Loaded<Connection>> => {
  if (at.connectionId === null) return { kind: 'missing' }
  try {
    const row = await connections.load(at.spaceId, at.connectionId)
    if (row === null || row.kind !== kind) return { kind: 'missing' }
    return { kind: 'connection', connection: read(row) }
  } catch (error) {
    log.error({ ...at, cause: String(error) }, 'a connection could not be read')
    return { kind: 'unreadable' }
  }
}

const messageOf = async (
  { causes, originOf }: MessageDeps,
  order: CallOrder,
  actions = answersOf(order.plan),
): Promise<Message> => {
  const origin = actions.length === 0 ? '' : await originOf(order.attempt.spaceId)
  const said = await saidIn(order, causes)
  return { order, said, answering: { url: `${origin}/a/${answerToken(order.attempt)}`, actions } }
}

type Ready<Connection> = { readonly kind: MessageKind<Connection>; readonly connection: Connection }

/** A message nobody remembers is as good as any other; it only says for ever what it said first. */
const remember = async <Connection>(
  { posted, log }: MessageDeps,
  { kind, connection }: Ready<Connection>,
  { message, placement }: { readonly message: Message; readonly placement: Placement },
): Promise<void> => {
  const { order, answering } = message
  const lastsMs = kind.lastsMs?.(connection) ?? null
  const changes = kind.change !== undefined && (lastsMs !== null || answering.actions.length > 0)
  if (posted === undefined || !changes || placement.kind !== 'delivered') return
  try {
    await posted({ order, lastsMs }, placement.providerId)
  } catch (error) {
    log.warn({ ...factsOf(order), cause: String(error) }, 'a message will not change as its callout proceeds')
  }
}

const hand = async <Connection>(deps: MessageDeps, ready: Ready<Connection>, message: Message): Promise<Placement> => {
  try {
    const placement = await ready.kind.send(message, ready.connection)
    await remember(deps, ready, { message, placement })
    return placement
  } catch (error) {
    const failure = ready.kind.failure(error)
    deps.log.warn({ ...factsOf(message.order), code: failure.code }, 'a message was not sent')
    return failure
  }
}

const place = async <Connection>(
  deps: MessageDeps,
  kind: MessageKind<Connection>,
  order: CallOrder,
): Promise<Placement> => {
  const loaded = await load(deps, kind, order.attempt)
  if (loaded.kind === 'missing') return { kind: 'refused', refusal: 'configuration', code: 'connection.missing' }
  if (loaded.kind === 'unreadable') return { kind: 'refused', refusal: 'temporary', code: 'connection.unreadable' }
  const { connection } = loaded
  const simulated = kind.isSimulated?.(connection) ?? false
  if (!kind.isAddress(order.attempt.address, { simulated }))
    return { kind: 'refused', refusal: 'permanent', code: 'address.malformed' }
  let message: Message
  try {
    message = await messageOf(deps, order)
  } catch (error) {
    deps.log.warn({ ...factsOf(order), cause: String(error) }, 'what a message says could not be read')
    return { kind: 'refused', refusal: 'temporary', code: 'text.unreadable', ofConnection: false }
  }
  return hand(deps, { kind, connection }, message)
}

/** Whether a kind can tell or not: what it sent is not sent again by itself. */
const watch = async <Connection>(
  deps: MessageDeps,
  kind: MessageKind<Connection>,
  { attempt }: CallOrder,
): Promise<Observation> => {
  if (kind.watch === undefined || attempt.providerId === null) return { kind: 'absent' }
  const loaded = await load(deps, kind, attempt)
  if (loaded.kind !== 'connection') return { kind: 'unavailable', code: `connection.${loaded.kind}` }
  try {
    return await kind.watch(attempt, loaded.connection)
  } catch (error) {
    return { kind: 'unavailable', code: kind.failure(error).code }
  }
}

export const createMessageWay = <Connection>(kind: MessageKind<Connection>, deps: MessageDeps): WayOut => ({
  connection: async (spaceId, id): Promise<ConnectionFacts | null> => {
    const loaded = await load(deps, kind, { spaceId, connectionId: id })
    if (loaded.kind === 'missing') return null
    const unlimited = { callsPerSecond: null, callsAtOnce: null }
    const pace = loaded.kind === 'connection' ? kind.pace(loaded.connection) : unlimited
    // One that cannot be read now is looked at again when the message is sent.
    const simulated = loaded.kind === 'connection' ? (kind.isSimulated?.(loaded.connection) ?? false) : true
    return { id, kind: kind.kind, engages: false, pace, simulated }
  },
  allows: (address, { simulated }) => kind.isAddress(address, { simulated }),
  place: (order) => place(deps, kind, order),
  lookup: (order) => watch(deps, kind, order),
  watch: (order) => watch(deps, kind, order),
  // What was sent cannot be taken back, and nothing rings.
  cancel: () => Promise.resolve(true),
})

/** `never`: it cannot be changed any more. */
export type Changed = 'changed' | 'later' | 'never'

/** Changes messages of a kind that were sent to how things stand now. Never throws. */
export const createChanger =
  <Connection>(kind: MessageKind<Connection>, deps: MessageDeps) =>
  async (order: CallOrder, providerId: string): Promise<Changed> => {
    const loaded = await load(deps, kind, order.attempt)
    if (loaded.kind === 'missing' || kind.change === undefined) return 'never'
    if (loaded.kind === 'unreadable') return 'later'
    try {
      await kind.change(await messageOf(deps, order, standingOf(order).actions), providerId, loaded.connection)
      return 'changed'
    } catch (error) {
      const failure = kind.failure(error)
      deps.log.warn({ ...factsOf(order), code: failure.code }, 'a message was not changed')
      return failure.kind === 'refused' && failure.refusal !== 'temporary' ? 'never' : 'later'
    }
  }
