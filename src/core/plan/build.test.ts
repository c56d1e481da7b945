// From policy to plan: defaults per kind, numbering of destinations, findings, refusals.
import { describe, expect, it } from 'vitest'
import type { ConnectionId, MethodId, PlanHash, PolicyId, TemplateId, UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Phrases, Template } from '../speech/template.ts'
import { type BuildRequest, type BuildResult, buildPlan, escalationOrder, rulesOf } from './build.ts'
import { buttonsOf } from './buttons.ts'
import { kindDefaults } from './defaults.ts'
import type { Channel } from './plan.ts'
import { inlinePerson, type Person, type PolicyBody, type PolicyStep, policyKinds } from './policy.ts'

const phrases = { message: '{{text}}' } as Phrases
const template: Template = { phrases: { ja: phrases, en: phrases }, reactions: {}, readingsMax: 3, keyWaitMs: 8_000 }

const method = (id: string, channel: Channel, extra: { label?: string; isDefault?: boolean } = {}) => ({
  id: id as MethodId,
  channel,
  label: extra.label ?? channel,
  address: `address of ${id}`,
  isDefault: extra.isDefault ?? false,
})

const person = (key: string, methods: Person['methods']): [string, Person] => [
  key,
  { id: key as UserId, key, name: `${key}さん`, language: 'ja', methods },
]

const people = new Map([
  person('sato', [method('sato-phone', 'phone'), method('sato-mail', 'mail')]),
  person('suzuki', [
    method('suzuki-home', 'phone', { label: 'home' }),
    method('suzuki-mobile', 'phone', { label: 'mobile', isDefault: true }),
  ]),
  person('tanaka', [method('tanaka-mail', 'mail')]),
])

type Asked = { user: string; channel?: Channel; methodLabel?: string; methods?: 'default' | 'all' }
const step = (...users: (string | Asked)[]): PolicyStep => ({
  destinations: users.map((one) => {
    const { user, ...rest } = typeof one === 'string' ? { user: one } : one
    return { user: user as UserId, ...rest }
  }),
})

const connection = { id: 'main' as ConnectionId, from: '+815012345678', hearsKeys: true }

const request = (body: PolicyBody, rest: Partial<BuildRequest> = {}): BuildRequest => ({
  policy: { id: 'p' as PolicyId, key: 'night', name: '夜間', body },
  people,
  template,
  connection,
  escalatesTo: null,
  ...rest,
})

const built = (result: BuildResult) => {
  if (!result.ok) throw new Error(result.code)
  return result
}
const code = (result: BuildResult) => (result.ok ? 'ok' : result.code)

describe('K-017 the stored template a plan speaks by', () => {
  it('is named by id and name, and not at all where there is none', () => {
    const steps = [step('sato')]
    const templateIs = { id: 't1' as TemplateId, name: '障害コール' }
    expect(built(buildPlan(request({ steps }, { templateIs }))).plan).toMatchObject({
      templateId: 't1',
      templateName: '障害コール',
    })
    expect(built(buildPlan(request({ steps }))).plan).not.toHaveProperty('templateId')
  })
})

