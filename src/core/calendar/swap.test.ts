// What can be asked of others, and what can still be taken when they answer.

import { describe, expect, it } from 'vitest'
import { instant, layerOf, opened, openOf } from '../../../tests/support/calendar.ts'
import { DAY_MS } from './day.ts'
import type { Change, OpenSchedule, Override } from './schedule.ts'
import { declinedBy, mayAsk, mayTake, nextLookMs, type Shift, type SwapAnswers, swapReaders } from './swap.ts'

const two = (overrides: readonly Override[] = []) =>
  openOf([], {
    overrides,
    positions: [
      {
        key: 'first',
        layers: [layerOf('a'), layerOf('low', { people: ['low', 'anna'] }), layerOf('x', { people: ['fumi'] })],
      },
      { key: 'second', layers: [layerOf('b', { people: ['ben', 'anna', 'dan'] })] },
    ],
  })
const span = (from: string, to: string) => ({ fromMs: instant(from), toMs: instant(to) })
/** Anna is first from Monday the 5th, Ben from the 12th; Ben is second from the 5th, Anna from the 12th. */
const week = (more: Partial<Shift> = {}): Shift => ({
  person: 'anna',
  position: 'first',
  ...span('2026-01-05T09:00', '2026-01-12T09:00'),
  ...more,
})
const override = (change: Change, from: string, to: string): Override => ({
  id: from,
  position: 'first',
  ...span(from, to),
  change,
})

const asked = (shift: Shift, to: string | null = null, { now = '2026-01-04T00:00', schedule = two() } = {}) => {
  const found = opened(mayAsk(schedule, { shift, to, nowMs: instant(now) }))
  return found.ok ? found.asked : found.code
}

describe('a shift is asked of others', () => {
  const part = week(span('2026-01-07T18:00', '2026-01-08T09:00'))
  it.each<[string, ReturnType<typeof asked>, string[] | string]>([
    ['one person, whoever it is', asked(week(), 'eri'), ['eri']],
    ['anybody of the layers they are in, but not who is on duty then', asked(week()), ['chie', 'low']],
    ['a part of it', asked(part, 'eri'), ['eri']],
    ['wherever they are on duty then', asked(week({ position: null })), ['chie', 'low', 'dan']],
    ['not of who is on duty then, at any position', asked(week(), 'ben'), 'swap.already_on_duty'],
    ['not once it has begun', asked(week(), 'eri', { now: '2026-01-05T09:00' }), 'swap.begun'],
    ['not beyond its end', asked(week(span('2026-01-05T09:00', '2026-01-12T10:00')), 'eri'), 'swap.not_on_duty'],
    ['not where they are on duty elsewhere', asked(week({ position: 'second' }), 'eri'), 'swap.not_on_duty'],
    [
      'not for longer than a quarter',
      asked(week({ toMs: instant('2026-01-05T09:00') + 92 * DAY_MS + 1 }), 'eri'),
      'swap.too_long',
    ],
  ])('%s', (_name, found, expected) => {
    expect(found).toEqual(expected)
  })

  it('across positions, as long as they are on duty without a gap', () => {
    const both = week({ position: null, ...span('2026-01-05T09:00', '2026-01-19T09:00') })
    expect(asked(both, 'eri')).toEqual(['eri'])
    expect(asked({ ...both, position: 'first' }, 'eri')).toBe('swap.not_on_duty')
  })

  it('by who only stands in: everybody of the layers there', () => {
    const standing = [override({ kind: 'replace', person: 'anna', by: 'eri' }, '2026-01-05T09:00', '2026-01-12T09:00')]
    expect(asked(week({ person: 'eri' }), null, { schedule: two(standing) })).toEqual(['anna', 'chie', 'low', 'fumi'])
  })

  it('of nobody where the layer has nobody else', () => {
    const alone = openOf([layerOf('one', { people: ['anna'] })])
    expect(asked(week(), null, { schedule: alone })).toBe('swap.nobody_to_ask')
  })
})

