// A text as an SMS: one text with the link that answers it, and the codes where the phone can answer, short enough for carriers. Pure.

import { limits } from '#core/limits'
import { smsReplyLine } from '#words/sms-replies'
import { plainText } from '../message/plain.ts'
import type { Message } from '../message/way.ts'

/** @param code by which the phone answers about this callout; null where it cannot */
export const smsText = (message: Message, code: number | null = null): string => {
  const { answering, order } = message
  const line = code === null ? '' : smsReplyLine(order.destination.language, code, answering.actions)
  return `${plainText(message, limits.smsCharacters.max - line.length)}${line}`
}
