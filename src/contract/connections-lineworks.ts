// Settings of bots of LINE WORKS (src/channels/lineworks/connection.ts reads them).

import { z } from '@hono/zod-openapi'

const word = (max: number) => z.string().regex(new RegExp(`^[A-Za-z0-9_.@-]{1,${max}}$`))

export const lineWorksSettings = z.strictObject({
  botId: z.string().regex(/^[0-9]{1,20}$/, 'must be the number of the bot'),
  clientId: word(100),
  serviceAccount: word(200).openapi({ description: 'ends with serviceaccount@ and the domain' }),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .regex(/^https?:\/\/[^/?#]+$/i, 'must be a host without a path')
    .optional()
    .openapi({ description: 'another address than LINE WORKS’ own, for trials' }),
  messagesPerSecond: z.number().positive().max(1_000).nullable().optional(),
})

export const lineWorksSecrets = z
  .strictObject({
    clientSecret: z.string().min(1).max(200),
    privateKey: z
      .string()
      .max(8_000)
      .regex(/^\s*-----BEGIN (RSA )?PRIVATE KEY-----/, 'must be a private key (PEM)'),
    botSecret: z.string().min(1).max(200).nullable(),
  })
  .partial()
