// (k) Calendars and duty schedules, in memory alone: a year of 500 schedules of ten layers each, who is on duty in all of
// them now, the next change of a condition, and all of Japan's holidays.

import { type Condition, nextChange, openCondition } from '#core/calendar/condition'
import { DAY_MS, dayOf, type Weekday } from '#core/calendar/day'
import { finalSchedule, nextHandOff, onDutyAt } from '#core/calendar/duty'
import { openHolidays } from '#core/calendar/holidays'
import { japaneseHolidays } from '#core/calendar/japan'
import type { Checked } from '#core/calendar/refusal'
import type { Layer, Shift } from '#core/calendar/rotation'
import { type OpenSchedule, type Override, openSchedule } from '#core/calendar/schedule'
import { openZone } from '#core/calendar/zone'
import { atMost, figure, percentile, type Row } from './figures.ts'
import type { Size } from './starts.ts'

const LAYERS = 10
export const startMs = dayOf(2026, 1, 1) * DAY_MS
const year = { fromMs: startMs, toMs: startMs + 365 * DAY_MS }
const holidays = { country: 'JP' as const, added: [], removed: [] }
const zones = ['Asia/Tokyo', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe']
const working: Condition = {
  anyOf: [{ weekdays: [1, 2, 3, 4, 5], holiday: 'no', bands: [{ from: '09:00', to: '18:00' }] }],
}
const nights: Condition = { anyOf: [{ bands: [{ from: '22:00', to: '06:00' }] }] }

const sure = <Value>(checked: Checked<Value>): Value => {
  if (!checked.ok) throw new Error(checked.detail)
  return checked.value
}

const shiftOf = (index: number): Shift => {
  if (index % 10 === 9) return { unit: 'month', every: 1, time: '09:00', date: 31 }
  if (index % 5 === 4) return { unit: 'hour', every: 8, time: '09:00' }
  if (index % 2 === 1) return { unit: 'week', every: 1, time: '09:00', weekday: ((index % 7) + 1) as Weekday }
  return { unit: 'day', every: 1, time: '18:00' }
}

/** Restrictions on all but the lowest, so that every layer is seen. */
const layerOf = (index: number, lowest: boolean): Layer => ({
  key: `${index}`,
  shift: shiftOf(index),
  people: ['anna', 'ben', 'chie', 'dan', 'eri'].slice(0, 2 + (index % 4)),
  startsAtMs: startMs - (index % 400) * DAY_MS,
  endsAtMs: null,
  only: lowest ? null : index % 2 === 0 ? working : nights,
})

const overridesOf = (count: number): readonly Override[] =>
  Array.from({ length: count }, (_, index) => {
    const fromMs = startMs + Math.floor((index * 365 * DAY_MS) / count)
    return {
      id: `${index}`,
      position: 'p',
      fromMs,
      toMs: fromMs + DAY_MS,
      change: { kind: 'replace', person: 'anna', by: 'fumi' },
    }
  })

/** Ten layers of every kind of shift, in one of four zones. */
export const scheduleOf = (index: number, overrides: number): OpenSchedule => {
  const layers = Array.from({ length: LAYERS }, (_, layer) => layerOf(index * LAYERS + layer, layer === LAYERS - 1))
  const zone = zones[index % zones.length] ?? 'UTC'
  return sure(
    openSchedule({
      zone,
      holidays,
      positions: [{ key: 'p', layers }],
      overrides: overridesOf(overrides),
      temporaries: [],
    }),
  )
}

/** Milliseconds that each call took. */
const timed = (count: number, work: (index: number) => unknown): readonly number[] =>
  Array.from({ length: count }, (_, index) => {
    const beganMs = performance.now()
    work(index)
    return performance.now() - beganMs
  })
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

export const calendars = ({ quick }: Size): Promise<readonly Row[]> => {
  const count = quick ? 50 : 500
  const schedules: OpenSchedule[] = []
  const opening = timed(count, (index) => schedules.push(scheduleOf(index, 20)))
  let segments = 0
  const resolving = timed(count, (index) => {
    const final = sure(finalSchedule(schedules[index] as OpenSchedule, year))
    segments += final.reduce((total, one) => total + one.segments.length, 0)
  })
  const nowMs = startMs + 100.4 * DAY_MS
  const asking = timed(count, (index) => sure(onDutyAt(schedules[index] as OpenSchedule, nowMs)))
  const handing = timed(count, (index) => sure(nextHandOff(schedules[index] as OpenSchedule, nowMs)))
  const full = scheduleOf(0, 10_000)
  const overridden = timed(1, () => sure(finalSchedule(full, year)))
  const condition = sure(openCondition(working, sure(openZone('Asia/Tokyo')), sure(openHolidays(holidays))))
  const changing = timed(count, (index) => sure(nextChange(condition, startMs + index * 17 * 3_600_000)))
  const reading = timed(152, (index) => sure(japaneseHolidays(1948 + index)))
  const rows = [
    figure('k', `${count} schedules × ${LAYERS} layers checked and opened`, [sum(opening), 'ms']),
    atMost(figure('k', `the same resolved for a year (${segments} segments)`, [sum(resolving), 'ms']), 5_000),
    figure('k', 'one schedule for a year, p99', [percentile(resolving, 0.99), 'ms']),
    figure('k', 'one year under 10,000 overrides', [sum(overridden), 'ms']),
    figure('k', 'who is on duty now, p50', [percentile(asking, 0.5) * 1_000, 'µs']),
    figure('k', 'the next hand-off, p50', [percentile(handing, 0.5), 'ms']),
    figure('k', 'the next change of a condition, p50', [percentile(changing, 0.5) * 1_000, 'µs']),
    figure('k', 'holidays of 152 years', [sum(reading), 'ms']),
  ]
  return Promise.resolve(rows)
}
