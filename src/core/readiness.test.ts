// Who would be reached now, and why not: one row for each thing that can be wrong.
import { describe, expect, it } from 'vitest'
import { conditionOf } from '../../tests/support/calendar.ts'
import type { OpenQuiet } from './callout/quiet.ts'
import { limits } from './limits.ts'
import {
  blocks,
  isQuietAllDay,
  type MethodFacts,
  readinessOf,
  readinessProblems,
  stateOf,
  weekBeginsMs,
  weekOf,
} from './readiness.ts'

const NOW = Date.parse('2026-12-02T03:00:00+09:00')
const good: MethodFacts = {
  verified: true,
  valid: true,
  connection: 'works',
  channelPaused: false,
  optedOut: false,
  gone: false,
  triedAtMs: NOW - 1,
  failed: [false],
  asked: true,
}
const { untriedMs } = limits.readiness
const judging = { skipsUnverified: false, nowMs: NOW }
const of = (method: Partial<MethodFacts>, more: Partial<typeof judging> = {}) =>
  readinessOf({ paused: false, quietAllDay: false, methods: [{ ...good, ...method }] }, { ...judging, ...more })

describe('a contact method', () => {
  it.each<[Partial<MethodFacts>, readonly string[], boolean]>([
    [{}, [], true],
    [{ asked: false }, ['not_asked'], false],
    [{ valid: false }, ['address_invalid'], false],
    [{ connection: 'missing' }, ['connection_missing'], false],
    [{ connection: 'failing' }, ['connection_failing'], false],
    [{ channelPaused: true }, ['channel_paused'], false],
    [{ optedOut: true }, ['opted_out'], false],
    [{ gone: true }, ['subscription_gone'], false],
    [{ verified: false }, ['unverified'], true],
    [{ triedAtMs: null, failed: [] }, ['not_tried'], true],
    [{ triedAtMs: NOW - untriedMs }, [], true],
    [{ triedAtMs: NOW - untriedMs - 1 }, ['not_tried'], true],
    [{ failed: [true, true] }, [], true],
    [{ failed: [true, true, true] }, ['last_failed'], true],
    [{ failed: [false, true, true] }, [], true],
    [{ valid: false, connection: 'missing' }, ['address_invalid', 'connection_missing'], false],
  ])('%o: %s', (method, problems, usable) => {
    expect(of(method)).toMatchObject({ reachable: usable, methods: [{ usable, problems }] })
  })

  it('that is not verified reaches nobody where the space leaves such ones out', () => {
    expect(of({ verified: false }, { skipsUnverified: true })).toEqual({
      reachable: false,
      problems: ['none_verified'],
      methods: [{ usable: false, problems: ['unverified_skipped'] }],
    })
  })
})

describe('a person', () => {
  const person = (facts: object) =>
    readinessOf({ paused: false, quietAllDay: false, methods: [good], ...facts }, judging)
  it.each([
    [{}, [], true],
    [{ methods: [] }, ['no_method'], false],
    [{ paused: true }, ['user_paused'], false],
    [{ quietAllDay: true }, ['quiet_all_day'], false],
    [{ methods: [{ ...good, verified: false }] }, ['none_verified'], true],
    [{ methods: [{ ...good, verified: false }, good] }, [], true],
    [{ methods: [{ ...good, valid: false }, good] }, [], true],
  ])('%o: %s', (facts, problems, reachable) => {
    expect(person(facts)).toMatchObject({ problems, reachable })
  })
})

it('what warns keeps nobody from being reached', () => {
  expect(readinessProblems.filter((one) => !blocks(one))).toEqual([
    'none_verified',
    'unverified',
    'not_tried',
    'last_failed',
  ])
})

describe('quiet hours that last all day', () => {
  const quiet = (bands: { from: string; to: string }[], breaksThrough = 2, inverted = false): OpenQuiet => ({
    breaksThrough,
    condition: conditionOf({ anyOf: [bands.length === 0 ? {} : { bands }], inverted }),
  })
  it.each<[string, OpenQuiet | null, boolean]>([
    ['none', null, false],
    ['a night', quiet([{ from: '22:00', to: '07:00' }]), false],
    ['always', quiet([]), true],
    ['all day but for ten minutes', quiet([{ from: '02:50', to: '03:00' }], 2, true), true],
    ['always, but for what is usual', quiet([], 5), false],
    ['another time', quiet([{ from: '12:00', to: '13:00' }]), false],
  ])('%s', (...[, hours, expected]) => {
    expect(isQuietAllDay(new Map(hours === null ? [] : [['sato', hours]]), 'sato', NOW)).toBe(expected)
  })
})

it.each([
  [[{ usable: true, problems: [] }], true, 'ready'],
  [[{ usable: true, problems: ['unverified'] }], true, 'doubtful'],
  [[{ usable: false, problems: ['opted_out'] }], false, 'unreachable'],
] as const)('%o is one of three: %s, %s', (methods, reachable, state) => {
  expect(stateOf({ reachable, problems: [], methods })).toBe(state)
})

it('a week begins on Monday at nine in Japan', () => {
  const monday = Date.parse('2026-11-30T09:00:00+09:00')
  expect([weekOf(monday - 1), weekOf(monday), weekOf(monday + 7 * 86_400_000 - 1)]).toEqual([2968, 2969, 2969])
  expect(weekBeginsMs(2969)).toBe(monday)
})
