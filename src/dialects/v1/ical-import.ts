// Calendars of other programs over /v1: holidays of other countries into a calendar, a roster kept elsewhere into a schedule. A
// file that cannot be read changes nothing; an event that cannot be followed is named and left out.

import { AppError } from '#contract/errors'
import { dutyImport, dutyImportQuery, holidayImport, holidayImportQuery } from '#contract/ical'
import { limits } from '#contract/limits'
import { byReference } from '#contract/objects'
import { openCalendar, openStored } from '#core/calendar/calendar'
import { openZone } from '#core/calendar/zone'
import { daysOff } from '#dialects/ical/holidays'
import { type IcalRead, readIcal, type Skipped } from '#dialects/ical/read'
import { looksOfFile, overLooked } from '#dialects/ical/repeat'
import { type Shift, shiftsIn } from '#dialects/ical/shifts'
import { readBytes } from '#dialects/shared/read-bytes'
import type { AppContext, Language } from '#http/port'
import { icalSkipText } from '#words/ical'
import type { ScheduleRecord } from './duty-ports.ts'
import type { UserRecord } from './people-ports.ts'
import type { V1Deps } from './ports.ts'
import { instant } from './present.ts'
import { answer, route, type V1App } from './route.ts'

const SKIPPED_TOLD_MAX = 100
const PAGE = 200

const sent = { content: { 'text/calendar': { schema: { type: 'string' as const } } }, required: true }
const description = 'Content-Type text/calendar, in UTF-8, at most 1 MiB and 5,000 events.'

const holidaysRoute = route('calendars:write', {
  method: 'post',
  path: '/v1/calendars/{ref}/import',
  tags: ['calendars'],
  summary: 'Take the whole days of an iCalendar file as days off',
  description,
  request: { params: byReference, query: holidayImportQuery, body: sent },
  responses: { 200: answer(holidayImport, 'What was taken, or with dryRun would be; and what was left out, and why.') },
})
const dutyRoute = route('schedules:write', {
  method: 'post',
  path: '/v1/schedules/{ref}/import',
  tags: ['schedules'],
  summary: 'Take the events of an iCalendar file as a temporary schedule',
  description: `${description} Whoever an event’s title names, by key or name, or else the first user among those invited.`,
  request: { params: byReference, query: dutyImportQuery, body: sent },
  responses: { 200: answer(dutyImport, 'What was taken, or with dryRun would be; and what was left out, and why.') },
})

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new AppError('ical.malformed', { detail: 'UTF-8' })
  }
}

/** @errors request.media_type, request.too_large, ical.malformed */
const received = async (c: AppContext): Promise<Extract<IcalRead, { ok: true }>> => {
  if (!/^text\/calendar\s*(;|$)/i.test(c.req.header('Content-Type') ?? ''))
    throw new AppError('request.media_type', { detail: 'text/calendar' })
  const bytes = await readBytes(c.req.raw, limits.bodyBytes.max)
  if (bytes !== null) c.set('sent', bytes)
  if (bytes === null) throw new AppError('request.too_large')
  const read = readIcal(decode(bytes))
  if (!read.ok) throw new AppError('ical.malformed', { detail: read.detail })
  return read
}

const showSkipped = (skipped: readonly Skipped[], language: Language) =>
  skipped.slice(0, SKIPPED_TOLD_MAX).map(({ summary, why }) => ({ summary, why, message: icalSkipText(why, language) }))

const namesOf = ({ key, name, methods }: UserRecord): readonly string[] => [
  key,
  name.normalize('NFC'),
  ...methods.flatMap(({ channel, address }) => (channel === 'mail' ? [address.toLowerCase()] : [])),
]

/** Everybody's key by their names; what two of them are called is nobody's. */
const usersByName = async (users: V1Deps['users'], spaceId: string) => {
  const found = new Map<string, string | undefined>()
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof users.list>> = await users.list(spaceId, {
      limit: PAGE,
      cursor: cursor ?? null,
    })
    for (const user of page.items)
      for (const name of new Set(namesOf(user))) found.set(name, found.has(name) ? undefined : user.key)
    cursor = page.next
  }
  // Mail addresses are the same in any case; keys and names are as they are.
  return (name: string): string | undefined =>
    found.get(name.includes('@') && !found.has(name) ? name.toLowerCase() : name)
}

type Wanted = {
  readonly temporary: string
  readonly position: string
  readonly range: { fromMs: number; toMs: number }
}

const withTemporary = ({ body }: ScheduleRecord, { temporary, position, range }: Wanted, shifts: readonly Shift[]) => ({
  temporaries: [
    ...body.temporaries.filter(({ id }) => id !== temporary),
    { id: temporary, ...range, shifts: shifts.map((shift) => ({ position, ...shift })) },
  ],
})

export const icalImportRoutes = (app: V1App, { calendars, schedules, users, nowMs }: V1Deps): void => {
  app.openapi(holidaysRoute, async (c) => {
    const { spaceId } = c.get('principal')
    const { ref } = c.req.valid('param')
    const { mode, dryRun } = c.req.valid('query')
    const read = await received(c)
    const looks = looksOfFile()
    const { days, skipped } = daysOff(read.events, nowMs(), looks)
    if (looks.left < 0) throw new AppError('ical.malformed', { detail: overLooked })
    const { body } = await calendars.get(spaceId, ref)
    const before = mode === 'add' ? body.added : []
    const fresh = days.filter((day) =>
      before.every(({ from, through }) => from !== day.from || through !== day.through),
    )
    const added = [...before, ...fresh]
    const opened = openCalendar({ ...body, added })
    if (!opened.ok) throw new AppError('calendar.invalid', { detail: `${opened.code}: ${opened.detail}` })
    if (dryRun === 'false') await calendars.update(spaceId, ref, { body: { added } })
    return c.json({ days: fresh, skipped: showSkipped([...read.skipped, ...skipped], c.get('language')) }, 200)
  })
  app.openapi(dutyRoute, async (c) => {
    const { spaceId } = c.get('principal')
    const { ref } = c.req.valid('param')
    const { position, temporary, from, to, dryRun } = c.req.valid('query')
    const read = await received(c)
    const schedule = await schedules.get(spaceId, ref)
    const zone = openZone(schedule.body.zone)
    if (!zone.ok) throw new AppError('schedule.invalid', { detail: zone.detail })
    const range = { fromMs: Date.parse(from), toMs: Date.parse(to) }
    if (!(range.fromMs < range.toMs)) throw new AppError('schedule.range_invalid', { field: 'query.to' })
    const userOf = await usersByName(users, spaceId)
    const looks = looksOfFile()
    const { shifts, skipped } = shiftsIn(read.events, { range, zone: zone.value, userOf, looks })
    if (looks.left < 0) throw new AppError('ical.malformed', { detail: overLooked })
    const body = withTemporary(schedule, { temporary, position, range }, shifts)
    // What its calendar and its overrides say changes nothing of what is wrong with these.
    const opened = openStored({ ...schedule.body, ...body }, { calendar: null, overrides: [] })
    if (!opened.ok) throw new AppError('schedule.invalid', { detail: `${opened.code}: ${opened.detail}` })
    if (dryRun === 'false') await schedules.update(spaceId, ref, { body })
    const shown = shifts.map(({ person, fromMs, toMs }) => ({
      position,
      user: person,
      startsAt: instant(fromMs),
      endsAt: instant(toMs),
    }))
    return c.json({ shifts: shown, skipped: showSkipped([...read.skipped, ...skipped], c.get('language')) }, 200)
  })
}
