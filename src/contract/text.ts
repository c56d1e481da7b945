// The texts of the contract: names, keys, what is said. Monitoring texts are dirty, so what is to be said is accepted and
// made storable (no NUL, no lone surrogates); names and keys are identity and must be clean as they come.

import { z } from '@hono/zod-openapi'
import { limits } from './limits.ts'

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u001F\u007F-\u009F]/

/**
 * Marks that turn the reading direction, and what is shown as nothing: by them one name looks like another on lists, in mails and on
 * telephones. What shapes its neighbours stays: joiners and selectors, by which emoji, ideographs and several scripts are written.
 */
const UNSEEN = /(?![\u180E\u200C\u200D\p{Variation_Selector}])[\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u
/** Flags of regions are written with tags, which are unseen anywhere else. */
const FLAGS = /\u{1F3F4}[\u{E0020}-\u{E007E}]+\u{E007F}/gu
const SEEN = /[^\s\p{Default_Ignorable_Code_Point}]/u

const unseenIn = (text: string): string | null => UNSEEN.exec(text.replaceAll(FLAGS, ''))?.[0] ?? null

/** Named by its number, since nobody sees it. */
const unseenWords = (text: string): string =>
  `must not have the invisible character U+${unseenIn(text)?.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`

/** Returns the text as PostgreSQL can store it: NUL is dropped, half a surrogate pair becomes U+FFFD. */
export const storable = (text: string): string => text.replaceAll('\0', '').replace(LONE_SURROGATE, '\uFFFD')

/** As storable, for what is looked for: NUL stands in nothing that is stored, and so finds nothing, where dropped it would find all. */
export const sought = (text: string): string => storable(text.replaceAll('\0', '\uFFFD'))

const length = (text: string): number => Array.from(text).length

/** For `refine`: at most so many characters, as people count them. */
export const atMost = (max: number) =>
  [(text: string): boolean => length(text) <= max, { error: `must have at most ${max} characters` }] as const

/** What is said or shown as a message, counted in characters as people count. */
export const spokenText = z
  .string()
  .transform(storable)
  .refine((text) => length(text.trim()) >= limits.textCharacters.min, { error: 'must not be empty' })
  .refine(...atMost(limits.textCharacters.max))
  .openapi({ type: 'string', minLength: limits.textCharacters.min, maxLength: limits.textCharacters.max })

/** A phrase of a template: may be empty, which says nothing. */
export const phrase = z
  .string()
  .transform(storable)
  .refine(...atMost(limits.textCharacters.max))
  .openapi({ type: 'string', maxLength: limits.textCharacters.max })

/** What somebody adds in a few words, or nothing. */
export const note = phrase.default('').refine(...atMost(limits.nameCharacters.max))

/** A person's own words around a call; empty ones are none. */
export const ownWords = z
  .string()
  .transform((text) => (text.trim() === '' ? null : storable(text)))
  .refine((text) => length(text ?? '') <= limits.ownWordsCharacters.max, {
    error: `must have at most ${limits.ownWordsCharacters.max} characters`,
  })
  .openapi({ type: 'string', maxLength: limits.ownWordsCharacters.max })

/** What people call something, on one line: each letter of it is seen, and stands where it is read. */
export const name = z
  .string()
  .transform((text) => text.normalize('NFC').trim())
  .refine((text) => !CONTROL.test(text) && storable(text) === text, { error: 'must not have control characters' })
  .refine((text) => unseenIn(text) === null, { error: ({ input }) => unseenWords(String(input)) })
  .refine((text) => SEEN.test(text) && length(text) <= limits.nameCharacters.max, {
    error: `must have 1 to ${limits.nameCharacters.max} characters`,
  })
  .openapi({ type: 'string', minLength: 1, maxLength: limits.nameCharacters.max })

const KEY = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}._-]*$/u
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const isUuid = (text: string): boolean => UUID.test(text)

/** A stable name chosen by people, unique among its kind in the space. */
export const key = z
  .string()
  .transform((text) => text.normalize('NFC'))
  .refine((text) => KEY.test(text) && !isUuid(text), {
    error: 'must be letters, digits, dots, hyphens and underscores, and not an id',
  })
  .refine(...atMost(limits.keyCharacters.max))
  .openapi({ type: 'string', maxLength: limits.keyCharacters.max, example: 'night-shift' })

/** A key or an id; which of the two shows in its form. */
/** What an object beside whose key it stands is called now. */
export const nameNow = z.string().nullable().openapi({ description: 'what it is called now; null: it is gone' })

export const reference = z
  .string()
  .transform((text) => text.normalize('NFC'))
  .refine((text) => text !== '' && length(text) <= limits.keyCharacters.max && storable(text) === text, {
    error: 'must be a key or an id',
  })
  .openapi({ type: 'string', maxLength: limits.keyCharacters.max, description: 'A key or an id.' })

export const id = z.uuid()
export const instant = z.iso.datetime({ offset: true }).openapi({ example: '2026-11-22T03:12:05.000+09:00' })

const { min: firstYear, max: lastYear } = limits.calendarYears
const isAnswered = (text: string): boolean => {
  const year = new Date(text).getUTCFullYear()
  return firstYear <= year && year <= lastYear
}
/** One that calendars and schedules answer for. */
export const calendarInstant = instant.refine(isAnswered, { error: 'must be in the years 1948 to 2099' })
