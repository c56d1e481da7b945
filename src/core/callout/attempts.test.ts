// What becomes of one attempt: refusals, unknown results, late and repeated messages.

import { describe, expect, it } from 'vitest'
import { planOf, together } from '../../../tests/support/plans.ts'
import { type Play, play } from '../../../tests/support/play.ts'
import type { PlanHash } from '../ids.ts'
import { limits } from '../limits.ts'

const begun = (change = {}): Play => {
  const run = play(planOf(2, change))
  run.send({ type: 'AttemptBegan', attempt: 1 })
  return run
}

const unknown = (change = {}): Play => {
  const run = begun(change)
  run.send({ type: 'ResultUnknown', attempt: 1, code: 'timeout' })
  return run
}

const lost = (): Play => {
  const run = unknown()
  run.wait(limits.lookup.giveUpMs)
  run.send({ type: 'NothingFound', attempt: 1 })
  return run
}

describe('a refused attempt', () => {
  it.each([
    ['permanent', true],
    ['configuration', false],
  ] as const)('%s: the next person at once', (kind, settled) => {
    const run = begun()
    run.send({ type: 'CallRefused', attempt: 1, kind, code: '21211' })
    expect(run.attempt(1)).toMatchObject({ state: 'ended', result: 'refused', detail: '21211' })
    expect(run.target(0)).toMatchObject({ settled, outcome: 'unreached' })
    expect(run.attempt(2).destination).toBe(1)
  })

  it('a number refused for good is not tried in the next loop', () => {
    const run = play(planOf(1, { loopsMax: 3 }))
    run.send({ type: 'AttemptBegan', attempt: 1 })
    run.send({ type: 'CallRefused', attempt: 1, kind: 'permanent', code: '21211' })
    expect(run.head().outcome).toBe('exhausted')
  })

  it('a number refused for good is named in the next loop of the others', () => {
    const run = play(together(2, { loopsMax: 2 }))
    run.send({ type: 'AttemptBegan', attempt: 1 })
    run.send({ type: 'CallRefused', attempt: 1, kind: 'permanent', code: '21211' })
    run.place(2)
    run.ends(2, 'failed')
    expect(run.reasons()).toContain('refused_before')
  })

  it('temporary: tried again with growing waits, then given up', () => {
    const run = begun()
    const waits: number[] = []
    for (let tries = 0; tries < limits.retry.max; tries += 1) {
      run.send({ type: 'CallRefused', attempt: 1, kind: 'temporary', code: '20429' })
      const waitMs = (run.attempt(1).effect?.atMs ?? 0) - run.now()
      waits.push(waitMs)
      run.wait(waitMs)
      run.send({ type: 'AttemptBegan', attempt: 1 })
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000])
    run.send({ type: 'CallRefused', attempt: 1, kind: 'temporary', code: '20429' })
    expect(run.attempt(1).result).toBe('refused')
    expect(run.reasons()).toContain('provider_unavailable')
  })

  it.each([
    ['is waited for', 7_000, 7_000],
    ['of a day, or of years, is not waited for: nobody would be contacted meanwhile', 86_400_000, 300_000],
    ['in the past is no reason to hurry', -5_000, 1_000],
  ])('Retry-After %s', (...[, retryAfterMs, waitMs]) => {
    const run = begun()
    run.send({ type: 'CallRefused', attempt: 1, kind: 'temporary', code: '20429', retryAfterMs })
    expect(run.attempt(1).effect?.atMs).toBe(run.now() + waitMs)
  })

  it('after the end of the callout it is only closed', () => {
    const run = begun()
    run.send({ type: 'Cancelled', by: { userId: null, name: 'x', via: 'api' } })
    run.send({ type: 'CallRefused', attempt: 1, kind: 'temporary', code: '20429' })
    expect(run.attempt(1).result).toBe('refused')
    run.send({ type: 'CallRefused', attempt: 1, kind: 'temporary', code: '20429' })
    expect(run.attempts()).toHaveLength(1)
  })
})

