// Being connected: the key, the call-back, what becomes of the callout, and what waits for it.

import { describe, expect, it } from 'vitest'
import { person, planOf, together } from '../../../tests/support/plans.ts'
import { type Play, play } from '../../../tests/support/play.ts'
import { limits } from '../limits.ts'
import type { Plan } from '../plan/plan.ts'

const transferTo = '+81312340000'
const phrases = (speech: ReturnType<Play['answer']>) => speech?.utterances.map((utterance) => utterance.phrase)

/** The first person has pressed the transfer key, and was cut off. */
const asked = (change: Partial<Plan> = {}, count = 2): Play => {
  const run = play(planOf(count, { transferTo, ...change }))
  run.place(1)
  run.answer(1, '5')
  run.ends(1)
  return run
}
const lose = (run: Play, ordinal: number): void => {
  run.send({ type: 'AttemptBegan', attempt: ordinal })
  run.send({ type: 'ResultUnknown', attempt: ordinal, code: 'x' })
  run.wait(limits.lookup.giveUpMs)
  run.send({ type: 'NothingFound', attempt: ordinal })
}
const turn = (run: Play, ordinal: number, rest: { key?: string; dialed?: 'joined' | 'busy'; answeredBy?: string }) =>
  run.send({
    type: 'VoiceTurn',
    attempt: ordinal,
    providerId: `CA${ordinal}`,
    turn: run.attempt(ordinal).turn,
    key: rest.key ?? null,
    answeredBy: rest.answeredBy ?? null,
    dialed: rest.dialed,
  })

describe('B.5 transfer', () => {
  it('says that a call-back comes, hangs up, and calls the same person once more', () => {
    const run = play(planOf(2, { transferTo }))
    run.place(1)
    const speech = run.answer(1, '5')
    expect(phrases(speech)).toEqual(['transferring', 'goodbye'])
    expect(speech?.listens).toBe(false)
    expect(run.head()).toMatchObject({ outcome: null, open: 1, callBacks: 1 })
    run.ends(1)
    expect(run.attempt(1)).toMatchObject({ state: 'ended', result: 'transfer', key: '5' })
    expect(run.attempt(2)).toMatchObject({
      destination: 0,
      reason: 'call_back',
      effect: { kind: 'place', atMs: run.now() + limits.callBackAfterMs },
    })
    expect(run.attempts()).toHaveLength(2)
  })

  it('speaks the reaction’s own words where it has some', () => {
    const plan = planOf(1, { transferTo })
    const reactions = { '9': { action: 'transfer', say: 'one moment' } } as const
    const run = play({ ...plan, template: { ...plan.template, reactions } })
    run.place(1)
    expect(run.answer(1, '9')?.utterances[0]).toEqual({ phrase: 'reaction', key: '9' })
  })

  it('the callout has its taker when the call-back is answered, and the phone joins the two', () => {
    const run = asked()
    run.place(2)
    const speech = run.answer(2)
    expect(speech).toEqual({ turn: 0, utterances: [{ phrase: 'connecting' }], listens: false, dials: true })
    expect(run.head()).toMatchObject({
      outcome: 'acknowledged',
      acknowledgedBy: { name: 'Person 1', via: 'phone' },
      callBacks: 0,
    })
    expect(run.reasons()).toEqual(expect.arrayContaining(['key_transfer', 'call_back_answered', 'transfer_answered']))
    expect(phrases(turn(run, 2, { dialed: 'joined' }))).toEqual(['goodbye'])
    run.ends(2)
    expect(run.attempt(2)).toMatchObject({ state: 'ended', result: 'connected' })
    expect(run.target(0)).toMatchObject({ outcome: 'reached' })
    expect(run.attempts()).toHaveLength(2)
  })

  it('ends the run also when the transfer itself fails, and says so to whoever waits', () => {
    const run = asked()
    run.place(2)
    run.answer(2)
    expect(phrases(turn(run, 2, { dialed: 'busy' }))).toEqual(['notConnected', 'goodbye'])
    expect(run.history().find((entry) => entry.reason === 'transfer_failed')?.facts).toEqual({ code: 'busy' })
    expect(run.head().outcome).toBe('acknowledged')
  })

  it('says nothing of a transfer whose end nobody told', () => {
    const run = asked()
    run.place(2)
    run.answer(2)
    expect(phrases(turn(run, 2, {}))).toEqual(['goodbye'])
  })

  it.each(['no_answer', 'busy', 'failed', 'completed'] as const)(
    'a call-back that ends %s leaves that person unreached, and the next one is called without a redial',
    (end) => {
      const run = asked({ redial: { max: 3, intervalMs: 0, on: ['no_key', 'no_answer', 'busy'] } })
      run.place(2)
      run.ends(2, end)
      expect(run.target(0)).toMatchObject({ open: false, outcome: 'unreached', settled: false })
      expect(run.head()).toMatchObject({ outcome: null, callBacks: 0 })
      expect(run.attempt(3)).toMatchObject({ destination: 1, reason: 'first_attempt' })
    },
  )

  it('a machine that takes the call-back is nobody', () => {
    const run = asked()
    run.place(2)
    expect(turn(run, 2, { answeredBy: 'machine_start' })).toEqual({ turn: 0, utterances: [], listens: false })
    run.ends(2)
    expect(run.attempt(2).result).toBe('voicemail')
    expect(run.attempt(3).destination).toBe(1)
  })

  it('with stop rule all, whoever is connected has taken their own part', () => {
    const run = asked({ stop: 'all' })
    run.place(2)
    run.answer(2)
    expect(run.head()).toMatchObject({ outcome: null, taken: 1, callBacks: 0 })
    expect(run.attempt(3).destination).toBe(1)
  })

  it('does nothing where the policy names nobody to connect to', () => {
    const run = play(planOf(1))
    run.place(1)
    expect(phrases(run.answer(1, '5'))).toEqual(['unknownKey', 'message', 'menu'])
  })

  it('is the same when the same turn is delivered twice, and when the key comes again', () => {
    const run = play(planOf(2, { transferTo }))
    run.place(1)
    const speech = run.answer(1, '5')
    const again = { type: 'VoiceTurn', attempt: 1, providerId: 'CA1', turn: 1, key: '5', answeredBy: null } as const
    expect(run.send(again)).toEqual(speech)
    turn(run, 1, { key: '5' })
    expect(run.head()).toMatchObject({ open: 1, callBacks: 1 })
    expect(run.reasons().filter((reason) => reason === 'key_transfer')).toHaveLength(1)
  })
})

