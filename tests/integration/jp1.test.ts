// JP1 CS 通報管理: sign in, execute by name, renew, sign out, and what is answered when something is wrong.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAccount, type Jp1Client, jp1Client, password } from '../support/jp1.ts'
import { createV1World, furnish, type V1World } from '../support/v1.ts'

let world: V1World
let client: Jp1Client
const steps = [{ destinations: [{ user: 'sato' }] }]
const policy = (key: string, name: string, rest: object = {}) =>
  world.ask('POST', '/v1/policies', { body: { key, name, steps, ...rest } })
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  await policy('blogtest', 'blogtest')
  client = await jp1Client(world)
})
afterAll(() => world.close())

const isUuid = expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown
const saidOf = () => {
  const cause = world.started.at(-1)?.cause
  return cause?.kind === 'text' ? cause : null
}

describe('J-031 J-032 signing in', () => {
  it('J-034 J-036 J-037 J-038 J-039 J-040 J-055 answers with three tokens that fit into a shell, and seconds', async () => {
    const { status, headers, body } = await client.signIn()
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
    expect(Object.keys(body)).toEqual(['id_token', 'expires', 'refresh_token', 'access_token'])
    expect(body['expires']).toBe(3_600)
    const tokens = ['id_token', 'refresh_token', 'access_token'].map((name) => String(body[name]))
    for (const token of tokens) expect(token).toMatch(/^[\w.-]{20,}$/)
    expect(new Set(tokens).size).toBe(3)
  })

  it.each(['Application/json', 'application/json', 'APPLICATION/JSON; charset=UTF-8', 'text/plain'])(
    'J-033 Content-Type: %s',
    async (type) => {
      const raw = JSON.stringify({ account: 'ops', password })
      const { status } = await client.post('/api/v1/signin', null, { raw, headers: { 'Content-Type': type } })
      expect(status).toBe(200)
    },
  )

  it('J-035 a subaccount is another principal; none and an empty one are the account itself', async () => {
    await addAccount(world, { spaceId: world.spaceId, account: 'ops', subaccount: 'batch' })
    for (const subaccount of ['batch', '', null])
      expect((await client.signIn({ subaccount })).status, String(subaccount)).toBe(200)
    expect((await client.signIn({ subaccount: 'nobody' })).status).toBe(401)
  })

  it.each<[string, object | string]>([
    ['no account', { password }],
    ['no password', { account: 'ops' }],
    ['an account that is no string', { account: 5, password }],
    ['an empty password', { account: 'ops', password: '' }],
    ['a subaccount that is no string', { account: 'ops', password, subaccount: ['x'] }],
    ['a list', []],
    ['nothing', ''],
    ['the printed sample, smart quote and all', '{"account":”アカウント名","password":"x"}'],
  ])('J-050 400 for %s', async (_name, body) => {
    const sent = typeof body === 'string' ? { raw: body } : {}
    const { status, body: answer } = await client.post('/api/v1/signin', body, sent)
    expect([status, Object.keys(answer)]).toEqual([400, ['message']])
  })

  it('J-050 401 for a wrong password and for an account nobody has, the same to the byte', async () => {
    const wrong = await client.signIn({ password: 'wrong horse battery' })
    const unknown = await client.signIn({ account: 'nobody' })
    expect([wrong.status, wrong.body]).toEqual([401, { message: 'Unauthorized' }])
    expect([unknown.status, unknown.body]).toEqual([401, { message: 'Unauthorized' }])
  })

  it('J-050 429 with Retry-After after too many wrong ones, for whoever comes from there', async () => {
    const headers = { 'X-Forwarded-For': '203.0.113.9' }
    const answers = []
    for (let count = 0; count < 31; count += 1) {
      answers.push(
        await client.post('/api/v1/signin', { account: `guess-${count}`, password: 'wrong password' }, { headers }),
      )
    }
    const last = answers.at(-1)
    expect([last?.status, last?.body]).toEqual([429, { message: 'Too Many Requests' }])
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await client.signIn()).status).toBe(200)
  })

  it('J-054 an account is one of its space, which the host name decides', async () => {
    await world.newSpace('customer')
    expect((await client.signIn({}, 'customer.test')).status).toBe(401)
  })
})

