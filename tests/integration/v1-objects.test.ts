// /v1 from outside: people, numbers, connections, and what the server tells of itself.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
})
afterAll(() => world.close())

const start = (body: object, headers: Record<string, string> = {}) => startIn(world, body, headers)

describe('people and numbers', () => {
  it('X-009 X-010 X-013 T-016 J-009 a user has methods of every kind; numbers are stored as E.164', async () => {
    const contactMethods = [
      { channel: 'phone', label: '携帯', address: '+81-90-0123-0009', default: true },
      { channel: 'mail', label: '会社', address: 'kimura@example.jp' },
      { channel: 'mail', label: '携帯', address: 'kimura@mobile.example.jp' },
    ]
    const { status, body } = await world.ask('POST', '/v1/users', {
      body: { key: 'kimura', name: '木村', contactMethods },
    })
    expect([status, body.contactMethods[0]?.address]).toEqual([201, '+819001230009'])
    const changed = await world.ask('PATCH', '/v1/users/kimura', {
      body: { contactMethods: contactMethods.slice(0, 1) },
    })
    expect(changed.body.contactMethods).toEqual([body.contactMethods[0]])
  })

  it.each([
    ['an emergency number', '110', 'number.emergency'],
    ['a premium number', '+1-900-555-1234', 'number.premium'],
    ['no number', 'abc', 'number.invalid'],
    ['00 for plus', '0081-90-1234-5678', 'number.prefix_zeros'],
  ])('refuses %s', async (...[, address, code]) => {
    const body = { key: 'bad', name: 'x', contactMethods: [{ channel: 'phone', address }] }
    const answer = await world.ask('POST', '/v1/users', { body })
    expect([answer.status, answer.body.code, answer.body.errors[0]?.field]).toEqual([
      422,
      code,
      'contactMethods.0.address',
    ])
  })

  it('X-108 numbers are masked without numbers:read, everywhere', async () => {
    const token = await world.tokenFor(world.spaceId, ['users:read', 'callouts:read', 'callouts:start'])
    const { body } = await world.ask('GET', '/v1/users/sato', { token })
    expect(body.contactMethods[0]?.address).toBe('+81****0001')
    const { body: started } = await start({})
    const seen = await world.ask('GET', started.links.self, { token })
    expect(JSON.stringify(seen.body)).not.toContain('+819001230001')
    expect((await world.ask('GET', started.links.self)).body.destinations[0]?.address).toBe('+819001230001')
  })

  it('X-030 a deleted user is left out of the next plan and stays in running ones', async () => {
    await world.ask('POST', '/v1/users', {
      body: { key: 'leaver', name: '退職', contactMethods: [{ channel: 'phone', address: '+81-90-0123-0007' }] },
    })
    await world.ask('POST', '/v1/policies', {
      body: { key: 'two', name: '二人', steps: [{ destinations: [{ user: 'leaver' }, { user: 'sato' }] }] },
    })
    const before = await start({ policy: 'two' })
    expect((await world.ask('DELETE', '/v1/users/leaver')).status).toBe(204)
    await start({ policy: 'two' })
    expect(world.started.at(-1)?.plans[0]?.plan.destinations.map((one) => one.name)).toEqual(['satoさん'])
    const { body } = await world.ask('GET', before.body.links.self)
    expect(body.destinations.map((one) => one.name)).toEqual(['退職', 'satoさん'])
    expect((await world.ask('PATCH', '/v1/policies/two', { body: { name: '三人' } })).status).toBe(200)
  })

  it('X-051, X-055, X-056 a user has words of their own before and after calls; what is left out stays, and empty ones are none', async () => {
    const words = {
      opening: 'いつもお世話になっております。○○センターです。',
      closing: '30分以内に障害復旧を行います。',
    }
    const created = await world.ask('POST', '/v1/users', { body: { key: 'speaker', name: '話者', ...words } })
    expect([created.status, created.body]).toMatchObject([201, words])
    const renamed = await world.ask('PATCH', '/v1/users/speaker', { body: { name: '話し手' } })
    expect(renamed.body).toMatchObject(words)
    const emptied = await world.ask('PATCH', '/v1/users/speaker', { body: { opening: ' ', closing: null } })
    expect(emptied.body).toMatchObject({ opening: null, closing: null })
    expect((await world.ask('GET', '/v1/users/sato')).body).toMatchObject({ opening: null, closing: null })
    await world.ask('DELETE', '/v1/users/speaker')
  })

  it.each([
    ['X-052', 'opening'],
    ['X-053', 'closing'],
  ] as const)('%s %s has at most 4,096 characters, as people count them', async (...[, field]) => {
    const [longest, tooLong] = ['🔥'.repeat(4_096), '火'.repeat(4_097)]
    const taken = await world.ask('PATCH', '/v1/users/sato', { body: { [field]: longest } })
    expect([taken.status, taken.body[field]]).toEqual([200, longest])
    const refused = await world.ask('PATCH', '/v1/users/sato', { body: { [field]: tooLong } })
    expect([refused.status, refused.body.code, refused.body.errors[0]?.field]).toEqual([422, 'request.invalid', field])
    await world.ask('PATCH', '/v1/users/sato', { body: { [field]: null } })
  })

  it('pages through users by key', async () => {
    const first = await world.ask('GET', '/v1/users?limit=2')
    const second = await world.ask('GET', `/v1/users?limit=2&cursor=${encodeURIComponent(first.body.next ?? '')}`)
    const keys = [...first.body.items, ...second.body.items].map((one) => one.key)
    expect(keys).toEqual([...keys].sort())
    expect(new Set(keys).size).toBe(3)
    expect((await world.ask('GET', '/v1/users?limit=0')).body.code).toBe('request.invalid')
  })
})

