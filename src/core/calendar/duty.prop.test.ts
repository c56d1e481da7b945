// What holds for every schedule: rotations of all units, in zones that change their clocks, through month ends and leap
// years, with restrictions, overrides and temporary schedules.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant, layerOf, opened, openOf } from '../../../tests/support/calendar.ts'
import { DAY_MS, HOUR_MS, type Weekday } from './day.ts'
import { finalSchedule, gapsIn, nextHandOff, nextStint, onDutyAt } from './duty.ts'
import type { Layer, Shift } from './rotation.ts'
import type { Change, OpenSchedule, Override, Schedule } from './schedule.ts'

const MINUTE_MS = 60_000
const from = { fromMs: instant('2015-01-01T00:00'), toMs: instant('2035-01-01T00:00') }
const instants = fc
  .integer({ min: from.fromMs / MINUTE_MS, max: from.toMs / MINUTE_MS })
  .map((minutes) => minutes * MINUTE_MS)
const zones = fc.constantFrom(
  'Asia/Tokyo',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Casablanca',
)
const times = fc.constantFrom('00:00', '01:30', '02:00', '02:30', '09:00', '23:59')
const weekdays = fc.integer({ min: 1, max: 7 }).map((value) => value as Weekday)
const every = fc.integer({ min: 1, max: 5 })
const shifts: fc.Arbitrary<Shift> = fc.oneof(
  fc.record({ unit: fc.constantFrom('hour', 'day'), every, time: times }),
  fc.record({ unit: fc.constant('week' as const), every, time: times, weekday: weekdays }),
  fc.record({ unit: fc.constant('month' as const), every, time: times, date: fc.integer({ min: 1, max: 31 }) }),
)
const names = ['anna', 'ben', 'chie', 'dan', 'eri']
const person = fc.constantFrom(...names)
/** Some time before the instant looked at, so that there is something to look at. */
const started = fc.integer({ min: 0, max: 900 * 24 }).map((hours) => hours * HOUR_MS)
type Start = { readonly shift: Shift; readonly people: string[]; readonly agoMs: number }
const starts: fc.Arbitrary<Start> = fc.record({
  shift: shifts,
  people: fc.array(person, { minLength: 1, maxLength: 4 }),
  agoMs: started,
})
const layerFrom = ({ shift, people, agoMs }: Start, atMs: number, more: Partial<Layer> = {}): Layer =>
  layerOf(`${agoMs}`, { shift, people, startsAtMs: atMs - agoMs, ...more })

