// One bot of LINE WORKS, with the service account that speaks for it.

import { z } from 'zod'
import type { ConnectionId } from '#core/ids'
import type { ConnectionRow } from '../message/way.ts'

const settings = z.strictObject({
  botId: z.string(),
  clientId: z.string(),
  serviceAccount: z.string(),
  baseUrl: z.string().optional(),
  messagesPerSecond: z.number().nullable().default(1),
})
const secrets = z.strictObject({
  clientSecret: z.string(),
  /** PEM. */
  privateKey: z.string(),
  /** Signs what the bot is told. */
  botSecret: z.string().optional(),
})

export type LineWorksConnection = { readonly id: ConnectionId } & z.output<typeof settings> & z.output<typeof secrets>

export const lineWorksConnection = (row: ConnectionRow): LineWorksConnection => ({
  id: row.id,
  ...settings.parse(row.settings),
  ...secrets.parse(row.secrets),
})
