// Messages: what is handed over at once and rings nowhere. A destination without a way is left out with its reason, as before.

import { describe, expect, it } from 'vitest'
import { mailbox, person, planOf } from '../../../tests/support/plans.ts'
import { type Play, play } from '../../../tests/support/play.ts'
import type { ConnectionId } from '../ids.ts'
import type { Plan } from '../plan/plan.ts'
import { connectionOf, hasWay } from '../plan/way.ts'

const handOver = (run: Play, attempt: number): void => {
  run.send({ type: 'AttemptBegan', attempt })
  run.send({ type: 'CallEnded', attempt, providerId: 'm', end: 'delivered', detail: null, answeredBy: null })
}

describe('by which connection', () => {
  it('a phone goes by the plan’s, everything else by its own, and what has none has no way', () => {
    const { connectionId: _none, ...without } = mailbox(3)
    const plan = planOf(3, { destinations: [person(1), mailbox(2), without], connectionId: 'phones' as ConnectionId })
    expect([0, 1, 2, 3].map((one) => connectionOf(plan, { destination: one }))).toEqual([
      'phones',
      'mail-1',
      null,
      null,
    ])
    expect([0, 1, 2].map((one) => hasWay(plan, one))).toEqual([true, true, false])
    expect(hasWay(planOf(1), 0)).toBe(true)
  })
})

describe('a message that was handed over', () => {
  it('J-011 counts where hand-over is enough, and is not sent again', () => {
    const run = play(planOf(2, { destinations: [mailbox(1), person(2)], deliveredIsEnough: true, loopsMax: 2 }))
    handOver(run, 1)
    expect(run.attempts()[0]).toMatchObject({ channel: 'mail', state: 'ended', result: 'delivered', providerId: 'm' })
    run.place(2)
    run.ends(2, 'no_answer')
    expect(run.attempts().map(({ destination }) => destination)).toEqual([0, 1, 1])
    run.place(3)
    run.ends(3, 'no_answer')
    expect(run.head().outcome).toBe('delivered')
  })

  it('is sent again in the next loop where somebody must say something', () => {
    const run = play(planOf(1, { destinations: [mailbox(1)], loopsMax: 2 }))
    handOver(run, 1)
    handOver(run, 2)
    expect(run.head().outcome).toBe('exhausted')
    expect(run.attempts().map(({ reason }) => reason)).toEqual(['first_attempt', 'loop_repeat'])
  })

  it('whose address was withdrawn is not sent; the reason says so', () => {
    const run = play(planOf(2, { destinations: [mailbox(1), person(2)], loopsMax: 2 }))
    handOver(run, 1)
    run.send({ type: 'NumberWithdrawn', address: mailbox(1).address, by: { userId: null, name: 'op', via: 'api' } })
    run.place(2)
    run.ends(2, 'no_answer')
    expect(run.history().filter(({ reason }) => reason === 'number_withdrawn')).toHaveLength(2)
  })
})

const answer = (run: Play, attempt: number, action: 'take' | 'next' | 'leave'): void => {
  run.send({ type: 'Responded', attempt, action })
}
const mails = (count: number, change: Partial<Plan> = {}): Plan =>
  planOf(count, {
    destinations: Array.from({ length: count }, (_, index) => mailbox(index + 1)),
    steps: Array.from({ length: count }, (_, index) => ({
      destinations: [index],
      waitMs: 60_000,
      awaitsAnswer: true as const,
    })),
    ...change,
  })

