// A text as an SMS: one text with the link that answers it, short enough for carriers. Pure.

import { limits } from '#core/limits'
import { plainText } from '../message/plain.ts'
import type { Message } from '../message/way.ts'

export const smsText = (message: Message): string => plainText(message, limits.smsCharacters.max)
