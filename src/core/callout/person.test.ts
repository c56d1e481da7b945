// A person with several phones: they are tried in turn, and what the person says on one holds for the others.

import { describe, expect, it } from 'vitest'
import { person, planOf } from '../../../tests/support/plans.ts'
import { type Play, play } from '../../../tests/support/play.ts'
import type { Destination, Plan, Step } from '../plan/plan.ts'

/** Two phones of the first person (0, 1), one of the second (2). */
const destinations: Destination[] = [
  { ...person(1), person: 0 },
  { ...person(2), name: 'Person 1', person: 0 },
  person(3),
]
const inTurn = (change: Partial<Plan> = {}): Plan =>
  planOf(3, {
    destinations,
    loopsMax: 2,
    steps: [
      { destinations: [0], waitMs: 0, part: { step: 1, phone: 1 } },
      { destinations: [1], waitMs: 0, part: { step: 1, phone: 2 } },
      { destinations: [2], waitMs: 0, part: { step: 2, phone: 1 } },
    ],
    ...change,
  })
const together: Step[] = [{ destinations: [0, 1, 2], waitMs: 0 }]

const called = (run: Play): readonly number[] => run.attempts().map((attempt) => attempt.destination)
const missed = (run: Play, ordinal: number): void => {
  run.place(ordinal)
  run.ends(ordinal, 'no_answer')
}
const told = (run: Play, reason: string) =>
  run.history().flatMap((entry) => (entry.reason === reason ? [entry.destination] : []))

describe('phones of one person, one after another', () => {
  it('K-007 K-008: an unanswered phone leads to the person’s next one, and says which', () => {
    const run = play(inTurn())
    missed(run, 1)
    missed(run, 2)
    expect(called(run)).toEqual([0, 1, 2])
    const opened = run.history().filter((entry) => entry.reason === 'step_opened')
    expect(opened.map((entry) => entry.facts)).toEqual([
      { step: 1, loop: 1 },
      { step: 1, loop: 1, phone: 2 },
      { step: 2, loop: 1 },
    ])
  })

  it('by the person’s own order it says which of their methods', () => {
    const steps: Step[] = [0, 1, 2].map((number) => ({
      destinations: [number],
      waitMs: 0,
      part: { step: 1, phone: number + 1, own: true },
    }))
    const run = play(inTurn({ steps }))
    missed(run, 1)
    const opened = run.history().filter((entry) => entry.reason === 'step_opened')
    expect(opened.map((entry) => entry.facts)).toEqual([
      { step: 1, loop: 1 },
      { step: 1, loop: 1, method: 2 },
    ])
  })

  it('B.5 continue: the person’s other phones are passed over in this loop and called again in the next', () => {
    const run = play(inTurn())
    run.place(1)
    run.answer(1, '2')
    run.ends(1)
    expect(called(run)).toEqual([0, 2])
    expect(told(run, 'passed_this_loop')).toEqual([1])
    missed(run, 2)
    missed(run, 3)
    expect(called(run)).toEqual([0, 2, 0, 1])
  })

  it('B.5 continue on the second phone goes on to the next person', () => {
    const run = play(inTurn())
    missed(run, 1)
    run.place(2)
    run.answer(2, '2')
    expect(called(run)).toEqual([0, 1, 2])
    missed(run, 3)
    expect(called(run)).toEqual([0, 1, 2, 0])
    missed(run, 4)
    expect(called(run)).toEqual([0, 1, 2, 0, 1])
  })

  it('B.5 leave: none of the person’s phones is called again', () => {
    const run = play(inTurn({ loopsMax: 3 }))
    run.place(1)
    run.answer(1, '3')
    run.ends(1)
    missed(run, 2)
    missed(run, 3)
    missed(run, 4)
    expect(called(run)).toEqual([0, 2, 2, 2])
    expect(run.head()).toMatchObject({ outcome: 'exhausted', settled: 2 })
    expect(run.target(1)).toMatchObject({ settled: true, outcome: 'refused', attempt: null })
    expect(told(run, 'left_callout')).toEqual([1, 1, 0, 1, 0, 1])
  })

  it('a person who took it for themselves has taken it on every phone', () => {
    const run = play(inTurn({ stop: 'all' }))
    missed(run, 1)
    run.place(2)
    run.answer(2, '1')
    expect(run.target(0)).toMatchObject({ taken: true, settled: true, outcome: 'unreached' })
    expect(run.target(1)).toMatchObject({ taken: true, outcome: 'reached' })
    expect(run.head()).toMatchObject({ outcome: null, taken: 2, settled: 2 })
    run.place(3)
    run.answer(3, '1')
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: 'Person 3' } })
  })

  it('a phone never tried is skipped, and the person counts once when everybody must take it', () => {
    const run = play(inTurn({ stop: 'all', destinations: destinations.slice(0, 2), steps: inTurn().steps.slice(0, 2) }))
    run.place(1)
    run.answer(1, '1')
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', taken: 2, open: 0 })
    expect(run.target(1)).toMatchObject({ taken: true, outcome: 'skipped' })
    expect(told(run, 'already_taken')).toEqual([1])
  })
})

describe('phones of one person that ring at once', () => {
  it.each([
    ['2', 'passed_this_loop', { outcome: 'refused', settled: false }],
    ['3', 'left_callout', { outcome: 'refused', settled: true }],
    ['1', 'already_taken', { outcome: 'skipped', settled: true }],
  ])('key %s on one silences the other', (...[key, reason, other]) => {
    const run = play(inTurn({ stop: 'none', steps: together }))
    for (const ordinal of [1, 2, 3]) run.place(ordinal)
    run.answer(1, key)
    expect(run.target(1)).toMatchObject({ open: false, ...other })
    expect(run.attempt(2)).toMatchObject({ cancelWanted: true, effect: { kind: 'cancel' } })
    expect(told(run, reason)).toEqual([1])
    expect(run.head().open).toBe(1)
  })

  it('one that was to be called later is withheld', () => {
    const run = play(inTurn({ steps: together }))
    run.place(1)
    run.answer(1, '2')
    expect(run.attempt(2)).toMatchObject({ state: 'ended', result: 'withheld', detail: 'passed_this_loop' })
  })

  it('a key on a call given up for lost, when the person’s turn is over, still silences the phones that ring', () => {
    const run = play(inTurn({ loopsMax: 1 }))
    run.send({ type: 'AttemptBegan', attempt: 1 })
    run.send({ type: 'ResultUnknown', attempt: 1, code: 'x' })
    run.wait(31_000)
    run.send({ type: 'NothingFound', attempt: 1 })
    missed(run, 2)
    run.place(3)
    expect(called(run)).toEqual([0, 0, 1])
    run.answer(1, '3')
    expect(run.attempt(3)).toMatchObject({ cancelWanted: true })
    expect(called(run)).toEqual([0, 0, 1, 2])
  })
})