describe('connections', () => {
  it('X-014 X-016 never show a secret again', async () => {
    const settings = { accountSid: `AC${'1'.repeat(32)}` }
    const { body } = await world.ask('POST', '/v1/connections', {
      body: { key: 'real', name: '本番', settings, secrets: { authToken: 'very-secret' } },
    })
    expect(body.secrets).toEqual({ authToken: true })
    const all = JSON.stringify((await world.ask('GET', '/v1/connections')).body)
    expect(all).not.toContain('very-secret')
    expect(all).not.toContain('sealed')
    const { body: patched } = await world.ask('PATCH', '/v1/connections/real', {
      body: { secrets: { previousAuthToken: 'old' } },
    })
    expect(patched.secrets).toEqual({ authToken: true, previousAuthToken: true })
    const dropped = await world.ask('PATCH', '/v1/connections/real', { body: { secrets: { authToken: null } } })
    expect(dropped.body.code).toBe('request.invalid')
    expect((await start({})).body.code).toBe('policy.connection_missing')
    expect((await world.ask('DELETE', '/v1/connections/real')).status).toBe(204)
    expect((await start({})).status).toBe(201)
  })
  it('X-029 owned numbers are asked of the provider', async () => {
    world.owned = { ok: true, numbers: [{ number: '+815012345678', name: '代表', voice: true, sms: false }] }
    expect((await world.ask('GET', '/v1/connections/sim/numbers')).body.items).toHaveLength(1)
    world.owned = { ok: false, code: 'connection.refused', detail: '20003' }
    expect((await world.ask('GET', '/v1/connections/sim/numbers')).status).toBe(502)
  })
  it.each([
    ['unknown settings', { accountSid: `AC${'1'.repeat(32)}`, colour: 'red' }],
    ['a wrong account', { accountSid: 'AC123' }],
  ])('refuses %s', async (...[, settings]) => {
    const body = { key: 'bad', name: 'x', settings, secrets: { authToken: 'x' } }
    expect((await world.ask('POST', '/v1/connections', { body })).body.code).toBe('request.invalid')
  })
})

