// An iCalendar file from somebody else's program: its events, on their own wall clocks. Bounded before it is parsed; what cannot
// be followed is named and left out. Descriptions of time zones in a file are not believed: zones go by their names.

import ICAL from 'ical.js'
import { DAY_MS } from '#core/calendar/day'
import { openZone, wallAt, type Zone } from '#core/calendar/zone'
import { type Rule, ruleOf } from './repeat.ts'

export type IcalEvent = {
  readonly summary: string
  /** Names and mail addresses of whoever is invited. */
  readonly people: readonly string[]
  readonly isWholeDays: boolean
  readonly startWallMs: number
  readonly lengthMs: number
  /** null: wherever the reader is. */
  readonly zone: Zone | null
  readonly rule: Rule | null
  /** Begins that are left out. */
  readonly without: ReadonlySet<number>
}
export type Skipped = {
  readonly summary: string
  readonly why:
    | 'no_start'
    | 'empty'
    | 'zone_unknown'
    | 'rule_unsupported'
    | 'cancelled'
    | 'not_whole_days'
    | 'user_unknown'
}
export type IcalRead =
  | { readonly ok: true; readonly events: readonly IcalEvent[]; readonly skipped: readonly Skipped[] }
  | { readonly ok: false; readonly detail: string }

const LINES_MAX = 60_000
const DEPTH_MAX = 4
const COMPONENTS_MAX = 5_000
const SUMMARY_MAX = 200

/** What Outlook calls the zones. */
const windowsZones: Readonly<Record<string, string>> = {
  'Tokyo Standard Time': 'Asia/Tokyo',
  'Korea Standard Time': 'Asia/Seoul',
  'China Standard Time': 'Asia/Shanghai',
  'Taipei Standard Time': 'Asia/Taipei',
  'Singapore Standard Time': 'Asia/Singapore',
  'India Standard Time': 'Asia/Kolkata',
  'GMT Standard Time': 'Europe/London',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Eastern Standard Time': 'America/New_York',
  'Pacific Standard Time': 'America/Los_Angeles',
}

/** What is wrong with a file before it is parsed; null when nothing is. */
const outOfBounds = (text: string): string | null => {
  const lines = text.split(/\r\n|\n|\r/)
  if (!/^\uFEFF?BEGIN:VCALENDAR\s*$/i.test(lines[0] ?? '')) return 'line 1: BEGIN:VCALENDAR'
  if (lines.length > LINES_MAX) return `${lines.length} lines; at most ${LINES_MAX}`
  let depth = 0
  let components = 0
  for (const [index, line] of lines.entries()) {
    if (/^END:/i.test(line)) depth -= 1
    if (!/^BEGIN:/i.test(line)) continue
    depth += 1
    components += 1
    if (depth > DEPTH_MAX) return `line ${index + 1}: nested ${depth} deep; at most ${DEPTH_MAX}`
    if (components > COMPONENTS_MAX) return `line ${index + 1}: more than ${COMPONENTS_MAX} components`
  }
  return null
}

type Parsed = unknown

const parse = (text: string): { readonly calendar: Parsed } | { readonly detail: string } => {
  try {
    return { calendar: ICAL.parse(text.replace(/^\uFEFF/, '')) }
  } catch (error) {
    return { detail: String(error instanceof Error ? error.message : error).slice(0, SUMMARY_MAX) }
  }
}

const wallOf = ({ year, month, day, hour, minute, second }: ICAL.Time): number =>
  Date.UTC(year, month - 1, day, hour, minute, second)

/** The zone a time names; undefined for one nobody knows, null where the reader's counts. */
const zoneOf = (property: ICAL.Property): Zone | null | undefined => {
  const time = property.getFirstValue() as ICAL.Time
  const named = time.zone === ICAL.Timezone.utcTimezone ? 'UTC' : property.getFirstParameter('tzid')
  if (named === undefined || named === '') return null
  const opened = openZone(windowsZones[named] ?? named)
  return opened.ok ? opened.value : undefined
}

/** A wall time of the event's: what is told in UTC is turned to it. */
const wallIn = (time: ICAL.Time, zone: Zone | null): number =>
  time.zone === ICAL.Timezone.utcTimezone && zone !== null ? wallAt(zone, wallOf(time)) : wallOf(time)

const lengthOf = (event: ICAL.Component, start: ICAL.Time, zone: Zone | null): number => {
  const end = event.getFirstPropertyValue('dtend')
  const duration = event.getFirstPropertyValue('duration')
  if (end instanceof ICAL.Time) return wallIn(end, zone) - wallIn(start, zone)
  if (duration instanceof ICAL.Duration) return duration.toSeconds() * 1_000
  return start.isDate ? DAY_MS : 0
}

