// Schedules that are refused, each for the first thing wrong with it; and large ones that are not.

import { describe, expect, it } from 'vitest'
import { instant, layerOf, scheduleOf } from '../../../tests/support/calendar.ts'
import { DAY_MS } from './day.ts'
import type { Layer, Shift } from './rotation.ts'
import { type Override, openSchedule, type Schedule, type Temporary } from './schedule.ts'

const startMs = instant('2026-06-01T00:00')
const override = (more: Partial<Override> = {}): Override => ({
  id: 'o1',
  position: 'first',
  fromMs: startMs,
  toMs: startMs + DAY_MS,
  change: { kind: 'add', person: 'dan' },
  ...more,
})
const temporary = (more: Partial<Temporary> = {}, shift: Partial<Temporary['shifts'][number]> = {}): Temporary => ({
  id: 't1',
  fromMs: startMs,
  toMs: startMs + DAY_MS,
  shifts: [{ position: 'first', person: 'dan', fromMs: startMs, toMs: startMs + DAY_MS, ...shift }],
  ...more,
})
const many = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index))
const layers = (...all: Partial<Layer>[]): Partial<Schedule> => ({
  positions: [{ key: 'first', layers: all.map((one, index) => layerOf(`l${index}`, one)) }],
})
const shift = (more: object): Partial<Schedule> =>
  layers({ shift: { unit: 'day', every: 1, time: '09:00', ...more } as Shift })
const daily = (count: number, atOnce: number): Override[] =>
  many(count, (index) =>
    override({
      id: `o${index}`,
      fromMs: startMs + Math.floor(index / atOnce) * 1_000,
      toMs: startMs + (Math.floor(index / atOnce) + 1) * 1_000,
    }),
  )

