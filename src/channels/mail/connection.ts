// One mail server as the mail channel uses it, and the schema its settings and secrets are entered by. Read anew for every
// message, so that a changed password holds at once.

import { z } from 'zod'
import type { ConnectionId } from '#core/ids'

export const smtpSettings = z.strictObject({
  host: z.string(),
  port: z.int().optional(),
  security: z.enum(['none', 'starttls', 'tls']).default('starttls'),
  user: z.string().optional(),
  from: z.string(),
  fromName: z.string().optional(),
  replyTo: z.string().optional(),
  answersTo: z.string().optional(),
  bouncesTo: z.string().optional(),
  dkim: z.strictObject({ domain: z.string(), selector: z.string() }).optional(),
  trustAnyCertificate: z.boolean().default(false),
  messagesPerSecond: z.number().nullable().default(null),
  connectionsMax: z.int().default(5),
})

export const smtpSecrets = z.strictObject({
  password: z.string().optional(),
  dkimPrivateKey: z.string().optional(),
})

export type MailConnection = { readonly id: ConnectionId } & z.output<typeof smtpSettings> &
  z.output<typeof smtpSecrets>

/** Returns the connection a stored row describes; throws a ZodError when the row does not fit the schema. */
export const mailConnection = (row: {
  readonly id: ConnectionId
  readonly settings: unknown
  readonly secrets: unknown
}): MailConnection => ({ id: row.id, ...smtpSettings.parse(row.settings), ...smtpSecrets.parse(row.secrets) })