describe('J-041 executing', () => {
  it('J-029 J-042 J-043 J-045 starts the 連絡網 of this name and says what was given', async () => {
    const { status, body } = await client.execute('blogtest', { tel_content: 'エラーが発生しました' })
    expect([status, body]).toEqual([200, { id: isUuid, net: 'blogtest', status: 'accepted' }])
    const order = world.started.at(-1)
    expect(order?.plans[0]?.plan).toMatchObject({ policyKey: 'blogtest', destinations: [{ address: '+819001230001' }] })
    expect(saidOf()).toMatchObject({
      text: 'エラーが発生しました',
      contents: { phone: { body: 'エラーが発生しました' } },
    })
    expect((await world.ask('GET', `/v1/callouts/${String(body['id'])}`)).body).toMatchObject({ policy: 'blogtest' })
  })

  it.each([
    ['Japanese and spaces', '夜間 連絡網(東京)'],
    ['a slash', '本番/夜間'],
    ['an encoded percent sign', '復旧率100%25'],
    ['marks of addresses', 'a?b#c&d=e+f;g'],
    ['quotes and tags', `"'<b>\\`],
    ['emoji', '🔥障害🔥'],
    ['accents in another form', 'ガス設備'.normalize('NFD')],
  ])('J-042 a name with %s', async (what, name) => {
    const key = `net-${what.replaceAll(/[^a-z]/g, '-')}`
    await policy(key, name)
    const { status, body } = await client.execute(name)
    expect([status, body['net']]).toEqual([200, name.normalize('NFC')])
    expect(world.started.at(-1)?.plans[0]?.plan.policyKey).toBe(key)
  })

  it('J-042 J-050 404 for a name nobody has: a key, a part, other letters, dots, NUL', async () => {
    await policy('by-key-only', '表示名')
    for (const name of ['by-key-only', 'BLOGTEST', 'blog', 'a\0b', 'あ'.repeat(300)]) {
      const { status, body } = await client.execute(name)
      expect([status, body], JSON.stringify(name)).toEqual([404, { message: 'Not Found' }])
    }
  })

  it.each(['..', '%2e%2e', '.', '%00', '%ed%a0%80', '%E3%81', '100%', '%', '%zz', ' ', '%20'])(
    'J-050 /net/%s/execute is refused, never a mistake of ours',
    async (written) => {
      const token = String((await client.signIn()).body['id_token'])
      const { status, body } = await client.post(`/api/v1/net/${written}/execute`, {}, { token })
      expect([400, 404]).toContain(status)
      expect(Object.keys(body)).toEqual(['message'])
    },
  )

  it('J-046 J-047 J-048 hands over the contents of mail and Slack beside the phone’s, and our own fields', async () => {
    await client.execute('blogtest', {
      tel_content: '電話',
      mail_subject: '件名',
      mail_content: '本文',
      slack_content: 'スラック',
      teams_content: 'チームズ',
      lineworks_content: 'ライン',
      sms_content: 'ショート',
      desktop_content: '画面',
      patlite_pattern: '100000',
      command_args: '--now',
      something_else: 5,
    })
    expect(saidOf()?.contents).toEqual({
      phone: { body: '電話' },
      mail: { subject: '件名', body: '本文' },
      slack: { body: 'スラック' },
      teams: { body: 'チームズ' },
      lineworks: { body: 'ライン' },
      sms: { body: 'ショート' },
      push: { body: '画面' },
    })
  })

  it('J-049 says the policy’s default, else the standard text, else what another channel says, else nothing: 400', async () => {
    await policy('with-texts', '既定あり', { texts: { phone: { body: '既定の読み上げ' } } })
    const spoken = async (net: string, body: unknown) => {
      const { status } = await client.execute(net, body)
      return status === 200 ? saidOf()?.contents?.phone?.body : status
    }
    expect(await spoken('既定あり', {})).toBe('既定の読み上げ')
    expect(await spoken('既定あり', { tel_content: '', slack_content: 'x' })).toBe('既定の読み上げ')
    expect(await spoken('既定あり', { tel_content: '今回' })).toBe('今回')
    expect(await spoken('blogtest', { mail_subject: '件名だけ' })).toBe('件名だけ')
    expect(await spoken('blogtest', { slack_content: 'スラック', mail_content: 'メール' })).toBe('メール')
    expect(await spoken('blogtest', {})).toBe(400)
    await world.ask('PATCH', '/v1/settings', { body: { texts: { phone: { body: '標準の読み上げ' } } } })
    expect(await spoken('blogtest', {})).toBe('標準の読み上げ')
    const token = String((await client.signIn()).body['id_token'])
    const bare = await client.post('/api/v1/net/blogtest/execute', null, { token, raw: '' })
    expect(bare.status).toBe(200)
    await world.ask('PATCH', '/v1/settings', { body: { texts: {} } })
  })

  it.each<[string, unknown, number]>([
    ['10,000 characters', { tel_content: '障'.repeat(10_000) }, 200],
    ['10,001 characters', { tel_content: '障'.repeat(10_001) }, 400],
    ['10,000 emoji and right-to-left marks', { tel_content: '🔥\u202e'.repeat(5_000) }, 200],
    ['a subject of 1,001 characters', { tel_content: 'x', mail_subject: 's'.repeat(1_001) }, 400],
    ['a number', { tel_content: 5 }, 400],
    ['an object', { mail_content: {} }, 400],
    ['null, which is nothing', { tel_content: 'x', slack_content: null }, 200],
    ['a list', ['x'], 400],
    ['a text', 'x', 400],
    ['what looks like one of our refusals', { tel_content: 'x', status: 999, message: 'x' }, 200],
  ])('J-050 %s', async (...[, body, status]) => {
    expect((await client.execute('blogtest', body)).status).toBe(status)
  })

  it('J-050 1 MiB passes, a byte more is refused, half a JSON too', async () => {
    const token = String((await client.signIn()).body['id_token'])
    const send = async (raw: string) => (await client.post('/api/v1/net/blogtest/execute', null, { token, raw })).status
    const fill = (bytes: number) => `{"tel_content":"x","y":"${'a'.repeat(bytes - 26)}"}`
    expect(Buffer.byteLength(fill(1_048_576))).toBe(1_048_576)
    expect([await send(fill(1_048_576)), await send(fill(1_048_577)), await send('{"tel_content":')]).toEqual([
      200, 413, 400,
    ])
  })

  it('says nothing where a template wants a parameter: its clients can give none', async () => {
    await world.ask('POST', '/v1/templates', { body: { key: 'para', name: 'p', message: '{{server}}: {{text}}' } })
    await policy('para', 'パラメータ', { template: 'para' })
    expect((await client.execute('パラメータ')).status).toBe(200)
  })

  it('J-014 answers suppressed while notification is stopped, and keeps it', async () => {
    const { body: paused } = await world.ask('POST', '/v1/pauses', { body: { policy: 'blogtest', reason: '保守' } })
    const { status, body } = await client.execute('blogtest')
    expect([status, body]).toEqual([200, { id: isUuid, net: 'blogtest', status: 'suppressed' }])
    expect((await world.ask('GET', `/v1/callouts/${String(body['id'])}`)).body).toMatchObject({ outcome: 'suppressed' })
    await world.ask('POST', `/v1/pauses/${paused.id}/end`)
    expect((await client.execute('blogtest')).body['status']).toBe('accepted')
  })

  it('answers aggregated with the callout it was merged into', async () => {
    await policy('thin', '間引き', { thinning: { seconds: 60 } })
    const first = await client.execute('間引き')
    const second = await client.execute('間引き')
    expect([first.body['status'], second.status, second.body]).toEqual([
      'accepted',
      200,
      { id: first.body['id'], net: '間引き', status: 'aggregated' },
    ])
  })

  it('two executions are two, unless they share an Idempotency-Key', async () => {
    const plain = [await client.execute('blogtest'), await client.execute('blogtest')]
    expect(plain[0]?.body['id']).not.toBe(plain[1]?.body['id'])
    const headers = { 'Idempotency-Key': 'job-1' }
    const keyed = [
      await client.execute('blogtest', { tel_content: 'a' }, headers),
      await client.execute('blogtest', { tel_content: 'a' }, headers),
    ]
    expect(keyed[1]).toMatchObject({ status: 200, body: keyed[0]?.body as object })
    expect((await client.execute('blogtest', { tel_content: 'b' }, headers)).status).toBe(409)
    expect((await client.execute('blogtest', {}, { 'Idempotency-Key': 'with space' })).status).toBe(400)
  })

  it('400 with words for a 連絡網 that cannot be followed', async () => {
    await world.config.users.create(world.spaceId, { key: 'gone', name: 'x', language: 'ja', methods: [] })
    await policy('nobody', '誰もいない', { steps: [{ destinations: [{ user: 'gone' }] }] })
    const { status, body } = await client.execute('誰もいない')
    expect([status, body['message']]).toEqual([400, expect.stringContaining('連絡できません')])
  })
})

