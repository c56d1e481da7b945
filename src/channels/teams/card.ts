// A message as an Adaptive Card in the envelope that Teams' workflows read. Its words stand in text runs, which show them as they are:
// a text block would read them as Markdown. Pure.

import { messageWords } from '#words/messages-out'
import { plainBody } from '../message/plain.ts'
import { lineOf } from '../message/text.ts'
import type { Message } from '../message/way.ts'

/** Teams takes 28 KB for everything. */
const TEXT_MAX = 6_000

const words = (text: string, rest: object = {}) => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text, ...rest }],
})

const card = (message: Message) => {
  const { said, answering, order } = message
  const { destination, plan } = order
  const asked = answering.actions.length > 0
  const subject = lineOf(said.subject ?? (asked ? plan.policyName : ''))
  const title = answering.actions.map((action) => messageWords[destination.language].actions[action]).join(' / ')
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      ...(subject === null ? [] : [words(subject, { weight: 'Bolder', size: 'Medium' })]),
      words(plainBody(message, TEXT_MAX)),
    ],
    ...(asked ? { actions: [{ type: 'Action.OpenUrl', title, url: answering.url }] } : {}),
  }
}

export const teamsMessage = (message: Message) => ({
  type: 'message',
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card(message) }],
})
