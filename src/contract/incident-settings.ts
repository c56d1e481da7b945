// What a project says about its incidents: option items in their order, the forgotten-incident alert, and what Reactio's way in
// does where its documents are silent.

import { z } from '@hono/zod-openapi'
import { limits, optionKinds } from './limits.ts'
import { instant, name, reference } from './text.ts'

const { optionItems } = limits
const WITH_CHOICES: readonly string[] = ['radio', 'checkbox', 'list']

/** What programs write: no commas, which stand between several values. */
const word = z
  .string()
  .trim()
  .min(1)
  .max(limits.keyCharacters.max)
  .refine((text) => !/[,\p{Cc}]/u.test(text) && text !== 'null', {
    error: 'must have no comma and no control character, and not be the word null',
  })

const distinct = (words: readonly string[]): boolean => new Set(words).size === words.length

const choice = z.strictObject({ label: name, value: word })
const item = z
  .strictObject({
    key: word.openapi({ description: 'what programs call it' }),
    label: name,
    kind: z.enum(optionKinds),
    choices: z.array(choice).max(optionItems.choices).default([]),
  })
  .refine(({ kind, choices }) => WITH_CHOICES.includes(kind) === choices.length > 0, {
    error: 'radio, checkbox and list have choices; text and textarea have none',
    path: ['choices'],
  })
  .refine(({ choices }) => distinct(choices.map((one) => one.value)), {
    error: 'each value may stand once',
    path: ['choices'],
  })
  .openapi('OptionItem')

const minutes = (limit: { readonly min: number; readonly max: number }) => z.int().min(limit.min).max(limit.max)
const forgotten = {
  enabled: z.boolean(),
  firstMinutes: minutes(limits.forgottenFirstMinutes),
  everyMinutes: minutes(limits.forgottenEveryMinutes),
}
const notice = {
  connection: reference.nullable().openapi({ description: 'null: the only one there is' }),
  from: z.string().max(40).nullable().openapi({
    description: 'the caller id, a number the connection owns; null: the one most policies call from',
  }),
  template: reference.nullable().openapi({ description: 'null: our own words' }),
}
const reactio = { createWithoutDestination: z.boolean(), listStatus: z.enum(['all', 'open']) }

export const incidentSettingsPatch = z
  .strictObject({
    options: z
      .array(item)
      .max(optionItems.max)
      .refine((all) => distinct(all.map((one) => one.key)), { error: 'each key may stand once' }),
    forgotten: z.strictObject(forgotten).partial(),
    notice: z.strictObject(notice).partial(),
    reactio: z.strictObject(reactio).partial(),
  })
  .partial()
  .openapi('IncidentSettingsPatch', { description: 'What is left out stays; options are replaced, in this order.' })

export const incidentSettings = z
  .object({
    options: z.array(
      z.object({
        key: z.string(),
        label: z.string(),
        kind: z.enum(optionKinds),
        choices: z.array(z.object({ label: z.string(), value: z.string() })),
      }),
    ),
    forgotten: z.object(forgotten),
    notice: z.object({
      connection: z.string().nullable(),
      from: z.string().nullable(),
      template: z.string().nullable(),
    }),
    reactio: z.object(reactio),
    updatedAt: instant.nullable().openapi({ description: 'null: nobody has set anything' }),
  })
  .openapi('IncidentSettings')

export type IncidentSettings = z.infer<typeof incidentSettings>
