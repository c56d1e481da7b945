// The callout as tables: what a person would notice, one behaviour a test.

import { describe, expect, it } from 'vitest'
import { person, planOf, together } from '../../../tests/support/plans.ts'
import { play } from '../../../tests/support/play.ts'
import type { PlanHash } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Plan } from '../plan/plan.ts'
import { decide } from './decide.ts'
import { type Actor, initialHead } from './state.ts'

const operator: Actor = { userId: null, name: 'Operator', via: 'api' }

describe('J-014 a start while a pause is on', () => {
  const suppressedBy = { pause: 'p1', name: 'Operator', note: 'maintenance', untilMs: 5_000 }
  const begin = (untilMs: number | null, plan = planOf(2)) =>
    decide(
      { plan, head: initialHead, targets: new Map(), attempts: new Map() },
      { type: 'Started', escalatedFrom: null, suppressedBy: { ...suppressedBy, untilMs } },
      1_000,
    )

  it('is kept as suppressed with who, why and until when; no attempt is planned and nothing follows', () => {
    const decision = begin(5_000)
    expect(decision.head).toMatchObject({ outcome: 'suppressed', endedAtMs: 1_000, attempts: 0, due: null })
    expect([decision.attempts, decision.follow, decision.escalates]).toEqual([[], null, false])
    const facts = { pause: 'p1', name: 'Operator', note: 'maintenance', atMs: 5_000, outcome: 'suppressed' }
    expect(decision.history).toMatchObject([{ seq: 1, reason: 'suppressed_by_pause', facts }])
  })

  it('does not hand on to another policy, and a pause without an end names none', () => {
    const decision = begin(null, planOf(1, { escalatesTo: 'x' as PlanHash }))
    expect(decision.escalates).toBe(false)
    expect(decision.history[0]?.facts).not.toHaveProperty('atMs')
  })
})

describe('J-013 a policy with variants', () => {
  const chosen = { name: 'night', calendar: 'office', condition: 'dark' }
  const first = (variant: Plan['variant']) => play(planOf(1, variant === undefined ? {} : { variant })).history()[1]

  it('says by which of them it goes', () => {
    const facts = { variant: 'night', calendar: 'office', condition: 'dark' }
    expect(first(chosen)).toMatchObject({ reason: 'variant_applies', facts })
    expect(first({ ...chosen, unusable: true })).toMatchObject({ reason: 'variant_unusable', facts })
    expect(first(null)).toMatchObject({ reason: 'no_variant_applies', facts: {} })
    expect(first(undefined)).toMatchObject({ reason: 'step_opened' })
  })
})

