// When a condition holds: weekdays, bands over midnight and over the weekend, dates, holidays and their eves, in zones that
// change their clocks; and when the answer changes next.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conditionOf, instant, japan, opened, shown } from '../../../tests/support/calendar.ts'
import { type Condition, holds, nextChange, openCondition, spansIn } from './condition.ts'
import { DAY_MS, HOUR_MS } from './day.ts'
import { openHolidays } from './holidays.ts'
import { openZone } from './zone.ts'

const always: Condition = { anyOf: [{}] }
const never: Condition = { anyOf: [{ bands: [] }] }
const working: Condition = {
  anyOf: [{ weekdays: [1, 2, 3, 4, 5], holiday: 'no', bands: [{ from: '09:00', to: '18:00' }] }],
}
const nights: Condition = { anyOf: [{ bands: [{ from: '22:00', to: '06:00' }] }] }
const weekend: Condition = { anyOf: [{ weekdays: [5], bands: [{ from: '18:00', to: '09:00', toWeekday: 1 }] }] }
const newYork = 'America/New_York'

const at = (condition: Condition, text: string, zone?: string) =>
  opened(holds(conditionOf(condition, zone), instant(text, zone)))
const next = (condition: Condition, text: string, zone?: string) => {
  const changeMs = opened(nextChange(conditionOf(condition, zone), instant(text, zone)))
  return changeMs === null ? null : shown(changeMs, zone)
}

describe('a condition', () => {
  it.each([
    ['always', always, '2026-06-10T03:00', true],
    ['never', never, '2026-06-10T03:00', false],
    ['J-013 working hours', working, '2026-06-10T09:00', true],
    ['J-013 working hours, a minute early', working, '2026-06-10T08:59', false],
    ['J-013 working hours end before their end', working, '2026-06-10T18:00', false],
    ['J-013 working hours on a Saturday', working, '2026-06-13T12:00', false],
    ['J-015 working hours on a national holiday', working, '2026-07-20T12:00', false],
    ['J-015 all but working hours', { ...working, inverted: true }, '2026-07-20T12:00', true],
    ['a night, before midnight', nights, '2026-06-10T22:00', true],
    ['a night, after midnight', nights, '2026-06-11T05:59', true],
    ['a night, over', nights, '2026-06-11T06:00', false],
    [
      'a night belongs to the day it began',
      { anyOf: [{ ...nights.anyOf[0], weekdays: [5] }] },
      '2026-06-13T03:00',
      true,
    ],
    ['and not to the day after', { anyOf: [{ ...nights.anyOf[0], weekdays: [6] }] }, '2026-06-13T03:00', false],
    ['a weekend, before it', weekend, '2026-06-12T17:59', false],
    ['a weekend, Friday evening', weekend, '2026-06-12T18:00', true],
    ['a weekend, Sunday', weekend, '2026-06-14T12:00', true],
    ['a weekend, Monday early', weekend, '2026-06-15T08:59', true],
    ['a weekend, over', weekend, '2026-06-15T09:00', false],
    ['the day of a holiday', { anyOf: [{ holiday: 'yes' }] }, '2026-02-11T00:00', true],
    ['the day before is no holiday', { anyOf: [{ holiday: 'yes' }] }, '2026-02-10T23:59', false],
    ['but its eve', { anyOf: [{ holiday: 'eve' }] }, '2026-02-10T23:59', true],
    ['a holiday before a holiday is an eve too', { anyOf: [{ holiday: 'eve' }] }, '2026-05-03T12:00', true],
    ['dates of every year', { anyOf: [{ dates: [{ from: '12-29', through: '01-03' }] }] }, '2031-01-03T23:59', true],
    [
      'dates of one year',
      { anyOf: [{ dates: [{ from: '2026-08-13', through: '2026-08-15' }] }] },
      '2027-08-14T12:00',
      false,
    ],
    ['any rule will do', { anyOf: [{ weekdays: [6, 7] }, { holiday: 'yes' }] }, '2026-06-14T12:00', true],
    [
      'a band of a week',
      { anyOf: [{ weekdays: [1], bands: [{ from: '09:00', to: '09:00', toWeekday: 1 }] }] },
      '2026-06-14T12:00',
      true,
    ],
    [
      'until later the same weekday',
      { anyOf: [{ weekdays: [1], bands: [{ from: '09:00', to: '10:00', toWeekday: 1 }] }] },
      '2026-06-16T09:30',
      false,
    ],
    ['no dates are no days', { anyOf: [{ dates: [] }] }, '2026-06-14T12:00', false],
  ] satisfies [string, Condition, string, boolean][])('%s', (...[, condition, text, expected]) => {
    expect(at(condition, text)).toBe(expected)
  })

  it('counts the days of its own zone', () => {
    const condition = { anyOf: [{ weekdays: [1] }] } satisfies Condition
    const atMs = instant('2026-06-15T08:00')
    expect(opened(holds(conditionOf(condition), atMs))).toBe(true)
    expect(opened(holds(conditionOf(condition, newYork), atMs))).toBe(false)
  })

  const small: Condition = { anyOf: [{ bands: [{ from: '01:30', to: '02:30' }] }] }
  it.each([
    ['summer time begins: until the clock jumps', '2026-03-08T00:00', [0.5, false]],
    ['summer time ends: from the first 01:30, through both hours, to 02:30', '2026-11-01T00:00', [2, true]],
    ['any other day', '2026-06-10T00:00', [1, true]],
  ] as const)('%s', (_, text, [hours]) => {
    const fromMs = instant(text, newYork)
    const [only = { fromMs: 0, toMs: 0 }, ...rest] = spansIn(conditionOf(small, newYork), {
      fromMs,
      toMs: fromMs + DAY_MS,
    })
    expect(rest).toEqual([])
    expect((only.toMs - only.fromMs) / HOUR_MS).toBe(hours)
    expect(only.fromMs - fromMs).toBe(1.5 * HOUR_MS)
  })
})

