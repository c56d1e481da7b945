// Until when each kind is kept: the usual, what a space says, for ever, and by whole days.
import { describe, expect, it } from 'vitest'
import { type RetentionSettings, retainedKinds, retentionOf } from './retention.ts'

const NOW_MS = Date.UTC(2026, 10, 22, 3, 12, 5)
const day = (month: number, date: number): number => Date.UTC(2026, month - 1, date)
const of = (settings: RetentionSettings, nowMs = NOW_MS) =>
  Object.fromEntries(retentionOf(settings, nowMs).map(({ kind, days, beforeMs }) => [kind, [days, beforeMs]]))

describe('until when a kind is kept', () => {
  it.each<[string, RetentionSettings, Partial<Record<string, unknown>>]>([
    [
      'usually for ever',
      {},
      { callouts: [null, null], incidents: [null, null], alerts: [null, null], audit: [null, null] },
    ],
    ['deliveries usually for thirty days', {}, { deliveries: [30, day(10, 23)] }],
    [
      'as many days as the space says',
      { callouts: 7, audit: 31 },
      { callouts: [7, day(11, 15)], audit: [31, day(10, 22)] },
    ],
    ['for ever where the space says so', { deliveries: null }, { deliveries: [null, null] }],
    [
      'as usual where it says nothing',
      { deliveries: undefined, alerts: 10 },
      { deliveries: [30, day(10, 23)], alerts: [10, day(11, 12)] },
    ],
  ])('is %s', (_name, settings, expected) => {
    expect(of(settings)).toMatchObject(expected)
  })
  it('is the same from midnight to midnight', () => {
    const [first, last, next] = [day(11, 22), day(11, 23) - 1, day(11, 23)].map(
      (nowMs) => of({ alerts: 7 }, nowMs).alerts,
    )
    expect(first).toEqual([7, day(11, 15)])
    expect(last).toEqual(first)
    expect(next).toEqual([7, day(11, 16)])
  })
  it('is told of every kind once', () => {
    expect(retentionOf({}, 0).map(({ kind }) => kind)).toEqual([...retainedKinds])
  })
})
