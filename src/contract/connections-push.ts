// Settings of connections to browsers (Web Push; src/channels/push/connection.ts reads them). The pair of keys they go by is made by the
// server and never shown.

import { z } from '@hono/zod-openapi'

const FOUR_WEEKS_SECONDS = 2_419_200

export const webPushSettings = z.strictObject({
  contact: z
    .string()
    .max(300)
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, 'must begin with mailto: or https://')
    .openapi({
      description: 'whom a push service may write to about what is sent: mailto: or https:',
      example: 'mailto:ops@example.jp',
    }),
  keepSeconds: z.int().min(0).max(FOUR_WEEKS_SECONDS).optional().openapi({
    description: 'how long a push service keeps a message for a browser that is away; 3600 when not given',
  }),
  messagesPerSecond: z.number().positive().max(1_000).nullable().optional(),
})
