// Who is on call: now or at any instant, over a range, and when somebody's next stretch is.

import type { z } from '@hono/zod-openapi'
import { atQuery } from '#contract/calendars'
import { AppError } from '#contract/errors'
import { byReference, isSought } from '#contract/objects'
import {
  finalQuery,
  finalSchedule,
  type OnCall,
  onCall,
  onCallCsvQuery,
  onCallQuery,
  stints,
} from '#contract/schedules'
import type { Span } from '#core/calendar/spans'
import { atOnce, csvAnswer, csvNotes, sendCsv } from './csv-file.ts'
import type { DutyShown } from './duty-ports.ts'
import { type Column, csvOf } from './listed.ts'
import type { V1Deps } from './ports.ts'
import { instant, instantOrNull } from './present.ts'
import { answer, route, type V1App } from './route.ts'

const tags = ['schedules']

const RANGE_DAYS_MAX = 92
const DAY_MS = 86_400_000

const showSpan = ({ fromMs, toMs }: Span) => ({ startsAt: instant(fromMs), endsAt: instant(toMs) })
const showDuties = (duties: readonly DutyShown[]) => duties.map((duty) => ({ ...duty }))

const onCallRoute = route('schedules:read', {
  method: 'get',
  path: '/v1/on-call',
  tags,
  summary: 'Who is on call, on every schedule or on one',
  request: { query: onCallQuery },
  responses: { 200: answer(onCall, 'Per schedule and position; a position without people is a gap.') },
})
const csvRoute = route('schedules:read', {
  method: 'get',
  path: '/v1/on-call.csv',
  tags,
  summary: 'The same as CSV: a line for each position',
  description: csvNotes,
  request: { query: onCallCsvQuery },
  responses: csvAnswer,
})
const stintsRoute = route('schedules:read', {
  method: 'get',
  path: '/v1/users/{ref}/on-call',
  tags,
  summary: 'When a user is on call: the present stretch of each schedule, else the next',
  request: { params: byReference, query: atQuery },
  responses: { 200: answer(stints, 'The earliest first.') },
})
const finalRoute = route('schedules:read', {
  method: 'get',
  path: '/v1/schedules/{ref}/final',
  tags,
  summary: 'The final schedule of a range, with its gaps and overlaps',
  description: `At most ${RANGE_DAYS_MAX} days.`,
  request: { params: byReference, query: finalQuery },
  responses: { 200: answer(finalSchedule, 'Per position, in order.') },
})

/** @errors schedule.range_invalid */
const rangeOf = ({ from, to }: { from: string; to: string }): Span => {
  const range = { fromMs: Date.parse(from), toMs: Date.parse(to) }
  if (range.toMs <= range.fromMs || range.toMs - range.fromMs > RANGE_DAYS_MAX * DAY_MS)
    throw new AppError('schedule.range_invalid', { field: 'query.to' })
  return range
}

type Asked = z.output<typeof onCallQuery>

const readFor = async (
  { duty, nowMs }: Pick<V1Deps, 'duty' | 'nowMs'>,
  spaceId: string,
  { at, schedule, search }: Asked,
): Promise<OnCall> => {
  const atMs = at === undefined ? nowMs() : Date.parse(at)
  const found = await duty.onCall(spaceId, { ref: schedule ?? null, atMs })
  const isAsked = isSought(search)
  const schedules = found
    .filter((one) => isAsked(one.schedule))
    .map(({ positions, nextHandOffAtMs, ...one }) => ({
      ...one,
      positions: positions.map(({ position, people }) => ({ position, people: showDuties(people) })),
      nextHandOffAt: instantOrNull(nextHandOffAtMs),
    }))
  return { at: instant(atMs), schedules }
}

type OfSchedule = OnCall['schedules'][number]

const columns: readonly Column<Omit<OfSchedule, 'positions'> & OfSchedule['positions'][number]>[] = [
  ['key', (one) => one.schedule.key],
  ['schedule', (one) => one.schedule.name],
  ['role', (one) => one.position],
  ['people', (one) => one.people.map(({ user }) => user.name)],
  ['nextHandOffAt', (one) => one.nextHandOffAt],
]

export const onCallRoutes = (app: V1App, { duty, nowMs }: V1Deps): void => {
  const instantOf = (at: string | undefined): number => (at === undefined ? nowMs() : Date.parse(at))
  app.openapi(onCallRoute, async (c) =>
    c.json(await readFor({ duty, nowMs }, c.get('principal').spaceId, c.req.valid('query')), 200),
  )
  app.openapi(csvRoute, async (c) => {
    const { lang, ...query } = c.req.valid('query')
    const { schedules } = await readFor({ duty, nowMs }, c.get('principal').spaceId, query)
    const lines = schedules.flatMap(({ positions, ...one }) => positions.map((position) => ({ ...one, ...position })))
    return sendCsv(c, { ...csvOf('on-call', columns, lang ?? c.get('language')), pages: atOnce(lines) })
  })
  app.openapi(stintsRoute, async (c) => {
    const atMs = instantOf(c.req.valid('query').at)
    const { ref } = c.req.valid('param')
    const { user, stints: found } = await duty.stints(c.get('principal').spaceId, { user: ref, atMs })
    const shown = found.map(({ schedule, positions, fromMs, toMs, mayGoOn }) => ({
      schedule,
      positions: [...positions],
      startsAt: instant(fromMs),
      endsAt: mayGoOn ? null : instant(toMs),
      now: fromMs <= atMs,
    }))
    return c.json({ at: instant(atMs), user, stints: shown }, 200)
  })
  app.openapi(finalRoute, async (c) => {
    const range = rangeOf(c.req.valid('query'))
    const found = await duty.final(c.get('principal').spaceId, c.req.valid('param').ref, range)
    const positions = found.map(({ position, segments, gaps, overlaps }) => ({
      position,
      segments: segments.map(({ people, ...span }) => ({ ...showSpan(span), people: showDuties(people) })),
      gaps: gaps.map(showSpan),
      overlaps: overlaps.map(showSpan),
    }))
    return c.json({ positions }, 200)
  })
}
