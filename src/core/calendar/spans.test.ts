// Spans: small tables, and each operation against the plain question "does it cover this instant?".

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clipped, complement, during, mostAtOnce, overlaid, type Span, swept, united, without } from './spans.ts'

const span = (fromMs: number, toMs: number): Span => ({ fromMs, toMs })
const spans = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 12 })), { maxLength: 8 })
  .map((pairs) => pairs.map(([from, length]) => span(from, from + length)))
const apart = spans.map(united)
const range = span(3, 37)
const covers = (list: readonly Span[], at: number) => list.some(({ fromMs, toMs }) => fromMs <= at && at < toMs)
const inside = (at: number) => covers([range], at)
const everywhere = Array.from({ length: 55 }, (_, at) => at)
const same = (list: readonly Span[], expected: (at: number) => boolean) =>
  expect(everywhere.filter((at) => covers(list, at))).toEqual(everywhere.filter(expected))
const sorted = (list: readonly Span[]) => {
  const wrong = list.filter((one, index) => one.fromMs >= one.toMs || one.fromMs < (list[index - 1]?.toMs ?? 0))
  expect(wrong).toEqual([])
}

describe('spans', () => {
  it('are united, clipped, turned round, cut and laid over one another', () => {
    const check = (any: readonly Span[], upper: readonly Span[], lower: readonly Span[]) => {
      const results: [readonly Span[], (at: number) => boolean][] = [
        [united(any), (at) => covers(any, at)],
        [clipped(upper, range), (at) => covers(upper, at) && inside(at)],
        [complement(upper, range), (at) => inside(at) && !covers(upper, at)],
        [without(lower, upper), (at) => covers(lower, at) && !covers(upper, at)],
        [
          during(clipped(lower, range), clipped(upper, range), range),
          (at) => inside(at) && covers(lower, at) && covers(upper, at),
        ],
        [overlaid(upper, lower), (at) => covers(upper, at) || covers(lower, at)],
      ]
      for (const [list, expected] of results) {
        sorted(list)
        same(list, expected)
      }
    }
    fc.assert(fc.property(spans, apart, apart, check), { numRuns: 400 })
  })

  it('what is cut in the middle keeps both ends, and all else that it is', () => {
    const lower = [{ ...span(0, 10), name: 'low' }]
    const upper = [{ ...span(4, 6), name: 'high' }]
    expect(overlaid(upper, lower)).toEqual([
      { fromMs: 0, toMs: 4, name: 'low' },
      { fromMs: 4, toMs: 6, name: 'high' },
      { fromMs: 6, toMs: 10, name: 'low' },
    ])
  })

  it('swept, they tell at every instant which of them hold, in the order given', () => {
    const check = (any: readonly Span[]) => {
      const result = swept(any)
      sorted(result)
      const held = everywhere.map((at) => result.find((one) => covers([one], at))?.items ?? [])
      expect(held).toEqual(everywhere.map((at) => any.filter((one) => covers([one], at))))
      expect(mostAtOnce(any.filter((one) => one.fromMs < one.toMs))).toBe(
        Math.max(0, ...result.map(({ items }) => items.length)),
      )
    }
    fc.assert(fc.property(spans, check), { numRuns: 400 })
  })
})
