// The audit log: who set up what, and who signed in. Nobody can write it through here.

import { stream } from 'hono/streaming'
import { type AuditEntry, type AuditQuery, auditCsvQuery, auditPage, auditQuery } from '#contract/audit'
import { csvLine } from '#dialects/shared/csv'
import { auditColumns, auditHeadings } from '#words/audit'
import type { AuditFilter, AuditRecord } from './audit-ports.ts'
import type { Page, V1Deps } from './ports.ts'
import { instant } from './present.ts'
import { answer, route, type V1App } from './route.ts'

const tags = ['audit']

const listRoute = route('audit:read', {
  method: 'get',
  path: '/v1/audit',
  tags,
  summary: 'The audit log: changes of what is set up, and sign-ins, newest first',
  request: { query: auditQuery },
  responses: { 200: answer(auditPage, 'A page.') },
})

const csvRoute = route('audit:read', {
  method: 'get',
  path: '/v1/audit.csv',
  tags,
  summary: 'The audit log as CSV',
  description:
    'UTF-8 with a byte order mark, at most 100,000 lines: choose a time. What a spreadsheet would take for a formula has an apostrophe before it.',
  request: { query: auditCsvQuery },
  responses: { 200: { description: 'One line per entry.', content: { 'text/csv': { schema: { type: 'string' } } } } },
})

const LINES_MAX = 100_000
const LINES_AT_ONCE = 500

const msOrNull = (at: string | undefined): number | null => (at === undefined ? null : Date.parse(at))

const filterOf = (query: Omit<AuditQuery, 'limit' | 'cursor'>): AuditFilter => ({
  fromMs: msOrNull(query.from),
  toMs: msOrNull(query.to),
  by: query.by ?? null,
  kind: query.kind ?? null,
  action: query.action ?? null,
  object: query.object ?? null,
})

export const showAudit = (record: AuditRecord): AuditEntry => ({
  id: record.seq,
  at: instant(record.atMs),
  by: { kind: record.actor, id: record.actorId, user: record.userId, name: record.actorName },
  address: record.address,
  request: record.requestId,
  action: record.action,
  kind: record.kind,
  object: record.objectId,
  name: record.name,
  changes: [...record.changes],
})

const inWords = ({ changes }: AuditRecord): string =>
  changes
    .map(({ field, before, after }) => `${field}: ${JSON.stringify(before ?? null)} → ${JSON.stringify(after ?? null)}`)
    .join('\n')

const lineOf = (record: AuditRecord): string => {
  const cells = {
    at: instant(record.atMs),
    by: record.actor,
    name: record.actorName,
    address: record.address,
    action: record.action,
    kind: record.kind,
    what: record.name,
    object: record.objectId,
    changes: inWords(record),
    request: record.requestId,
  }
  return csvLine(auditColumns.map((column) => cells[column]))
}

type Asked = { readonly spaceId: string; readonly filter: AuditFilter }

/** Page by page, so that a long log is never held as a whole. */
async function* linesOf({ audit }: V1Deps, { spaceId, filter }: Asked): AsyncGenerator<string> {
  let cursor: string | null = null
  for (let lines = 0; lines < LINES_MAX; lines += LINES_AT_ONCE) {
    const page: Page<AuditRecord> = await audit.list(spaceId, { limit: LINES_AT_ONCE, cursor }, filter)
    yield page.items.map(lineOf).join('')
    if (page.next === null) return
    cursor = page.next
  }
}

export const auditRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(listRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid('query')
    const { spaceId } = c.get('principal')
    const page = await deps.audit.list(spaceId, { limit, cursor: cursor ?? null }, filterOf(query))
    return c.json({ items: page.items.map(showAudit), next: page.next }, 200)
  })
  app.openapi(csvRoute, async (c) => {
    const { lang, ...query } = c.req.valid('query')
    const { spaceId } = c.get('principal')
    const lines = linesOf(deps, { spaceId, filter: filterOf(query) })
    // The first page before the first byte: what fails then is still told as a problem.
    const first = await lines.next()
    const headings = auditHeadings[lang ?? c.get('language')]
    c.header('Content-Type', 'text/csv; charset=utf-8')
    c.header('Content-Disposition', 'attachment; filename="audit.csv"')
    return stream(c, async (out) => {
      await out.write(`\uFEFF${csvLine(auditColumns.map((column) => headings[column]))}`)
      await out.write(first.done === true ? '' : first.value)
      for await (const some of lines) await out.write(some)
    })
  })
}
