// The proof of the preview: 500 generated nights, each played twice, once by the preview and once by the whole engine with a
// network that behaves the same. The attempts, their times to the millisecond, the reasons and the outcome are equal.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BeginsLater } from '#core/callout/event'
import { contactKey } from '#core/callout/held'
import type { OpenQuiet, QuietPeople } from '#core/callout/quiet'
import type { PlanHash } from '#core/ids'
import { type Plan, type Step, unreachedKinds } from '#core/plan/plan'
import { preview } from '#core/preview/preview'
import { type Network, previewLimits, usualNetwork } from '#core/preview/request'
import { dutyRef, foundAt } from '../simulation/duty.ts'
import { conditionOf } from '../support/calendar.ts'
import { person, planOf, template } from '../support/plans.ts'
import type { Deed } from './orderly-provider.ts'
import { connectionId, PRIORITY, play } from './reality.ts'

const CASES = 500
const START_MS = 1_800_000_000_000
const PEOPLE = 5
/** Those who may be on duty, by their numbers, are others. */
const WITH_DUTY = 8

/**
 * Everything happens on a grid of 20 ms, for the engine takes a breath of 15 ms before it looks for timers again; and each
 * person has a place of their own on it, for the order within one millisecond is nobody's promise.
 */
const GRID_MS = 20
const after = (from: number, to: number) => fc.integer({ min: from, max: to }).map((tenths) => tenths * 100)

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ does: fc.constantFrom('no_answer', 'busy', 'refused', 'unreachable') }),
  fc.record({
    does: fc.constant('answers' as const),
    afterMs: after(10, 400),
    keys: fc.constantFrom('1', '1', '2', '3', '4', '5', '5', '8', '81', '71', '88', ''),
  }),
  fc.record({
    does: fc.constant('answers' as const),
    afterMs: after(10, 400),
    keys: fc.constantFrom('1', '2', '91'),
    pressMs: after(1, 300),
  }),
  fc.record({ does: fc.constant('hangs_up' as const), afterMs: after(10, 400), talkMs: after(10, 200) }),
  fc.record({ does: fc.constantFrom('voicemail' as const, 'rejects' as const), afterMs: after(10, 400) }),
)

const steps = (count: number, cut: readonly boolean[], waits: readonly number[]): readonly Step[] => {
  const made: { destinations: number[]; waitMs: number }[] = []
  for (let place = 0; place < count; place += 1) {
    const last = made.at(-1)
    if (last === undefined || cut[place] === true) made.push({ destinations: [place], waitMs: waits[place] ?? 0 })
    else last.destinations.push(place)
  }
  return made
}

/** Whoever is on duty is called beside those whom the first step names, or in a step before it. */
const withDuty = (named: readonly Step[], duty: string): readonly Step[] => {
  if (duty === 'none') return named
  if (duty === 'alone') return [{ destinations: [], waitMs: 20_000, onCall: [dutyRef] }, ...named]
  return named.map((step, place) => (place === 0 ? { ...step, onCall: [dutyRef] } : step))
}

const plan: fc.Arbitrary<Plan> = fc
  .record({
    who: fc.uniqueArray(fc.integer({ min: 1, max: PEOPLE }), { minLength: 1, maxLength: 4 }),
    cut: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    waits: fc.array(fc.constantFrom(0, 20_000, 90_000, 240_000), { minLength: 4, maxLength: 4 }),
    stop: fc.constantFrom('first', 'first', 'all', 'none'),
    loopsMax: fc.integer({ min: 1, max: 3 }),
    loopIntervalMs: fc.constantFrom(0, 60_000, 300_000),
    ringMs: fc.constantFrom(20_000, 60_000),
    redialMax: fc.integer({ min: 0, max: 3 }),
    redialMs: fc.constantFrom(0, 5_000, 60_000),
    redialOn: fc.subarray([...unreachedKinds]),
    deliveredIsEnough: fc.boolean(),
    hearsKeys: fc.constantFrom(true, true, true, false),
    readingsMax: fc.integer({ min: 1, max: 3 }),
    mail: fc.nat(20),
    callMaxMs: fc.constantFrom(60_000, 600_000),
    transferTo: fc.constantFrom('+81312345678', '+81312345678', null),
    duty: fc.constantFrom('none', 'none', 'beside', 'alone'),
  })
  .map(({ who, cut, waits, redialMax, redialMs, redialOn, readingsMax, mail, transferTo, duty, ...rest }) => {
    const destinations = who.map((one, place) => ({
      ...person(one),
      ...(mail === place ? ({ channel: 'mail', address: 'someone@example.jp' } as const) : {}),
      language: one % 2 === 0 ? ('en' as const) : ('ja' as const),
    }))
    return planOf(destinations.length, {
      ...rest,
      destinations,
      steps: withDuty(steps(destinations.length, cut, waits), duty),
      redial: { max: redialMax, intervalMs: redialMs, on: redialOn },
      template: { ...template, reactions: { ...template.reactions, '5': { action: 'transfer' } }, readingsMax },
      connectionId,
      ...(transferTo === null ? {} : { transferTo }),
    })
  })

