// What a decision must have loaded before it is made.

import { describe, expect, it } from 'vitest'
import { person, planOf, together } from '../../../tests/support/plans.ts'
import { decide, scopeOf } from './decide.ts'
import { initialHead } from './state.ts'

describe('the scope of an event', () => {
  const plan = together(2)
  it.each([
    [
      { type: 'CallEnded', attempt: 7, providerId: 'CA7', end: 'busy', detail: null, answeredBy: null },
      { kind: 'attempt', attempt: 7 },
    ],
    [
      { type: 'OpenStep', loop: 1, step: 0 },
      { kind: 'destinations', destinations: [0, 1] },
    ],
    [
      { type: 'OpenStep', loop: 1, step: 9 },
      { kind: 'destinations', destinations: [] },
    ],
    [
      { type: 'NumberWithdrawn', address: person(2).address, by: { userId: null, name: 'x', via: 'api' } },
      { kind: 'destinations', destinations: [1] },
    ],
    [{ type: 'StopAll' }, { kind: 'open' }],
    [{ type: 'TimerFired' }, { kind: 'head' }],
  ] as const)('%o needs %o', (event, scope) => {
    expect(scopeOf(event, plan)).toEqual(scope)
  })
})

describe('states no event leads to, but a night might', () => {
  it('a step that is not in the plan is passed over', () => {
    const loaded = { plan: planOf(1), head: { ...initialHead, step: 5 }, targets: new Map(), attempts: new Map() }
    expect(decide(loaded, { type: 'OpenStep', loop: 1, step: 5 }, 0).head.outcome).toBe('exhausted')
  })

  it('an open target without an attempt is simply closed when everything stops', () => {
    const target = {
      destination: 0,
      open: true,
      settled: false,
      taken: false,
      outcome: null,
      attempt: null,
      redials: 0,
      repeatsAfterUnknown: 0,
    } as const
    const head = { ...initialHead, open: 1, outcome: 'cancelled' } as const
    const loaded = { plan: planOf(1), head, targets: new Map([[0, target]]), attempts: new Map() }
    expect(decide(loaded, { type: 'StopAll' }, 0).targets).toMatchObject([{ open: false, outcome: 'skipped' }])
  })
})
