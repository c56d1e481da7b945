// Sources and routing rules in configuration files: the difference first, whole or not at all, twice is once, no key ever comes back.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Body, createV1World, type V1World } from '../support/v1.ts'

let world: V1World
let token: string
let count = 0
beforeAll(async () => {
  world = await createV1World()
})
afterAll(() => world.close())
beforeEach(async () => {
  count += 1
  token = await world.tokenFor(await world.newSpace(`space-${count}`))
  world.env['TWILIO_SECRET'] = 'first-secret'
  world.env['NOROSHI_SIM_AUTH_TOKEN'] = 'first-secret'
  world.env['AM_KEY'] = `first-key-of-the-source-${count}`
})

const ask = (method: string, path: string, body?: unknown) =>
  world.ask(method, path, body === undefined ? { token } : { token, body })
const plan = (document: unknown, prune = false) => ask('POST', '/v1/config/plan', { document, prune })
const apply = (document: unknown, prune = false) => ask('POST', '/v1/config/apply', { document, prune })
const changed = (body: Body) =>
  body.changes
    .filter((change) => change['action'] !== 'unchanged')
    .map((change) => `${String(change['action'])} ${String(change['kind'])} ${change.key}`)
const fieldsOf = (body: Body, key: string) => body.changes.find((change) => change.key === key)?.['fields']
const send = (key: string | undefined) =>
  world.ask('POST', '/hooks/alertmanager', {
    body: { alerts: [] },
    token: null,
    host: `space-${count}.test`,
    headers: { Authorization: `Bearer ${key}` },
  })

const source = { key: 'am', name: '本番', kind: 'alertmanager', secret: { env: 'AM_KEY' } }
const rule = { key: 'db', name: 'DB', policy: 'night', match: { hosts: ['db*'], severities: ['critical'] } }
const document = (rest = {}) => ({
  version: 1,
  users: [
    {
      key: 'sato',
      name: 'sato',
      contactMethods: [{ channel: 'phone', label: '携帯', address: '+81-90-0123-0001', default: true }],
    },
  ],
  connections: [
    {
      key: 'sim',
      name: '模擬',
      kind: 'twilio',
      settings: { accountSid: `AC${'0'.repeat(32)}`, baseUrl: 'http://127.0.0.1:8090', simulated: true },
      secrets: { authToken: { env: 'TWILIO_SECRET' } },
    },
  ],
  policies: ['night', 'day'].map((key) => ({ key, name: key, steps: [{ destinations: [{ user: 'sato' }] }] })),
  sources: [source],
  rules: [rule],
  ...rest,
})

it('are shown first, made as shown, and made once; the key is the one the environment has', async () => {
  const planned = await plan(document())
  expect(planned.status).toBe(200)
  expect(changed(planned.body)).toEqual(expect.arrayContaining(['create source am', 'create rule db']))
  expect((await ask('GET', '/v1/sources')).body.items).toEqual([])
  expect(changed((await apply(document())).body)).toEqual(changed(planned.body))
  expect((await ask('GET', '/v1/sources/am')).body).toMatchObject({ name: '本番', managedBy: 'file' })
  expect((await ask('GET', '/v1/rules/db')).body).toMatchObject({ policy: 'night', from: 1, managedBy: 'file' })
  expect((await send(world.env['AM_KEY'])).status).toBe(200)
  expect(changed((await apply(document())).body)).toEqual([])
})

it('the difference names fields, and never a key', async () => {
  await apply(document())
  const before = world.env['AM_KEY']
  world.env['AM_KEY'] = `second-key-of-the-source-${count}`
  const other = document({
    sources: [{ ...source, name: '検証' }],
    rules: [{ ...rule, policy: 'day', delaySeconds: 60 }],
  })
  const { body } = await plan(other)
  expect(fieldsOf(body, 'am')).toEqual([
    { field: 'name', before: '本番', after: '検証' },
    { field: 'secret', before: '(set)', after: '(new value)' },
  ])
  expect(fieldsOf(body, 'db')).toEqual([
    { field: 'policy', before: 'night', after: 'day' },
    { field: 'delaySeconds', before: 0, after: 60 },
  ])
  expect(JSON.stringify(body)).not.toContain('key-of-the-source')
  await apply(other)
  expect([(await send(before)).status, (await send(world.env['AM_KEY'])).status]).toEqual([401, 200])
})