describe('when somebody takes it', () => {
  const take = (schedule: OpenSchedule, by: string, now = '2026-01-04T00:00') => {
    const found = opened(mayTake(schedule, { shift: week(), by, nowMs: instant(now) }))
    return found.ok ? 'taken' : found.code
  }
  it.each<[string, string, string]>([
    ['it can be taken as long as nothing has changed', take(two(), 'chie'), 'taken'],
    [
      'not where the shift is not theirs any more',
      take(two([override({ kind: 'remove', person: 'anna' }, '2026-01-06T00:00', '2026-01-06T01:00')]), 'chie'),
      'swap.not_on_duty',
    ],
    [
      'not by who is on duty then by now',
      take(two([override({ kind: 'add', person: 'chie' }, '2026-01-06T00:00', '2026-01-06T01:00')]), 'chie'),
      'swap.already_on_duty',
    ],
    ['not once it has begun', take(two(), 'chie', '2026-01-05T09:00'), 'swap.begun'],
  ])('%s', (_name, found, expected) => {
    expect(found).toBe(expected)
  })
})

it.each([
  ['an end before its beginning', week(span('2026-01-12T09:00', '2026-01-05T09:00')), 'schedule.end_before_start'],
  ['a year beyond the calendars', week(span('2120-01-01T00:00', '2120-01-02T00:00')), 'calendar.out_of_range'],
])('refuses %s', (_name, shift, code) => {
  expect(mayAsk(two(), { shift, to: null, nowMs: instant('2026-01-04T00:00') })).toMatchObject({ ok: false, code })
})

const answers: SwapAnswers = { state: 'open', from: 'sato', asked: ['ito', 'kato'], declined: [], takenBy: null }

describe('who is told of a swap', () => {
  it.each<[SwapAnswers['state'], Partial<SwapAnswers>, readonly (readonly [string, string])[]]>([
    [
      'open',
      {},
      [
        ['ito', 'asked'],
        ['kato', 'asked'],
      ],
    ],
    ['open', { declined: ['ito'] }, [['kato', 'asked']]],
    ['withdrawn', { declined: ['ito'] }, [['kato', 'asked']]],
    ['declined', { declined: ['ito', 'kato'] }, [['sato', 'asking']]],
    [
      'expired',
      {},
      [
        ['sato', 'asking'],
        ['ito', 'asked'],
        ['kato', 'asked'],
      ],
    ],
    [
      'accepted',
      { takenBy: 'ito' },
      [
        ['sato', 'asking'],
        ['ito', 'taking'],
        ['kato', 'asked'],
      ],
    ],
    ['accepted', { asked: [] }, [['sato', 'asking']]],
  ])('%s %o', (state, rest, told) => {
    expect(swapReaders({ ...answers, ...rest, state })).toEqual(told)
  })
})

it('one who declines leaves it to the others; the last one ends it, and twice is once', () => {
  expect(declinedBy(answers, 'ito')).toEqual({ state: 'open', declined: ['ito'] })
  expect(declinedBy({ ...answers, declined: ['ito'] }, 'ito')).toEqual({ state: 'open', declined: ['ito'] })
  expect(declinedBy({ ...answers, declined: ['ito'] }, 'kato')).toEqual({
    state: 'declined',
    declined: ['ito', 'kato'],
  })
})

describe('when a swap is looked at next', () => {
  const minute = 60_000
  it.each<[string, SwapAnswers['state'], { fromMs: number; again: boolean }, number | null]>([
    ['an open one when its shift begins', 'open', { fromMs: 30 * minute, again: false }, 30 * minute],
    ['sooner where somebody is still to be told', 'open', { fromMs: 30 * minute, again: true }, minute],
    ['but not after the shift begins', 'open', { fromMs: minute / 2, again: true }, minute / 2],
    ['one that is over not again', 'accepted', { fromMs: 30 * minute, again: false }, null],
    ['but where somebody is to be told', 'accepted', { fromMs: 30 * minute, again: true }, minute],
    ['for an hour after the shift began', 'expired', { fromMs: -58 * minute, again: true }, minute],
    ['and no longer', 'expired', { fromMs: -59 * minute, again: true }, null],
  ])('%s', (...[, state, { fromMs, again }, at]) => {
    expect(nextLookMs({ state, fromMs }, again, 0)).toBe(at)
  })
})
