// Settings of Slack profiles (src/channels/slack/connection.ts reads them).

import { z } from '@hono/zod-openapi'

export const slackSettings = z.strictObject({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional()
    .openapi({ description: 'another address than Slack’s own, for trials' }),
  messagesPerSecond: z.number().positive().max(1_000).nullable().optional(),
})

export const slackSecrets = z
  .strictObject({
    botToken: z.string().regex(/^xox[bp]-[A-Za-z0-9-]{1,490}$/, 'must begin with xoxb- (OAuth Tokens of the app)'),
    signingSecret: z
      .string()
      .regex(/^[0-9a-f]{32}$/, 'must be 32 hexadecimal digits (Signing Secret of the app)')
      .nullable(),
    appToken: z
      .string()
      .regex(/^xapp-[A-Za-z0-9-]{1,490}$/, 'must begin with xapp- (App-Level Token)')
      .nullable(),
  })
  .partial()
