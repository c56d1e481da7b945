// A table of a file, and what is said where it is not taken: everything wrong with it at once, each with its line.

import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { limits } from '#contract/limits'
import { type Columns, type Complaint, type Row, readTable, TableRefusal } from '#contract/table'
import { UsageError } from '../failure.ts'

const bytesOf = async (file: string): Promise<Uint8Array> => {
  try {
    const bytes = await readFile(file)
    if (bytes.length <= limits.tableBytes.max) return bytes
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError({ en: `The file cannot be read: ${why}`, ja: `ファイルを読めません: ${why}` })
  }
  throw new UsageError({ en: `${file} is too large`, ja: `${file} が大きすぎます` })
}

/** @throws UsageError when the file cannot be read, or a column is unknown */
export const readSheet = async <Name extends string>(
  file: string,
  columns: Columns<Name>,
): Promise<readonly Row<Name>[]> => {
  const bytes = await bytesOf(file)
  try {
    return readTable(bytes, columns, parse)
  } catch (error) {
    if (!(error instanceof TableRefusal)) throw error
    const { en, ja } = error.words
    throw new UsageError({ en: `${file}: ${en}`, ja: `${file}: ${ja}` }, error.cure)
  }
}

const SHOWN_MAX = 20

/** @throws UsageError with each complaint and its line, when there is one */
export const refuseIfAny = (file: string, complaints: readonly Pick<Complaint, 'line' | 'words'>[]): void => {
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