describe('while somebody is called back', () => {
  /** Two people at once; the first asks to be connected before the second is called. */
  const waiting = (change: Partial<Plan> = {}): Play => {
    const run = play(together(2, { transferTo, ...change }))
    run.place(1)
    run.answer(1, '5')
    return run
  }

  it('no other phone begins to ring, and says why once', () => {
    const run = waiting()
    run.place(2)
    expect(run.attempt(2)).toMatchObject({
      state: 'planned',
      detail: 'waits_for_call_back',
      effect: { kind: 'place', atMs: run.now() + limits.callBackHoldMs },
    })
    run.wait(limits.callBackHoldMs)
    run.place(2)
    expect(run.reasons().filter((reason) => reason === 'waits_for_call_back')).toHaveLength(1)
    run.ends(1)
    run.place(3)
    expect(run.attempt(3)).toMatchObject({ reason: 'call_back', state: 'placed' })
    run.ends(3, 'no_answer')
    run.place(2)
    expect(run.attempt(2).state).toBe('placed')
  })

  it('both may be called back', () => {
    const run = play(together(2, { transferTo }))
    for (const ordinal of [1, 2]) run.place(ordinal)
    for (const ordinal of [1, 2]) run.answer(ordinal, '5')
    expect(run.head().callBacks).toBe(2)
    for (const ordinal of [1, 2]) run.ends(ordinal)
    for (const ordinal of [3, 4]) run.place(ordinal)
    expect(run.attempts().map((attempt) => attempt.state)).toEqual(['ended', 'ended', 'placed', 'placed'])
    run.ends(3, 'no_answer')
    expect(run.head().callBacks).toBe(1)
    run.answer(4)
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: 'Person 2' } })
  })

  it('somebody else who takes it ends it: the call-back is dropped', () => {
    const run = play(together(2, { transferTo }))
    for (const ordinal of [1, 2]) run.place(ordinal)
    run.answer(1, '5')
    run.ends(1)
    run.answer(2, '1')
    expect(run.attempt(3)).toMatchObject({ reason: 'call_back', state: 'ended', result: 'withheld' })
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', open: 0, callBacks: 0 })
  })

  it('whoever answers the call-back after the end hears who took it', () => {
    const run = play(together(2, { transferTo }))
    for (const ordinal of [1, 2]) run.place(ordinal)
    run.answer(1, '5')
    run.ends(1)
    run.place(3)
    run.answer(2, '1')
    expect(phrases(run.answer(3))).toEqual(['alreadyTaken', 'goodbye'])
  })

  it('a key for it after the end is told, like any other that takes', () => {
    const run = play(together(2, { transferTo }))
    for (const ordinal of [1, 2]) run.place(ordinal)
    run.answer(1)
    run.answer(2, '1')
    expect(phrases(run.answer(1, '5'))).toEqual(['alreadyTaken', 'goodbye'])
    expect(run.reasons()).toContain('key_after_end')
  })

  it('a number withdrawn is not called back', () => {
    const run = asked()
    const by = { userId: null, name: 'Operator', via: 'api' } as const
    run.send({ type: 'NumberWithdrawn', address: person(1).address, by })
    expect(run.attempt(2)).toMatchObject({ reason: 'call_back', result: 'withheld' })
    expect(run.head()).toMatchObject({ callBacks: 0 })
    expect(run.attempt(3).destination).toBe(1)
  })

  it('a withdrawn person on the phone cannot ask for it, and one who answers the call-back is not connected', () => {
    const by = { userId: null, name: 'Operator', via: 'api' } as const
    const talking = play(planOf(2, { transferTo }))
    talking.place(1)
    talking.answer(1)
    talking.send({ type: 'NumberWithdrawn', address: person(1).address, by })
    expect(phrases(talking.answer(1, '5'))).toEqual(['unknownKey', 'message', 'menu'])
    const ringing = asked()
    ringing.place(2)
    ringing.send({ type: 'NumberWithdrawn', address: person(1).address, by })
    expect(ringing.answer(2)).toEqual({ turn: 0, utterances: [{ phrase: 'goodbye' }], listens: false })
    expect(ringing.head().outcome).toBeNull()
  })
})