const network: fc.Arbitrary<Network> = fc
  .record({
    pace: fc.constantFrom(
      { callsPerSecond: null, callsAtOnce: null },
      { callsPerSecond: 1, callsAtOnce: null },
      { callsPerSecond: 0.1, callsAtOnce: null },
      { callsPerSecond: null, callsAtOnce: 1 },
      { callsPerSecond: 5, callsAtOnce: 2 },
    ),
    detectsMachines: fc.boolean(),
  })
  .map((drawn) => ({ ...usualNetwork, ...drawn, answerMs: 40, setupMs: 2_000, characterMs: { ja: 140, en: 60 } }))

/** The nights begin at 17:00 in Japan; what is called is of priority 5. */
const quietOf = fc
  .record({
    who: fc.integer({ min: 1, max: WITH_DUTY }),
    from: fc.constantFrom('16:00', '17:01', '17:05'),
    to: fc.constantFrom('17:02', '17:10', '23:00'),
    breaksThrough: fc.constantFrom(0, 4, 4, 5),
  })
  .filter(({ from, to }) => from < to)
  .map(({ who, from, to, breaksThrough }): [string, OpenQuiet] => [
    `user-${who}`,
    { condition: conditionOf({ anyOf: [{ bands: [{ from, to }] }] }), breaksThrough },
  ])
const quiet = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(quietOf, { minLength: 1, maxLength: WITH_DUTY }) },
)

const leftOut = contactKey('user-2', person(2).address)

const night = fc.record({
  plans: fc.array(plan, { minLength: 1, maxLength: 2 }),
  network,
  deeds: fc.array(fc.array(deed, { minLength: 1, maxLength: 3 }), { minLength: WITH_DUTY, maxLength: WITH_DUTY }),
  quiet: quiet.map((people): QuietPeople => new Map(people)),
  laterMs: fc.constantFrom(0, 0, 0, 240_000, 3_600_000),
  guard: fc.constantFrom(undefined, undefined, { attempts: 2, windowMs: 300_000 }, { attempts: 4, windowMs: 900_000 }),
  unverified: fc.constantFrom(undefined, undefined, undefined, new Set([leftOut])),
})

/** Each person's times end in a digit of their own. */
const own = (deeds: readonly Deed[], place: number): readonly Deed[] =>
  deeds.map((one) => ('afterMs' in one ? { ...one, afterMs: one.afterMs + (place - 1) * GRID_MS } : one))

const chained = (plans: readonly Plan[]): readonly Plan[] =>
  plans.map((one, place) => ({
    ...one,
    escalatesTo: place + 1 < plans.length ? (`hash-${place + 1}` as PlanHash) : null,
  }))

