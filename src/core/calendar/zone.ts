// When a clock on the wall shows something, in any zone. The one file of core that asks Temporal: for the stretches of time
// with one offset. One rule everywhere: a wall time happens once, at the first instant at which a clock there shows it or
// later. So what is set for a time that a change to summer time leaves out happens when the clock jumps, what is set for a
// time that comes twice happens the first time, and intervals between wall times always tile: no gap, no overlap.

import { Temporal } from 'temporal-polyfill'
import { limits } from '../limits.ts'
import { DAY_MS, type Day, dayOf } from './day.ts'
import { type Checked, good, type Refused, refuse } from './refusal.ts'

type Stretch = { readonly fromMs: number; readonly toMs: number; readonly offsetMs: number }

export type Zone = {
  readonly id: string
  /** The stretches of one block of time, in order, without a hole. */
  readonly stretchesOf: (block: number) => readonly Stretch[]
}

/** Blocks are about a year long: looked up by a division, filled when first asked for. */
const BLOCK_MS = 366 * DAY_MS
/** No clock was ever set back by more than this in the supported years. */
const BACK_MS = 2 * DAY_MS

const startMs = dayOf(limits.calendarYears.min, 1, 1) * DAY_MS
const endMs = dayOf(limits.calendarYears.max + 1, 1, 1) * DAY_MS

/** Returns the refusal of an instant outside the supported years (UTC), or null. */
export const outOfRange = (atMs: number, name: string): Refused | null => {
  if (Number.isSafeInteger(atMs) && atMs >= startMs && atMs < endMs) return null
  const years = `${limits.calendarYears.min}–${limits.calendarYears.max}`
  return refuse('calendar.out_of_range', `${name} ${atMs} is not an instant of the years ${years}`)
}

/** Returns the end of the supported years or this instant, whichever is first. */
export const cappedAtEnd = (atMs: number): number => Math.min(atMs, endMs)

/** Returns the beginning of the supported years or this instant, whichever is last. */
export const cappedAtStart = (atMs: number): number => Math.max(atMs, startMs)

const readStretches = (id: string, block: number): readonly Stretch[] => {
  const stretches: Stretch[] = []
  const blockEndMs = (block + 1) * BLOCK_MS
  let at = Temporal.Instant.fromEpochMilliseconds(block * BLOCK_MS).toZonedDateTimeISO(id)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    const toMs = next === null ? blockEndMs : Math.min(next.epochMilliseconds, blockEndMs)
    stretches.push({ fromMs: at.epochMilliseconds, toMs, offsetMs: at.offsetNanoseconds / 1_000_000 })
    if (next === null || toMs === blockEndMs) return stretches
    at = next
  }
}

/** Offsets (`+09:00`) and whole date-times are understood by Temporal, but are no zones whose clocks people follow. */
const namePattern = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/

const canonicalId = (name: string): string | null => {
  if (!namePattern.test(name)) return null
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId
  } catch {
    // Temporal's only way to say that it knows no such zone.
    return null
  }
}

/** What was read stays read: one entry per zone of the time zone database, so this cannot grow without bound. */
const opened = new Map<string, Zone>()

/** @errors calendar.zone_unknown */
export const openZone = (name: string): Checked<Zone> => {
  const id = canonicalId(name)
  if (id === null) return refuse('calendar.zone_unknown', `zone ${JSON.stringify(name.slice(0, 64))}`)
  const before = opened.get(id)
  if (before !== undefined) return good(before)
  const blocks = new Map<number, readonly Stretch[]>()
  const stretchesOf = (block: number) => {
    const known = blocks.get(block)
    if (known !== undefined) return known
    const read = readStretches(id, block)
    blocks.set(block, read)
    return read
  }
  const zone = { id, stretchesOf }
  opened.set(id, zone)
  return good(zone)
}

/** Walks the stretches from the one that holds an instant, until `wanted` returns a number. */
const seek = (zone: Zone, fromMs: number, wanted: (stretch: Stretch) => number | null): number => {
  for (let block = Math.floor(fromMs / BLOCK_MS); ; block += 1) {
    for (const stretch of zone.stretchesOf(block)) {
      const found = stretch.toMs > fromMs ? wanted(stretch) : null
      if (found !== null) return found
    }
  }
}

/** Returns what the wall clock shows, in milliseconds since 1970-01-01T00:00 there. */
export const wallAt = (zone: Zone, atMs: number): number => seek(zone, atMs, ({ offsetMs }) => atMs + offsetMs)

/** Returns the first instant at which the wall clock shows this or later. It never falls as `wallMs` grows. */
export const instantOf = (zone: Zone, wallMs: number): number =>
  seek(zone, wallMs - BACK_MS, ({ fromMs, toMs, offsetMs }) =>
    toMs + offsetMs > wallMs ? Math.max(fromMs, wallMs - offsetMs) : null,
  )

/** Returns the first instant of a day: 00:00, or when the clock jumped over it. */
export const startOfDay = (zone: Zone, day: Day): number => instantOf(zone, day * DAY_MS)

/** Returns the day that has begun last. Clocks set back over midnight do not bring the day before back. */
export const dayAt = (zone: Zone, atMs: number): Day => {
  let day = Math.floor(wallAt(zone, atMs) / DAY_MS)
  while (startOfDay(zone, day + 1) <= atMs) day += 1
  return day
}
