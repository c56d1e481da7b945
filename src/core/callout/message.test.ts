// Messages: what is handed over at once and rings nowhere. A destination without a way is left out with its reason, as before.

import { describe, expect, it } from 'vitest'
import { mailbox, person, planOf } from '../../../tests/support/plans.ts'
import { type Play, play } from '../../../tests/support/play.ts'
import type { ConnectionId } from '../ids.ts'
import { connectionOf, hasWay } from '../plan/way.ts'

const handOver = (run: Play, attempt: number): void => {
  run.send({ type: 'AttemptBegan', attempt })
  run.send({ type: 'CallEnded', attempt, providerId: 'm', end: 'delivered', detail: null, answeredBy: null })
}

describe('by which connection', () => {
  it('a phone goes by the plan’s, everything else by its own, and what has none has no way', () => {
    const { connectionId: _none, ...without } = mailbox(3)
    const plan = planOf(3, { destinations: [person(1), mailbox(2), without], connectionId: 'phones' as ConnectionId })
    expect([0, 1, 2, 3].map((one) => connectionOf(plan, one))).toEqual(['phones', 'mail-1', null, null])
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
