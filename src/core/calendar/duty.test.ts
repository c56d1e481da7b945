// Who is on duty: layers over one another, overrides, temporary schedules, and the questions people ask of a schedule.

import { describe, expect, it } from 'vitest'
import { instant, layerOf, opened, openOf, shown } from '../../../tests/support/calendar.ts'
import { DAY_MS, HOUR_MS } from './day.ts'
import { finalSchedule, gapsIn, nextHandOff, nextStint, onDutyAt, overlapsIn } from './duty.ts'
import type { Layer } from './rotation.ts'
import type { Change, OpenSchedule, Override, Schedule } from './schedule.ts'

const range = (from: string, to: string) => ({ fromMs: instant(from), toMs: instant(to) })
const who = (schedule: OpenSchedule, text: string) =>
  opened(onDutyAt(schedule, instant(text))).map(({ duties }) => duties.map(({ person }) => person).join('+'))
const listed = (schedule: OpenSchedule, from: string, to: string) =>
  opened(finalSchedule(schedule, range(from, to)))[0]?.segments.map(
    ({ fromMs, toMs, duties }) =>
      `${shown(fromMs).slice(4)} – ${shown(toMs).slice(4)} ${duties.map(({ person }) => person).join('+')}`,
  )
const override = (change: Change, from: string, to: string): Override => ({
  id: `${change.kind} ${from}`,
  position: 'first',
  ...range(from, to),
  change,
})
const alone = (key: string, person: string, more: Partial<Layer> = {}): Layer =>
  layerOf(key, { people: [person], ...more })
const nights = { anyOf: [{ bands: [{ from: '18:00', to: '09:00' }] }] }

describe('layers', () => {
  it('T-017: the upper wins, and the lower keeps both its ends', () => {
    const upper = alone('cover', 'dan', {
      startsAtMs: instant('2026-01-07T12:00'),
      endsAtMs: instant('2026-01-07T15:00'),
    })
    expect(listed(openOf([upper, layerOf('week')]), '2026-01-05T09:00', '2026-01-13T00:00')).toEqual([
      '2026-01-05 09:00 – 2026-01-07 12:00 anna',
      '2026-01-07 12:00 – 2026-01-07 15:00 dan',
      '2026-01-07 15:00 – 2026-01-12 09:00 anna',
      '2026-01-12 09:00 – 2026-01-13 00:00 ben',
    ])
  })

  it('J-015: one by day, another by night, and the lowest where neither is', () => {
    const days = alone('days', 'dan', {
      only: { anyOf: [{ weekdays: [1, 2, 3, 4, 5], holiday: 'no', bands: [{ from: '09:00', to: '18:00' }] }] },
    })
    const night = alone('nights', 'eri', { only: nights })
    const schedule = openOf([days, night, alone('rest', 'fumi')])
    expect([
      who(schedule, '2026-01-09T12:00'),
      who(schedule, '2026-01-09T20:00'),
      who(schedule, '2026-01-12T12:00'),
    ]).toEqual([['dan'], ['eri'], ['fumi']])
    expect(opened(gapsIn(schedule, range('2026-01-06T00:00', '2026-02-06T00:00')))[0]?.gaps).toEqual([])
  })

  it('fill each position by themselves, and say why somebody is on duty', () => {
    const schedule = openOf([], {
      positions: [
        { key: 'first', layers: [alone('a', 'anna')] },
        { key: 'second', layers: [alone('b', 'ben')] },
      ],
    })
    expect(opened(onDutyAt(schedule, instant('2026-01-06T00:00')))).toEqual([
      { position: 'first', duties: [{ person: 'anna', because: 'rotation', of: 'a' }] },
      { position: 'second', duties: [{ person: 'ben', because: 'rotation', of: 'b' }] },
    ])
  })

  it('one person in two layers is two stretches with two reasons, but no hand-off', () => {
    const schedule = openOf([alone('nights', 'anna', { only: nights }), alone('rest', 'anna')])
    expect(listed(schedule, '2026-01-06T09:00', '2026-01-07T09:00')).toHaveLength(2)
    expect(opened(nextHandOff(schedule, instant('2026-01-06T09:00')))).toBeNull()
  })
})

