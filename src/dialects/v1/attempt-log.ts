// The delivery log (ログ): which number or address was contacted when, through what, what was pressed, and what became of it.

import { type AttemptLogQuery, attemptLogCsvQuery, attemptLogPage, attemptLogQuery } from '#contract/attempt-log'
import { logColumns, logHeadings } from '#words/attempt-log'
import type { LogFilter } from './attempt-log-ports.ts'
import { csvAnswer, csvNotes, pagesOf, sendCsv } from './csv-file.ts'
import { opened, sealed } from './place.ts'
import type { V1Deps } from './ports.ts'
import { showLogged } from './present.ts'
import { answer, route, type V1App } from './route.ts'

const tags = ['callouts']

const listRoute = route('callouts:read', {
  method: 'get',
  path: '/v1/attempts',
  tags,
  summary: 'The delivery log: attempts of all callouts, newest first',
  request: { query: attemptLogQuery },
  responses: { 200: answer(attemptLogPage, 'A page.') },
})

const csvRoute = route('callouts:read', {
  method: 'get',
  path: '/v1/attempts.csv',
  tags,
  summary: 'The delivery log as CSV',
  description: csvNotes,
  request: { query: attemptLogCsvQuery },
  responses: csvAnswer,
})

const msOrNull = (instant: string | undefined): number | null => (instant === undefined ? null : Date.parse(instant))

/** @errors user.not_found, connection.not_found */
const filterOf = async (
  deps: V1Deps,
  spaceId: string,
  query: Omit<AttemptLogQuery, 'limit' | 'cursor'>,
): Promise<LogFilter> => ({
  fromMs: msOrNull(query.from),
  toMs: msOrNull(query.to),
  userId: query.user === undefined ? null : (await deps.users.get(spaceId, query.user)).id,
  connectionId: query.connection === undefined ? null : (await deps.connections.get(spaceId, query.connection)).id,
  channel: query.channel ?? null,
  result: query.result ?? null,
})

export const attemptLogRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(listRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid('query')
    const principal = c.get('principal')
    const filter = await filterOf(deps, principal.spaceId, query)
    const page = await deps.attemptLog.list(principal.spaceId, { limit, cursor: opened(c, cursor) ?? null }, filter)
    return c.json({ items: page.items.map((one) => showLogged(one, principal)), next: sealed(c, page.next) }, 200)
  })
  app.openapi(csvRoute, async (c) => {
    const { lang, ...query } = c.req.valid('query')
    const principal = c.get('principal')
    const filter = await filterOf(deps, principal.spaceId, query)
    const headings = logHeadings[lang ?? c.get('language')]
    return sendCsv(c, {
      name: 'attempts',
      headings: logColumns.map((column) => headings[column]),
      cells: (one) => {
        const shown = showLogged(one, principal)
        return logColumns.map((column) => shown[column])
      },
      pages: pagesOf((page) => deps.attemptLog.list(principal.spaceId, page, filter)),
    })
  })
}
