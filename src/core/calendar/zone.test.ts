// Wall clocks against Temporal's own, over zones with every kind of strangeness, and the one rule: a wall time happens once.

import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { DAY_MS, dayOf, HOUR_MS } from './day.ts'
import { dayAt, instantOf, openZone, outOfRange, startOfDay, wallAt, type Zone } from './zone.ts'

const zone = (name: string): Zone => {
  const opened = openZone(name)
  if (!opened.ok) throw new Error(opened.detail)
  return opened.value
}
const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds
const wall = (text: string): number => Temporal.PlainDateTime.from(text).toZonedDateTime('UTC').epochMilliseconds
const shown = (atMs: number) => new Date(atMs).toISOString().slice(0, 16)

const names = [
  'Asia/Tokyo',
  'UTC',
  'America/New_York',
  'Europe/London',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Gaza',
  'America/Sao_Paulo',
  'America/Havana',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'Africa/Monrovia',
  'Antarctica/Troll',
  'Etc/GMT+5',
]
const zones = fc.constantFrom(...names.map(zone))
const instants = fc.integer({ min: at('1948-01-01T00:00Z'), max: at('2099-12-30T00:00Z') })

describe('zones', () => {
  it('show what Temporal shows', () => {
    const same = (opened: Zone, atMs: number) => {
      const zoned = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(opened.id)
      expect(wallAt(opened, atMs)).toBe(atMs + zoned.offsetNanoseconds / 1_000_000)
    }
    fc.assert(fc.property(zones, instants, same), { numRuns: 600 })
  })

  it('a wall time happens at the first instant at which it or later is shown', () => {
    const first = (opened: Zone, wallMs: number) => {
      const atMs = instantOf(opened, wallMs)
      expect(wallAt(opened, atMs)).toBeGreaterThanOrEqual(wallMs)
      expect(wallAt(opened, atMs - 1)).toBeLessThan(wallMs)
    }
    fc.assert(fc.property(zones, instants, first), { numRuns: 600 })
  })

  it('later wall times never happen earlier, and each day holds the instants from its start to the next', () => {
    const ordered = (opened: Zone, wallMs: number, more: number) => {
      expect(instantOf(opened, wallMs + more)).toBeGreaterThanOrEqual(instantOf(opened, wallMs))
      const day = dayAt(opened, wallMs)
      expect(startOfDay(opened, day)).toBeLessThanOrEqual(wallMs)
      expect(startOfDay(opened, day + 1)).toBeGreaterThan(wallMs)
    }
    fc.assert(fc.property(zones, instants, fc.integer({ min: 0, max: 3 * DAY_MS }), ordered), { numRuns: 600 })
  })

  it.each([
    // Clocks jump from 02:00 to 03:00: what is set in between happens when they jump.
    ['America/New_York', '2026-03-08T02:30', '2026-03-08T07:00'],
    ['America/New_York', '2026-03-08T03:00', '2026-03-08T07:00'],
    // From 02:00 back to 01:00: the first of the two.
    ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30'],
    ['America/New_York', '2026-11-01T02:00', '2026-11-01T07:00'],
    // Half an hour only.
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:30'],
    // Midnight does not exist: the day begins at 01:00.
    ['America/Sao_Paulo', '2018-11-04T00:00', '2018-11-04T03:00'],
    // A whole day does not exist.
    ['Pacific/Apia', '2011-12-30T12:00', '2011-12-30T10:00'],
    ['Asia/Tokyo', '2026-01-01T00:00', '2025-12-31T15:00'],
  ])('%s: %s is %s UTC', (name, text, expected) => {
    expect(shown(instantOf(zone(name), wall(text)))).toBe(expected)
  })

  it('clocks set back over midnight do not bring the day before back', () => {
    const newfoundland = zone('America/St_Johns')
    const twice = at('2006-10-29T02:31:30Z')
    expect(new Date(wallAt(newfoundland, twice)).toISOString().slice(0, 10)).toBe('2006-10-28')
    expect(dayAt(newfoundland, twice)).toBe(dayOf(2006, 10, 29))
    expect(dayAt(newfoundland, twice + 2 * HOUR_MS)).toBe(dayOf(2006, 10, 29))
  })

  it.each([
    '',
    'Mars/Olympus',
    '+09:00',
    '2020-01-01T00:00+09:00',
    'Asia/Tokyo[u-ca=japanese]',
    'A'.repeat(100_000),
    "'; drop",
  ])('refuses the zone %.40s', (name) => {
    expect(openZone(name)).toMatchObject({ ok: false, code: 'calendar.zone_unknown' })
  })

  it('are the same however they are written', () => {
    expect(zone('asia/tokyo')).toBe(zone('Asia/Tokyo'))
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 0.5, at('1947-12-31T23:59:59Z'), at('2100-01-01T00:00Z')])(
    'refuse the instant %s',
    (atMs) => {
      expect(outOfRange(atMs, 'at')).toMatchObject({ ok: false, code: 'calendar.out_of_range' })
    },
  )
})
