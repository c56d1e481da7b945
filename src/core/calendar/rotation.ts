// Whose turn it is in one layer. Turns are counted on the wall clock: turn k begins when the clock there first reaches the
// first hand-off plus k times the shift, so hand-offs stay at their time of day through summer time, one shift being an
// hour shorter or longer. A shift that a change of clocks leaves no time for is passed over. Restrictions do not stop the
// count: who has the night has it, also where only days are served.

import { limits } from '../limits.ts'
import { type Condition, holdsAt, type OpenCondition, openCondition, spansIn } from './condition.ts'
import {
  civilOf,
  DAY_MS,
  dayInMonth,
  daysUntil,
  HOUR_MS,
  isWeekday,
  monthIndexOf,
  parseTime,
  type Weekday,
  weekdayOf,
} from './day.ts'
import type { OpenHolidays } from './holidays.ts'
import { type Checked, good, type Refused, refuse } from './refusal.ts'
import { during, type Span } from './spans.ts'
import { dayAt, instantOf, outOfRange, wallAt, type Zone } from './zone.ts'

/** A shift lasts `every` units; it is handed on at `time` (`HH:MM`). */
export type Shift =
  | { readonly unit: 'hour' | 'day'; readonly every: number; readonly time: string }
  | { readonly unit: 'week'; readonly every: number; readonly time: string; readonly weekday: Weekday }
  /** On this date, 1–31, or on the last day of a month that has no such date. */
  | { readonly unit: 'month'; readonly every: number; readonly time: string; readonly date: number }

export type Layer = {
  readonly key: string
  readonly shift: Shift
  /** In turn. The first has the shift in which the layer starts, which may so be a short one. */
  readonly people: readonly string[]
  readonly startsAtMs: number
  readonly endsAtMs: number | null
  /** Served only then; null: always. */
  readonly only: Condition | null
}

/** Why somebody is on duty; `of` is the key of the layer, or the id of the temporary schedule or override. */
export type Duty = {
  readonly person: string
  readonly because: 'rotation' | 'temporary' | 'added' | 'replaced'
  readonly of: string
}

/** A stretch of time in which the same people are on duty; without anybody there is no segment. */
export type Segment = Span & { readonly duties: readonly Duty[] }

/** Turns on the wall clock: when each begins, and which one is near a wall time (that one, or one too late). */
type Turns = { readonly wallOf: (turn: number) => number; readonly near: (wallMs: number) => number }

export type OpenLayer = Span & {
  readonly zone: Zone
  /** One per person in turn. */
  readonly duties: readonly (readonly Duty[])[]
  readonly turns: Turns
  /** The number of the turn in which the layer starts. */
  readonly firstTurn: number
  readonly only: OpenCondition | null
}

const MONTH_DAYS_MAX = 31

const evenly = (anchorMs: number, lengthMs: number): Turns => ({
  wallOf: (turn) => anchorMs + turn * lengthMs,
  near: (wallMs) => Math.floor((wallMs - anchorMs) / lengthMs),
})

const monthly = (anchorMonth: number, { every, date }: { every: number; date: number }, timeMs: number): Turns => ({
  wallOf: (turn) => dayInMonth(anchorMonth + turn * every, date) * DAY_MS + timeMs,
  near: (wallMs) => Math.floor((monthIndexOf(civilOf(Math.floor(wallMs / DAY_MS))) - anchorMonth) / every),
})

/** Returns the turns counted from the last hand-off at or before the start. */
const turnsOf = (shift: Shift, zone: Zone, startMs: number): Turns => {
  // Checked to be a time before anybody asks.
  const timeMs = parseTime(shift.time) as number
  const today = dayAt(zone, startMs)
  const begun = (day: number): boolean => instantOf(zone, day * DAY_MS + timeMs) <= startMs
  switch (shift.unit) {
    case 'hour':
    case 'day': {
      const day = begun(today) ? today : today - 1
      return evenly(day * DAY_MS + timeMs, shift.every * (shift.unit === 'hour' ? HOUR_MS : DAY_MS))
    }
    case 'week': {
      const day = today - daysUntil(shift.weekday, weekdayOf(today))
      return evenly((begun(day) ? day : day - 7) * DAY_MS + timeMs, shift.every * 7 * DAY_MS)
    }
    case 'month': {
      const month = monthIndexOf(civilOf(today))
      return monthly(begun(dayInMonth(month, shift.date)) ? month : month - 1, shift, timeMs)
    }
  }
}

const handOffMs = ({ zone, turns }: Pick<OpenLayer, 'zone' | 'turns'>, turn: number): number =>
  instantOf(zone, turns.wallOf(turn))

/** Returns the number of the turn at an instant. */
const turnAt = (layer: Pick<OpenLayer, 'zone' | 'turns'>, atMs: number): number => {
  let turn = layer.turns.near(wallAt(layer.zone, atMs))
  while (handOffMs(layer, turn) > atMs) turn -= 1
  while (handOffMs(layer, turn + 1) <= atMs) turn += 1
  return turn
}

