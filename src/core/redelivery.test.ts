// Trying again: until it is taken, refused for good, or tried often enough; with waits that double up to an hour.
import { expect, it } from 'vitest'
import { afterTry, type TryResult, deliveryWaits as waits } from './redelivery.ts'

it.each<[string, TryResult, number, object]>([
  ['taken at once', 'taken', 1, { state: 'delivered' }],
  ['taken at last', 'taken', 8, { state: 'delivered' }],
  ['not taken once', 'not_taken', 1, { state: 'waiting', waitMs: 10_000 }],
  ['not taken twice', 'not_taken', 2, { state: 'waiting', waitMs: 20_000 }],
  ['not taken seven times', 'not_taken', 7, { state: 'waiting', waitMs: 640_000 }],
  ['not taken as often as may be', 'not_taken', 8, { state: 'failed' }],
  ['refused for good', 'final', 1, { state: 'failed' }],
])('%s', (...[, result, tries, after]) => {
  expect(afterTry(result, { tries, triesMax: 8, waits })).toEqual(after)
})

it.each([
  ['longer than the wait of our own, is heeded', 45_000, 45_000],
  ['shorter, is not: we are no more eager for it', 1_000, 10_000],
  ['of a day is heeded for an hour', 86_400_000, 3_600_000],
])('advice to wait, %s', (...[, adviceMs, waitMs]) => {
  expect(afterTry('not_taken', { tries: 1, triesMax: 8, waits, adviceMs })).toEqual({ state: 'waiting', waitMs })
})

it('never waits longer than an hour', () => {
  expect(afterTry('not_taken', { tries: 19, triesMax: 20, waits })).toEqual({ state: 'waiting', waitMs: 3_600_000 })
})
