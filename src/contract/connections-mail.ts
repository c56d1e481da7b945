// Settings of connections to mail servers (src/channels/mail/connection.ts reads them).

import { z } from '@hono/zod-openapi'

const host = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$/, 'must be a host name or an address')
/** One line of printable characters: it goes into a header. */
const line = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\p{Cc}\p{Surrogate}]*$/u, 'must be one line')

export const smtpSettings = z.strictObject({
  host,
  port: z.int().min(1).max(65_535).optional().openapi({ description: '587, or 465 with security tls' }),
  security: z.enum(['none', 'starttls', 'tls']).optional().openapi({
    description:
      'starttls (also when not given): refuses to go on without encryption. none: for a server on the same machine or network',
  }),
  user: line(320).optional(),
  from: z.email().max(320).openapi({ description: 'the sender’s address' }),
  fromName: line(100).optional(),
  replyTo: z.email().max(320).optional(),
  trustAnyCertificate: z
    .boolean()
    .optional()
    .openapi({ description: 'For a server with a certificate of its own making.' }),
  messagesPerSecond: z.number().positive().max(10_000).nullable().optional(),
  connectionsMax: z.int().min(1).max(100).optional(),
})

export const smtpSecrets = z.strictObject({ password: z.string().min(1).max(500).nullable() }).partial()
