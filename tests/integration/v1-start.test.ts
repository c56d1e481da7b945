// /v1 from outside: starting callouts and reading what became of them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
})
afterAll(() => world.close())

const start = (body: object, headers: Record<string, string> = {}) => startIn(world, body, headers)

describe('starting a callout', () => {
  it('J-017 J-020 T-005: one JSON request starts one, durable, with its place', async () => {
    const { status, body, headers } = await start({ text: 'db01 が停止しました' })
    expect(status).toBe(201)
    expect(body).toMatchObject({ status: 'running', policy: 'night', createdAt: '2026-11-22T03:00:00.000Z' })
    expect(headers.get('location')).toBe(body.links.self)
    const order = world.started.at(-1)
    expect(order).toMatchObject({ priority: 5, createdBy: 'test', idempotency: null })
    expect(order?.plans[0]?.plan.policyKey).toBe('night')
    expect(order?.plans[0]?.plan.destinations.map((one) => one.address)).toEqual(['+819001230001', '+819001230002'])
  })

  it('finds the policy by its id too', async () => {
    const { body } = await world.ask('GET', '/v1/policies/night')
    expect((await start({ policy: body.id })).status).toBe(201)
  })

  it('the same key and body start nothing twice; another body is refused', async () => {
    const headers = { 'Idempotency-Key': 'job-4711' }
    const first = await start({ text: '一度だけ' }, headers)
    const again = await start({ text: '一度だけ' }, headers)
    expect([first.status, again.status]).toEqual([201, 200])
    expect(again.body.id).toBe(first.body.id)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    const other = await start({ text: '別の内容' }, headers)
    expect([other.status, other.body.code]).toEqual([409, 'idempotency.conflict'])
  })

  it('a repetition finds its callout even after the policy was deleted', async () => {
    const steps = [{ destinations: [{ user: 'sato' }] }]
    await world.ask('POST', '/v1/policies', { body: { key: 'gone', name: '一時', steps } })
    const headers = { 'Idempotency-Key': 'before-delete' }
    const first = await start({ policy: 'gone' }, headers)
    await world.ask('DELETE', '/v1/policies/gone')
    const again = await start({ policy: 'gone' }, headers)
    expect([again.status, again.body.id]).toEqual([200, first.body.id])
    expect((await start({ policy: 'gone' })).body.code).toBe('policy.not_found')
  })

  it('a changed policy holds at once in this process', async () => {
    const steps = [{ destinations: [{ user: 'sato' }] }]
    await world.ask('POST', '/v1/policies', { body: { key: 'changes', name: '前', steps } })
    await start({ policy: 'changes' })
    await world.ask('PATCH', '/v1/policies/changes', { body: { name: '後' } })
    await start({ policy: 'changes' })
    expect(world.started.slice(-2).map((order) => order.plans[0]?.plan.policyName)).toEqual(['前', '後'])
  })
})

describe('texts', () => {
  it.each([
    ['0 characters', '', 422],
    ['spaces only', '   ', 422],
    ['1 character', '止', 201],
    ['4,096 characters', '障'.repeat(4_096), 201],
    ['10,000 characters', '害'.repeat(10_000), 201],
    ['10,001 characters', '害'.repeat(10_001), 422],
    ['100,000 characters', 'a'.repeat(100_000), 422],
    ['10,000 emoji', '🔥'.repeat(10_000), 201],
  ])('%s', async (...[, text, status]) => {
    expect((await start({ text })).status).toBe(status)
  })

  it('control characters pass, NUL and halves of pairs are made storable', async () => {
    const raw =
      '{"policy":"night","text":"a\\u0000b\\u0007c\\ud800d\\n<Say>x</Say>","parameters":{"p":"x\\udfff\\u0000"}}'
    const { status } = await world.ask('POST', '/v1/callouts', { raw })
    expect(status).toBe(201)
    expect(world.started.at(-1)).toMatchObject({
      cause: { text: 'ab\u0007c\uFFFDd\n<Say>x</Say>' },
      parameters: { p: 'x\uFFFD' },
    })
  })
})

