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

const authServer = z
  .string()
  .max(255)
  .regex(/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/, 'must be a host name or an address')
  .nullable()
  .optional()

export const mailSettings = z
  .strictObject({
    senders: patterns.openapi({ description: 'whose mails are taken; none: everybody’s who knows the address' }),
    authServer: authServer.openapi({
      description:
        'the mail server before us whose Authentication-Results count, by the name it writes there; it must take out those it did not write',
    }),
    onlyPassing: z.boolean().optional().openapi({
      description: 'only mails that pass SPF, DKIM or DMARC there, for the domain in From, are taken',
    }),
    rules: z
      .array(rule)
      .max(bounds.rules.max)
      .default([])
      .openapi({ description: 'The first that fits decides; a mail no rule is about is a problem.' }),
  })
  .refine(({ onlyPassing, authServer: server }) => onlyPassing !== true || typeof server === 'string', {
    error: 'is required with onlyPassing',
    path: ['authServer'],
  })
  .openapi('MailSourceSettings')

/** The word of a mail server, as `pass`, `fail`, `none`. */
const word = z.string().nullable()

export const receivedMails = z.object({
  items: z.array(
    z
      .object({
        at: z.iso.datetime(),
        from: z.string().openapi({ description: 'masked without numbers:read' }),
        subject: z.string(),
        did: z.enum(['taken', 'dropped', 'refused', 'ignored']),
        passes: z.boolean().openapi({ description: 'SPF, DKIM or DMARC vouches for the domain in From' }),
        spf: word,
        dkim: word,
        dmarc: word,
      })
      .openapi('ReceivedMail'),
  ),
})
export type ReceivedMails = z.infer<typeof receivedMails>
