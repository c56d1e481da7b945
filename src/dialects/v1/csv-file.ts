// How everything that is listed is given as a file: CSV for spreadsheets, streamed page by page, so that a long list is never held
// as a whole. One way for all of them; a list says what its columns are and how its next page is read.

import { stream } from 'hono/streaming'
import { csvLine } from '#dialects/shared/csv'
import type { AppContext } from '#http/port'
import type { Page, PageRequest } from './ports.ts'

export type Cell = string | number | boolean | null | readonly string[]

export const LINES_MAX = 100_000
const LINES_AT_ONCE = 500

/** What the document says of each such file. */
export const csvNotes =
  'UTF-8 with a byte order mark, at most 100,000 lines. What a spreadsheet would take for a formula has an apostrophe before it.'

export const csvAnswer = {
  200: { description: 'One line each.', content: { 'text/csv': { schema: { type: 'string' as const } } } },
}

const written = (cell: Cell): string | number | null => {
  if (typeof cell === 'boolean') return String(cell)
  return typeof cell === 'object' && cell !== null ? cell.join('; ') : cell
}

/** Every line, page by page. @param read as a list is read; a page may be shorter than what was asked for */
export async function* pagesOf<Item>(
  read: (page: Omit<PageRequest, 'search'>) => Promise<Page<Item>>,
): AsyncGenerator<readonly Item[]> {
  let cursor: string | null = null
  for (let lines = 0; lines < LINES_MAX; lines += LINES_AT_ONCE) {
    const page: Page<Item> = await read({ limit: LINES_AT_ONCE, cursor })
    yield page.items
    if (page.next === null) return
    cursor = page.next
  }
}

/** What is there as a whole already. */
export async function* atOnce<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  yield items
}

export type CsvFile<Item> = {
  /** Without `.csv`. */
  readonly name: string
  readonly headings: readonly string[]
  readonly cells: (item: Item) => readonly Cell[]
  readonly pages: AsyncGenerator<readonly Item[]>
}

/** @errors what reading the first page throws: that is still told as a problem */
export const sendCsv = async <Item>(
  c: AppContext,
  { name, headings, cells, pages }: CsvFile<Item>,
): Promise<Response> => {
  const lines = (items: readonly Item[]): string => items.map((item) => csvLine(cells(item).map(written))).join('')
  const first = await pages.next()
  c.header('Content-Type', 'text/csv; charset=utf-8')
  c.header('Content-Disposition', `attachment; filename="${name}.csv"`)
  return stream(c, async (out) => {
    await out.write(`\uFEFF${csvLine([...headings])}`)
    if (first.done !== true) await out.write(lines(first.value))
    for await (const some of pages) await out.write(lines(some))
  })
}
