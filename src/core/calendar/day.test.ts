// Days as numbers: every day of the supported years is the one Temporal knows.

import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { civilOf, dayInMonth, dayOf, monthIndexOf, parseDate, parseTime, weekdayOf } from './day.ts'

describe('days', () => {
  it('are those of Temporal, every one of the supported years', () => {
    const epoch = Temporal.PlainDate.from('1970-01-01')
    let plain = Temporal.PlainDate.from({ year: limits.calendarYears.min, month: 1, day: 1 })
    const wrong: string[] = []
    for (let day = epoch.until(plain).days; plain.year <= limits.calendarYears.max; day += 1) {
      const { year, month, date } = civilOf(day)
      const same = year === plain.year && month === plain.month && date === plain.day
      if (!same || weekdayOf(day) !== plain.dayOfWeek || dayOf(year, month, date) !== day) wrong.push(plain.toString())
      plain = plain.add({ days: 1 })
    }
    expect(wrong).toEqual([])
  })

  it('in a month: the date, or the last day of a month without it', () => {
    const month = monthIndexOf({ year: 2024, month: 1, date: 1 })
    const dates = [0, 1, 2, 3, 11, 13].map((more) => civilOf(dayInMonth(month + more, 31)))
    expect(dates.map(({ year, month: of, date }) => `${year}-${of}-${date}`)).toEqual([
      '2024-1-31',
      '2024-2-29',
      '2024-3-31',
      '2024-4-30',
      '2024-12-31',
      '2025-2-28',
    ])
  })

  it.each([
    ['00:00', 0],
    ['09:30', 34_200_000],
    ['23:59', 86_340_000],
    ['24:00', 86_400_000],
    ['24:01', null],
    ['9:30', null],
    ['09:60', null],
    ['', null],
    ['09:30:00', null],
  ])('time %s', (text, expected) => {
    expect(parseTime(text)).toBe(expected)
  })

  it.each([
    ['2026-12-29', { year: 2026, month: 12, date: 29 }],
    ['12-29', { year: null, month: 12, date: 29 }],
    ['02-29', { year: null, month: 2, date: 29 }],
    ['2024-02-29', { year: 2024, month: 2, date: 29 }],
    ['2026-02-29', null],
    ['02-30', null],
    ['2026-13-01', null],
    ['2026-00-10', null],
    ['2026-1-1', null],
    ['2026-04-31', null],
    ['tomorrow', null],
  ])('date %s', (text, expected) => {
    expect(parseDate(text)).toEqual(expected)
  })
})
