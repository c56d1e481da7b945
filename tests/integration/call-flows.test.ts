// Contacts, call flows and guidance, as users, policies and templates of /v1 hold them: everything the original's screens hold
// can be entered, has an id to call it by, and becomes the plan a run follows.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
})
afterAll(() => world.close())

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const put = async (path: string, body: object) => {
  const answer = await world.ask('POST', path, { body })
  expect(answer.body, JSON.stringify(answer.body)).toMatchObject({ id: expect.stringMatching(UUID) })
  return answer.body
}
const planOf = async (policy: string, parameters: Record<string, string> = {}) => {
  const started = await startIn(world, { policy, parameters })
  expect(started.status, started.page).toBe(201)
  const plan = world.started.at(-1)?.plans[0]?.plan
  if (plan === undefined) throw new Error('a started callout has a plan')
  return plan
}

const message = '{{server}}に{{ incident }}を検出しました。対応する場合は1を押してください。'

describe('a contact (連絡先)', () => {
  it('K-006 K-007: has a name to show and its phone numbers in order, and an id', async () => {
    const contact = await put('/v1/users', {
      key: 'tantou-01',
      name: '担当者01',
      contactMethods: [
        { channel: 'phone', label: '携帯', address: '090-0123-0011' },
        { channel: 'phone', label: '自宅', address: '+81-90-0123-0012' },
      ],
    })
    const read = (await world.ask('GET', `/v1/users/${contact.id}`)).body
    expect(read.contactMethods.map((one) => [one['label'], one.address])).toEqual([
      ['携帯', '+819001230011'],
      ['自宅', '+819001230012'],
    ])
  })
})

describe('guidance (ガイダンス)', () => {
  it('K-009 K-010 K-017: message template with {{}}, behaviour and words for every key, and an id', async () => {
    const guidance = await put('/v1/templates', {
      key: 'guidance',
      name: '障害ガイダンス',
      message,
      reactions: {
        '0': { action: 'take' },
        '1': { action: 'take', say: '対応を受け付けました。' },
        '2': { action: 'next', say: '次の担当者に連絡します。' },
        '3': { action: 'leave', say: 'この件では連絡しません。' },
        '9': { action: 'transfer', say: 'おかけ直しします。' },
      },
    })
    expect(guidance['parameters']).toEqual(['server', 'incident'])
    const read = (await world.ask('GET', `/v1/templates/${guidance.id}`)).body
    expect(read['reactions']).toMatchObject({ '9': { action: 'transfer', say: 'おかけ直しします。' } })
  })

  it('K-009 its readings are settable: sets, and all of them', async () => {
    const set = { readings: 4, readingsPerSet: 2, keyWaitSeconds: 20 }
    const body = { key: 'slowly', name: 'ゆっくり', message: 'x', ...set }
    expect(await put('/v1/templates', body)).toMatchObject(set)
    const refused = await world.ask('PATCH', '/v1/templates/slowly', { body: { readingsPerSet: 11 } })
    expect([refused.status, refused.body.errors[0]?.field]).toEqual([422, 'readingsPerSet'])
    const cleared = await world.ask('PATCH', '/v1/templates/slowly', { body: { message: null, keyWaitSeconds: null } })
    expect(cleared.body).toMatchObject({ readings: 4, readingsPerSet: 2 })
    expect(cleared.body).not.toHaveProperty('message')
    expect(cleared.body).not.toHaveProperty('keyWaitSeconds')
  })
})

