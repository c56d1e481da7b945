// The audit log: who set up what, and who signed in. Nobody can write it through here.

import { type AuditEntry, type AuditQuery, auditCsvQuery, auditPage, auditQuery } from '#contract/audit'
import { auditColumns, auditHeadings } from '#words/audit'
import type { AuditFilter, AuditRecord } from './audit-ports.ts'
import { type Cell, csvAnswer, csvNotes, pagesOf, sendCsv } from './csv-file.ts'
import { opened, sealed } from './place.ts'
import type { V1Deps } from './ports.ts'
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
  description: csvNotes,
  request: { query: auditCsvQuery },
  responses: csvAnswer,
})

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

const cellsOf = (record: AuditRecord): readonly Cell[] => {
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
  return auditColumns.map((column) => cells[column])
}

export const auditRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(listRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid('query')
    const { spaceId } = c.get('principal')
    const page = await deps.audit.list(spaceId, { limit, cursor: opened(c, cursor) ?? null }, filterOf(query))
    return c.json({ items: page.items.map(showAudit), next: sealed(c, page.next) }, 200)
  })
  app.openapi(csvRoute, (c) => {
    const { lang, ...query } = c.req.valid('query')
    const { spaceId } = c.get('principal')
    const headings = auditHeadings[lang ?? c.get('language')]
    return sendCsv(c, {
      name: 'audit',
      headings: auditColumns.map((column) => headings[column]),
      cells: cellsOf,
      pages: pagesOf((page) => deps.audit.list(spaceId, page, filterOf(query))),
    })
  })
}
