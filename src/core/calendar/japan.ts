// Japan's national holidays from the rules of the law (国民の祝日に関する法律, 1948 law 178, with its amendments) and of the
// laws for single days. The equinoxes are announced each February for the year after; until then they are a forecast. What
// a future law changes is corrected by adding and removing days (holidays.ts).

import { limits } from '../limits.ts'
import { type Day, dayOf, daysUntil, type Weekday, weekdayOf } from './day.ts'
import { type Checked, good, refuse } from './refusal.ts'

export type NationalHoliday = {
  readonly day: Day
  readonly ja: string
  readonly en: string
  /** `substitute`: 振替休日, for one that fell on a Sunday. `sandwiched`: 国民の休日, between two. Officially both are 休日. */
  readonly kind: 'national' | 'substitute' | 'sandwiched'
}

type Rule = {
  readonly ja: string
  readonly en: string
  /** Years in which it is kept, both included. */
  readonly years: readonly [number, number]
  readonly on: (year: number) => Day
}

const MONDAY: Weekday = 1
const SUNDAY: Weekday = 7
const ALWAYS = limits.calendarYears.max
const SUBSTITUTES_FROM = dayOf(1973, 4, 12)
const SANDWICHES_FROM = dayOf(1985, 12, 27)

const fixed = (month: number, date: number) => (year: number) => dayOf(year, month, date)
const monday = (month: number, nth: number) => (year: number) => {
  const first = dayOf(year, month, 1)
  return first + daysUntil(weekdayOf(first), MONDAY) + (nth - 1) * 7
}

/**
 * Good for 1900–2099: the published days agree from 1955 to 2027 (test).
 * @source 新こよみ便利帳 (暦計算研究会編, 恒星社厚生閣)
 */
const equinox = (month: number, before1980: number, since1980: number) => (year: number) => {
  const drift = 0.242194 * (year - 1980)
  const date =
    year < 1980 ? before1980 + drift - Math.trunc((year - 1983) / 4) : since1980 + drift - Math.floor((year - 1980) / 4)
  return dayOf(year, month, Math.floor(date))
}

const named =
  (ja: string, en: string) =>
  (first: number, last: number, on: Rule['on']): Rule => ({ ja, en, years: [first, last], on })
const newYear = named('元日', "New Year's Day")
const comingOfAge = named('成人の日', 'Coming of Age Day')
const foundation = named('建国記念の日', 'National Foundation Day')
const emperor = named('天皇誕生日', "The Emperor's Birthday")
const spring = named('春分の日', 'Vernal Equinox Day')
const greenery = named('みどりの日', 'Greenery Day')
const showa = named('昭和の日', 'Showa Day')
const constitution = named('憲法記念日', 'Constitution Memorial Day')
const children = named('こどもの日', "Children's Day")
const marine = named('海の日', 'Marine Day')
const mountain = named('山の日', 'Mountain Day')
const aged = named('敬老の日', 'Respect for the Aged Day')
const autumn = named('秋分の日', 'Autumnal Equinox Day')
const health = named('体育の日', 'Health and Sports Day')
const sports = named('スポーツの日', 'Sports Day')
const culture = named('文化の日', 'Culture Day')
const labour = named('勤労感謝の日', 'Labour Thanksgiving Day')

