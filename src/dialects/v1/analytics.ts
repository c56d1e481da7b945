// Analytics: how callouts went over a time, as JSON and one table of it as CSV.

import type { z } from '@hono/zod-openapi'
import { type Analytics, analytics, analyticsCsvQuery, analyticsQuery } from '#contract/analytics'
import { AppError } from '#contract/errors'
import { openZone } from '#core/calendar/zone'
import { may, type Principal } from '#http/port'
import { analyticsColumns, analyticsHeadings } from '#words/analytics'
import type { AnalyticsSpan } from './analytics-ports.ts'
import { atOnce, csvAnswer, sendCsv } from './csv-file.ts'
import type { V1Deps } from './ports.ts'
import { answer, route, type V1App } from './route.ts'

const tags = ['callouts']
const DAY_MS = 86_400_000
const DAYS_USUAL = 30
const DAYS_MAX = 400

const readRoute = route('callouts:read', {
  method: 'get',
  path: '/v1/analytics',
  tags,
  summary: 'How callouts went over a time: how soon taken, who was reached by what and when, what was called out most',
  request: { query: analyticsQuery },
  responses: { 200: answer(analytics, 'The figures.') },
})

const csvRoute = route('callouts:read', {
  method: 'get',
  path: '/v1/analytics.csv',
  tags,
  summary: 'One table of it as CSV',
  request: { query: analyticsCsvQuery },
  responses: csvAnswer,
})

type Query = z.output<typeof analyticsQuery>

const invalid = (field: string, detail: string): AppError => new AppError('request.invalid', { field, detail })

/** @errors request.invalid, policy.not_found */
const spanOf = async (deps: V1Deps, spaceId: string, query: Query): Promise<AnalyticsSpan> => {
  const toMs = query.to === undefined ? deps.nowMs() : Date.parse(query.to)
  const fromMs = query.from === undefined ? toMs - DAYS_USUAL * DAY_MS : Date.parse(query.from)
  if (fromMs >= toMs) throw invalid('from', 'must be before to')
  if (toMs - fromMs > DAYS_MAX * DAY_MS) throw invalid('from', `must be at most ${DAYS_MAX} days before to`)
  const zone = openZone(query.zone)
  if (!zone.ok) throw invalid('zone', 'is not a time zone')
  const policyId = query.policy === undefined ? null : (await deps.policies.get(spaceId, query.policy)).id
  return { fromMs, toMs, policyId, zone: zone.value.id }
}

const iso = (ms: number): string => new Date(ms).toISOString()

const readFor = async (deps: V1Deps, principal: Principal, query: Query): Promise<Analytics> => {
  const span = await spanOf(deps, principal.spaceId, query)
  const read = await deps.analytics.read(principal.spaceId, span)
  const shown = { ...read, alerts: may(principal, 'alerts:read') ? read.alerts : [] }
  return { ...(shown as Analytics), from: iso(span.fromMs), to: iso(span.toMs), zone: span.zone }
}

export const analyticsRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(readRoute, async (c) => c.json(await readFor(deps, c.get('principal'), c.req.valid('query')), 200))
  app.openapi(csvRoute, async (c) => {
    const { table, lang, ...query } = c.req.valid('query')
    const read = await readFor(deps, c.get('principal'), query)
    const columns = analyticsColumns[table]
    const headings = analyticsHeadings[lang ?? c.get('language')]
    const rows = read[table] as readonly Readonly<Record<string, string | number | null>>[]
    return sendCsv(c, {
      name: table,
      headings: columns.map((column) => headings[column]),
      cells: (one) => columns.map((column) => one[column] ?? null),
      pages: atOnce(rows),
    })
  })
}
