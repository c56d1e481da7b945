// Invariants of the callout under any sequence of events, sensible or not: the promises 2 to 6.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { people, planOf, template } from '../../../tests/support/plans.ts'
import { type Play, play } from '../../../tests/support/play.ts'
import type { Plan, Step } from '../plan/plan.ts'
import type { Event } from './event.ts'
import { awaitsCallBack, isCallBack } from './state.ts'

const by = { userId: null, name: 'Operator', via: 'api' } as const

const plans: fc.Arbitrary<Plan> = fc
  .record({
    count: fc.integer({ min: 1, max: 4 }),
    together: fc.boolean(),
    waitMs: fc.constantFrom(0, 60_000),
    stop: fc.constantFrom('first', 'all', 'none'),
    loopsMax: fc.integer({ min: 1, max: 3 }),
    loopIntervalMs: fc.constantFrom(0, 60_000),
    redialMax: fc.integer({ min: 0, max: 2 }),
    hearsKeys: fc.boolean(),
    readingsMax: fc.integer({ min: 1, max: 3 }),
    readingsPerSet: fc.integer({ min: 1, max: 2 }),
    transfers: fc.boolean(),
    owners: fc.array(fc.option(fc.nat(1), { nil: undefined }), { minLength: 4, maxLength: 4 }),
  })
  .map(({ count, together, waitMs, redialMax, readingsMax, readingsPerSet, transfers, owners, ...rest }) => {
    const all = Array.from({ length: count }, (_, index) => index)
    const steps: Step[] = together
      ? [{ destinations: all, waitMs }]
      : all.map((index) => ({ destinations: [index], waitMs }))
    const redial = { max: redialMax, intervalMs: 1_000, on: ['no_key', 'no_answer'] } as const
    return planOf(count, {
      ...rest,
      destinations: people(count).map((one, index) => {
        const owner = owners[index]
        return owner === undefined ? one : { ...one, person: owner }
      }),
      ...(transfers ? { transferTo: '+81312340000' } : {}),
      steps,
      redial,
      template: { ...template, readingsMax, readingsPerSet },
    })
  })

/** `attempt` and `turn` are drawn small, and taken modulo what exists, so that most events hit something. */
const events = fc.record({
  kind: fc.constantFrom(
    'began',
    'placed',
    'refused',
    'unknown',
    'nothing',
    'progressed',
    'ended',
    'live',
    'cancelSent',
    'turn',
    'deferred',
    'skipped',
    'timer',
    'ack',
    'cancel',
    'recovered',
    'withdrawn',
    'returned',
  ),
  attempt: fc.nat(20),
  choice: fc.nat(9),
  waitMs: fc.constantFrom(0, 0, 1_000, 30_000, 120_000),
})
type Drawn = typeof events extends fc.Arbitrary<infer Value> ? Value : never

const pick = <Item>(items: readonly Item[], index: number): Item => items[index % items.length] as Item

const eventOf = (run: Play, { kind, attempt: drawn, choice }: Drawn): Event => {
  const attempt = (drawn % run.attempts().length) + 1
  const providerId = choice === 9 ? 'CAother' : `CA${attempt}`
  const table: Record<Drawn['kind'], Event> = {
    began: { type: 'AttemptBegan', attempt },
    placed: { type: 'CallPlaced', attempt, providerId },
    refused: {
      type: 'CallRefused',
      attempt,
      kind: pick(['permanent', 'configuration', 'temporary'], choice),
      code: 'x',
    },
    unknown: { type: 'ResultUnknown', attempt, code: 'x' },
    nothing: { type: 'NothingFound', attempt },
    progressed: { type: 'CallProgressed', attempt, providerId, state: pick(['placed', 'ringing', 'answered'], choice) },
    ended: {
      type: 'CallEnded',
      attempt,
      providerId,
      end: pick(['completed', 'no_answer', 'busy', 'failed', 'cancelled'], choice),
      detail: null,
      answeredBy: null,
    },
    live: { type: 'StillLive', attempt },
    cancelSent: { type: 'CancelSent', attempt, done: choice > 4 },
    turn: {
      type: 'VoiceTurn',
      attempt,
      providerId,
      turn: Math.max(0, run.attempt(attempt).turn - (choice % 2)),
      key: pick([null, '1', '2', '3', '5', '5', '7', '8'], choice),
      answeredBy: null,
      dialed: pick([undefined, 'joined', 'busy'], choice),
    },
    deferred: { type: 'AttemptDeferred', attempt, untilMs: run.now() + 1_000, why: 'waits_for_line' },
    skipped: { type: 'AttemptSkipped', attempt, why: pick(['number_refused', 'connection_missing'], choice) },
    timer: { type: 'TimerFired' },
    ack: { type: 'Acknowledged', by },
    cancel: { type: 'Cancelled', by },
    recovered: { type: 'CauseRecovered' },
    withdrawn: { type: 'NumberWithdrawn', address: pick(people(4), choice).address, by },
    returned: { type: 'Returned', destination: drawn % run.plan().destinations.length, providerId: `CAin${choice}` },
  }
  return table[kind]
}