describe('an unknown result', () => {
  it('asks the provider, and asks again', () => {
    const run = unknown()
    expect(run.attempt(1)).toMatchObject({
      state: 'unknown',
      effect: { kind: 'lookup', atMs: run.now() + limits.lookup.firstMs },
    })
    run.send({ type: 'NothingFound', attempt: 1 })
    expect(run.attempt(1).effect).toEqual({ kind: 'lookup', atMs: run.now() + limits.lookup.everyMs })
  })

  it('found at the provider, it goes on as if it had been placed', () => {
    const run = unknown()
    run.send({ type: 'CallPlaced', attempt: 1, providerId: 'CA1', found: true })
    expect(run.attempt(1)).toMatchObject({ state: 'placed', providerId: 'CA1', effect: { kind: 'watch' } })
    expect(run.reasons()).toContain('found_at_provider')
  })

  it('a callback that carries our attempt finds it too', () => {
    const run = unknown()
    run.send({ type: 'CallProgressed', attempt: 1, providerId: 'CA1', state: 'ringing' })
    expect(run.attempt(1)).toMatchObject({ state: 'ringing', providerId: 'CA1' })
  })

  it('nothing found for 30 s: called once more, marked as a possible repeat', () => {
    const run = lost()
    expect(run.attempt(1).result).toBe('lost')
    expect(run.attempt(2)).toMatchObject({ destination: 0, reason: 'repeat_after_unknown', possibleRepeat: true })
  })

  it('and only once: then the next person', () => {
    const run = lost()
    run.send({ type: 'AttemptBegan', attempt: 2 })
    run.send({ type: 'ResultUnknown', attempt: 2, code: 'timeout' })
    run.wait(limits.lookup.giveUpMs)
    run.send({ type: 'NothingFound', attempt: 2 })
    expect(run.attempt(3).destination).toBe(1)
    run.send({ type: 'NothingFound', attempt: 2 })
    expect(run.attempts()).toHaveLength(3)
  })

  it('after the end of the callout nothing is repeated', () => {
    const run = unknown()
    run.send({ type: 'Cancelled', by: { userId: null, name: 'x', via: 'api' } })
    run.wait(limits.lookup.giveUpMs)
    run.send({ type: 'NothingFound', attempt: 1 })
    expect(run.attempts()).toHaveLength(1)
  })

  it('a person who answers a call given up for lost is heard, and the repeat is withheld', () => {
    const run = lost()
    run.answer(1, '1')
    expect(run.head().outcome).toBe('acknowledged')
    expect(run.attempt(2)).toMatchObject({ state: 'ended', result: 'withheld' })
    expect(run.reasons()).toContain('late_answer')
  })

  it.each(['2', '3'])('and can pass or leave as well (key %s)', (key) => {
    const run = lost()
    run.answer(1, key)
    expect(run.attempt(2).result).toBe('withheld')
    expect(run.attempt(3).destination).toBe(1)
  })

  it('a late callback revives a call given up for lost without speaking for the person', () => {
    const run = lost()
    run.send({ type: 'CallProgressed', attempt: 1, providerId: 'CA1', state: 'placed' })
    expect(run.attempt(1)).toMatchObject({ state: 'placed', result: null })
    run.ends(1, 'no_answer')
    expect(run.attempt(1).result).toBe('no_answer')
    expect(run.attempts()).toHaveLength(2)
  })

  it('a late response revives it too, and a late end closes it', () => {
    const first = lost()
    first.send({ type: 'CallPlaced', attempt: 1, providerId: 'CA1' })
    expect(first.attempt(1).state).toBe('placed')
    const second = lost()
    second.ends(1, 'busy')
    expect(second.attempt(1).result).toBe('busy')
  })
})

describe('messages twice, late, out of order', () => {
  it('the same end twice changes nothing the second time', () => {
    const run = play(planOf(3))
    run.place(1)
    run.ends(1, 'no_answer')
    run.ends(1, 'no_answer')
    expect(run.attempts()).toHaveLength(2)
  })

  it('states never go backwards', () => {
    const run = play(planOf(1))
    run.place(1)
    run.send({ type: 'CallProgressed', attempt: 1, providerId: 'CA1', state: 'answered' })
    const answeredAtMs = run.attempt(1).answeredAtMs
    run.wait(1_000)
    run.send({ type: 'CallProgressed', attempt: 1, providerId: 'CA1', state: 'ringing' })
    run.send({ type: 'CallPlaced', attempt: 1, providerId: 'CA1' })
    run.answer(1)
    expect(run.attempt(1)).toMatchObject({ state: 'answered', answeredAtMs })
    expect(run.reasons().filter((reason) => reason === 'answered')).toHaveLength(1)
  })

  it('another call id than ours is not believed', () => {
    const run = play(planOf(1))
    run.place(1)
    run.send({ type: 'CallProgressed', attempt: 1, providerId: 'CAother', state: 'answered' })
    run.send({ type: 'CallPlaced', attempt: 1, providerId: 'CAother' })
    run.send({ type: 'CallEnded', attempt: 1, providerId: 'CAother', end: 'completed', detail: null, answeredBy: null })
    expect(run.attempt(1)).toMatchObject({ state: 'placed', providerId: 'CA1' })
  })

  it('messages about an attempt that has ended change nothing', () => {
    const run = play(planOf(1))
    run.place(1)
    run.ends(1, 'failed')
    const before = run.attempt(1)
    run.send({ type: 'CallProgressed', attempt: 1, providerId: 'CA1', state: 'answered' })
    run.send({ type: 'CallPlaced', attempt: 1, providerId: 'CA1' })
    run.send({ type: 'StillLive', attempt: 1 })
    run.send({ type: 'CancelSent', attempt: 1, done: true })
    run.send({ type: 'AttemptBegan', attempt: 1 })
    run.send({ type: 'AttemptDeferred', attempt: 1, untilMs: 5, why: 'waits_for_line' })
    run.send({ type: 'AttemptSkipped', attempt: 1, why: 'number_refused' })
    run.send({ type: 'ResultUnknown', attempt: 1, code: 'x' })
    run.send({ type: 'Started', escalatedFrom: null })
    run.send({ type: 'TimerFired' })
    expect(run.attempt(1)).toEqual(before)
  })

  it('the end may come before the response', () => {
    const run = begun()
    run.send({ type: 'CallEnded', attempt: 1, providerId: 'CA1', end: 'failed', detail: '404', answeredBy: null })
    run.send({ type: 'CallPlaced', attempt: 1, providerId: 'CA1' })
    expect(run.attempt(1)).toMatchObject({ state: 'ended', result: 'failed', detail: '404' })
    expect(run.attempt(2).destination).toBe(1)
  })
})

