// Words that phones have had to say lately and nobody gave a reading: capitals, and the words host names are made of. The
// most frequent first, counted once a text.

import type { Explained, Reader } from './normalise.ts'
import { MARK } from './rules/found.ts'

export type Suggestion = {
  readonly word: string
  /** In how many of the texts it stood. */
  readonly texts: number
  /** What is said for it now. */
  readonly spoken: string
}

/** Bounds of the work, whatever the texts are. */
const TEXT_UNITS_MAX = 2_000
const WORDS_MAX = 20_000

const TOKEN = /(?<![A-Za-z0-9@\uFFFC])[A-Za-z0-9\uFFFC]+(?:[-_.]+[A-Za-z0-9\uFFFC]+)*/g
/** Ends of host names and their like: everybody knows them, or hears them often enough. */
const known = new Set([
  'com',
  'net',
  'org',
  'jp',
  'co',
  'ne',
  'or',
  'ac',
  'go',
  'www',
  'local',
  'internal',
  'localdomain',
])

/** What is said by a rule that knows the word, or by none at all, needs no reading. */
const settledRules = new Set(['urls', 'paths', 'ids', 'addresses', 'dates', 'times', 'units', 'severities', 'terms'])

/** The text with a mark for everything that is settled: words of the dictionary, and places of those rules. */
const unsettled = ({ text, parts }: Explained): string => {
  const pieces: string[] = []
  let at = 0
  for (const { start, end, rule, entries } of parts) {
    if (entries.length === 0 && (rule === null || !settledRules.has(rule))) continue
    pieces.push(text.slice(at, start), MARK)
    at = end
  }
  return pieces.join('') + text.slice(at)
}

/** Words of one token: all of a machine's name, otherwise only capitals. */
const wordsOf = (token: string): readonly string[] => {
  const isMachine = /[_.\d]/.test(token)
  return token
    .split(/[^A-Za-z]+/)
    .filter((word) => word.length > 1 && !known.has(word.toLowerCase()) && (isMachine || word === word.toUpperCase()))
}

export type Suggester = {
  readonly add: (text: string) => void
  /** At most `wordsMax` words without a reading. */
  readonly best: (wordsMax: number) => readonly Suggestion[]
}

/** Counts words text by text, so that whoever has many texts can do other things between them. */
export const createSuggester = (reader: Reader): Suggester => {
  const counts = new Map<string, number>()
  return {
    add: (text) => {
      const left = unsettled(reader.explain(text.slice(0, TEXT_UNITS_MAX)))
      for (const word of new Set([...left.matchAll(TOKEN)].flatMap(([token]) => wordsOf(token)))) {
        const seen = counts.get(word) ?? 0
        if (seen > 0 || counts.size < WORDS_MAX) counts.set(word, seen + 1)
      }
    },
    best: (wordsMax) =>
      [...counts]
        .sort(([one, seen], [other, more]) => more - seen || (one < other ? -1 : 1))
        .slice(0, wordsMax)
        .map(([word, count]) => ({ word, texts: count, spoken: reader.read(word) })),
  }
}
