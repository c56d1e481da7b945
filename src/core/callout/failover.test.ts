// Going by another way: when an attempt does, when it must not, and what that means for whoever it is for.

import { describe, expect, it } from 'vitest'
import { mailbox, person, planOf, together } from '../../../tests/support/plans.ts'
import { type Play, play } from '../../../tests/support/play.ts'
import type { ConnectionId, MethodId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { OtherWay, Plan } from '../plan/plan.ts'
import { connectionOf, hasOtherWays, type Way, waysTo } from '../plan/way.ts'
import type { Event } from './event.ts'
import { chooseWay } from './failover.ts'

const id = (name: string): ConnectionId => name as ConnectionId
const otherWay = (channel: OtherWay['channel'], change: Partial<OtherWay> = {}): OtherWay => ({
  channel,
  methodId: `${channel} method` as MethodId,
  address: `${channel} of person 1`,
  connectionId: id(`${channel}-1`),
  ...change,
})
const standIns: NonNullable<Plan['standIns']> = {
  [id('phones')]: [{ id: id('phones-2'), key: 'second', from: '+815012340009' }],
  [id('mail-1')]: [{ id: id('mail-2'), key: 'spare' }],
}
/** A phone with a second connection, and a mailbox with two beside it. */
const withAll = (change: Partial<Plan> = {}): Plan =>
  planOf(1, {
    connectionId: id('phones'),
    standIns,
    destinations: [{ ...person(1), otherWays: [otherWay('mail')] }, ...(change.destinations?.slice(1) ?? [])],
    ...change,
  })

type Refusal = Omit<Extract<Event, { type: 'CallRefused' }>, 'type' | 'attempt'>
const refuse = (run: Play, attempt: number, refusal: Refusal): void => {
  run.send({ type: 'AttemptBegan', attempt })
  run.send({ type: 'CallRefused', attempt, ...refusal })
}
const deliver = (run: Play, attempt: number): void => {
  run.send({ type: 'AttemptBegan', attempt })
  run.send({ type: 'CallEnded', attempt, providerId: 'm', end: 'delivered', detail: null, answeredBy: null })
}
const wrong = { kind: 'configuration', code: '20003' } as const
const busy = { kind: 'temporary', code: '20429' } as const
const byWay = (run: Play) =>
  run.attempts().map((one) => `${one.reason} ${connectionOf(run.plan(), one)} ${one.result ?? one.state}`)

describe('an attempt that a connection certainly did not take', () => {
  it('goes by the next connection at once, then by the person’s next channel and its connections', () => {
    const run = play(withAll())
    for (const attempt of [1, 2, 3, 4]) refuse(run, attempt, wrong)
    expect(byWay(run)).toEqual([
      'first_attempt phones refused',
      'next_connection phones-2 refused',
      'next_channel mail-1 refused',
      'next_connection mail-2 refused',
    ])
    expect(run.attempts().map(({ channel }) => channel)).toEqual(['phone', 'phone', 'mail', 'mail'])
    expect(run.now()).toBe(1_000_000)
    expect(run.head().outcome).toBe('exhausted')
    expect(run.history().find(({ reason }) => reason === 'next_channel')?.facts).toEqual({ channel: 'mail' })
    expect(run.history().find(({ reason }) => reason === 'next_connection')?.facts).toEqual({
      channel: 'phone',
      connection: 'second',
    })
  })

  it('that asks for patience is not waited for while another connection may take it', () => {
    const run = play(withAll())
    refuse(run, 1, busy)
    expect(run.attempt(1)).toMatchObject({ state: 'ended', result: 'refused' })
    expect(run.attempt(2)).toMatchObject({
      reason: 'next_connection',
      way: 1,
      effect: { kind: 'place', atMs: run.now() },
    })
  })

  it('is waited for where none of its channel is left, and begins anew with the first; then comes the next channel', () => {
    const run = play(withAll())
    refuse(run, 1, busy)
    refuse(run, 2, busy)
    expect(run.attempt(2)).toMatchObject({ state: 'planned', retries: 1 })
    expect(run.attempt(2)).not.toHaveProperty('way')
    let last = 2
    for (let tries = 0; tries < 2 * limits.retry.max && run.attempt(last).channel === 'phone'; tries += 1) {
      refuse(run, last, busy)
      last = run.head().attempts
    }
    // As often as without another connection, whatever they are.
    expect(Math.max(...run.attempts().map(({ retries }) => retries))).toBe(limits.retry.max)
    expect(run.attempt(last)).toMatchObject({ channel: 'mail', reason: 'next_channel' })
  })

  it.each([
    [
      'of which nobody knows whether it was taken',
      (run: Play) => run.send({ type: 'ResultUnknown', attempt: 1, code: 'timeout' }),
    ],
    [
      'that was refused for good',
      (run: Play) => run.send({ type: 'CallRefused', attempt: 1, kind: 'permanent', code: 'x' }),
    ],
    [
      'that something else than the connection refused',
      (run: Play) => run.send({ type: 'CallRefused', attempt: 1, ...wrong, ofConnection: false }),
    ],
    ['that was answered', (run: Play) => run.answer(1)],
  ])('but not one %s', (_what, happen) => {
    const run = play(withAll())
    run.send({ type: 'AttemptBegan', attempt: 1 })
    happen(run)
    expect(run.attempts()).toHaveLength(1)
  })

  it('but not after the callout is over', () => {
    const run = play(withAll())
    run.send({ type: 'AttemptBegan', attempt: 1 })
    run.send({ type: 'Cancelled', by: { userId: null, name: 'op', via: 'api' } })
    run.send({ type: 'CallRefused', attempt: 1, ...wrong })
    expect(run.attempts()).toHaveLength(1)
  })

  it('counts for one person: whoever takes it on another channel has taken it, by that channel', () => {
    const run = play(
      withAll({
        standIns: {},
        stop: 'all',
        destinations: [{ ...person(1), otherWays: [otherWay('mail')] }, person(2)],
        steps: together(2).steps,
      }),
    )
    refuse(run, 1, wrong)
    deliver(run, 3)
    run.send({ type: 'Responded', attempt: 3, action: 'take' })
    expect(run.head()).toMatchObject({ taken: 1, outcome: null })
    expect(run.history().find(({ reason }) => reason === 'answer_take')?.facts).toMatchObject({ via: 'mail' })
    run.place(2)
    run.answer(2, '1')
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { via: 'phone' } })
    const alone = play(withAll({ standIns: {}, stop: 'all' }))
    refuse(alone, 1, wrong)
    deliver(alone, 2)
    alone.send({ type: 'Responded', attempt: 2, action: 'take' })
    expect(alone.head()).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { via: 'mail' } })
    const first = play(withAll({ standIns: {} }))
    refuse(first, 1, wrong)
    deliver(first, 2)
    first.send({ type: 'Responded', attempt: 2, action: 'take' })
    expect(first.head().acknowledgedBy).toMatchObject({ name: 'Person 1', via: 'mail' })
  })

  it('is called back on the phone only: the person asked for it there', () => {
    const run = play(withAll({ transferTo: '+81312340000' }))
    run.place(1)
    run.answer(1, '5')
    run.ends(1)
    refuse(run, 2, wrong)
    expect(run.attempt(3)).toMatchObject({ reason: 'call_back', way: 1, channel: 'phone' })
    refuse(run, 3, wrong)
    expect(run.attempts()).toHaveLength(3)
  })
})

