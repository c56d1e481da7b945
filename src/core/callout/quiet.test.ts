// Quiet hours of a person, as a table: who is left in peace, until when, and what gets through.
import { describe, expect, it } from 'vitest'
import { instant } from '../../../tests/support/calendar.ts'
import { planOf } from '../../../tests/support/plans.ts'
import { play } from '../../../tests/support/play.ts'
import { contactKey, holdAt } from './held.ts'
import type { Pause } from './pause.ts'
import { isQuietAt, openQuiet, type QuietHours, quietAt, quietFacts } from './quiet.ts'

const hours: QuietHours = {
  zone: 'Asia/Tokyo',
  country: 'JP',
  anyOf: [{ bands: [{ from: '22:00', to: '07:00' }] }, { holiday: 'yes' }],
  breaksThrough: 2,
}
const openOf = (change: Partial<QuietHours> = {}) => {
  const open = openQuiet({ ...hours, ...change })
  if (!open.ok) throw new Error(open.detail)
  return open.value
}
const people = new Map([['sato', openOf()]])
const at = (text: string, priority: number, userId: string | null = 'sato') =>
  quietAt(people, { userId, priority }, instant(text))

describe('quiet hours', () => {
  it.each([
    ['before they begin', '2026-12-01T21:59', 5, null],
    ['after midnight', '2026-12-02T03:00', 5, '2026-12-02T07:00'],
    ['when they end', '2026-12-02T07:00', 5, null],
    ['on a national holiday', '2027-01-01T12:00', 5, '2027-01-02T07:00'],
    ['with the priority that breaks through', '2026-12-02T03:00', 2, null],
    ['with a more urgent one', '2026-12-02T03:00', 0, null],
    ['with the next less urgent one', '2026-12-02T03:00', 3, '2026-12-02T07:00'],
  ] as const)('%s', (...[, text, priority, until]) => {
    expect(at(text, priority)?.untilMs ?? null).toBe(until === null ? null : instant(until))
    expect(isQuietAt(people, { userId: 'sato', priority }, instant(text))).toBe(until !== null)
  })

  it('are those of one person, and of nobody where nobody is called', () => {
    expect(at('2026-12-02T03:00', 5, 'suzuki')).toBeUndefined()
    expect(at('2026-12-02T03:00', 5, null)).toBeUndefined()
    expect(isQuietAt(people, { userId: null, priority: 5 }, instant('2026-12-02T03:00'))).toBe(false)
  })

  it('count in the zone of the person', () => {
    const abroad = new Map([['sato', openOf({ zone: 'Europe/London', country: null })]])
    expect(quietAt(abroad, { userId: 'sato', priority: 5 }, instant('2026-12-02T03:00'))).toBeUndefined()
    expect(quietAt(abroad, { userId: 'sato', priority: 5 }, instant('2026-12-02T08:00'))?.untilMs).toBe(
      instant('2026-12-02T16:00'),
    )
  })

  it('that never end say so, and beyond the years of calendars there are none', () => {
    const always = new Map([['sato', openOf({ anyOf: [{}] })]])
    const told = quietAt(always, { userId: 'sato', priority: 5 }, instant('2026-12-02T03:00'))
    expect(told).toEqual({ untilMs: null, breaksThrough: 2, priority: 5 })
    expect(quietAt(always, { userId: 'sato', priority: 5 }, instant('2150-01-01T00:00'))).toBeUndefined()
    const last = instant('2099-12-31T23:59')
    expect(quietAt(always, { userId: 'sato', priority: 5 }, last)?.untilMs ?? null).toBeNull()
  })

  it('are told with how urgent it was and what gets through', () => {
    expect(quietFacts({ untilMs: 7, breaksThrough: 2, priority: 5 })).toEqual({
      atMs: 7,
      breaksThrough: 2,
      priority: 5,
    })
    expect(quietFacts({ untilMs: null, breaksThrough: 2, priority: 5 })).toEqual({ breaksThrough: 2, priority: 5 })
  })

  it.each<[string, Partial<QuietHours>, string]>([
    ['an unknown zone', { zone: 'Asia/Edo' }, 'calendar.zone_unknown'],
    ['no rule', { anyOf: [] }, 'calendar.condition_empty'],
    ['a band of nothing', { anyOf: [{ bands: [{ from: '07:00', to: '07:00' }] }] }, 'calendar.band_empty'],
  ])('refuse %s', (_what, change, code) => {
    const open = openQuiet({ ...hours, ...change })
    expect(open.ok ? null : open.code).toBe(code)
  })
})

describe('what keeps somebody from being contacted', () => {
  const night = instant('2026-12-02T03:00')
  const trying = { policyId: planOf(1).policyId, text: 'x', channel: 'phone', priority: 5, address: '+8190' } as const
  const pause: Pause = {
    id: 'p1',
    scope: 'user',
    of: 'sato',
    beginsAtMs: 0,
    endsAtMs: null,
    repeats: null,
    match: null,
    stopsRunning: false,
    reason: '',
    createdBy: 'Operator',
  }
  const why = (pauses: readonly Pause[], isCallBack = false) =>
    holdAt({ pauses, quiet: people }, { ...trying, userId: 'sato' as never, isCallBack }, night)?.why

  it('a pause comes before quiet hours', () => {
    expect(why([pause])).toBe('user_paused')
    expect(why([])).toBe('quiet_hours')
  })

  it.each([
    ['nobody minds', undefined, 'suzuki', undefined],
    ['that very number', new Set([contactKey('suzuki', '+8190')]), 'suzuki', 'unverified'],
    ['another number of theirs', new Set([contactKey('suzuki', '+8191')]), 'suzuki', undefined],
    ['a place that is nobody’s', new Set([contactKey('suzuki', '+8190')]), null, undefined],
  ] as const)('that nobody verified the number, where the space says so: %s', (...[, unverified, userId, expected]) => {
    const held = holdAt(
      { pauses: [], quiet: people, unverified },
      { ...trying, userId: userId as never, isCallBack: false },
      night,
    )
    expect(held?.why).toBe(expected)
  })

  it('whoever asked to be called back is, in quiet hours but not in a pause', () => {
    expect(why([], true)).toBeUndefined()
    expect(why([pause], true)).toBe('user_paused')
  })
})

describe('what comes of it', () => {
  it('the step goes on at once to the next, with the reason, and the person is tried again in the next loop', () => {
    const run = play(planOf(2, { loopsMax: 2, loopIntervalMs: 0 }))
    const quiet = { untilMs: 9_000, breaksThrough: 2, priority: 5 }
    run.send({ type: 'AttemptSkipped', attempt: 1, why: 'quiet_hours', quiet })
    const told = run.history().find(({ reason }) => reason === 'quiet_hours')
    expect(told).toMatchObject({ destination: 0, facts: quietFacts(quiet) })
    expect(run.attempt(1)).toMatchObject({ result: 'withheld', detail: 'quiet_hours' })
    expect(run.attempt(2)).toMatchObject({ destination: 1, state: 'planned' })
    run.place(2)
    run.ends(2, 'no_answer')
    expect(run.attempts().at(-1)).toMatchObject({ destination: 0, state: 'planned', reason: 'loop_repeat' })
  })
})