describe('J-010 a plan from a policy', () => {
  it('numbers destinations by their place and takes the people over', () => {
    const { plan, findings } = built(buildPlan(request({ steps: [step('sato'), step('suzuki')] })))
    expect(plan.steps.map((one) => one.destinations)).toEqual([[0], [1]])
    expect(plan.destinations[0]).toEqual({
      channel: 'phone',
      userId: 'sato',
      methodId: 'sato-phone',
      name: 'satoさん',
      address: 'address of sato-phone',
      language: 'ja',
    })
    expect(plan).toMatchObject({ policyKey: 'night', policyName: '夜間', connectionId: 'main', escalatesTo: null })
    expect(findings).toEqual([])
  })

  it.each([
    ['the default one', { user: 'suzuki' }, 'suzuki-mobile'],
    ['the labelled one', { user: 'suzuki', methodLabel: 'home' }, 'suzuki-home'],
    ['the first, without a default', { user: 'sato', channel: 'phone' as const }, 'sato-phone'],
  ])('J-028 picks a method: %s', (_name, asked, methodId) => {
    const { plan } = built(buildPlan(request({ steps: [step(asked)] })))
    expect(plan.destinations[0]?.methodId).toBe(methodId)
  })

  it('X-044 X-078 calls everybody at once when simultaneous, with the longest wait of the steps', () => {
    const body: PolicyBody = {
      mode: 'simultaneous',
      steps: [
        { ...step('sato'), waitSeconds: 30 },
        { ...step('suzuki', 'sato'), waitSeconds: 90 },
      ],
    }
    expect(built(buildPlan(request(body))).plan.steps).toEqual([{ destinations: [0, 1], waitMs: 90_000 }])
  })

  it('gives a method one number however many steps name it', () => {
    const { plan, findings } = built(buildPlan(request({ steps: [step('sato'), step('suzuki'), step('sato')] })))
    expect(plan.steps.map((one) => one.destinations)).toEqual([[0], [1], [0]])
    expect(findings).toEqual([])
  })

  it('K-007 K-008 calls all phones of a person in turn where a step asks for it, as one person’s', () => {
    const steps = [step({ user: 'suzuki', methods: 'all' }), step('sato')]
    const { plan, findings } = built(buildPlan(request({ steps })))
    expect(plan.destinations.map(({ methodId, person }) => [methodId, person])).toEqual([
      ['suzuki-home', 0],
      ['suzuki-mobile', 0],
      ['sato-phone', undefined],
    ])
    expect(plan.steps).toEqual([
      { destinations: [0], waitMs: 0, part: { step: 1, phone: 1 } },
      { destinations: [1], waitMs: 0, part: { step: 1, phone: 2 } },
      { destinations: [2], waitMs: 0, part: { step: 2, phone: 1 } },
    ])
    expect(findings).toEqual([])
  })
  it('K-007 a call flow means every phone of its contacts; one phone is no more than one', () => {
    const both = built(buildPlan(request({ kind: 'pigeon', steps: [step('suzuki'), step('sato')] })))
    expect(both.plan.steps.map((one) => one.destinations)).toEqual([[0], [1], [2]])
    const one = built(buildPlan(request({ kind: 'pigeon', steps: [step({ user: 'suzuki', methods: 'default' })] })))
    expect(one.plan.destinations).toMatchObject([{ methodId: 'suzuki-mobile' }])
    expect(one.plan.destinations[0]).not.toHaveProperty('person')
    expect(one.plan.steps[0]).not.toHaveProperty('part')
  })
  it('takes whoever a transfer key connects to, and says when there is a key and nobody', () => {
    const connecting = { ...template, reactions: { '5': { action: 'transfer' } } } as const
    const steps = [step('sato')]
    const named = built(buildPlan(request({ steps, transferTo: '+81312345678' }, { template: connecting })))
    expect(named.plan.transferTo).toBe('+81312345678')
    expect(named.findings).toEqual([])
    const none = built(buildPlan(request({ steps, transferTo: null }, { template: connecting })))
    expect(none.plan).not.toHaveProperty('transferTo')
    expect(none.findings.map((one) => one.code)).toEqual(['policy.transfer_missing'])
  })
  it('takes its own caller id before the connection’s, and says when there is none', () => {
    const steps = [step('sato')]
    expect(built(buildPlan(request({ steps, from: '+81312345678' }))).plan.from).toBe('+81312345678')
    expect(built(buildPlan(request({ steps }))).plan.from).toBe('+815012345678')
    const none = built(buildPlan(request({ steps }, { connection: { ...connection, from: null } })))
    expect(none.plan.from).toBeNull()
    expect(none.findings.map((one) => one.code)).toEqual(['policy.from_missing'])
  })

  it('X-008 says when keys cannot be read on the connection', () => {
    const deaf = built(
      buildPlan(request({ steps: [step('sato')] }, { connection: { ...connection, hearsKeys: false } })),
    )
    expect(deaf.plan.hearsKeys).toBe(false)
    expect(deaf.findings.map((one) => one.code)).toEqual(['policy.keys_not_heard'])
  })

  it('names the plan it escalates to', () => {
    const escalatesTo = { hash: 'abc' as PlanHash, depth: 1 }
    expect(built(buildPlan(request({ steps: [step('sato')] }, { escalatesTo }))).plan.escalatesTo).toBe('abc')
  })
})

