// When something applies: weekdays, dates, holidays, bands of time. A rule picks days and says from when to when on each of
// them; a band that goes on after midnight, or until another weekday, belongs to the day on which it began. Of several
// rules any will do. How wall times become instants, also where clocks are changed: zone.ts.

import { limits } from '../limits.ts'
import { DAY_MS, type Day, daysUntil, isWeekday, parseTime, type Weekday, weekdayOf } from './day.ts'
import { type DateRange, type DayTest, holidayOn, type OpenHolidays, openDates } from './holidays.ts'
import { type Checked, every, good, refuse } from './refusal.ts'
import { clipped, complement, type Span, united } from './spans.ts'
import { cappedAtEnd, dayAt, instantOf, outOfRange, type Zone } from './zone.ts'

/**
 * From a time of day to another, `HH:MM`; `to` may be `24:00`. Where `to` is not later it is on the next day. With
 * `toWeekday` it is on the first such day from then on: Friday 18:00 to Monday 09:00.
 */
export type Band = { readonly from: string; readonly to: string; readonly toWeekday?: Weekday | undefined }

/** What is absent does not matter: a rule of `{}` is always. */
export type Rule = {
  readonly weekdays?: readonly Weekday[] | undefined
  readonly dates?: readonly DateRange[] | undefined
  /** `eve`: the day after is a holiday, whatever the day itself is. */
  readonly holiday?: 'yes' | 'no' | 'eve' | undefined
  readonly bands?: readonly Band[] | undefined
}

export type Condition = {
  readonly anyOf: readonly Rule[]
  /** All the time that no rule covers, instead. */
  readonly inverted?: boolean | undefined
}

type OpenBand = { readonly fromMs: number; readonly toMs: number; readonly toWeekday: Weekday | null }
type OpenRule = { readonly fits: DayTest; readonly bands: readonly OpenBand[] }

export type OpenCondition = { readonly zone: Zone; readonly rules: readonly OpenRule[]; readonly inverted: boolean }

/** The longest band reaches this many days beyond the one on which it began. */
const REACH_DAYS = 7
/** How many days are looked at together when the next change is looked for; doubled as long as there is none. */
const WINDOW_DAYS = { first: 8, max: 512 }

const openBand = (band: Band, place: string): Checked<OpenBand> => {
  const [fromMs, toMs] = [parseTime(band.from), parseTime(band.to)]
  const said = `${place} ${JSON.stringify(band.from.slice(0, 10))} to ${JSON.stringify(band.to.slice(0, 10))}`
  if (fromMs === null || toMs === null || fromMs === DAY_MS) return refuse('calendar.time_malformed', said)
  const toWeekday = band.toWeekday ?? null
  if (toWeekday !== null && !isWeekday(toWeekday))
    return refuse('calendar.weekday_unknown', `${place}.toWeekday ${toWeekday}`)
  // Nothing, or a whole day? Whoever means a day says 00:00 to 24:00.
  if (toWeekday === null && fromMs === toMs) return refuse('calendar.band_empty', said)
  return good({ fromMs, toMs, toWeekday })
}

const WHOLE_DAY: OpenBand = { fromMs: 0, toMs: DAY_MS, toWeekday: null }

const holidayTest = (wanted: Rule['holiday'], holidays: OpenHolidays): DayTest | null => {
  switch (wanted) {
    case undefined:
      return null
    case 'yes':
      return (day) => holidayOn(holidays, day) !== null
    case 'no':
      return (day) => holidayOn(holidays, day) === null
    case 'eve':
      return (day) => holidayOn(holidays, day + 1) !== null
  }
}

const weekdayTest = ({ weekdays }: Rule, place: string): Checked<DayTest | null> => {
  if (weekdays === undefined) return good(null)
  const odd = weekdays.find((weekday) => !isWeekday(weekday))
  if (odd !== undefined) return refuse('calendar.weekday_unknown', `${place}.weekdays ${odd}`)
  return good((day) => weekdays.includes(weekdayOf(day)))
}

const dateTest = ({ dates }: Rule, place: string): Checked<DayTest | null> => {
  if (dates === undefined) return good(null)
  const max = limits.datesPerRule.max
  if (dates.length > max) return refuse('calendar.too_many', `${place}: ${dates.length} dates; at most ${max}`)
  const tests = every(dates, (range, index) => openDates(range, `${place}.dates[${index}]`))
  return tests.ok ? good((day) => tests.value.some((test) => test(day))) : tests
}

const openBands = ({ bands }: Rule, place: string): Checked<readonly OpenBand[]> => {
  if (bands === undefined) return good([WHOLE_DAY])
  const max = limits.bandsPerRule.max
  if (bands.length > max) return refuse('calendar.too_many', `${place}: ${bands.length} bands; at most ${max}`)
  return every(bands, (band, index) => openBand(band, `${place}.bands[${index}]`))
}