describe('whoever was written to in the place of their own channel', () => {
  it('has time to answer before the callout ends', () => {
    const run = play(withAll({ standIns: {} }))
    refuse(run, 1, wrong)
    deliver(run, 2)
    expect(run.head()).toMatchObject({
      outcome: null,
      due: { for: 'finish', atMs: run.now() + limits.answerMs.default },
    })
    run.wait(limits.answerMs.default)
    expect(run.head().outcome).toBe('exhausted')
  })

  it('has none where nobody is asked for an answer', () => {
    const run = play(withAll({ standIns: {}, deliveredIsEnough: true }))
    refuse(run, 1, wrong)
    deliver(run, 2)
    expect(run.head().outcome).toBe('delivered')
  })

  it.each([
    ['refused for good', (run: Play) => refuse(run, 2, { kind: 'permanent', code: '550' })],
    [
      'coming back',
      (run: Play) => {
        deliver(run, 2)
        run.send({ type: 'CameBack', attempt: 2, code: '5.1.1', permanent: true })
        run.wait(limits.answerMs.default)
      },
    ],
    ['not allowed', (run: Play) => run.send({ type: 'AttemptSkipped', attempt: 2, why: 'number_refused' })],
  ])('is called again in the next loop whatever becomes of it: %s', (_what, happen) => {
    const run = play(withAll({ standIns: {}, loopsMax: 2, loopIntervalMs: 0 }))
    refuse(run, 1, wrong)
    happen(run)
    expect(run.attempts().at(-1)).toMatchObject({ reason: 'loop_repeat', channel: 'phone', state: 'planned' })
  })
})

