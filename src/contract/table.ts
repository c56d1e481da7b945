// A table somebody brings along as CSV: in whichever encoding and order of columns a spreadsheet wrote it, with the headings in
// Japanese or English. The command and the server read it by the same rules; each brings the parser of CSV along.

import { decodeGuessed } from './encoding.ts'

type Words = { readonly en: string; readonly ja: string }

/** A column by the name the code has for it, and its headings. */
export type Columns<Name extends string> = Readonly<Record<Name, Words>>

export type Row<Name extends string> = {
  /** From 1, as an editor counts. */
  readonly line: number
  /** What stands in a column, trimmed; empty where it has none. */
  readonly at: (column: Name) => string
  /** Whether the table has such a column at all. */
  readonly has: (column: Name) => boolean
}

/** What is wrong with a line, and in which column; null: with the line as a whole. */
export type Complaint = { readonly line: number; readonly column: Words | null; readonly words: Words }

/** What is wrong with a table as such: nothing of it can be read. */
export class TableRefusal extends Error {
  override readonly name = 'TableRefusal'
  readonly words: Words
  readonly cure: Words | null
  constructor(words: Words, cure: Words | null = null) {
    super(words.en)
    this.words = words
    this.cure = cure
  }
}

const LINES_MAX = 100_000

/** What a parser is to be told. */
export const parsing = {
  bom: true,
  info: true,
  relax_column_count: true,
  skip_empty_lines: true,
  trim: true,
} as const

type Cells = { readonly info: { readonly lines: number }; readonly record: readonly string[] }
export type Parser = (text: string, options: typeof parsing) => unknown

const cellsOf = (bytes: Uint8Array, parse: Parser): readonly Cells[] => {
  const text = decodeGuessed(bytes)
  if (text === null)
    throw new TableRefusal({
      en: 'it is neither UTF-8 nor UTF-16 nor Shift_JIS',
      ja: '文字コードが UTF-8・UTF-16・Shift_JIS のどれでもありません',
    })
  try {
    return parse(text, parsing) as readonly Cells[]
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new TableRefusal({ en: `it is not CSV: ${why}`, ja: `CSV として読めません: ${why}` })
  }
}

/** Spreadsheets and people write the same heading with and without spaces, and in full width. */
const plain = (heading: string): string => heading.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase()

const headed = <Name extends string>(columns: Columns<Name>, headings: readonly string[]): Map<Name, number> => {
  const known = new Map<string, Name>()
  for (const [name, { ja, en }] of Object.entries(columns) as [Name, Words][]) {
    known.set(plain(ja), name)
    known.set(plain(en), name)
  }
  const places = new Map<Name, number>()
  for (const [place, heading] of headings.entries()) {
    const name = known.get(plain(heading))
    if (name !== undefined && !places.has(name)) places.set(name, place)
    else if (heading !== '') throw unknownHeading(columns, heading, name !== undefined)
  }
  return places
}

const unknownHeading = (columns: Columns<string>, heading: string, twice: boolean): TableRefusal => {
  const all = Object.values(columns)
  const list = (language: 'ja' | 'en', comma: string) => all.map((one) => one[language]).join(comma)
  const what: Words = twice
    ? { en: `the column “${heading}” stands twice`, ja: `列「${heading}」が2つあります` }
    : { en: `there is no column “${heading}”`, ja: `列「${heading}」はありません` }
  return new TableRefusal(what, { en: `Columns: ${list('en', ', ')}.`, ja: `使える列: ${list('ja', '、')}。` })
}

/** An apostrophe keeps a spreadsheet from taking a cell for a formula; our own tables have it too, and it is no part of the text. */
const GUARDED = /^'(?=[=+\-@\t\r])/

/** @errors TableRefusal when it cannot be read, has a column that is not known, or too many lines */
export const readTable = <Name extends string>(
  bytes: Uint8Array,
  columns: Columns<Name>,
  parse: Parser,
): readonly Row<Name>[] => {
  const [first, ...rest] = cellsOf(bytes, parse)
  if (rest.length > LINES_MAX)
    throw new TableRefusal({ en: `it has more than ${LINES_MAX} lines`, ja: `${LINES_MAX} 行を超えています` })
  const places = headed(columns, first?.record ?? [])
  return rest.map(({ info, record }) => ({
    line: info.lines,
    at: (column) => (record[places.get(column) ?? Number.POSITIVE_INFINITY] ?? '').replace(GUARDED, ''),
    has: (column) => places.has(column),
  }))
}

/** Several of one kind in one cell: `03-…; 090-…` or `03-…、090-…`. */
export const partsOf = (cell: string): readonly string[] =>
  cell
    .split(/[;；、\n]/)
    .map((part) => part.trim().replace(GUARDED, ''))
    .filter((part) => part !== '')