describe('what is left out is said', () => {
  it.each<[string, PolicyStep, string, number]>([
    ['an unknown user', step('sato', 'nobody'), 'policy.user_unknown', 2],
    ['an unknown label', step('sato', { user: 'suzuki', methodLabel: 'office' }), 'policy.method_unknown', 2],
    ['a user without the channel', step('sato', 'tanaka'), 'policy.method_unknown', 2],
    ['the same method twice in a step', step('sato', 'sato'), 'policy.destination_twice', 2],
    [
      'the same phone again among all of them',
      step('suzuki', { user: 'suzuki', methods: 'all' }),
      'policy.destination_twice',
      2,
    ],
    [
      'a channel that is not there yet',
      step('sato', { user: 'tanaka', channel: 'mail' }),
      'policy.channel_unavailable',
      2,
    ],
  ])('%s', (...[, one, finding, destination]) => {
    const { findings } = built(buildPlan(request({ steps: [one] })))
    expect(findings).toMatchObject([{ code: finding, step: 1, destination }])
  })

  it('drops a step of which nothing is left', () => {
    const { plan } = built(buildPlan(request({ steps: [step('nobody'), step('sato')] })))
    expect(plan.steps).toEqual([{ destinations: [0], waitMs: 0 }])
  })
})

describe('a plan without phones', () => {
  const mail = { user: 'tanaka', channel: 'mail' } as const

  it('is one, with or without a connection: the destinations are skipped with their reason until the channel is there', () => {
    for (const given of [connection, null]) {
      const { plan, findings } = built(buildPlan(request({ steps: [step(mail)] }, { connection: given })))
      expect(plan).toMatchObject({ connectionId: null, from: null, hearsKeys: false })
      expect(plan.destinations).toMatchObject([{ channel: 'mail', address: 'address of tanaka-mail' }])
      expect(findings.map((one) => one.code)).toEqual(['policy.channel_unavailable'])
    }
  })

  it('needs a connection as soon as one of its destinations is a phone', () => {
    expect(code(buildPlan(request({ steps: [step(mail, 'sato')] }, { connection: null })))).toBe(
      'policy.connection_missing',
    )
  })
})

describe('R-013 every default method of a user', () => {
  const everybody = new Map([
    person('ito', [
      method('ito-home', 'phone', { label: 'home' }),
      method('ito-mobile', 'phone', { label: 'mobile', isDefault: true }),
      method('ito-mail', 'mail', { isDefault: true }),
      method('ito-spare', 'mail', { label: 'spare' }),
    ]),
    person('kato', [method('kato-phone', 'phone')]),
  ])
  const chosen = (destination: PolicyStep['destinations'][number]) =>
    buildPlan(request({ steps: [{ destinations: [destination] }] }, { people: everybody }))
  const user = (key: string) => key as UserId

  it.each([
    ['on all channels', {}, ['ito-mobile', 'ito-mail']],
    ['on one channel', { channel: 'mail' }, ['ito-mail']],
  ] as const)('%s', (...[, rest, methods]) => {
    const { plan } = built(chosen({ user: user('ito'), everyDefault: true, ...rest }))
    expect(plan.destinations.map((one) => one.methodId)).toEqual(methods)
    expect(plan.steps[0]?.destinations).toEqual(methods.map((_one, index) => index))
  })

  it('counts them towards the limit', () => {
    const half = limits.destinationsPerPolicy.max / 2 + 1
    const devices = Array.from({ length: half }, (_one, index) => method(`d${index}`, 'phone', { isDefault: true }))
    const two = new Map([
      person('a', devices),
      person(
        'b',
        devices.map((one) => ({ ...one, id: `b${one.id}` as MethodId })),
      ),
    ])
    const destinations = ['a', 'b'].map((key) => ({ user: user(key), everyDefault: true }))
    expect(code(buildPlan(request({ steps: [{ destinations }] }, { people: two })))).toBe(
      'policy.too_many_destinations',
    )
  })

  it('is nobody where none is switched on', () => {
    const result = chosen({ user: user('kato'), everyDefault: true })
    expect([code(result), result.findings[0]?.code]).toEqual(['policy.nobody_reachable', 'policy.method_unknown'])
  })
})