describe('overrides', () => {
  const day = ['2026-01-06T00:00', '2026-01-07T00:00'] as const
  const at = '2026-01-06T12:00'
  const over = (...changes: Change[]) =>
    openOf([alone('l', 'anna')], { overrides: changes.map((change) => override(change, ...day)) })

  it.each([
    ['add', 'anna+dan', [{ kind: 'add', person: 'dan' }]],
    ['add who is there', 'anna', [{ kind: 'add', person: 'anna' }]],
    ['remove', '', [{ kind: 'remove', person: 'anna' }]],
    ['remove who is not there', 'anna', [{ kind: 'remove', person: 'dan' }]],
    ['replace', 'ben', [{ kind: 'replace', person: 'anna', by: 'ben' }]],
    ['replace who is not there', 'anna', [{ kind: 'replace', person: 'dan', by: 'ben' }]],
    ['replace whoever', 'ben', [{ kind: 'replace', person: null, by: 'ben' }]],
    [
      'once: who replaced is not replaced in turn',
      'ben',
      [
        { kind: 'replace', person: 'anna', by: 'ben' },
        { kind: 'replace', person: 'ben', by: 'chie' },
      ],
    ],
    [
      'nor removed',
      'ben',
      [
        { kind: 'replace', person: 'anna', by: 'ben' },
        { kind: 'remove', person: 'ben' },
      ],
    ],
    [
      'nor is who was added',
      'anna+dan',
      [
        { kind: 'add', person: 'dan' },
        { kind: 'remove', person: 'dan' },
      ],
    ],
    [
      'the later of two counts',
      'chie',
      [
        { kind: 'replace', person: 'anna', by: 'ben' },
        { kind: 'replace', person: null, by: 'chie' },
      ],
    ],
    [
      'also when it removes',
      '',
      [
        { kind: 'replace', person: 'anna', by: 'ben' },
        { kind: 'remove', person: 'anna' },
      ],
    ],
    [
      'somebody twice is there once',
      'ben',
      [
        { kind: 'replace', person: 'anna', by: 'ben' },
        { kind: 'add', person: 'ben' },
      ],
    ],
  ] satisfies [string, string, Change[]][])('%s', (_, expected, changes) => {
    expect(who(over(...changes), at)).toEqual([expected])
  })

  it('last from one instant to another, that one not included', () => {
    const schedule = over({ kind: 'replace', person: 'anna', by: 'ben' })
    expect(listed(schedule, '2026-01-05T12:00', '2026-01-08T00:00')).toEqual([
      '2026-01-05 12:00 – 2026-01-06 00:00 anna',
      '2026-01-06 00:00 – 2026-01-07 00:00 ben',
      '2026-01-07 00:00 – 2026-01-08 00:00 anna',
    ])
  })

  it('two that replace each other are a swap', () => {
    const positions = [
      { key: 'first', layers: [alone('a', 'anna')] },
      { key: 'second', layers: [alone('b', 'ben')] },
    ]
    const changes: Change[] = [
      { kind: 'replace', person: 'anna', by: 'ben' },
      { kind: 'replace', person: 'ben', by: 'anna' },
    ]
    const schedule = openOf([], {
      positions,
      overrides: changes.map((change) => ({ ...override(change, ...day), position: null })),
    })
    expect(who(schedule, at)).toEqual(['ben', 'anna'])
    expect(who(schedule, '2026-01-08T00:00')).toEqual(['anna', 'ben'])
  })

  it('where nobody is on duty whoever replaces whoever is on duty is, and nobody else', () => {
    const empty = (change: Change) => openOf([], { overrides: [override(change, ...day)] })
    expect(who(empty({ kind: 'replace', person: null, by: 'ben' }), at)).toEqual(['ben'])
    expect(who(empty({ kind: 'replace', person: 'anna', by: 'ben' }), at)).toEqual([''])
    expect(listed(empty({ kind: 'replace', person: null, by: 'ben' }), '2026-01-01T00:00', '2026-02-01T00:00')).toEqual(
      ['2026-01-06 00:00 – 2026-01-07 00:00 ben'],
    )
  })

  it('say which of them put somebody on duty', () => {
    const schedule = over({ kind: 'replace', person: 'anna', by: 'ben' }, { kind: 'add', person: 'dan' })
    expect(opened(onDutyAt(schedule, instant(at)))[0]?.duties).toEqual([
      { person: 'ben', because: 'replaced', of: 'replace 2026-01-06T00:00' },
      { person: 'dan', because: 'added', of: 'add 2026-01-06T00:00' },
    ])
  })
})

