// Which variant of a policy applies at an instant, and for how long.
import { describe, expect, it } from 'vitest'
import { instant, opened } from '../../../tests/support/calendar.ts'
import { openCalendar } from '../calendar/calendar.ts'
import type { CalendarId, PolicyId, UserId } from '../ids.ts'
import type { Policy, PolicyVariant } from './policy.ts'
import { appliedVariant, switchedAt, withoutVariant } from './variants.ts'

const office = opened(
  openCalendar({
    zone: 'Asia/Tokyo',
    country: 'JP',
    added: [],
    removed: [],
    conditions: [
      { key: 'night', anyOf: [{ bands: [{ from: '18:00', to: '09:00' }] }] },
      { key: 'off', anyOf: [{ holiday: 'yes' }, { weekdays: [6, 7] }] },
    ],
  }),
)
const calendars = new Map([['c1', { key: 'office', open: office }]])
const steps = (user: string) => [{ destinations: [{ user: user as UserId }] }]
const when = (condition: string) => ({ calendar: 'c1' as CalendarId, condition })
const variant = (name: string, condition: string, more: Partial<PolicyVariant> = {}): PolicyVariant => ({
  name,
  when: when(condition),
  steps: steps(name),
  ...more,
})
const policy = (...variants: PolicyVariant[]): Policy => ({
  id: 'p' as PolicyId,
  key: 'p',
  name: 'P',
  body: { steps: steps('daytime'), ringSeconds: 20, priority: 3, variants },
})
const both = policy(variant('holiday', 'off', { priority: 1 }), variant('night', 'night'))
const at = (text: string, of = both) => switchedAt(of, calendars, instant(text))

describe('J-013 J-015 a policy with variants', () => {
  it.each([
    ['a working day', '2026-06-10T12:00', null, 'daytime', 3],
    ['a night', '2026-06-10T19:00', 'night', 'night', 3],
    ['after midnight', '2026-06-11T08:59', 'night', 'night', 3],
    ['a holiday', '2026-05-04T12:00', 'holiday', 'holiday', 1],
    ['a night of a holiday: the first of those that apply', '2026-05-04T22:00', 'holiday', 'holiday', 1],
  ])('%s', (...[, text, name, user, priority]) => {
    const { policy: applied, variant: chosen } = at(text)
    expect(chosen?.name ?? chosen).toBe(name)
    expect(applied.body).toEqual({ steps: steps(user), ringSeconds: 20, priority })
  })

  it('says up to when it stays so, and by what it was chosen', () => {
    expect(at('2026-06-10T12:00').untilMs).toBe(instant('2026-06-10T18:00'))
    expect(at('2026-06-10T18:00').untilMs).toBe(instant('2026-06-11T09:00'))
    expect(at('2026-06-12T19:00').untilMs).toBe(instant('2026-06-13T00:00'))
    expect(at('2026-06-10T19:00').variant).toEqual({ name: 'night', calendar: 'office', condition: 'night' })
    expect(at('2026-06-10T12:00', policy()).untilMs).toBeNull()
    expect(at('2026-06-10T12:00', policy())).not.toHaveProperty('variant')
  })

  it('keeps what a variant leaves out', () => {
    const { policy: applied } = at('2026-06-10T19:00', policy({ name: 'night', when: when('night'), stop: 'all' }))
    expect(applied.body).toEqual({ steps: steps('daytime'), ringSeconds: 20, priority: 3, stop: 'all' })
  })

  it('names the calendar of a variant that was asked for by its id, where it is gone', () => {
    const gone = { name: 'b', when: { calendar: 'c2' as CalendarId, condition: 'night' } }
    expect(appliedVariant(both, gone, calendars).variant).toEqual({ name: 'b', calendar: 'c2', condition: 'night' })
  })

  it('passes over a variant whose condition or calendar is gone, and finds it', () => {
    const gone = variant('b', 'x', { when: { calendar: 'c2' as CalendarId, condition: 'night' } })
    const { variant: chosen, findings } = at(
      '2026-06-10T19:00',
      policy(variant('a', 'lunch'), gone, variant('c', 'night')),
    )
    expect(chosen?.name).toBe('c')
    expect(findings).toEqual(['a', 'b'].map((name) => ({ code: 'policy.condition_unknown', variant: name })))
  })

  it('none applies in years no calendar is answered for', () => {
    expect(at('2150-06-10T19:00')).toMatchObject({ variant: null, untilMs: null })
  })

  it('gives way to the policy where nobody could be called by it', () => {
    const { variant: chosen } = at('2026-06-10T19:00')
    const own = withoutVariant(both, chosen as NonNullable<typeof chosen>)
    expect([own.policy.body.steps, own.variant]).toMatchObject([steps('daytime'), { name: 'night', unusable: true }])
  })
})
