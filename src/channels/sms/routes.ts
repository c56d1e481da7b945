// What the provider reports of messages: signed by the account, bound to an attempt by its nonce. It commits an event and answers.

import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { CallEnd } from '#core/callout/event'
import type { CalloutId } from '#core/ids'
import type { AttemptRow, EngineLog } from '#engine/ports'
import type { ConnectionRows } from '../message/way.ts'
import { field } from '../phone/form.ts'
import { hookAddress, readHook, requestTarget } from '../phone/hook.ts'
import type { PublicUrl } from '../phone/urls.ts'
import { smsConnection } from './connection.ts'
import { endOf } from './sms.ts'

export type SmsRoutesDeps = {
  readonly publicUrl: PublicUrl
  readonly connections: ConnectionRows
  readonly attempts: { find(calloutId: CalloutId, ordinal: number): Promise<AttemptRow | null> }
  readonly engine: {
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

const report = async (deps: SmsRoutesDeps, context: Context): Promise<Response> => {
  const address = hookAddress(context)
  if (address === null) return context.text('webhook.unknown_attempt', 404)
  const request = {
    target: requestTarget(context),
    rawBody: await context.req.text(),
    contentType: context.req.header('Content-Type') ?? '',
    signature: context.req.header('X-Twilio-Signature') ?? '',
  }
  const connections = {
    load: async (...[spaceId, id]: Parameters<ConnectionRows['load']>) => {
      const row = await deps.connections.load(spaceId, id)
      return row === null || row.kind !== 'twilio_sms' ? null : smsConnection(row)
    },
  }
  const hook = await readHook({ ...deps, connections }, address, request)
  if (!hook.ok) return context.text(hook.code, hook.status)
  const providerId = field(hook.form, 'MessageSid') ?? ''
  if (!/^[A-Za-z0-9]{8,64}$/.test(providerId)) return context.text('webhook.no_message', 400)
  const end = endOf(field(hook.form, 'MessageStatus') ?? '')
  const { calloutId, ordinal: attempt } = hook.attempt
  const detail = field(hook.form, 'ErrorCode')
  if (end !== null) await deps.engine.callEnded({ calloutId, attempt, providerId, end, detail, answeredBy: null })
  return context.body(null, 204)
}

export const smsRoutes = (deps: SmsRoutesDeps): Hono => {
  const app = new Hono()
  app.post('/:callout/:ordinal/:nonce', bodyLimit({ maxSize: BODY_BYTES_MAX }), async (context) => {
    try {
      return await report(deps, context)
    } catch (error) {
      deps.log.error({ cause: String(error) }, 'a message status could not be counted')
      // Asks the provider to tell us again.
      return context.text('unavailable', 503)
    }
  })
  return app
}