describe('a temporary schedule', () => {
  const span = range('2026-01-06T00:00', '2026-01-09T00:00')
  const shifts = [
    { position: 'first', person: 'dan', ...range('2026-01-06T12:00', '2026-01-08T00:00') },
    { position: 'first', person: 'eri', ...range('2026-01-07T00:00', '2026-01-08T00:00') },
    { position: 'first', person: 'dan', ...range('2026-01-07T00:00', '2026-01-08T00:00') },
  ]
  const temporaries = [{ id: 't', ...span, shifts }]

  it('is all there is in its time: its gaps are gaps', () => {
    const schedule = openOf([alone('l', 'anna')], { temporaries })
    expect(listed(schedule, '2026-01-05T12:00', '2026-01-10T00:00')).toEqual([
      '2026-01-05 12:00 – 2026-01-06 00:00 anna',
      '2026-01-06 12:00 – 2026-01-07 00:00 dan',
      '2026-01-07 00:00 – 2026-01-08 00:00 dan+eri',
      '2026-01-09 00:00 – 2026-01-10 00:00 anna',
    ])
    expect([
      who(schedule, '2026-01-06T06:00'),
      who(schedule, '2026-01-07T06:00'),
      who(schedule, '2026-01-09T00:00'),
    ]).toEqual([[''], ['dan+eri'], ['anna']])
  })

  it('gives way to one that was made later, and to overrides', () => {
    const later = { id: 'u', ...range('2026-01-07T00:00', '2026-01-07T12:00'), shifts: [] }
    const overrides = [override({ kind: 'replace', person: 'dan', by: 'ben' }, '2026-01-06T18:00', '2026-01-07T18:00')]
    const schedule = openOf([alone('l', 'anna')], { temporaries: [...temporaries, later], overrides })
    expect(listed(schedule, '2026-01-06T12:00', '2026-01-08T00:00')).toEqual([
      '2026-01-06 12:00 – 2026-01-06 18:00 dan',
      '2026-01-06 18:00 – 2026-01-07 00:00 ben',
      '2026-01-07 12:00 – 2026-01-07 18:00 ben+eri',
      '2026-01-07 18:00 – 2026-01-08 00:00 dan+eri',
    ])
    expect(who(schedule, '2026-01-07T06:00')).toEqual([''])
  })
})

