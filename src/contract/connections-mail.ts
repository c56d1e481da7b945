// Settings of connections to mail servers (src/channels/mail/connection.ts reads them).

import { z } from '@hono/zod-openapi'

const host = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$/, 'must be a host name or an address')
/** One line of printable characters: it goes into a header. */
const line = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\p{Cc}\p{Surrogate}]*$/u, 'must be one line')

/** A mailbox of this server: what tells the mails apart is put after a plus, so there must be room for it. */
const comesBackTo = z
  .email()
  .max(320)
  .regex(/^[A-Za-z0-9._-]{1,16}@/, 'must have 1 to 16 letters, digits, dots, hyphens or underscores before the @')

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
  answersTo: comesBackTo
    .optional()
    .openapi({ description: 'where replies come in to this server: replying answers then, beside the link' }),
  bouncesTo: comesBackTo.optional().openapi({
    description: 'where undeliverable mails come back to this server; it becomes the sender of the envelope',
  }),
  dkim: z
    .strictObject({
      domain: host,
      selector: z.string().regex(/^[A-Za-z0-9._-]{1,63}$/, 'must be letters, digits, dots, hyphens or underscores'),
    })
    .optional()
    .openapi({ description: 'Mails are signed, where the secret dkimPrivateKey is there too.' }),
  trustAnyCertificate: z
    .boolean()
    .optional()
    .openapi({ description: 'For a server with a certificate of its own making.' }),
  messagesPerSecond: z.number().positive().max(10_000).nullable().optional(),
  connectionsMax: z.int().min(1).max(100).optional(),
})

export const smtpSecrets = z
  .strictObject({
    password: z.string().min(1).max(500).nullable(),
    dkimPrivateKey: z
      .string()
      .max(10_000)
      .regex(
        /^-----BEGIN (RSA )?PRIVATE KEY-----\s[A-Za-z0-9+/=\s]+-----END (RSA )?PRIVATE KEY-----\s*$/,
        'must be a private key in PEM',
      )
      .nullable(),
  })
  .partial()
