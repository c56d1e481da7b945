// The small things core is built on.

import { describe, expect, it } from 'vitest'
import { planOf } from '../../tests/support/plans.ts'
import { assert, InvariantError } from './assert.ts'
import { decide } from './callout/decide.ts'
import { initialHead } from './callout/state.ts'
import { groupBy } from './group.ts'
import { limits, within } from './limits.ts'

describe('core', () => {
  it('assertions name what is broken', () => {
    expect(() => assert(false, 'two outcomes')).toThrow(new InvariantError('two outcomes'))
  })

  it('values are forced into their limit', () => {
    expect([within(limits.ringMs, 0), within(limits.ringMs, 1e9), within(limits.ringMs, 20_000)]).toEqual([
      5_000, 180_000, 20_000,
    ])
  })

  it('X-033 X-047: a phone rings 60 seconds unless the policy says otherwise', () => {
    expect(limits.ringMs.default).toBe(60_000)
  })

  it('groups in order', () => {
    expect([...groupBy(['a1', 'b1', 'a2'], (item) => item[0])]).toEqual([
      ['a', ['a1', 'a2']],
      ['b', ['b1']],
    ])
  })

  it('a decision about what is not loaded is a defect, not a guess', () => {
    const loaded = { plan: planOf(1), head: initialHead, targets: new Map(), attempts: new Map() }
    expect(() => decide(loaded, { type: 'AttemptBegan', attempt: 1 }, 0)).toThrow('attempt 1 is in scope')
    expect(() => decide(loaded, { type: 'Nonsense' } as never, 0)).toThrow(InvariantError)
  })
})
