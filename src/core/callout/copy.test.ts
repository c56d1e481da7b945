// A changed copy loses nothing: a field that is added to a part of a callout and not copied would be forgotten at the next change.
import { describe, expect, it } from 'vitest'
import { changedAttempt, changedHead, changedTarget } from './copy.ts'
import type { Attempt, Head, Target } from './state.ts'

/** Every field with a value of its own: one that is missing here does not compile. */
const head: Required<Head> = {
  outcome: 'exhausted',
  loop: 2,
  step: 3,
  open: 4,
  stepBeganAtMs: 5,
  due: { atMs: 6, for: 'next_step' },
  taken: 7,
  delivered: 8,
  settled: 9,
  attempts: 10,
  seq: 11,
  acknowledgedBy: { userId: null, name: 'anna', via: 'api' },
  endedAtMs: 12,
  loopFrom: 13,
  callBacks: 14,
  withdrawn: ['0.1'],
  answersUntilMs: 15,
  reminding: { count: 16, of: 'another' },
  resolved: { atMs: 17, by: null },
}
const target: Required<Target> = {
  destination: 1,
  open: true,
  settled: true,
  taken: true,
  outcome: 'reached',
  attempt: 2,
  redials: 3,
  repeatsAfterUnknown: 4,
}
const attempt: Required<Attempt> = {
  ordinal: 1,
  destination: 2,
  channel: 'phone',
  way: 2,
  state: 'answered',
  reason: 'first_attempt',
  result: 'taken',
  detail: 'detail',
  providerId: 'CA1',
  plannedAtMs: 3,
  begunAtMs: 4,
  answeredAtMs: 5,
  endedAtMs: 6,
  answeredBy: 'human',
  key: '1',
  turn: 7,
  answer: { part: 'goodbye' } as unknown as NonNullable<Attempt['answer']>,
  readings: 8,
  retries: 9,
  cancelWanted: true,
  possibleRepeat: true,
  effect: { kind: 'watch', atMs: 10 },
}

const cases: readonly (readonly [string, object, (change: object) => object])[] = [
  ['a head', head, (change) => changedHead(head, change)],
  ['a target', target, (change) => changedTarget(target, change)],
  ['an attempt', attempt, (change) => changedAttempt(attempt, change)],
]

describe.each(cases)('of %s', (...[, whole, changed]) => {
  it('has everything that was there', () => {
    expect(changed({})).toEqual(whole)
  })

  it('has what was changed, to nothing too', () => {
    const fixed = ['ordinal', 'destination', 'reason', 'plannedAtMs']
    // Of the ways the first is not written down, and nothing is none.
    for (const field of Object.keys(whole).filter((name) => name !== 'way' && !fixed.includes(name)))
      expect(changed({ [field]: null })).toEqual({ ...whole, [field]: null })
  })

  it('does not write down the first of an attempt’s ways', () => {
    expect(changedAttempt(attempt, { way: 0 })).not.toHaveProperty('way')
  })
})