const length = fc.integer({ min: 1, max: 20 * 24 * 60 }).map((minutes) => minutes * MINUTE_MS)
const offset = fc.integer({ min: -10 * 24 * 60, max: 30 * 24 * 60 }).map((minutes) => minutes * MINUTE_MS)
const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constantFrom('add', 'remove'), person }),
  fc.record({ kind: fc.constant('replace' as const), person: fc.option(person), by: person }),
)
const overrides = fc.array(fc.record({ change: changes, offset, length, both: fc.boolean() }), { maxLength: 6 })
const temporaries = fc.array(fc.record({ offset, length, people: fc.array(person, { maxLength: 3 }) }), {
  maxLength: 2,
})
const restrictions = fc.option(
  fc.record({
    anyOf: fc.array(
      fc.record({
        weekdays: fc.uniqueArray(weekdays, { minLength: 1, maxLength: 5 }),
        bands: fc.array(fc.record({ from: times, to: fc.constantFrom('03:00', '08:00', '24:00') }), {
          minLength: 1,
          maxLength: 2,
        }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
)

type Drawn = {
  readonly zone: string
  readonly atMs: number
  readonly layers: readonly { readonly start: Start; readonly only: Layer['only'] }[]
  readonly overrides: readonly {
    readonly change: Change
    readonly offset: number
    readonly length: number
    readonly both: boolean
  }[]
  readonly temporaries: readonly {
    readonly offset: number
    readonly length: number
    readonly people: readonly string[]
  }[]
}
const drawn: fc.Arbitrary<Drawn> = fc.record({
  zone: zones,
  atMs: instants,
  layers: fc.array(fc.record({ start: starts, only: restrictions }), { maxLength: 3 }),
  overrides,
  temporaries,
})

const scheduleFrom = ({ zone, atMs, ...rest }: Drawn): OpenSchedule => {
  const layers = rest.layers.map(({ start, only }, index) => layerFrom(start, atMs, { key: `l${index}`, only }))
  const span = (one: { offset: number; length: number }) => ({
    fromMs: atMs + one.offset,
    toMs: atMs + one.offset + one.length,
  })
  const made: Schedule['overrides'] = rest.overrides.map((one, index): Override => {
    return { id: `o${index}`, position: one.both ? null : 'first', change: one.change, ...span(one) }
  })
  const temporary: Schedule['temporaries'] = rest.temporaries.map((one, index) => {
    const shiftsOf = one.people.map((name) => ({ position: 'first', person: name, ...span(one) }))
    return { id: `t${index}`, ...span(one), shifts: shiftsOf }
  })
  const positions = [
    { key: 'first', layers },
    { key: 'second', layers: layers.toReversed() },
  ]
  return openOf([], { zone, positions, overrides: made, temporaries: temporary })
}

describe('every schedule', () => {
  it('says the same for an instant as for the range around it, in segments that are ordered and apart', () => {
    const check = (one: Drawn, share: number) => {
      const schedule = scheduleFrom(one)
      const range = { fromMs: one.atMs, toMs: one.atMs + 40 * DAY_MS }
      const final = opened(finalSchedule(schedule, range))
      const edges = final.flatMap(({ segments }) => segments.flatMap(({ fromMs, toMs }) => [fromMs, toMs - 1, toMs]))
      const samples = [...edges.slice(0, 30), Math.floor(range.fromMs + share * 40 * DAY_MS)].filter(
        (atMs) => atMs < range.toMs,
      )
      for (const atMs of samples) {
        const inSegments = final.map(({ position, segments }) => {
          const held = segments.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)
          return { position, duties: held?.duties ?? [] }
        })
        expect(opened(onDutyAt(schedule, atMs))).toEqual(inSegments)
      }
      for (const { segments } of final) {
        const wrong = segments.filter(({ fromMs, toMs, duties }, index) => {
          const apart = fromMs < toMs && fromMs >= (segments[index - 1]?.toMs ?? range.fromMs)
          return !apart || duties.length === 0 || new Set(duties.map((duty) => duty.person)).size !== duties.length
        })
        expect(wrong).toEqual([])
        expect(segments.at(-1)?.toMs ?? range.toMs).toBeLessThanOrEqual(range.toMs)
      }
    }
    fc.assert(fc.property(drawn, fc.double({ min: 0, max: 0.999, noNaN: true }), check), { numRuns: 150 })
  })

  it('cut anywhere, is the same schedule', () => {
    const check = (one: Drawn, days: number) => {
      const schedule = scheduleFrom(one)
      const range = { fromMs: one.atMs, toMs: one.atMs + 40 * DAY_MS }
      const cutMs = one.atMs + days * DAY_MS
      const whole = opened(finalSchedule(schedule, range))
      const parts = [
        opened(finalSchedule(schedule, { fromMs: range.fromMs, toMs: cutMs })),
        opened(finalSchedule(schedule, { fromMs: cutMs, toMs: range.toMs })),
      ]
      const hours = (list: typeof whole) =>
        names.map((name) =>
          list
            .flatMap(({ segments }) => segments)
            .filter(({ duties }) => duties.some((duty) => duty.person === name))
            .reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
        )
      const [left, right] = parts.map(hours)
      expect(hours(whole)).toEqual(left?.map((sum, index) => sum + (right?.[index] ?? 0)))
    }
    fc.assert(fc.property(drawn, fc.integer({ min: 1, max: 39 }), check), { numRuns: 80 })
  })

  it('of rotations without restrictions has exactly one person per position at every instant', () => {
    const check = (zone: string, atMs: number, layers: Start[]) => {
      const schedule = openOf(
        layers.map((one, index) => layerFrom(one, atMs, { key: `l${index}` })),
        { zone },
      )
      const range = { fromMs: atMs, toMs: atMs + 200 * DAY_MS }
      expect(opened(gapsIn(schedule, range))[0]?.gaps).toEqual([])
      const segments = opened(finalSchedule(schedule, range))[0]?.segments ?? []
      expect(segments.filter(({ duties }) => duties.length !== 1)).toEqual([])
    }
    fc.assert(fc.property(zones, instants, fc.array(starts, { minLength: 1, maxLength: 3 }), check), { numRuns: 80 })
  })

  it('hands each rotation on in its order', () => {
    const check = (zone: string, atMs: number, one: Start) => {
      const people = ['a', 'b', 'c']
      const schedule = openOf([layerFrom({ ...one, people }, atMs)], { zone })
      const segments = opened(finalSchedule(schedule, { fromMs: atMs, toMs: atMs + 200 * DAY_MS }))[0]?.segments ?? []
      // Only an hour that does not exist passes somebody over.
      const wrong = segments.filter(({ duties }, index) => {
        const before = segments[index - 1]?.duties[0]?.person
        if (before === undefined || one.shift.unit === 'hour') return false
        return duties[0]?.person !== people[(people.indexOf(before) + 1) % 3]
      })
      expect(wrong).toEqual([])
    }
    fc.assert(fc.property(zones, instants, starts, check), { numRuns: 80 })
  })

  it('answers when somebody is next, and what the next hand-off is, as its segments do', () => {
    const check = (one: Drawn, name: string) => {
      const schedule = scheduleFrom(one)
      const people = (atMs: number) =>
        opened(onDutyAt(schedule, atMs)).map(({ duties }) => duties.map((duty) => duty.person).sort())
      const handOff = opened(nextHandOff(schedule, one.atMs))
      if (handOff !== null) {
        expect(people(handOff.atMs - 1)).toEqual(people(one.atMs))
        expect(people(handOff.atMs)).not.toEqual(people(one.atMs))
      }
      const on = (atMs: number) => people(atMs).some((all) => all.includes(name))
      const stint = opened(nextStint(schedule, name, one.atMs))
      if (stint === null) return
      expect([on(stint.fromMs), on(stint.toMs - 1)]).toEqual([true, true])
      expect(stint.mayGoOn || !on(stint.toMs)).toBe(true)
      expect(stint.mayBeOlder || !on(stint.fromMs - 1)).toBe(true)
      // The next of all that has not ended.
      expect(stint.toMs > one.atMs).toBe(true)
    }
    fc.assert(fc.property(drawn, person, check), { numRuns: 60 })
  })

  it('is changed by an override in its time alone, and there as it says', () => {
    const check = (one: Drawn, by: string, [start, span]: readonly [number, number]) => {
      const plain = scheduleFrom({ ...one, overrides: [] })
      const replaceAll = {
        change: { kind: 'replace', person: null, by } as const,
        offset: start,
        length: span,
        both: true,
      }
      const changed = scheduleFrom({ ...one, overrides: [replaceAll] })
      const people = (schedule: OpenSchedule, atMs: number) =>
        opened(onDutyAt(schedule, atMs)).map(({ duties }) => duties.map((duty) => duty.person))
      const fromMs = one.atMs + start
      expect(people(changed, fromMs - 1)).toEqual(people(plain, fromMs - 1))
      expect(people(changed, fromMs)).toEqual([[by], [by]])
      expect(people(changed, fromMs + span - 1)).toEqual([[by], [by]])
      expect(people(changed, fromMs + span)).toEqual(people(plain, fromMs + span))
    }
    fc.assert(fc.property(drawn, person, fc.tuple(offset, length), check), { numRuns: 80 })
  })
})