describe('K-010 K-026 parameters', () => {
  beforeAll(async () => {
    await world.ask('POST', '/v1/templates', {
      body: { key: 'disk', name: '容量', message: '{{server}}の{{ incident }}です。{{text}}' },
    })
    const steps = [{ destinations: [{ user: 'sato' }] }]
    await world.ask('POST', '/v1/policies', { body: { key: 'disk', name: '容量', steps, template: 'disk' } })
  })

  it('missing ones are named', async () => {
    const { status, body } = await start({ policy: 'disk', parameters: { server: 'web01' } })
    expect([status, body.code, body.detail]).toEqual([422, 'template.parameter_missing', 'incident'])
    expect(body.errors).toEqual([{ field: 'parameters.incident', message: '{{incident}}' }])
  })
  it('numbers and truth values are taken as text', async () => {
    const { status } = await start({ policy: 'disk', parameters: { server: 'web01', incident: 4711, urgent: true } })
    expect(status).toBe(201)
    expect(world.started.at(-1)?.parameters).toEqual({ server: 'web01', incident: '4711', urgent: 'true' })
  })
  it.each(['text', 'name', 'policy'])('%s is not to be redefined', async (name) => {
    expect((await start({ parameters: { [name]: 'x' } })).body.code).toBe('template.parameter_reserved')
  })
  it.each([
    ['nested values', { a: { b: 1 } }],
    ['a list', ['a']],
    ['too long a value', { a: 'x'.repeat(4_097) }],
    ['too many', Object.fromEntries(Array.from({ length: 101 }, (_one, index) => [`p${index}`, 'x']))],
  ])('refuses %s', async (...[, parameters]) => {
    expect((await start({ parameters })).body.code).toBe('request.invalid')
  })
  it('a template says which parameters it needs', async () => {
    expect((await world.ask('GET', '/v1/templates/disk')).body.parameters).toEqual(['server', 'incident'])
  })
})

describe('reading callouts', () => {
  it('pages newest first, running and ended apart', async () => {
    const space = await world.newSpace('pages')
    const token = await world.tokenFor(space)
    const ask: V1World['ask'] = (method, path, options) => world.ask(method, path, { ...options, token })
    await ask('POST', '/v1/connections', {
      body: {
        key: 'sim',
        name: 's',
        settings: { accountSid: `AC${'0'.repeat(32)}`, baseUrl: 'http://127.0.0.1:1', simulated: true },
        secrets: { authToken: 'x' },
      },
    })
    await ask('POST', '/v1/users', {
      body: { key: 'u', name: 'u', contactMethods: [{ channel: 'phone', address: '+81-90-0123-0001' }] },
    })
    await ask('POST', '/v1/policies', { body: { key: 'p', name: 'p', steps: [{ destinations: [{ user: 'u' }] }] } })
    const ids: string[] = []
    for (let count = 0; count < 5; count += 1) {
      if (count % 2 === 0) world.clock.nowMs += 1
      ids.push((await ask('POST', '/v1/callouts', { body: { policy: 'p', text: `${count}` } })).body.id)
    }
    const seen: string[] = []
    let path: string | null = '/v1/callouts?limit=2'
    while (path !== null) {
      const { body } = await ask('GET', path)
      seen.push(...body.items.map((one) => one.id))
      path = body.next === null ? null : `/v1/callouts?limit=2&cursor=${encodeURIComponent(body.next)}`
    }
    expect([...seen].sort()).toEqual([...ids].sort())
    expect(seen[0]).toBe(ids[4])
    const cancelled = await ask('POST', `/v1/callouts/${ids[0]}/cancel`)
    expect(cancelled.body).toMatchObject({ status: 'ended', outcome: 'cancelled' })
    await ask('POST', `/v1/callouts/${ids[1]}/acknowledge`, { body: { by: 'u' } })
    await ask('POST', `/v1/callouts/${ids[2]}/acknowledge`)
    const count = async (query: string) => (await ask('GET', `/v1/callouts?${query}`)).body.items.length
    expect([
      await count('status=running'),
      await count('status=ended'),
      await count('policy=p'),
      await count('policy=q'),
    ]).toEqual([2, 3, 5, 0])
    expect((await ask('POST', `/v1/callouts/${ids[3]}/acknowledge`, { body: { by: 'ghost' } })).body.code).toBe(
      'user.not_found',
    )
  })

  it('explains in both languages', async () => {
    const { body: started } = await start({})
    const rows = [
      [1, 'started', null, null, {}],
      [2, 'first_attempt', 0, 1, {}],
      [3, 'begun', 0, 1, {}],
      [4, 'key_take', 0, 1, { key: '1', name: 'satoさん' }],
    ]
    for (const [seq, reason, destination, attempt, facts] of rows) {
      await world.pools.inSpace(world.spaceId, (client) =>
        client.query('insert into history values ($1, $2, $3, $4, $5, $6, $7, $8)', [
          started.id,
          seq,
          world.spaceId,
          new Date(world.clock.nowMs),
          reason,
          destination,
          attempt,
          JSON.stringify(facts),
        ]),
      )
    }
    const english = await world.ask('GET', `${started.links.explanation}?lang=en`)
    expect(english.body.items.map((one) => one.text)).toEqual([
      'The callout began.',
      'Will call satoさん (call 1: the first contact).',
      'Called satoさん (call 1: the first contact).',
      'satoさん pressed 1 and took it.',
    ])
    const japanese = await world.ask('GET', started.links.explanation)
    expect(japanese.body).toMatchObject({ language: 'ja' })
    expect(japanese.body.items[2]?.text).toContain('に電話をかけました(1回目。最初の連絡のため)。')
    expect((await world.ask('GET', `${started.links.explanation}?lang=fr`)).body.code).toBe('request.invalid')
  })
})
