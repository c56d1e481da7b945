// /v1 from outside: what is refused, with which code and words; tokens and spaces.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createV1World, furnish, startIn, Unavailable, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
})
afterAll(() => world.close())
beforeEach(() => {
  world.failing.engine = null
})

const start = (body: object, headers: Record<string, string> = {}) => startIn(world, body, headers)

type Asked = readonly [method: string, path: string, body?: object]
type Said = { readonly ja: string; readonly en: string }

describe('one shape for every error', () => {
  const raw = (text: string, headers = {}) => world.ask('POST', '/v1/callouts', { raw: text, headers })
  it.each<[string, () => ReturnType<V1World['ask']>, number, string]>([
    ['malformed JSON', () => raw('{"policy":'), 400, 'request.malformed_json'],
    ['no JSON at all', () => raw('hello'), 400, 'request.malformed_json'],
    ['a form', () => raw('a=b', { 'Content-Type': 'application/x-www-form-urlencoded' }), 415, 'request.media_type'],
    ['a list', () => raw('[]'), 422, 'request.invalid'],
    ['null', () => raw('null'), 422, 'request.invalid'],
    ['nothing', () => world.ask('POST', '/v1/callouts'), 422, 'request.invalid'],
    ['wrong types', () => start({ text: 5, priority: 'high' }), 422, 'request.invalid'],
    ['an unknown field', () => start({ txt: 'typo' }), 422, 'request.invalid'],
    ['more than 1 MiB', () => raw(`{"policy":"night","text":"${'x'.repeat(1_048_576)}"}`), 413, 'request.too_large'],
    ['an unknown policy', () => start({ policy: 'nobody' }), 404, 'policy.not_found'],
    ['an unknown path', () => world.ask('GET', '/v1/nothing'), 404, 'request.not_found'],
    ['a path outside', () => world.ask('GET', '/nothing'), 404, 'request.not_found'],
    ['a wrong method', () => world.ask('PUT', '/v1/callouts', { body: {} }), 405, 'request.method_not_allowed'],
    ['an id that is none', () => world.ask('GET', '/v1/callouts/4711'), 422, 'request.invalid'],
    ['an id of nothing', () => world.ask('GET', `/v1/callouts/${crypto.randomUUID()}`), 404, 'callout.not_found'],
    ['a bad idempotency key', () => start({}, { 'Idempotency-Key': 'ab cd' }), 422, 'request.invalid'],
  ])('%s', async (...[, ask, status, code]) => {
    const { status: got, body, headers } = await ask()
    expect([got, body.code, body.status]).toEqual([status, code, status])
    expect(headers.get('content-type')).toBe('application/problem+json')
    expect(body.instance).toBe(`urn:noroshi:request:${headers.get('x-request-id')}`)
    expect(body.title.length * body.cure.length * body.type.length).toBeGreaterThan(0)
  })

  it.each([
    ['ja', /^緊急通報番号/],
    ['en', /^Emergency/],
  ])('what is wrong with a field is said in words, in %s', async (language, words) => {
    const { body } = await world.ask('PATCH', '/v1/settings', {
      body: { pigeon: { from: '119' } },
      headers: { 'Accept-Language': language },
    })
    expect([body.code, body.errors[0]?.field]).toEqual(['number.emergency', 'pigeon.from'])
    expect(body.errors[0]?.message).toMatch(words)
  })

  const person = { key: 'refused', name: 'x', contactMethods: [{ channel: 'mail', label: 'm', address: 'nobody' }] }
  const mail: Said = { ja: 'メールアドレスの形にしてください', en: 'must be a mail address' }
  it.each<[string, Asked, string, Said]>([
    [
      'our schema',
      ['POST', '/v1/users', { key: 'refused', name: '' }],
      'name',
      { ja: '1〜200文字にしてください', en: 'must have 1 to 200 characters' },
    ],
    [
      'our schema, of a name that reads otherwise than it is written,',
      ['POST', '/v1/users', { key: 'refused', name: 'gpj\u202Eotas' }],
      'name',
      { ja: '目に見えない文字 U+202E は使えません', en: 'must not have the invisible character U+202E' },
    ],
    [
      'the schema library',
      ['POST', '/v1/users', { key: 'refused', name: 'x', txt: 1 }],
      '',
      { ja: '使えない項目です: "txt"', en: 'has a field that is not known: "txt"' },
    ],
    [
      'a route, by the clock',
      ['POST', '/v1/tokens', { name: 'x', scopes: ['callouts:start'], expiresAt: '2000-01-01T00:00:00Z' }],
      'expiresAt',
      { ja: 'これから先の時刻にしてください', en: 'must be in the future' },
    ],
    ['a route, by the channel', ['POST', '/v1/users', person], 'contactMethods.0.address', mail],
    [
      'a route, of a query',
      ['GET', '/v1/usage?zone=Mars/Olympus'],
      'zone',
      { ja: 'このタイムゾーンはありません。Asia/Tokyo のように書いてください', en: 'is not a time zone' },
    ],
    [
      'a list',
      ['GET', '/v1/callouts?cursor=mistyped'],
      'query.cursor',
      {
        ja: 'この一覧のページにあるnextの値を、そのまま指定してください',
        en: 'must be next of a page of this list',
      },
    ],
    [
      'the store',
      ['PATCH', '/v1/connections/sim', { standIns: ['nobody'] }],
      'standIns.0',
      { ja: 'nobody という接続先はありません', en: 'nobody is no connection' },
    ],
    [
      'a configuration file',
      ['POST', '/v1/config/plan', { document: { version: 1, users: [person] } }],
      'users.0.contactMethods.0.address',
      mail,
    ],
  ])('what %s refuses is said in the reader’s language, beside the field and alone', async (...row) => {
    const [, [method, path, sent], field, said] = row
    for (const language of ['ja', 'en'] as const) {
      const { body } = await world.ask(method, path, { body: sent, headers: { 'Accept-Language': language } })
      expect([body.errors[0], body.detail]).toEqual([{ field, message: said[language] }, said[language]])
    }
  })

  it('a chunked body is counted while it comes', async () => {
    const chunk = new TextEncoder().encode(' '.repeat(64 * 1024))
    let left = 40
    const stream = new ReadableStream({
      pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()),
    })
    const { token } = await world.config.tokens.create(world.spaceId, {
      name: 'x',
      scopes: ['callouts:start'],
      expiresAtMs: null,
    })
    const options = {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    }
    const response = await fetch(`${world.url}/v1/callouts`, options as RequestInit)
    expect(response.status).toBe(413)
  })

  it('405 names what is allowed', async () => {
    expect((await world.ask('DELETE', '/v1/callouts')).headers.get('allow')).toBe('POST, GET')
  })

  it('speaks the language that is asked for, Japanese otherwise', async () => {
    const title = async (language: string) =>
      (await world.ask('GET', '/v1/nothing', { headers: { 'Accept-Language': language } })).body.title
    expect(await title('en-US,en;q=0.9,ja;q=0.5')).toBe('There is nothing at this address')
    expect(await title('fr, *;q=0.5')).toBe('このアドレスには何もありません')
    expect(await title('en;q=0.2, ja')).toBe('このアドレスには何もありません')
  })

  it('the database away: 503 with Retry-After; a mistake of ours: 500 and nothing of its insides', async () => {
    world.failing.engine = new Unavailable('gone')
    const away = await start({})
    expect([away.status, away.body.code, away.headers.get('retry-after')]).toEqual([503, 'server.unavailable', '5'])
    world.failing.engine = new Error('secret insides')
    const mistake = await start({})
    expect([mistake.status, mistake.body.code]).toEqual([500, 'server.internal'])
    expect(JSON.stringify(mistake.body)).not.toContain('insides')
    expect(world.logged.at(-1)).toContain('secret insides')
  })
})