describe('people a draft brings along', () => {
  it('are called by their numbers, and the plan names no user', () => {
    const tanaka = inlinePerson({
      key: 'c1',
      name: '田中さん',
      methods: [{ channel: 'phone', address: '+819001230099' }],
    })
    const anna = inlinePerson({
      key: 'c2',
      name: 'Anna',
      language: 'en',
      methods: [
        { channel: 'phone', address: '+819001230098', label: 'home' },
        { channel: 'phone', address: '+819001230097', label: 'mobile' },
      ],
    })
    const steps = [step('c1'), step({ user: 'c2', methodLabel: 'mobile' }), step('c1')]
    const both = new Map([tanaka, anna].map((one) => [one.key, one]))
    const { plan } = built(buildPlan(request({ steps }, { people: both })))
    expect(plan.destinations).toEqual([
      { channel: 'phone', userId: null, methodId: null, name: '田中さん', address: '+819001230099', language: 'ja' },
      { channel: 'phone', userId: null, methodId: null, name: 'Anna', address: '+819001230097', language: 'en' },
    ])
    expect(plan.steps.map((one) => one.destinations)).toEqual([[0], [1], [0]])
  })
})

describe('what cannot be called is refused', () => {
  it('too many phones of all people together', () => {
    const crowd = new Map(
      Array.from({ length: limits.destinationsPerPolicy.max / 2 + 1 }, (_, index) =>
        person(`p${index}`, [method(`a${index}`, 'phone'), method(`b${index}`, 'phone')]),
      ),
    )
    const steps = [step(...[...crowd.keys()].map((user) => ({ user, methods: 'all' as const })))]
    expect(code(buildPlan(request({ steps }, { people: crowd })))).toBe('policy.too_many_destinations')
  })

  const many = Array.from({ length: limits.destinationsPerPolicy.max + 1 }, () => 'sato')
  it.each<[string, PolicyBody, Partial<BuildRequest>, string]>([
    ['no steps', { steps: [] }, {}, 'policy.empty'],
    ['steps without destinations', { steps: [step()] }, {}, 'policy.empty'],
    ['too many destinations', { steps: [step(...many)] }, {}, 'policy.too_many_destinations'],
    ['unknown users only', { steps: [step('nobody')] }, {}, 'policy.nobody_reachable'],
    ['unknown users only, at once', { mode: 'simultaneous', steps: [step('nobody')] }, {}, 'policy.nobody_reachable'],
    ['nobody with what is asked for', { steps: [step('tanaka')] }, {}, 'policy.nobody_reachable'],
    ['no connection', { steps: [step('sato')] }, { connection: null }, 'policy.connection_missing'],
    [
      'a chain too long',
      { steps: [step('sato')] },
      { escalatesTo: { hash: 'x' as PlanHash, depth: limits.escalationsDeep.max + 1 } },
      'policy.escalation_too_deep',
    ],
  ])('%s', (...[, body, rest, refusal]) => {
    expect(code(buildPlan(request(body, rest)))).toBe(refusal)
  })
})

