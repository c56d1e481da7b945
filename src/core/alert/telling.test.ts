// What of a run is still to be told: while its callout runs, and when it has ended.
import { describe, expect, it } from 'vitest'
import type { Alert } from './alert.ts'
import { type End, isLeft, isToTell, keepsCalling } from './telling.ts'

const NOW = 5_000_000
const at = (state: Alert['state'], acknowledgedBy: string | null = null): Alert => ({
  host: 'web01',
  service: null,
  severity: 'critical',
  condition: 'DOWN',
  summary: '',
  groups: [],
  url: null,
  hard: true,
  attempt: null,
  state,
  sinceMs: NOW,
  atMs: NOW,
  notifications: 1,
  acknowledgedBy,
  acknowledgedAtMs: null,
  downtimeUntilMs: null,
  flapping: false,
  changesAtMs: [],
})

describe('X-112: while the callout runs', () => {
  it.each([
    ['a failure', at('problem'), false, null, [true, true]],
    ['a failure that was heard', at('problem'), false, NOW, [true, true]],
    ['one that somebody has', at('problem', 'anna'), false, null, [false, false]],
    ['a recovery nobody waits for', at('recovered'), false, null, [false, false]],
    ['a recovery of what somebody heard of', at('recovered'), true, null, [true, true]],
    ['that recovery, heard', at('recovered'), true, NOW, [true, false]],
    ['what was to be told as well, and somebody has', at('problem', 'anna'), true, null, [false, false]],
  ] as const)('%s', (...[, body, recovery, heardAtMs, expected]) => {
    const one = { joinedAtMs: 0, heardAtMs, recovery, body }
    expect([isToTell(one, NOW), keepsCalling(one, NOW)]).toEqual(expected)
  })
})

describe('X-097: when the callout has ended, what calls again', () => {
  const heard = { joinedAtMs: 10, heardAtMs: 20 }
  const unheard = { joinedAtMs: 10, heardAtMs: null }
  it.each<[End['outcome'], number | null, typeof heard | typeof unheard, boolean]>([
    ['acknowledged', 5, unheard, true],
    ['acknowledged', 5, heard, false],
    ['recovered', 5, unheard, true],
    ['exhausted', 5, unheard, true],
    ['exhausted', 10, unheard, false],
    ['exhausted', null, unheard, false],
    ['exhausted', 5, heard, false],
    ['cancelled', 5, unheard, false],
    ['suppressed', 5, unheard, false],
  ])('%s, the last attempt at %s: %o %s', (...[outcome, lastBegunAtMs, one, left]) => {
    expect(isLeft(one, { outcome, lastBegunAtMs })).toBe(left)
  })
})
