// The way out that calls phones: the engine's way out over the official Twilio client. It places, looks for, watches and
// cancels calls, and says in the engine's words what came of it. It decides nothing, keeps no call, and never throws.

import { textOn } from '#core/cause'
import type { ConnectionId, SpaceId } from '#core/ids'
import { alertTextOn } from '#core/plan/alert-text'
import { callerId } from '#core/plan/way'
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
import { parseNumber } from '../numbers.ts'
import { aloudIn, type Readings } from './aloud.ts'
import { type Client, type Clients, createClients } from './client.ts'
import type { Connections, TwilioConnection } from './connection.ts'
import { askFailure, isCallOver, isNotFound, loggable, notFoundCode, placementFailure } from './errors.ts'
import { chooseCall } from './find.ts'
import type { HttpLimits } from './http-client.ts'
import { createParameters, isAsked, type Means } from './order.ts'
import { callStatus } from './status.ts'
import { type PublicUrl, urlNow } from './urls.ts'

export type PhoneChannelOptions = {
  readonly connections: Connections
  /** Where the provider reaches us, as configured; callbacks are verified against it. */
  readonly publicUrl: PublicUrl
  /** Whether connections to the simulator count at all on this server. */
  readonly simulatorAllowed: boolean
  readonly log: EngineLog
  /** How words are spoken, where they travel with the request; as written where there is none. */
  readonly readings?: Readings | undefined
  /** Needed where the words travel with the request and the cause may grow. */
  readonly causes?: CauseReader | undefined
  /** `http://[user:password@]host:port`, for a network that lets us out through a proxy only. */
  readonly outboundProxy?: string | undefined
  /** Shared with `listNumbers` and `checkCredentials`; made here when absent. */
  readonly clients?: Clients | undefined
  readonly httpLimits?: HttpLimits | undefined
  /** Knows whose the calls are that the provider lists. */
  readonly bound?: BoundCalls | undefined
  /** Told of each attempt before its call is ordered: the provider may call back before it answers. */
  readonly placing?: ((attempt: AttemptRow) => void) | undefined
}

export interface BoundCalls {
  /** Those of these calls that belong to another attempt. Rejects when that cannot be read now. */
  elsewhere(attempt: AttemptRow, providerIds: readonly string[]): Promise<ReadonlySet<string>>
}

type Options = PhoneChannelOptions & { readonly clients: Clients }

/** Newest first; more calls than this to one number from one number within seconds do not happen. */
const listedMax = 200

export const createPhoneChannel = (options: PhoneChannelOptions): WayOut => {
  const clients =
    options.clients ??
    createClients({
      proxy: options.outboundProxy,
      ...(options.httpLimits === undefined ? {} : { limits: options.httpLimits }),
    })
  const complete: Options = { ...options, clients }
  return {
    connection: (spaceId, id) => connectionFacts(complete, spaceId, id),
    allows: createAllowance(),
    place: (order) => place(complete, order),
    lookup: (order) => ask(complete, order, (client) => lookup(complete, client, order)),
    watch: (order) => ask(complete, order, (client) => watch(complete, client, order)),
    cancel: (order) => cancel(complete, order),
  }
}

const allowancesMax = 10_000

/** Reading a number takes longer than everything else the gate does, and the same people are called again and again. */
const createAllowance = (): WayOut['allows'] => {
  const known = new Map<string, boolean>()
  return (address, { simulated }) => {
    const key = `${simulated} ${address}`
    const allowed = known.get(key) ?? parseNumber(address, { use: 'phone', simulated }).ok
    if (known.size >= allowancesMax) known.clear()
    known.set(key, allowed)
    return allowed
  }
}

type Loaded = { kind: 'connection'; connection: TwilioConnection } | { kind: 'missing' } | { kind: 'unreadable' }

const load = async (options: Options, spaceId: SpaceId, id: ConnectionId | null): Promise<Loaded> => {
  if (id === null) return { kind: 'missing' }
  try {
    const connection = await options.connections.load(spaceId, id)
    if (connection === null) return { kind: 'missing' }
    if (!connection.simulated || options.simulatorAllowed) return { kind: 'connection', connection }
    options.log.warn(
      { spaceId, connectionId: id },
      'a connection to the simulator is not used: the simulator is not allowed here',
    )
    return { kind: 'missing' }
  } catch (error) {
    options.log.error({ spaceId, connectionId: id, cause: loggable(error) }, 'a connection could not be read')
    return { kind: 'unreadable' }
  }
}

const connectionFacts = async (
  options: Options,
  spaceId: SpaceId,
  id: ConnectionId,
): Promise<ConnectionFacts | null> => {
  const loaded = await load(options, spaceId, id)
  if (loaded.kind === 'missing') return null
  if (loaded.kind === 'connection') {
    const { simulated, callsPerSecond, callsAtOnce } = loaded.connection
    return { id, kind: 'twilio', engages: true, pace: { callsPerSecond, callsAtOnce }, simulated }
  }
  // A connection that cannot be read now must not look like one that does not exist: nobody would be called. Placing reads it
  // again, checks the number again, and asks for patience when it still cannot.
  const pace = { callsPerSecond: 1, callsAtOnce: null }
  return { id, kind: 'twilio', engages: true, pace, simulated: options.simulatorAllowed }
}