/** The law came into force on 1948-07-20. */
const rules: readonly Rule[] = [
  newYear(1949, ALWAYS, fixed(1, 1)),
  comingOfAge(1949, 1999, fixed(1, 15)),
  comingOfAge(2000, ALWAYS, monday(1, 2)),
  foundation(1967, ALWAYS, fixed(2, 11)),
  emperor(1949, 1988, fixed(4, 29)),
  emperor(1989, 2018, fixed(12, 23)),
  // The accession fell between the two dates: 2019 had none.
  emperor(2020, ALWAYS, fixed(2, 23)),
  spring(1949, ALWAYS, equinox(3, 20.8357, 20.8431)),
  greenery(1989, 2006, fixed(4, 29)),
  greenery(2007, ALWAYS, fixed(5, 4)),
  showa(2007, ALWAYS, fixed(4, 29)),
  constitution(1949, ALWAYS, fixed(5, 3)),
  children(1949, ALWAYS, fixed(5, 5)),
  marine(1996, 2002, fixed(7, 20)),
  marine(2003, 2019, monday(7, 3)),
  // 2020 and 2021: moved for the Olympic games, the second time because these were put off.
  marine(2020, 2020, fixed(7, 23)),
  marine(2021, 2021, fixed(7, 22)),
  marine(2022, ALWAYS, monday(7, 3)),
  mountain(2016, 2019, fixed(8, 11)),
  mountain(2020, 2020, fixed(8, 10)),
  mountain(2021, 2021, fixed(8, 8)),
  mountain(2022, ALWAYS, fixed(8, 11)),
  aged(1966, 2002, fixed(9, 15)),
  aged(2003, ALWAYS, monday(9, 3)),
  autumn(1948, ALWAYS, equinox(9, 23.2588, 23.2488)),
  health(1966, 1999, fixed(10, 10)),
  health(2000, 2019, monday(10, 2)),
  sports(2020, 2020, fixed(7, 24)),
  sports(2021, 2021, fixed(7, 23)),
  sports(2022, ALWAYS, monday(10, 2)),
  culture(1948, ALWAYS, fixed(11, 3)),
  labour(1948, ALWAYS, fixed(11, 23)),
  // Each by a law of its own.
  named('結婚の儀', 'Wedding of Crown Prince Akihito')(1959, 1959, fixed(4, 10)),
  named('大喪の礼', 'State Funeral of Emperor Showa')(1989, 1989, fixed(2, 24)),
  named('即位礼正殿の儀', 'Enthronement Ceremony')(1990, 1990, fixed(11, 12)),
  named('結婚の儀', 'Wedding of Crown Prince Naruhito')(1993, 1993, fixed(6, 9)),
  named('天皇の即位の日', 'Accession of the Emperor')(2019, 2019, fixed(5, 1)),
  named('即位礼正殿の儀', 'Enthronement Ceremony')(2019, 2019, fixed(10, 22)),
]

/**
 * The nearest day after it that is none itself: so the law since 2007. Before, it said "the next day", which is the same,
 * for no holiday followed one on a Sunday then.
 */
const substituteFor = (day: Day, known: ReadonlySet<Day>): Day =>
  known.has(day + 1) ? substituteFor(day + 1, known) : day + 1

const build = (year: number): ReadonlyMap<Day, NationalHoliday> => {
  const kept = rules.filter(({ years: [first, last] }) => first <= year && year <= last)
  const national = kept.map(({ ja, en, on }): NationalHoliday => ({ day: on(year), ja, en, kind: 'national' }))
  const known = new Set(national.map(({ day }) => day))
  const substitutes = [...known]
    .filter((day) => day >= SUBSTITUTES_FROM && weekdayOf(day) === SUNDAY)
    .map(
      (day): NationalHoliday => ({
        day: substituteFor(day, known),
        ja: '振替休日',
        en: 'Substitute Holiday',
        kind: 'substitute',
      }),
    )
  const taken = new Set([...known, ...substitutes.map(({ day }) => day)])
  const sandwiched = [...known]
    .map((day) => day + 1)
    .filter((day) => day >= SANDWICHES_FROM && known.has(day + 1) && !taken.has(day) && weekdayOf(day) !== SUNDAY)
    .map((day): NationalHoliday => ({ day, ja: '国民の休日', en: "Citizens' Holiday", kind: 'sandwiched' }))
  const all = [...national, ...substitutes, ...sandwiched].sort((one, other) => one.day - other.day)
  return new Map(all.map((holiday) => [holiday.day, holiday]))
}

/** One entry per year asked for, which callers keep within the supported years. */
const built = new Map<number, ReadonlyMap<Day, NationalHoliday>>()

/** Returns a year's holidays by day; a year outside the supported ones has what the rules would give it. */
export const japaneseHolidaysByDay = (year: number): ReadonlyMap<Day, NationalHoliday> => {
  const known = built.get(year)
  if (known !== undefined) return known
  const holidays = build(year)
  built.set(year, holidays)
  return holidays
}

/**
 * Returns the national holidays of a year in order.
 * @errors calendar.out_of_range
 */
export const japaneseHolidays = (year: number): Checked<readonly NationalHoliday[]> => {
  const { min, max } = limits.calendarYears
  if (!Number.isInteger(year) || year < min || year > max) {
    return refuse('calendar.out_of_range', `year ${year} is not one of ${min}–${max}`)
  }
  return good([...japaneseHolidaysByDay(year).values()])
}
