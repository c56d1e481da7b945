// The way out to browsers (Web Push, RFC 8030): a message is encrypted for one browser (RFC 8291), signed as this server's (RFC 8292),
// and handed to the push service the browser has chosen, which tells nobody whether it was shown. The library only builds the request:
// it goes out as every request to an address that somebody else has named.

import webPush from 'web-push'
import type { SpaceId } from '#core/ids'
import { isAddressOf } from '#core/plan/address'
import type { Placement } from '#engine/ports'
import type { Message, MessageKind } from '../message/way.ts'
import { failureIn, NotTaken, taken } from '../webhook/placement.ts'
import type { OutgoingOptions } from '../webhook/webhook.ts'
import { type PushConnection, pushConnection } from './connection.ts'
import { pushPayload } from './payload.ts'
import { createSigner, type Signer } from './vapid.ts'

/** Where a browser is reached, and the keys of its own. */
export type Subscription = {
  /** Whose key it was made with. */
  readonly connectionId: string
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
  readonly isGone: boolean
}

export interface Subscriptions {
  /** Null where there is none. Rejects when it cannot be read now. */
  find(spaceId: SpaceId, address: string): Promise<Subscription | null>
  /** Its push service knows it no longer. */
  gone(spaceId: SpaceId, address: string, nowMs: number): Promise<void>
}

export type PushOptions = OutgoingOptions & { readonly subscriptions: Subscriptions }
type Signing = { readonly sign: Signer }

const KIND = 'push'
const ANSWER_MS = 10_000

/** Nothing is wrong with the connection: another would do no better. */
const refusal = (code: string, kind: 'permanent' | 'temporary'): NotTaken =>
  new NotTaken({ kind: 'refused', refusal: kind, code: `${KIND}.${code}`, ofConnection: false })

const subscriptionOf = async ({ subscriptions }: PushOptions, { order }: Message): Promise<Subscription> => {
  const { spaceId, address, connectionId } = order.attempt
  const found = await subscriptions.find(spaceId, address).catch(() => {
    throw refusal('unreadable', 'temporary')
  })
  if (found === null) throw refusal('unregistered', 'permanent')
  if (found.isGone) throw refusal('gone', 'permanent')
  if (found.connectionId !== connectionId) throw refusal('other_key', 'permanent')
  return found
}

/** A callout's messages take each other's place where a browser has not fetched them yet. */
const topicOf = (calloutId: string): string => Buffer.from(calloutId.replaceAll('-', ''), 'hex').toString('base64url')

/** Whether requests may go there at all is the sender's to say. */
const audienceOf = (endpoint: string): string => {
  const { protocol, host } = new URL(endpoint)
  return `${protocol}//${host}`
}

type Made = { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array }

const requestFor = (
  { sign, message }: Signing & { readonly message: Message },
  connection: PushConnection,
  { endpoint, p256dh, auth }: Subscription,
): Made => {
  try {
    const { headers, body } = webPush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      pushPayload(message),
      {
        vapidDetails: null,
        TTL: connection.keepSeconds,
        urgency: 'high',
        topic: topicOf(message.order.attempt.calloutId),
        contentEncoding: 'aes128gcm',
      },
    )
    const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
    return { headers: { ...texts, Authorization: sign(connection, audienceOf(endpoint)) }, body }
  } catch {
    throw refusal('keys_invalid', 'permanent')
  }
}

const send = async (
  options: PushOptions & Signing,
  message: Message,
  connection: PushConnection,
): Promise<Placement> => {
  const { sender, nowMs, subscriptions } = options
  const { spaceId, address, calloutId, ordinal } = message.order.attempt
  const subscription = await subscriptionOf(options, message)
  const { headers, body } = requestFor({ ...options, message }, connection, subscription)
  const answer = await sender.send({ url: subscription.endpoint, headers, body, timeoutMs: ANSWER_MS })
  if (answer.kind === 'answered' && [404, 410].includes(answer.status)) {
    // Not noted, it is refused once more the next time.
    await subscriptions.gone(spaceId, address, nowMs()).catch(() => undefined)
    throw refusal('gone', 'permanent')
  }
  taken(answer, { nowMs: nowMs(), kind: KIND })
  return { kind: 'delivered', providerId: `${calloutId}-${ordinal}`, detail: 'accepted' }
}

export const pushKind = (given: PushOptions): MessageKind<PushConnection> => {
  const options = { ...given, sign: createSigner(given.nowMs) }
  return kindOf(options)
}

const kindOf = (options: PushOptions & Signing): MessageKind<PushConnection> => ({
  kind: 'web_push',
  read: pushConnection,
  pace: ({ messagesPerSecond }) => ({ callsPerSecond: messagesPerSecond, callsAtOnce: null }),
  isAddress: (address) => isAddressOf('push', address),
  send: (message, connection) => send(options, message, connection),
  failure: failureIn(KIND),
})
