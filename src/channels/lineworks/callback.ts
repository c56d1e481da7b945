// What a bot of LINE WORKS tells of a pressed button, and its signature. Pure.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

export type Pressed = { readonly token: string; readonly action: string }

/** What a button brings back: the token of the attempt, and the answer. */
export const postbackFor = (token: string, action: string): string => `${token} ${action}`

const told = z.object({
  issuedTime: z.string(),
  data: z.string().max(200).optional(),
  content: z.object({ postback: z.string().max(200).optional() }).optional(),
})

const AGE_MAX_MS = 5 * 60_000

/** Returns what was pressed; null for everything else a bot may tell, and for what it told long ago. */
export const pressedIn = (rawBody: string, nowMs: number): Pressed | null => {
  try {
    const { issuedTime, data, content } = told.parse(JSON.parse(rawBody))
    const isFresh = Math.abs(nowMs - Date.parse(issuedTime)) <= AGE_MAX_MS
    const [, token, action] = /^(\S+) ([a-z]+)$/.exec(content?.postback ?? data ?? '') ?? []
    return isFresh && token !== undefined && action !== undefined ? { token, action } : null
  } catch {
    return null
  }
}

/** @source LINE WORKS, "Receive Messages (Callback)": HMAC-SHA256 of the body with the bot's secret, in base64 */
export const isSignedByBot = (secret: string, rawBody: string, signature: string): boolean => {
  const expected = Buffer.from(createHmac('sha256', secret).update(rawBody).digest('base64'))
  const given = Buffer.from(signature)
  return expected.length === given.length && timingSafeEqual(expected, given)
}