describe('a call-back nobody knows about', () => {
  it('is repeated once, recorded as a possible repeat, and still a call-back', () => {
    const run = asked()
    lose(run, 2)
    expect(run.attempt(3)).toMatchObject({ destination: 0, reason: 'call_back_after_unknown', possibleRepeat: true })
    expect(run.head().callBacks).toBe(1)
    run.place(3)
    expect(run.answer(3)?.dials).toBe(true)
    expect(run.head().outcome).toBe('acknowledged')
  })

  it('lost twice, the person is unreached; whoever answers it after all is connected', () => {
    const run = asked()
    lose(run, 2)
    lose(run, 3)
    expect(run.head()).toMatchObject({ callBacks: 0 })
    run.place(4)
    expect(run.attempt(4).destination).toBe(1)
    expect(run.answer(2)?.dials).toBe(true)
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: 'Person 1' } })
    expect(run.attempt(4).cancelWanted).toBe(true)
  })

  it('the end of the first call is never told: it counts as ended, and the person is called back', () => {
    const run = play(planOf(2, { transferTo }))
    run.place(1)
    run.answer(1, '5')
    run.wait(limits.watchGiveUpMs + 1)
    run.send({ type: 'StillLive', attempt: 1 })
    expect(run.attempt(2).reason).toBe('call_back')
  })

  it('a long call is waited for as long as it may last', () => {
    const run = play(planOf(1, { transferTo, callMaxMs: limits.callMs.max }))
    run.place(1)
    run.answer(1, '5')
    run.wait(limits.watchGiveUpMs + 1)
    run.send({ type: 'StillLive', attempt: 1 })
    expect(run.attempts()).toHaveLength(1)
    run.wait(limits.callMs.max)
    run.send({ type: 'StillLive', attempt: 1 })
    expect(run.attempts()).toHaveLength(2)
  })
})

describe('a key that comes late', () => {
  it('after the end of the call: the call-back is planned at once, in the place of a redial', () => {
    const run = play(planOf(2, { transferTo, redial: { max: 1, intervalMs: 60_000, on: ['no_key'] } }))
    run.place(1)
    run.answer(1)
    run.ends(1)
    expect(run.attempt(2).reason).toBe('redial_no_key')
    turn(run, 1, { key: '5' })
    expect(run.attempt(2)).toMatchObject({ state: 'ended', result: 'withheld' })
    expect(run.attempt(3)).toMatchObject({ destination: 0, reason: 'call_back' })
  })

  it('when that person’s turn is over: what comes next waits for the call-back', () => {
    const plan = planOf(2, { transferTo })
    const run = play({ ...plan, steps: plan.steps.map((step) => ({ ...step, waitMs: 600_000 })) })
    run.place(1)
    run.answer(1)
    run.ends(1)
    expect(run.head()).toMatchObject({ open: 0, due: { for: 'next_step' } })
    turn(run, 1, { key: '5' })
    expect(run.head()).toMatchObject({ open: 1, due: null, callBacks: 1 })
    run.place(2)
    run.ends(2, 'no_answer')
    expect(run.head()).toMatchObject({ open: 0, callBacks: 0, due: { for: 'next_step' } })
  })

  it('on a call given up for lost, while the one in its place asks for the same: one call-back', () => {
    const run = play(planOf(2, { transferTo }))
    lose(run, 1)
    run.place(2)
    run.answer(2, '5')
    run.answer(1, '5')
    expect(run.head()).toMatchObject({ open: 1, callBacks: 1 })
    run.ends(2)
    expect(run.attempts()).toHaveLength(2)
    run.ends(1)
    expect(run.attempt(3).reason).toBe('call_back')
    run.place(3)
    run.ends(3, 'no_answer')
    expect(run.head()).toMatchObject({ open: 1, callBacks: 0 })
    expect(run.attempt(4).destination).toBe(1)
  })
})
