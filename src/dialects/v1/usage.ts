// Usage by month and project, as JSON and as CSV.

import type { z } from '@hono/zod-openapi'
import { AppError } from '#contract/errors'
import { type Usage, usage, usageCsvQuery, usageQuery } from '#contract/usage'
import { openZone } from '#core/calendar/zone'
import { monthAt, monthIndexIn, monthText, startOfMonth, usageByMonth } from '#core/usage'
import { usageColumns, usageHeadings } from '#words/usage'
import { atOnce, type Cell, csvAnswer, sendCsv } from './csv-file.ts'
import type { V1Deps } from './ports.ts'
import { answer, route, type V1App } from './route.ts'

const tags = ['callouts']
const MONTHS_USUAL = 12
const MONTHS_MAX = 36
const MICROS = 1_000_000

const readRoute = route('callouts:read', {
  method: 'get',
  path: '/v1/usage',
  tags,
  summary: 'Usage by month and project: callouts, calls, SMS, mails, and an estimate of what they cost',
  request: { query: usageQuery },
  responses: { 200: answer(usage, 'Each month, of the whole space and of its projects.') },
})

const csvRoute = route('callouts:read', {
  method: 'get',
  path: '/v1/usage.csv',
  tags,
  summary: 'The same as CSV: a line for each month and project, and for each further currency',
  request: { query: usageCsvQuery },
  responses: csvAnswer,
})

type Query = z.output<typeof usageQuery>

const invalid = (field: string, detail: string): AppError => new AppError('request.invalid', { field, detail })

/** @errors request.invalid */
const readFor = async (deps: V1Deps, spaceId: string, query: Query): Promise<Usage> => {
  const opened = openZone(query.zone)
  if (!opened.ok) throw invalid('zone', 'is not a time zone')
  const zone = opened.value
  const to = monthIndexIn(query.to ?? '') ?? monthAt(zone, deps.nowMs())
  const from = monthIndexIn(query.from ?? '') ?? to - MONTHS_USUAL + 1
  if (from > to) throw invalid('from', 'must not be after to')
  if (to - from >= MONTHS_MAX) throw invalid('from', `must be at most ${MONTHS_MAX} months until to`)
  const span = { fromMs: startOfMonth(zone, from), toMs: startOfMonth(zone, to + 1), zone: zone.id }
  const months = usageByMonth(await deps.usage.read(spaceId, span))
  return { from: monthText(from), to: monthText(to), zone: zone.id, months: structuredClone(months) as Usage['months'] }
}

const blank = Object.fromEntries(usageColumns.map((column) => [column, null])) as Record<
  (typeof usageColumns)[number],
  null
>

type Line = readonly Cell[]

const linesOf = ({ months }: Usage): readonly Line[] =>
  months.flatMap(({ month, projects }) =>
    projects.flatMap(({ costs, unpriced, ...one }): readonly Line[] => {
      const [first, ...further] = costs.map(({ currency, micros }) => ({ cost: micros / MICROS, currency }))
      const whole = { month, ...one, cost: null, currency: null, unpriced, ...first }
      const others = further.map(({ cost, currency }) =>
        usageColumns.map(
          (column) => ({ ...blank, month, project: one.project, name: one.name, cost, currency })[column],
        ),
      )
      return [usageColumns.map((column) => whole[column]), ...others]
    }),
  )

export const usageRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(readRoute, async (c) =>
    c.json(await readFor(deps, c.get('principal').spaceId, c.req.valid('query')), 200),
  )
  app.openapi(csvRoute, async (c) => {
    const { lang, ...query } = c.req.valid('query')
    const read = await readFor(deps, c.get('principal').spaceId, query)
    const headings = usageHeadings[lang ?? c.get('language')]
    return sendCsv(c, {
      name: 'usage',
      headings: usageColumns.map((column) => headings[column]),
      cells: (line) => line,
      pages: atOnce(linesOf(read)),
    })
  })
}
