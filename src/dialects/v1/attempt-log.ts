// The delivery log (ログ): which number or address was contacted when, through what, what was pressed, and what became of it.

import { stream } from 'hono/streaming'
import {
  type AttemptLogQuery,
  attemptLogCsvQuery,
  attemptLogPage,
  attemptLogQuery,
  type LoggedAttempt as Shown,
} from '#contract/attempt-log'
import { csvLine } from '#dialects/shared/csv'
import type { Principal } from '#http/port'
import { logColumns, logHeadings } from '#words/attempt-log'
import type { LogFilter, LoggedAttempt } from './attempt-log-ports.ts'
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
  description:
    'UTF-8 with a byte order mark, at most 100,000 lines: choose a time. What a spreadsheet would take for a formula has an apostrophe before it.',
  request: { query: attemptLogCsvQuery },
  responses: { 200: { description: 'One line per attempt.', content: { 'text/csv': { schema: { type: 'string' } } } } },
})

const LINES_MAX = 100_000
const LINES_AT_ONCE = 500

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

const lineOf = (shown: Shown): string => csvLine(logColumns.map((column) => shown[column]))

type Asked = { readonly principal: Principal; readonly filter: LogFilter }

/** Page by page, so that a long log is never held as a whole. */
async function* linesOf({ attemptLog }: V1Deps, { principal, filter }: Asked): AsyncGenerator<string> {
  let cursor: string | null = null
  for (let lines = 0; lines < LINES_MAX; lines += LINES_AT_ONCE) {
    const page: { readonly items: readonly LoggedAttempt[]; readonly next: string | null } = await attemptLog.list(
      principal.spaceId,
      { limit: LINES_AT_ONCE, cursor },
      filter,
    )
    yield page.items.map((one) => lineOf(showLogged(one, principal))).join('')
    if (page.next === null) return
    cursor = page.next
  }
}

export const attemptLogRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(listRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid('query')
    const principal = c.get('principal')
    const filter = await filterOf(deps, principal.spaceId, query)
    const page = await deps.attemptLog.list(principal.spaceId, { limit, cursor: cursor ?? null }, filter)
    return c.json({ items: page.items.map((one) => showLogged(one, principal)), next: page.next }, 200)
  })
  app.openapi(csvRoute, async (c) => {
    const { lang, ...query } = c.req.valid('query')
    const principal = c.get('principal')
    const filter = await filterOf(deps, principal.spaceId, query)
    const lines = linesOf(deps, { principal, filter })
    // The first page before the first byte: what fails then is still told as a problem.
    const first = await lines.next()
    const headings = logHeadings[lang ?? c.get('language')]
    c.header('Content-Type', 'text/csv; charset=utf-8')
    c.header('Content-Disposition', 'attachment; filename="attempts.csv"')
    return stream(c, async (out) => {
      await out.write(`\uFEFF${csvLine(logColumns.map((column) => headings[column]))}`)
      await out.write(first.done === true ? '' : first.value)
      for await (const some of lines) await out.write(some)
    })
  })
}
