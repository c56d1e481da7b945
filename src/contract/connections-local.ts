// Settings of connections to what stands in one's own rooms: signal lights, and programs on the server (src/channels/light,
// src/channels/command read them).

import { z } from '@hono/zod-openapi'

export const noSecrets = z.strictObject({})

const pattern = z
  .string()
  .regex(
    /^[01239]{5}[012349]$/,
    'must be six digits: red, amber, green, blue, white, buzzer; 0 off, 1 on, 2 3 flash, 9 as it was',
  )

export const patliteSettings = z.strictObject({
  host: z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$/, 'must be a host name or an address'),
  port: z.int().min(1).max(65_535).optional().openapi({ description: '80, 514 with rsh, 10000 with pns' }),
  protocol: z.enum(['http', 'rsh', 'pns']).optional().openapi({ description: 'http also when not given' }),
  patterns: z
    .record(z.string().regex(/^[A-Za-z0-9_-]{1,40}$/), pattern)
    .optional()
    .openapi({ description: 'names of what it may show: { critical: "100001" }' }),
  seconds: z
    .int()
    .min(1)
    .max(86_400)
    .nullable()
    .optional()
    .openapi({ description: 'off again after so long; without it when the callout is over' }),
  user: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,16}$/)
    .optional()
    .openapi({ description: 'the user of rsh; root when not given' }),
})

export const commandSettings = z.strictObject({
  program: z
    .string()
    .max(1_000)
    .regex(/^\/[^\p{Cc}]+$/u, 'must be an absolute path')
    .openapi({ description: 'one of those in NOROSHI_COMMANDS' }),
  arguments: z
    .array(
      z
        .string()
        .max(1_000)
        .regex(/^[^\0]*$/),
    )
    .max(50)
    .optional()
    .openapi({ description: 'may hold {{text}}, {{message}}, {{address}} and what else bodies of webhooks may' }),
  timeoutSeconds: z.int().min(1).max(300).optional(),
})