describe('J-043 J-044 the token', () => {
  const withHeader = (authorization: string | null) =>
    client.post(
      '/api/v1/net/blogtest/execute',
      { tel_content: 'x' },
      authorization === null ? {} : { headers: { Authorization: authorization } },
    )

  it('J-044 is taken whatever the letters of the scheme', async () => {
    const token = String((await client.signIn()).body['id_token'])
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'Bearer  '])
      expect((await withHeader(`${scheme} ${token}`)).status, scheme).toBe(200)
  })

  it('J-040 the access token and the refresh token are not for this', async () => {
    const { body } = await client.signIn()
    for (const name of ['access_token', 'refresh_token']) {
      const answer = await withHeader(`Bearer ${String(body[name])}`)
      expect([answer.status, answer.body], name).toEqual([401, { message: 'Unauthorized' }])
    }
  })

  it.each([null, '', 'Bearer', 'Bearer ', 'Basic b3BzOng=', 'Bearer a b', `Bearer ${'x'.repeat(5_000)}`])(
    'J-050 %s is refused before anything else is looked at',
    async (authorization) => {
      const { status, body } = await withHeader(authorization)
      expect([status, body]).toEqual([401, { message: 'Unauthorized' }])
      const unknown = await client.post('/api/v1/net/ghost/execute', 'x', {
        headers: authorization === null ? {} : { Authorization: authorization },
      })
      expect(unknown.status).toBe(401)
    },
  )

  it('J-038 an expired one is told so', async () => {
    const token = String((await client.signIn()).body['id_token'])
    world.clock.nowMs += 3_600_000
    const { status, body } = await withHeader(`Bearer ${token}`)
    expect([status, body]).toEqual([401, { message: 'The incoming token has expired' }])
    client = { ...client, execute: (await jp1Client(world, 'ops-later')).execute }
  })

  it('another space’s is as good as none', async () => {
    const token = String((await client.signIn()).body['id_token'])
    const { status, body } = await client.post(
      '/api/v1/net/blogtest/execute',
      { tel_content: 'x' },
      { token, host: 'customer.test' },
    )
    expect([status, body]).toEqual([401, { message: 'Unauthorized' }])
  })

  it('403 for a subaccount that may not use this 連絡網, and for an account without any right', async () => {
    await addAccount(world, { spaceId: world.spaceId, account: 'limited', subaccount: 'sub', policies: ['blogtest'] })
    await addAccount(world, { spaceId: world.spaceId, account: 'powerless', role: null })
    await policy('not-theirs', '使えない網')
    const asLimited = await client.signIn({ account: 'limited', subaccount: 'sub' })
    const token = String(asLimited.body['id_token'])
    const execute = (net: string, as: string) =>
      client.post(`/api/v1/net/${encodeURIComponent(net)}/execute`, { tel_content: 'x' }, { token: as })
    expect((await execute('blogtest', token)).status).toBe(200)
    const refused = await execute('使えない網', token)
    expect([refused.status, refused.body]).toEqual([403, { message: 'Forbidden' }])
    const powerless = String((await client.signIn({ account: 'powerless' })).body['id_token'])
    expect((await execute('blogtest', powerless)).status).toBe(403)
  })
})

