// Who is on call: now or at any instant, over a range, and when somebody's next stretch is.

import { atQuery } from '#contract/calendars'
import { AppError } from '#contract/errors'
import { byReference } from '#contract/objects'
import { finalQuery, finalSchedule, onCall, onCallQuery, stints } from '#contract/schedules'
import type { Span } from '#core/calendar/spans'
import type { DutyShown } from './duty-ports.ts'
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

export const onCallRoutes = (app: V1App, { duty, nowMs }: V1Deps): void => {
  const instantOf = (at: string | undefined): number => (at === undefined ? nowMs() : Date.parse(at))
  app.openapi(onCallRoute, async (c) => {
    const { at, schedule } = c.req.valid('query')
    const atMs = instantOf(at)
    const found = await duty.onCall(c.get('principal').spaceId, { ref: schedule ?? null, atMs })
    const schedules = found.map(({ positions, nextHandOffAtMs, ...one }) => ({
      ...one,
      positions: positions.map(({ position, people }) => ({ position, people: showDuties(people) })),
      nextHandOffAt: instantOrNull(nextHandOffAtMs),
    }))
    return c.json({ at: instant(atMs), schedules }, 200)
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