/** People who asked to be connected and are called back, or about to be. */
const calledBack = (run: Play) =>
  run.targets().filter((target) => target.open && awaitsCallBack(run.attempt(target.attempt as number)))

/** Phones that ring or talk because of us, by attempt. */
const begun = (run: Play): ReadonlySet<number> =>
  new Set(run.attempts().flatMap((attempt) => (attempt.begunAtMs === null ? [] : [attempt.ordinal])))

/** While somebody was called back before and after an event, it made no other phone begin to ring. */
const heldBack = (run: Play, send: () => void): void => {
  const before = begun(run)
  const waited = calledBack(run).length > 0
  send()
  if (!waited || calledBack(run).length === 0) return
  const began = run.attempts().filter((attempt) => attempt.begunAtMs !== null && !before.has(attempt.ordinal))
  // A call given up for lost that is answered after all proves itself begun; nothing of ours made it ring now.
  for (const attempt of began) expect(isCallBack(attempt) || attempt.state === 'answered').toBe(true)
}

const holds = (run: Play, keysTaken: boolean): void => {
  const head = run.head()
  const open = run.targets().filter((target) => target.open)
  expect(head.open).toBe(open.length)
  expect(head.callBacks ?? 0).toBe(calledBack(run).length)
  expect(run.history().map((entry) => entry.seq)).toEqual(run.history().map((_, index) => index + 1))
  for (const attempt of run.attempts()) expect(attempt.effect === null).toBe(attempt.state === 'ended')
  if (head.outcome === null) {
    expect(open.length > 0 || head.due !== null).toBe(true)
    for (const target of open) expect(run.attempt(target.attempt as number).state).not.toBe('ended')
  } else {
    expect(head.due).toBeNull()
    expect(run.attempts().some((attempt) => attempt.state === 'planned')).toBe(false)
  }
  if (head.acknowledgedBy?.via === 'phone') expect(keysTaken).toBe(true)
}

const whatMatters = (run: Play) => ({
  outcome: run.head().outcome,
  taken: run.head().taken,
  delivered: run.head().delivered,
  attempts: run.attempts().length,
  targets: run.targets(),
})

describe('whatever happens', () => {
  it('a callout is never stuck, ends once, keeps its history whole, and only a key takes it', () => {
    fc.assert(
      fc.property(plans, fc.array(events, { maxLength: 60 }), (plan, drawn) => {
        const run = play(plan)
        let ended: string | null = null
        let keysTaken = false
        for (const one of drawn) {
          run.wait(one.waitMs)
          const event = eventOf(run, one)
          if (event.type === 'VoiceTurn' && ['1', '5'].includes(event.key ?? '')) keysTaken = true
          heldBack(run, () => run.send(event))
          holds(run, keysTaken)
          if (ended !== null) expect(run.head().outcome).toBe(ended)
          ended = run.head().outcome
        }
      }),
      { numRuns: 400 },
    )
  })

  it('an event delivered twice changes nothing the second time', () => {
    fc.assert(
      fc.property(plans, fc.array(events, { maxLength: 40 }), (plan, drawn) => {
        const run = play(plan)
        for (const one of drawn) {
          run.wait(one.waitMs)
          const event = eventOf(run, one)
          run.send(event)
          const before = whatMatters(run)
          // Asking the provider twice is two questions, not one delivered twice.
          if (event.type === 'NothingFound' || event.type === 'StillLive') continue
          run.send(event)
          expect(whatMatters(run)).toEqual(before)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('nobody answering, every callout ends, and nobody in the plan is passed over', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const run = play(plan)
        for (let round = 0; run.head().outcome === null && round < 500; round += 1) {
          run.wait(60_000)
          for (const attempt of run.attempts()) {
            if (attempt.state !== 'planned') continue
            run.place(attempt.ordinal)
            run.ends(attempt.ordinal, 'no_answer')
          }
        }
        expect(run.head().outcome).toBe('exhausted')
        expect(new Set(run.attempts().map((attempt) => attempt.destination)).size).toBe(plan.destinations.length)
      }),
      { numRuns: 200 },
    )
  })
})
