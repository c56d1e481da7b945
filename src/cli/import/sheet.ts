// A table somebody brings along as CSV: in whichever encoding and order of columns a spreadsheet wrote it, with the headings in
// Japanese or English. Everything wrong with it is told at once, each with its line.

import { readFile } from 'node:fs/promises'
import { CsvError, parse } from 'csv-parse/sync'
import { decodeGuessed } from '#contract/encoding'
import { limits } from '#contract/limits'
import type { Words } from '../deps.ts'
import { UsageError } from '../failure.ts'

/** A column by the name the code has for it, and its headings. */
export type Columns<Name extends string> = Readonly<Record<Name, { readonly ja: string; readonly en: string }>>

export type Row<Name extends string> = {
  /** From 1, as an editor counts. */
  readonly line: number
  /** What stands in a column, trimmed; empty where it has none. */
  readonly at: (column: Name) => string
}

export type Complaint = { readonly line: number; readonly words: Words }

const LINES_MAX = 100_000
const decode = (bytes: Uint8Array, file: string): string => {
  const text = decodeGuessed(bytes)
  if (text !== null) return text
  throw new UsageError({
    en: `${file} is neither UTF-8 nor UTF-16 nor Shift_JIS`,
    ja: `${file} の文字コードは UTF-8・UTF-16・Shift_JIS のどれでもありません`,
  })
}

const bytesOf = async (file: string): Promise<Uint8Array> => {
  try {
    const bytes = await readFile(file)
    if (bytes.length <= limits.bodyBytes.max) return bytes
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError({ en: `The file cannot be read: ${why}`, ja: `ファイルを読めません: ${why}` })
  }
  throw new UsageError({ en: `${file} is too large`, ja: `${file} が大きすぎます` })
}

type Cells = { readonly info: { readonly lines: number }; readonly record: readonly string[] }

const cellsOf = (text: string, file: string): readonly Cells[] => {
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true } as const
    return parse(text, options) as unknown as readonly Cells[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new UsageError({
      en: `${file} is not CSV: ${error.message}`,
      ja: `${file} を CSV として読めません: ${error.message}`,
    })
  }
}

/** Spreadsheets and people write the same heading with and without spaces, and in full width. */
const plain = (heading: string): string => heading.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase()

const headed = <Name extends string>(
  columns: Columns<Name>,
  headings: readonly string[],
  file: string,
): Map<Name, number> => {
  const known = new Map<string, Name>()
  for (const [name, { ja, en }] of Object.entries(columns) as [Name, Columns<Name>[Name]][]) {
    known.set(plain(ja), name)
    known.set(plain(en), name)
  }
  const places = new Map<Name, number>()
  for (const [place, heading] of headings.entries()) {
    const name = known.get(plain(heading))
    if (name !== undefined && !places.has(name)) places.set(name, place)
    else if (heading !== '') throw unknownHeading(columns, { heading, file, twice: name !== undefined })
  }
  return places
}

type Heading = { readonly heading: string; readonly file: string; readonly twice: boolean }

const unknownHeading = (columns: Columns<string>, { heading, file, twice }: Heading): UsageError => {
  const all = Object.values(columns)
  const list = (language: 'ja' | 'en', comma: string) => all.map((one) => one[language]).join(comma)
  const what: Words = twice
    ? { en: `${file}: the column “${heading}” stands twice`, ja: `${file}: 列「${heading}」が2つあります` }
    : { en: `${file}: there is no column “${heading}”`, ja: `${file}: 列「${heading}」はありません` }
  return new UsageError(what, { en: `Columns: ${list('en', ', ')}.`, ja: `使える列: ${list('ja', '、')}。` })
}

/** @throws UsageError when the file cannot be read, or a column is unknown */
export const readSheet = async <Name extends string>(
  file: string,
  columns: Columns<Name>,
): Promise<readonly Row<Name>[]> => {
  const [first, ...rest] = cellsOf(decode(await bytesOf(file), file), file)
  if (rest.length > LINES_MAX)
    throw new UsageError({
      en: `${file} has more than ${LINES_MAX} lines`,
      ja: `${file} が ${LINES_MAX} 行を超えています`,
    })
  const places = headed(columns, first?.record ?? [], file)
  return rest.map(({ info, record }) => ({
    line: info.lines,
    at: (column) => record[places.get(column) ?? Number.POSITIVE_INFINITY] ?? '',
  }))
}

/** Several of one kind in one cell: `03-…; 090-…` or `03-…、090-…`. */
export const partsOf = (cell: string): readonly string[] =>
  cell
    .split(/[;；、\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')

const SHOWN_MAX = 20

/** @throws UsageError with each complaint and its line, when there is one */
export const refuseIfAny = (file: string, complaints: readonly Complaint[]): void => {
  if (complaints.length === 0) return
  const shown = [...complaints].sort((one, other) => one.line - other.line).slice(0, SHOWN_MAX)
  const more = complaints.length - shown.length
  const told = (language: 'ja' | 'en') =>
    shown.map(({ line, words }) => (language === 'ja' ? `${line} 行目: ` : `line ${line}: `) + words[language])
  throw new UsageError(
    {
      en: [`${file} is not taken`, ...told('en'), ...(more > 0 ? [`and ${more} more`] : [])].join('\n  '),
      ja: [`${file} は取り込めません`, ...told('ja'), ...(more > 0 ? [`ほか ${more} 件`] : [])].join('\n  '),
    },
    { en: 'Nothing was written.', ja: '何も書き出していません。' },
  )
}
