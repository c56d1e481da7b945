// Readings, as /v1 takes and shows them: words and how they are spoken, lists of them, the rules for what speech engines read
// badly, and what is said of a text.

import { z } from '@hono/zod-openapi'
import { languages, limits, readingRules } from './limits.ts'
import { pageOf, pageQuery, stamps } from './objects.ts'
import { id, sought, spokenText, storable } from './text.ts'

const language = z.enum(languages)
const flag = z.enum(['true', 'false']).default('false')

/** How long it may be, and what is made of it, is core's to say: as a person sees it, not as it is sent. */
const side = z.string().max(4_000).transform(storable)
const word = side.openapi({
  type: 'string',
  minLength: 1,
  maxLength: limits.dictionary.wordCharacters.max,
  description: 'replaced wherever it stands, also within other words; capitals matter',
})
const spoken = side.openapi({ type: 'string', minLength: 1, maxLength: limits.dictionary.readingCharacters.max })

export const readingInput = z
  .strictObject({ language: language.default('ja'), word, reading: spoken })
  .openapi('ReadingInput')
export const readingPatch = z.strictObject({ word, reading: spoken }).partial().openapi('ReadingPatch')

export const reading = z.object({ id, language, word: z.string(), reading: z.string(), ...stamps }).openapi('Reading')
export const readingPage = pageOf(reading).openapi('ReadingPage')

export const byReading = z.object({ id: z.string().max(100) })

export const readingsQuery = pageQuery.extend({
  language: language.optional(),
  search: z
    .string()
    .max(200)
    .transform(sought)
    .optional()
    .openapi({ description: 'a part of the word or the reading' }),
})

export const readingImportQuery = z.object({
  language: language.default('ja'),
  mode: z
    .enum(['merge', 'replace'])
    .default('merge')
    .openapi({ description: 'replace: readings of the language that are not in the list are removed' }),
  dryRun: flag.openapi({ description: 'true: nothing is changed' }),
})

export const readingImport = z
  .object({
    language,
    mode: z.enum(['merge', 'replace']),
    dryRun: z.boolean(),
    created: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    removed: z.int(),
    repeated: z.int().openapi({ description: 'lines that said what an earlier one says' }),
  })
  .openapi('ReadingImport')

export const readingExportQuery = z.object({
  language: language.default('ja'),
  bom: flag.openapi({ description: 'true: with a byte order mark, for spreadsheets that want one' }),
})

const switches = z
  .strictObject(
    Object.fromEntries(readingRules.map((rule) => [rule, z.boolean()])) as Record<
      (typeof readingRules)[number],
      z.ZodBoolean
    >,
  )
  .openapi('ReadingSwitches')
const someSwitches = switches.partial().openapi('ReadingSwitchesPatch')

export const readingRuleSet = z.strictObject({ ja: switches, en: switches }).openapi('ReadingRules')
export const readingRulePatch = z
  .strictObject({ ja: someSwitches, en: someSwitches })
  .partial()
  .openapi('ReadingRulesPatch')

/** In configuration files. */
export const fileReadings = z
  .array(readingInput)
  .max(2 * limits.dictionary.entries.max)
  .default([])

export const readingPreviewInput = z
  .strictObject({ text: spokenText, language: language.default('ja') })
  .openapi('ReadingPreviewInput')

export const readingPreview = z
  .object({
    language,
    text: z.string().openapi({ description: 'the text without what cannot be spoken; offsets count in it' }),
    spoken: z.string().openapi({ description: 'what the speech engine is given' }),
    parts: z.array(
      z.object({
        start: z.int().openapi({ description: 'UTF-16 units from the beginning of text' }),
        end: z.int(),
        text: z.string(),
        spoken: z.string(),
        rule: z.enum(readingRules).nullable().openapi({ description: 'null: a reading alone' }),
        readings: z.array(z.object({ word: z.string(), reading: z.string() })),
      }),
    ),
  })
  .openapi('ReadingPreview')

export const readingSuggestionsQuery = z.object({
  language: language.default('ja'),
  limit: z.coerce
    .number()
    .int()
    .min(limits.suggestions.min)
    .max(limits.suggestions.max)
    .default(limits.suggestions.default),
})

export const readingSuggestions = z
  .object({
    language,
    texts: z.int().openapi({ description: 'how many of the newest callouts were looked at' }),
    items: z.array(
      z.object({
        word: z.string(),
        texts: z.int().openapi({ description: 'in how many of them it stands' }),
        spoken: z.string().openapi({ description: 'what is said for it now' }),
      }),
    ),
  })
  .openapi('ReadingSuggestions')

export type Reading = z.infer<typeof reading>
export type ReadingImport = z.infer<typeof readingImport>
export type ReadingPreview = z.infer<typeof readingPreview>