const place = async (options: Options, order: CallOrder): Promise<Placement> => {
  const loaded = await load(options, order.attempt.spaceId, order.attempt.connectionId)
  if (loaded.kind === 'missing') return { kind: 'refused', refusal: 'configuration', code: 'connection.missing' }
  if (loaded.kind === 'unreadable') return { kind: 'refused', refusal: 'temporary', code: 'connection.unreadable' }
  const { connection } = loaded
  const number = parseNumber(order.attempt.address, { use: 'phone', simulated: connection.simulated })
  if (!number.ok) return { kind: 'refused', refusal: 'permanent', code: number.code }
  try {
    const words = isAsked(order, connection) ? { text: '' } : await wordsOf(options, order)
    const asked = createParameters(order, { connection, publicUrl: urlNow(options.publicUrl), ...words })
    if (!asked.ok) return { kind: 'refused', refusal: 'configuration', code: asked.code }
    options.placing?.(order.attempt)
    const call = await options.clients(connection).calls.create(asked.parameters)
    // A success without an id has perhaps made a call.
    return typeof call.sid === 'string' && call.sid !== ''
      ? { kind: 'placed', providerId: call.sid }
      : { kind: 'unknown', code: 'answer.no_sid' }
  } catch (error) {
    const failure = placementFailure(error)
    options.log.warn({ ...facts(order), code: failure.code, cause: loggable(error) }, 'a call was not placed')
    return failure
  }
}

const wordsOf = async (options: Options, order: CallOrder): Promise<Pick<Means, 'text' | 'read'>> => {
  const [text, aloud] = await Promise.all([textOf(options, order), aloudIn(options, order.attempt.spaceId)])
  return { text, read: aloud[order.destination.language].read }
}

/** What a cause says now; a live one that cannot be read is said without its text rather than not at all. */
const textOf = async (options: Options, order: CallOrder): Promise<string> => {
  const { cause, spaceId } = order.callout
  if (cause.kind === 'text') return textOn(cause, 'phone')
  const told = alertTextOn(order.plan, 'phone')
  if (told !== undefined && 'text' in told) return told.text
  try {
    const { language } = order.destination
    const phrases = order.plan.template.alerts?.[language]
    const reading = { language, heard: false, form: told?.form, phrases }
    return (await options.causes?.read(spaceId, cause.source, reading)) ?? ''
  } catch (error) {
    options.log.warn({ ...facts(order), cause: loggable(error) }, 'what a callout is about could not be read')
    return ''
  }
}

const facts = (order: CallOrder): Record<string, unknown> => ({
  spaceId: order.callout.spaceId,
  calloutId: order.callout.id,
  attempt: order.attempt.ordinal,
  connectionId: order.attempt.connectionId,
})

/** Asks the provider something that may be asked again at any time. */
const ask = async (
  options: Options,
  order: CallOrder,
  question: (client: Client) => Promise<Observation>,
): Promise<Observation> => {
  const loaded = await load(options, order.attempt.spaceId, order.attempt.connectionId)
  if (loaded.kind !== 'connection') return { kind: 'unavailable', code: `connection.${loaded.kind}` }
  try {
    return await question(options.clients(loaded.connection))
  } catch (error) {
    if (isNotFound(error)) return { kind: 'absent' }
    const code = askFailure(error)
    options.log.warn({ ...facts(order), code, cause: loggable(error) }, 'the provider could not be asked about a call')
    return { kind: 'unavailable', code }
  }
}

type ProviderCall = { readonly sid: string; readonly status: string; readonly answeredBy: string | null }

const observation = (call: ProviderCall): Observation => {
  const status = callStatus(call.status)
  if (status === null) return { kind: 'unavailable', code: 'answer.status' }
  const providerId = call.sid
  return status.kind === 'progressed'
    ? { kind: 'live', providerId, state: status.state }
    : { kind: 'ended', providerId, end: status.end, detail: status.detail, answeredBy: call.answeredBy ?? null }
}

const lookup = async (options: Options, client: Client, order: CallOrder): Promise<Observation> => {
  const { begunAtMs, address } = order.attempt
  if (begunAtMs === null) return { kind: 'absent' }
  const from = callerId(order.plan, order.attempt)
  // No filter by start time: a call that still waits in the provider's queue has none.
  const calls = await client.calls.list({
    to: address,
    ...(from === null ? {} : { from }),
    pageSize: listedMax,
    limit: listedMax,
  })
  const bound = await options.bound?.elsewhere(
    order.attempt,
    calls.map((call) => call.sid),
  )
  const chosen = chooseCall(
    calls.filter((call) => bound?.has(call.sid) !== true),
    begunAtMs,
  )
  return chosen === null ? { kind: 'absent' } : observation(chosen)
}

const watch = async (options: Options, client: Client, order: CallOrder): Promise<Observation> => {
  const { providerId } = order.attempt
  if (providerId === null) return lookup(options, client, order)
  try {
    return observation(await client.calls(providerId).fetch())
  } catch (error) {
    // A provider that no longer knows a call it took is not ringing anybody: waiting for that call's end would be for nothing.
    if (!isNotFound(error)) throw error
    return { kind: 'ended', providerId, end: 'failed', detail: notFoundCode, answeredBy: null }
  }
}

const cancel = async (options: Options, order: CallOrder): Promise<boolean> => {
  const { providerId, spaceId, connectionId, state } = order.attempt
  if (providerId === null) return false
  const loaded = await load(options, spaceId, connectionId)
  if (loaded.kind !== 'connection') return false
  // `canceled` leaves a call alone that was answered a moment ago: that person hears who took it.
  const status = state === 'answered' ? 'completed' : 'canceled'
  try {
    await options.clients(loaded.connection).calls(providerId).update({ status })
    return true
  } catch (error) {
    if (isCallOver(error) || isNotFound(error)) return true
    options.log.warn(
      { ...facts(order), code: askFailure(error), cause: loggable(error) },
      'a call could not be cancelled',
    )
    return false
  }
}
