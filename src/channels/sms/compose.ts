// A text as an SMS: one text with the link that answers it, short enough for carriers. Pure.

import { messageWords } from '#words/messages-out'
import type { Message } from '../message/way.ts'

/** UTF-16 units. Japanese carriers join messages up to this; Twilio takes 1,600. */
export const smsUnitsMax = 660

const clean = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]|\p{Cs}/gu, '')
    .trim()

const cutTo = (text: string, units: number): string => {
  if (text.length <= units) return text
  let kept = ''
  for (const character of text) {
    if (kept.length + character.length > units - 1) break
    kept += character
  }
  return `${kept}…`
}

/** The link is never cut: without it nobody could answer. */
export const smsText = ({ said, answering, order }: Message): string => {
  const words = messageWords[order.destination.language]
  const link = answering.actions.length === 0 ? '' : `\n${words.answerShort}${answering.url}`
  return `${cutTo(clean(said.body), smsUnitsMax - link.length)}${link}`
}
