// What a decision must have loaded before it is made.

import { describe, expect, it } from 'vitest'
import { person, planOf, together } from '../../../tests/support/plans.ts'
import { play } from '../../../tests/support/play.ts'
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
    [
      { type: 'PersonDecided', destination: 1, decided: 'left' },
      { kind: 'destinations', destinations: [1] },
    ],
    [
      { type: 'Returned', destination: 1, providerId: 'CA9' },
      { kind: 'destinations', destinations: [1] },
    ],
    [{ type: 'StopAll' }, { kind: 'open' }],
    [{ type: 'TimerFired' }, { kind: 'head' }],
  ] as const)('%o needs %o', (event, scope) => {
    expect(scopeOf(event, plan)).toEqual(scope)
  })
})

it('K-007 the phones of one person are loaded with the one that is called', () => {
  const phones = [0, 7, 0, undefined].map((owner, index) => ({
    ...person(index + 1),
    ...(owner === undefined ? {} : { person: owner }),
  }))
  const plan = planOf(4, { destinations: phones })
  const scope = (event: Parameters<typeof scopeOf>[0]) => scopeOf(event, plan)
  expect(scope({ type: 'OpenStep', loop: 1, step: 2 })).toEqual({ kind: 'destinations', destinations: [2, 0] })
  expect(scope({ type: 'OpenStep', loop: 1, step: 3 })).toEqual({ kind: 'destinations', destinations: [3] })
  expect(scope({ type: 'PersonDecided', destination: 0, decided: 'passed' })).toEqual({
    kind: 'destinations',
    destinations: [0, 2],
  })
})

describe('states no event leads to, but a night might', () => {
  const open = {
    destination: 0,
    open: true,
    settled: false,
    taken: false,
    outcome: null,
    redials: 0,
    repeatsAfterUnknown: 0,
  } as const

  it('a planned attempt that no longer speaks for its person is withheld when it asks to begin', () => {
    const run = play(planOf(1))
    const targets = new Map([[0, { ...open, attempt: 2 }]])
    const loaded = { plan: planOf(1), head: run.head(), targets, attempts: new Map([[1, run.attempt(1)]]) }
    const decision = decide(loaded, { type: 'AttemptBegan', attempt: 1 }, 0)
    expect(decision.attempts).toMatchObject([{ state: 'ended', result: 'withheld', effect: null }])
    const skipped = decide(loaded, { type: 'AttemptSkipped', attempt: 1, why: 'connection_missing' }, 0)
    expect(skipped.attempts).toMatchObject([{ state: 'ended', result: 'withheld' }])
    expect(skipped.targets).toEqual([])
  })

  it('a step in which nothing began waits from now', () => {
    const run = play({
      ...planOf(2),
      steps: [
        { destinations: [0], waitMs: 60_000 },
        { destinations: [1], waitMs: 0 },
      ],
    })
    run.send({ type: 'CallEnded', attempt: 1, providerId: 'CA1', end: 'busy', detail: null, answeredBy: null })
    expect(run.attempts()).toHaveLength(1)
    const live = { ...run.attempt(1), state: 'placed', effect: { kind: 'watch', atMs: 0 } } as const
    const loaded = {
      plan: {
        ...planOf(2),
        steps: [
          { destinations: [0], waitMs: 60_000 },
          { destinations: [1], waitMs: 0 },
        ],
      },
      head: run.head(),
      targets: new Map([[0, { ...open, attempt: 1 }]]),
      attempts: new Map([[1, live]]),
    }
    const event = {
      type: 'CallEnded',
      attempt: 1,
      providerId: 'CA1',
      end: 'no_answer',
      detail: null,
      answeredBy: null,
    } as const
    expect(decide(loaded, event, 5_000).head.due).toEqual({ atMs: 65_000, for: 'next_step' })
  })

  it('an escalation says where it came from', () => {
    const loaded = { plan: planOf(1), head: initialHead, targets: new Map(), attempts: new Map() }
    const decision = decide(loaded, { type: 'Started', escalatedFrom: 'parent' }, 0)
    expect(decision.history).toMatchObject([{ reason: 'escalated_from', facts: { callout: 'parent' } }])
  })

  it('a step that is not in the plan is passed over', () => {
    const loaded = { plan: planOf(1), head: { ...initialHead, step: 5 }, targets: new Map(), attempts: new Map() }
    expect(decide(loaded, { type: 'OpenStep', loop: 1, step: 5 }, 0).head.outcome).toBe('exhausted')
  })

  it('a callout begun by a version that did not count loops goes on', () => {
    const { loopFrom: _, ...head } = play(planOf(2)).head()
    const loaded = { plan: planOf(2), head, targets: new Map(), attempts: new Map() }
    expect(decide(loaded, { type: 'OpenStep', loop: 1, step: 1 }, 0).head).toMatchObject({ open: 1, loopFrom: 0 })
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
