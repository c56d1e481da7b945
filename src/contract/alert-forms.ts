// What is said of alerts without conversing: built-in forms, each with a sample, or a fixed text in their place. A fixed text is said
// as it is, whichever host or service failed.

import { z } from '@hono/zod-openapi'
import { alertForms, languages, limits } from './limits.ts'
import { atMost, spokenText } from './text.ts'

const fixedText = ({ max }: { readonly max: number }) =>
  spokenText
    .refine(...atMost(max))
    .refine((text) => !text.includes('{{'), {
      error: 'must have no {{…}}: a fixed text names neither host nor service',
    })
    .openapi({ maxLength: max })

const wording = (limit: { readonly max: number }) =>
  z
    .strictObject({ form: z.enum(alertForms).optional(), text: fixedText(limit).optional() })
    .refine(({ form, text }) => form === undefined || text === undefined, {
      error: 'either form or text',
      path: ['text'],
    })
    .nullable()
    .optional()

export const simpleCall = wording(limits.simpleCallCharacters).openapi({
  description:
    'calls only play (シンプル通話): no key does anything, and nothing has to reach this server. Alerts are told in a form (names), or by a fixed text; null: calls listen. On by itself for xmon_simple. Goes before buttonCall',
})
export const smsText = wording(limits.smsTextCharacters).openapi({
  description:
    'what SMS say of alerts: a form, or a fixed text; null: the same as any message. On by itself for xmon_simple',
})

export const alertFormsQuery = z.object({
  language: z.enum(languages).optional().openapi({ description: 'by default that of the answer' }),
})

export const alertFormList = z.object({
  items: z.array(
    z
      .object({ form: z.enum(alertForms), name: z.string(), sample: z.string() })
      .openapi('AlertForm', { description: 'sample: what it says of three alerts, one of which recovered' }),
  ),
})
