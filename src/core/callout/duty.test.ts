// Steps that name schedules: who is on duty is looked up when the step opens, and again when somebody's call would begin.

import { describe, expect, it } from 'vitest'
import { planOf } from '../../../tests/support/plans.ts'
import { play } from '../../../tests/support/play.ts'
import type { MethodId, ScheduleId, UserId } from '../ids.ts'
import type { DutyRef, Plan } from '../plan/plan.ts'
import type { Person } from '../plan/policy.ts'
import { decide } from './decide.ts'
import { awaitsJoining, type DutyFound, dutiesToCheck, isOnDuty, mayBeJoined } from './duty.ts'
import { initialHead } from './state.ts'

const ref: DutyRef = { schedule: 's' as ScheduleId, name: '夜間', channel: 'phone' }
const one = (key: string, phones: readonly string[] = ['mobile']): Person => ({
  id: key as UserId,
  key,
  name: key,
  language: 'ja',
  methods: phones.map((label) => ({
    id: `${key}-${label}` as MethodId,
    channel: 'phone',
    label,
    address: `+8190${key}`,
    isDefault: false,
  })),
})
const duties = (...people: readonly Person[]): DutyFound['duties'] =>
  people.map((person) => ({ person, position: 'first', because: 'rotation' as const }))

/** Somebody on duty, then one who is named. */
const plan = (change: Partial<Plan> = {}): Plan =>
  planOf(1, {
    steps: [
      { destinations: [], waitMs: 0, onCall: [ref] },
      { destinations: [0], waitMs: 0 },
    ],
    ...change,
  })
const HOUR_MS = 3_600_000
/** Anna's first hour, then Ben's. */
const turns = (startMs: number) => (_ref: DutyRef, atMs: number) =>
  duties(one(atMs < startMs + HOUR_MS ? 'anna' : 'ben'))
const called = (run: ReturnType<typeof play>) =>
  run.attempts().map(({ destination }) => run.plan().destinations[destination]?.name)

describe('T-017 a step that names a schedule', () => {
  it('calls whoever is on duty, and says why', () => {
    const run = play(plan(), 0, turns(0))
    expect(called(run)).toEqual(['anna'])
    const told = run.history().find(({ reason }) => reason === 'on_duty')
    expect(told).toMatchObject({ destination: 1, facts: { schedule: '夜間', position: 'first', because: 'rotation' } })
    run.place(1)
    run.answer(1, '1')
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { userId: 'anna' } })
  })

  it('goes on where nobody is on duty, or nothing reaches them, and says so', () => {
    expect(called(play(plan(), 0, () => []))).toEqual(['Person 1'])
    const run = play(plan(), 0, () => duties(one('zoe', [])))
    expect([called(run), run.reasons().filter((reason) => reason.includes('duty'))]).toEqual([
      ['Person 1'],
      ['on_duty_unreachable'],
    ])
    expect(
      play(
        plan({ steps: [{ destinations: [], waitMs: 0, onCall: [{ ...ref, position: 'first' }] }] }),
        0,
        () => [],
      ).history(),
    ).toMatchObject([
      { reason: 'started' },
      { reason: 'step_opened' },
      { reason: 'nobody_on_duty', facts: { schedule: '夜間', position: 'first' } },
      { reason: 'nobody_reachable' },
    ])
  })

  it('looks again in each round, and those who joined before keep their numbers', () => {
    const run = play(plan({ loopsMax: 3, loopIntervalMs: HOUR_MS }), 0, turns(0))
    for (const ordinal of [1, 2]) {
      run.place(ordinal)
      run.ends(ordinal, 'no_answer')
    }
    run.wait(HOUR_MS)
    expect([called(run), run.plan().destinations.map(({ name }) => name)]).toEqual([
      ['anna', 'Person 1', 'ben'],
      ['Person 1', 'anna', 'ben'],
    ])
  })

  it('does not take everybody for done while others may come on duty', () => {
    const run = play(plan({ loopsMax: 2, loopIntervalMs: HOUR_MS }), 0, turns(0))
    for (const ordinal of [1, 2]) {
      run.place(ordinal)
      run.answer(ordinal, '3')
      run.ends(ordinal)
    }
    expect(run.head().outcome).toBeNull()
    run.wait(HOUR_MS)
    expect(called(run)).toEqual(['anna', 'Person 1', 'ben'])
  })

  it('with stop rule all, waits for steps that nobody has joined yet', () => {
    const steps = [
      { destinations: [0], waitMs: 0 },
      { destinations: [], waitMs: 0, onCall: [ref] },
    ]
    const run = play(plan({ stop: 'all', steps }), 0, turns(0))
    for (const ordinal of [1, 2]) {
      expect(run.head().outcome).toBeNull()
      run.place(ordinal)
      run.answer(ordinal, '1')
      run.ends(ordinal)
    }
    expect(run.head().outcome).toBe('acknowledged')
  })
})

