// Who sends, signed for one push service (VAPID). A signature costs more than all else of a message, and holds for all messages to the
// service: it is kept for an hour, as RFC 8292 advises.

import webPush from 'web-push'
import type { PushConnection } from './connection.ts'

const HOUR_MS = 3_600_000
/** A signature may hold for a day at most. */
const HOLDS_MS = 12 * HOUR_MS
const KEPT_MAX = 1_000

export type Signer = (connection: PushConnection, audience: string) => string

/** Returns what makes the `Authorization` header of requests to an origin. */
export const createSigner = (nowMs: () => number): Signer => {
  const kept = new Map<string, { readonly header: string; readonly untilMs: number }>()
  return ({ contact, publicKey, privateKey }, audience) => {
    const name = `${publicKey} ${contact} ${audience}`
    const found = kept.get(name)
    if (found !== undefined && nowMs() < found.untilMs) return found.header
    const expiresAtSeconds = Math.floor((nowMs() + HOLDS_MS) / 1_000)
    const { Authorization: header } = webPush.getVapidHeaders(
      audience,
      contact,
      publicKey,
      privateKey,
      'aes128gcm',
      expiresAtSeconds,
    )
    if (kept.size >= KEPT_MAX) kept.clear()
    kept.set(name, { header, untilMs: nowMs() + HOUR_MS })
    return header
  }
}
