// Whole days of somebody else's calendar as days off: those of every year once, the others day by day for the years ahead.

import { DAY_MS } from '#core/calendar/day'
import type { IcalEvent, Skipped } from './read.ts'
import { begins, dayText, isOfEveryYear, type Looks } from './repeat.ts'

export type DayOff = { readonly from: string; readonly through: string; readonly name: string }

const BEFORE_MS = 366 * DAY_MS
const AHEAD_MS = 10 * 366 * DAY_MS

const spanOf = (wallMs: number, lengthMs: number, isEveryYear: boolean) => ({
  from: dayText(Math.floor(wallMs / DAY_MS), isEveryYear),
  through: dayText(Math.floor((wallMs + lengthMs - 1) / DAY_MS), isEveryYear),
})

const daysOf = (event: IcalEvent, nowMs: number, looks: Looks): readonly DayOff[] => {
  const { startWallMs, lengthMs, rule, without, summary } = event
  const name = summary === '' ? '-' : summary
  if (isOfEveryYear(rule) && without.size === 0) return [{ ...spanOf(startWallMs, lengthMs, true), name }]
  return begins(event, { fromMs: nowMs - BEFORE_MS, toMs: nowMs + AHEAD_MS }, looks)
    .filter((wallMs) => !without.has(wallMs))
    .map((wallMs) => ({ ...spanOf(wallMs, lengthMs, false), name }))
}

export const daysOff = (events: readonly IcalEvent[], nowMs: number, looks: Looks) => {
  const skipped: Skipped[] = []
  const days = new Map<string, DayOff>()
  for (const event of events) {
    if (event.isWholeDays) for (const day of daysOf(event, nowMs, looks)) days.set(`${day.from} ${day.through}`, day)
    else skipped.push({ summary: event.summary, why: 'not_whole_days' })
  }
  return { days: [...days.values()].sort((one, other) => (one.from < other.from ? -1 : 1)), skipped }
}
