// How this server says to push services who it is (VAPID): a pair of keys, made with the connection, and somebody they may write to.

import { z } from 'zod'
import type { ConnectionId } from '#core/ids'
import type { ConnectionRow } from '../message/way.ts'

const HOUR_SECONDS = 3_600

const settings = z.strictObject({
  /** `mailto:` or `https:`. */
  contact: z.string(),
  /** How long a push service keeps what a browser that is away does not fetch. */
  keepSeconds: z.number().default(HOUR_SECONDS),
  messagesPerSecond: z.number().nullable().default(null),
})
const secrets = z.strictObject({ privateKey: z.string(), publicKey: z.string() })

export type PushConnection = { readonly id: ConnectionId } & z.output<typeof settings> & z.output<typeof secrets>

export const pushConnection = (row: ConnectionRow): PushConnection => ({
  id: row.id,
  ...settings.parse(row.settings),
  ...secrets.parse(row.secrets),
})