describe('a sequential policy', () => {
  it('J-010 X-044 X-079: calls the first person first and nobody else', () => {
    const run = play(planOf(3))
    expect(run.attempts().map((attempt) => [attempt.destination, attempt.reason])).toEqual([[0, 'first_attempt']])
  })

  it('J-021 X-044 X-079: goes on to the next person when a call ends without an answer', () => {
    const run = play(planOf(2))
    run.place(1)
    run.ends(1, 'no_answer')
    expect(run.attempt(2)).toMatchObject({ destination: 1, state: 'planned', effect: { kind: 'place' } })
  })

  it('J-008: stops at the first key, and says who took it', () => {
    const run = play(planOf(2))
    run.place(1)
    const spoken = run.answer(1, '1')
    expect(spoken?.utterances.map((utterance) => utterance.phrase)).toEqual(['taken', 'goodbye'])
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: 'Person 1', via: 'phone' } })
    run.ends(1)
    expect(run.attempt(1).result).toBe('taken')
    expect(run.attempts()).toHaveLength(1)
  })

  it('X-049 X-093: a voicemail that answers is not a person; the next one is called', () => {
    const run = play(planOf(2))
    run.place(1)
    run.answer(1)
    run.send({
      type: 'CallEnded',
      attempt: 1,
      providerId: 'CA1',
      end: 'completed',
      detail: null,
      answeredBy: 'machine_start',
    })
    expect(run.attempt(1).result).toBe('voicemail')
    expect(run.attempts()).toHaveLength(2)
  })

  it('waits between steps from the moment the first attempt began', () => {
    const plan = planOf(2)
    const run = play({ ...plan, steps: plan.steps.map((step) => ({ ...step, waitMs: 120_000 })) })
    run.wait(5_000)
    run.place(1)
    run.wait(30_000)
    run.ends(1, 'no_answer')
    expect(run.head().due).toEqual({ atMs: 1_000_000 + 5_000 + 120_000, for: 'next_step' })
    run.wait(89_999)
    expect(run.attempts()).toHaveLength(1)
    run.wait(1)
    expect(run.attempts()).toHaveLength(2)
  })

  it('X-070: key 2 calls the next person at once, past the wait', () => {
    const plan = planOf(2)
    const run = play({ ...plan, steps: plan.steps.map((step) => ({ ...step, waitMs: 120_000 })) })
    run.place(1)
    run.answer(1, '2')
    expect(run.target(0)).toMatchObject({ outcome: 'refused', settled: false })
    expect(run.attempt(2).destination).toBe(1)
    run.ends(1)
    expect(run.attempt(1).result).toBe('passed')
  })

  it('a busy line goes to the next person at once', () => {
    const plan = planOf(2)
    const run = play({ ...plan, steps: plan.steps.map((step) => ({ ...step, waitMs: 120_000 })) })
    run.place(1)
    run.ends(1, 'busy')
    expect(run.attempts()).toHaveLength(2)
  })

  it.each([
    ['busy', 'redial_busy'],
    ['no_answer', 'redial_no_answer'],
    ['completed', 'redial_no_key'],
    ['cancelled', 'redial_no_answer'],
  ] as const)('J-012: after %s the same person is called again when the policy says so (%s)', (end, reason) => {
    const run = play(planOf(2, { redial: { max: 1, intervalMs: 60_000, on: ['no_key', 'no_answer', 'busy'] } }))
    run.place(1)
    run.ends(1, end)
    expect(run.attempt(2)).toMatchObject({
      destination: 0,
      reason,
      effect: { kind: 'place', atMs: run.now() + 60_000 },
    })
    run.wait(60_000)
    run.place(2)
    run.ends(2, end)
    expect(run.attempt(3).destination).toBe(1)
  })

  it('the redial limit has a hard ceiling', () => {
    const run = play(planOf(1, { redial: { max: 1_000, intervalMs: 0, on: ['no_answer'] } }))
    for (let ordinal = 1; ordinal <= limits.redials.max + 1; ordinal += 1) {
      run.place(ordinal)
      run.ends(ordinal, 'no_answer')
    }
    expect(run.head().outcome).toBe('exhausted')
  })

  it('J-007 J-011: goes round again after the loop interval, and ends exhausted', () => {
    const run = play(planOf(1, { loopsMax: 2, loopIntervalMs: 300_000 }))
    run.place(1)
    run.ends(1, 'no_answer')
    expect(run.head().due).toEqual({ atMs: run.now() + 300_000, for: 'next_loop' })
    run.wait(300_000)
    expect(run.attempt(2).reason).toBe('loop_repeat')
    run.place(2)
    run.ends(2, 'no_answer')
    expect(run.head().outcome).toBe('exhausted')
    expect(run.reasons().at(-1)).toBe('everybody_tried')
  })

  it('key 3 leaves: that person is not called in later loops, with the reason recorded', () => {
    const run = play(planOf(2, { loopsMax: 2 }))
    run.place(1)
    run.answer(1, '3')
    run.ends(1)
    run.place(2)
    run.ends(2, 'no_answer')
    expect(run.attempt(3).destination).toBe(1)
    expect(run.reasons()).toContain('left_callout')
    expect(run.attempt(1).result).toBe('left')
  })

  it('ends at once when everybody has left', () => {
    const run = play(planOf(1, { loopsMax: 9 }))
    run.place(1)
    run.answer(1, '3')
    expect(run.head().outcome).toBe('exhausted')
  })

  it('escalates to the next policy after the last step and its wait', () => {
    const plan = planOf(1, { escalatesTo: 'hash' as PlanHash })
    const run = play({ ...plan, steps: [{ destinations: [0], waitMs: 60_000 }] })
    run.place(1)
    run.ends(1, 'no_answer')
    expect(run.head().due).toMatchObject({ for: 'finish' })
    run.wait(60_000)
    expect(run.head().outcome).toBe('escalated')
    expect(run.escalated()).toBe(true)
  })
})