describe('J-039 J-040 going on and signing out', () => {
  it('a refresh token brings a new id token, and no new refresh token', async () => {
    const { body } = await client.signIn()
    const renewed = await client.post('/api/v1/refresh', { refresh_token: body['refresh_token'] })
    expect([renewed.status, Object.keys(renewed.body)]).toEqual([200, ['id_token', 'expires', 'access_token']])
    const token = String(renewed.body['id_token'])
    const answer = await client.post('/api/v1/net/blogtest/execute', { tel_content: 'x' }, { token })
    expect(answer.status).toBe(200)
  })

  it.each([
    [{ refresh_token: 'nrr_nonsense' }, 401],
    [{ refresh_token: 5 }, 400],
    [{}, 400],
  ])('%j is answered with %i', async (body, status) => {
    expect((await client.post('/api/v1/refresh', body)).status).toBe(status)
  })

  it.each(['header', 'body'])(
    'the access token in the %s ends the session: its id token is refused from then on',
    async (where) => {
      const { body } = await client.signIn()
      const token = String(body['id_token'])
      const access = String(body['access_token'])
      const signOut = () =>
        where === 'header'
          ? client.post('/api/v1/signout', null, { raw: '', token: access })
          : client.post('/api/v1/signout', { access_token: access })
      const out = await signOut()
      expect([out.status, out.body]).toEqual([200, {}])
      const after = await client.post('/api/v1/net/blogtest/execute', { tel_content: 'x' }, { token })
      expect([after.status, after.body]).toEqual([401, { message: 'Unauthorized' }])
      expect((await client.post('/api/v1/refresh', { refresh_token: body['refresh_token'] })).status).toBe(401)
      expect((await signOut()).status).toBe(401)
    },
  )

  it('an id token does not sign out', async () => {
    const { body } = await client.signIn()
    expect((await client.post('/api/v1/signout', null, { raw: '', token: String(body['id_token']) })).status).toBe(401)
  })
})

