// Days of the Gregorian calendar as numbers (0 is 1970-01-01), and times of day in milliseconds, so that schedules are
// arithmetic. A day belongs to no zone; zone.ts says when it begins somewhere. A test holds every day of the supported
// years equal to Temporal's.

/** Monday is 1, Sunday 7, as in ISO 8601. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7
/** Days since 1970-01-01. */
export type Day = number
export type Civil = { readonly year: number; readonly month: number; readonly date: number }

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
const WEEK_DAYS = 7
/** Days of 400 years, after which the calendar repeats. */
const ERA_DAYS = 146_097
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH_DAYS = 719_468

/**
 * Returns the day of a date; years begin in March inside, so that the leap day is the last.
 * @source Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil
 */
export const dayOf = (year: number, month: number, date: number): Day => {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const ofEra = shifted - era * 400
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + date - 1
  return era * ERA_DAYS + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - EPOCH_DAYS
}

/** @source as dayOf, civil_from_days */
export const civilOf = (day: Day): Civil => {
  const shifted = day + EPOCH_DAYS
  const era = Math.floor(shifted / ERA_DAYS)
  const ofEra = shifted - era * ERA_DAYS
  const leaps = Math.floor(ofEra / 1_460) - Math.floor(ofEra / 36_524) + Math.floor(ofEra / 146_096)
  const year = Math.floor((ofEra - leaps) / 365)
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const fromMarch = Math.floor((5 * ofYear + 2) / 153)
  const month = ((fromMarch + 2) % 12) + 1
  const date = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  return { year: year + era * 400 + (month <= 2 ? 1 : 0), month, date }
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by

export const weekdayOf = (day: Day): Weekday => (modulo(day + 3, WEEK_DAYS) + 1) as Weekday

/** Returns how many days it is from one weekday to the next such other one, 0–6. */
export const daysUntil = (from: Weekday, to: Weekday): number => modulo(to - from, WEEK_DAYS)

/** Months counted through the years: a rotation by months is arithmetic on them. */
export const monthIndexOf = ({ year, month }: Civil): number => year * 12 + month - 1

/** Returns the day with this date in a month, or the month's last day where it has no such date. */
export const dayInMonth = (monthIndex: number, date: number): Day => {
  const first = dayOf(Math.floor(monthIndex / 12), (monthIndex % 12) + 1, 1)
  const next = dayOf(Math.floor((monthIndex + 1) / 12), ((monthIndex + 1) % 12) + 1, 1)
  return Math.min(first + date - 1, next - 1)
}

/** Says whether a number that should be a weekday is one: configuration comes from people. */
export const isWeekday = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= WEEK_DAYS

const timePattern = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/

/** Returns the time of day in milliseconds, 0–86 400 000 (`24:00`, the end of a day), or null when it is no time. */
export const parseTime = (text: string): number | null => {
  const match = timePattern.exec(text)
  if (match === null) return null
  const [, hours = '24', minutes = '0'] = match
  return (Number(hours) * 60 + Number(minutes)) * 60_000
}

const datePattern = /^(?:(\d{4})-)?(\d{2})-(\d{2})$/
const LEAP_YEAR = 2000

/** A date of one year (`2026-12-29`), or of every year (`12-29`: year null). */
export type DateText = { readonly year: number | null; readonly month: number; readonly date: number }

/** Returns the date that a text names, or null when there is none such (`02-29` is one: every leap year has it). */
export const parseDate = (text: string): DateText | null => {
  const match = datePattern.exec(text)
  if (match === null) return null
  const [month, date] = [Number(match[2]), Number(match[3])]
  const year = match[1] === undefined ? null : Number(match[1])
  const back = civilOf(dayOf(year ?? LEAP_YEAR, month, date))
  return back.month === month && back.date === date ? { year, month, date } : null
}
