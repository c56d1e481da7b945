// What a source that is a mailbox does with mails (src/core/alert/mail-rules.ts decides).

import { z } from '@hono/zod-openapi'
import { limits, mailActions } from './limits.ts'
import { reference, storable } from './text.ts'

const { mailRules: bounds } = limits

const line = z
  .string()
  .min(1)
  .max(bounds.patternCharacters.max)
  .refine((text) => storable(text) === text && !/\p{Cc}/u.test(text), { error: 'must be one line' })
const patterns = z.array(line).max(bounds.patterns.max).default([])

const extraction = line
  .refine((text) => /\{[\p{L}\p{N}_]{1,100}\}/u.test(text), { error: 'must have a name in braces, as in Host: {host}' })
  .refine((text) => !/\}\{/.test(text), { error: 'must have something between two names' })

const rule = z
  .strictObject({
    from: patterns.openapi({ description: 'the address in From' }),
    subject: patterns,
    body: patterns.openapi({ description: 'one line of the text' }),
    does: z.enum(mailActions),
    policy: reference.optional().openapi({ description: 'whom `callout` calls' }),
    extract: z.array(extraction).max(bounds.patterns.max).default([]).openapi({
      description:
        'Lines such as `Host: {host}`. host, service, severity, condition, summary, group and key make the alert; a callout gets all as parameters.',
    }),
  })
  .refine(({ does, policy }) => (does === 'callout') === (policy !== undefined), {
    error: 'callout, and nothing else, needs a policy',
    path: ['policy'],
  })
  .openapi('MailRule', {
    description: 'Patterns (* and ?) in any case; of several one must fit, none asks for nothing.',
  })

export const mailSettings = z
  .strictObject({
    senders: patterns.openapi({ description: 'whose mails are taken; none: everybody’s who knows the address' }),
    rules: z
      .array(rule)
      .max(bounds.rules.max)
      .default([])
      .openapi({ description: 'The first that fits decides; a mail no rule is about is a problem.' }),
  })
  .openapi('MailSourceSettings')
