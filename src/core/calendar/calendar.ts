// Calendars and duty schedules as they are stored, and how they are opened. A calendar has the holidays of a place and named
// conditions ("night", "weekend"); a schedule may go by a calendar's holidays. People are named by id, instants are numbers.

import { limits } from '../limits.ts'
import { type Condition, type OpenCondition, openCondition } from './condition.ts'
import type { NoticeRule } from './hand-offs.ts'
import { type DateRange, type HolidayCalendar, type OpenHolidays, openHolidays } from './holidays.ts'
import { type Checked, every, good, refuse } from './refusal.ts'
import { type OpenSchedule, type Override, openSchedule, type Position, type Temporary } from './schedule.ts'
import { openZone, type Zone } from './zone.ts'

export type NamedCondition = Condition & { readonly key: string }

export type CalendarBody = {
  readonly zone: string
  readonly country: 'JP' | null
  /** Days off of the company's own. */
  readonly added: readonly (DateRange & { readonly name: string })[]
  /** Days of the country's that are worked. */
  readonly removed: readonly DateRange[]
  readonly conditions: readonly NamedCondition[]
}

/** Overrides are kept beside it: people make them from day to day. */
export type ScheduleBody = {
  readonly zone: string
  readonly positions: readonly Position[]
  readonly temporaries: readonly Temporary[]
  /** Whoever comes on duty is told; absent or null: nobody is. */
  readonly notices?: NoticeRule | null
}

export type OpenCalendar = {
  readonly zone: Zone
  readonly holidays: OpenHolidays
  /** By key. */
  readonly conditions: ReadonlyMap<string, OpenCondition>
}

/** Where a schedule names no calendar: no holidays at all. */
const noHolidays: HolidayCalendar = { country: null, added: [], removed: [] }

const holidaysOf = ({ country, added, removed }: CalendarBody): HolidayCalendar => ({
  country,
  added: added.map(({ name, ...dates }) => ({ ...dates, ja: name, en: name })),
  removed,
})

/** @errors those of openZone, openHolidays and openCondition; calendar.key_twice, calendar.too_many */
export const openCalendar = (body: CalendarBody): Checked<OpenCalendar> => {
  const zone = openZone(body.zone)
  if (!zone.ok) return zone
  const holidays = openHolidays(holidaysOf(body))
  if (!holidays.ok) return holidays
  const { max } = limits.conditionsPerCalendar
  if (body.conditions.length > max)
    return refuse('calendar.too_many', `${body.conditions.length} conditions; at most ${max}`)
  const conditions = new Map<string, OpenCondition>()
  const opened = every(body.conditions, ({ key, ...condition }, index) => {
    const place = `conditions[${index}]`
    if (conditions.has(key)) return refuse('calendar.key_twice', `${place} ${JSON.stringify(key)}`)
    const one = openCondition(condition, zone.value, holidays.value)
    if (!one.ok) return refuse(one.code, `${place}.${one.detail}`)
    conditions.set(key, one.value)
    return one
  })
  return opened.ok ? good({ zone: zone.value, holidays: holidays.value, conditions }) : opened
}

/**
 * @param calendar whose holidays its restrictions mean; null: there are none
 * @errors those of openSchedule
 */
export const openStored = (
  body: ScheduleBody,
  { calendar, overrides }: { readonly calendar: CalendarBody | null; readonly overrides: readonly Override[] },
): Checked<OpenSchedule> =>
  openSchedule({ ...body, overrides, holidays: calendar === null ? noHolidays : holidaysOf(calendar) })

/** Everybody a schedule may put on duty, each once. */
export const peopleIn = (body: ScheduleBody): readonly string[] => [
  ...new Set([
    ...body.positions.flatMap(({ layers }) => layers.flatMap(({ people }) => people)),
    ...body.temporaries.flatMap(({ shifts }) => shifts.map(({ person }) => person)),
  ]),
]

/** Everybody an opened schedule may put on duty, by whatever way. */
export const everybodyIn = ({ positions }: OpenSchedule): readonly string[] => {
  const duties = positions.flatMap(({ layers, temporaries }) => [
    ...layers.flatMap((layer) => layer.duties.flat()),
    ...temporaries.flatMap(({ segments }) => segments.flatMap((segment) => segment.duties)),
  ])
  const overriding = positions.flatMap(({ overrides }) =>
    overrides.flatMap(({ change }) => (change.kind === 'replace' ? [change.by] : [change.person])),
  )
  return [...new Set([...duties.map(({ person }) => person), ...overriding])]
}

/** The same schedule with other names for its people. */
export const renamed = (body: ScheduleBody, nameOf: (person: string) => string): ScheduleBody => ({
  ...body,
  positions: body.positions.map(({ layers, ...position }) => ({
    ...position,
    layers: layers.map((layer) => ({ ...layer, people: layer.people.map(nameOf) })),
  })),
  temporaries: body.temporaries.map(({ shifts, ...temporary }) => ({
    ...temporary,
    shifts: shifts.map((shift) => ({ ...shift, person: nameOf(shift.person) })),
  })),
})
