// Ways to destinations that are no phones, and how long a step of messages waits.
import { describe, expect, it } from 'vitest'
import { template } from '../../../tests/support/plans.ts'
import type { ConnectionId, MethodId, PolicyId, UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { type BuildRequest, buildPlan } from './build.ts'
import type { Channel } from './plan.ts'
import type { Person, PolicyBody, PolicyStep } from './policy.ts'

const person = (key: string, channels: readonly Channel[]): [string, Person] => [
  key,
  {
    id: key as UserId,
    key,
    name: key,
    language: 'ja',
    methods: channels.map((channel) => ({
      id: `${key}-${channel}` as MethodId,
      channel,
      label: channel,
      address: `address of ${key}`,
      isDefault: true,
    })),
  },
]
const people = new Map([person('sato', ['phone']), person('tanaka', ['mail'])])
type Asked = { user: string; channel?: Channel }
const step = (...users: Asked[]): PolicyStep => ({
  destinations: users.map(({ user, ...rest }) => ({ user: user as UserId, ...rest })),
})

const request = (body: PolicyBody, rest: Partial<BuildRequest>): BuildRequest => ({
  policy: { id: 'p' as PolicyId, key: 'night', name: '夜間', body },
  people,
  template,
  connection: { id: 'main' as ConnectionId, from: '+815012345678', hearsKeys: true },
  escalatesTo: null,
  ...rest,
})
const built = (asked: BuildRequest) => {
  const result = buildPlan({ ...asked, template: { ...template, reactions: {} } })
  if (!result.ok) throw new Error(result.code)
  return result
}

describe('J-010 ways to what is no phone', () => {
  const wayTo = () => 'mail-1' as ConnectionId
  const sato = { user: 'sato' }
  const mail = { user: 'tanaka', channel: 'mail' as const }

  it('stand with their destination; where there is none, a finding says so', () => {
    const body = { steps: [step(sato, mail)] }
    const found = built(request(body, { wayTo }))
    expect(found.plan.destinations.map(({ connectionId }) => connectionId)).toEqual([undefined, 'mail-1'])
    expect(found.findings).toEqual([])
    const none = built(request(body, { wayTo: () => null }))
    expect(none.plan.destinations[1]).not.toHaveProperty('connectionId')
    expect(none.findings.map((one) => one.code)).toEqual(['policy.channel_unavailable'])
  })

  it('a step of messages only waits five minutes for an answer, where the policy says nothing and an answer counts', () => {
    const steps = [step(mail), step(sato, mail), { ...step(mail), waitSeconds: 30 }]
    const waits = (change: Partial<PolicyBody>) =>
      built(request({ steps, ...change }, { wayTo })).plan.steps.map((one) => [one.waitMs, one.awaitsAnswer])
    expect(waits({})).toEqual([
      [limits.answerMs.default, true],
      [0, undefined],
      [30_000, true],
    ])
    expect(waits({ deliveredIsEnough: true })[0]).toEqual([0, undefined])
    expect(waits({ stop: 'none' })[0]).toEqual([0, undefined])
  })
})

it('J-013 a plan says which variant it was made from, where its policy has any', () => {
  const variant = { name: 'night', calendar: 'office', condition: 'dark' }
  const steps = [step({ user: 'sato' })]
  expect(built(request({ steps }, { variant })).plan.variant).toEqual(variant)
  expect(built(request({ steps }, {})).plan).not.toHaveProperty('variant')
})
