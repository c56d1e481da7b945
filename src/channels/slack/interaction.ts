// What Slack tells of a pressed button: which answer, and the token of the attempt it answers. The same by a signed request and
// through a socket. Pure.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

export type Pressed = { readonly action: string; readonly token: string }

const payload = z.object({
  type: z.literal('block_actions'),
  actions: z
    .array(z.object({ action_id: z.string().max(50), value: z.string().max(200) }))
    .min(1)
    .max(10),
})

/** Returns what was pressed; null for everything else Slack may tell. */
export const pressedIn = (told: unknown): Pressed | null => {
  const parsed = payload.safeParse(told)
  const [first] = parsed.success ? parsed.data.actions : []
  return first === undefined ? null : { action: first.action_id, token: first.value }
}

/** Older requests are copies of some that were made before. */
const AGE_MAX_SECONDS = 300

export type SlackSigned = { readonly rawBody: string; readonly timestamp: string; readonly signature: string }

/** @source Slack, "Verifying requests from Slack" */
export const isSignedBySlack = (secret: string, request: SlackSigned, nowMs: number): boolean => {
  const { rawBody, timestamp, signature } = request
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowMs / 1_000 - Number(timestamp)) > AGE_MAX_SECONDS) return false
  const expected = Buffer.from(`v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${rawBody}`).digest('hex')}`)
  const given = Buffer.from(signature)
  return expected.length === given.length && timingSafeEqual(expected, given)
}