describe('the next change', () => {
  it.each([
    [working, '2026-06-10T12:00', 'Wed 2026-06-10 18:00'],
    [working, '2026-06-10T09:00', 'Wed 2026-06-10 18:00'],
    [working, '2026-06-12T18:00', 'Mon 2026-06-15 09:00'],
    // Golden week: Saturday 2 to Wednesday 6 May.
    [working, '2026-05-01T18:00', 'Thu 2026-05-07 09:00'],
    [weekend, '2026-06-13T00:00', 'Mon 2026-06-15 09:00'],
    // Bands that touch are one: nothing changes at midnight.
    [{ anyOf: [{ weekdays: [6, 7] }] }, '2026-06-13T12:00', 'Mon 2026-06-15 00:00'],
    [{ anyOf: [{ dates: [{ from: '02-29', through: '02-29' }] }] }, '2026-06-10T00:00', 'Tue 2028-02-29 00:00'],
    [
      { anyOf: [{ dates: [{ from: '2033-01-01', through: '2033-12-31' }] }], inverted: true },
      '2026-06-10T00:00',
      'Sat 2033-01-01 00:00',
    ],
    [{ anyOf: [{ dates: [{ from: '2050-01-01', through: '2050-12-31' }] }] }, '2026-06-10T00:00', null],
    [always, '2026-06-10T00:00', null],
    [never, '2026-06-10T00:00', null],
    [always, '2099-12-31T12:00', null],
    // A change that falls on the edge of the days looked at together.
    [
      { anyOf: [{ dates: [{ from: '2026-06-18', through: '2026-06-20' }] }] },
      '2026-06-10T00:00',
      'Thu 2026-06-18 00:00',
    ],
    [
      { anyOf: [{ dates: [{ from: '2026-06-10', through: '2026-06-17' }] }] },
      '2026-06-10T00:00',
      'Thu 2026-06-18 00:00',
    ],
  ] satisfies [Condition, string, string | null][])('%j from %s', (condition, text, expected) => {
    expect(next(condition, text)).toBe(expected)
  })

  const time = fc.integer({ min: 0, max: 23 }).map((hour) => `${hour}`.padStart(2, '0'))
  const weekday = fc.constantFrom(1, 2, 3, 4, 5, 6, 7)
  const band = fc.record(
    { from: time.map((hour) => `${hour}:00`), to: time.map((hour) => `${hour}:30`), toWeekday: weekday },
    { requiredKeys: ['from', 'to'] },
  )
  const rule = fc.record(
    {
      weekdays: fc.uniqueArray(weekday, { maxLength: 4 }),
      holiday: fc.constantFrom('yes', 'no', 'eve'),
      bands: fc.array(band, { maxLength: 2 }),
    },
    { requiredKeys: [] },
  )
  const conditions = fc.record({
    anyOf: fc.array(rule, { minLength: 1, maxLength: 3 }),
    inverted: fc.boolean(),
  }) as fc.Arbitrary<Condition>
  const zones = fc.constantFrom('Asia/Tokyo', newYork, 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia')

  it('is where the answer turns, and between two changes it stays', () => {
    const check = ([condition, zone]: readonly [Condition, string], atMs: number, share: number) => {
      const open = conditionOf(condition, zone)
      const now = opened(holds(open, atMs))
      const changeMs = opened(nextChange(open, atMs))
      if (changeMs === null) return
      expect(changeMs).toBeGreaterThan(atMs)
      expect(opened(holds(open, changeMs))).toBe(!now)
      expect(opened(holds(open, changeMs - 1))).toBe(now)
      expect(opened(holds(open, Math.floor(atMs + (changeMs - 1 - atMs) * share)))).toBe(now)
    }
    const instants = fc.integer({ min: instant('2005-01-01T00:00'), max: instant('2035-01-01T00:00') })
    fc.assert(fc.property(fc.tuple(conditions, zones), instants, fc.double({ min: 0, max: 1, noNaN: true }), check), {
      numRuns: 150,
    })
  })

  it('a condition and its opposite share out the time', () => {
    const check = (condition: Condition, zone: string, fromMs: number) => {
      const range = { fromMs, toMs: fromMs + 10 * DAY_MS }
      const both = [false, true].flatMap((inverted) => [
        ...spansIn(conditionOf({ ...condition, inverted }, zone), range),
      ])
      const total = both.reduce((sum, one) => sum + one.toMs - one.fromMs, 0)
      expect(total).toBe(10 * DAY_MS)
    }
    const instants = fc.integer({ min: instant('2005-01-01T00:00'), max: instant('2035-01-01T00:00') })
    fc.assert(fc.property(conditions, zones, instants, check), { numRuns: 100 })
  })
})

describe('a condition is refused', () => {
  const many = <Item>(item: Item, count: number) => Array.from({ length: count }, () => item)
  const band = (from: string, to: string, toWeekday?: number) => ({
    anyOf: [{ bands: [{ from, to, ...(toWeekday === undefined ? {} : { toWeekday }) }] }],
  })
  it.each([
    ['calendar.condition_empty', { anyOf: [] }],
    ['calendar.too_many', { anyOf: many({}, 21) }],
    ['calendar.too_many', { anyOf: [{ bands: many({ from: '09:00', to: '10:00' }, 21) }] }],
    ['calendar.too_many', { anyOf: [{ dates: many({ from: '01-01', through: '01-01' }, 201) }] }],
    ['calendar.weekday_unknown', { anyOf: [{ weekdays: [0] }] }],
    ['calendar.weekday_unknown', { anyOf: [{ weekdays: [1, 8] }] }],
    ['calendar.weekday_unknown', { anyOf: [{ weekdays: [1.5] }] }],
    ['calendar.weekday_unknown', band('09:00', '10:00', 9)],
    ['calendar.time_malformed', band('25:00', '26:00')],
    ['calendar.time_malformed', band('09:00', 'noon')],
    ['calendar.time_malformed', band('24:00', '06:00')],
    ['calendar.band_empty', band('09:00', '09:00')],
    ['calendar.date_malformed', { anyOf: [{ dates: [{ from: '02-30', through: '03-01' }] }] }],
  ])('%s', (code, condition) => {
    const opening = openCondition(condition as Condition, opened(openZone('Asia/Tokyo')), opened(openHolidays(japan)))
    expect(opening).toMatchObject({ ok: false, code })
  })

  it.each([Number.NaN, instant('1940-01-01T00:00'), instant('2101-01-01T00:00')])('at the instant %s', (atMs) => {
    expect(holds(conditionOf(always), atMs)).toMatchObject({ ok: false, code: 'calendar.out_of_range' })
    expect(nextChange(conditionOf(always), atMs)).toMatchObject({ ok: false, code: 'calendar.out_of_range' })
  })
})
