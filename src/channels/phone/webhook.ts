// What the provider tells us, checked and put into our words: is it signed by this connection's account, which call, which key,
// how did it end. Pure but for the signature's arithmetic; the routes decide what to answer.

import twilio from 'twilio'
import type { CallEnd, DialEnd } from '#core/callout/event'
import type { TwilioConnection } from './connection.ts'
import { type Form, field, parseForm } from './form.ts'
import { type CallProgress, callStatus } from './status.ts'
import { signedUrl } from './urls.ts'

export const webhookRefusals = [
  'webhook.not_a_form',
  'webhook.signature',
  'webhook.account',
  'webhook.no_call',
  'webhook.status',
  'webhook.key',
] as const
export type WebhookRefusal = (typeof webhookRefusals)[number]

type Refused = { readonly ok: false; readonly code: WebhookRefusal }
const refused = (code: WebhookRefusal): Refused => ({ ok: false, code })

export type SignedRequest = {
  readonly connection: Pick<TwilioConnection, 'accountSid' | 'authToken' | 'previousAuthToken'>
  readonly publicUrl: string
  /** Path and query exactly as they stood in the request line. */
  readonly requestTarget: string
  readonly rawBody: string
  readonly contentType: string
  /** The header's value, or empty. */
  readonly signature: string
}

export type Verified = { readonly ok: true; readonly form: Form } | Refused

/**
 * Accepts a request signed with the account's token, or with the one before while it is being changed. The address is our
 * public one and the raw target; what the request says about hosts and proxies plays no part.
 */
export const verifySignature = (request: SignedRequest): Verified => {
  const json = /^application\/json\b/i.test(request.contentType)
  const form = json ? parseForm('') : parseForm(request.rawBody)
  if (form === null) return refused('webhook.not_a_form')
  const url = signedUrl(request.publicUrl, request.requestTarget)
  const { authToken, previousAuthToken, accountSid } = request.connection
  const tokens = previousAuthToken === undefined ? [authToken] : [authToken, previousAuthToken]
  const signed = tokens.some((token) =>
    json
      ? twilio.validateRequestWithBody(token, request.signature, url, request.rawBody)
      : twilio.validateRequest(token, request.signature, url, form),
  )
  if (!signed) return refused('webhook.signature')
  if (json) return refused('webhook.not_a_form')
  return field(form, 'AccountSid') === accountSid ? { ok: true, form } : refused('webhook.account')
}

/** Call ids of Twilio and of providers that resemble it. */
const providerIdOf = (form: Form): string | null => {
  const sid = field(form, 'CallSid')
  return sid !== null && /^[A-Za-z0-9:_-]{8,64}$/.test(sid) ? sid : null
}

export type VoiceRequest =
  | {
      readonly ok: true
      readonly providerId: string
      readonly key: string | null
      readonly answeredBy: string | null
      readonly dialed?: DialEnd
    }
  | Refused

/** How a second call that was joined to this one ended, in the provider's words. */
const dialEnds: ReadonlyMap<string, DialEnd> = new Map([
  ['completed', 'joined'],
  ['answered', 'joined'],
  ['busy', 'busy'],
  ['no-answer', 'no_answer'],
  ['failed', 'failed'],
  ['canceled', 'cancelled'],
])

type Carried = { readonly digits?: string | undefined; readonly dialed?: string | undefined }

/** What was pressed or dialled before and carried along wins: the form of a redirect has none, or an old one. */
export const parseVoice = (form: Form, carried: Carried = {}): VoiceRequest => {
  const providerId = providerIdOf(form)
  if (providerId === null) return refused('webhook.no_call')
  const digits = carried.digits ?? field(form, 'Digits') ?? ''
  if (!/^[0-9*#]{0,32}$/.test(digits)) return refused('webhook.key')
  const key = digits === '' ? null : digits
  const dialed = dialEnds.get(carried.dialed ?? field(form, 'DialCallStatus') ?? '')
  return { ok: true, providerId, key, answeredBy: answeredByOf(form), ...(dialed === undefined ? {} : { dialed }) }
}

const answeredByOf = (form: Form): string | null => {
  const answeredBy = field(form, 'AnsweredBy')
  return answeredBy !== null && /^[a-z_]{1,40}$/.test(answeredBy) ? answeredBy : null
}

export type StatusEvent =
  | { readonly kind: 'progressed'; readonly state: CallProgress }
  | {
      readonly kind: 'ended'
      readonly end: CallEnd
      readonly detail: string | null
      readonly answeredBy: string | null
    }
  /** Answering machine detection, beside the call: a hint, never a confirmation. */
  | { readonly kind: 'detected'; readonly answeredBy: string }

export type StatusRequest =
  | {
      readonly ok: true
      readonly providerId: string
      /** Of this call's callbacks, from 0; null when the provider numbers none. They may arrive in any order. */
      readonly sequence: number | null
      readonly event: StatusEvent
    }
  | Refused

export const parseStatus = (form: Form): StatusRequest => {
  const providerId = providerIdOf(form)
  if (providerId === null) return refused('webhook.no_call')
  const event = statusEvent(form)
  if (event === null) return refused('webhook.status')
  const sequence = field(form, 'SequenceNumber') ?? ''
  return { ok: true, providerId, sequence: /^\d{1,6}$/.test(sequence) ? Number(sequence) : null, event }
}

const statusEvent = (form: Form): StatusEvent | null => {
  const answeredBy = answeredByOf(form)
  if (answeredBy !== null && field(form, 'MachineDetectionDuration') !== null) return { kind: 'detected', answeredBy }
  const status = callStatus(field(form, 'CallStatus') ?? '', digitsOf(form, 'SipResponseCode', /^\d{3}$/))
  if (status?.kind !== 'ended') return status
  return { ...status, detail: status.detail ?? digitsOf(form, 'ErrorCode', /^\d{5,6}$/), answeredBy }
}

const digitsOf = (form: Form, name: string, shape: RegExp): string | null => {
  const value = field(form, name)
  return value !== null && shape.test(value) ? value : null
}
