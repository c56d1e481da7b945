// A callout that waits to begin: nobody is contacted before its time, and whatever may happen to it meanwhile does.
import { describe, expect, it } from 'vitest'
import { planOf } from '../../../tests/support/plans.ts'
import type { Plan } from '../plan/plan.ts'
import { decide } from './decide.ts'
import type { BeginsLater, Event, Suppression } from './event.ts'
import { waitsToBegin } from './later.ts'
import { type Attempt, initialHead } from './state.ts'
import type { Follow } from './work.ts'

const later: BeginsLater = { why: 'waits_for_hours', untilMs: 9_000, calendar: 'office', condition: 'working' }
const by = { userId: null, name: 'Operator', via: 'api' } as const
const pause: Suppression = { pause: 'p1', name: 'Sato', note: '', untilMs: null }

/** Started at 1,000, to begin at 9,000. */
const waiting = (plan: Plan = planOf(1)) => {
  let head = initialHead
  const attempts: Attempt[] = []
  const reasons: string[] = []
  const send = (event: Event, nowMs: number) => {
    let next: Event | Follow | null = event
    while (next !== null) {
      const decision = decide({ plan, head, targets: new Map(), attempts: new Map() }, next, nowMs)
      head = decision.head
      attempts.push(...decision.attempts)
      reasons.push(...decision.history.map(({ reason }) => reason))
      next = decision.follow
    }
  }
  send({ type: 'Started', escalatedFrom: null, later }, 1_000)
  return { send, head: () => head, attempts, reasons }
}

describe('a callout that begins later', () => {
  it('is kept with its reason and a timer, and nobody is contacted', () => {
    const run = waiting()
    expect(run.head()).toMatchObject({ outcome: null, open: 0, due: { atMs: 9_000, for: 'begin' } })
    expect(waitsToBegin(run.head())).toBe(true)
    expect([run.reasons, run.attempts]).toEqual([['started', 'waits_for_hours'], []])
  })

  it('begins at its time, and not before', () => {
    const run = waiting()
    run.send({ type: 'TimerFired' }, 8_999)
    expect(run.attempts).toEqual([])
    run.send({ type: 'TimerFired' }, 9_000)
    expect(run.attempts).toMatchObject([{ destination: 0, state: 'planned', reason: 'first_attempt' }])
    expect(waitsToBegin(run.head())).toBe(false)
  })

  it('is let begin at once, which is said, and only once', () => {
    const run = waiting()
    run.send({ type: 'Released', by }, 2_000)
    expect(run.reasons).toEqual(['started', 'waits_for_hours', 'released_by_hand', 'step_opened', 'first_attempt'])
    run.send({ type: 'Released', by }, 2_001)
    run.send({ type: 'TimerFired' }, 9_000)
    expect(run.attempts).toHaveLength(1)
  })

  it('is held back by a pause that is on when it would begin', () => {
    for (const event of [
      { type: 'TimerFired', suppressedBy: pause },
      { type: 'Released', by, suppressedBy: pause },
    ] as const) {
      const run = waiting()
      run.send(event, 9_000)
      expect([run.head().outcome, run.head().due, run.attempts]).toEqual(['suppressed', null, []])
    }
  })

  it.each<[string, Event, string]>([
    ['taken', { type: 'Acknowledged', by }, 'acknowledged'],
    ['cancelled', { type: 'Cancelled', by }, 'cancelled'],
    ['over because its cause is', { type: 'CauseRecovered' }, 'recovered'],
  ])('may be %s before it begins', (...[, event, outcome]) => {
    const run = waiting(planOf(1, { endsOnRecovery: true }))
    run.send(event, 2_000)
    expect([run.head().outcome, run.head().due]).toEqual([outcome, null])
    run.send({ type: 'TimerFired' }, 9_000)
    run.send({ type: 'Released', by }, 9_001)
    expect(run.attempts).toEqual([])
  })

  it('has nobody any more whose number was withdrawn meanwhile', () => {
    const run = waiting()
    const { address } = planOf(1).destinations[0] as { address: string }
    run.send({ type: 'NumberWithdrawn', address, by }, 2_000)
    expect(waitsToBegin(run.head())).toBe(true)
  })
})