const openRule = (rule: Rule, place: string, holidays: OpenHolidays): Checked<OpenRule> => {
  const weekdays = weekdayTest(rule, place)
  if (!weekdays.ok) return weekdays
  const dates = dateTest(rule, place)
  if (!dates.ok) return dates
  const bands = openBands(rule, place)
  if (!bands.ok) return bands
  const tests = [weekdays.value, dates.value, holidayTest(rule.holiday, holidays)].filter((test) => test !== null)
  return good({ fits: (day) => tests.every((test) => test(day)), bands: bands.value })
}

/** @errors calendar.condition_empty, calendar.too_many, calendar.weekday_unknown, calendar.time_malformed, calendar.band_empty and those of openDates */
export const openCondition = (condition: Condition, zone: Zone, holidays: OpenHolidays): Checked<OpenCondition> => {
  const count = condition.anyOf.length
  if (count < limits.conditionRules.min) return refuse('calendar.condition_empty', 'anyOf has no rule')
  if (count > limits.conditionRules.max)
    return refuse('calendar.too_many', `anyOf has ${count} rules; at most ${limits.conditionRules.max}`)
  const rules = every(condition.anyOf, (rule, index) => openRule(rule, `anyOf[${index}]`, holidays))
  return rules.ok ? good({ zone, rules: rules.value, inverted: condition.inverted ?? false }) : rules
}

const spanOf = (zone: Zone, day: Day, { fromMs, toMs, toWeekday }: OpenBand): Span => {
  const ahead = toWeekday === null ? 0 : daysUntil(weekdayOf(day), toWeekday)
  const days = ahead > 0 || toMs > fromMs ? ahead : toWeekday === null ? 1 : 7
  return { fromMs: instantOf(zone, day * DAY_MS + fromMs), toMs: instantOf(zone, (day + days) * DAY_MS + toMs) }
}

/** Returns when the condition holds within a range: sorted, apart from one another. */
export const spansIn = ({ zone, rules, inverted }: OpenCondition, range: Span): readonly Span[] => {
  const found: Span[] = []
  const last = dayAt(zone, range.toMs)
  for (let day = dayAt(zone, range.fromMs) - REACH_DAYS; day <= last; day += 1) {
    for (const { fits, bands } of rules) {
      if (fits(day)) for (const band of bands) found.push(spanOf(zone, day, band))
    }
  }
  const covered = united(clipped(found, range))
  return inverted ? complement(covered, range) : covered
}

/** Says whether the condition holds at an instant within the supported years. */
export const holdsAt = ({ zone, rules, inverted }: OpenCondition, atMs: number): boolean => {
  const today = dayAt(zone, atMs)
  const covers = (day: Day, band: OpenBand): boolean => {
    const { fromMs, toMs } = spanOf(zone, day, band)
    return fromMs <= atMs && atMs < toMs
  }
  const covered = rules.some(({ fits, bands }) => {
    for (let day = today - REACH_DAYS; day <= today; day += 1) {
      if (fits(day) && bands.some((band) => covers(day, band))) return true
    }
    return false
  })
  return covered !== inverted
}

/**
 * Does the condition hold at an instant?
 * @errors calendar.out_of_range
 */
export const holds = (condition: OpenCondition, atMs: number): Checked<boolean> =>
  outOfRange(atMs, 'at') ?? good(holdsAt(condition, atMs))

/** Returns an instant up to which the answer stays what it is: that of the next change, or eight days from now. */
export const unchangedUntil = (condition: OpenCondition, atMs: number): number => {
  const range = { fromMs: atMs, toMs: cappedAtEnd(atMs + WINDOW_DAYS.first * DAY_MS) }
  const [first = { fromMs: range.toMs, toMs: range.toMs }] = spansIn(condition, range)
  return first.fromMs > atMs ? first.fromMs : first.toMs
}

/**
 * Returns the first instant after this one at which the answer is another, or null when there is none within
 * limits.conditionAheadDays and the supported years.
 * @errors calendar.out_of_range
 */
export const nextChange = (condition: OpenCondition, atMs: number): Checked<number | null> => {
  const refused = outOfRange(atMs, 'at')
  if (refused !== null) return refused
  const now = holdsAt(condition, atMs)
  const horizonMs = cappedAtEnd(atMs + limits.conditionAheadDays.max * DAY_MS)
  let days = WINDOW_DAYS.first
  for (let fromMs = atMs; fromMs < horizonMs; days = Math.min(days * 2, WINDOW_DAYS.max)) {
    const toMs = Math.min(fromMs + days * DAY_MS, horizonMs)
    const [first = { fromMs: toMs, toMs }] = spansIn(condition, { fromMs, toMs })
    const changeMs = now ? (first.fromMs > fromMs ? fromMs : first.toMs) : first.fromMs
    if (changeMs < toMs) return good(changeMs)
    fromMs = toMs
  }
  return good(null)
}

/** When the answer will be another; null: not within that horizon, or nobody knows. */
export const changesAtMs = (condition: OpenCondition, atMs: number): number | null => {
  const change = nextChange(condition, atMs)
  return change.ok ? change.value : null
}
