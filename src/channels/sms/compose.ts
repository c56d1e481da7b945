// A text as an SMS: one text with the link that answers it, short enough for carriers. Pure.

import { plainText } from '../message/plain.ts'
import type { Message } from '../message/way.ts'

/** UTF-16 units. Japanese carriers join messages up to this; Twilio takes 1,600. */
export const smsUnitsMax = 660

export const smsText = (message: Message): string => plainText(message, smsUnitsMax)
