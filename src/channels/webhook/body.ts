// What a webhook is sent: a body of its own making with {{placeholders}}, or one of the forms that chats read. Placeholders stand in
// the strings of a JSON value, so that no text can change the body's shape. Pure.

import { render, type Values } from '#core/speech/template'
import { factsOf } from '../message/facts.ts'
import { plainText } from '../message/plain.ts'
import type { Message } from '../message/way.ts'
import type { WebhookConnection } from './connection.ts'

type Json = NonNullable<WebhookConnection['body']> | null

/** Mattermost takes 16,383 characters, Google Chat 4,096; Discord 2,000. */
const TEXT_MAX = 4_000
const DISCORD_MAX = 2_000

/** What we say cannot call a whole channel: an invisible space is put between the mark and the name. */
const calmed = (text: string): string =>
  text.replace(/@(?=(channel|all|here|everyone)\b)/gi, '@\u200b').replace(/<(?=users\/)/gi, '<\u200b')

const filled = (value: Json, values: Values): Json => {
  if (typeof value === 'string') return render(value, values)
  if (Array.isArray(value)) return value.map((one) => filled(one, values))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, values)]))
}

/** Ours: everything there is to know, for whoever writes a receiver. */
const own = (message: Message): Json => {
  const { answering, order } = message
  const { attempt } = order
  return {
    event: 'message',
    ...factsOf(message),
    attempt: attempt.ordinal,
    answers: [...answering.actions],
    parameters: { ...order.callout.parameters },
  }
}

/** Where a callout's parameters and facts of ours have the same name, ours is meant. */
export const webhookBody = (message: Message, { format, body }: Pick<WebhookConnection, 'format' | 'body'>): Json => {
  if (body !== undefined) return filled(body, { ...message.order.callout.parameters, ...factsOf(message) })
  if (format === 'noroshi') return own(message)
  if (format === 'text') return { text: calmed(plainText(message, TEXT_MAX)) }
  return { content: plainText(message, DISCORD_MAX), allowed_mentions: { parse: [] } }
}
