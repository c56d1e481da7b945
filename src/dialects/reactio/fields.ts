// Reads the fields of Reactio's requests. Everything that is wrong is gathered, in the order of the documents; what the
// documents do not name is ignored. Nothing here throws.

import { storable } from '#contract/text'
import { isUnchosen } from '#core/incident/options'
import type { FieldError } from './answers.ts'
import { INVALID, NO, TEXT_CHARACTERS_MAX, TOO_LONG, YES } from './choices.ts'

export type Body = Readonly<Record<string, unknown>>

export type Reading = {
  readonly body: Body
  readonly errors: FieldError[]
}

export const wrong = ({ errors }: Reading, field: string, code: string): void => {
  errors.push({ field, code })
}

const isMissing = (value: unknown): boolean => value === undefined || value === null
export const characters = (text: string): number => Array.from(text).length

type Text = { readonly max?: number; readonly required?: boolean }

/** Returns a text; null for one that is missing or blank. */
export const text = (reading: Reading, field: string, { max = TEXT_CHARACTERS_MAX, required = false }: Text = {}) => {
  const given = reading.body[field]
  if (isMissing(given) || (typeof given === 'string' && given.trim() === '')) {
    if (required) wrong(reading, field, 'missing_field')
    return null
  }
  if (typeof given !== 'string') {
    wrong(reading, field, INVALID)
    return null
  }
  if (characters(given) > max) wrong(reading, field, TOO_LONG)
  return storable(given)
}

/** Returns one of the words; undefined when the field is left out. */
export const word = <const Word extends string>(
  reading: Reading,
  field: string,
  words: readonly Word[],
): Word | undefined => {
  const given = reading.body[field]
  if (isMissing(given)) return undefined
  const found = words.find((one) => one === given)
  if (found === undefined) wrong(reading, field, INVALID)
  return found
}

/** Returns one of the words, null for "not chosen"; undefined when the field is left out. */
export const selection = (reading: Reading, field: string, words: readonly string[]): string | null | undefined => {
  const given = reading.body[field]
  if (given === undefined) return undefined
  return isUnchosen(given) ? null : word(reading, field, words)
}

export const flag = (reading: Reading, field: string): boolean => {
  const given = reading.body[field]
  if (isMissing(given) || NO.has(given)) return false
  if (!YES.has(given)) wrong(reading, field, INVALID)
  return YES.has(given)
}

/** Returns what names an incident: an integer, or one written in words. One that cannot exist is 0. */
export const incidentId = (reading: Reading, field: string): string => {
  const given = reading.body[field]
  if (isMissing(given) || given === '') wrong(reading, field, 'missing_field')
  else if (typeof given === 'number' && Number.isInteger(given)) return numberOf(String(given))
  else if (typeof given === 'string' && /^\s*-?\d+\s*$/.test(given)) return numberOf(given.trim())
  else wrong(reading, field, INVALID)
  return numberOf('')
}

/** An incident's number as it stands in a path or a body; what is none is the number of no incident. */
export const numberOf = (given: string): string => (/^\d{1,9}$/.test(given) ? String(Number(given)) : '0')