describe('a call nobody reports on', () => {
  it('is asked for after it must have stopped ringing, then counts as ended', () => {
    const run = play(planOf(2))
    run.place(1)
    expect(run.attempt(1).effect).toEqual({ kind: 'watch', atMs: run.now() + 60_000 + limits.watchSlackMs })
    run.wait(80_000)
    run.send({ type: 'StillLive', attempt: 1 })
    expect(run.attempt(1).effect?.atMs).toBe(run.now() + limits.watchEveryMs)
    run.wait(limits.watchGiveUpMs)
    run.send({ type: 'StillLive', attempt: 1 })
    expect(run.attempt(1)).toMatchObject({ result: 'failed', detail: 'end_not_reported' })
    expect(run.attempt(2).destination).toBe(1)
  })

  it('keeps the result of the key that was pressed', () => {
    const run = play(planOf(1))
    run.place(1)
    run.answer(1, '1')
    run.wait(limits.watchGiveUpMs)
    run.send({ type: 'StillLive', attempt: 1 })
    expect(run.attempt(1).result).toBe('taken')
  })
})

describe('the gate', () => {
  it('a wait moves the effect and is recorded once', () => {
    const run = play(planOf(1))
    run.send({ type: 'AttemptDeferred', attempt: 1, untilMs: 5_000_000, why: 'waits_for_number' })
    run.send({ type: 'AttemptDeferred', attempt: 1, untilMs: 6_000_000, why: 'waits_for_number' })
    expect(run.attempt(1).effect?.atMs).toBe(6_000_000)
    expect(run.reasons().filter((reason) => reason === 'waits_for_number')).toHaveLength(1)
  })

  it.each([
    ['number_refused', true],
    ['connection_missing', false],
  ] as const)('a skip (%s) goes on to the next person', (why, settled) => {
    const run = play(planOf(2))
    run.send({ type: 'AttemptSkipped', attempt: 1, why })
    expect(run.target(0)).toMatchObject({ outcome: 'skipped', settled })
    expect(run.attempt(2).destination).toBe(1)
  })

  it('a skip after the end changes only the attempt', () => {
    const run = play(planOf(1, { escalatesTo: 'h' as PlanHash }))
    run.send({ type: 'AttemptBegan', attempt: 1 })
    run.send({ type: 'CallRefused', attempt: 1, kind: 'temporary', code: 'x' })
    run.send({ type: 'NumberWithdrawn', address: '+819001239999', by: { userId: null, name: 'x', via: 'api' } })
    run.send({ type: 'AttemptSkipped', attempt: 1, why: 'connection_missing' })
    expect(run.head().outcome).toBe('escalated')
  })
})

describe('a connection that hears no keys', () => {
  it('J-008 X-008 X-023: a call that was answered is delivered, and where that is enough the callout ends so', () => {
    const run = play(together(2, { hearsKeys: false, deliveredIsEnough: true, loopsMax: 3 }))
    run.place(1)
    run.ends(1)
    run.place(2)
    run.ends(2)
    expect(run.attempt(1).result).toBe('delivered')
    expect(run.target(0)).toMatchObject({ outcome: 'delivered', settled: true })
    expect(run.head().outcome).toBe('delivered')
  })

  it('J-008: where delivered is not enough, the others are called, and later this person again', () => {
    const run = play(planOf(2, { hearsKeys: false, loopsMax: 2 }))
    run.place(1)
    run.ends(1)
    expect(run.attempt(2).destination).toBe(1)
    run.place(2)
    run.ends(2, 'no_answer')
    expect(run.attempt(3)).toMatchObject({ destination: 0, reason: 'loop_repeat' })
    run.place(3)
    run.ends(3)
    run.place(4)
    run.ends(4)
    expect(run.head().outcome).toBe('exhausted')
  })

  it('J-008: a person who got the message is not called again in the next loop', () => {
    const run = play(together(2, { hearsKeys: false, deliveredIsEnough: true, loopsMax: 2 }))
    run.place(1)
    run.ends(1)
    run.place(2)
    run.ends(2, 'no_answer')
    expect(run.attempt(3).destination).toBe(1)
    expect(run.reasons()).toContain('already_delivered')
  })
})
