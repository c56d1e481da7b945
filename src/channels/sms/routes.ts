// What the provider tells of messages, signed by the account: what becomes of one, bound to an attempt by its nonce; and those that come
// in, bound to a connection. It commits an event and answers.

import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import twilio from 'twilio'
import type { CallEnd } from '#core/callout/event'
import type { CalloutId, ConnectionId, SpaceId } from '#core/ids'
import type { AttemptRow, EngineLog } from '#engine/ports'
import type { ConnectionRows } from '../message/way.ts'
import { parseNumber } from '../numbers.ts'
import { type Form, field } from '../phone/form.ts'
import { hookAddress, hookRequest, readHook, readSigned } from '../phone/hook.ts'
import type { PublicUrl } from '../phone/urls.ts'
import { type SmsConnection, smsConnection } from './connection.ts'
import { noteOptOut, OPTED_OUT, type ReceivedSms, type SmsInDeps, takeSms } from './incoming.ts'
import { endOf } from './sms.ts'

export type SmsRoutesDeps = SmsInDeps & {
  readonly publicUrl: PublicUrl
  readonly connections: ConnectionRows
  readonly attempts: { find(calloutId: CalloutId, ordinal: number): Promise<AttemptRow | null> }
  readonly engine: SmsInDeps['engine'] & {
    callEnded(message: {
      readonly calloutId: CalloutId
      readonly attempt: number
      readonly providerId: string
      readonly end: CallEnd
      readonly detail: string | null
      readonly answeredBy: null
    }): Promise<void>
  }
  readonly log: EngineLog
}

const BODY_BYTES_MAX = 64 * 1024
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const MESSAGE_ID = /^[A-Za-z0-9]{8,64}$/

const smsOf = async (deps: SmsRoutesDeps, at: { readonly spaceId: SpaceId; readonly id: ConnectionId }) => {
  const row = await deps.connections.load(at.spaceId, at.id)
  return row === null || row.kind !== 'twilio_sms' ? null : smsConnection(row)
}

const report = async (deps: SmsRoutesDeps, context: Context): Promise<Response> => {
  const address = hookAddress(context)
  if (address === null) return context.text('webhook.unknown_attempt', 404)
  const connections = { load: (spaceId: SpaceId, id: ConnectionId) => smsOf(deps, { spaceId, id }) }
  const hook = await readHook({ ...deps, connections }, address, await hookRequest(context))
  if (!hook.ok) return context.text(hook.code, hook.status)
  const providerId = field(hook.form, 'MessageSid') ?? ''
  if (!MESSAGE_ID.test(providerId)) return context.text('webhook.no_message', 400)
  const end = endOf(field(hook.form, 'MessageStatus') ?? '')
  const { calloutId, ordinal: attempt } = hook.attempt
  const detail = field(hook.form, 'ErrorCode')
  if (detail === String(OPTED_OUT)) await noteOptOut(deps, hook.attempt, false)
  if (end !== null) await deps.engine.callEnded({ calloutId, attempt, providerId, end, detail, answeredBy: null })
  return context.body(null, 204)
}

type Means = { readonly spaceId: SpaceId; readonly connection: SmsConnection }

/** Null for a connection nobody has, and for one that is not to be answered. */
const meansOf = async (deps: SmsRoutesDeps, id: string): Promise<Means | null> => {
  const spaceId = UUID.test(id) ? await deps.memory.spaceOf(id as ConnectionId) : null
  const connection = spaceId === null ? null : await smsOf(deps, { spaceId, id: id as ConnectionId })
  return spaceId === null || connection === null || !connection.replies ? null : { spaceId, connection }
}

type Refused = { readonly status: 400 | 403 | 404; readonly code: string }

const readSms = async (deps: SmsRoutesDeps, context: Context): Promise<ReceivedSms | Refused> => {
  const means = await meansOf(deps, context.req.param('connection') ?? '')
  if (means === null) return { status: 404, code: 'webhook.unknown_connection' }
  const signed = readSigned({ publicUrl: deps.publicUrl, connection: means.connection }, await hookRequest(context))
  return signed.ok ? smsIn(signed.form, means) : signed
}

const smsIn = (form: Form, { spaceId, connection: { simulated } }: Means): ReceivedSms | Refused => {
  const messageId = field(form, 'MessageSid') ?? ''
  const from = parseNumber(field(form, 'From') ?? '', { use: 'sms', simulated })
  if (!MESSAGE_ID.test(messageId)) return { status: 400, code: 'webhook.no_message' }
  if (!from.ok) return { status: 400, code: 'webhook.no_sender' }
  return { spaceId, messageId, address: from.e164, body: field(form, 'Body') ?? '' }
}

/** What is told back stands in the answer: no request of ours is needed, and no pace. */
const receive = async (deps: SmsRoutesDeps, context: Context): Promise<Response> => {
  const read = await readSms(deps, context)
  if ('status' in read) {
    if (read.status !== 404) deps.log.warn({ code: read.code }, 'an SMS that came in was refused')
    return context.text(read.code, read.status)
  }
  const answer = new twilio.twiml.MessagingResponse()
  const words = await takeSms(deps, read)
  if (words !== null) answer.message(words)
  return context.body(answer.toString(), 200, { 'Content-Type': 'text/xml; charset=utf-8' })
}

type Work = (deps: SmsRoutesDeps, context: Context) => Promise<Response>

/** Asks the provider to tell us again where something of ours is away. */
const orLater =
  (deps: SmsRoutesDeps, work: Work) =>
  async (context: Context): Promise<Response> => {
    try {
      return await work(deps, context)
    } catch (error) {
      deps.log.error({ cause: String(error) }, 'what was told of a message could not be counted')
      return context.text('unavailable', 503)
    }
  }

export const smsRoutes = (deps: SmsRoutesDeps): Hono => {
  const app = new Hono()
  const limit = bodyLimit({ maxSize: BODY_BYTES_MAX })
  app.post('/in/:connection', limit, orLater(deps, receive))
  app.post('/:callout/:ordinal/:nonce', limit, orLater(deps, report))
  return app
}
