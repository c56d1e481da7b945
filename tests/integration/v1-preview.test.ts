// Previews and pictures over /v1: what is asked, what is shown, what is refused, and that nothing is left behind.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
})
afterAll(() => world.close())

type Shown = {
  readonly reached: boolean
  readonly outcome: string
  readonly acknowledgedBy: string | null
  readonly attempts: readonly {
    name: string
    result: string
    address: string
    said: { lines: string[] }[]
    begunAt: string
  }[]
  readonly findings: readonly { code: string; message: string }[]
  readonly cost: object
  readonly history: readonly { text: string }[]
  readonly stopped: object | null
}
const at = '2027-01-01T03:00:00+09:00'
const ask = async (body: object, path = '/v1/policies/night/preview', options: object = {}) => {
  const answer = await world.ask('POST', path, { body, ...options })
  return { ...answer, shown: answer.body as unknown as Shown }
}

describe('a preview', () => {
  it('nobody answers unless told: every call of every loop, with reasons in words, and nothing is kept', async () => {
    const { status, shown } = await ask({ at })
    expect(status).toBe(200)
    expect(shown).toMatchObject({ reached: false, outcome: 'exhausted', stopped: null })
    expect(shown.attempts[0]).toMatchObject({
      name: 'satoさん',
      result: 'no_answer',
      begunAt: '2026-12-31T18:00:00.000Z',
    })
    expect(shown.history[0]?.text).toContain('通報を開始')
    expect(world.started).toEqual([])
    expect((await world.ask('GET', '/v1/callouts')).body.items).toEqual([])
  })

  it('people by key, id or name, each call its own behaviour; the texts as they would be spoken', async () => {
    const { body } = await world.ask('GET', '/v1/users/suzuki')
    for (const user of ['suzuki', body.id, 'suzukiさん']) {
      const people = [{ user, behaviours: [{ does: 'busy' }, { does: 'answers', afterSeconds: 9, keys: '1' }] }]
      const { shown } = await ask({ at, text: '停止しました', people })
      expect(shown).toMatchObject({ reached: true, outcome: 'acknowledged', acknowledgedBy: 'suzukiさん' })
      expect(shown.attempts.at(-1)?.said[0]?.lines).toEqual(expect.arrayContaining(['停止しました']))
    }
  })

  it('of a policy that is not saved, with findings and the costs by the connection’s prices', async () => {
    const price = { currency: 'JPY', perCallMicros: 500_000, perMinuteMicros: 20_000_000 }
    const settings = { accountSid: `AC${'0'.repeat(32)}`, baseUrl: 'http://127.0.0.1:8090', simulated: true, price }
    expect((await world.ask('PATCH', '/v1/connections/sim', { body: { settings } })).status).toBe(200)
    const steps = [{ destinations: [{ user: 'sato' }, { user: 'nobody' }], waitSeconds: 10 }]
    const policy = { key: 'draft', name: '下書き', steps, connection: 'sim', from: '+815012345678' }
    const { shown } = await ask(
      { policy, at, targetSeconds: 5, others: { does: 'answers' } },
      '/v1/policies/preview?lang=en',
    )
    expect(shown.findings.map(({ code }) => code)).toEqual([
      'policy.user_unknown',
      'preview.wait_without_effect',
      'preview.beyond_target',
    ])
    expect(shown.cost).toEqual({
      calls: 1,
      answered: 1,
      minutes: 1,
      messages: 0,
      costs: [{ currency: 'JPY', micros: 20_500_000 }],
      unpriced: 0,
    })
    expect((await world.ask('GET', '/v1/policies/draft')).status).toBe(404)
  })

  it('by somebody’s own order: each method in its turn, after their own waits, said in words; a policy keeps it', async () => {
    const settings = { host: 'mail.example.jp', port: 25, from: 'noroshi@example.jp', security: 'none' }
    const mail = { key: 'mail', name: 'mail', kind: 'smtp', settings, secrets: {} }
    await world.ask('POST', '/v1/connections', { body: mail })
    const contactMethods = [
      { channel: 'mail', label: 'm', address: 'own@example.jp', default: true, waitMinutes: 7 },
      { channel: 'phone', label: 'p', address: '+819012349999', default: true },
    ]
    const user = await world.ask('POST', '/v1/users', { body: { key: 'own', name: '順さん', contactMethods } })
    expect(user.body.contactMethods[0]).toMatchObject({ waitMinutes: 7 })
    const steps = [{ destinations: [{ user: 'own', methods: 'own' }] }]
    const policy = {
      key: 'own',
      name: '本人の順番',
      steps,
      connection: 'sim',
      from: '+815012345678',
      loops: { max: 1 },
    }
    expect((await world.ask('POST', '/v1/policies', { body: policy })).body['steps']).toEqual(steps)
    const { shown } = await ask({ at }, '/v1/policies/own/preview?lang=ja')
    expect(shown.attempts.map(({ begunAt, address }) => `${begunAt.slice(11, 16)} ${address}`)).toEqual([
      '18:00 own@example.jp',
      '18:07 +819012349999',
      '18:09 +819012349999',
    ])
    expect(shown.history.map(({ text }) => text)).toContain('1周目の段1の2番目の連絡方法に進みました。')
    const [first, ...others] = contactMethods
    const patch = { contactMethods: [{ ...first, waitMinutes: 3 }, ...others] }
    const patched = await world.ask('PATCH', '/v1/users/own', { body: patch })
    expect(patched.body.contactMethods[0]).toMatchObject({ waitMinutes: 3 })
    const wrong = {
      ...policy,
      key: 'wrong',
      steps: [{ destinations: [{ user: 'own', methods: 'own', channel: 'mail' }] }],
    }
    expect((await world.ask('POST', '/v1/policies', { body: wrong })).body.errors[0]?.field).toBe(
      'steps.0.destinations.0.channel',
    )
    const exported = (await world.ask('GET', '/v1/config/export')).page
    expect(exported).toContain('"waitMinutes":3')
    expect(exported).toContain('"methods":"own"')
  })

  it('hides numbers from those who may not see them', async () => {
    const token = await world.tokenFor(world.spaceId, ['policies:read'])
    const { shown, page } = await ask({ at }, '/v1/policies/night/preview', { token })
    expect(shown.attempts[0]?.address).toMatch(/\*{4}/)
    expect(page).not.toContain('+819001230001')
  })

  it('is the same twice', async () => {
    const asked = { at, others: { does: 'any' }, seed: 9 }
    expect((await ask(asked)).page).toBe((await ask(asked)).page)
  })
})

