// Japan's national holidays: every day of 1955–2027 against the list that the Cabinet Office publishes.
// Source: 内閣府「国民の祝日」について, syukujitsu.csv (public data licence 1.0, compatible with CC BY 4.0); tests/fixtures holds it
// re-encoded from Shift_JIS to UTF-8, as the package holiday-jp-pip 0.3.0 carries it (MIT, May 2026). A second copy, in
// japanese-public-holidays 3.2.38, is the same day for day and name for name up to 2026, where it ends.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { civilOf, type Day, dayOf, weekdayOf } from './day.ts'
import { japaneseHolidays, type NationalHoliday } from './japan.ts'

const lines = readFileSync(new URL('../../../tests/fixtures/syukujitsu.csv', import.meta.url), 'utf8')
const official = new Map<Day, string>(
  lines
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => {
      const [, year, month, date, name = ''] = /^(\d+)\/(\d+)\/(\d+),(.+)$/.exec(line) ?? []
      return [dayOf(Number(year), Number(month), Number(date)), name]
    }),
)
const textOf = (day: Day): string => {
  const { year, month, date } = civilOf(day)
  return `${year}-${`${month}`.padStart(2, '0')}-${`${date}`.padStart(2, '0')}`
}
const holidaysOf = (year: number): readonly NationalHoliday[] => {
  const holidays = japaneseHolidays(year)
  if (!holidays.ok) throw new Error(holidays.detail)
  return holidays.value
}
/** Where the list gives a day no name of its own, or two, ours has one. */
const officialNames: Readonly<Record<string, string>> = {
  '2019-05-01': '休日（祝日扱い）',
  '2019-10-14': '体育の日（スポーツの日）',
  '2019-10-22': '休日（祝日扱い）',
}
const officialName = ({ day, ja, kind }: NationalHoliday): string =>
  officialNames[textOf(day)] ?? (kind === 'national' ? ja : '休日')
const years = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

describe('national holidays of Japan', () => {
  it('the list is whole', () => {
    const known = [...official.keys()].map((day) => civilOf(day).year)
    expect([official.size, Math.min(...known), Math.max(...known), new Set(known).size]).toEqual([
      1_067, 1955, 2027, 73,
    ])
  })

  it.each(years(1955, 2027))(
    'J-015: %i has the days and names that the Cabinet Office publishes, and no others',
    (year) => {
      const published = [...official].filter(([day]) => civilOf(day).year === year)
      const ours = holidaysOf(year).map((holiday) => [textOf(holiday.day), officialName(holiday)])
      expect(ours).toEqual(published.map(([day, name]) => [textOf(day), name]))
    },
  )

  it.each([
    // Before the list begins. The law came into force on 1948-07-20.
    [1948, ['09-23', '11-03', '11-23']],
    [1949, ['01-01', '01-15', '03-21', '04-29', '05-03', '05-05', '09-23', '11-03', '11-23']],
    [1951, ['01-01', '01-15', '03-21', '04-29', '05-03', '05-05', '09-24', '11-03', '11-23']],
    [1954, ['01-01', '01-15', '03-21', '04-29', '05-03', '05-05', '09-23', '11-03', '11-23']],
  ])('%i', (year, days) => {
    expect(holidaysOf(year).map(({ day }) => textOf(day).slice(5))).toEqual(days)
  })

  it('says which are substitutes, which are sandwiched, and what they are called', () => {
    const of = (text: string) => {
      const found = holidaysOf(Number(text.slice(0, 4))).find(({ day }) => textOf(day) === text)
      return found === undefined ? null : [found.kind, found.ja, found.en]
    }
    expect(of('1973-02-12')).toBeNull()
    expect(of('1973-04-30')).toEqual(['substitute', '振替休日', 'Substitute Holiday'])
    expect(of('1986-05-04')).toBeNull()
    expect(of('1987-05-04')).toEqual(['substitute', '振替休日', 'Substitute Holiday'])
    expect(of('1988-05-04')).toEqual(['sandwiched', '国民の休日', "Citizens' Holiday"])
    expect(of('2019-04-30')).toEqual(['sandwiched', '国民の休日', "Citizens' Holiday"])
    expect(of('2019-05-01')).toEqual(['national', '天皇の即位の日', 'Accession of the Emperor'])
    expect(of('2026-05-06')).toEqual(['substitute', '振替休日', 'Substitute Holiday'])
    expect(of('2026-09-22')).toEqual(['sandwiched', '国民の休日', "Citizens' Holiday"])
  })

  it('before 2007 no holiday followed one on a Sunday, so that both wordings of the law are one', () => {
    const followed = years(1973, 2006).flatMap((year) => {
      const known = new Set(
        holidaysOf(year)
          .filter(({ kind }) => kind === 'national')
          .map(({ day }) => day),
      )
      return [...known].filter((day) => weekdayOf(day) === 7 && known.has(day + 1))
    })
    expect(followed).toEqual([])
  })

  it('up to 2099 every year has its sixteen, each once, and none on a Sunday goes without a substitute', () => {
    for (const year of years(2022, 2099)) {
      const holidays = holidaysOf(year)
      const national = holidays.filter(({ kind }) => kind === 'national')
      expect(new Set(national.map(({ ja }) => ja)).size, `${year}`).toBe(16)
      expect(new Set(holidays.map(({ day }) => day)).size, `${year}`).toBe(holidays.length)
      const sundays = national.filter(({ day }) => weekdayOf(day) === 7).length
      expect(holidays.filter(({ kind }) => kind === 'substitute').length, `${year}`).toBe(sundays)
    }
    // The equinoxes drift: 2092 is the first year with spring on the 19th.
    expect(holidaysOf(2092).map(({ day }) => textOf(day))).toContain('2092-03-19')
  })

  it.each([1947, 2100, 2026.5, Number.NaN])('refuses the year %s', (year) => {
    expect(japaneseHolidays(year)).toMatchObject({ ok: false, code: 'calendar.out_of_range' })
  })
})