it('the export can be applied again and changes nothing; it holds no key', async () => {
  const mapping = { key: ['$.id'], state: { value: '$.s', recovered: ['ok'] } }
  await apply(document({ sources: [source, { key: 'own', name: 'own', mapping }] }))
  const exported = (await ask('GET', '/v1/config/export')).body
  expect(exported).toMatchObject({
    sources: [
      { key: 'am', kind: 'alertmanager' },
      { key: 'own', mapping: { key: ['$.id'] } },
    ],
    rules: [{ key: 'db', policy: 'night', match: { hosts: ['db*'] } }],
  })
  expect(JSON.stringify(exported)).not.toContain('key-of-the-source')
  expect(changed((await apply(exported, true)).body)).toEqual([])
  expect((await send(world.env['AM_KEY'])).status).toBe(200)
})

it('what is no longer in the file goes with prune, and its key may be given to another', async () => {
  await apply(document())
  expect(changed((await apply(document({ sources: [], rules: [] }), true)).body)).toEqual([
    'delete rule db',
    'delete source am',
  ])
  expect((await send(world.env['AM_KEY'])).status).toBe(401)
  expect((await apply(document({ sources: [{ ...source, key: 'again' }] }))).status).toBe(200)
  expect((await send(world.env['AM_KEY'])).status).toBe(200)
})

it('what people made by hand is theirs, and the other way round', async () => {
  await ask('POST', '/v1/sources', { key: 'am', name: 'by hand' })
  expect((await apply(document())).body).toMatchObject({ code: 'config.managed_by_console' })
  await ask('DELETE', '/v1/sources/am')
  await apply(document())
  expect((await ask('PATCH', '/v1/rules/db', { enabled: false })).body.code).toBe('config.managed_by_file')
})

it.each<[string, object, string, string | null]>([
  ['a policy nobody has', { rules: [{ ...rule, policy: 'nobody' }] }, 'rule.policy_unknown', 'rules.0.policy'],
  ['no variable', { sources: [{ ...source, secret: { env: 'NOT_SET' } }] }, 'config.invalid', 'sources.0.secret'],
  [
    'a key that can be guessed',
    { sources: [{ ...source, secret: { env: 'SHORT' } }] },
    'config.invalid',
    'sources.0.secret',
  ],
  ['one key for two', { sources: [source, { ...source, key: 'b' }] }, 'source.secret_taken', 'sources.1.secret'],
  ['a key in the file', { sources: [{ ...source, secret: 'x' }] }, 'request.invalid', 'document.sources.0.secret'],
  ['the same twice', { rules: [rule, rule] }, 'request.invalid', 'document.rules.1.key'],
  [
    'a mapping for what has its own form',
    { sources: [{ ...source, mapping: { key: ['$.a'], state: { value: '$.b' } } }] },
    'request.invalid',
    'document.sources.0.mapping',
  ],
])('with %s nothing is written', async (...[, rest, code, field]) => {
  world.env['SHORT'] = 'secret'
  const { body } = await apply(document(rest))
  expect(body.code).toBe(code)
  expect(JSON.stringify(body)).toContain(`"${field}"`)
  expect((await ask('GET', '/v1/sources')).body.items).toEqual([])
  expect((await ask('GET', '/v1/users')).body.items).toEqual([])
})

it('T-004 a mailbox stands in a file with its rules, comes out of it again, and twice is once', async () => {
  const mail = { senders: ['*@example.jp'], rules: [{ subject: ['*OK*'], does: 'drop' }] }
  const sources = [{ key: 'letters', name: '監視メール', kind: 'mail', mail }]
  expect(changed((await apply(document({ sources, rules: [] }))).body)).toContain('create source letters')
  expect(changed((await plan(document({ sources, rules: [] }))).body)).toEqual([])
  const whole = {
    senders: ['*@example.jp'],
    rules: [{ from: [], subject: ['*OK*'], body: [], does: 'drop', extract: [] }],
  }
  expect((await ask('GET', '/v1/sources/letters')).body['mail']).toEqual(whole)
  expect((await ask('GET', '/v1/config/export')).page).toContain('*OK*')
  const wrong = await apply(document({ sources: [{ ...sources[0], kind: 'generic' }], rules: [] }))
  expect([wrong.status, JSON.stringify(wrong.body)]).toEqual([
    422,
    expect.stringContaining('種類が mail の通知元でだけ使えます'),
  ])
})
