// Whose plan carries a person's own words.
import { describe, expect, it } from 'vitest'
import { planOf, template } from '../../../tests/support/plans.ts'
import type { ConnectionId, MethodId, PolicyId, ScheduleId, UserId } from '../ids.ts'
import { buildPlan } from './build.ts'
import { withOnDuty } from './on-call.ts'
import type { Plan } from './plan.ts'
import type { Person, PolicyBody } from './policy.ts'

const person = (words: Pick<Person, 'opening' | 'closing'>): Person => ({
  id: 'anna' as UserId,
  key: 'anna',
  name: 'Anna',
  language: 'ja',
  methods: (['phone', 'mail'] as const).map((channel) => ({
    id: channel as MethodId,
    channel,
    label: channel,
    address: channel,
    isDefault: true,
  })),
  ...words,
})
const both = { opening: '○○センターです。', closing: '30分以内に復旧します。' }

const planFor = (words: Pick<Person, 'opening' | 'closing'>, body: Partial<PolicyBody>): Plan => {
  const destinations = (['phone', 'mail'] as const).map((channel) => ({ user: 'anna' as UserId, channel }))
  const result = buildPlan({
    policy: { id: 'p' as PolicyId, key: 'p', name: 'p', body: { steps: [{ destinations }], ...body } },
    people: new Map([['anna', person(words)]]),
    template,
    connection: { id: 'c' as ConnectionId, from: null, hearsKeys: true },
    wayTo: () => 'm' as ConnectionId,
    escalatesTo: null,
  })
  if (!result.ok) throw new Error(result.code)
  return result.plan
}

describe('X-051, X-111: a person’s own words go with their phone', () => {
  it.each([
    ['in a button call', both, { kind: 'xmon_rotation' }, both],
    ['one of them alone', { opening: null, closing: '以上です。' }, { buttonCall: {} }, { closing: '以上です。' }],
    ['not where there are none', { opening: null, closing: '' }, { kind: 'xmon_rotation' }, {}],
    ['not in a call that says a text', both, { kind: 'noroshi' }, {}],
  ] as const)('%s', (...[, words, body, expected]) => {
    const [phone, mail] = planFor(words, body).destinations
    expect([phone?.opening, phone?.closing]).toEqual([
      (expected as typeof both).opening,
      (expected as typeof both).closing,
    ])
    expect([mail?.opening, mail?.closing]).toEqual([undefined, undefined])
  })

  it('also of whoever is on duty when called', () => {
    const buttons = { passes: true, acknowledges: true }
    const joined = withOnDuty(planOf(1, { buttons }), [
      {
        ref: { schedule: 's' as ScheduleId, name: '夜間', channel: 'phone' },
        duties: [{ person: person(both), position: 'first', because: 'added' }],
      },
    ])
    expect(joined.plan.destinations[1]).toMatchObject(both)
  })
})