describe('a simultaneous policy', () => {
  it('X-022 X-077 X-078: calls everybody at once', () => {
    expect(play(together(3)).attempts()).toHaveLength(3)
  })

  it('first: one key cancels what rings and withholds what has not begun', () => {
    const run = play(together(3))
    run.place(1)
    run.place(2)
    run.answer(1, '1')
    expect(run.attempt(2)).toMatchObject({ cancelWanted: true, effect: { kind: 'cancel' } })
    expect(run.attempt(3)).toMatchObject({ state: 'ended', result: 'withheld', detail: 'callout_over', effect: null })
    expect(run.target(1).outcome).toBe('skipped')
  })

  it('first: somebody who is talking already hears who took it', () => {
    const run = play(together(2))
    run.place(1)
    run.place(2)
    run.answer(2)
    run.answer(1, '1')
    expect(run.attempt(2).cancelWanted).toBe(false)
    const spoken = run.answer(2, '1')
    expect(spoken).toMatchObject({
      listens: false,
      utterances: [{ phrase: 'alreadyTaken', name: 'Person 1' }, { phrase: 'goodbye' }],
    })
    expect(run.reasons()).toContain('key_after_end')
  })

  it('first: somebody who answers a moment later hears who took it', () => {
    const run = play(together(2))
    run.place(1)
    run.place(2)
    run.answer(1, '1')
    expect(run.answer(2)?.utterances[0]).toEqual({ phrase: 'alreadyTaken', name: 'Person 1' })
  })

  it('all: one person ends only their own part, the last one ends the callout', () => {
    const run = play(together(2, { stop: 'all' }))
    run.place(1)
    run.place(2)
    run.answer(1, '1')
    expect(run.head().outcome).toBeNull()
    expect(run.target(0)).toMatchObject({ taken: true, settled: true, outcome: 'reached' })
    run.answer(2, '4')
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: 'Person 2' } })
  })

  it('all: a later loop calls only those who have not taken it', () => {
    const run = play(together(2, { stop: 'all', loopsMax: 2 }))
    run.place(1)
    run.place(2)
    run.answer(1, '1')
    run.ends(2, 'no_answer')
    expect(run.attempt(3).destination).toBe(1)
    expect(run.reasons()).toContain('already_taken')
  })

  it('all: ends acknowledged also when the last key comes from a call given up for lost', () => {
    const run = play(together(2, { stop: 'all' }))
    run.place(1)
    run.answer(1, '1')
    run.send({ type: 'AttemptBegan', attempt: 2 })
    run.send({ type: 'ResultUnknown', attempt: 2, code: 'timeout' })
    run.wait(limits.lookup.giveUpMs)
    run.send({ type: 'NothingFound', attempt: 2 })
    run.answer(2, '1')
    expect(run.head().outcome).toBe('acknowledged')
    expect(run.attempt(3).result).toBe('withheld')
  })

  it('none: goes on through everybody and ends delivered', () => {
    const run = play(together(2, { stop: 'none' }))
    run.place(1)
    run.place(2)
    run.answer(1, '1')
    expect(run.head().outcome).toBeNull()
    run.ends(2, 'no_answer')
    expect(run.head().outcome).toBe('delivered')
  })

  it('none: an acknowledgement by hand is recorded and stops nothing', () => {
    const run = play(together(1, { stop: 'none' }))
    run.send({ type: 'Acknowledged', by: operator })
    run.send({ type: 'Acknowledged', by: operator })
    expect(run.head()).toMatchObject({ outcome: null, acknowledgedBy: operator })
    expect(run.reasons().filter((reason) => reason === 'acknowledged_by_hand')).toHaveLength(1)
  })
})