describe('J-050 whatever else is asked', () => {
  it.each([
    ['GET', '/api/v1/signin', 405],
    ['PUT', '/api/v1/net/blogtest/execute', 405],
    ['DELETE', '/api/v1/signout', 405],
    ['OPTIONS', '/api/v1/refresh', 405],
    ['POST', '/api/v1/signin/', 404],
    ['POST', '/api/v1/net/a/b/execute', 404],
    ['POST', '/api/v1/nothing', 404],
  ])('%s %s: %i in its own shape', async (method, path, status) => {
    const answer = await world.ask(method, path, { token: null })
    expect([answer.status, Object.keys(answer.body)]).toEqual([status, ['message']])
    expect(answer.headers.get('allow')).toBe(status === 405 ? 'POST' : null)
  })

  it('a database that is away: 503 with Retry-After; a mistake of ours: 500 and not a word more', async () => {
    const { Unavailable } = await import('../support/v1.ts')
    world.failing.engine = new Unavailable('away')
    const away = await client.execute('blogtest')
    expect([away.status, away.headers.get('retry-after'), away.body]).toEqual([
      503,
      '5',
      { message: 'Service Unavailable' },
    ])
    world.failing.engine = new Error('secret detail')
    const mistake = await client.execute('blogtest')
    expect([mistake.status, mistake.body]).toEqual([500, { message: 'Internal Server Error' }])
    world.failing.engine = null
  })
})