it('with stop rule all, ends when a step turns out to have nobody on duty and everybody else took it', () => {
  const steps = [
    { destinations: [0], waitMs: 0 },
    { destinations: [], waitMs: 0, onCall: [ref] },
  ]
  const run = play(plan({ stop: 'all', steps, loopsMax: 3 }), 0, () => [])
  run.place(1)
  run.answer(1, '1')
  expect(run.head()).toMatchObject({ outcome: 'acknowledged', loop: 1 })
})

describe('somebody who is off duty when their call would begin', () => {
  const handedOver = () => {
    const run = play(plan({ redial: { max: 1, intervalMs: HOUR_MS, on: ['no_answer'] } }), 0, turns(0))
    run.place(1)
    run.ends(1, 'no_answer')
    run.wait(HOUR_MS)
    return run
  }

  it('is relieved by whoever is on duty now, in the same step', () => {
    const run = handedOver()
    run.send({ type: 'AttemptSkipped', attempt: 2, why: 'off_duty' })
    expect([called(run), run.attempt(2).result, run.head().step]).toEqual([['anna', 'anna', 'ben'], 'withheld', 0])
    expect(run.reasons().slice(-3)).toEqual(['off_duty', 'on_duty', 'first_attempt'])
    run.send({ type: 'AttemptSkipped', attempt: 2, why: 'off_duty' })
    expect(run.attempts()).toHaveLength(3)
  })

  it('is followed by the next step when nobody relieved them', () => {
    const run = play(plan(), 0, (_ref, atMs) => (atMs < HOUR_MS ? duties(one('anna')) : []))
    run.wait(HOUR_MS)
    run.send({ type: 'AttemptSkipped', attempt: 1, why: 'off_duty' })
    expect(called(run)).toEqual(['anna', 'Person 1'])
  })

  it('is not called twice in a step for coming back, and others who ring are left alone', () => {
    const both = (_ref: DutyRef, _atMs: number) => duties(one('anna'), one('ben'))
    const run = play(plan(), 0, both)
    run.place(2)
    run.send({ type: 'AttemptSkipped', attempt: 1, why: 'off_duty' })
    expect([called(run), run.head().open]).toEqual([['anna', 'ben'], 1])
  })
})

describe('whose duty is checked when their call begins', () => {
  const { plan: whole } = play(plan(), 0, turns(0))
  const at = { plan: whole(), head: initialHead }
  it.each([
    ['somebody who was named', { destination: 0, reason: 'first_attempt' }, []],
    ['somebody on duty', { destination: 1, reason: 'first_attempt' }, [ref]],
    ['somebody who asked to be connected', { destination: 1, reason: 'call_back' }, []],
  ] as const)('%s', (_name, attempt, refs) => {
    expect(dutiesToCheck(at, attempt)).toEqual(refs)
  })

  it('those of a step without schedules are called whatever happens', () => {
    expect(
      dutiesToCheck({ ...at, head: { ...initialHead, step: 1 } }, { destination: 1, reason: 'first_attempt' }),
    ).toEqual([])
  })

  it('is told by their user', () => {
    const found = [{ ref, duties: duties(one('anna')) }]
    expect([isOnDuty(found, 'anna' as UserId), isOnDuty(found, 'ben' as UserId), isOnDuty([], null)]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('and a plan says whether anybody may join it', () => {
    expect([mayBeJoined(planOf(1)), mayBeJoined(plan())]).toEqual([false, true])
    expect(awaitsJoining({ plan: plan(), head: { ...initialHead, loop: 2 } })).toBe(false)
  })
})

it('a step that asks for those on duty is never opened without knowing them', () => {
  const loaded = { plan: plan(), head: initialHead, targets: new Map(), attempts: new Map() }
  expect(() => decide(loaded, { type: 'OpenStep', loop: 1, step: 0 }, 0)).toThrow('who is on duty')
})

it('who relieves is looked for also where that turned out to be nobody knows who', () => {
  const loaded = { plan: plan(), head: { ...initialHead, seq: 1 }, targets: new Map(), attempts: new Map() }
  const { follow } = decide(loaded, { type: 'OpenStep', loop: 1, step: 0, again: true }, 0)
  expect(follow).toMatchObject({ type: 'OpenStep', step: 1 })
})
