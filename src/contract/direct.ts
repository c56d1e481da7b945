// One message to one person, without a policy: as a test of a contact method, a connection or texts that are not saved, or
// because somebody wants exactly that (直接発信).

import { z } from '@hono/zod-openapi'
import { idempotencyHeaders, parameters, startedCallout } from './callouts.ts'
import { contents, wrongSms } from './contents.ts'
import { channels, languages } from './limits.ts'
import { templateBody } from './templates.ts'
import { name, ownWords, reference, spokenText } from './text.ts'
import { triedSettings } from './tried.ts'

const toUser = z.strictObject({
  user: reference,
  channel: z.enum(channels).default('phone'),
  label: name.optional().openapi({ description: 'which of the user’s methods; the default one when not given' }),
})
const toAddress = z.strictObject({
  channel: z.enum(channels),
  address: z.string().trim().min(1).max(320).openapi({ example: '+81-90-1234-5678' }),
  name: name.default('-'),
  language: z.enum(languages).default('ja'),
})

const subject = contents.shape.mail.unwrap().shape.subject

const fields = {
  to: z.union([toUser, toAddress]).openapi({ description: 'a user’s contact method, saved or not' }),
  connection: reference
    .optional()
    .openapi({ description: 'else the method’s own, or the first of its channel; for a phone the only one there is' }),
  from: z.string().min(1).max(40).optional().openapi({ description: 'the caller id, for phones' }),
  subject: subject.openapi({ description: 'for channels that have one; without a template' }),
  template: reference
    .optional()
    .openapi({ description: 'what stands around the text; without one it is said as it is' }),
  parameters: parameters.default({}),
  answer: z.boolean().default(false).openapi({
    description: 'Whether a message brings the link by which it is answered; keys always work on a phone.',
  }),
  acceptCost: z
    .boolean()
    .default(false)
    .openapi({ description: 'Where sending costs money it is refused without this (`direct.costs`).' }),
}

type Text = {
  readonly to: { readonly channel: string }
  readonly text?: string | undefined
}

/** Whoever writes it is there to shorten it. */
const checkSms = ({ to, text }: Text, context: z.RefinementCtx): void => {
  const wrong = to.channel === 'sms' && text !== undefined ? wrongSms(text) : null
  if (wrong !== null) context.addIssue({ code: 'custom', path: ['text'], message: wrong })
}

type Tried = {
  readonly alerts?: unknown
  readonly settings: object
  readonly opening?: unknown
  readonly closing?: unknown
}

/** Only calls and SMS about alerts say them. */
const isAboutAlerts = ({ alerts, settings, opening, closing }: Tried): boolean =>
  alerts !== undefined || (Object.keys(settings).length === 0 && opening === undefined && closing === undefined)

export const directInput = z
  .strictObject({ ...fields, text: spokenText })
  .superRefine(checkSms)
  .openapi('DirectInput')

export const testSendInput = z
  .strictObject({
    ...fields,
    text: spokenText.optional().openapi({ description: 'a sample when not given' }),
    templateBody: templateBody.optional().openapi({ description: 'a template that is not saved' }),
    alerts: z.enum(['sample']).optional().openapi({
      description: 'it is about alerts that never were, in the place of a text: as calls and SMS tell alerts',
    }),
    settings: triedSettings.default({}).openapi({ description: 'those of a policy that is not saved; with alerts' }),
    opening: ownWords.nullable().optional().openapi({ description: 'the person’s own words, not saved; with alerts' }),
    closing: ownWords.nullable().optional(),
  })
  .refine(({ text, alerts }) => text === undefined || alerts === undefined, {
    error: 'either text or alerts',
    path: ['alerts'],
  })
  .refine(isAboutAlerts, { error: 'is said with alerts only', path: ['settings'] })
  .refine(({ template, templateBody: body }) => template === undefined || body === undefined, {
    error: 'either template or templateBody',
    path: ['templateBody'],
  })
  .superRefine(checkSms)
  .openapi('TestSendInput')

export const directHeaders = idempotencyHeaders

export const directStarted = startedCallout
  .omit({ policy: true, merged: true })
  .extend({
    channel: z.enum(channels),
    connection: z.string().openapi({ description: 'the key of the connection it goes out by' }),
    costs: z.boolean(),
  })
  .openapi('DirectStarted')

export type DirectInput = z.output<typeof directInput>
export type TestSendInput = z.output<typeof testSendInput>
export type DirectStarted = z.infer<typeof directStarted>
