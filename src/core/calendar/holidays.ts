// The holidays a space keeps: a country's, or none, with company days added and days removed. Other countries' come as
// added days.

import { limits } from '../limits.ts'
import { civilOf, type DateText, type Day, dayOf, parseDate } from './day.ts'
import { japaneseHolidays, japaneseHolidaysByDay, type NationalHoliday } from './japan.ts'
import { type Checked, every, good, refuse } from './refusal.ts'

/**
 * Days from one to another, both included: of one year (`2026-12-29` to `2027-01-03`), or of every year (`12-29` to
 * `01-03`), but not one of each.
 */
export type DateRange = { readonly from: string; readonly through: string }

export type HolidayCalendar = {
  readonly country: 'JP' | null
  /** Days off of the company's own; where a country's holiday stands already, that one keeps its name. */
  readonly added: readonly (DateRange & { readonly ja: string; readonly en: string })[]
  /** Days of the country's that are worked. */
  readonly removed: readonly DateRange[]
}

export type Holiday = Omit<NationalHoliday, 'kind'> & { readonly kind: NationalHoliday['kind'] | 'company' }

/** Says whether a day lies in a range. */
export type DayTest = (day: Day) => boolean

export type OpenHolidays = {
  readonly country: HolidayCalendar['country']
  readonly added: readonly { readonly holds: DayTest; readonly ja: string; readonly en: string }[]
  readonly removed: readonly DayTest[]
  /** What was looked up, one entry per day: conditions ask for the same days again and again. */
  readonly known: Map<Day, Holiday | null>
}

const ofEveryYear = (from: DateText, through: DateText): DayTest => {
  const first = from.month * 100 + from.date
  const last = through.month * 100 + through.date
  return (day) => {
    const { month, date } = civilOf(day)
    const here = month * 100 + date
    return first <= last ? first <= here && here <= last : first <= here || here <= last
  }
}

/** @errors calendar.date_malformed, calendar.end_before_start, calendar.out_of_range */
export const openDates = (range: DateRange, place: string): Checked<DayTest> => {
  const [from, through] = [parseDate(range.from), parseDate(range.through)]
  const said = `${place} ${JSON.stringify(range.from.slice(0, 20))} through ${JSON.stringify(range.through.slice(0, 20))}`
  if (from === null || through === null) return refuse('calendar.date_malformed', said)
  if (from.year === null && through.year === null) return good(ofEveryYear(from, through))
  if (from.year === null || through.year === null)
    return refuse('calendar.date_malformed', `${said}: one of a year, one of every year`)
  const { min, max } = limits.calendarYears
  if (from.year < min || through.year > max) return refuse('calendar.out_of_range', said)
  const first = dayOf(from.year, from.month, from.date)
  const last = dayOf(through.year, through.month, through.date)
  return last < first ? refuse('calendar.end_before_start', said) : good((day) => first <= day && day <= last)
}

/** @errors calendar.too_many and those of openDates */
export const openHolidays = (calendar: HolidayCalendar): Checked<OpenHolidays> => {
  const count = calendar.added.length + calendar.removed.length
  if (count > limits.companyDays.max)
    return refuse('calendar.too_many', `${count} company days; at most ${limits.companyDays.max}`)
  const added = every(calendar.added, (one, index) => openDates(one, `added[${index}]`))
  if (!added.ok) return added
  const removed = every(calendar.removed, (one, index) => openDates(one, `removed[${index}]`))
  if (!removed.ok) return removed
  const named = calendar.added.map(({ ja, en }, index) => ({ holds: added.value[index] as DayTest, ja, en }))
  return good({ country: calendar.country, added: named, removed: removed.value, known: new Map() })
}

/** A country's holidays, without any of a company's own. */
export const nationalHolidays = (country: OpenHolidays['country']): OpenHolidays => ({
  country,
  added: [],
  removed: [],
  known: new Map(),
})

const lookUp = ({ country, added, removed }: OpenHolidays, day: Day): Holiday | null => {
  const national = country === 'JP' ? japaneseHolidaysByDay(civilOf(day).year).get(day) : undefined
  if (national !== undefined && !removed.some((holds) => holds(day))) return national
  const own = added.find(({ holds }) => holds(day))
  return own === undefined ? null : { day, ja: own.ja, en: own.en, kind: 'company' }
}

/** Returns the holiday that a day is, or null. */
export const holidayOn = (holidays: OpenHolidays, day: Day): Holiday | null => {
  const before = holidays.known.get(day)
  if (before !== undefined) return before
  const holiday = lookUp(holidays, day)
  holidays.known.set(day, holiday)
  return holiday
}

/**
 * Returns the holidays of a year in order, for people to look at.
 * @errors calendar.out_of_range
 */
export const holidaysIn = (holidays: OpenHolidays, year: number): Checked<readonly Holiday[]> => {
  const known = japaneseHolidays(year)
  if (!known.ok) return known
  const first = dayOf(year, 1, 1)
  const days = Array.from({ length: dayOf(year + 1, 1, 1) - first }, (_, index) => first + index)
  return good(days.flatMap((day) => holidayOn(holidays, day) ?? []))
}
