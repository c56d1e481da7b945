// Mails that came back, and replies nobody can read: neither is a person's word.

import { describe, expect, it } from 'vitest'
import { mailbox, person, planOf } from '../../../tests/support/plans.ts'
import { type Play, play } from '../../../tests/support/play.ts'
import type { Plan } from '../plan/plan.ts'

const handOver = (run: Play, attempt: number): void => {
  run.send({ type: 'AttemptBegan', attempt })
  run.send({ type: 'CallEnded', attempt, providerId: 'm', end: 'delivered', detail: null, answeredBy: null })
}
const comesBack = (run: Play, attempt: number, permanent = true): void => {
  run.send({ type: 'CameBack', attempt, code: permanent ? 'mail.5.1.1' : 'mail.4.4.7', permanent })
}
const first = { destinations: [0], waitMs: 60_000, awaitsAnswer: true } as const
const mailThenPhone = (change: Partial<Plan> = {}): Plan =>
  planOf(2, {
    destinations: [mailbox(1), person(2)],
    steps: [first, { destinations: [1], waitMs: 0 }],
    loopsMax: 2,
    ...change,
  })

describe('a mail that came back', () => {
  it('waits for nobody any more: the next step begins at once, and the address is not written to again', () => {
    const run = play(mailThenPhone())
    handOver(run, 1)
    expect(run.head().due).toMatchObject({ for: 'next_step' })
    comesBack(run, 1)
    expect(run.attempt(1)).toMatchObject({ state: 'ended', result: 'failed', detail: 'mail.5.1.1' })
    expect(run.target(0)).toMatchObject({ outcome: 'unreached', settled: true })
    expect(run.attempt(2)).toMatchObject({ destination: 1, state: 'planned' })
    run.place(2)
    run.ends(2, 'no_answer')
    expect(run.attempt(3)).toMatchObject({ destination: 1 })
    expect(run.reasons()).toContain('refused_before')
  })

  it('for a passing reason is tried again in the next loop', () => {
    const run = play(mailThenPhone({ deliveredIsEnough: true }))
    handOver(run, 1)
    expect(run.head()).toMatchObject({ delivered: 1, settled: 1 })
    comesBack(run, 1, false)
    expect(run.head()).toMatchObject({ delivered: 0, settled: 0 })
    run.wait(60_000)
    run.place(2)
    run.ends(2, 'no_answer')
    expect(run.attempt(3)).toMatchObject({ destination: 0, reason: 'loop_repeat' })
  })

  it('where hand-over was enough, was not enough after all', () => {
    const run = play(mailThenPhone({ deliveredIsEnough: true, loopsMax: 1 }))
    handOver(run, 1)
    comesBack(run, 1)
    expect(run.head()).toMatchObject({ delivered: 0, settled: 1 })
    run.wait(60_000)
    run.place(2)
    run.ends(2, 'no_answer')
    expect(run.head().outcome).toBe('exhausted')
  })

  it('told twice, after an answer, before it was sent or of an older attempt changes nothing', () => {
    const run = play(mailThenPhone())
    comesBack(run, 1)
    handOver(run, 1)
    run.wait(60_000)
    run.place(2)
    run.ends(2, 'no_answer')
    expect(run.attempt(3)).toMatchObject({ destination: 0 })
    comesBack(run, 1)
    comesBack(run, 1)
    expect(run.reasons().filter((reason) => reason === 'came_back')).toHaveLength(1)
    expect(run.target(0)).toMatchObject({ open: true, attempt: 3, settled: false })
    handOver(run, 3)
    run.send({ type: 'Responded', attempt: 3, action: 'take' })
    comesBack(run, 3)
    expect(run.attempt(3).result).toBe('taken')
  })

  it('after the end is recorded, and the outcome stays', () => {
    const run = play(planOf(1, { destinations: [mailbox(1)], deliveredIsEnough: true }))
    handOver(run, 1)
    expect(run.head().outcome).toBe('delivered')
    comesBack(run, 1)
    expect(run.head().outcome).toBe('delivered')
    expect(run.attempt(1)).toMatchObject({ result: 'failed' })
    expect(run.reasons().at(-1)).toBe('came_back')
  })
})

describe('a reply that is no answer', () => {
  it('is told once, and the callout goes on', () => {
    const run = play(mailThenPhone())
    run.send({ type: 'ReplyUnread', attempt: 1 })
    handOver(run, 1)
    run.send({ type: 'ReplyUnread', attempt: 1 })
    run.send({ type: 'ReplyUnread', attempt: 1 })
    expect(run.reasons().filter((reason) => reason === 'reply_unread')).toHaveLength(1)
    expect(run.head()).toMatchObject({ outcome: null, due: { for: 'next_step' } })
    run.send({ type: 'Responded', attempt: 1, action: 'take' })
    run.send({ type: 'ReplyUnread', attempt: 1 })
    expect(run.head().outcome).toBe('acknowledged')
  })

  it('after the end is not even told', () => {
    const run = play(planOf(1, { destinations: [mailbox(1)], deliveredIsEnough: true }))
    handOver(run, 1)
    run.send({ type: 'ReplyUnread', attempt: 1 })
    expect(run.reasons()).not.toContain('reply_unread')
  })
})
