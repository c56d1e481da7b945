// The guard against floods: which attempts it may hold, how, and until when; and what comes of it in a callout.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { person, planOf } from '../../../tests/support/plans.ts'
import { preview } from '../preview/preview.ts'
import { previewLimits, usualNetwork } from '../preview/request.ts'
import { admit } from './admit.ts'
import { floodAt, heldHow } from './guard.ts'
import { type Reason, reasons } from './reason.ts'

const MINUTE_MS = 60_000
const guard = { attempts: 3, windowMs: 10 * MINUTE_MS }
const NOW = 1_800_000_000_000
const free = { connectionKnown: true, numberAllowed: true, numberInCall: false, line: null }

it('holds repeats, and nothing else: not the first attempt, not another way to it, nothing new to tell, no promise', () => {
  const held = reasons.flatMap((reason) => {
    const how = heldHow({ reason })
    return how === null ? [] : [[reason, how] as const]
  })
  expect(held).toEqual([
    ['loop_repeat', 'wait'],
    ['redial_no_key', 'skip'],
    ['redial_no_answer', 'skip'],
    ['redial_busy', 'skip'],
  ])
})

describe('a repeat', () => {
  it.each([
    ['there were fewer', null, undefined],
    ['the oldest that counts has just left the window', NOW - guard.windowMs, undefined],
    ['there were as many', NOW - MINUTE_MS, { ...guard, untilMs: NOW + 9 * MINUTE_MS }],
  ])('%s', (...[, nth, flood]) => {
    expect(floodAt(guard, nth, NOW)).toEqual(flood)
  })

  it('waits at the gate, or is left out, and a pause comes before', () => {
    const flood = { ...guard, untilMs: NOW + 1 }
    expect(admit({ ...free, flood: { ...flood, how: 'wait' } }, NOW)).toEqual({
      kind: 'wait',
      why: 'waits_for_calm',
      untilMs: NOW + 1,
      flood,
    })
    expect(admit({ ...free, flood: { ...flood, how: 'skip' } }, NOW)).toEqual({
      kind: 'skip',
      why: 'called_enough',
      flood,
    })
    expect(admit({ ...free, flood: { ...flood, how: 'skip' }, held: { why: 'unverified' } }, NOW)).toMatchObject({
      why: 'unverified',
    })
  })
})

/** Attempts of many callouts at one person, each when it is wanted, let through or held as the gate would. */
const played = (wanted: readonly { readonly afterMs: number; readonly reason: Reason }[]) => {
  const begun: number[] = []
  const waits: { atMs: number; untilMs: number }[] = []
  const firsts: boolean[] = []
  let nowMs = NOW
  for (const { afterMs, reason } of wanted) {
    nowMs += afterMs
    const how = heldHow({ reason })
    const lately = begun.filter((atMs) => atMs > nowMs - guard.windowMs && atMs < nowMs).toReversed()
    const flood = how === null ? undefined : floodAt(guard, lately[guard.attempts - 1] ?? null, nowMs)
    const admission = admit({ ...free, flood: flood && how !== null ? { ...flood, how } : undefined }, nowMs)
    const goes = admission.kind === 'go'
    if (goes) begun.push(nowMs)
    if (admission.kind === 'wait') waits.push({ atMs: nowMs, untilMs: admission.untilMs })
    if (how === null) firsts.push(goes)
    else if (goes) expect(lately.length).toBeLessThan(guard.attempts)
  }
  return { waits, firsts }
}

