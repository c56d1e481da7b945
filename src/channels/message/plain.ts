// A message as one plain text: its words, and beneath them the link that answers it. The link is never cut: without it nobody
// could answer. Pure.

import { messageWords } from '#words/messages-out'
import type { Message } from './way.ts'

const clean = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]|\p{Cs}/gu, '')
    .trim()

/** Returns the text in at most so many UTF-16 units, without half a character at its end. */
const cutTo = (text: string, units: number): string => {
  if (text.length <= units) return text
  let kept = ''
  for (const character of text) {
    if (kept.length + character.length > units - 1) break
    kept += character
  }
  return `${kept}…`
}

/** Returns the words alone. @param unitsMax in UTF-16 units */
export const plainBody = ({ said }: Message, unitsMax: number): string => cutTo(clean(said.body), unitsMax)

/** Returns the words and the link, where one is wanted. @param unitsMax in UTF-16 units, the link included */
export const plainText = (message: Message, unitsMax: number): string => {
  const { answering, order } = message
  const words = messageWords[order.destination.language]
  const link = answering.actions.length === 0 ? '' : `\n${words.answerShort}${answering.url}`
  return `${plainBody(message, unitsMax - link.length)}${link}`
}