describe('the way an attempt is to go by', () => {
  const only =
    (...works: string[]) =>
    (way: Way): boolean =>
      works.includes(String(way.connectionId))
  const chosen = (run: Play, works: (way: Way) => boolean): number =>
    chooseWay({ plan: run.plan(), head: run.head() }, run.attempt(1), works)

  it.each([
    [['phones', 'phones-2', 'mail-1'], 0, 'its own while it works'],
    [['phones-2', 'mail-1'], 1, 'the connection that stands in'],
    [['mail-1', 'mail-2'], 2, 'the next channel where the whole channel is down'],
    [['mail-2'], 3, 'that channel’s other connection'],
    [[], 0, 'its own where nothing works: to try is better than to leave somebody out'],
  ] as [string[], number, string][])('%j: %i, %s', (works, way) => {
    expect(chosen(play(withAll()), only(...works))).toBe(way)
  })

  it('is its own where there is no other, and none is asked about', () => {
    const run = play(planOf(1, { connectionId: id('phones') }))
    expect(chosen(run, () => expect.unreachable())).toBe(0)
    expect(hasOtherWays(run.plan(), 7)).toBe(false)
    expect(waysTo(run.plan(), 7)).toEqual([])
  })

  it('is told, and taken back by nothing that comes later', () => {
    const run = play(withAll())
    run.send({ type: 'AttemptDeferred', attempt: 1, untilMs: run.now() + 1, why: 'waits_for_line' })
    run.send({ type: 'AttemptRerouted', attempt: 1, way: 1 })
    expect(run.attempt(1)).toMatchObject({ way: 1, channel: 'phone', detail: null })
    run.send({ type: 'AttemptRerouted', attempt: 1, way: 2 })
    expect(run.attempt(1)).toMatchObject({ way: 2, channel: 'mail', state: 'planned' })
    expect(
      run
        .history()
        .slice(-2)
        .map(({ reason, facts }) => ({ reason, facts })),
    ).toEqual([
      { reason: 'connection_down', facts: { channel: 'phone', connection: 'second' } },
      { reason: 'channel_down', facts: { channel: 'mail' } },
    ])
    const before = run.history().length
    run.send({ type: 'AttemptRerouted', attempt: 1, way: 99 })
    run.send({ type: 'AttemptBegan', attempt: 1 })
    run.send({ type: 'AttemptRerouted', attempt: 1, way: 3 })
    expect(run.history()).toHaveLength(before + 1)
    expect(chosen(run, () => true)).toBe(2)
  })

  it('is changed for nobody whose part is over', () => {
    const run = play(withAll())
    run.send({ type: 'Cancelled', by: { userId: null, name: 'op', via: 'api' } })
    run.send({ type: 'AttemptRerouted', attempt: 1, way: 1 })
    expect(run.reasons()).not.toContain('connection_down')
  })
})

describe('an address that is taken out', () => {
  const by = { userId: null, name: 'op', via: 'api' } as const
  const withdraw = (run: Play, address: string) => run.send({ type: 'NumberWithdrawn', address, by })

  it('is nobody’s other way any more', () => {
    const run = play(withAll({ standIns: {} }))
    withdraw(run, 'mail of person 1')
    withdraw(run, 'mail of person 1')
    expect(run.head().withdrawn).toEqual(['0.1'])
    refuse(run, 1, wrong)
    expect(run.head().outcome).toBe('exhausted')
  })

  it('is not written to where that was about to happen, and its person is called in the next loop', () => {
    const run = play(withAll({ standIns: {}, loopsMax: 2, loopIntervalMs: 0 }))
    refuse(run, 1, wrong)
    withdraw(run, 'mail of person 1')
    expect(run.attempt(2)).toMatchObject({ state: 'ended', result: 'withheld' })
    expect(run.attempt(3)).toMatchObject({ reason: 'loop_repeat', channel: 'phone' })
  })

  it('says nothing of somebody whose part in the round is over', () => {
    const run = play(withAll({ standIns: {}, loopsMax: 2 }))
    refuse(run, 1, wrong)
    deliver(run, 2)
    withdraw(run, 'mail of person 1')
    expect(run.reasons()).not.toContain('number_withdrawn')
    expect(run.head().withdrawn).toEqual(['0.1'])
  })

  it('says nothing of somebody who was tried while the next is being tried', () => {
    const destinations = [{ ...person(1), otherWays: [otherWay('mail')] }, person(2)]
    const run = play(withAll({ standIns: {}, destinations, steps: planOf(2).steps }))
    run.send({ type: 'AttemptBegan', attempt: 1 })
    run.send({ type: 'CallEnded', attempt: 1, providerId: 'c', end: 'no_answer', detail: null, answeredBy: null })
    expect(run.target(0)).toMatchObject({ open: false })
    withdraw(run, 'mail of person 1')
    expect(run.reasons()).not.toContain('number_withdrawn')
    expect(run.attempt(2)).toMatchObject({ destination: 1, state: 'planned' })
  })

  it('changes nothing for whoever is reached otherwise at that moment, was not tried yet, or has it in a callout that is over', () => {
    const other = { ...mailbox(2), otherWays: [otherWay('sms', { address: '+819000000000' })] }
    const run = play(
      withAll({
        standIns: {},
        destinations: [{ ...person(1), otherWays: [otherWay('mail')] }, other],
        steps: planOf(2).steps,
      }),
    )
    withdraw(run, '+819000000000')
    withdraw(run, 'mail of person 1')
    expect(run.attempt(1).state).toBe('planned')
    expect(run.head().withdrawn).toEqual(['1.1', '0.1'])
    run.send({ type: 'Cancelled', by })
    const over = run.head()
    withdraw(run, 'mail of person 1')
    expect(run.head()).toBe(over)
  })
})
