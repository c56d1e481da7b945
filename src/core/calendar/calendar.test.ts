// Calendars and schedules as they are stored: how they are opened, and what is refused.
import { describe, expect, it } from 'vitest'
import { instant, layerOf, opened } from '../../../tests/support/calendar.ts'
import { limits } from '../limits.ts'
import {
  type CalendarBody,
  everybodyIn,
  openCalendar,
  openStored,
  peopleIn,
  renamed,
  type ScheduleBody,
} from './calendar.ts'
import { holds } from './condition.ts'
import { onDutyAt } from './duty.ts'
import type { Override } from './schedule.ts'

const tokyo: CalendarBody = {
  zone: 'Asia/Tokyo',
  country: 'JP',
  added: [{ from: '12-29', through: '01-03', name: '年末年始' }],
  removed: [],
  conditions: [
    { key: 'night', anyOf: [{ bands: [{ from: '18:00', to: '09:00' }] }] },
    { key: 'off', anyOf: [{ weekdays: [6, 7] }, { holiday: 'yes' }] },
  ],
}

const schedule: ScheduleBody = {
  zone: 'Asia/Tokyo',
  positions: [
    {
      key: 'first',
      layers: [layerOf('days off', { people: ['ben'], only: { anyOf: [{ holiday: 'yes' }] } }), layerOf('week')],
    },
  ],
  temporaries: [
    {
      id: 'move',
      fromMs: instant('2027-03-01T00:00'),
      toMs: instant('2027-03-02T00:00'),
      shifts: [
        { position: 'first', person: 'dai', fromMs: instant('2027-03-01T00:00'), toMs: instant('2027-03-02T00:00') },
      ],
    },
  ],
}

describe('a stored calendar', () => {
  it('answers for its conditions by key, with its own holidays', () => {
    const { conditions } = opened(openCalendar(tokyo))
    const asked = (key: string, at: string) => {
      const condition = conditions.get(key)
      return condition === undefined ? null : opened(holds(condition, instant(at)))
    }
    expect(asked('night', '2026-11-25T20:00')).toBe(true)
    expect(asked('night', '2026-11-25T12:00')).toBe(false)
    expect(asked('off', '2026-12-30T12:00')).toBe(true)
    expect(asked('none', '2026-12-30T12:00')).toBeNull()
  })

  it.each<[string, Partial<CalendarBody>, string]>([
    ['an unknown zone', { zone: 'Mars/Olympus' }, 'calendar.zone_unknown'],
    ['a date there is not', { removed: [{ from: '02-30', through: '02-30' }] }, 'calendar.date_malformed'],
    ['a key that stands twice', { conditions: [...tokyo.conditions, ...tokyo.conditions] }, 'calendar.key_twice'],
    ['a condition without a rule', { conditions: [{ key: 'none', anyOf: [] }] }, 'calendar.condition_empty'],
    [
      'too many conditions',
      {
        conditions: Array.from({ length: limits.conditionsPerCalendar.max + 1 }, (_, i) => ({
          key: `${i}`,
          anyOf: [{}],
        })),
      },
      'calendar.too_many',
    ],
  ])('is refused with %s', (_name, change, code) => {
    expect(openCalendar({ ...tokyo, ...change })).toMatchObject({ ok: false, code })
  })
})

describe('a stored schedule', () => {
  const first = (calendar: CalendarBody | null, at: string) =>
    opened(onDutyAt(opened(openStored(schedule, { calendar, overrides: [] })), instant(at)))[0]?.duties.map(
      ({ person }) => person,
    )

  it('goes by the holidays of its calendar, and without one by none', () => {
    // Wednesday of a week that is Anna's.
    expect(first(tokyo, '2026-12-30T12:00')).toEqual(['ben'])
    expect(first(null, '2026-12-30T12:00')).not.toEqual(['ben'])
  })

  it('names everybody once, and takes other names', () => {
    expect(peopleIn(schedule)).toEqual(['ben', 'anna', 'chie', 'dai'])
    const overrides: Override[] = [
      { id: '1', position: null, fromMs: 0, toMs: 1, change: { kind: 'replace', person: 'anna', by: 'eve' } },
      { id: '2', position: null, fromMs: 0, toMs: 1, change: { kind: 'add', person: 'fay' } },
    ]
    const everybody = everybodyIn(opened(openStored(schedule, { calendar: null, overrides })))
    expect(everybody).toEqual(['ben', 'anna', 'chie', 'dai', 'eve', 'fay'])
    expect(peopleIn(renamed(schedule, (person) => person.toUpperCase()))).toEqual(['BEN', 'ANNA', 'CHIE', 'DAI'])
  })
})
