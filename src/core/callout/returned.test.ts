// Somebody who was called rings back: their call joins the callout, and what was about to call them does not.
import { describe, expect, it } from 'vitest'
import { planOf, together } from '../../../tests/support/plans.ts'
import { type Play, play } from '../../../tests/support/play.ts'
import { limits } from '../limits.ts'
import type { Plan } from '../plan/plan.ts'
import { decide } from './decide.ts'

const plan = (change: Partial<Plan> = {}): Plan =>
  planOf(2, { redial: { max: 1, intervalMs: 60_000, on: ['no_answer'] }, ...change })
const missed = (given = plan()): Play => {
  const run = play(given)
  run.place(1)
  run.send(ended(1, 'no_answer'))
  return run
}
const ended = (attempt: number, end: 'no_answer' | 'completed', providerId = `CA${attempt}`) =>
  ({ type: 'CallEnded', attempt, providerId, end, detail: null, answeredBy: null }) as const
const back = (run: Play, destination = 0) => run.send({ type: 'Returned', destination, providerId: 'CAin' })
const turn = (run: Play, n: number, key: string | null = null) =>
  run.send({ type: 'VoiceTurn', attempt: 3, providerId: 'CAin', turn: n, key, answeredBy: null })

describe('a returned call', () => {
  it('is spoken to from the start, takes the callout, and keeps the planned call from being made', () => {
    const run = missed()
    expect(run.attempt(2)).toMatchObject({ state: 'planned', reason: 'redial_no_answer' })
    back(run)
    expect(run.attempt(2)).toMatchObject({ state: 'ended', result: 'withheld', detail: 'rang_us_first' })
    expect(run.attempt(3)).toMatchObject({ state: 'answered', reason: 'returned_call', providerId: 'CAin', turn: 0 })
    expect(turn(run, 0)?.utterances.map(({ phrase }) => phrase)).toEqual(['opening', 'message', 'menu'])
    expect(turn(run, 1, '1')?.utterances.map(({ phrase }) => phrase)).toEqual(['taken', 'goodbye'])
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: 'Person 1' } })
  })

  it('told twice is one', () => {
    const run = missed()
    back(run)
    const before = run.head()
    back(run)
    expect(run.head()).toEqual(before)
  })

  it('of somebody whose turn is over holds up whoever comes next until it ends', () => {
    const run = missed(
      plan({
        redial: { max: 0, intervalMs: 0, on: [] },
        steps: plan().steps.map((one) => ({ ...one, waitMs: 60_000 })),
      }),
    )
    expect(run.head()).toMatchObject({ open: 0, due: { for: 'next_step' } })
    back(run)
    expect(run.head()).toMatchObject({ open: 1, due: null })
    run.send(ended(2, 'completed', 'CAin'))
    expect(run.attempt(2)).toMatchObject({ state: 'ended', result: 'no_key' })
    expect(run.head()).toMatchObject({ open: 0, due: { for: 'next_step' } })
  })

  it('cancels a call that still rings', () => {
    const run = play(plan())
    run.place(1)
    back(run)
    expect(run.attempt(1)).toMatchObject({ cancelWanted: true })
    expect(run.attempt(2)).toMatchObject({ state: 'answered' })
    expect(run.reasons()).toContain('cancel_wanted')
  })

  it.each<[string, () => Play, number?]>([
    ['of somebody who was not called yet', missed, 1],
    [
      'about what is over',
      () => {
        const run = missed()
        run.send({ type: 'Cancelled', by: { userId: null, name: 'x', via: 'api' } })
        return run
      },
    ],
    ['where no key does anything', () => missed(plan({ hearsKeys: false, simple: { form: 'names' } }))],
    [
      'of somebody who has taken their part',
      () => {
        const run = play(together(2, { stop: 'all' }))
        run.place(1)
        run.send({ type: 'VoiceTurn', attempt: 1, providerId: 'CA1', turn: 0, key: null, answeredBy: null })
        run.send({ type: 'VoiceTurn', attempt: 1, providerId: 'CA1', turn: 1, key: '1', answeredBy: null })
        return run
      },
    ],
    [
      'of somebody who is about to be called back to be connected',
      () => {
        const reactions = { '7': { action: 'transfer' } } as const
        const { template } = plan()
        const run = play(plan({ transferTo: '+81312345678', template: { ...template, reactions } }))
        run.place(1)
        run.send({ type: 'VoiceTurn', attempt: 1, providerId: 'CA1', turn: 0, key: null, answeredBy: null })
        run.send({ type: 'VoiceTurn', attempt: 1, providerId: 'CA1', turn: 1, key: '7', answeredBy: null })
        run.send(ended(1, 'completed'))
        return run
      },
    ],
  ])('is nothing %s', (...[, prepared, destination = 0]) => {
    const run = prepared()
    const before = run.head()
    back(run, destination)
    expect(run.head()).toEqual(before)
  })

  it('is nothing where a callout may make no more calls', () => {
    const run = missed()
    const head = { ...run.head(), attempts: limits.attemptsPerCallout.max }
    const targets = new Map(run.targets().map((one) => [one.destination, one]))
    const attempts = new Map(run.attempts().map((one) => [one.ordinal, one]))
    const event = { type: 'Returned', destination: 0, providerId: 'CAin' } as const
    expect(decide({ plan: run.plan(), head, targets, attempts }, event, run.now()).head).toEqual(head)
  })
})
