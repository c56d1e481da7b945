// Templates: what is said, and what each key does. Whatever is left out is said in our own words (src/words/speech.ts).

import { z } from '@hono/zod-openapi'
import { alertPhraseNames, buttonPhraseNames, languages, limits, phraseNames, reactionActions } from './limits.ts'
import { stamps } from './objects.ts'
import { id, key, name, phrase } from './text.ts'

const wordsFor = <Name extends string>(names: readonly Name[]) =>
  z.strictObject(
    Object.fromEntries(names.map((one) => [one, phrase.optional()])) as Record<Name, z.ZodOptional<typeof phrase>>,
  )

const phrases = wordsFor(phraseNames).openapi('Phrases')
const buttonPhrases = wordsFor(buttonPhraseNames).openapi('ButtonPhrases')
const alertPhrases = wordsFor(alertPhraseNames).openapi('AlertPhrases')

const perLanguage = <Words extends z.ZodType>(words: Words) =>
  z
    .strictObject(
      Object.fromEntries(languages.map((one) => [one, words.optional()])) as Record<
        (typeof languages)[number],
        z.ZodOptional<Words>
      >,
    )
    .optional()

const reactions = z
  .record(
    z.string().regex(/^[0-9*#]$/, 'must be one of 0–9, * and #'),
    z.strictObject({ action: z.enum(reactionActions), say: phrase.optional() }),
  )
  .refine((all) => Object.values(all).some((reaction) => ['take', 'transfer', 'resolve'].includes(reaction.action)), {
    error: 'one key must take the call, or nobody can ever stop it',
  })

const fields = {
  message: phrase.optional().openapi({ description: 'in both languages; {{text}} stands for the callout’s text' }),
  phrases: perLanguage(phrases),
  buttons: perLanguage(buttonPhrases).openapi({
    description:
      'words of a button call; {{count}}, {{object}}, {{host}}, {{service}}, {{condition}}, {{summary}}, {{minutes}}',
  }),
  alerts: perLanguage(alertPhrases).openapi({
    description:
      'words of messages and simple calls about alerts; {{counts}}, {{count}}, {{s}}, {{object}}, {{host}}, {{service}}, {{condition}}, {{summary}}',
  }),
  reactions: reactions.optional(),
  readings: z.int().min(limits.readings.min).max(limits.readings.max).optional(),
  readingsPerSet: z
    .int()
    .min(limits.readingsPerSet.min)
    .max(limits.readingsPerSet.max)
    .optional()
    .openapi({ description: 'how often the message is said before a key is waited for; readings counts them all' }),
  keyWaitSeconds: z.number().min(limits.keyWaitSeconds.min).max(limits.keyWaitSeconds.max).optional(),
}

/** A template that is not saved: its texts without a name. */
export const templateBody = z.strictObject(fields).openapi('TemplateBody')

export const templateInput = z.strictObject({ key, name, ...fields }).openapi('TemplateInput')
/** What may be taken away again. */
const cleared = {
  message: fields.message.nullable(),
  phrases: fields.phrases.nullable(),
  buttons: fields.buttons.nullable(),
  alerts: fields.alerts.nullable(),
  reactions: fields.reactions.nullable(),
  readings: fields.readings.nullable(),
  readingsPerSet: fields.readingsPerSet.nullable(),
  keyWaitSeconds: fields.keyWaitSeconds.nullable(),
}

export const templatePatch = z
  .strictObject({ key: key.optional(), name: name.optional(), ...cleared })
  .openapi('TemplatePatch', { description: 'null: our own words again' })
export const template = z
  .object({ id, key: z.string(), name: z.string(), ...fields, parameters: z.array(z.string()), ...stamps })
  .openapi('Template', { description: 'parameters: the names a callout must bring beside its text' })

export type Template = z.infer<typeof template>
