// A step by somebody's own order: their defaults on whichever channels, in their order, with their waits.

import { describe, expect, it } from 'vitest'
import type { ConnectionId, MethodId, PolicyId, UserId } from '../ids.ts'
import type { Phrases } from '../speech/template.ts'
import { buildPlan } from './build.ts'
import type { Channel, Plan } from './plan.ts'
import type { ContactMethod, Person, PolicyBody, PolicyDestination, PolicyStep } from './policy.ts'

const phrases = { message: '{{text}}' } as Phrases
const template = { phrases: { ja: phrases, en: phrases }, reactions: {}, readingsMax: 3, keyWaitMs: 8_000 }

const method = (id: string, channel: Channel, more: Partial<ContactMethod> = {}): ContactMethod => ({
  id: id as MethodId,
  channel,
  label: id,
  address: id,
  isDefault: true,
  ...more,
})
const person = (key: string, methods: ContactMethod[]): [string, Person] => [
  key,
  { id: key as UserId, key, name: key, language: 'ja', methods },
]
const people = new Map([
  person('anna', [
    method('anna-mail', 'mail', { waitMinutes: 5 }),
    method('anna-mobile', 'phone', { waitMinutes: 2 }),
    method('anna-old', 'phone', { isDefault: false, waitMinutes: 60 }),
    method('anna-home', 'phone', { waitMinutes: 30 }),
  ]),
  person('ben', [method('ben-mobile', 'phone', { waitMinutes: 9 }), method('ben-mail', 'mail')]),
  person('chie', [method('chie-mobile', 'phone', { waitMinutes: 20 })]),
  person(
    'eri',
    [1, 2, 3, 4].map((wait) => method(`eri-${wait}`, 'phone', { waitMinutes: wait })),
  ),
  person('fumi', [method('fumi-mail', 'mail'), method('fumi-mobile', 'phone')]),
  person('dan', [method('dan-mail', 'mail', { isDefault: false })]),
])

const own = (user: string, more: Partial<PolicyDestination> = {}): PolicyDestination => ({
  user: user as UserId,
  methods: 'own',
  ...more,
})
const step = (...destinations: PolicyDestination[]): PolicyStep => ({ destinations, waitSeconds: 60 })
const build = (body: PolicyBody, rest: Partial<Parameters<typeof buildPlan>[0]> = {}) =>
  buildPlan({
    policy: { id: 'p' as PolicyId, key: 'night', name: '夜間', body },
    people,
    template,
    connection: { id: 'main' as ConnectionId, from: '+815012345678', hearsKeys: true },
    wayTo: () => 'mail-1' as ConnectionId,
    escalatesTo: null,
    ...rest,
  })
const planOf = (...asked: Parameters<typeof build>): Plan => {
  const result = build(...asked)
  if (!result.ok) throw new Error(result.code)
  return result.plan
}
/** Who is contacted by what in each step, how long is waited after it, and what it is called. */
const said = ({ steps, destinations }: Plan) =>
  steps.map(({ destinations: numbers, waitMs, part }) => {
    const called = part === undefined ? '' : ` ${part.step}.${part.phone}${part.own ? ' own' : ''}`
    return `${numbers.map((number) => destinations[number]?.address).join('+')} ${waitMs / 1_000}s${called}`
  })

describe('by somebody’s own order', () => {
  it('come their defaults on whichever channels, with their waits; the step’s wait follows the last', () => {
    expect(said(planOf({ steps: [step(own('anna')), step({ user: 'chie' as UserId })] }))).toEqual([
      'anna-mail 300s 1.1 own',
      'anna-mobile 120s 1.2 own',
      'anna-home 60s 1.3 own',
      'chie-mobile 60s 2.1',
    ])
  })

  it('what they say on one holds for the others', () => {
    const { destinations } = planOf({ steps: [step(own('anna')), step(own('chie'))] })
    expect(destinations.map((one) => one.person)).toEqual([0, 0, 0, undefined])
  })

  it('several go side by side, and the longest of their waits counts; whoever has nothing more does not hold the others up', () => {
    expect(said(planOf({ steps: [step(own('anna'), own('ben'), own('chie'))] }))).toEqual([
      'anna-mail+ben-mobile+chie-mobile 540s 1.1 own',
      'anna-mobile+ben-mail 120s 1.2 own',
      'anna-home 60s 1.3 own',
    ])
  })

  it('beside somebody called by one phone', () => {
    expect(said(planOf({ steps: [step({ user: 'ben' as UserId }, own('anna'))] }))[0]).toBe(
      'ben-mobile+anna-mail 300s 1.1 own',
    )
  })

  it('without waits come right after one another', () => {
    expect(said(planOf({ steps: [step(own('fumi'))] }))).toEqual(['fumi-mail 0s 1.1 own', 'fumi-mobile 60s 1.2 own'])
  })

  it('of one method is a step like any other', () => {
    expect(said(planOf({ steps: [step(own('chie'))] }))).toEqual(['chie-mobile 60s'])
  })

  it('a method that another step named first keeps its place, and its round is dropped with its wait', () => {
    const plan = planOf({ steps: [step({ user: 'anna' as UserId, channel: 'mail' }, own('anna'))] })
    expect(said(plan)).toEqual(['anna-mail 300s 1.1 own', 'anna-mobile 120s 1.2 own', 'anna-home 60s 1.3 own'])
    const again = planOf({ steps: [step({ user: 'anna' as UserId, methodLabel: 'anna-mobile' }, own('anna'))] })
    expect(said(again)).toEqual(['anna-mobile+anna-mail 300s 1.1 own', 'anna-home 60s 1.2 own'])
    const eri = planOf({ steps: [step({ user: 'eri' as UserId, methodLabel: 'eri-2' }, own('eri'))] })
    expect(said(eri)).toEqual(['eri-2+eri-1 60s 1.1 own', 'eri-3 180s 1.2 own', 'eri-4 60s 1.3 own'])
  })

  it('everybody at once: round by round, the longest waits of all', () => {
    const steps = [step(own('anna')), step(own('ben')), step({ user: 'chie' as UserId })]
    expect(said(planOf({ mode: 'simultaneous', steps }))).toEqual([
      'anna-mail+ben-mobile+chie-mobile 540s 1.1 own',
      'anna-mobile+ben-mail 120s 1.2 own',
      'anna-home 60s 1.3 own',
    ])
  })

  it('of the members of a group one after another', () => {
    const groups = new Map([['g', { key: 'g', members: ['ben', 'chie'] as UserId[] }]])
    const steps = [{ destinations: [{ group: 'g' as never, inTurn: true, methods: 'own' as const }] }]
    expect(said(planOf({ steps }, { groups }))).toEqual([
      'ben-mobile 540s 1.1 own',
      expect.stringMatching(/^ben-mail .* 1\.2 own$/),
      expect.stringMatching(/^chie-mobile .* 2\.1 own$/),
    ])
  })

  it('of somebody without defaults there is nothing, and that is found', () => {
    const { findings } = build({ steps: [step(own('dan')), step(own('chie'))] })
    expect(findings).toContainEqual(expect.objectContaining({ code: 'policy.method_unknown', user: 'dan' }))
  })
})
