// The way out to any web address that takes JSON: Mattermost, Google Chat, Discord, or somebody's own. One POST, signed, no redirect
// followed, no private address reached unless a setting opens it. Whether to try again is the engine's to decide.

import { isAddressOf } from '#core/plan/address'
import type { MessageKind } from '../message/way.ts'
import { webhookBody } from './body.ts'
import { type WebhookConnection, webhookConnection } from './connection.ts'
import { failureIn, taken } from './placement.ts'
import type { WebhookSender } from './sender.ts'
import { webhookSignature } from './signature.ts'

export type OutgoingOptions = { readonly sender: WebhookSender; readonly nowMs: () => number }

const KIND = 'webhook'

const headersFor = ({ signingKey, authorization }: WebhookConnection, body: string, atSeconds: number) => ({
  'Content-Type': 'application/json; charset=utf-8',
  'User-Agent': 'Noroshi',
  ...(authorization === undefined ? {} : { Authorization: authorization }),
  ...(signingKey === undefined ? {} : { 'Noroshi-Signature': webhookSignature(signingKey, body, atSeconds) }),
})

export const webhookKind = ({ sender, nowMs }: OutgoingOptions): MessageKind<WebhookConnection> => ({
  kind: KIND,
  read: webhookConnection,
  pace: ({ messagesPerSecond }) => ({ callsPerSecond: messagesPerSecond, callsAtOnce: null }),
  isAddress: (address) => isAddressOf('webhook', address),
  send: async (message, connection) => {
    const { calloutId, ordinal, possibleRepeat } = message.order.attempt
    const delivery = `${calloutId}-${ordinal}`
    const body = JSON.stringify(webhookBody(message, connection))
    const answer = await sender.send({
      url: connection.url,
      headers: {
        ...headersFor(connection, body, Math.floor(nowMs() / 1_000)),
        'Noroshi-Delivery': delivery,
        ...(possibleRepeat === true ? { 'Noroshi-Possible-Repeat': 'true' } : {}),
      },
      body,
      timeoutMs: connection.timeoutSeconds * 1_000,
    })
    taken(answer, { nowMs: nowMs(), kind: KIND })
    return { kind: 'delivered', providerId: delivery, detail: null }
  },
  failure: failureIn(KIND),
})
