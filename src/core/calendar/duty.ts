// Who is on duty: at an instant, over a range, when somebody is next, when it is handed on, where nobody is or too many are.
// Whether asked for one instant or for a year, it is the same people (a property test holds both equal).

import { limits } from '../limits.ts'
import { DAY_MS } from './day.ts'
import { overriddenSegments, withOverrides } from './override.ts'
import { type Checked, good, type Refused, refuse } from './refusal.ts'
import { type Duty, layerDutiesAt, layerSegments, type Segment } from './rotation.ts'
import type { OpenPosition, OpenSchedule } from './schedule.ts'
import { clipped, complement, overlaid, type Span, united, without } from './spans.ts'
import { cappedAtEnd, cappedAtStart, outOfRange } from './zone.ts'

/** Somebody's stretch on duty, at one position or several. */
export type Stint = Span & {
  /** The positions held at the instant asked for, or when it begins if that is later. */
  readonly positions: readonly string[]
  /** The schedule was not looked at before `fromMs`: it may have begun earlier. */
  readonly mayBeOlder: boolean
  /** The schedule was not looked at beyond `toMs`: it may go on. */
  readonly mayGoOn: boolean
}

export type HandOff = {
  readonly atMs: number
  readonly position: string
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** Positions of one instant or range, in the order of the schedule. */
type PerPosition<Value> = readonly ({ readonly position: string } & Value)[]

/** How much is resolved at a time when something is looked for. */
const WINDOW_MS = 31 * DAY_MS

const holds = ({ fromMs, toMs }: Span, atMs: number): boolean => fromMs <= atMs && atMs < toMs

const baseDutiesAt = ({ layers, temporaries }: OpenPosition, atMs: number): readonly Duty[] => {
  const temporary = temporaries.findLast((one) => holds(one, atMs))
  if (temporary !== undefined) return temporary.segments.find((one) => holds(one, atMs))?.duties ?? []
  for (const layer of layers) {
    const duties = layerDutiesAt(layer, atMs)
    if (duties.length > 0) return duties
  }
  return []
}

const baseSegments = ({ layers, temporaries }: OpenPosition, range: Span): readonly Segment[] => {
  let segments: readonly Segment[] = []
  for (const layer of layers) segments = overlaid(segments, layerSegments(layer, range))
  for (const temporary of temporaries) {
    const own = clipped(temporary.segments, range)
    if (temporary.fromMs < range.toMs && range.fromMs < temporary.toMs)
      segments = overlaid(own, without(segments, [temporary]))
  }
  return segments
}

const sameDuties = (one: readonly Duty[], other: readonly Duty[]): boolean =>
  one === other ||
  (one.length === other.length &&
    one.every(({ person, because, of }, index) => {
      const beside = other[index]
      return person === beside?.person && because === beside.because && of === beside.of
    }))

/** Joins neighbours with the same duties, and leaves out those without any. */
const tidied = (segments: readonly Segment[]): readonly Segment[] => {
  const result: Segment[] = []
  for (const segment of segments) {
    const last = result.at(-1)
    if (segment.duties.length === 0) continue
    if (last === undefined || last.toMs !== segment.fromMs || !sameDuties(last.duties, segment.duties))
      result.push(segment)
    else result[result.length - 1] = { ...last, toMs: segment.toMs }
  }
  return result
}

const segmentsOf = (position: OpenPosition, range: Span): readonly Segment[] =>
  tidied(overriddenSegments(baseSegments(position, range), position.overrides, range))

const wrongRange = ({ fromMs, toMs }: Span): Refused | null => {
  const refused = outOfRange(fromMs, 'from') ?? outOfRange(toMs, 'to')
  if (refused !== null) return refused
  if (toMs <= fromMs) return refuse('schedule.end_before_start', 'range')
  const days = (toMs - fromMs) / DAY_MS
  return days > limits.scheduleDays.max
    ? refuse('schedule.range_too_long', `${Math.ceil(days)} days; at most ${limits.scheduleDays.max}`)
    : null
}

/**
 * Returns who is on duty at an instant, with the reason for each.
 * @errors calendar.out_of_range
 */
export const onDutyAt = (
  schedule: OpenSchedule,
  atMs: number,
): Checked<PerPosition<{ readonly duties: readonly Duty[] }>> =>
  outOfRange(atMs, 'at') ??
  good(
    schedule.positions.map((position) => {
      const live = position.overrides.filter((override) => holds(override, atMs))
      return { position: position.key, duties: withOverrides(baseDutiesAt(position, atMs), live) }
    }),
  )

/**
 * Returns the final schedule of a range: per position its segments in order, apart from one another, none without people.
 * @errors calendar.out_of_range, schedule.end_before_start, schedule.range_too_long
 */
export const finalSchedule = (
  schedule: OpenSchedule,
  range: Span,
): Checked<PerPosition<{ readonly segments: readonly Segment[] }>> =>
  wrongRange(range) ??
  good(schedule.positions.map((position) => ({ position: position.key, segments: segmentsOf(position, range) })))

/**
 * Returns when nobody is on duty, per position.
 * @errors those of finalSchedule
 */
export const gapsIn = (schedule: OpenSchedule, range: Span): Checked<PerPosition<{ readonly gaps: readonly Span[] }>> =>
  wrongRange(range) ??
  good(
    schedule.positions.map((position) => ({
      position: position.key,
      gaps: complement(segmentsOf(position, range), range),
    })),
  )

/**
 * Returns when more than one person is on duty at once, per position.
 * @errors those of finalSchedule
 */
export const overlapsIn = (
  schedule: OpenSchedule,
  range: Span,
): Checked<PerPosition<{ readonly segments: readonly Segment[] }>> =>
  wrongRange(range) ??
  good(
    schedule.positions.map((position) => ({
      position: position.key,
      segments: segmentsOf(position, range).filter(({ duties }) => duties.length > 1),
    })),
  )

/** Looks through the time ahead, window by window, until `look` finds something. */
const lookAhead = <Found>(atMs: number, look: (window: Span) => Found | null): Found | null => {
  const horizonMs = cappedAtEnd(atMs + limits.scheduleAheadDays.max * DAY_MS)
  for (let fromMs = atMs; fromMs < horizonMs; fromMs += WINDOW_MS) {
    const found = look({ fromMs, toMs: Math.min(fromMs + WINDOW_MS, horizonMs) })
    if (found !== null) return found
  }
  return null
}

/** The same through the time before. */
const lookBack = <Found>(atMs: number, look: (window: Span) => Found | null): Found | null => {
  const horizonMs = cappedAtStart(atMs - limits.scheduleAheadDays.max * DAY_MS)
  for (let toMs = atMs; toMs > horizonMs; toMs -= WINDOW_MS) {
    const found = look({ fromMs: Math.max(toMs - WINDOW_MS, horizonMs), toMs })
    if (found !== null) return found
  }
  return null
}

const has = (duties: readonly Duty[], person: string): boolean => duties.some((duty) => duty.person === person)

const spansWith = (schedule: OpenSchedule, person: string, window: Span): readonly Span[] =>
  united(
    schedule.positions.flatMap((position) => segmentsOf(position, window).filter(({ duties }) => has(duties, person))),
  )

/** Since when somebody is on duty who is so at this instant; null: since before what was looked at. */
const begunMs = (schedule: OpenSchedule, person: string, atMs: number): number | null =>
  lookBack(atMs, (window) => {
    const last = spansWith(schedule, person, window).at(-1)
    if (last === undefined || last.toMs < window.toMs) return window.toMs
    return last.fromMs > window.fromMs ? last.fromMs : null
  })

/** Until when somebody is on duty who is so at this instant; null: beyond what was looked at. */
const endedMs = (schedule: OpenSchedule, person: string, atMs: number): number | null =>
  lookAhead(atMs, (window) => {
    const first = spansWith(schedule, person, window)[0]
    if (first === undefined || first.fromMs > window.fromMs) return window.fromMs
    return first.toMs < window.toMs ? first.toMs : null
  })

/**
 * Returns somebody's present stretch on duty from its very beginning, else the next one, or null when there is none within
 * limits.scheduleAheadDays; no stretch is looked after further than that, back or ahead.
 * @errors calendar.out_of_range
 */
export const nextStint = (schedule: OpenSchedule, person: string, atMs: number): Checked<Stint | null> => {
  const refused = outOfRange(atMs, 'at')
  if (refused !== null) return refused
  const firstMs = lookAhead(atMs, (window) => spansWith(schedule, person, window)[0]?.fromMs ?? null)
  if (firstMs === null) return good(null)
  const fromMs = firstMs === atMs ? begunMs(schedule, person, atMs) : firstMs
  const toMs = endedMs(schedule, person, firstMs)
  const positions = schedule.positions.flatMap((position) =>
    segmentsOf(position, { fromMs: firstMs, toMs: firstMs + 1 }).some(({ duties }) => has(duties, person))
      ? [position.key]
      : [],
  )
  const reachMs = limits.scheduleAheadDays.max * DAY_MS
  return good({
    fromMs: fromMs ?? cappedAtStart(firstMs - reachMs),
    toMs: toMs ?? cappedAtEnd(firstMs + reachMs),
    positions,
    mayBeOlder: fromMs === null,
    mayGoOn: toMs === null,
  })
}

const namesOf = (duties: readonly Duty[]): readonly string[] => duties.map(({ person }) => person).sort()
const sameNames = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name, index) => name === other[index])

/** The segments of a window with the gaps between them. */
const timeline = (position: OpenPosition, window: Span): readonly Segment[] => {
  const segments = segmentsOf(position, window)
  return overlaid(segments, [{ ...window, duties: [] }])
}

/**
 * Returns when other people are on duty for the first time after an instant (nobody counts as others), or null when that
 * does not happen within limits.scheduleAheadDays.
 * @errors calendar.out_of_range
 */
export const nextHandOff = (schedule: OpenSchedule, atMs: number): Checked<HandOff | null> => {
  const now = onDutyAt(schedule, atMs)
  if (!now.ok) return now
  const before = now.value.map(({ duties }) => namesOf(duties))
  const found = lookAhead(atMs, (window) => {
    const changes = schedule.positions.flatMap((position, index): HandOff[] => {
      const was = before[index] as readonly string[]
      const changed = timeline(position, window).find(({ duties }) => !sameNames(namesOf(duties), was))
      return changed === undefined
        ? []
        : [{ atMs: changed.fromMs, position: position.key, before: was, after: namesOf(changed.duties) }]
    })
    return changes.sort((one, other) => one.atMs - other.atMs)[0] ?? null
  })
  return good(found)
}
