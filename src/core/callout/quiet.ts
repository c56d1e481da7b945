// Quiet hours (おやすみ時間) of a person: while they last, nothing is delivered to them but what is urgent enough to break through.
// Asked at dial time, as pauses are.

import { type Condition, changesAtMs, holds, type OpenCondition, openCondition } from '../calendar/condition.ts'
import { nationalHolidays } from '../calendar/holidays.ts'
import { type Checked, good } from '../calendar/refusal.ts'
import { openZone } from '../calendar/zone.ts'
import type { QuietNow } from './event.ts'
import type { Facts } from './work.ts'

/** As they are stored: wall times of the person's own zone, and whose national holidays its rules mean. */
export type QuietHours = Condition & {
  readonly zone: string
  readonly country: 'JP' | null
  /** Callouts of this priority, and of more urgent ones, are delivered all the same: 0 (first) … 9 (last). */
  readonly breaksThrough: number
}

export type OpenQuiet = { readonly condition: OpenCondition; readonly breaksThrough: number }

/** Of those who have any, by their ids. */
export type QuietPeople = ReadonlyMap<string, OpenQuiet>

/** @errors those of openZone and openCondition */
export const openQuiet = ({ zone, country, breaksThrough, ...condition }: QuietHours): Checked<OpenQuiet> => {
  const opened = openZone(zone)
  if (!opened.ok) return opened
  const open = openCondition(condition, opened.value, nationalHolidays(country))
  return open.ok ? good({ condition: open.value, breaksThrough }) : open
}

/** For whom, and how urgent. */
export type Disturbing = { readonly userId: string | null; readonly priority: number }

const isQuiet = (quiet: OpenQuiet | undefined, priority: number, atMs: number): quiet is OpenQuiet => {
  if (quiet === undefined || priority <= quiet.breaksThrough) return false
  const held = holds(quiet.condition, atMs)
  // Beyond the years that calendars are answered for, nobody is.
  return held.ok && held.value
}

/** Whether a callout of that priority is kept from somebody at an instant. */
export const isQuietAt = (people: QuietPeople, { userId, priority }: Disturbing, atMs: number): boolean =>
  userId !== null && isQuiet(people.get(userId), priority, atMs)

/** Returns until when it is kept from somebody, or undefined where it is not. */
export const quietAt = (people: QuietPeople, { userId, priority }: Disturbing, atMs: number): QuietNow | undefined => {
  const quiet = userId === null ? undefined : people.get(userId)
  if (!isQuiet(quiet, priority, atMs)) return undefined
  const untilMs = changesAtMs(quiet.condition, atMs)
  return { untilMs, breaksThrough: quiet.breaksThrough, priority }
}

/** What the words of a quiet hour need. */
export const quietFacts = ({ untilMs, breaksThrough, priority }: QuietNow): Facts => ({
  priority,
  breaksThrough,
  ...(untilMs === null ? {} : { atMs: untilMs }),
})