type Keyed = { readonly key: string; readonly [field: string]: unknown }

describe('policies that cannot be followed', () => {
  const save = (body: Keyed) => world.ask('POST', '/v1/policies', { body: { name: body.key, ...body } })
  it.each<[string, Keyed, number, string]>([
    ['an empty policy', { key: 'e1', steps: [] }, 422, 'policy.empty'],
    ['steps without anybody', { key: 'e2', steps: [{ destinations: [] }] }, 422, 'policy.empty'],
    ['an unknown user', { key: 'e3', steps: [{ destinations: [{ user: 'nobody' }] }] }, 422, 'policy.user_unknown'],
    [
      'an unknown connection',
      { key: 'e4', steps: [{ destinations: [{ user: 'sato' }] }], connection: 'none' },
      422,
      'policy.connection_unknown',
    ],
    [
      'an unknown template',
      { key: 'e5', steps: [{ destinations: [{ user: 'sato' }] }], template: 'none' },
      422,
      'policy.template_unknown',
    ],
    [
      'an escalation to nothing',
      { key: 'e6', steps: [{ destinations: [{ user: 'sato' }] }], escalatesTo: 'none' },
      422,
      'policy.escalation_unknown',
    ],
    [
      'an escalation to itself',
      { key: 'e7', steps: [{ destinations: [{ user: 'sato' }] }], escalatesTo: 'e7' },
      422,
      'policy.escalation_cycle',
    ],
    ['an unknown field', { key: 'e8', steps: [], colour: 'red' }, 422, 'request.invalid'],
    ['a taken key', { key: 'night', steps: [{ destinations: [{ user: 'sato' }] }] }, 409, 'policy.key_taken'],
    ['a key with a slash', { key: 'a/b', steps: [] }, 422, 'request.invalid'],
    ['a ring time out of bounds', { key: 'e9', steps: [], ringSeconds: 900 }, 422, 'request.invalid'],
    [
      'an emergency number as caller',
      { key: 'e10', steps: [{ destinations: [{ user: 'sato' }] }], from: '110' },
      422,
      'number.emergency',
    ],
  ])('%s', async (...[, body, status, code]) => {
    const answer = await save(body)
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  it('nobody reachable: can be written down, but not started', async () => {
    await world.ask('POST', '/v1/users', {
      body: { key: 'mail-only', name: 'メール', contactMethods: [{ channel: 'mail', address: 'a@example.jp' }] },
    })
    expect((await save({ key: 'mail', steps: [{ destinations: [{ user: 'mail-only' }] }] })).status).toBe(201)
    expect((await start({ policy: 'mail' })).body.code).toBe('policy.nobody_reachable')
  })

  it('a policy without a phone is followed: its destinations are skipped for as long as their channel is missing', async () => {
    const steps = [{ destinations: [{ user: 'mail-only', channel: 'mail' }] }]
    expect((await save({ key: 'letters', steps })).status).toBe(201)
    expect((await start({ policy: 'letters' })).status).toBe(201)
    expect(world.started.at(-1)?.plans[0]?.plan).toMatchObject({
      connectionId: null,
      destinations: [{ channel: 'mail' }],
    })
  })

  it('T-015 a check finds what would go wrong, without saving', async () => {
    const steps = [{ destinations: [{ user: 'sato' }, { user: 'nobody' }, { user: 'mail-only' }] }]
    const { body } = await world.ask('POST', '/v1/policies/check', { body: { key: 'draft', name: 'x', steps } })
    expect(body).toMatchObject({ ok: true, code: null, destinations: 1 })
    expect(body.findings.map((one) => one.code)).toEqual([
      'policy.user_unknown',
      'policy.method_unknown',
      'policy.from_missing',
    ])
    expect((await world.ask('GET', '/v1/policies/draft')).status).toBe(404)
  })

  it('J-019 K-008 a policy keeps what it was given and shows keys', async () => {
    const body = {
      key: 'full',
      steps: [{ destinations: [{ user: 'sato', methodLabel: '携帯' }], waitSeconds: 30 }],
      kind: 'pigeon',
      loops: { max: 3, intervalSeconds: 60 },
      connection: 'sim',
      escalatesTo: 'night',
      stop: 'all',
    }
    expect((await save(body)).status).toBe(201)
    expect((await world.ask('GET', '/v1/policies/full')).body).toMatchObject({ ...body, managedBy: 'console' })
    await start({ policy: 'full' })
    const [first, second] = world.started.at(-1)?.plans ?? []
    expect(first?.plan).toMatchObject({ escalatesTo: second?.hash, ringMs: 30_000, loopsMax: 3, stop: 'all' })
  })

  it('an escalation that cannot be followed is left off, with a finding', async () => {
    const check = await world.ask('POST', '/v1/policies/check', {
      body: {
        key: 'draft',
        name: 'x',
        steps: [{ destinations: [{ user: 'sato' }] }],
        from: '+815012345678',
        escalatesTo: 'mail',
      },
    })
    expect(check.body.findings.map((one) => one.code)).toEqual(['policy.escalation_left_off'])
  })
})

describe('tokens', () => {
  it('K-014 K-015 have a name and an expiry, are shown once and never stored', async () => {
    const body = { name: '監視', scopes: ['callouts:start'], expiresAt: '2027-01-01T00:00:00+09:00' }
    const made = await world.ask('POST', '/v1/tokens', { body })
    expect(made.body).toMatchObject({ name: '監視', expiresAt: '2026-12-31T15:00:00.000Z' })
    expect(made.body.token).toMatch(/^nrs_[\w-]{54}$/)
    expect(JSON.stringify((await world.ask('GET', '/v1/tokens')).body)).not.toContain(made.body.token)
    const { rows } = await world.pools.engine.query('select * from api_token')
    expect(JSON.stringify(rows)).not.toContain(made.body.token)
    const answer = await world.ask('POST', '/v1/callouts', {
      token: made.body.token,
      body: { policy: 'night', text: 'x' },
    })
    expect(answer.status).toBe(201)
    world.clock.nowMs = Date.parse('2027-01-01T00:00:00+09:00')
    const late = await world.ask('GET', '/v1/callouts', { token: made.body.token })
    expect([late.status, late.body.code]).toEqual([401, 'auth.expired'])
    world.clock.nowMs = Date.parse('2026-11-22T03:00:00Z')
  })

  it('a revoked one is refused at once', async () => {
    const { body } = await world.ask('POST', '/v1/tokens', { body: { name: 'x', scopes: ['callouts:read'] } })
    expect((await world.ask('GET', '/v1/callouts', { token: body.token })).status).toBe(200)
    expect((await world.ask('DELETE', `/v1/tokens/${body.id}`)).status).toBe(204)
    const refused = await world.ask('GET', '/v1/callouts', { token: body.token })
    expect([refused.status, refused.body.code]).toEqual([401, 'auth.revoked'])
  })

  it.each([
    ['none', null, 'auth.missing'],
    ['a word', 'nonsense', 'auth.invalid'],
    ['one of another installation', `nrs_${'A'.repeat(54)}`, 'auth.invalid'],
  ])('%s: 401', async (...[, token, code]) => {
    const { status, body, headers } = await world.ask('GET', '/v1/callouts', { token })
    expect([status, body.code, headers.get('www-authenticate')]).toEqual([401, code, 'Bearer'])
  })

  it('may do what their scopes say and issue no wider ones', async () => {
    const token = await world.tokenFor(world.spaceId, ['callouts:read', 'tokens:write'])
    const refused = await world.ask('POST', '/v1/callouts', { token, body: { policy: 'night', text: 'x' } })
    expect([refused.status, refused.body.code, refused.body.detail]).toEqual([
      403,
      'auth.scope_missing',
      'callouts:start',
    ])
    const wider = await world.ask('POST', '/v1/tokens', { token, body: { name: 'x', scopes: ['callouts:start'] } })
    expect(wider.body.code).toBe('token.scope_too_wide')
    const past = await world.ask('POST', '/v1/tokens', {
      body: { name: 'x', scopes: ['users:read'], expiresAt: '2020-01-01T00:00:00Z' },
    })
    expect(past.body.errors[0]?.field).toBe('expiresAt')
  })
})

describe('spaces', () => {
  it('another space sees nothing, and nothing of it is kept for another', async () => {
    const { body: ours } = await start({}, { 'Idempotency-Key': 'shared-key' })
    const space = await world.newSpace('acme')
    const token = await world.tokenFor(space)
    const ask = (method: string, path: string, body?: unknown) =>
      world.ask(method, path, body === undefined ? { token } : { token, body })
    expect((await ask('POST', '/v1/callouts', { policy: 'night', text: 'x' })).body.code).toBe('policy.not_found')
    for (const path of [ours.links.self, ours.links.explanation, ours.links.attempts]) {
      expect((await ask('GET', path)).body.code).toBe('callout.not_found')
    }
    for (const verb of ['cancel', 'acknowledge']) {
      expect((await ask('POST', `${ours.links.self}/${verb}`, {})).body.code).toBe('callout.not_found')
    }
    expect((await ask('GET', '/v1/callouts')).body.items).toEqual([])
    expect((await ask('GET', '/v1/users/sato')).status).toBe(404)
    expect((await ask('DELETE', '/v1/policies/night')).status).toBe(404)
    const theirs = await ask('POST', '/v1/users', { key: 'sato', name: '別の佐藤' })
    expect(theirs.status).toBe(201)
  })
})