describe('a call flow (コールフロー)', () => {
  const flow = {
    key: 'shougai-call',
    name: '障害コール',
    kind: 'pigeon',
    loops: { max: 3 },
    steps: [{ destinations: [{ user: 'tantou-01' }] }, { destinations: [{ user: 'suzuki' }] }],
    template: 'guidance',
    transferTo: '03-1234-5678',
    from: '+815012345678',
  }

  it('K-006 K-008 K-016: name, loops at most, contacts in order, and an id to call it by', async () => {
    const { id } = await put('/v1/policies', flow)
    const plan = await planOf(id, { server: 'web01', incident: '障害' })
    expect(plan.destinations.map((one) => [one.address, one.person])).toEqual([
      ['+819001230011', 0],
      ['+819001230012', 0],
      ['+819001230002', undefined],
    ])
    expect(plan).toMatchObject({
      policyId: id,
      steps: [{ destinations: [0] }, { destinations: [1] }, { destinations: [2] }],
      stop: 'first',
      loopsMax: 3,
      loopIntervalMs: 0,
      ringMs: 30_000,
      callMaxMs: 600_000,
      transferTo: '+81312345678',
      redial: { max: 0 },
    })
  })

  it('K-009 B.5: the guidance is heard as it is written, twice and wait, six times at most, then a closing sentence', async () => {
    const { template } = await planOf('shougai-call', { server: 'web01', incident: '障害' })
    expect(template).toMatchObject({ readingsPerSet: 2, readingsMax: 6 })
    expect(template.phrases.ja).toMatchObject({
      opening: '',
      message,
      menu: '',
      unknownKey: '',
      goodbye: '',
      unanswered: '返答が確認できませんでした。',
    })
  })

  it('its settings are our own policies’ too: all phones of somebody in turn, and how long a call may last', async () => {
    const destinations = [{ user: 'tantou-01', methods: 'all' }, { user: 'suzuki' }]
    const steps = [{ destinations, waitSeconds: 60 }]
    await put('/v1/policies', { key: 'in-turn', name: '順に', steps, callMaxSeconds: 120, from: '+815012345678' })
    expect(await planOf('in-turn')).toMatchObject({
      steps: [
        { destinations: [0, 2], waitMs: 0, part: { step: 1, phone: 1 } },
        { destinations: [1], waitMs: 60_000, part: { step: 1, phone: 2 } },
      ],
      callMaxMs: 120_000,
    })
  })

  it.each([
    [{ callMaxSeconds: 59 }, 'callMaxSeconds'],
    [{ callMaxSeconds: 3_601 }, 'callMaxSeconds'],
    [{ steps: [{ destinations: [{ user: 'sato', methods: 'each' }] }] }, 'steps.0.destinations.0.methods'],
    [
      { steps: [{ destinations: [{ user: 'sato', methods: 'all', methodLabel: '携帯' }] }] },
      'steps.0.destinations.0.methods',
    ],
  ])('refuses %j at its field', async (...[change, field]) => {
    const { status, body } = await world.ask('PATCH', '/v1/policies/in-turn', { body: change })
    expect([status, body.errors[0]?.field]).toEqual([422, field])
  })

  it.each([
    ['110', 'number.emergency'],
    ['090-12', 'number.invalid'],
  ])('refuses to connect anybody to %s', async (...[transferTo, code]) => {
    const { status, body } = await world.ask('PATCH', '/v1/policies/in-turn', { body: { transferTo } })
    expect([status, body.code, body.errors[0]?.field]).toEqual([422, code, 'transferTo'])
  })

  it('says before the night that a transfer key connects to nobody', async () => {
    const { key: _, transferTo: __, ...rest } = flow
    const { body } = await world.ask('POST', '/v1/policies/check', { body: { ...rest, key: 'x' } })
    expect(body).toMatchObject({ ok: true })
    expect(body.findings.map((one) => one.code)).toEqual(['policy.transfer_missing'])
  })

  it('the number people are connected to is hidden from those who may not see numbers', async () => {
    const scopes = ['policies:read', 'policies:write', 'config:write', 'config:read']
    const token = await world.tokenFor(world.spaceId, scopes)
    const seen = (await world.ask('GET', '/v1/policies/shougai-call', { token })).body
    expect(seen['transferTo']).toBe('+81****5678')
    const { body } = await world.ask('GET', '/v1/policies', { token })
    expect(JSON.stringify(body)).not.toContain('312345678')
    expect((await world.ask('GET', '/v1/policies/shougai-call')).body['transferTo']).toBe('+81312345678')
  })
})

describe('as a file', () => {
  const policy = (transferTo: string | null) => ({
    version: 1,
    policies: [
      { key: 'filed', name: '申請', kind: 'pigeon', transferTo, steps: [{ destinations: [{ user: 'sato' }] }] },
    ],
  })
  const ask = (path: string, document: object, token?: string) =>
    world.ask('POST', path, { body: { document }, ...(token === undefined ? {} : { token }) })

  it('a transfer number is read, compared behind its mask, and exported', async () => {
    expect((await ask('/v1/config/apply', policy('03-1234-5678'))).status).toBe(200)
    expect((await world.ask('GET', '/v1/policies/filed')).body['transferTo']).toBe('+81312345678')
    const token = await world.tokenFor(world.spaceId, ['config:write'])
    const changed = await ask('/v1/config/plan', policy('03-2222-5678'), token)
    expect(changed.body.changes[0]).toMatchObject({ action: 'update', fields: [{ field: 'transferTo' }] })
    expect(changed.page).not.toMatch(/1234|2222/)
    const shown = await ask('/v1/config/plan', policy('03-2222-5678'))
    expect(shown.body.changes[0]?.['fields']).toEqual([
      { field: 'transferTo', before: '+81312345678', after: '+81322225678' },
    ])
    expect((await world.ask('GET', '/v1/config/export')).page).toContain('"transferTo":"+81312345678"')
    const wrong = await ask('/v1/config/plan', policy('119'))
    expect([wrong.status, wrong.body.errors[0]?.field]).toEqual([422, 'policies.0.transferTo'])
    expect((await ask('/v1/config/apply', policy(null))).status).toBe(200)
    expect((await world.ask('GET', '/v1/policies/filed')).body['transferTo']).toBeNull()
  })
})
