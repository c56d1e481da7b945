// The way out to LINE WORKS: a message of a bot to a member or into a talk room, with buttons that answer it where the bot tells us of
// presses, and one that opens the page in any case.

import { isAddressOf } from '#core/plan/address'
import { messageWords } from '#words/messages-out'
import { answerToken } from '../answer/token.ts'
import { plainBody } from '../message/plain.ts'
import type { Message, MessageKind } from '../message/way.ts'
import { failureIn, NotTaken, taken } from '../webhook/placement.ts'
import type { WebhookAnswer } from '../webhook/sender.ts'
import type { OutgoingOptions } from '../webhook/webhook.ts'
import { ANSWER_MS, createAccess, KIND } from './access.ts'
import { postbackFor } from './callback.ts'
import { type LineWorksConnection, lineWorksConnection } from './connection.ts'

const API_URL = 'https://www.worksapis.com'
const TEXT_MAX = 2_000
/** Above buttons. */
const CONTENT_MAX = 1_000

/** @source LINE WORKS, Bot API: "Text", "Button Template", "Action Objects" */
export const lineWorksContent = (message: Message, { hearsPresses }: { readonly hearsPresses: boolean }) => {
  const { answering, order } = message
  const { actions, url } = answering
  // It refuses a message without any words.
  const text = (max: number): string => plainBody(message, max) || order.plan.policyName
  if (actions.length === 0) return { type: 'text', text: text(TEXT_MAX) }
  const words = messageWords[order.destination.language]
  const token = answerToken(order.attempt)
  const pressed = actions.map((action) => ({
    type: 'message',
    label: words.actions[action],
    postback: postbackFor(token, action),
  }))
  const page = { type: 'uri', label: words.page, uri: url }
  return {
    type: 'button_template',
    contentText: text(CONTENT_MAX),
    actions: hearsPresses ? [...pressed, page] : [page],
  }
}

const pathTo = (address: string): string =>
  address.startsWith('#') ? `channels/${encodeURIComponent(address.slice(1))}` : `users/${encodeURIComponent(address)}`

/** Nobody of this name, or a message that cannot be sent to them. */
const refuseAddress = (answer: WebhookAnswer): void => {
  if (answer.kind === 'answered' && [400, 404].includes(answer.status))
    throw new NotTaken({ kind: 'refused', refusal: 'permanent', code: `${KIND}.http_${answer.status}` })
}

export const lineWorksKind = (outgoing: OutgoingOptions): MessageKind<LineWorksConnection> => {
  const { sender, nowMs } = outgoing
  const access = createAccess(outgoing)
  const post = async (message: Message, connection: LineWorksConnection): Promise<WebhookAnswer> => {
    const { baseUrl, botId, botSecret } = connection
    const content = lineWorksContent(message, { hearsPresses: botSecret !== undefined })
    return sender.send({
      url: `${baseUrl ?? API_URL}/v1.0/bots/${botId}/${pathTo(message.order.attempt.address)}/messages`,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${await access.tokenFor(connection)}` },
      body: JSON.stringify({ content }),
      timeoutMs: ANSWER_MS,
    })
  }
  return {
    kind: KIND,
    read: lineWorksConnection,
    pace: ({ messagesPerSecond }) => ({ callsPerSecond: messagesPerSecond, callsAtOnce: null }),
    isAddress: (address) => isAddressOf('lineworks', address),
    send: async (message, connection) => {
      let answer = await post(message, connection)
      // A token that was taken back says nothing of the service account: it is asked for another one, once.
      if (answer.kind === 'answered' && answer.status === 401) {
        access.forget(connection)
        answer = await post(message, connection)
      }
      refuseAddress(answer)
      taken(answer, { nowMs: nowMs(), kind: KIND })
      const { calloutId, ordinal } = message.order.attempt
      return { kind: 'delivered', providerId: `${calloutId}-${ordinal}`, detail: null }
    },
    failure: failureIn(KIND),
  }
}
