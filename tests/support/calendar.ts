// Shorthand for the tests of calendars and schedules: texts for instants, and opening without a refusal.

import { Temporal } from 'temporal-polyfill'
import { type Condition, type OpenCondition, openCondition } from '../../src/core/calendar/condition.ts'
import { type HolidayCalendar, openHolidays } from '../../src/core/calendar/holidays.ts'
import type { Checked } from '../../src/core/calendar/refusal.ts'
import type { Layer } from '../../src/core/calendar/rotation.ts'
import { type OpenSchedule, openSchedule, type Schedule } from '../../src/core/calendar/schedule.ts'
import { openZone } from '../../src/core/calendar/zone.ts'

export const japan: HolidayCalendar = { country: 'JP', added: [], removed: [] }

export const opened = <Value>(checked: Checked<Value>): Value => {
  if (!checked.ok) throw new Error(`${checked.code}: ${checked.detail}`)
  return checked.value
}

/** `2026-03-08T09:00` on the clock of a zone. */
export const instant = (text: string, zone = 'Asia/Tokyo'): number =>
  Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds

/** The other way round, with the weekday: `Fri 2026-03-06 18:00`. */
export const shown = (atMs: number, zone = 'Asia/Tokyo'): string => {
  const zoned = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone)
  const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][zoned.dayOfWeek - 1]
  return `${weekday} ${zoned.toPlainDate().toString()} ${zoned.toPlainTime().toString().slice(0, 5)}`
}

export const conditionOf = (condition: Condition, zone = 'Asia/Tokyo', holidays = japan): OpenCondition =>
  opened(openCondition(condition, opened(openZone(zone)), opened(openHolidays(holidays))))

/** A week each from Monday 09:00, since Monday 2026-01-05. */
export const layerOf = (key: string, more: Partial<Layer> = {}): Layer => ({
  key,
  shift: { unit: 'week', every: 1, time: '09:00', weekday: 1 },
  people: ['anna', 'ben', 'chie'],
  startsAtMs: instant('2026-01-05T09:00'),
  endsAtMs: null,
  only: null,
  ...more,
})

export const scheduleOf = (layers: readonly Layer[], more: Partial<Schedule> = {}): Schedule => ({
  zone: 'Asia/Tokyo',
  holidays: japan,
  positions: [{ key: 'first', layers }],
  overrides: [],
  temporaries: [],
  ...more,
})

export const openOf = (layers: readonly Layer[], more: Partial<Schedule> = {}): OpenSchedule =>
  opened(openSchedule(scheduleOf(layers, more)))
