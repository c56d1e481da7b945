// Lists of readings on their way in and out: text in the encodings that editors and spreadsheets write, taken whole or not at
// all, every line that cannot be taken told with its number.

import { decodeAs, decodeGuessed } from '#contract/encoding'
import { AppError } from '#contract/errors'
import { limits } from '#contract/limits'
import { type ReadingImport, readingExportQuery, readingImport, readingImportQuery } from '#contract/readings'
import { parseReadingList, printReadingList, type ReadingList } from '#core/speech/reading-list'
import { readBytes } from '#dialects/shared/read-bytes'
import type { AppContext } from '#http/port'
import type { V1Deps } from './ports.ts'
import { problemWords } from './reading-problems.ts'
import { answer, route, type V1App } from './route.ts'

const tags = ['readings']
const csv = { 'text/csv': { schema: { type: 'string' as const, example: 'TRAFFIC,トラフィック\nDB,データベース\n' } } }

const importRoute = route('readings:write', {
  method: 'post',
  path: '/v1/readings/import',
  tags,
  summary: 'Take a list of `word,reading` lines, whole or not at all',
  description:
    'Content-Type text/csv or text/plain, at most 1 MiB, in UTF-8, UTF-16 or Shift_JIS (told by `charset`, else recognised).',
  request: { query: readingImportQuery, body: { content: csv, required: true } },
  responses: { 200: answer(readingImport, 'What was changed, or with dryRun would be.') },
})
const exportRoute = route('readings:read', {
  method: 'get',
  path: '/v1/readings/export',
  tags,
  summary: 'All readings of a language as such a list, in UTF-8',
  request: { query: readingExportQuery },
  responses: { 200: { description: 'The list, in the order of the words.', content: csv } },
})

const encodings: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  shift_jis: 'shift_jis',
  'shift-jis': 'shift_jis',
  sjis: 'shift_jis',
  'x-sjis': 'shift_jis',
  'windows-31j': 'shift_jis',
  cp932: 'shift_jis',
  ms932: 'shift_jis',
}

const charsetOf = (type: string): string | undefined => /;\s*charset\s*=\s*"?([\w-]+)"?/i.exec(type)?.[1]?.toLowerCase()

/** @errors reading.list_encoding */
const decode = (bytes: Uint8Array, type: string): string => {
  const charset = charsetOf(type)
  const text = charset === undefined ? decodeGuessed(bytes) : decodeAs(bytes, encodings[charset] ?? '')
  if (text !== null) return text
  throw new AppError('reading.list_encoding', { detail: charset })
}

/** @errors request.media_type, request.too_large, reading.list_encoding */
const sentText = async (c: AppContext): Promise<string> => {
  const type = c.req.header('Content-Type') ?? ''
  if (!/^text\/(csv|plain)\s*(;|$)/i.test(type)) throw new AppError('request.media_type', { detail: 'text/csv' })
  const bytes = await readBytes(c.req.raw, limits.bodyBytes.max)
  if (bytes === null) throw new AppError('request.too_large')
  return decode(bytes, type)
}

const LINES_TOLD_MAX = 100

type Refused = { readonly line: number; readonly code: Parameters<typeof problemWords>[0]; readonly word: string }

const refuse = (refused: readonly Refused[], language: 'ja' | 'en'): never => {
  const told = refused.slice(0, LINES_TOLD_MAX).map(({ line, code, word }) => ({
    field: language === 'ja' ? `${line}行目` : `line ${line}`,
    message: `${problemWords(code, language)}${word === '' ? '' : ` (${word})`}`,
  }))
  const [first] = told
  const detail = `${first?.field}: ${first?.message}`
  throw new AppError('reading.list_invalid', { errors: told, detail })
}

/** @errors reading.list_invalid */
const readList = (text: string, language: 'ja' | 'en'): ReadingList => {
  const list = parseReadingList(text)
  if (list.problems.length > 0) refuse(list.problems, language)
  return list
}

export const readingListRoutes = (app: V1App, { readings }: Pick<V1Deps, 'readings'>): void => {
  app.openapi(importRoute, async (c) => {
    const { language, mode, dryRun } = c.req.valid('query')
    const { entries, repeated } = readList(await sentText(c), c.get('language'))
    const rehearse = dryRun === 'true'
    const { kept, ...counts } = await readings.importList(c.get('principal').spaceId, {
      language,
      entries,
      mode,
      rehearse,
    })
    if (kept.length > 0) {
      const words = new Set(kept)
      const refused = entries.filter(({ word }) => words.has(word))
      refuse(
        refused.map(({ line, word }) => ({ line, word, code: 'kept_in_file' as const })),
        c.get('language'),
      )
    }
    const result: ReadingImport = { language, mode, dryRun: rehearse, ...counts, repeated }
    return c.json(result, 200)
  })
  app.openapi(exportRoute, async (c) => {
    const { language, bom } = c.req.valid('query')
    const list = printReadingList(await readings.exportList(c.get('principal').spaceId, language))
    return c.body((bom === 'true' ? '\uFEFF' : '') + list, 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="readings-${language}.csv"`,
    })
  })
}
