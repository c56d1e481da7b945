// What a plan keeps for the case that something does not work: who stands in for whom, and by which else people are reached.

import { describe, expect, it } from 'vitest'
import { person as destination, mailbox, planOf, template } from '../../../tests/support/plans.ts'
import type { ConnectionId, MethodId, PolicyId, ScheduleId, UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { type BuildRequest, buildPlan } from './build.ts'
import { withOnDuty } from './on-call.ts'
import type { StandInFacts } from './other-ways.ts'
import type { Channel, OtherWay, Plan } from './plan.ts'
import { type ContactMethod, inlinePerson, type Person, type PolicyBody } from './policy.ts'
import { callerId, connectionOf, destinationBy, hasOtherWays, waysTo } from './way.ts'

const id = (name: string): ConnectionId => name as ConnectionId
const method = (channel: Channel, change: Partial<ContactMethod> = {}): ContactMethod => ({
  id: `sato ${channel}` as MethodId,
  channel,
  label: channel,
  address: `sato’s ${channel}`,
  isDefault: true,
  ...change,
})
const person = (key: string, methods: readonly ContactMethod[]): [string, Person] => [
  key,
  { id: key as UserId, key, name: key, language: 'ja', methods },
]
const sato = person('sato', [
  method('phone'),
  method('mail'),
  method('slack', { connection: 'ops' }),
  method('light'),
  method('sms', { isDefault: false }),
])
/** SMS and mails go by `sms` and `mail`, Slack by the profile that is named. */
const wayTo: BuildRequest['wayTo'] = ({ channel, connection }) => {
  if (connection != null) return id(connection)
  return ['mail', 'sms', 'light'].includes(channel) ? id(channel) : null
}
const spare = (name: string, change: Partial<StandInFacts> = {}): StandInFacts => ({
  id: id(name),
  key: name,
  hearsKeys: true,
  ...change,
})

const plan = (body: Partial<PolicyBody> = {}, change: Partial<BuildRequest> = {}): Plan => {
  const steps = body.steps ?? [{ destinations: [{ user: 'sato' as UserId }] }]
  const built = buildPlan({
    policy: { id: 'p' as PolicyId, key: 'night', name: 'Night', body: { ...body, steps } },
    people: new Map([sato]),
    template,
    connection: { id: id('phones'), from: '+815012345678', hearsKeys: true },
    wayTo,
    escalatesTo: null,
    ...change,
  })
  if (!built.ok) throw new Error(built.code)
  return built.plan
}
const others = ({ destinations }: Plan): readonly (readonly OtherWay['channel'][] | undefined)[] =>
  destinations.map(({ otherWays }) => otherWays?.map(({ channel }) => channel))

describe('by which else somebody is reached', () => {
  it('is what of theirs is switched on and has a way, in their order; no light, no phone', () => {
    const { destinations, otherChannels } = plan()
    expect(destinations[0]?.otherWays).toEqual([
      { channel: 'mail', methodId: 'sato mail', address: 'sato’s mail', connectionId: 'mail' },
      { channel: 'slack', methodId: 'sato slack', address: 'sato’s slack', connectionId: 'ops' },
    ])
    expect(otherChannels).toEqual({ sms: 'sms', mail: 'mail' })
  })

  const by = (...asked: { channel: Channel }[]) => [
    { destinations: asked.map((one) => ({ user: 'sato' as UserId, ...one })) },
  ]
  it.each([
    [
      'what the policy contacts anyway is no other way',
      { steps: by({ channel: 'phone' }, { channel: 'mail' }) },
      [['slack'], undefined],
    ],
    [
      'each method stands in one place, with the person’s first',
      { steps: by({ channel: 'phone' }, { channel: 'light' }) },
      [['mail', 'slack'], undefined],
    ],
    ['nobody’s phone rings who was to be sent a mail', { steps: by({ channel: 'mail' }) }, [['slack']]],
    ['the systems that are replaced knew none', { kind: 'jp1' as const }, [undefined]],
    ['a policy may want it all the same', { kind: 'jp1' as const, otherChannels: true }, [['mail', 'slack']]],
    ['or not', { otherChannels: false }, [undefined]],
  ])('%s', (_name, body, expected) => {
    expect(others(plan(body))).toEqual(expected)
  })

  it('is nothing where no way is known to anything, or nobody has anything else', () => {
    expect(plan({}, { wayTo: undefined })).not.toHaveProperty('otherChannels')
    expect(others(plan({}, { people: new Map([person('sato', [method('phone')])]) }))).toEqual([undefined])
  })

  it('names no method of somebody whom a request brought along', () => {
    const brought = inlinePerson({
      key: 'sato',
      name: 'Sato',
      methods: [
        { channel: 'phone', address: '+8190' },
        { channel: 'mail', address: 'a@example.jp' },
      ],
    })
    const { destinations } = plan({}, { people: new Map([['sato', brought]]) })
    expect(destinations[0]?.otherWays).toEqual([
      { channel: 'mail', methodId: null, address: 'a@example.jp', connectionId: 'mail' },
    ])
  })

  it('is known of whoever joins on duty, but for methods with a connection of their own', () => {
    const ref = { schedule: 's' as ScheduleId, name: 'Duty', channel: 'phone' as const }
    const duties = [{ person: sato[1], position: 'first', because: 'rotation' as const }]
    const joined = (to: Plan) => others(withOnDuty(to, [{ ref, duties }]).plan).at(-1)
    const empty = planOf(0, { otherChannels: { mail: id('mail') } })
    expect(joined(empty)).toEqual(['mail'])
    expect(joined(planOf(0))).toBeUndefined()
    expect(joined({ ...empty, otherChannels: {} })).toBeUndefined()
    const taken = { ...mailbox(1), methodId: 'sato mail' as MethodId }
    expect(joined(planOf(1, { ...empty, destinations: [taken] }))).toBeUndefined()
    const elsewhere: OtherWay = {
      channel: 'mail',
      methodId: 'sato mail' as MethodId,
      address: 'x',
      connectionId: id('mail'),
    }
    expect(
      joined(planOf(1, { ...empty, destinations: [{ ...destination(1), otherWays: [elsewhere] }] })),
    ).toBeUndefined()
  })
})

describe('who stands in for a connection', () => {
  const standInsOf = (of: ConnectionId): readonly StandInFacts[] =>
    of === 'phones'
      ? [spare('deaf', { hearsKeys: false }), spare('phones-2', { from: '+815099999999' })]
      : of === 'mail'
        ? Array.from({ length: limits.standIns.max + 1 }, (_, index) =>
            spare(`mail-${index + 2}`, { hearsKeys: false }),
          )
        : []

  it('is known for all that a plan may go by, up to a limit; whoever cannot hear keys does not stand in for who can', () => {
    const { standIns } = plan({}, { standInsOf })
    expect(Object.keys(standIns ?? {}).sort()).toEqual(['mail', 'phones'])
    expect(standIns?.[id('phones')]).toEqual([{ id: 'phones-2', key: 'phones-2', from: '+815099999999' }])
    expect(standIns?.[id('mail')]).toHaveLength(limits.standIns.max)
  })

  it('is nobody where none does, or no phone is called', () => {
    expect(plan()).not.toHaveProperty('standIns')
    expect(plan({}, { standInsOf: () => [] })).not.toHaveProperty('standIns')
    const mails = plan(
      { steps: [{ destinations: [{ user: 'sato' as UserId, channel: 'mail' }] }] },
      { standInsOf, connection: null },
    )
    expect(Object.keys(mails.standIns ?? {})).toEqual(['mail'])
  })
})

describe('ways', () => {
  const whole = plan(
    {},
    {
      standInsOf: (of) =>
        of === 'phones' ? [spare('phones-2', { from: '+8150' })] : of === 'mail' ? [spare('mail-2')] : [],
    },
  )
  const at = (way: number) => ({ destination: 0, way })

  it('are gone by in order, each with its connection, address and caller id', () => {
    expect(
      waysTo(whole, 0).map(
        (_, way) =>
          `${connectionOf(whole, at(way))} ${destinationBy(whole, at(way))?.address} ${callerId(whole, at(way))}`,
      ),
    ).toEqual([
      'phones sato’s phone +815012345678',
      'phones-2 sato’s phone +8150',
      'mail sato’s mail +815012345678',
      'mail-2 sato’s mail +815012345678',
      'ops sato’s slack +815012345678',
    ])
    expect(destinationBy(whole, { destination: 0 })).toBe(whole.destinations[0])
    expect(destinationBy(whole, at(2))).toMatchObject({ channel: 'mail', name: 'sato', connectionId: 'mail' })
  })

  it('that do not exist lead nowhere, and to nobody', () => {
    expect(connectionOf(whole, at(9))).toBe('phones')
    expect(destinationBy(whole, at(9))).toBe(whole.destinations[0])
    expect(callerId(whole, at(9))).toBe(whole.from)
    expect(connectionOf(whole, { destination: 9 })).toBeNull()
    expect(destinationBy(whole, { destination: 9, way: 1 })).toBeUndefined()
  })

  it('are more than one where something stands in, or somebody is reached otherwise', () => {
    const none: Plan = planOf(1, { destinations: [mailbox(1)] })
    expect(hasOtherWays(whole, 0)).toBe(true)
    expect(hasOtherWays(none, 0)).toBe(false)
    const standIns = { [id('mail-1')]: [{ id: id('mail-2'), key: 'mail-2' }] }
    expect(hasOtherWays({ ...none, standIns }, 0)).toBe(true)
    expect(hasOtherWays({ ...none, standIns: {} }, 0)).toBe(false)
    const { connectionId: _none, ...without } = mailbox(1)
    expect(hasOtherWays({ ...none, standIns, destinations: [without] }, 0)).toBe(false)
    expect(waysTo({ ...none, standIns, destinations: [without] }, 0)).toHaveLength(1)
    const phone = planOf(1, { destinations: [{ ...destination(1), otherWays: [] }] })
    expect(destinationBy(phone, at(1))).toBe(phone.destinations[0])
  })
})
