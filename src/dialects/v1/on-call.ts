// Who is on call: now or at any instant, over a range, and when somebody's next stretch is.

import type { z } from '@hono/zod-openapi'
import { AppError } from '#contract/errors'
import { byReference, isSought, pageAsked } from '#contract/objects'
import {
  finalQuery,
  finalSchedule,
  type OnCall,
  onCall,
  onCallCsvQuery,
  onCallQuery,
  type Stints,
  stints,
  stintsCsvQuery,
  stintsQuery,
} from '#contract/schedules'
import type { Span } from '#core/calendar/spans'
import { csvAnswer, csvNotes, pagesOf, sendCsv } from './csv-file.ts'
import type { DutyShown } from './duty-ports.ts'
import { type Column, csvOf } from './listed.ts'
import { opened, sealed } from './place.ts'
import type { Page, V1Deps } from './ports.ts'
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
  responses: {
    200: answer(
      onCall,
      'Per schedule, by key, and position; a position without people is a gap. A page; all of them where no limit is named.',
    ),
  },
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
  request: { params: byReference, query: stintsQuery },
  responses: { 200: answer(stints, 'The earliest first.') },
})
const stintsCsvRoute = route('schedules:read', {
  method: 'get',
  path: '/v1/users/{ref}/on-call.csv',
  tags,
  summary: 'The same as CSV',
  description: csvNotes,
  request: { params: byReference, query: stintsCsvQuery },
  responses: csvAnswer,
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
type Deps = Pick<V1Deps, 'duty' | 'nowMs'>

const readFor = async ({ duty, nowMs }: Deps, spaceId: string, { at, schedule, ...query }: Asked): Promise<OnCall> => {
  const atMs = at === undefined ? nowMs() : Date.parse(at)
  const { items, next } = await duty.onCall(spaceId, { ref: schedule ?? null, atMs, page: pageAsked(query) })
  // One that is named is found by its name alone.
  const isAsked = schedule === undefined ? () => true : isSought(query.search)
  const schedules = items
    .filter((one) => isAsked(one.schedule))
    .map(({ positions, nextHandOffAtMs, ...one }) => ({
      ...one,
      positions: positions.map(({ position, people }) => ({ position, people: showDuties(people) })),
      nextHandOffAt: instantOrNull(nextHandOffAtMs),
    }))
  return { at: instant(atMs), schedules, next }
}

type OfSchedule = OnCall['schedules'][number]
type Line = Omit<OfSchedule, 'positions'> & OfSchedule['positions'][number]

const columns: readonly Column<Line>[] = [
  ['key', (one) => one.schedule.key],
  ['schedule', (one) => one.schedule.name],
  ['role', (one) => one.position],
  ['people', (one) => one.people.map(({ user }) => user.name)],
  ['nextHandOffAt', (one) => one.nextHandOffAt],
]

/** A line for each position; a page of the list may be more lines of the file. */
const linesOf = ({ schedules, next }: OnCall): Page<Line> => ({
  items: schedules.flatMap(({ positions, ...one }) => positions.map((position) => ({ ...one, ...position }))),
  next,
})

const onCallNow = (app: V1App, deps: Deps): void => {
  app.openapi(onCallRoute, async (c) => {
    const { cursor, ...query } = c.req.valid('query')
    const found = await readFor(deps, c.get('principal').spaceId, { ...query, cursor: opened(c, cursor) })
    return c.json({ ...found, next: sealed(c, found.next) }, 200)
  })
  app.openapi(csvRoute, (c) => {
    const { lang, ...query } = c.req.valid('query')
    // All pages of one instant.
    const at = query.at ?? instant(deps.nowMs())
    const read = async ({ limit, cursor }: { readonly limit: number; readonly cursor: string | null }) =>
      linesOf(await readFor(deps, c.get('principal').spaceId, { ...query, at, limit, cursor: cursor ?? undefined }))
    return sendCsv(c, { ...csvOf('on-call', columns, lang ?? c.get('language')), pages: pagesOf(read) })
  })
}

type Stint = Stints['stints'][number]
type StintsAsked = z.output<typeof stintsQuery> & z.output<typeof byReference>

/** Where one stands among them: the earliest first, and of one instant by the key of the schedule. */
const stintPlace = ({ startsAt, schedule }: Stint): string => `${startsAt ?? ''} ${schedule.key}`

/** Pages go on at the instant of the first: what has ended since is still one of them. */
const placeIn = (cursor = ''): { readonly at: string | undefined; readonly after: string } => {
  const [, at, after = ''] = /^(\S+) (.+)$/.exec(cursor) ?? []
  return { at, after }
}

/** All are worked out, for none is known to be the earliest before; a page of them is told. */
const stintsFor = async (
  { duty, nowMs }: Deps,
  spaceId: string,
  { ref, search, limit, ...asked }: StintsAsked,
): Promise<Stints> => {
  const place = placeIn(asked.cursor)
  const at = place.at ?? asked.at ?? instant(nowMs())
  const atMs = Date.parse(at)
  const { user, stints: found } = await duty.stints(spaceId, { user: ref, atMs })
  const isAsked = isSought(search)
  const shown = found
    .filter(({ schedule }) => isAsked(schedule))
    .map(({ schedule, positions, fromMs, toMs, mayBeOlder, mayGoOn }) => ({
      schedule,
      positions: [...positions],
      startsAt: mayBeOlder ? null : instant(fromMs),
      endsAt: mayGoOn ? null : instant(toMs),
      now: fromMs <= atMs,
    }))
    .toSorted((one, other) => (stintPlace(one) < stintPlace(other) ? -1 : 1))
    .filter((one) => stintPlace(one) > place.after)
  const page = shown.slice(0, limit)
  const last = page.at(-1)
  const next = shown.length > limit && last !== undefined ? `${instant(atMs)} ${stintPlace(last)}` : null
  return { at: instant(atMs), user, stints: page, next }
}

const stintColumns: readonly Column<Stint>[] = [
  ['key', (one) => one.schedule.key],
  ['schedule', (one) => one.schedule.name],
  ['role', (one) => one.positions],
  ['startsAt', (one) => one.startsAt],
  ['endsAt', (one) => one.endsAt],
]

const onCallOf = (app: V1App, deps: Deps): void => {
  app.openapi(stintsRoute, async (c) => {
    const { cursor, ...query } = c.req.valid('query')
    const asked = { ...query, ...c.req.valid('param'), cursor: opened(c, cursor) }
    const found = await stintsFor(deps, c.get('principal').spaceId, asked)
    return c.json({ ...found, next: sealed(c, found.next) }, 200)
  })
  app.openapi(stintsCsvRoute, (c) => {
    const { lang, ...query } = c.req.valid('query')
    const at = query.at ?? instant(deps.nowMs())
    const read = async ({ limit, cursor }: { readonly limit: number; readonly cursor: string | null }) => {
      const asked = { ...query, ...c.req.valid('param'), at, limit, cursor: cursor ?? undefined }
      const { stints: items, next } = await stintsFor(deps, c.get('principal').spaceId, asked)
      return { items, next }
    }
    return sendCsv(c, { ...csvOf('on-call', stintColumns, lang ?? c.get('language')), pages: pagesOf(read) })
  })
}

export const onCallRoutes = (app: V1App, deps: V1Deps): void => {
  onCallNow(app, deps)
  onCallOf(app, deps)
  app.openapi(finalRoute, async (c) => {
    const range = rangeOf(c.req.valid('query'))
    const found = await deps.duty.final(c.get('principal').spaceId, c.req.valid('param').ref, range)
    const positions = found.map(({ position, segments, gaps, overlaps }) => ({
      position,
      segments: segments.map(({ people, ...span }) => ({ ...showSpan(span), people: showDuties(people) })),
      gaps: gaps.map(showSpan),
      overlaps: overlaps.map(showSpan),
    }))
    return c.json({ positions }, 200)
  })
}
