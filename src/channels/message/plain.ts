// A message as one plain text: its words, and beneath them the link that answers it. The link is never cut: without it nobody
// could answer. Pure.

import { plainWords } from '#core/channels/plain-words'
import { answerLine } from '#words/messages-out'
import type { Message } from './way.ts'

/** Returns the words alone. @param unitsMax in UTF-16 units */
export const plainBody = ({ said }: Message, unitsMax: number): string => plainWords(said.body, unitsMax)

/** Returns the words and the link, where one is wanted. @param unitsMax in UTF-16 units, the link included */
export const plainText = (message: Message, unitsMax: number): string => {
  const { answering, order } = message
  const link = answering.actions.length === 0 ? '' : answerLine(order.destination.language, answering.url)
  return `${plainBody(message, unitsMax - link.length)}${link}`
}
