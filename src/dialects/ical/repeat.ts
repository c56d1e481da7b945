// How an event repeats, by day arithmetic alone: daily, weekly, monthly, yearly, with a step, a count or an end. Rules with more
// in them are not guessed at. Bounded, whatever a file asks for.

import type ICAL from 'ical.js'
import {
  civilOf,
  DAY_MS,
  type Day,
  dayInMonth,
  daysUntil,
  monthIndexOf,
  type Weekday,
  weekdayOf,
} from '#core/calendar/day'

export type Rule = {
  readonly every: 'day' | 'week' | 'month' | 'year'
  readonly interval: number
  readonly count: number | null
  /** On the wall clock of the event; the last begin there may be. */
  readonly untilWallMs: number | null
  /** Of a weekly rule, where it names days. */
  readonly weekdays: readonly Weekday[]
  /** On which the weeks of a weekly rule begin: every other week is another one where they begin on a Sunday. */
  readonly weekStart: Weekday
}

const LOOKS_MAX = 20_000
/** Of all events of a file together; nobody's calendar comes near it. */
const LOOKS_PER_FILE = 200_000
const units: Readonly<Record<string, Rule['every']>> = {
  DAILY: 'day',
  WEEKLY: 'week',
  MONTHLY: 'month',
  YEARLY: 'year',
}
const dayNames = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

type Parts = Readonly<Record<string, readonly (string | number)[]>>

const same = (given: Parts[string] | undefined, value: number): boolean =>
  given === undefined || (given.length === 1 && Number(given[0]) === value)

/** The days of a weekly rule; null where they are not plain days of a week. */
const weekdaysOf = ({ BYDAY = [] }: Parts, every: Rule['every']): readonly Weekday[] | null => {
  const days = BYDAY.map((name) => dayNames.indexOf(String(name)) + 1)
  return days.includes(0) || (days.length > 0 && every !== 'week') ? null : (days as Weekday[])
}

/** Programs repeat the date of the begin in the rule; anything else in it is more than is followed. */
const isPlain = (parts: Parts, start: Day): boolean => {
  const { month, date } = civilOf(start)
  const known = ['BYDAY', 'BYMONTH', 'BYMONTHDAY']
  const others = Object.keys(parts).filter((name) => !known.includes(name))
  return others.length === 0 && same(parts['BYMONTH'], month) && same(parts['BYMONTHDAY'], date)
}

/** What is counted further than is looked would end too early. */
const isCountable = ({ interval, count }: ICAL.Recur): boolean => Number(interval) >= 1 && (count ?? 0) <= LOOKS_MAX

/** @returns null for a rule that is not followed */
export const ruleOf = (recur: ICAL.Recur, start: Day, wallOf: (time: ICAL.Time) => number | null): Rule | null => {
  const every = units[recur.freq]
  const parts = recur.parts as Parts
  const weekdays = every === undefined ? null : weekdaysOf(parts, every)
  if (every === undefined || weekdays === null || !isPlain(parts, start) || !isCountable(recur)) return null
  const untilWallMs = recur.until === null ? null : wallOf(recur.until)
  if (recur.until !== null && untilWallMs === null) return null
  // The library counts from Sunday, which is 1.
  const weekStart = (((recur.wkst + 5) % 7) + 1) as Weekday
  return { every, interval: Number(recur.interval), count: recur.count ?? null, untilWallMs, weekdays, weekStart }
}

/** The days of the nth turn of a rule, counted from 0; a month without the date has none. */
const daysOf = ({ every, interval, weekdays, weekStart }: Rule, start: Day, turn: number): readonly Day[] => {
  if (every === 'day') return [start + turn * interval]
  if (every === 'week') {
    const first = start - daysUntil(weekStart, weekdayOf(start)) + turn * interval * 7
    const days = weekdays.length === 0 ? [weekdayOf(start)] : weekdays
    return days
      .map((weekday) => first + daysUntil(weekStart, weekday))
      .filter((day) => day >= start)
      .toSorted((one, other) => one - other)
  }
  const { month, date, year } = civilOf(start)
  const months = every === 'month' ? turn * interval : turn * interval * 12
  const day = dayInMonth(monthIndexOf({ year, month, date }) + months, date)
  return civilOf(day).date === date ? [day] : []
}

const longest: Readonly<Record<Rule['every'], number>> = { day: 1, week: 7, month: 31, year: 366 }

/** A turn before the range, from which on it is looked: what began long ago has not used up its looks by then. Counts count from the first. */
const firstTurn = ({ every, interval, count }: Rule, start: Day, fromMs: number): number => {
  if (count !== null) return 0
  const days = Math.floor(fromMs / DAY_MS) - start
  return Math.max(0, Math.floor(days / (longest[every] * interval)) - 1)
}

type WallRange = { readonly fromMs: number; readonly toMs: number }

/** What is left to be looked at of a file; below nothing, what was found is not all. */
export type Looks = { left: number }
export const looksOfFile = (): Looks => ({ left: LOOKS_PER_FILE })
export const overLooked = `repeats more than ${LOOKS_PER_FILE} times in all`

type Begin = { readonly startWallMs: number; readonly rule: Rule | null }

/** Returns when it begins, on its wall clock, from one instant to another. */
export const begins = ({ startWallMs, rule }: Begin, range: WallRange, looks: Looks): readonly number[] => {
  if (rule !== null) return repeated({ startWallMs, rule }, range, looks)
  return range.fromMs <= startWallMs && startWallMs < range.toMs ? [startWallMs] : []
}

const repeated = (
  { startWallMs, rule }: { readonly startWallMs: number; readonly rule: Rule },
  { fromMs, toMs }: WallRange,
  looks: Looks,
): readonly number[] => {
  const start = Math.floor(startWallMs / DAY_MS)
  const timeMs = startWallMs - start * DAY_MS
  const endMs = Math.min(toMs, rule.untilWallMs === null ? toMs : rule.untilWallMs + 1)
  const countMax = rule.count ?? Number.POSITIVE_INFINITY
  const found: number[] = []
  let counted = 0
  const first = firstTurn(rule, start, fromMs)
  for (let turn = first; turn < first + LOOKS_MAX && looks.left >= 0; turn += 1) {
    looks.left -= 1
    for (const day of daysOf(rule, start, turn)) {
      const wallMs = day * DAY_MS + timeMs
      counted += 1
      if (wallMs >= endMs || counted > countMax) return found
      if (wallMs >= fromMs) found.push(wallMs)
    }
  }
  return found
}

/** Whether it falls on the same date of every year, for ever. */
export const isOfEveryYear = (rule: Rule | null): boolean =>
  rule?.every === 'year' && rule.interval === 1 && rule.count === null && rule.untilWallMs === null

export const dayText = (day: Day, isEveryYear: boolean): string => {
  const { year, month, date } = civilOf(day)
  const two = (value: number): string => String(value).padStart(2, '0')
  return isEveryYear ? `${two(month)}-${two(date)}` : `${year}-${two(month)}-${two(date)}`
}
