// Settings of connections that post to a web address: webhooks and Teams' workflows (src/channels/webhook, src/channels/teams read
// them).

import { z } from '@hono/zod-openapi'

/** The address is a secret: whoever knows it may post there. */
const secretUrl = z.url({ protocol: /^https?$/ }).max(2_000)
const messagesPerSecond = z.number().positive().max(1_000).nullable().optional()
const BODY_MAX = 16_384
/** What a header's value may hold. */
const headerValue = z.string().regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,998}[\x21-\x7e])?$/, 'must be one line of ASCII')

const body = z
  // JSON of any depth: a schema that names itself cannot stand in the document.
  .record(z.string().max(200), z.unknown())
  .refine((value) => JSON.stringify(value).length <= BODY_MAX, { error: `must have at most ${BODY_MAX} characters` })
  .openapi({
    description:
      'a body of one’s own: its strings may hold {{text}}, {{message}} (with the link), {{link}}, {{subject}}, {{policy}}, {{name}}, {{address}}, {{callout}}, {{attempt}} and the callout’s parameters',
  })

export const webhookSettings = z
  .strictObject({
    format: z.enum(['text', 'discord', 'noroshi']).optional().openapi({
      description:
        'text: {"text"}, as Mattermost, Google Chat and others read it. noroshi (also when not given): all there is',
    }),
    body: body.optional(),
    messagesPerSecond,
    timeoutSeconds: z.number().min(1).max(60).optional(),
  })
  .refine(({ format, body: own }) => format === undefined || own === undefined, {
    error: 'either format or body',
    path: ['body'],
  })
export const webhookSecrets = z
  .strictObject({
    url: secretUrl,
    signingKey: z.string().min(16).max(200).nullable(),
    authorization: headerValue.nullable(),
  })
  .partial()

export const teamsSettings = z.strictObject({ messagesPerSecond })
export const teamsSecrets = z.strictObject({ url: secretUrl }).partial()
