// What was acknowledged and is not resolved comes back, once its time is over and unless somebody resolved it.
import { describe, expect, it } from 'vitest'
import { planOf } from '../../../tests/support/plans.ts'
import { play } from '../../../tests/support/play.ts'
import type { Plan, Reminder } from '../plan/plan.ts'
import { decide } from './decide.ts'
import type { Event, Suppression } from './event.ts'
import { awaitsResolving } from './reminder.ts'
import { initialHead } from './state.ts'

const reminder: Reminder = { afterMs: 60_000, times: 2, acknowledgerFirst: true }
const by = { userId: null, name: 'Operator', via: 'console' } as const
const start = 1_000_000

/** Person 1 took it. */
const taken = (change: Partial<Plan> = {}) => {
  const run = play(planOf(2, { reminder, ...change }), start)
  run.place(1)
  run.answer(1, '1')
  return run
}
const fire = (run: ReturnType<typeof taken>, event: Omit<Extract<Event, { type: 'TimerFired' }>, 'type'> = {}) => {
  const { comesBack } = decide(
    { plan: run.plan(), head: run.head(), targets: new Map(), attempts: new Map() },
    { type: 'TimerFired', ...event },
    run.now(),
  )
  run.send({ type: 'TimerFired', ...event })
  return comesBack
}

describe('a callout that was acknowledged', () => {
  it('keeps its outcome, and says when it comes back', () => {
    const run = taken()
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', due: { atMs: start + 60_000, for: 'remind' } })
    expect(awaitsResolving(run.head())).toBe(true)
    expect(run.reasons().slice(-3)).toContain('awaits_resolving')
  })

  it('does not come back where its policy does not ask for it, or nobody acknowledged it', () => {
    const { reminder: _none, ...rest } = planOf(1, { reminder })
    const plain = play(rest, start)
    plain.send({ type: 'Acknowledged', by })
    expect([plain.head().outcome, plain.head().due]).toEqual(['acknowledged', null])
    const cancelled = play(planOf(1, { reminder }), start)
    cancelled.send({ type: 'Cancelled', by })
    expect(cancelled.head().due).toBeNull()
  })

  it('comes back at its time, once, and not before', () => {
    const run = taken()
    expect(fire(run)).toBe(false)
    run.wait(60_000)
    expect([run.reasons().at(-1), run.head().due, run.head().outcome]).toEqual(['comes_back', null, 'acknowledged'])
    expect(fire(run)).toBe(false)
  })

  it('comes back as often as its policy says', () => {
    const again = (count: number) => {
      let head = initialHead
      const plan = planOf(1, { reminder })
      const send = (event: Event) => {
        head = decide({ plan, head, targets: new Map(), attempts: new Map() }, event, start).head
      }
      send({ type: 'Started', escalatedFrom: null, reminder: { count, of: { callout: 'c', name: 'Person 1' } } })
      const { history } = decide(
        { plan, head, targets: new Map(), attempts: new Map() },
        { type: 'Acknowledged', by },
        5,
      )
      return [head.reminding, history.at(-1)?.reason]
    }
    expect(again(1)).toEqual([{ count: 1, of: 'c' }, 'awaits_resolving'])
    expect(again(2)).toEqual([{ count: 2, of: 'c' }, 'reminders_used_up'])
  })

  it('is counted through what takes over from a return', () => {
    const started: Event = { type: 'Started', escalatedFrom: 'c', reminder: { count: 1 } }
    const { head, history } = decide(
      { plan: planOf(1), head: initialHead, targets: new Map(), attempts: new Map() },
      started,
      start,
    )
    expect([head.reminding, history.map(({ reason }) => reason)]).toEqual([{ count: 1 }, ['escalated_from']])
  })

  it('waits for the end of a pause, and is not forgotten by it', () => {
    const pause: Suppression = { pause: 'p', name: 'Sato', note: '', untilMs: start + 500_000 }
    const run = taken()
    const later = (atMs: number, untilMs: number | null) =>
      decide(
        { plan: run.plan(), head: run.head(), targets: new Map(), attempts: new Map() },
        { type: 'TimerFired', suppressedBy: { ...pause, untilMs } },
        atMs,
      )
    const { head, history, comesBack } = later(start + 60_000, start + 500_000)
    expect([head.due, comesBack]).toEqual([{ atMs: start + 500_000, for: 'remind' }, false])
    expect(history).toMatchObject([{ reason: 'reminder_paused', facts: { name: 'Sato', atMs: start + 500_000 } }])
    expect(later(start + 60_000, null).head.due?.atMs).toBe(start + 60_000 + 3_600_000)
  })
})

describe('what is resolved does not come back', () => {
  it('where a person says so, once', () => {
    const run = taken()
    run.send({ type: 'Resolved', by })
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', due: null, resolved: { atMs: start, by } })
    const told = run.reasons()
    run.send({ type: 'Resolved', by: { ...by, name: 'Other' } })
    run.wait(60_000)
    expect([run.reasons(), run.head().resolved?.by?.name]).toEqual([told, 'Operator'])
  })

  it('where the person presses the key that says so, whatever the stop rule', () => {
    const reactions = { '1': { action: 'take' }, '9': { action: 'resolve' } } as const
    for (const stop of ['first', 'all', 'none'] as const) {
      const plan = planOf(2, { reminder, stop })
      const run = play({ ...plan, template: { ...plan.template, reactions } }, start)
      run.place(1)
      const speech = run.answer(1, '9')
      expect(speech?.utterances).toEqual([{ phrase: 'resolved' }, { phrase: 'goodbye' }])
      expect(run.head()).toMatchObject({ outcome: 'acknowledged', due: null, resolved: { by: { name: 'Person 1' } } })
      expect(run.reasons()).toEqual(expect.arrayContaining(['key_resolve', 'resolved_by_key']))
      expect(run.target(0)).toMatchObject({ taken: true, outcome: 'reached' })
    }
  })

  it('where its cause recovers, at once or found when its time is over', () => {
    const run = taken({ endsOnRecovery: false })
    run.send({ type: 'CauseRecovered' })
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', due: null, resolved: { by: null } })
    expect(run.reasons().at(-1)).toBe('recovered_since')
    const other = taken()
    const { head, comesBack } = decide(
      { plan: other.plan(), head: other.head(), targets: new Map(), attempts: new Map() },
      { type: 'TimerFired', causeOver: true },
      start + 60_000,
    )
    expect([head.resolved, comesBack]).toEqual([{ atMs: start + 60_000, by: null }, false])
  })

  it('ends while it runs; one that ended otherwise is nobody’s to resolve', () => {
    const run = play(planOf(1, { reminder }), start)
    run.send({ type: 'Resolved', by })
    expect(run.head()).toMatchObject({ outcome: 'recovered', resolved: { by: { name: 'Operator' } } })
    const cancelled = play(planOf(1), start)
    cancelled.send({ type: 'Cancelled', by })
    cancelled.send({ type: 'Resolved', by })
    expect(cancelled.head().resolved).toBeUndefined()
  })
})