describe('a picture', () => {
  const svgOf = (headers: Record<string, string>, path = '/v1/policies/night/preview') =>
    world.ask('POST', path, { body: { at }, headers })

  it('by Accept or by format, as a document that can do nothing', async () => {
    for (const answer of [
      await svgOf({ Accept: 'image/svg+xml' }),
      await svgOf({}, '/v1/policies/night/preview?format=svg&width=390'),
    ]) {
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toContain('image/svg+xml')
      expect(answer.headers.get('content-security-policy')).toContain('sandbox')
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.page).toMatch(/^<svg /)
    }
    expect(
      (await svgOf({ Accept: 'image/svg+xml' }, '/v1/policies/night/preview?format=json')).headers.get('content-type'),
    ).toContain('json')
  })

  it('in brief beside how it ends, as wide as it is asked for: the same picture and the same findings, and no call of its own', async () => {
    const query = 'width=390&theme=dark&lang=en'
    const { status, body, page } = await svgOf({}, `/v1/policies/night/preview?format=brief&${query}`)
    const whole = (await svgOf({}, `/v1/policies/night/preview?format=json&${query}`)).body
    const { policies: _policies, attempts: _attempts, history: _history, textsLeftOut: _left, ...ending } = whole
    const drawn = (await svgOf({}, `/v1/policies/night/preview?format=svg&${query}`)).page
    expect([status, body]).toEqual([200, { ...ending, picture: drawn }])
    expect(page.length).toBeLessThan(drawn.length * 2)
  })

  it('goes out as gzip to whoever takes it, and to nobody else', async () => {
    const path = '/v1/policies/night/preview?format=svg'
    const as = (encoding: string) => svgOf({ 'Accept-Encoding': encoding }, path)
    const [plain, packed] = [await as('identity'), await as('gzip')]
    expect([plain, packed].map(({ headers }) => headers.get('content-encoding'))).toEqual([null, 'gzip'])
    expect(packed.headers.get('vary')).toMatch(/accept-encoding/i)
    expect(packed.page).toBe(plain.page)
  })

  it('of a callout, and only of one’s own space', async () => {
    const { body } = await startIn(world, {})
    const answer = await world.ask('GET', `/v1/callouts/${body.id}/picture.svg?lang=en`)
    expect([answer.status, answer.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining('sandbox'),
    ])
    expect(answer.page).toContain('satoさん')
    const missing = await world.ask('GET', '/v1/callouts/0199c2a4-7d1e-7f3a-9a55-3d1c6f0a2b11/picture.svg')
    expect([missing.status, missing.body.code]).toEqual([404, 'callout.not_found'])
  })
})

