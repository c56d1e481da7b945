// What is said of a text: first the operator's dictionary, then rules for what speech engines read badly. Each place is taken
// once, by the first that wants it, and nothing that was said is read again. A word of the dictionary within a name or an
// address stays said as the dictionary says; the rules see a mark there, which they may move but not read.

import { limits } from '../limits.ts'
import type { Language } from '../plan/plan.ts'
import { cleanForSpeech } from './clean.ts'
import { createDictionary, type Dictionary, type Entry } from './readings.ts'
import { type Found, MARK, type Rule } from './rules/found.ts'
import { hosts, paths, urls } from './rules/names.ts'
import { addresses, digits, ids, units } from './rules/numbers.ts'
import { acronyms, severities, symbols, terms } from './rules/terms.ts'
import { dates, times } from './rules/times.ts'

/** In the order in which they may take a place. */
const rules = {
  urls,
  paths,
  ids,
  addresses,
  dates,
  times,
  units,
  digits,
  severities,
  terms,
  acronyms,
  hosts,
  symbols,
} as const satisfies Record<string, Rule>

export type RuleName = keyof typeof rules
export const ruleNames = Object.keys(rules) as readonly RuleName[]
/** Every rule is on unless it was switched off. */
export type RuleSwitches = { readonly [name in RuleName]?: boolean | undefined }

/** One place of a text that is said otherwise than it is written. Offsets count UTF-16 units of the cleaned text. */
export type Part = {
  readonly start: number
  readonly end: number
  readonly spoken: string
  /** null: the dictionary alone. */
  readonly rule: RuleName | null
  /** Words of the dictionary that are said in it. */
  readonly entries: readonly Entry[]
}

export type Explained = {
  /** The text without what cannot be spoken. */
  readonly text: string
  readonly spoken: string
  readonly parts: readonly Part[]
}

export type Reader = {
  readonly read: (text: string) => string
  readonly explain: (text: string) => Explained
  readonly dictionary: Dictionary
}

export type ReaderOptions = {
  readonly language: Language
  readonly entries: readonly Entry[]
  readonly switches: RuleSwitches
}

type Masked = {
  readonly text: string
  /** The dictionary's words in the original, one per mark. */
  readonly words: readonly { readonly start: number; readonly end: number; readonly entry: Entry }[]
}

const mask = (text: string, dictionary: Dictionary): Masked => {
  const words = dictionary.find(text).map((match) => ({ ...match, entry: dictionary.entry(match) }))
  const between = words.map(({ start }, index) => text.slice(words[index - 1]?.end ?? 0, start) + MARK)
  return { text: between.join('') + text.slice(words.at(-1)?.end ?? 0), words }
}

type Claim = Found & { readonly rule: RuleName | null }

/** What the rules want, the earlier rule first; marks nobody took are said by themselves. */
const claims = (masked: string, { language, switches }: Omit<ReaderOptions, 'entries'>): readonly Claim[] => {
  const taken = new Uint8Array(masked.length)
  const claimed: Claim[] = []
  const claim = (wanted: Claim): void => {
    if (taken.subarray(wanted.start, wanted.end).includes(1)) return
    taken.fill(1, wanted.start, wanted.end)
    claimed.push(wanted)
  }
  for (const rule of ruleNames) {
    if (switches[rule] === false) continue
    for (const found of rules[rule](masked, language)) claim({ ...found, rule })
  }
  for (let at = masked.indexOf(MARK); at >= 0; at = masked.indexOf(MARK, at + 1)) {
    claim({ start: at, end: at + 1, spoken: MARK, rule: null })
  }
  return claimed.sort((one, other) => one.start - other.start)
}

/** Goes through the masked text once and keeps the place in the original and the next word of the dictionary. */
const assemble = (masked: Masked, claimed: readonly Claim[]): { spoken: string; parts: readonly Part[] } => {
  const cursor = { masked: 0, original: 0, word: 0 }
  const spoken: string[] = []
  const parts: Part[] = []
  let growth = 0
  const passMarks = (count: number): readonly Entry[] =>
    masked.words.slice(cursor.word, (cursor.word += count)).map(({ entry, start, end }) => {
      cursor.original += end - start - 1
      return entry
    })
  for (const { start, end, spoken: said, marksSkipped = 0, rule } of claimed) {
    const before = masked.text.slice(cursor.masked, start)
    spoken.push(before)
    cursor.original += before.length
    const from = cursor.original
    const within = masked.text.slice(start, end)
    const words = passMarks(within.split(MARK).length - 1)
    cursor.original += within.length
    cursor.masked = end
    const entries = words.slice(marksSkipped, marksSkipped + said.split(MARK).length - 1)
    const whole = fill(
      said,
      entries.map(({ reading }) => reading),
    )
    growth += Math.max(0, whole.length - (cursor.original - from))
    const grown = growth > limits.dictionary.growthCharacters.max
    spoken.push(
      grown
        ? fill(
            within,
            words.map(({ word }) => word),
          )
        : whole,
    )
    if (!grown) parts.push({ start: from, end: cursor.original, spoken: whole, rule, entries })
  }
  spoken.push(masked.text.slice(cursor.masked))
  return { spoken: spoken.join(''), parts }
}

const fill = (said: string, words: readonly string[]): string =>
  said
    .split(MARK)
    .map((piece, index) => piece + (words[index] ?? ''))
    .join('')

/**
 * Makes a reader for one language. What lies beyond `limits.dictionary.textCharacters` of a text is said as it is written, and
 * so is the rest once a text has grown by `growthCharacters`: no call could hold it anyway.
 */
export const createReader = ({ entries, ...options }: ReaderOptions): Reader => {
  const dictionary = createDictionary(entries)
  const explain = (raw: string): Explained => {
    const text = cleanForSpeech(raw)
    const masked = mask(text.slice(0, limits.dictionary.textCharacters.max), dictionary)
    const { spoken, parts } = assemble(masked, claims(masked.text, options))
    return { text, spoken: cleanForSpeech(spoken + text.slice(limits.dictionary.textCharacters.max)), parts }
  }
  return { explain, read: (text) => explain(text).spoken, dictionary }
}
