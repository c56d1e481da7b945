// Readings as a list of lines, `word,reading`, as X-MON's screen takes them and as a spreadsheet writes them. A list is read
// whole: every line that cannot be taken is told with its number, and then nothing of it is.

import { checkEntry, type Entry, type EntryProblem } from './readings.ts'

export type LineProblem = EntryProblem | 'line_too_long' | 'comma_missing' | 'comma_extra' | 'quote_open' | 'word_twice'

export type ReadingList = {
  readonly entries: readonly (Entry & { readonly line: number })[]
  readonly problems: readonly { readonly line: number; readonly code: LineProblem; readonly word: string }[]
  /** Lines that say once more what an earlier one says. */
  readonly repeated: number
}

type Sides = { readonly ok: true; readonly sides: readonly string[] } | { readonly ok: false }

/** Longer than two sides with every letter doubled can be. */
const LINE_UNITS_MAX = 2_000

/** A side in quotes may hold commas, and quotes written twice. A quote further in is a letter like any other. */
const sidesOf = (line: string): Sides => {
  const sides: string[] = []
  let rest: string | null = line
  while (rest !== null) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*(?:,|$)/.exec(rest)
    if (quoted === null && /^\s*"/.test(rest)) return { ok: false }
    const comma: number = quoted === null ? rest.indexOf(',') : quoted[0].endsWith(',') ? quoted[0].length - 1 : -1
    const plain: string = comma < 0 ? rest : rest.slice(0, comma)
    sides.push(quoted === null ? plain : (quoted[1] as string).replaceAll('""', '"'))
    rest = comma < 0 ? null : rest.slice(comma + 1)
  }
  return { ok: true, sides }
}

const readLine = (line: string): { ok: true; entry: Entry } | { ok: false; code: LineProblem } => {
  if (line.length > LINE_UNITS_MAX) return { ok: false, code: 'line_too_long' }
  const found = sidesOf(line)
  if (!found.ok) return { ok: false, code: 'quote_open' }
  const [word = '', reading, ...more] = found.sides
  if (reading === undefined) return { ok: false, code: 'comma_missing' }
  if (more.length > 0) return { ok: false, code: 'comma_extra' }
  return checkEntry({ word, reading })
}

/** Returns what a list says. A mark at its beginning, empty lines and any kind of line end are fine. */
export const parseReadingList = (text: string): ReadingList => {
  const entries = new Map<string, Entry & { readonly line: number }>()
  const problems: ReadingList['problems'][number][] = []
  let repeated = 0
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    if (line.trim() === '') continue
    const read = readLine(line)
    if (!read.ok) {
      problems.push({ line: index + 1, code: read.code, word: line.slice(0, 40) })
      continue
    }
    const { entry } = read
    const earlier = entries.get(entry.word)
    if (earlier === undefined) entries.set(entry.word, { ...entry, line: index + 1 })
    else if (earlier.reading === entry.reading) repeated += 1
    else problems.push({ line: index + 1, code: 'word_twice', word: entry.word })
  }
  return { entries: [...entries.values()], problems, repeated }
}

const side = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Returns a list that `parseReadingList` reads as the same entries. */
export const printReadingList = (entries: readonly Entry[]): string =>
  entries.map(({ word, reading }) => `${side(word)},${side(reading)}\r\n`).join('')
