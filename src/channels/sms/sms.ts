// The way out by SMS, through Twilio's messages. What becomes of one the provider reports; where it reports nothing, it is asked, and
// a message that was sent counts as handed over: not every carrier tells more.

import type { CallEnd } from '#core/callout/event'
import type { AttemptRow, Observation, Placement } from '#engine/ports'
import type { MessageKind } from '../message/way.ts'
import { parseNumber } from '../numbers.ts'
import type { Clients } from '../phone/client.ts'
import { placementFailure } from '../phone/errors.ts'
import { type PublicUrl, urlNow } from '../phone/urls.ts'
import { smsText } from './compose.ts'
import { type SmsConnection, smsConnection } from './connection.ts'
import { OPTED_OUT, type Prepared } from './incoming.ts'

export type SmsOptions = {
  readonly clients: Clients
  readonly publicUrl: PublicUrl
  readonly prepare: (attempt: AttemptRow, asks: boolean) => Promise<Prepared>
  /** The provider said whether a recipient wants SMS. */
  readonly noted: (attempt: AttemptRow, wants: boolean) => Promise<void>
}

/** How a status of the provider ends an attempt; null: it is under way. */
export const endOf = (status: string): Extract<CallEnd, 'delivered' | 'failed' | 'cancelled'> | null => {
  if (status === 'delivered' || status === 'read') return 'delivered'
  if (status === 'undelivered' || status === 'failed') return 'failed'
  return status === 'canceled' ? 'cancelled' : null
}

export const smsHooksPath = '/hooks/sms'

/** Where the SMS to a connection's number are to be led. */
export const smsInUrl = (publicUrl: string, connectionId: string): string =>
  `${publicUrl.replace(/\/+$/, '')}${smsHooksPath}/in/${connectionId}`

const statusUrl = (publicUrl: string, { calloutId, ordinal, nonce }: AttemptRow): string =>
  `${publicUrl.replace(/\/+$/, '')}${smsHooksPath}/${calloutId}/${ordinal}/${encodeURIComponent(nonce)}`

const observed = (sid: string, status: string, errorCode: number | null): Observation => {
  // Nothing was reported for longer than a report takes: what was sent is as good as it gets.
  const end = status === 'sent' ? 'delivered' : endOf(status)
  if (end === null) return { kind: 'live', providerId: sid, state: 'placed' }
  const detail = status === 'sent' ? 'sent' : errorCode === null ? null : String(errorCode)
  return { kind: 'ended', providerId: sid, end, detail, answeredBy: null }
}

const isOptOut = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === OPTED_OUT

/** A note that is lost is made the next time. */
const noting = async (
  { noted }: SmsOptions,
  { attempt, doubted }: { readonly attempt: AttemptRow; readonly doubted: boolean },
  create: () => Promise<{ readonly sid: unknown }>,
): Promise<{ readonly sid: unknown }> => {
  try {
    const sent = await create()
    if (doubted) await noted(attempt, true).catch(() => undefined)
    return sent
  } catch (error) {
    if (isOptOut(error) && !doubted) await noted(attempt, false).catch(() => undefined)
    throw error
  }
}

export const smsKind = (options: SmsOptions): MessageKind<SmsConnection> => ({
  kind: 'twilio_sms',
  read: smsConnection,
  pace: ({ callsPerSecond }) => ({ callsPerSecond, callsAtOnce: null }),
  isSimulated: ({ simulated }) => simulated,
  isAddress: (address, { simulated }) => parseNumber(address, { use: 'sms', simulated }).ok,
  send: async (message, connection): Promise<Placement> => {
    const { attempt } = message.order
    const { from, messagingServiceSid, replies } = connection
    const prepared = await options.prepare(attempt, replies && message.answering.actions.length > 0).catch(() => null)
    // Nothing was sent, and nothing is wrong with the connection.
    if (prepared === null) return { kind: 'refused', refusal: 'temporary', code: 'sms.unprepared', ofConnection: false }
    if (prepared.optedOut) return { kind: 'refused', refusal: 'permanent', code: 'sms.opted_out' }
    const sms = {
      to: attempt.address,
      body: smsText(message, prepared.code),
      statusCallback: statusUrl(urlNow(options.publicUrl), attempt),
      ...(from === undefined ? {} : { from }),
      ...(messagingServiceSid === undefined ? {} : { messagingServiceSid }),
    }
    const sent = await noting(options, { attempt, doubted: prepared.doubted === true }, () =>
      options.clients(connection).messages.create(sms),
    )
    return typeof sent.sid === 'string' && sent.sid !== ''
      ? { kind: 'placed', providerId: sent.sid }
      : { kind: 'unknown', code: 'answer.no_sid' }
  },
  failure: placementFailure,
  watch: async (attempt, connection) => {
    const { sid, status, errorCode } = await options
      .clients(connection)
      .messages(attempt.providerId ?? '')
      .fetch()
    if (errorCode === OPTED_OUT) await options.noted(attempt, false).catch(() => undefined)
    return observed(sid, status, errorCode)
  },
})