const dutiesOf = (layer: OpenLayer, turn: number): readonly Duty[] =>
  layer.duties[(turn - layer.firstTurn) % layer.duties.length] as readonly Duty[]

const wrongDay = (shift: Shift, place: string): Refused | null => {
  switch (shift.unit) {
    case 'hour':
    case 'day':
      return null
    case 'week':
      return isWeekday(shift.weekday) ? null : refuse('schedule.hand_off_day', `${place}: weekday ${shift.weekday}`)
    case 'month': {
      const exists = Number.isInteger(shift.date) && shift.date >= 1 && shift.date <= MONTH_DAYS_MAX
      return exists ? null : refuse('schedule.hand_off_day', `${place}: date ${shift.date}`)
    }
  }
}

const wrongShift = (shift: Shift, place: string): Refused | null => {
  const { min, max } = limits.shiftUnits
  if (!Number.isInteger(shift.every) || shift.every < min || shift.every > max) {
    return refuse('schedule.shift_length', `${place}: every ${shift.every}; ${min}–${max}`)
  }
  const timeMs = parseTime(shift.time)
  if (timeMs === null || timeMs === DAY_MS)
    return refuse('calendar.time_malformed', `${place} ${JSON.stringify(shift.time.slice(0, 10))}`)
  return wrongDay(shift, place)
}

const wrongTimes = ({ startsAtMs, endsAtMs }: Layer, place: string): Refused | null => {
  const refused =
    outOfRange(startsAtMs, `${place}.startsAtMs`) ??
    (endsAtMs === null ? null : outOfRange(endsAtMs, `${place}.endsAtMs`))
  if (refused !== null) return refused
  return endsAtMs !== null && endsAtMs <= startsAtMs ? refuse('schedule.end_before_start', place) : null
}

const wrongPeople = (people: readonly string[], place: string): Refused | null => {
  const { min, max } = limits.peoplePerRotation
  if (people.length < min) return refuse('schedule.rotation_empty', place)
  if (people.length > max) return refuse('schedule.too_many', `${place}: ${people.length} people; at most ${max}`)
  return people.includes('') ? refuse('schedule.person_missing', `${place}.people[${people.indexOf('')}]`) : null
}

/** @errors schedule.rotation_empty, schedule.person_missing, schedule.shift_length, schedule.hand_off_day, schedule.end_before_start, schedule.too_many, calendar.time_malformed, calendar.out_of_range and those of openCondition */
export const openLayer = (
  layer: Layer,
  place: string,
  { zone, holidays }: { zone: Zone; holidays: OpenHolidays },
): Checked<OpenLayer> => {
  const refused =
    wrongPeople(layer.people, place) ?? wrongShift(layer.shift, `${place}.shift`) ?? wrongTimes(layer, place)
  if (refused !== null) return refused
  const only = layer.only === null ? good(null) : openCondition(layer.only, zone, holidays)
  if (!only.ok) return { ...only, detail: `${place}.only.${only.detail}` }
  const turns = turnsOf(layer.shift, zone, layer.startsAtMs)
  return good({
    fromMs: layer.startsAtMs,
    toMs: layer.endsAtMs ?? Number.POSITIVE_INFINITY,
    zone,
    duties: layer.people.map((person) => [{ person, because: 'rotation', of: layer.key }]),
    turns,
    firstTurn: turnAt({ zone, turns }, layer.startsAtMs),
    only: only.value,
  })
}

/** Returns who has the layer's turn at an instant; nobody outside its time. */
export const layerDutiesAt = (layer: OpenLayer, atMs: number): readonly Duty[] => {
  if (atMs < layer.fromMs || atMs >= layer.toMs) return []
  if (layer.only !== null && !holdsAt(layer.only, atMs)) return []
  return dutiesOf(layer, turnAt(layer, atMs))
}

/** Returns the layer's turns within a range, in order. */
export const layerSegments = (layer: OpenLayer, range: Span): readonly Segment[] => {
  const fromMs = Math.max(range.fromMs, layer.fromMs)
  const toMs = Math.min(range.toMs, layer.toMs)
  if (fromMs >= toMs) return []
  const segments: Segment[] = []
  let turn = turnAt(layer, fromMs)
  for (let beginMs = fromMs; beginMs < toMs; turn += 1) {
    const endMs = Math.min(handOffMs(layer, turn + 1), toMs)
    if (endMs > beginMs) segments.push({ fromMs: beginMs, toMs: endMs, duties: dutiesOf(layer, turn) })
    beginMs = endMs
  }
  if (layer.only === null) return segments
  return during(segments, spansIn(layer.only, { fromMs, toMs }), { fromMs, toMs })
}
