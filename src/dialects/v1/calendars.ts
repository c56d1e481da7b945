// Calendars over /v1: their holidays of a year, and which of their conditions hold at an instant.

import {
  atQuery,
  type Calendar,
  calendar,
  calendarInput,
  calendarPatch,
  conditionsAt,
  holidayList,
  holidaysQuery,
} from '#contract/calendars'
import { AppError } from '#contract/errors'
import { byReference, objectsQuery, pageAsked, pageOf } from '#contract/objects'
import { type CalendarBody, type OpenCalendar, openCalendar } from '#core/calendar/calendar'
import { holds, nextChange } from '#core/calendar/condition'
import { civilOf, weekdayOf } from '#core/calendar/day'
import { holidaysIn } from '#core/calendar/holidays'
import type { Checked } from '#core/calendar/refusal'
import type { CalendarRecord } from './duty-ports.ts'
import { listed } from './listed.ts'
import type { V1Deps } from './ports.ts'
import { instant, instantOrNull, stamps } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'
import { ifMatch, seenAt, versionOf } from './seen.ts'
import { given } from './users.ts'

const tags = ['calendars']

const showCalendar = (record: CalendarRecord): Calendar => ({
  id: record.id,
  key: record.key,
  name: record.name,
  ...(record.body as Omit<Calendar, 'id' | 'key' | 'name' | keyof ReturnType<typeof stamps>>),
  ...stamps(record),
})

/** @errors calendar.invalid */
const value = <Value>(checked: Checked<Value>): Value => {
  if (!checked.ok) throw new AppError('calendar.invalid', { detail: `${checked.code}: ${checked.detail}` })
  return checked.value
}

const dateOf = (day: number): string => {
  const { year, month, date } = civilOf(day)
  return [year, month, date].map((part) => String(part).padStart(2, '0')).join('-')
}

const conditionsOf = ({ conditions }: OpenCalendar, atMs: number) => ({
  at: instant(atMs),
  conditions: [...conditions].map(([key, condition]) => ({
    key,
    holds: value(holds(condition, atMs)),
    changesAt: instantOrNull(value(nextChange(condition, atMs))),
  })),
})

const getRoute = route('calendars:read', {
  method: 'get',
  path: '/v1/calendars/{ref}',
  tags,
  summary: 'Read a calendar',
  request: { params: byReference },
  responses: { 200: answer(calendar, 'The calendar.') },
})
const holidaysRoute = route('calendars:read', {
  method: 'get',
  path: '/v1/calendars/{ref}/holidays',
  tags,
  summary: 'The holidays of a year, national and the company’s own',
  request: { params: byReference, query: holidaysQuery },
  responses: { 200: answer(holidayList, 'In order.') },
})
const conditionsRoute = route('calendars:read', {
  method: 'get',
  path: '/v1/calendars/{ref}/conditions',
  tags,
  summary: 'Which conditions hold at an instant, and when that changes',
  request: { params: byReference, query: atQuery },
  responses: { 200: answer(conditionsAt, 'In the order of the calendar.') },
})
const createRoute = route('calendars:write', {
  method: 'post',
  path: '/v1/calendars',
  tags,
  summary: 'Create a calendar',
  request: body(calendarInput),
  responses: { 201: answer(calendar, 'The new calendar.') },
})
const updateRoute = route('calendars:write', {
  method: 'patch',
  path: '/v1/calendars/{ref}',
  tags,
  summary: 'Change a calendar; what is left out stays',
  request: { params: byReference, headers: ifMatch, ...body(calendarPatch) },
  responses: { 200: answer(calendar, 'The calendar as it is now.') },
})
const removeRoute = route('calendars:write', {
  method: 'delete',
  path: '/v1/calendars/{ref}',
  tags,
  summary: 'Delete a calendar; schedules that name it keep its holidays',
  request: { params: byReference },
  responses: { 204: nothing },
})

const list = (app: V1App, { calendars }: Pick<V1Deps, 'calendars'>): void =>
  listed(app, {
    needs: 'calendars:read',
    path: '/v1/calendars',
    tags,
    summary: 'List calendars by key',
    query: objectsQuery,
    page: pageOf(calendar),
    columns: [
      ['key', (one) => one.key],
      ['name', (one) => one.name],
      ['zone', (one) => one.zone],
      ['country', (one) => one.country],
      ['conditions', (one) => one.conditions.map(({ key }) => key)],
      ['updatedAt', (one) => one.updatedAt],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const { items, next } = await calendars.list(c.get('principal').spaceId, pageAsked(query))
      return { items: items.map(showCalendar), next }
    },
  })

export const calendarRoutes = (app: V1App, { calendars, nowMs }: V1Deps): void => {
  list(app, { calendars })
  app.openapi(getRoute, async (c) => {
    const found = await calendars.get(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.json(showCalendar(found), 200, versionOf(found))
  })
  app.openapi(holidaysRoute, async (c) => {
    const { body: stored } = await calendars.get(c.get('principal').spaceId, c.req.valid('param').ref)
    const holidays = value(holidaysIn(value(openCalendar(stored)).holidays, c.req.valid('query').year))
    const items = holidays.map(({ day, ja, en, kind }) => ({
      date: dateOf(day),
      weekday: weekdayOf(day),
      kind,
      name: { ja, en },
    }))
    return c.json({ items }, 200)
  })
  app.openapi(conditionsRoute, async (c) => {
    const { body: stored } = await calendars.get(c.get('principal').spaceId, c.req.valid('param').ref)
    const { at } = c.req.valid('query')
    return c.json(conditionsOf(value(openCalendar(stored)), at === undefined ? nowMs() : Date.parse(at)), 200)
  })
  app.openapi(createRoute, async (c) => {
    const { key, name, ...fields } = c.req.valid('json')
    const created = await calendars.create(c.get('principal').spaceId, { key, name, body: fields })
    return c.json(showCalendar(created), 201, { Location: `/v1/calendars/${created.id}` })
  })
  app.openapi(updateRoute, async (c) => {
    const { key, name, ...fields } = c.req.valid('json')
    const seenAtMs = seenAt(c.req.valid('header'))
    const patch = { ...given({ key, name }), body: given(fields) as Partial<CalendarBody>, seenAtMs }
    const updated = await calendars.update(c.get('principal').spaceId, c.req.valid('param').ref, patch)
    return c.json(showCalendar(updated), 200, versionOf(updated))
  })
  app.openapi(removeRoute, async (c) => {
    await calendars.remove(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.body(null, 204)
  })
}