describe('the document', () => {
  it('is OpenAPI 3.1, needs no token, and names every route that answers', async () => {
    const { status, body } = await world.ask('GET', '/v1/openapi.json', { token: null })
    expect([status, body.openapi]).toEqual([200, '3.1.0'])
    const all = Object.entries(body.paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, { security: unknown[] }>).map(([method, { security }]) => ({
        operation: `${method} ${path}`,
        isOpen: security.length === 0,
      })),
    )
    const operations = all.map(({ operation }) => operation)
    expect(operations).toEqual(
      expect.arrayContaining(['post /v1/callouts', 'get /v1/callouts/{id}/explanation', 'post /v1/policies/check']),
    )
    for (const { operation, isOpen } of all) {
      const [method = '', path = ''] = operation.split(' ')
      const answer = await world.ask(method.toUpperCase(), path.replace(/\{\w+\}/g, 'x'), { token: null })
      expect(isOpen ? [200, 422] : [401], operation).toContain(answer.status)
    }
    expect(all.filter(({ isOpen }) => isOpen).map(({ operation }) => operation)).toEqual([
      'get /v1/sign-in',
      'post /v1/session',
      'post /v1/session/forgotten',
      'post /v1/invitations/look',
      'post /v1/invitations/accept',
    ])
  })
  it('has a page of its own, which loads nothing from elsewhere', async () => {
    const { status, page, headers } = await world.ask('GET', '/v1/docs', { token: null })
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
    expect(page).not.toMatch(/(src|href)="https?:/)
    expect(page).toContain('id="policy.not_found"')
  })
})

describe('J-003 the server can be watched', () => {
  it.each([
    ['/healthz', 200],
    ['/readyz', 200],
    ['/metrics', 200],
  ])('%s', async (...[path, status]) => {
    expect((await world.ask('GET', path, { token: null })).status).toBe(status)
  })
})

describe('X-004 the public address', () => {
  const put = (publicUrl: unknown, options: object = {}) =>
    world.ask('PUT', '/v1/installation', { body: { publicUrl }, ...options })

  it('that a setting names is not applied here; one that nobody named is, by whoever sets things up, in the first space', async () => {
    expect((await put('https://noroshi.example.jp')).body.code).toBe('installation.address_set')
    Object.assign(world.publicAddress, { given: null })
    const token = await world.tokenFor(world.spaceId, ['config:read'])
    const read = async (options: object = {}) => (await world.ask('GET', '/v1/installation', options)).body
    expect(await read()).toMatchObject({ publicUrlState: 'unset', applies: true })
    expect(await read({ token })).toMatchObject({ publicUrlState: 'unset', applies: false })
    expect((await put('https://noroshi.example.jp', { token })).body.code).toBe('auth.scope_missing')
    const elsewhere = await world.tokenFor(await world.newSpace('elsewhere'))
    expect(await read({ token: elsewhere })).toMatchObject({ applies: false })
    expect((await put('https://noroshi.example.jp', { token: elsewhere })).body.code).toBe('installation.not_here')
    const applied = { publicUrl: 'https://noroshi.example.jp/base', publicUrlState: 'set' }
    expect((await put(' https://noroshi.example.jp/base/ ')).body).toMatchObject(applied)
    expect(await read()).toMatchObject(applied)
  })

  it.each([
    '',
    'noroshi.example.jp',
    'ftp://noroshi.example.jp',
    'https://user:password@noroshi.example.jp',
    'https://noroshi.example.jp/?a=b',
    'https://noroshi.example.jp/#a',
    `https://noroshi.example.jp/${'x'.repeat(500)}`,
    7,
    null,
  ])('%j is none', async (wrong) => {
    const { status, body } = await put(wrong)
    expect([status, body.errors[0]?.field]).toEqual([422, 'publicUrl'])
  })
})
