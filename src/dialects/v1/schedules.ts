// Duty schedules over /v1: kept by people or in a file; people and calendar by key or id going in, by key coming out.

import { byReference, objectsQuery, pageAsked, pageOf } from '#contract/objects'
import { type Schedule, type ScheduleInput, schedule, scheduleInput, schedulePatch } from '#contract/schedules'
import type { ScheduleBody } from '#core/calendar/calendar'
import type { ScheduleRecord, ScheduleWrite } from './duty-ports.ts'
import { listed } from './listed.ts'
import type { V1Deps } from './ports.ts'
import { instant, instantOrNull, stamps } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'
import { given } from './users.ts'

const tags = ['schedules']

type Positions = ScheduleInput['positions']
type Temporaries = ScheduleInput['temporaries']

const readPositions = (positions: Positions): ScheduleBody['positions'] =>
  positions.map(({ key, layers }) => ({
    key,
    layers: layers.map(({ startsAt, endsAt, ...layer }) => ({
      ...layer,
      startsAtMs: Date.parse(startsAt),
      endsAtMs: endsAt === null ? null : Date.parse(endsAt),
    })),
  }))

const readTemporaries = (temporaries: Temporaries): ScheduleBody['temporaries'] =>
  temporaries.map(({ key, startsAt, endsAt, shifts }) => ({
    id: key,
    fromMs: Date.parse(startsAt),
    toMs: Date.parse(endsAt),
    shifts: shifts.map((shift) => ({
      position: shift.position,
      person: shift.user,
      fromMs: Date.parse(shift.startsAt),
      toMs: Date.parse(shift.endsAt),
    })),
  }))

/** A schedule as it is stored, but for its references. */
export const readSchedule = ({ key, name, zone, calendar, ...fields }: ScheduleInput): ScheduleWrite => ({
  key,
  name,
  calendar,
  body: {
    zone,
    positions: readPositions(fields.positions),
    temporaries: readTemporaries(fields.temporaries),
    notices: fields.notices,
  },
})

const showSchedule = (record: ScheduleRecord): Schedule => {
  const { zone, positions, temporaries, notices = null } = record.body
  return {
    id: record.id,
    key: record.key,
    name: record.name,
    zone,
    calendar: record.calendar,
    positions: positions.map(({ key, layers }) => ({
      key,
      layers: layers.map(({ startsAtMs, endsAtMs, people, only, ...layer }) => ({
        ...layer,
        people: [...people],
        startsAt: instant(startsAtMs),
        endsAt: instantOrNull(endsAtMs),
        only: only as Schedule['positions'][number]['layers'][number]['only'],
      })),
    })),
    temporaries: temporaries.map(({ id, fromMs, toMs, shifts }) => ({
      key: id,
      startsAt: instant(fromMs),
      endsAt: instant(toMs),
      shifts: shifts.map((shift) => ({
        position: shift.position,
        user: shift.person,
        startsAt: instant(shift.fromMs),
        endsAt: instant(shift.toMs),
      })),
    })),
    notices,
    ...stamps(record),
  }
}

const getRoute = route('schedules:read', {
  method: 'get',
  path: '/v1/schedules/{ref}',
  tags,
  summary: 'Read a duty schedule',
  request: { params: byReference },
  responses: { 200: answer(schedule, 'The schedule.') },
})
const createRoute = route('schedules:write', {
  method: 'post',
  path: '/v1/schedules',
  tags,
  summary: 'Create a duty schedule',
  request: body(scheduleInput),
  responses: { 201: answer(schedule, 'The new schedule.') },
})
const updateRoute = route('schedules:write', {
  method: 'patch',
  path: '/v1/schedules/{ref}',
  tags,
  summary: 'Change a duty schedule; what is left out stays',
  request: { params: byReference, ...body(schedulePatch) },
  responses: { 200: answer(schedule, 'The schedule as it is now.') },
})
const removeRoute = route('schedules:write', {
  method: 'delete',
  path: '/v1/schedules/{ref}',
  tags,
  summary: 'Delete a duty schedule',
  request: { params: byReference },
  responses: { 204: nothing },
})

const list = (app: V1App, { schedules }: Pick<V1Deps, 'schedules'>): void =>
  listed(app, {
    needs: 'schedules:read',
    path: '/v1/schedules',
    tags,
    summary: 'List duty schedules by key',
    query: objectsQuery,
    page: pageOf(schedule),
    columns: [
      ['key', (one) => one.key],
      ['name', (one) => one.name],
      ['zone', (one) => one.zone],
      ['role', (one) => one.positions.map(({ key }) => key)],
      ['updatedAt', (one) => one.updatedAt],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const { items, next } = await schedules.list(c.get('principal').spaceId, pageAsked(query))
      return { items: items.map(showSchedule), next }
    },
  })

export const scheduleRoutes = (app: V1App, { schedules }: V1Deps): void => {
  list(app, { schedules })
  app.openapi(getRoute, async (c) =>
    c.json(showSchedule(await schedules.get(c.get('principal').spaceId, c.req.valid('param').ref)), 200),
  )
  app.openapi(createRoute, async (c) => {
    const created = await schedules.create(c.get('principal').spaceId, readSchedule(c.req.valid('json')))
    return c.json(showSchedule(created), 201, { Location: `/v1/schedules/${created.id}` })
  })
  app.openapi(updateRoute, async (c) => {
    const { key, name, calendar, zone, positions, temporaries, notices } = c.req.valid('json')
    const fields = {
      zone,
      notices,
      positions: positions === undefined ? undefined : readPositions(positions),
      temporaries: temporaries === undefined ? undefined : readTemporaries(temporaries),
    }
    const patch = { ...given({ key, name, calendar }), body: given(fields) as Partial<ScheduleBody> }
    return c.json(
      showSchedule(await schedules.update(c.get('principal').spaceId, c.req.valid('param').ref, patch)),
      200,
    )
  })
  app.openapi(removeRoute, async (c) => {
    await schedules.remove(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.body(null, 204)
  })
}
