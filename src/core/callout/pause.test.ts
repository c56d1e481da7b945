// Pauses as facts: when one is on, what it keeps from starting, whom it keeps from being contacted, and what comes of it.
import { describe, expect, it } from 'vitest'
import { conditionOf, instant } from '../../../tests/support/calendar.ts'
import { planOf } from '../../../tests/support/plans.ts'
import { play } from '../../../tests/support/play.ts'
import { admit } from './admit.ts'
import { heldAt, isOn, offAtMs, type Pause, pauseFacts, suppressionAt } from './pause.ts'

const pauseOf = (change: Partial<Pause> = {}): Pause => ({
  id: 'p1',
  scope: 'space',
  of: null,
  beginsAtMs: 1_000,
  endsAtMs: null,
  repeats: null,
  match: null,
  stopsRunning: false,
  reason: 'UPS',
  createdBy: 'Operator',
  ...change,
})
const told = (untilMs: number | null, id = 'p1') => ({ pause: id, name: 'Operator', note: 'UPS', untilMs })
const maintenance = conditionOf({ anyOf: [{ weekdays: [2], bands: [{ from: '01:00', to: '03:00' }] }] })

describe('J-014 a pause is on', () => {
  it.each([
    ['from its beginning', {}, [999, 1_000, 9_999], [false, true, true]],
    ['until its end', { endsAtMs: 2_000 }, [1_999, 2_000], [true, false]],
    ['not where what it went by is gone', { repeats: 'gone' as const }, [1_500], [false]],
  ])('%s', (...[, change, instants, expected]) => {
    expect(instants.map((atMs) => isOn(pauseOf(change), atMs))).toEqual(expected)
  })

  it('in turns, within its beginning and its end', () => {
    const until = instant('2026-06-17T00:00')
    const weekly = pauseOf({ repeats: maintenance, beginsAtMs: instant('2026-06-03T00:00'), endsAtMs: until })
    const texts = ['2026-06-02T02:00', '2026-06-09T00:59', '2026-06-09T02:00', '2026-06-09T03:00', '2026-06-23T02:00']
    expect(texts.map((text) => isOn(weekly, instant(text)))).toEqual([false, false, true, false, false])
    expect(isOn({ ...weekly, endsAtMs: null }, instant('2150-06-09T02:00'))).toBe(false)
  })

  it('and off when its turn or itself ends, whichever is first', () => {
    const night = instant('2026-06-09T02:00')
    const turn = instant('2026-06-09T03:00')
    expect(offAtMs(pauseOf({ repeats: maintenance }), night)).toBe(turn)
    expect(offAtMs(pauseOf({ repeats: maintenance, endsAtMs: turn - 1 }), night)).toBe(turn - 1)
    expect(offAtMs(pauseOf({ repeats: maintenance, endsAtMs: turn + 1 }), night)).toBe(turn)
    expect(offAtMs(pauseOf({ repeats: conditionOf({ anyOf: [{}] }) }), night)).toBeNull()
    expect(offAtMs(pauseOf({ repeats: maintenance }), instant('2150-06-09T02:00'))).toBeNull()
    expect([offAtMs(pauseOf(), 2_000), offAtMs(pauseOf({ repeats: 'gone' }), 2_000)]).toEqual([null, null])
  })
})

describe('J-014 what a pause keeps from starting', () => {
  const of = (policyId: string, text = 'db01 is down') => ({ policyId, text })
  it.each<[string, Partial<Pause>, boolean]>([
    ['everything, of the space', {}, true],
    ['what is started by the policy', { scope: 'policy', of: 'night' }, true],
    ['nothing of another', { scope: 'policy', of: 'day' }, false],
    ['nothing, of a channel', { scope: 'channel', of: 'phone' }, false],
    ['what says so', { match: 'DB?? *' }, true],
    ['nothing that says something else', { match: 'web*' }, false],
    ['nothing before it begins', { beginsAtMs: 3_000 }, false],
  ])('%s', (...[, change, suppressed]) => {
    const found = suppressionAt([pauseOf(change)], of('night'), 2_000)
    expect(found).toEqual(suppressed ? told(null) : undefined)
  })

  it('tells of several the one that lasts longest', () => {
    const short = pauseOf({ id: 'short', endsAtMs: 3_000 })
    const long = pauseOf({ id: 'long', endsAtMs: 4_000 })
    const endless = pauseOf({ id: 'endless' })
    expect(suppressionAt([short, long], of('night'), 2_000)).toEqual(told(4_000, 'long'))
    expect(suppressionAt([short, endless, long], of('night'), 2_000)?.pause).toBe('endless')
    expect(suppressionAt([endless, short], of('night'), 2_000)?.pause).toBe('endless')
  })
})