describe('what ends a callout from outside', () => {
  it('an acknowledgement by hand stops it, once', () => {
    const run = play(planOf(2))
    run.send({ type: 'Acknowledged', by: operator })
    run.send({ type: 'Cancelled', by: operator })
    expect(run.head()).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: operator })
    expect(run.attempt(1).result).toBe('withheld')
  })

  it('a cancellation says by whom', () => {
    const run = play(planOf(1))
    run.send({ type: 'Cancelled', by: operator })
    expect(run.history().at(-2)?.facts).toMatchObject({ outcome: 'cancelled', name: 'Operator' })
  })

  it.each([
    [true, 'recovered'],
    [false, null],
  ])('recovery of the cause ends it where the policy says so (%s)', (endsOnRecovery, outcome) => {
    const run = play(planOf(1, { endsOnRecovery }))
    run.send({ type: 'CauseRecovered' })
    expect(run.head().outcome).toBe(outcome)
  })

  it.each([true, false])(
    'a cause that is planned ends it, whatever the policy says of recoveries (%s)',
    (endsOnRecovery) => {
      const run = play(planOf(1, { endsOnRecovery }))
      run.send({ type: 'CauseInDowntime' })
      expect(run.head().outcome).toBe('recovered')
      expect(run.history().at(-2)?.reason).toBe('cause_in_downtime')
    },
  )

  it('a defect ends it', () => {
    const run = play(planOf(1))
    run.send({ type: 'DefectFound', message: 'x' })
    expect(run.head().outcome).toBe('defect')
  })

  it('while a call is unknown, the cancel waits for the provider id', () => {
    const run = play(planOf(1))
    run.send({ type: 'AttemptBegan', attempt: 1 })
    run.send({ type: 'Cancelled', by: operator })
    expect(run.attempt(1)).toMatchObject({ cancelWanted: true, effect: { kind: 'settle' } })
    run.send({ type: 'CallPlaced', attempt: 1, providerId: 'CA1' })
    expect(run.attempt(1).effect?.kind).toBe('cancel')
    run.send({ type: 'CancelSent', attempt: 1, done: false })
    expect(run.attempt(1).effect).toEqual({ kind: 'cancel', atMs: run.now() + limits.cancelEveryMs })
    run.wait(limits.watchGiveUpMs + 1)
    run.send({ type: 'CancelSent', attempt: 1, done: false })
    expect(run.attempt(1).effect?.kind).toBe('watch')
    run.send({ type: 'CancelSent', attempt: 1, done: true })
    expect(run.attempt(1).effect?.kind).toBe('watch')
    run.ends(1, 'cancelled')
    expect(run.attempt(1)).toMatchObject({ state: 'ended', effect: null })
  })

  it('an attempt that asks to begin after the end is withheld', () => {
    const run = play(together(1))
    run.send({ type: 'AttemptBegan', attempt: 1 })
    run.send({ type: 'CallRefused', attempt: 1, kind: 'temporary', code: '20429' })
    run.send({ type: 'Cancelled', by: operator })
    run.send({ type: 'AttemptBegan', attempt: 1 })
    expect(run.attempt(1)).toMatchObject({ state: 'ended', result: 'withheld' })
  })

  it('X-101: a withdrawn number is not called again, wherever it stands in the plan', () => {
    const plan = planOf(3, { loopsMax: 2 })
    const run = play({ ...plan, destinations: [person(1), person(2), person(1)] })
    run.place(1)
    run.send({ type: 'NumberWithdrawn', address: person(1).address, by: operator })
    run.send({ type: 'NumberWithdrawn', address: person(1).address, by: operator })
    expect(run.attempt(1).cancelWanted).toBe(true)
    expect(run.attempt(2).destination).toBe(1)
    run.place(2)
    run.ends(2, 'no_answer')
    expect(run.attempt(3).destination).toBe(1)
    expect(run.reasons()).toContain('number_withdrawn')
    run.send({ type: 'NumberWithdrawn', address: person(2).address, by: operator })
    expect(run.head().outcome).toBe('exhausted')
    run.send({ type: 'NumberWithdrawn', address: person(2).address, by: operator })
  })

  it('withdrawing the only number ends the callout before its next neighbour is looked at', () => {
    const plan = together(2)
    const run = play({ ...plan, destinations: [person(1), person(1)] })
    run.send({ type: 'NumberWithdrawn', address: person(1).address, by: operator })
    expect(run.head().outcome).toBe('exhausted')
  })
})

describe('channels that are not there yet', () => {
  it('are skipped with the reason, never silently', () => {
    const plan = planOf(2)
    const run = play({ ...plan, destinations: [{ ...person(1), channel: 'mail' }, person(2)], loopsMax: 2 })
    expect(run.reasons()).toContain('channel_not_configured')
    expect(run.attempt(1).destination).toBe(1)
    run.place(1)
    run.ends(1, 'no_answer')
    expect(run.reasons().filter((reason) => reason === 'channel_not_configured')).toHaveLength(2)
  })

  it('a callout nobody can be reached by ends exhausted with that reason', () => {
    const plan = planOf(1)
    const run = play({ ...plan, destinations: [{ ...person(1), channel: 'mail' }] })
    expect(run.head().outcome).toBe('exhausted')
    expect(run.reasons().at(-1)).toBe('nobody_reachable')
  })
})
