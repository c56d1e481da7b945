// Duty schedules (当番表): who is on call, in each of a schedule's positions, by rotation, temporary schedule and override.
// Intervals are half-open; whoever is on duty until 09:00 is not at 09:00.

import { z } from '@hono/zod-openapi'
import { condition, time, weekday, zone } from './calendars.ts'
import { languages, limits } from './limits.ts'
import { pageQuery, searched, stamps, wholeQuery } from './objects.ts'
import { id, instant, key, name, note, reference } from './text.ts'

const every = z.int().min(limits.shiftUnits.min).max(limits.shiftUnits.max).default(1)

const shift = z
  .discriminatedUnion('unit', [
    z.strictObject({ unit: z.literal('hour'), every, time }),
    z.strictObject({ unit: z.literal('day'), every, time }),
    z.strictObject({ unit: z.literal('week'), every, time, weekday }),
    z.strictObject({ unit: z.literal('month'), every, time, date: z.int().min(1).max(31) }),
  ])
  .openapi('Shift', { description: 'Handed on at time; months without the date are on their last day.' })

const layer = z
  .strictObject({
    key,
    shift,
    people: z.array(reference).min(limits.peoplePerRotation.min).max(limits.peoplePerRotation.max),
    startsAt: instant,
    endsAt: instant.nullable().default(null),
    only: condition.nullable().default(null).openapi({ description: 'served only then; holidays are the calendar’s' }),
  })
  .openapi('Layer')

const position = z
  .strictObject({ key, layers: z.array(layer).max(limits.layersPerPosition.max) })
  .openapi('Position', { description: 'Where an upper layer has somebody on duty, those below have not.' })

const temporary = z
  .strictObject({
    key,
    startsAt: instant,
    endsAt: instant,
    shifts: z
      .array(z.strictObject({ position: key, user: reference, startsAt: instant, endsAt: instant }))
      .max(limits.shiftsPerTemporary.max),
  })
  .openapi('TemporarySchedule', { description: 'In its time the layers do not count; its gaps are gaps.' })

const notices = z
  .strictObject({
    minutesAhead: z
      .int()
      .min(limits.dutyNotices.minutesAhead.min)
      .max(limits.dutyNotices.minutesAhead.max)
      .default(60)
      .openapi({ description: 'how long before the hand-off' }),
    leaving: z.boolean().default(false).openapi({ description: 'whoever goes off duty is told too' }),
  })
  .nullable()
  .openapi({
    description:
      'whoever comes on duty is told by mail and chat, on the methods that are their defaults; null: nobody is',
  })

const positions = z.array(position).min(limits.positionsPerSchedule.min).max(limits.positionsPerSchedule.max)
const temporaries = z.array(temporary).max(limits.temporariesPerSchedule.max)
const calendarOf = reference.nullable().openapi({ description: 'whose holidays restrictions mean; null: none' })

export const scheduleInput = z
  .strictObject({
    key,
    name,
    zone: zone.default('Asia/Tokyo'),
    calendar: calendarOf.default(null),
    positions,
    temporaries: temporaries.default([]),
    notices: notices.default(null),
  })
  .openapi('ScheduleInput')

export const schedulePatch = z
  .strictObject({ key, name, zone, calendar: calendarOf, positions, temporaries, notices })
  .partial()
  .openapi('SchedulePatch')

export const schedule = z
  .object({
    id,
    key: z.string(),
    name: z.string(),
    zone,
    calendar: calendarOf,
    positions,
    temporaries,
    notices,
    ...stamps,
  })
  .openapi('Schedule')

const person = z.object({ id, key: z.string(), name: z.string() })

const duty = z
  .object({
    user: person,
    because: z.enum(['rotation', 'temporary', 'added', 'replaced']),
    of: z.string().openapi({ description: 'the key of the layer or temporary schedule, or the id of the override' }),
  })
  .openapi('Duty')

export const onCallQuery = wholeQuery().extend({
  at: instant.optional().openapi({ description: 'now when not given' }),
  schedule: reference.optional(),
  search: searched,
})
export const onCallCsvQuery = onCallQuery
  .omit({ limit: true, cursor: true })
  .extend({ lang: z.enum(languages).optional() })

export const onCall = z
  .object({
    at: instant,
    schedules: z.array(
      z.object({
        schedule: person,
        positions: z.array(z.object({ position: z.string(), people: z.array(duty) })),
        nextHandOffAt: instant.nullable(),
      }),
    ),
    next: z.string().nullable().openapi({ description: 'null on the last page' }),
  })
  .openapi('OnCall', { description: 'who is on duty at an instant; a position without people is a gap' })

const stint = z.object({
  schedule: person,
  positions: z.array(z.string()),
  startsAt: instant
    .nullable()
    .openapi({ description: 'of the present stretch too when it began; null: before what was looked at' }),
  endsAt: instant.nullable().openapi({ description: 'null: beyond what was looked at' }),
  now: z.boolean(),
})

export const stintsQuery = wholeQuery().extend({
  at: instant.optional().openapi({ description: 'now when not given' }),
  search: searched.openapi({ description: 'a part of the key or the name of the schedule' }),
})
export const stintsCsvQuery = stintsQuery
  .omit({ limit: true, cursor: true })
  .extend({ lang: z.enum(languages).optional() })

export const stints = z
  .object({
    at: instant,
    user: person,
    stints: z.array(stint),
    next: z.string().nullable().openapi({ description: 'null on the last page' }),
  })
  .openapi('Stints', { description: 'per schedule the present stretch on duty, else the next one; the earliest first' })

export const finalQuery = z.object({ from: instant, to: instant })

const span = { startsAt: instant, endsAt: instant }

export const finalSchedule = z
  .object({
    positions: z.array(
      z.object({
        position: z.string(),
        segments: z.array(z.object({ ...span, people: z.array(duty) })),
        gaps: z.array(z.object(span)),
        overlaps: z.array(z.object(span)),
      }),
    ),
  })
  .openapi('FinalSchedule')

export const overrideInput = z
  .strictObject({
    position: key.nullable().default(null).openapi({ description: 'null: every position' }),
    kind: z.enum(['add', 'remove', 'replace']),
    user: reference.nullable().default(null).openapi({ description: 'with replace, null: whoever is on duty' }),
    by: reference.nullable().default(null).openapi({ description: 'who takes the place; with replace only' }),
    startsAt: instant.nullable().default(null).openapi({ description: 'null: now' }),
    endsAt: instant,
    note,
  })
  .refine((one) => one.kind === 'replace' || one.user !== null, { error: 'must be named', path: ['user'] })
  .refine((one) => (one.kind === 'replace') === (one.by !== null), {
    error: 'must be named with replace, and only then',
    path: ['by'],
  })
  .openapi('OverrideInput')

export const overridesQuery = pageQuery.extend({
  user: reference
    .optional()
    .openapi({ description: 'the key or id of whoever is put on, taken off, replaced or stands in' }),
})

export const override = z
  .object({
    id,
    position: z.string().nullable(),
    kind: z.enum(['add', 'remove', 'replace']),
    user: person.nullable(),
    by: person.nullable(),
    ...span,
    note: z.string(),
    createdBy: z.string(),
    createdAt: instant,
  })
  .openapi('Override')

export type Schedule = z.infer<typeof schedule>
export type ScheduleInput = z.output<typeof scheduleInput>
export type Override = z.infer<typeof override>
export type OnCall = z.infer<typeof onCall>
export type FinalSchedule = z.infer<typeof finalSchedule>
export type Stints = z.infer<typeof stints>