describe('J-014 whom a pause keeps from being contacted', () => {
  const sato = { policyId: 'night', text: 'db01', channel: 'phone' as const, userId: 'sato' }
  it.each<[string, Partial<Pause>, string | undefined]>([
    ['by this way', { scope: 'channel', of: 'phone' }, 'channel_paused'],
    ['not by another', { scope: 'channel', of: 'mail' }, undefined],
    ['the person', { scope: 'user', of: 'sato' }, 'user_paused'],
    ['nobody else', { scope: 'user', of: 'suzuki' }, undefined],
    ['what runs, if asked', { stopsRunning: true }, 'stopped_by_pause'],
    ['what runs of the policy', { scope: 'policy', of: 'night', stopsRunning: true }, 'stopped_by_pause'],
    ['nothing of another', { scope: 'policy', of: 'day', stopsRunning: true }, undefined],
    ['not what runs, if not asked', {}, undefined],
    ['not what runs of the policy, if not asked', { scope: 'policy', of: 'night' }, undefined],
    ['not what says something else', { scope: 'user', of: 'sato', match: 'web*' }, undefined],
  ])('%s', (...[, change, why]) => {
    expect(heldAt([pauseOf(change)], sato, 2_000)?.why).toBe(why)
  })

  it('what ends the callout comes before the rest', () => {
    const all = [pauseOf({ scope: 'user', of: 'sato' }), pauseOf({ id: 'p2', stopsRunning: true, endsAtMs: 9_000 })]
    const held = heldAt(all, sato, 2_000)
    expect(held).toEqual({ why: 'stopped_by_pause', pause: told(9_000, 'p2') })
    const gate = { connectionKnown: true, numberAllowed: true, numberInCall: true, line: null }
    expect(admit({ ...gate, held }, 2_000)).toEqual({ kind: 'skip', ...held })
  })
})

describe('J-014 what comes of it', () => {
  const skip = (run: ReturnType<typeof play>, why: 'user_paused' | 'stopped_by_pause', attempt = 1) =>
    run.send({ type: 'AttemptSkipped', attempt, why, pause: told(9_000) })
  const facts = pauseFacts(told(9_000))

  it('a person in a pause is passed over in this loop, with the reason, and called in the next', () => {
    const run = play(planOf(2, { loopsMax: 2, loopIntervalMs: 0 }))
    skip(run, 'user_paused')
    expect(run.history().find(({ reason }) => reason === 'user_paused')).toMatchObject({ destination: 0, facts })
    expect(run.attempt(2)).toMatchObject({ destination: 1, state: 'planned' })
    run.place(2)
    run.ends(2, 'no_answer')
    expect(run.attempts().at(-1)).toMatchObject({ destination: 0, state: 'planned', reason: 'loop_repeat' })
  })

  it('a callout that was stopped ends as suppressed, and nobody else is contacted', () => {
    const run = play(
      planOf(3, {
        steps: [
          { destinations: [0, 1], waitMs: 0 },
          { destinations: [2], waitMs: 0 },
        ],
      }),
    )
    run.place(2)
    skip(run, 'stopped_by_pause')
    expect(run.head()).toMatchObject({ outcome: 'suppressed', open: 0, due: null })
    expect(run.history().find(({ reason }) => reason === 'stopped_by_pause')).toMatchObject({ facts })
    expect(run.attempt(1)).toMatchObject({ state: 'ended', result: 'withheld' })
    expect(run.attempt(2)).toMatchObject({ cancelWanted: true })
    expect(run.attempts()).toHaveLength(2)
    skip(run, 'stopped_by_pause')
    expect(run.attempts()).toHaveLength(2)
  })

  it('one that was taken meanwhile keeps its outcome', () => {
    const run = play(planOf(2))
    run.send({ type: 'Cancelled', by: { userId: null, name: 'Operator', via: 'api' } })
    skip(run, 'stopped_by_pause')
    expect(run.head().outcome).toBe('cancelled')
  })
})