describe('however many callouts there are', () => {
  it('nothing but a repeat is ever held, no repeat is one of too many, and none waits longer than the window', () => {
    const wanted = fc.array(
      fc.record({
        afterMs: fc.integer({ min: 1, max: 4 * MINUTE_MS }),
        reason: fc.constantFrom<Reason>(
          'first_attempt',
          'next_channel',
          'more_to_tell',
          'call_back',
          'repeat_after_unknown',
          'loop_repeat',
          'loop_repeat',
          'redial_no_key',
          'redial_no_answer',
        ),
      }),
      { maxLength: 60 },
    )
    let held = 0
    fc.assert(
      fc.property(wanted, (attempts) => {
        const { waits, firsts } = played(attempts)
        held += waits.length
        expect(firsts.every((went) => went)).toBe(true)
        for (const { atMs, untilMs } of waits) {
          expect(untilMs).toBeGreaterThan(atMs)
          expect(untilMs - atMs).toBeLessThanOrEqual(guard.windowMs)
        }
      }),
      { numRuns: 500, seed: 20_261_129 },
    )
    expect(held).toBeGreaterThan(100)
  })
})

describe('a callout in a flood', () => {
  const night = (destinations: readonly ReturnType<typeof person>[], change: object = {}) => {
    const plan = planOf(destinations.length, {
      destinations,
      ringMs: 20_000,
      loopsMax: 4,
      loopIntervalMs: 0,
      ...change,
    })
    const done = preview({
      plans: [plan],
      values: { text: 'x' },
      startMs: NOW,
      seed: 1,
      behaviours: () => [{ does: 'no_answer' }],
      others: { does: 'no_answer' },
      network: usualNetwork,
      guard,
      allows: () => true,
      limits: previewLimits,
    })
    const attempts = done.callouts[0]?.attempts.map(({ attempt }) => attempt) ?? []
    return { attempts, history: done.callouts[0]?.history ?? [] }
  }

  it('waits with the loop in which it would be too many, says so once, and goes on', () => {
    const { attempts, history } = night([person(1)])
    expect(attempts).toHaveLength(4)
    const [first, , , fourth] = attempts
    expect((fourth?.begunAtMs ?? 0) - (first?.begunAtMs ?? 0)).toBe(guard.windowMs)
    expect(history.filter(({ reason }) => reason === 'waits_for_calm')).toMatchObject([
      { attempt: 4, facts: { count: 3, minutes: 10, atMs: (first?.begunAtMs ?? 0) + guard.windowMs } },
    ])
  })

  it('leaves redials out, and the next person is called at once', () => {
    const redial = { max: 9, intervalMs: 0, on: ['no_answer'] as const }
    const { attempts, history } = night([person(1), person(2)], { redial, loopsMax: 1 })
    const at = (destination: number) => attempts.filter((one) => one.destination === destination)
    expect(at(0).map(({ detail }) => detail)).toEqual([null, null, null, 'called_enough'])
    expect(at(1)[0]?.begunAtMs).toBe(at(0)[3]?.endedAtMs)
    expect(history).toContainEqual(
      expect.objectContaining({ reason: 'called_enough', facts: expect.objectContaining({ count: 3 }) }),
    )
  })

  it('counts all phones of a person together, and nobody else’s', () => {
    const second = { ...person(2), userId: person(1).userId }
    const both = night([person(1), second, person(3)], { loopsMax: 3 })
    expect(
      both.history.filter(({ reason }) => reason === 'waits_for_calm').map(({ destination }) => destination),
    ).toEqual([1])
    expect(night([person(1), person(2), person(3)], { loopsMax: 3 }).history.map(({ reason }) => reason)).not.toContain(
      'waits_for_calm',
    )
  })

  it('holds messages as it holds calls', () => {
    const mail = { ...person(1), channel: 'mail' as const, address: 'a@example.jp', connectionId: 'mail-1' as never }
    const { history } = night([mail], { stop: 'first', deliveredIsEnough: false })
    expect(history.filter(({ reason }) => reason === 'waits_for_calm')).toHaveLength(1)
  })

  it('of a place that is nobody’s, only its own address counts', () => {
    const place = { ...person(1), userId: null }
    const { history } = night([place, { ...person(2), userId: null }], { loopsMax: 4 })
    expect(history.filter(({ reason }) => reason === 'waits_for_calm')).toMatchObject([{ destination: 0, attempt: 7 }])
  })
})