describe('an answer to a message', () => {
  it('T-008 takes it: the callout ends, by that person, on that channel', () => {
    const run = play(mails(2))
    handOver(run, 1)
    expect(run.head()).toMatchObject({ open: 0, due: { for: 'next_step' } })
    answer(run, 1, 'take')
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: 'Person 1', via: 'mail' } })
    expect(run.attempt(1)).toMatchObject({ result: 'taken', answeredAtMs: run.now() })
    expect(run.target(0)).toMatchObject({ outcome: 'reached', taken: true })
    expect(run.reasons().slice(-2)).toEqual(['answer_take', 'taken_by_answer'])
  })

  it('is waited for at the end too', () => {
    const run = play(mails(1))
    handOver(run, 1)
    expect(run.head()).toMatchObject({ outcome: null, due: { for: 'finish', atMs: run.now() + 60_000 } })
    run.wait(60_000)
    expect(run.head().outcome).toBe('exhausted')
  })

  it('passes it on: the next step begins at once, and the person is asked again in the next loop', () => {
    const run = play(mails(2, { loopsMax: 2 }))
    handOver(run, 1)
    answer(run, 1, 'next')
    expect(run.attempts().map(({ destination }) => destination)).toEqual([0, 1])
    handOver(run, 2)
    run.wait(60_000)
    expect(run.attempt(3)).toMatchObject({ destination: 0, reason: 'loop_repeat' })
    answer(run, 1, 'take')
    expect(run.head().outcome).toBe('acknowledged')
    expect(run.attempt(3)).toMatchObject({ state: 'ended', result: 'withheld' })
  })

  it('leaves it: never asked again in this callout', () => {
    const run = play(mails(1, { loopsMax: 2, loopIntervalMs: 1_000 }))
    handOver(run, 1)
    answer(run, 1, 'leave')
    answer(run, 1, 'leave')
    expect(run.reasons().filter((reason) => reason === 'answer_leave')).toHaveLength(1)
    run.wait(1_000)
    expect(run.head().outcome).toBe('exhausted')
    expect(run.attempts()).toHaveLength(1)
  })

  it('of one among several lets the others of the step be waited for', () => {
    const step = [{ destinations: [0, 1], waitMs: 60_000, awaitsAnswer: true as const }]
    const run = play(mails(2, { steps: step }))
    handOver(run, 1)
    handOver(run, 2)
    answer(run, 1, 'next')
    expect(run.head()).toMatchObject({ outcome: null, due: { for: 'finish' } })
  })

  it('counts while the message is still under way; its delivery is told later', () => {
    const run = play(mails(2, { stop: 'all' }))
    run.place(1)
    answer(run, 1, 'take')
    expect(run.target(0)).toMatchObject({ open: false, taken: true })
    run.ends(1, 'failed')
    expect(run.attempt(1)).toMatchObject({ state: 'ended', result: 'taken' })
    run.wait(60_000)
    handOver(run, 2)
    answer(run, 2, 'take')
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', taken: 2 })
  })

  it('before it was sent, twice, or after the end changes nothing', () => {
    const run = play(mails(1))
    answer(run, 1, 'take')
    expect(run.head().outcome).toBeNull()
    handOver(run, 1)
    answer(run, 1, 'next')
    answer(run, 1, 'next')
    expect(run.reasons().filter((reason) => reason === 'answer_next')).toHaveLength(1)
    expect(run.head().outcome).toBe('exhausted')
    answer(run, 1, 'leave')
    answer(run, 1, 'take')
    expect(run.reasons().slice(-1)).toEqual(['answer_after_end'])
    expect(run.head()).toMatchObject({ outcome: 'exhausted', acknowledgedBy: null })
  })

  it('that is no taking is not even told after the end', () => {
    const run = play(mails(1))
    handOver(run, 1)
    run.wait(60_000)
    const told = run.reasons().length
    answer(run, 1, 'next')
    expect(run.reasons()).toHaveLength(told)
    expect(run.attempt(1).result).toBe('delivered')
  })

  it('of a person with several destinations holds for all of them', () => {
    const both = [{ ...mailbox(1), person: 0 }, { ...person(1), person: 0 }, mailbox(2)]
    const run = play(
      planOf(3, {
        destinations: both,
        steps: [
          { destinations: [0, 1], waitMs: 0 },
          { destinations: [2], waitMs: 0 },
        ],
      }),
    )
    handOver(run, 1)
    run.place(2)
    answer(run, 1, 'next')
    expect(run.attempt(2).cancelWanted).toBe(true)
    expect(run.attempt(3)).toMatchObject({ destination: 2 })
  })
})