describe('a schedule is refused', () => {
  it.each([
    ['a zone nobody knows', 'calendar.zone_unknown', { zone: 'Mars/Olympus' }],
    [
      'holidays that are none',
      'calendar.date_malformed',
      { holidays: { country: null, added: [], removed: [{ from: 'x', through: 'y' }] } },
    ],
    ['no position', 'schedule.empty', { positions: [] }],
    ['too many positions', 'schedule.too_many', { positions: many(11, (index) => ({ key: `${index}`, layers: [] })) }],
    ['a position twice', 'schedule.key_twice', { positions: many(2, () => ({ key: 'first', layers: [] })) }],
    ['too many layers', 'schedule.too_many', layers(...many(21, () => ({})))],
    [
      'too many rules in all',
      'schedule.too_many',
      layers(...many(20, () => ({ only: { anyOf: many(26, () => ({})) } }))),
    ],
    ['a layer twice', 'schedule.key_twice', layers({ key: 'same' }, { key: 'same' })],
    ['an empty rotation', 'schedule.rotation_empty', layers({ people: [] })],
    ['too many people', 'schedule.too_many', layers({ people: many(501, (index) => `${index}`) })],
    ['a person without a name', 'schedule.person_missing', layers({ people: ['anna', ''] })],
    ['a shift of no length', 'schedule.shift_length', shift({ every: 0 })],
    ['a shift of negative length', 'schedule.shift_length', shift({ every: -1 })],
    ['a shift of half a day', 'schedule.shift_length', shift({ every: 0.5 })],
    ['a shift of no number', 'schedule.shift_length', shift({ every: Number.NaN })],
    ['a shift without end', 'schedule.shift_length', shift({ every: 1_001 })],
    ['a hand-off at no time', 'calendar.time_malformed', shift({ time: '9 am' })],
    ['a hand-off at 24:00', 'calendar.time_malformed', shift({ time: '24:00' })],
    ['a hand-off on no weekday', 'schedule.hand_off_day', shift({ unit: 'week', weekday: 0 })],
    ['a hand-off on the 32nd', 'schedule.hand_off_day', shift({ unit: 'month', date: 32 })],
    ['a hand-off on the 0th', 'schedule.hand_off_day', shift({ unit: 'month', date: 0 })],
    ['a hand-off on the 1.5th', 'schedule.hand_off_day', shift({ unit: 'month', date: 1.5 })],
    ['a layer from before time', 'calendar.out_of_range', layers({ startsAtMs: instant('1947-01-01T00:00') })],
    ['a layer beyond time', 'calendar.out_of_range', layers({ endsAtMs: instant('2150-01-01T00:00') })],
    [
      'a layer that ends before it starts',
      'schedule.end_before_start',
      layers({ startsAtMs: startMs, endsAtMs: startMs }),
    ],
    ['restrictions without a rule', 'calendar.condition_empty', layers({ only: { anyOf: [] } })],
    [
      'an override that ends before it starts',
      'schedule.end_before_start',
      { overrides: [override({ toMs: startMs })] },
    ],
    ['an override outside time', 'calendar.out_of_range', { overrides: [override({ fromMs: Number.NaN })] }],
    ['an override without end', 'calendar.out_of_range', { overrides: [override({ toMs: Number.POSITIVE_INFINITY })] }],
    ['an override of no position', 'schedule.position_unknown', { overrides: [override({ position: 'third' })] }],
    [
      'an override by nobody',
      'schedule.person_missing',
      { overrides: [override({ change: { kind: 'replace', person: 'anna', by: '' } })] },
    ],
    [
      'an override of nobody',
      'schedule.person_missing',
      { overrides: [override({ change: { kind: 'remove', person: '' } })] },
    ],
    ['too many overrides', 'schedule.too_many', { overrides: daily(10_001, 1) }],
    ['too many overrides at once', 'schedule.too_many_at_once', { overrides: daily(101, 101) }],
    ['too many temporary schedules', 'schedule.too_many', { temporaries: many(501, () => temporary()) }],
    [
      'a temporary schedule that ends before it starts',
      'schedule.end_before_start',
      { temporaries: [temporary({ toMs: startMs - 1 })] },
    ],
    [
      'too many shifts in it',
      'schedule.too_many',
      { temporaries: [temporary({ shifts: many(1_001, () => temporary().shifts[0] as Temporary['shifts'][number]) })] },
    ],
    [
      'too many shifts at once',
      'schedule.too_many_at_once',
      { temporaries: [temporary({ shifts: many(101, () => temporary().shifts[0] as Temporary['shifts'][number]) })] },
    ],
    [
      'a shift in it that ends before it starts',
      'schedule.end_before_start',
      { temporaries: [temporary({}, { toMs: startMs })] },
    ],
    [
      'a shift that begins before it',
      'calendar.out_of_range',
      { temporaries: [temporary({}, { fromMs: startMs - 1 })] },
    ],
    [
      'a shift that ends after it',
      'calendar.out_of_range',
      { temporaries: [temporary({}, { toMs: startMs + DAY_MS + 1 })] },
    ],
    ['a shift of no position', 'schedule.position_unknown', { temporaries: [temporary({}, { position: 'third' })] }],
    ['a shift of nobody', 'schedule.person_missing', { temporaries: [temporary({}, { person: '' })] }],
  ] satisfies [string, string, Partial<Schedule>][])('%s: %s', (_, code, more) => {
    expect(openSchedule(scheduleOf([layerOf('week')], more))).toMatchObject({ ok: false, code })
  })

  it('and says where', () => {
    expect(
      openSchedule(
        scheduleOf([layerOf('a'), layerOf('b', { only: { anyOf: [{ bands: [{ from: '09:00', to: '25:00' }] }] } })]),
      ),
    ).toEqual({
      ok: false,
      code: 'calendar.time_malformed',
      detail: 'positions[0].layers[1].only.anyOf[0].bands[0] "09:00" to "25:00"',
    })
  })
})

describe('a schedule is accepted', () => {
  it('with as many overrides as are allowed, as many at once as are allowed', () => {
    expect(openSchedule(scheduleOf([layerOf('week')], { overrides: daily(10_000, 100) }))).toMatchObject({ ok: true })
  })

  it('with positions that nobody fills yet', () => {
    expect(openSchedule(scheduleOf([]))).toMatchObject({ ok: true })
  })
})
