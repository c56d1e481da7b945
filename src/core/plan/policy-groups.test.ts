// Which policies of a group are followed at an instant, in which order, and why the others are not.
import { describe, expect, it } from 'vitest'
import { instant, opened } from '../../../tests/support/calendar.ts'
import { openCalendar } from '../calendar/calendar.ts'
import type { CalendarId, PolicyGroupId, PolicyId } from '../ids.ts'
import { followedAt, type GroupedPolicy, placeIn } from './policy-groups.ts'

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
const names = new Map(['a', 'b', 'c', 'd'].map((id) => [id, id.toUpperCase()]))
const policyOf = (policy: PolicyId) => {
  const name = names.get(policy)
  return name === undefined ? undefined : { name, usable: policy !== 'c' }
}
const of = (policy: string, condition?: string): GroupedPolicy => ({
  policy: policy as PolicyId,
  ...(condition === undefined ? {} : { when: { calendar: 'c1' as CalendarId, condition } }),
})
const group = (...policies: GroupedPolicy[]) => ({
  id: 'g' as PolicyGroupId,
  key: 'g',
  name: 'G',
  body: { policies },
})
const at = (text: string, ...policies: GroupedPolicy[]) =>
  followedAt(group(...policies), { calendars, policyOf }, instant(text))
const followed = (text: string, ...policies: GroupedPolicy[]) =>
  at(text, ...policies).followed.map(({ policy, place }) => `${place}${policy}`)

const [noon, evening, saturday] = ['2026-06-10T12:00', '2026-06-10T19:00', '2026-06-13T12:00'] as const

describe('T-020 a policy group', () => {
  it('follows its policies in their order, without a condition always', () => {
    expect(followed(noon, of('b'), of('a'), of('d'))).toEqual(['1b', '2a', '3d'])
    expect(at(noon, of('b')).untilMs).toBeNull()
  })

  it('and those with a condition while it holds, the others said with theirs', () => {
    const policies = [of('a', 'night'), of('b', 'off'), of('d')]
    expect(followed(noon, ...policies)).toEqual(['3d'])
    expect(followed(evening, ...policies)).toEqual(['1a', '3d'])
    expect(followed(saturday, ...policies)).toEqual(['2b', '3d'])
    const { passedOver, untilMs, noneApplies } = at(noon, ...policies)
    expect(passedOver).toEqual([
      { place: 1, policy: 'A', why: 'condition', calendar: 'office', condition: 'night' },
      { place: 2, policy: 'B', why: 'condition', calendar: 'office', condition: 'off' },
    ])
    expect([untilMs, noneApplies]).toEqual([instant('2026-06-10T18:00'), false])
  })

  it('passes over one by which nobody can be called, and follows all where there is no other', () => {
    const { followed: all, passedOver, noneApplies } = at(noon, of('c'), of('b'), of('a', 'night'))
    expect(all).toEqual([{ policy: 'b', place: 2 }])
    expect([passedOver[0], noneApplies]).toEqual([{ place: 1, policy: 'C', why: 'unusable' }, false])
    expect(at(noon, of('c'), of('a', 'night'))).toMatchObject({
      followed: [{ policy: 'a', place: 2 }],
      passedOver: [{ place: 1, why: 'unusable' }],
      noneApplies: true,
    })
  })

  it('passes over what is gone, what goes by a condition that is gone, and what it has followed already', () => {
    const ghost: GroupedPolicy = { policy: 'b' as PolicyId, when: { calendar: 'c9' as CalendarId, condition: 'x' } }
    const { followed: all, passedOver } = at(evening, of('a', 'night'), of('z'), ghost, of('a'), of('b', 'lunch'))
    expect(all).toEqual([{ policy: 'a', place: 1 }])
    expect(passedOver).toEqual([
      { place: 2, policy: 'z', why: 'gone' },
      { place: 3, policy: 'B', why: 'condition_unknown', calendar: 'c9', condition: 'x' },
      { place: 4, policy: 'A', why: 'twice' },
      { place: 5, policy: 'B', why: 'condition_unknown', calendar: 'office', condition: 'lunch' },
    ])
  })

  it('follows all where none applies: silence is worse than the wrong shift', () => {
    const policies = [of('z', 'night'), of('a', 'night'), of('b', 'off')]
    expect(at(noon, ...policies)).toMatchObject({
      followed: [
        { policy: 'a', place: 2 },
        { policy: 'b', place: 3 },
      ],
      passedOver: [{ place: 1, policy: 'z', why: 'gone' }],
      noneApplies: true,
    })
    expect(followed('2150-06-10T19:00', ...policies)).toEqual(['2a', '3b'])
  })

  it('has nobody where all of them are gone', () => {
    expect(at(noon, of('y'), of('z', 'night'))).toMatchObject({ followed: [], noneApplies: false })
  })

  it('says where a plan stands in it; the first also what was passed over', () => {
    const whole = group(of('a'), of('z'), of('b'))
    const passedOver = [{ place: 2, policy: 'z', why: 'gone' }] as const
    const place = { id: 'g', key: 'g', name: 'G', of: 3 }
    expect(placeIn(whole, 1, { passedOver, noneApplies: true })).toEqual({
      ...place,
      place: 1,
      passedOver,
      noneApplies: true,
    })
    expect(placeIn(whole, 1, { passedOver: [], noneApplies: false })).toEqual({ ...place, place: 1 })
    expect(placeIn(whole, 3, null)).toEqual({ ...place, place: 3 })
  })
})