describe('refused, as a start would be', () => {
  const steps = [{ destinations: [{ user: 'sato' }] }]
  it.each<[string, object, string, number, string]>([
    ['an unknown policy', { at }, '/v1/policies/nowhere/preview', 404, 'policy.not_found'],
    [
      'an unknown person',
      { people: [{ user: 'ghost', behaviours: [{ does: 'busy' }] }] },
      '/v1/policies/night/preview',
      404,
      'user.not_found',
    ],
    ['an unknown behaviour', { others: { does: 'sleeps' } }, '/v1/policies/night/preview', 422, 'request.invalid'],
    ['an instant without a zone', { at: '2027-01-01T03:00:00' }, '/v1/policies/night/preview', 422, 'request.invalid'],
    [
      'an instant that does not exist',
      { at: '2027-02-30T03:00:00Z' },
      '/v1/policies/night/preview',
      422,
      'request.invalid',
    ],
    ...['1947-12-31T23:59:59Z', '2100-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z'].map(
      (year): [string, object, string, number, string] => [
        `a year no calendar answers for: ${year}`,
        { at: year },
        '/v1/policies/night/preview',
        422,
        'request.invalid',
      ],
    ),
    [
      'keys no phone has',
      { others: { does: 'answers', keys: 'x' } },
      '/v1/policies/night/preview',
      422,
      'request.invalid',
    ],
    ['a width no page has', { at }, '/v1/policies/night/preview?format=svg&width=1', 422, 'request.invalid'],
    [
      'a policy that nobody is in',
      { policy: { key: 'e', name: 'e', steps: [] } },
      '/v1/policies/preview',
      422,
      'policy.empty',
    ],
    [
      'an unknown connection',
      { policy: { key: 'e', name: 'e', steps, connection: 'none' } },
      '/v1/policies/preview',
      422,
      'policy.connection_unknown',
    ],
    [
      'a policy that escalates to itself',
      { policy: { key: 'e', name: 'e', steps, escalatesTo: 'e' } },
      '/v1/policies/preview',
      422,
      'policy.escalation_cycle',
    ],
  ])('%s', async (...[, body, path, status, code]) => {
    const answer = await ask(body, path)
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  it('without policies:read, and in another space', async () => {
    const token = await world.tokenFor(world.spaceId, ['callouts:read'])
    expect((await ask({ at }, '/v1/policies/night/preview', { token })).status).toBe(403)
  })
})

describe('a sweep', () => {
  const sweep = (path: string, body: object = {}, options: object = {}) =>
    world.ask('POST', `/v1/policies/${path}/sweep`, { body, ...options })

  it('T-017 finds when a schedule has nobody, in spans to the quarter of an hour', async () => {
    const layer = {
      key: 'days',
      shift: { unit: 'day', every: 1, time: '09:00' },
      people: ['sato'],
      startsAt: '2026-12-01T09:00:00+09:00',
      only: { anyOf: [{ bands: [{ from: '08:30', to: '20:00' }] }] },
    }
    const schedule = { key: 'days', name: '日勤', positions: [{ key: 'first', layers: [layer] }] }
    expect((await world.ask('POST', '/v1/schedules', { body: schedule })).status).toBe(201)
    const steps = [{ destinations: [{ schedule: 'days' }] }]
    const policy = { key: 'days', name: '日勤', steps, connection: 'sim', from: '+815012345678' }
    expect(await world.ask('POST', '/v1/policies', { body: policy })).toMatchObject({ status: 201 })
    const { status, body } = await sweep('days', { at, days: 1 })
    expect(status).toBe(200)
    const spans = [
      { startsAt: '2026-12-31T18:00:00.000Z', endsAt: '2026-12-31T23:30:00.000Z' },
      { startsAt: '2027-01-01T11:00:00.000Z', endsAt: '2027-01-01T18:00:00.000Z' },
    ]
    expect(body).toMatchObject({ policy: 'days', everyMinutes: 15, nobody: spans })
    expect(body.gaps).toEqual(
      spans.map((span) => ({
        ...span,
        policy: 'days',
        step: 1,
        schedule: '日勤',
        position: null,
        name: null,
        message: expect.stringContaining('日勤') as unknown,
      })),
    )
  })

  it('T-017 goes by whichever variant applies at each of its instants', async () => {
    const calendar = {
      key: 'evening',
      name: '夜間',
      conditions: [{ key: 'evening', anyOf: [{ bands: [{ from: '20:00', to: '08:30' }] }] }],
    }
    expect(await world.ask('POST', '/v1/calendars', { body: calendar })).toMatchObject({ status: 201 })
    const steps = [{ destinations: [{ user: 'sato' }] }]
    const when = { calendar: 'evening', condition: 'evening' }
    const variants = [{ name: '夜間', when, steps }]
    expect(await world.ask('PATCH', '/v1/policies/days', { body: { variants } })).toMatchObject({ status: 200 })
    expect((await sweep('days', { at, days: 1 })).body).toMatchObject({ nobody: [], gaps: [] })
    const other = [
      { name: '夜間', when: { ...when, condition: 'evening' }, steps: [{ destinations: [{ schedule: 'days' }] }] },
    ]
    await world.ask('PATCH', '/v1/policies/days', { body: { steps, variants: other } })
    expect((await sweep('days', { at, days: 1 })).body['nobody']).toEqual([
      { startsAt: '2026-12-31T18:00:00.000Z', endsAt: '2026-12-31T23:30:00.000Z' },
      { startsAt: '2027-01-01T11:00:00.000Z', endsAt: '2027-01-01T18:00:00.000Z' },
    ])
  })

  it('finds nothing where people are named; nothing but the asked for is taken', async () => {
    expect(await sweep('night')).toMatchObject({ status: 200, body: { nobody: [], gaps: [] } })
    expect(await sweep('night', { days: 32 })).toMatchObject({ status: 422 })
    expect(await sweep('night', { at: '2100-01-01T00:00:00Z' })).toMatchObject({ status: 422 })
    expect(await sweep('nowhere')).toMatchObject({ status: 404, body: { code: 'policy.not_found' } })
    const token = await world.tokenFor(world.spaceId, ['callouts:read'])
    expect(await sweep('night', {}, { token })).toMatchObject({ status: 403 })
  })
})