describe('rules', () => {
  it.each(policyKinds)('%s: an empty policy has its kind’s defaults, all within the limits', (kind) => {
    const defaults = kindDefaults[kind]
    expect(rulesOf({ kind, steps: [] })).toEqual({
      stop: defaults.stop,
      loopsMax: defaults.loopsMax,
      loopIntervalMs: defaults.loopIntervalMs,
      ringMs: defaults.ringMs,
      callMaxMs: defaults.callMaxMs,
      redial: { max: defaults.redialMax, intervalMs: defaults.redialIntervalMs, on: defaults.redialOn },
      ...(defaults.buttonCall === null ? {} : { buttons: buttonsOf({ kind, steps: [] }) }),
      ...(defaults.isSimple ? { simple: { form: 'names' }, smsText: { form: 'names' } } : {}),
      deliveredIsEnough: defaults.deliveredIsEnough,
      endsOnRecovery: defaults.endsOnRecovery,
    })
  })

  it.each([
    ['noroshi', 'first', 60_000, 'sequential'],
    ['jp1', 'first', 60_000, 'sequential'],
    ['pigeon', 'first', 30_000, 'sequential'],
    ['xmon_rotation', 'first', 60_000, 'sequential'],
    ['xmon_broadcast', 'all', 60_000, 'simultaneous'],
    ['reactio', 'none', 60_000, 'simultaneous'],
  ] as const)('X-033 X-047 %s stops at %s, rings %d ms, is %s', (...[kind, stop, ringMs, mode]) => {
    expect(kindDefaults[kind]).toMatchObject({ stop, ringMs, mode })
  })

  it('J-008: a hand-over is enough for JP1’s policies unless they say otherwise, and for ours only where they say so', () => {
    const enough = (body: Omit<PolicyBody, 'steps'>) => rulesOf({ steps: [], ...body }).deliveredIsEnough
    expect([enough({ kind: 'jp1' }), enough({ kind: 'jp1', deliveredIsEnough: false }), enough({})]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('J-011 J-007 K-008 takes what the policy says and forces it into the limits', () => {
    const body: PolicyBody = {
      steps: [],
      stop: 'all',
      loops: { max: 1_000, intervalSeconds: 90 },
      ringSeconds: 1,
      callMaxSeconds: 36_000,
      redial: { max: 3, intervalSeconds: 10, on: ['busy'] },
      deliveredIsEnough: true,
      endsOnRecovery: false,
    }
    expect(rulesOf(body)).toEqual({
      stop: 'all',
      loopsMax: limits.loops.max,
      loopIntervalMs: 90_000,
      ringMs: limits.ringMs.min,
      callMaxMs: limits.callMs.max,
      redial: { max: 3, intervalMs: 10_000, on: ['busy'] },
      deliveredIsEnough: true,
      endsOnRecovery: false,
    })
  })
})

describe('escalations are built from the last to the first', () => {
  const chain = (links: Record<string, string>) => (id: string) => (links[id] ?? null) as PolicyId | null
  const order = (links: Record<string, string>) => escalationOrder('a' as PolicyId, chain(links))

  it('orders a chain', () => expect(order({ a: 'b', b: 'c' })).toEqual({ ok: true, order: ['c', 'b', 'a'] }))
  it('refuses a circle', () => {
    expect(order({ a: 'b', b: 'a' })).toEqual({ ok: false, code: 'policy.escalation_cycle' })
  })
  it('refuses a chain that is too long', () => {
    const links = Object.fromEntries(Array.from('abcdefgh', (from, index) => [from, 'bcdefghi'[index] ?? '']))
    expect(order(links)).toEqual({ ok: false, code: 'policy.escalation_too_deep' })
  })
  it('admits as many as the limit says', () => {
    const links = Object.fromEntries(Array.from('abcde', (from, index) => [from, 'bcdef'[index] ?? '']))
    expect(order(links).ok).toBe(true)
  })
})