describe('questions', () => {
  const weekly = openOf([layerOf('week')])

  it('gaps and overlaps', () => {
    const overrides = [override({ kind: 'add', person: 'dan' }, '2026-01-06T20:00', '2026-01-06T21:00')]
    const schedule = openOf([layerOf('nights', { only: nights })], { overrides })
    const day = range('2026-01-06T00:00', '2026-01-07T00:00')
    expect(opened(gapsIn(schedule, day))).toEqual([
      { position: 'first', gaps: [range('2026-01-06T09:00', '2026-01-06T18:00')] },
    ])
    const [first] = opened(overlapsIn(schedule, day))
    expect(first?.segments.map(({ fromMs, toMs }) => ({ fromMs, toMs }))).toEqual([
      range('2026-01-06T20:00', '2026-01-06T21:00'),
    ])
  })

  it('when am I next: now, since it began; in two weeks; never', () => {
    const atMs = instant('2026-01-07T00:00')
    const seen = { positions: ['first'], mayBeOlder: false, mayGoOn: false }
    expect(opened(nextStint(weekly, 'anna', atMs))).toEqual({
      ...range('2026-01-05T09:00', '2026-01-12T09:00'),
      ...seen,
    })
    expect(opened(nextStint(weekly, 'chie', atMs))).toEqual({
      ...range('2026-01-19T09:00', '2026-01-26T09:00'),
      ...seen,
    })
    expect(opened(nextStint(weekly, 'zoe', atMs))).toBeNull()
  })

  const since = (schedule: OpenSchedule, text: string) => {
    const { fromMs = 0, mayBeOlder } = opened(nextStint(schedule, 'anna', instant(text))) ?? {}
    return `${shown(fromMs)}${mayBeOlder === true ? ' or before' : ''}`
  }
  const endsAtMs = instant('2026-06-01T00:00')
  const joined = openOf([], {
    positions: [
      { key: 'first', layers: [alone('a', 'anna', { endsAtMs })] },
      { key: 'second', layers: [alone('b', 'anna', { startsAtMs: endsAtMs, endsAtMs: instant('2026-09-01T00:00') })] },
    ],
  })
  const extra = openOf([layerOf('week')], {
    overrides: [override({ kind: 'replace', person: 'anna', by: 'dan' }, '2026-01-06T20:00', '2026-01-06T21:00')],
  })
  const again = openOf([alone('a', 'anna', { endsAtMs }), alone('b', 'anna', { startsAtMs: endsAtMs + HOUR_MS })])
  it.each<[string, OpenSchedule, string, string]>([
    ['at the very hand-off', weekly, '2026-01-05T09:00', 'Mon 2026-01-05 09:00'],
    ['a moment before the next', weekly, '2026-01-12T08:59', 'Mon 2026-01-05 09:00'],
    ['after somebody else’s hour', extra, '2026-01-07T00:00', 'Tue 2026-01-06 21:00'],
    ['before that hour', extra, '2026-01-06T19:00', 'Mon 2026-01-05 09:00'],
    ['from position to position, months ago', joined, '2026-08-01T00:00', 'Mon 2026-01-05 09:00'],
    ['exactly where one look back ends', joined, '2026-02-05T09:00', 'Mon 2026-01-05 09:00'],
    ['there, after an hour off', again, '2026-07-02T01:00', 'Mon 2026-06-01 01:00'],
    ['longer than is looked back', openOf([alone('l', 'anna')]), '2029-01-01T00:00', 'Sat 2026-10-24 00:00 or before'],
  ])('a stretch is told from its beginning: %s', (...[, schedule, at, begun]) => {
    expect(since(schedule, at)).toBe(begun)
  })

  it('a stretch goes on from layer to layer, from position to position, from month to month', () => {
    const yearly = alone('a', 'anna', { endsAtMs: instant('2026-06-01T00:00') })
    const then = alone('b', 'anna', { startsAtMs: instant('2026-06-01T00:00'), endsAtMs: instant('2026-09-01T00:00') })
    const schedule = openOf([], {
      positions: [
        { key: 'first', layers: [yearly] },
        { key: 'second', layers: [then] },
      ],
    })
    expect(opened(nextStint(schedule, 'anna', instant('2026-02-01T00:00')))).toEqual({
      ...range('2026-01-05T09:00', '2026-09-01T00:00'),
      positions: ['first'],
      mayBeOlder: false,
      mayGoOn: false,
    })
  })

  it('a stretch that ends exactly where one look ends and the next begins ends there', () => {
    const fromMs = instant('2026-02-01T00:00')
    const schedule = openOf([alone('a', 'anna', { endsAtMs: fromMs + 31 * DAY_MS })])
    expect(opened(nextStint(schedule, 'anna', fromMs))?.toMs).toBe(fromMs + 31 * DAY_MS)
    const again = alone('b', 'anna', { startsAtMs: fromMs + 31 * DAY_MS + HOUR_MS })
    expect(
      opened(nextStint(openOf([alone('a', 'anna', { endsAtMs: fromMs + 31 * DAY_MS }), again]), 'anna', fromMs))?.toMs,
    ).toBe(fromMs + 31 * DAY_MS)
  })

  it('who is always on duty is told so as far as was looked', () => {
    const fromMs = instant('2026-02-01T00:00')
    const stint = opened(nextStint(openOf([alone('l', 'anna')]), 'anna', fromMs))
    expect(stint).toMatchObject({ toMs: fromMs + 800 * DAY_MS, positions: ['first'], mayGoOn: true })
  })

  it('the next hand-off: to others, to nobody, from nobody, over months, or none', () => {
    const handOff = (schedule: OpenSchedule, text: string) => {
      const found = opened(nextHandOff(schedule, instant(text)))
      return found === null
        ? null
        : `${shown(found.atMs)} ${found.position}: ${found.before.join('+')} > ${found.after.join('+')}`
    }
    expect(handOff(weekly, '2026-01-07T00:00')).toBe('Mon 2026-01-12 09:00 first: anna > ben')
    expect(handOff(weekly, '2026-01-12T09:00')).toBe('Mon 2026-01-19 09:00 first: ben > chie')
    expect(handOff(weekly, '2025-11-01T00:00')).toBe('Mon 2026-01-05 09:00 first:  > anna')
    expect(handOff(openOf([alone('l', 'anna', { endsAtMs: instant('2026-09-01T00:00') })]), '2026-01-07T00:00')).toBe(
      'Tue 2026-09-01 00:00 first: anna > ',
    )
    expect(handOff(openOf([alone('l', 'anna')]), '2026-01-07T00:00')).toBeNull()
    const two: Partial<Schedule> = {
      positions: [
        { key: 'first', layers: [layerOf('a')] },
        { key: 'second', layers: [layerOf('b', { shift: { unit: 'day', every: 1, time: '12:00' } })] },
      ],
    }
    expect(handOff(openOf([], two), '2026-01-07T00:00')).toBe('Wed 2026-01-07 12:00 second: chie > anna')
  })

  it.each([
    ['calendar.out_of_range', { fromMs: Number.NaN, toMs: 0 }],
    ['calendar.out_of_range', { fromMs: 0, toMs: instant('2150-01-01T00:00') }],
    ['schedule.end_before_start', { fromMs: 5, toMs: 5 }],
    ['schedule.range_too_long', { fromMs: 0, toMs: 401 * DAY_MS }],
  ])('refuse a range with %s', (code, odd) => {
    for (const ask of [finalSchedule, gapsIn, overlapsIn]) expect(ask(weekly, odd)).toMatchObject({ ok: false, code })
  })

  it('refuse an instant outside the supported years', () => {
    const refused = { ok: false, code: 'calendar.out_of_range' }
    expect(onDutyAt(weekly, 1e15)).toMatchObject(refused)
    expect(nextHandOff(weekly, 1e15)).toMatchObject(refused)
    expect(nextStint(weekly, 'anna', 1e15)).toMatchObject(refused)
  })
})