describe('what a preview says is what happens', () => {
  it(`in ${CASES} generated nights: same attempts, times, reasons, outcome`, async () => {
    let attempts = 0
    let inQuietHours = 0
    let leftOutFor = 0
    let flooded = 0
    let begunLater = 0
    let calledAfterwards = 0
    const outcomes = new Set<string>()
    const check = fc.asyncProperty(night, async (drawn) => {
      const plans = chained(drawn.plans)
      const deedsOf = (address: string): readonly Deed[] =>
        own(drawn.deeds[Number(address.slice(-1)) - 1] ?? [], Number(address.slice(-1)))
      const later: BeginsLater | undefined =
        drawn.laterMs === 0 ? undefined : { why: 'begins_delayed', untilMs: START_MS + drawn.laterMs }
      if (later !== undefined) begunLater += 1
      const text = 'db01 が停止しました'
      const real = await play({
        plans,
        text,
        startMs: START_MS,
        network: drawn.network,
        quiet: drawn.quiet,
        unverified: drawn.unverified,
        guard: drawn.guard,
        later,
        deeds: deedsOf,
      })
      const imagined = preview({
        plans,
        values: { text },
        startMs: START_MS,
        seed: 1,
        behaviours: ({ address }) => deedsOf(address),
        others: { does: 'no_answer' },
        network: drawn.network,
        duty: foundAt,
        quiet: { people: drawn.quiet, priority: PRIORITY },
        unverified: drawn.unverified,
        guard: drawn.guard,
        later,
        allows: () => true,
        limits: previewLimits,
      })
      expect(real.errors).toEqual([])
      expect(imagined.stopped).toBeNull()
      const told = imagined.callouts.map((callout) => ({
        outcome: callout.head.outcome,
        endedAtMs: callout.head.endedAtMs,
        by: callout.head.acknowledgedBy,
        attempts: callout.attempts.map(({ attempt }) => factsOf(attempt)),
        history: linesOf(callout.history),
      }))
      const happened = real.callouts.map(({ row, attempts: made, history }) => ({
        outcome: row.head.outcome,
        endedAtMs: row.head.endedAtMs,
        by: row.head.acknowledgedBy,
        attempts: made.map(factsOf),
        history: linesOf(history),
      }))
      expect(told).toEqual(happened)
      for (const { outcome, attempts: made } of happened) {
        attempts += made.length
        outcomes.add(String(outcome))
        const asleep = new Set(
          made.filter(({ detail }) => detail === 'quiet_hours').map(({ destination }) => destination),
        )
        inQuietHours += asleep.size
        flooded += made.filter(({ detail }) => detail === 'called_enough' || detail === 'waits_for_calm').length
        leftOutFor += made.filter(({ detail }) => detail === 'unverified').length
        calledAfterwards += made.filter((one) => asleep.has(one.destination) && one.begunAtMs !== null).length
      }
    })
    await fc.assert(check, { numRuns: CASES, seed: 20_261_125, endOnFailure: true })
    // The nights are not all alike.
    expect(attempts).toBeGreaterThan(CASES * 3)
    expect(begunLater).toBeGreaterThan(CASES / 5)
    expect(inQuietHours).toBeGreaterThan(CASES / 5)
    expect(flooded).toBeGreaterThan(CASES / 10)
    expect(leftOutFor).toBeGreaterThan(CASES / 50)
    expect(calledAfterwards).toBeGreaterThan(CASES / 50)
    expect([...outcomes].sort()).toEqual(['acknowledged', 'delivered', 'escalated', 'exhausted'])
  }, 300_000)
})

const factsOf = (attempt: {
  readonly ordinal: number
  readonly destination: number
  readonly reason: string
  readonly result: string | null
  readonly detail: string | null
  readonly key: string | null
  readonly plannedAtMs: number
  readonly begunAtMs: number | null
  readonly answeredAtMs: number | null
  readonly endedAtMs: number | null
}) => {
  const { ordinal, destination, reason, result, detail, key, plannedAtMs, begunAtMs, answeredAtMs, endedAtMs } = attempt
  return { ordinal, destination, reason, result, detail, key, plannedAtMs, begunAtMs, answeredAtMs, endedAtMs }
}
type Entry = { readonly atMs: number; readonly reason: string; readonly attempt: number | null }

/**
 * What is written down in one millisecond may stand in any order: results that arrive together are decided together. For the
 * same reason a line that was waited for no time at all was free already.
 */
const linesOf = (history: readonly Entry[]): readonly string[] => {
  const begun = new Set(
    history.filter(({ reason }) => reason === 'begun').map(({ atMs, attempt }) => `${atMs} ${attempt}`),
  )
  return history
    .filter(({ atMs, reason, attempt }) => reason !== 'waits_for_line' || !begun.has(`${atMs} ${attempt}`))
    .map(({ atMs, reason, attempt }) => ({ atMs, line: `${atMs - START_MS} ${reason} ${attempt ?? ''}` }))
    .toSorted((one, other) => one.atMs - other.atMs || (one.line < other.line ? -1 : 1))
    .map(({ line }) => line)
}
