// A list of /v1, and the same list as a file: one description of both, so that neither has a filter or a permission that the other
// has not.

import { z } from '@hono/zod-openapi'
import { languages } from '#contract/limits'
import type { Permission } from '#contract/permissions'
import type { AppContext, Language } from '#http/port'
import { type ListColumn, listHeadings } from '#words/lists'
import { type Cell, csvAnswer, csvNotes, pagesOf, sendCsv } from './csv-file.ts'
import { opened, sealed } from './place.ts'
import type { Page } from './ports.ts'
import { answer, ownRoute, route, type V1App } from './route.ts'

export type Column<Item> = readonly [heading: ListColumn, cell: (item: Item) => Cell]

type Query = z.ZodObject<{ readonly limit: z.ZodType<number>; readonly cursor: z.ZodType<string | undefined> }>

type Listed<Asked extends Query, Within extends z.ZodObject, Item> = {
  /** null: whoever is signed in. */
  readonly needs: Permission | null
  /** `/v1/policies`; the file’s is `/v1/policies.csv`. */
  readonly path: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
  /** Of the path. */
  readonly params?: Within
  readonly query: Asked
  readonly page: z.ZodType<{ readonly items: readonly Item[]; readonly next: string | null }>
  /** What the page is, where there is more to say. */
  readonly says?: string
  /** Of the file, in their order. */
  readonly columns: readonly Column<Item>[]
  readonly read: (c: AppContext, asked: z.output<Asked> & z.output<Within>) => Promise<Page<Item>>
}

const lang = z.enum(languages).optional().openapi({ description: 'of the first line' })

const routesOf = <Asked extends Query, Within extends z.ZodObject, Item>(one: Listed<Asked, Within, Item>) => {
  const { needs, path, summary, description, params, query, page } = one
  const common = { method: 'get' as const, tags: [...one.tags] }
  const within = params === undefined ? {} : { params }
  const list = {
    ...common,
    path,
    summary,
    ...(description === undefined ? {} : { description }),
    request: { ...within, query },
    responses: { 200: answer(page, one.says ?? 'A page.') },
  }
  const file = {
    ...common,
    path: `${path}.csv`,
    summary: `${summary}: as CSV, by the same filters`,
    description: csvNotes,
    request: { ...within, query: query.omit({ limit: true, cursor: true }).extend({ lang }) },
    responses: csvAnswer,
  }
  return needs === null
    ? { list: ownRoute(list), file: ownRoute(file) }
    : { list: route(needs, list), file: route(needs, file) }
}

/** What was asked, as its schemas read it: they are known to the caller, not here. */
const validOf = (c: AppContext, hasParams: boolean): object => ({
  ...(hasParams ? (c.req.valid('param' as never) as object) : {}),
  ...(c.req.valid('query' as never) as object),
})

/** What a file is called and what stands in it. */
export const csvOf = <Item>(name: string, columns: readonly Column<Item>[], language: Language) => ({
  name,
  headings: columns.map(([heading]) => listHeadings[language][heading]),
  cells: (item: Item): readonly Cell[] => columns.map(([_heading, cell]) => cell(item)),
})

export const listed = <Asked extends Query, Within extends z.ZodObject, Item>(
  app: V1App,
  one: Listed<Asked, Within, Item>,
): void => {
  type Whole = z.output<Asked> & z.output<Within>
  const asked = (c: AppContext) => validOf(c, one.params !== undefined)
  const { list, file } = routesOf(one)
  const shown = async (c: AppContext) => {
    const { cursor, ...rest } = asked(c) as { readonly cursor?: string }
    const { items, next } = await one.read(c, { ...rest, cursor: opened(c, cursor) } as Whole)
    return c.json({ items, next: sealed(c, next) }, 200)
  }
  const sent = (c: AppContext) => {
    const { lang: chosen, ...filters } = asked(c) as { readonly lang?: Language }
    return sendCsv(c, {
      ...csvOf(one.path.split('/').at(-1) ?? '', one.columns, chosen ?? c.get('language')),
      pages: pagesOf(({ limit, cursor }) => one.read(c, { ...filters, limit, cursor: cursor ?? undefined } as Whole)),
    })
  }
  app.openapi(list, shown as never)
  app.openapi(file, sent as never)
}
