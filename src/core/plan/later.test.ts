// When a callout begins that is not urgent, as a table: by which rule, and when.
import { describe, expect, it } from 'vitest'
import { instant, opened } from '../../../tests/support/calendar.ts'
import { openCalendar } from '../calendar/calendar.ts'
import type { CalendarId } from '../ids.ts'
import { goneIn, laterAt, openLater } from './later.ts'
import type { LaterRule } from './policy.ts'

const office = opened(
  openCalendar({
    zone: 'Asia/Tokyo',
    country: 'JP',
    added: [],
    removed: [],
    conditions: [
      {
        key: 'working',
        anyOf: [{ weekdays: [1, 2, 3, 4, 5], holiday: 'no', bands: [{ from: '09:00', to: '17:30' }] }],
      },
      { key: 'yearly', anyOf: [{ dates: [{ from: '11-01', through: '11-01' }] }] },
      { key: 'never', inverted: true, anyOf: [{}] },
    ],
  }),
)
const calendars = new Map([['c1', { key: 'office', open: office }]])
const until = (condition: string, calendar = 'c1') => ({ calendar: calendar as CalendarId, condition })
const DAY_MS = 86_400_000
const night = instant('2026-12-02T03:00')

const at = (rules: readonly LaterRule[], priority: number, atMs = night) =>
  laterAt(openLater(rules, calendars), priority, atMs)
const untilOf = (rules: readonly LaterRule[], priority: number, atMs = night) =>
  at(rules, priority, atMs)?.untilMs ?? null

describe('what is not urgent begins later', () => {
  const rules: readonly LaterRule[] = [
    { fromPriority: 7, until: until('working') },
    { fromPriority: 4, seconds: 600 },
  ]
  it.each([
    ['the most urgent at once', 0, null],
    ['one more urgent than any rule at once', 3, null],
    ['after a while', 4, night + 600_000],
    ['by the last rule that fits', 6, night + 600_000],
    ['by the first rule that fits: in working hours', 7, instant('2026-12-02T09:00')],
    ['the least urgent too', 9, instant('2026-12-02T09:00')],
  ] as const)('%s', (...[, priority, untilMs]) => {
    expect(untilOf(rules, priority)).toBe(untilMs)
  })

  it('is told by which condition of which calendar', () => {
    expect(at(rules, 7)).toMatchObject({ why: 'waits_for_hours', calendar: 'office', condition: 'working' })
    expect(at(rules, 4)).toEqual({ why: 'begins_delayed', untilMs: night + 600_000 })
  })

  it('over a weekend and a holiday; at once where the condition holds already', () => {
    expect(untilOf(rules, 9, instant('2027-01-01T12:00'))).toBe(instant('2027-01-04T09:00'))
    expect(untilOf(rules, 9, instant('2026-12-02T09:00'))).toBeNull()
  })

  it('for any priority where a rule names none', () => {
    expect(untilOf([{ seconds: 60 }], 0)).toBe(night + 60_000)
    expect(untilOf([], 9)).toBeNull()
  })

  it('after 14 days at the latest, also where the condition never holds', () => {
    expect(untilOf([{ until: until('yearly') }], 5)).toBe(night + 14 * DAY_MS)
    expect(untilOf([{ until: until('never') }], 5)).toBe(night + 14 * DAY_MS)
  })

  it('at once where the condition is gone, which is found, or beyond the years of calendars', () => {
    const gone: readonly LaterRule[] = [{ until: until('lunch') }, { until: until('working', 'c2') }, { seconds: 1 }]
    expect(untilOf(gone, 5)).toBeNull()
    expect(goneIn(openLater(gone, calendars))).toEqual(['lunch', 'working'])
    expect(goneIn(openLater(rules, calendars))).toEqual([])
    expect(untilOf([{ until: until('never') }], 5, instant('2150-01-01T00:00'))).toBeNull()
  })
})
