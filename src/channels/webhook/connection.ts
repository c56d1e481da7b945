// One incoming webhook of somebody else's: an address that takes messages as JSON. The address is a secret, for whoever knows
// it may post there.

import { z } from 'zod'
import type { ConnectionRow } from '../message/way.ts'

const settings = z.strictObject({
  format: z.enum(['text', 'discord', 'noroshi']).default('noroshi'),
  body: z.json().optional(),
  messagesPerSecond: z.number().nullable().default(1),
  timeoutSeconds: z.number().default(10),
})
const secrets = z.strictObject({
  url: z.string(),
  signingKey: z.string().optional(),
  authorization: z.string().optional(),
})

export type WebhookConnection = z.output<typeof settings> & z.output<typeof secrets>

export const webhookConnection = (row: ConnectionRow): WebhookConnection => ({
  ...settings.parse(row.settings),
  ...secrets.parse(row.secrets),
})