const textOf = (value: unknown): string =>
  (typeof value === 'string' ? value : '').normalize('NFC').trim().slice(0, SUMMARY_MAX)

const peopleOf = (event: ICAL.Component): readonly string[] =>
  event.getAllProperties('attendee').flatMap((attendee) => {
    const mail = textOf(attendee.getFirstValue()).replace(/^mailto:/i, '')
    return [textOf(attendee.getFirstParameter('cn')), mail].filter((name) => name !== '')
  })

const withoutOf = (event: ICAL.Component, zone: Zone | null): ReadonlySet<number> =>
  new Set(
    event
      .getAllProperties('exdate')
      .flatMap((property) => property.getValues() as unknown[])
      .flatMap((time) => (time instanceof ICAL.Time ? [wallIn(time, zone)] : [])),
  )

/** undefined: none; null: one that is not followed. */
const repeats = (event: ICAL.Component, startWallMs: number, zone: Zone | null): Rule | null | undefined => {
  const rules = event.getAllProperties('rrule')
  if (event.hasProperty('rdate') || rules.length > 1) return null
  const recur = rules[0]?.getFirstValue()
  if (rules.length === 0) return undefined
  if (!(recur instanceof ICAL.Recur)) return null
  return ruleOf(recur, Math.floor(startWallMs / DAY_MS), (time) => wallIn(time, zone))
}

const readTimes = (event: ICAL.Component, summary: string, property: ICAL.Property): IcalEvent | Skipped => {
  const start = property.getFirstValue()
  if (!(start instanceof ICAL.Time)) return { summary, why: 'no_start' }
  const zone = zoneOf(property)
  if (zone === undefined) return { summary, why: 'zone_unknown' }
  const startWallMs = wallIn(start, zone)
  const lengthMs = lengthOf(event, start, zone)
  if (!Number.isFinite(startWallMs) || !(lengthMs > 0)) return { summary, why: 'empty' }
  const rule = repeats(event, startWallMs, zone)
  if (rule === null) return { summary, why: 'rule_unsupported' }
  const without = withoutOf(event, zone)
  const people = peopleOf(event)
  return { summary, people, isWholeDays: start.isDate, startWallMs, lengthMs, zone, rule: rule ?? null, without }
}

const readEvent = (event: ICAL.Component): IcalEvent | Skipped => {
  const summary = textOf(event.getFirstPropertyValue('summary'))
  const property = event.getFirstProperty('dtstart')
  if (event.getFirstPropertyValue('status') === 'CANCELLED') return { summary, why: 'cancelled' }
  return property === null ? { summary, why: 'no_start' } : readTimes(event, summary, property)
}

/** One occurrence that was moved stands in the file as an event of its own: the series goes without it. */
const moved = (events: readonly ICAL.Component[]): Map<string, readonly ICAL.Time[]> => {
  const times = new Map<string, ICAL.Time[]>()
  for (const event of events) {
    const uid = String(event.getFirstPropertyValue('uid') ?? '')
    const time = event.getFirstPropertyValue('recurrence-id')
    if (!(time instanceof ICAL.Time)) continue
    const known = times.get(uid)
    if (known === undefined) times.set(uid, [time])
    else known.push(time)
  }
  return times
}

export const readIcal = (text: string): IcalRead => {
  const detail = outOfBounds(text)
  if (detail !== null) return { ok: false, detail }
  const parsed = parse(text)
  if ('detail' in parsed) return { ok: false, detail: parsed.detail }
  const [name, properties, parts] = parsed.calendar as [string, never[], [string, never[], never[]][]]
  if (name !== 'vcalendar') return { ok: false, detail: 'more than one VCALENDAR' }
  const kept = parts.filter(([kind]) => kind === 'vevent')
  const all = new ICAL.Component([name, properties, kept]).getAllSubcomponents('vevent')
  const apart = moved(all)
  const events: IcalEvent[] = []
  const skipped: Skipped[] = []
  for (const event of all) {
    const read = readEvent(event)
    if ('why' in read) {
      skipped.push(read)
      continue
    }
    const uid = String(event.getFirstPropertyValue('uid') ?? '')
    const times = event.hasProperty('recurrence-id') ? [] : (apart.get(uid) ?? [])
    // One series has the name: a file in which a thousand have it is not worth a million comparisons.
    if (times.length > 0) apart.delete(uid)
    events.push({ ...read, without: new Set([...read.without, ...times.map((time) => wallIn(time, read.zone))]) })
  }
  return { ok: true, events, skipped }
}
