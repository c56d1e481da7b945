// Calendars: the holidays of a place, company days, and named conditions such as "night" or "weekend". Weekdays count from
// Monday, 1, to Sunday, 7. Times are wall times in the calendar's zone.

import { z } from '@hono/zod-openapi'
import { limits } from './limits.ts'
import { stamps } from './objects.ts'
import { id, instant, key, name } from './text.ts'

export const time = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time of day like 18:00')
  .openapi({ example: '18:00' })

export const weekday = z.literal([1, 2, 3, 4, 5, 6, 7])

const date = z
  .string()
  .regex(/^(?:\d{4}-)?\d{2}-\d{2}$/, 'must be a date like 2026-12-29, or 12-29 for every year')
  .openapi({ example: '12-29' })

export const zone = z.string().min(1).max(64).openapi({ example: 'Asia/Tokyo' })

const band = z.strictObject({ from: time, to: time, toWeekday: weekday.optional() }).openapi('Band', {
  description: 'Where to is not later it is on the next day; with toWeekday, on the first such day from then on.',
})

const dates = z.strictObject({ from: date, through: date }).openapi('Dates')

const rule = z
  .strictObject({
    weekdays: z.array(weekday).max(7).optional(),
    dates: z.array(dates).max(limits.datesPerRule.max).optional(),
    holiday: z.enum(['yes', 'no', 'eve']).optional(),
    bands: z.array(band).max(limits.bandsPerRule.max).optional(),
  })
  .openapi('CalendarRule', { description: 'All that it names must hold; a rule of {} is always.' })

export const anyOf = z.array(rule).min(limits.conditionRules.min).max(limits.conditionRules.max)

export const condition = z.strictObject({ anyOf, inverted: z.boolean().optional() }).openapi('Condition')

const added = z.strictObject({ from: date, through: date, name }).openapi('CompanyDays')

export const country = z
  .literal('JP')
  .nullable()
  .openapi({ description: 'whose national holidays are kept; null: none' })

const fields = {
  zone,
  country,
  added: z.array(added).max(limits.companyDays.max),
  removed: z.array(dates).max(limits.companyDays.max),
  conditions: z
    .array(z.strictObject({ key, anyOf, inverted: z.boolean().optional() }))
    .max(limits.conditionsPerCalendar.max),
}

export const calendarInput = z
  .strictObject({
    key,
    name,
    zone: fields.zone.default('Asia/Tokyo'),
    country: fields.country.default('JP'),
    added: fields.added.default([]),
    removed: fields.removed.default([]),
    conditions: fields.conditions.default([]),
  })
  .openapi('CalendarInput')

export const calendarPatch = z
  .strictObject({ key, name, ...fields })
  .partial()
  .openapi('CalendarPatch')

export const calendar = z.object({ id, key: z.string(), name: z.string(), ...fields, ...stamps }).openapi('Calendar')

export const holidaysQuery = z.object({
  year: z.coerce.number().int().min(limits.calendarYears.min).max(limits.calendarYears.max),
})

export const holidayList = z
  .object({
    items: z.array(
      z.object({
        date: z.string(),
        weekday,
        kind: z.enum(['national', 'substitute', 'sandwiched', 'company']),
        name: z.object({ ja: z.string(), en: z.string() }),
      }),
    ),
  })
  .openapi('HolidayList')

export const atQuery = z.object({ at: instant.optional().openapi({ description: 'now when not given' }) })

export const conditionsAt = z
  .object({
    at: instant,
    conditions: z.array(z.object({ key: z.string(), holds: z.boolean(), changesAt: instant.nullable() })),
  })
  .openapi('ConditionsAt', { description: 'changesAt null: not within ten years' })

export type Calendar = z.infer<typeof calendar>
