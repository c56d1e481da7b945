// What a rule of the normaliser answers: places of a text and what is said there instead. Rules are pure, and linear in the
// text: each pattern begins only where a run of its letters begins, and no part of it can match in two ways.

import type { Language } from '../../plan/plan.ts'

/**
 * Stands for a word the dictionary has already taken: U+FFFC, which no cleaned text holds. A rule may leave it where it is or
 * say it in the same order; it is never looked into.
 */
export const MARK = '\uFFFC'

export type Found = {
  readonly start: number
  readonly end: number
  readonly spoken: string
  /** How many marks of the place come before the first one that is said. */
  readonly marksSkipped?: number
}

export type Rule = (text: string, language: Language) => readonly Found[]

type Said = string | null | Omit<Found, 'start'>

/** Returns the places of a pattern for which `say` has an answer; a place may be cut short by giving its `end`. */
export const places = (text: string, pattern: RegExp, say: (match: RegExpExecArray) => Said): readonly Found[] => {
  const found: Found[] = []
  for (const match of text.matchAll(pattern)) {
    const said = say(match)
    const start = match.index
    if (typeof said === 'string') found.push({ start, end: start + match[0].length, spoken: said })
    else if (said !== null) found.push({ start, ...said })
  }
  return found
}

/** Reads `a=1 b=2`: tables of words stay readable, many to a line. An underscore stands for a space. */
export const pairs = (table: string): ReadonlyMap<string, string> =>
  new Map(
    table
      .trim()
      .split(/\s+/)
      .map((pair) => {
        const [key, value] = pair.split('=') as [string, string]
        return [key, value.replaceAll('_', ' ')]
      }),
  )
