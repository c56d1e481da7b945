// A space's own holidays: company days added, national ones worked, other countries without Japan's.

import { describe, expect, it } from 'vitest'
import { dayOf } from './day.ts'
import { type HolidayCalendar, holidayOn, holidaysIn, openHolidays } from './holidays.ts'

const open = (calendar: Partial<HolidayCalendar>) => {
  const opened = openHolidays({ country: 'JP', added: [], removed: [], ...calendar })
  if (!opened.ok) throw new Error(opened.detail)
  return opened.value
}
const yearEnd = { from: '12-29', through: '01-03', ja: '年末年始', en: 'Year end' }

describe('holidays of a space', () => {
  it('J-015: company days are added, of one year or of every year, also over New Year', () => {
    const founding = { from: '2026-06-01', through: '2026-06-02', ja: '創立記念日', en: 'Foundation' }
    const holidays = open({ added: [yearEnd, founding] })
    const on = (year: number, month: number, date: number) => holidayOn(holidays, dayOf(year, month, date))?.ja ?? null
    expect([on(2026, 12, 28), on(2026, 12, 29), on(2030, 12, 31), on(2027, 1, 3), on(2027, 1, 4)]).toEqual([
      null,
      '年末年始',
      '年末年始',
      '年末年始',
      null,
    ])
    expect([on(2026, 5, 31), on(2026, 6, 1), on(2026, 6, 2), on(2026, 6, 3), on(2027, 6, 1)]).toEqual([
      null,
      '創立記念日',
      '創立記念日',
      null,
      null,
    ])
    expect(on(2027, 1, 1), 'a national holiday keeps its name').toBe('元日')
  })

  it('national holidays can be worked, unless the company is off that day itself', () => {
    const worked = { from: '2026-02-11', through: '2026-02-11' }
    const off = { from: '02-10', through: '02-12', ja: '冬休み', en: 'Winter' }
    expect(holidayOn(open({ removed: [worked] }), dayOf(2026, 2, 11))).toBeNull()
    expect(holidayOn(open({ removed: [worked] }), dayOf(2027, 2, 11))?.ja).toBe('建国記念の日')
    expect(holidayOn(open({ removed: [worked], added: [off] }), dayOf(2026, 2, 11))).toMatchObject({
      ja: '冬休み',
      kind: 'company',
    })
  })

  it('another country has what was added, and no more', () => {
    const holidays = open({
      country: null,
      added: [{ from: '07-04', through: '07-04', ja: '独立記念日', en: 'Independence Day' }],
    })
    const listed = holidaysIn(holidays, 2026)
    expect(listed).toEqual({
      ok: true,
      value: [{ day: dayOf(2026, 7, 4), ja: '独立記念日', en: 'Independence Day', kind: 'company' }],
    })
  })

  it('are listed by year', () => {
    const listed = holidaysIn(open({ added: [yearEnd] }), 2026)
    expect(listed.ok && listed.value.length).toBe(18 + 2 + 3)
    expect(holidaysIn(open({}), 2100)).toMatchObject({ ok: false, code: 'calendar.out_of_range' })
  })

  const range = (from: string, through: string) => [{ from, through, ja: '', en: '' }]
  it.each([
    ['calendar.date_malformed', { added: range('2026-02-30', '2026-03-01') }],
    ['calendar.date_malformed', { added: range('2026-02-01', 'x'.repeat(1_000)) }],
    ['calendar.date_malformed', { added: range('2026-12-29', '01-03') }],
    ['calendar.date_malformed', { removed: range('12-29', '2026-01-03') }],
    ['calendar.end_before_start', { removed: range('2026-02-02', '2026-02-01') }],
    ['calendar.out_of_range', { added: range('1947-12-31', '1948-01-01') }],
    ['calendar.out_of_range', { added: range('2099-12-31', '2100-01-01') }],
    ['calendar.too_many', { removed: Array.from({ length: 2_001 }, () => ({ from: '01-01', through: '01-01' })) }],
  ])('refuses with %s', (code, calendar) => {
    expect(openHolidays({ country: 'JP', added: [], removed: [], ...calendar })).toMatchObject({ ok: false, code })
  })
})
