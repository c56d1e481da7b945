// Configuration as a file, from outside: shown first, applied whole or not at all, twice is once, no secret ever comes back.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Body, createV1World, type V1World } from '../support/v1.ts'

let world: V1World
let token: string
let space: string
let count = 0
beforeAll(async () => {
  world = await createV1World()
})
afterAll(() => world.close())
beforeEach(async () => {
  count += 1
  space = await world.newSpace(`space-${count}`)
  token = await world.tokenFor(space)
  world.env['TWILIO_SECRET'] = 'first-secret'
})

const ask = (method: string, path: string, body?: unknown) =>
  world.ask(method, path, body === undefined ? { token } : { token, body })
const plan = (document: unknown, prune = false) => ask('POST', '/v1/config/plan', { document, prune })
const apply = (document: unknown, prune = false) => ask('POST', '/v1/config/apply', { document, prune })
const actions = (body: Body) =>
  body.changes.map((change) => `${String(change['action'])} ${String(change['kind'])} ${change.key}`)
const fieldsOf = (body: Body, key: string) => body.changes.find((change) => change.key === key)?.['fields']

const user = (key: string, address: string) => ({
  key,
  name: key,
  contactMethods: [{ channel: 'phone', label: '携帯', address, default: true }],
})
const connection = {
  key: 'sim',
  name: '模擬',
  kind: 'twilio',
  settings: { accountSid: `AC${'0'.repeat(32)}`, baseUrl: 'http://127.0.0.1:8090', simulated: true },
  secrets: { authToken: { env: 'TWILIO_SECRET' } },
}
const policy = (key: string, who: string, rest = {}) => ({
  key,
  name: key,
  steps: [{ destinations: [{ user: who }] }],
  ...rest,
})
const document = (rest = {}) => ({
  version: 1,
  users: [user('sato', '+81-90-0123-0001'), user('suzuki', '+81-90-0123-0002')],
  connections: [connection],
  templates: [{ key: 'plain', name: '普通', message: '{{text}}です' }],
  policies: [
    policy('night', 'sato', {
      escalatesTo: 'boss',
      template: 'plain',
      connection: 'sim',
      from: '+815012340001',
      ringSeconds: 30,
    }),
    policy('boss', 'suzuki'),
  ],
  ...rest,
})

describe('applying a file', () => {
  it('shows everything first, applies it, and has nothing to do the second time', async () => {
    const shown = await plan(document())
    expect(actions(shown.body)).toEqual([
      'create user sato',
      'create user suzuki',
      'create connection sim',
      'create template plain',
      'create policy night',
      'create policy boss',
    ])
    expect((await ask('GET', '/v1/users')).body.items).toEqual([])
    expect(actions((await apply(document())).body)).toEqual(actions(shown.body))
    const again = await apply(document())
    expect(actions(again.body).every((line) => line.startsWith('unchanged'))).toBe(true)
    const started = await ask('POST', '/v1/callouts', { policy: 'night', text: '停止' })
    expect(started.status).toBe(201)
    expect(world.started.at(-1)?.plans).toHaveLength(2)
  })

  it('names each field that changes, before and after', async () => {
    await apply(document())
    const changed = document({
      users: [user('sato', '+81-90-0123-0009'), user('suzuki', '+81-90-0123-0002')],
      policies: [
        policy('night', 'sato', {
          escalatesTo: 'boss',
          template: 'plain',
          connection: 'sim',
          from: '+815012340001',
          ringSeconds: 45,
        }),
        policy('boss', 'suzuki', { redial: { max: 2 } }),
      ],
    })
    const { body } = await plan(changed)
    expect(fieldsOf(body, 'night')).toEqual([{ field: 'ringSeconds', before: 30, after: 45 }])
    expect(fieldsOf(body, 'boss')).toEqual([{ field: 'redial.max', after: 2 }])
    expect(JSON.stringify(fieldsOf(body, 'sato'))).toContain('+819001230009')
    const blind = await world.tokenFor(space, ['config:write'])
    const masked = await world.ask('POST', '/v1/config/plan', { token: blind, body: { document: changed } })
    expect(JSON.stringify(masked.body)).not.toContain('+819001230009')
    await apply(changed)
    expect((await ask('GET', '/v1/policies/night')).body).toMatchObject({ ringSeconds: 45, managedBy: 'file' })
  })

  it('a secret that changed is told, never its value', async () => {
    await apply(document())
    world.env['TWILIO_SECRET'] = 'second-secret'
    const { body } = await plan(document())
    expect(fieldsOf(body, 'sim')).toEqual([{ field: 'secrets.authToken', before: '(set)', after: '(new value)' }])
    expect(JSON.stringify(body)).not.toContain('-secret')
    await apply(document())
    expect(fieldsOf((await plan(document())).body, 'sim')).toEqual([])
  })

  it('holds no keys of a connection to browsers, and leaves those it has: browsers would receive no more', async () => {
    const browsers = {
      key: 'push',
      name: 'push',
      kind: 'web_push',
      settings: { contact: 'mailto:a@example.jp' },
      secrets: {},
    }
    const keys = () => world.config.push.keys(space)
    await apply(document({ connections: [connection, browsers] }))
    const before = await keys()
    expect(before).toMatchObject([{ key: 'push' }])
    const same = (await plan(document({ connections: [connection, browsers] }))).body
    expect(actions(same)).toContain('unchanged connection push')
    const changed = { ...browsers, settings: { contact: 'mailto:b@example.jp' } }
    expect((await apply(document({ connections: [connection, changed] }))).status).toBe(200)
    expect(await keys()).toEqual(before)
  })

  it('deletes only with prune, and only what came from a file', async () => {
    await apply(document())
    await ask('POST', '/v1/users', user('by-hand', '+81-90-0123-0003'))
    const smaller = document({
      users: [user('sato', '+81-90-0123-0001')],
      policies: [policy('night', 'sato')],
      templates: [],
    })
    expect(actions((await apply(smaller)).body).some((line) => line.startsWith('delete'))).toBe(false)
    const pruned = await apply(smaller, true)
    expect(actions(pruned.body).filter((line) => line.startsWith('delete'))).toEqual([
      'delete policy boss',
      'delete template plain',
      'delete user suzuki',
    ])
    const { body } = await ask('GET', '/v1/users')
    expect(body.items.map((one) => one.key)).toEqual(['by-hand', 'sato'])
  })

  it('a file’s objects are not changed by hand, and a hand’s not by a file', async () => {
    await apply(document())
    expect((await ask('PATCH', '/v1/users/sato', { name: 'x' })).body.code).toBe('config.managed_by_file')
    expect((await ask('DELETE', '/v1/policies/night')).body.code).toBe('config.managed_by_file')
    await ask('POST', '/v1/users', user('by-hand', '+81-90-0123-0003'))
    const clash = await apply(document({ users: [user('by-hand', '+81-90-0123-0004')] }))
    expect([clash.status, clash.body.code, clash.body.errors[0]?.field]).toEqual([
      409,
      'config.managed_by_console',
      'users.0.key',
    ])
  })
})

describe('a file that cannot be applied changes nothing', () => {
  it.each<[string, object, number, string, string]>([
    [
      'an unknown field',
      { users: [{ ...user('sato', '+81-90-0123-0001'), colour: 'red' }] },
      422,
      'request.invalid',
      'document.users.0',
    ],
    ['another version', { version: 2 }, 422, 'request.invalid', 'document.version'],
    [
      'a key twice',
      { users: [user('sato', '+81-90-0123-0001'), user('sato', '+81-90-0123-0002')] },
      422,
      'request.invalid',
      'document.users.1.key',
    ],
    [
      'an emergency number',
      { users: [user('sato', '110')] },
      422,
      'config.invalid',
      'users.0.contactMethods.0.address',
    ],
    [
      'a missing secret',
      { connections: [{ ...connection, secrets: { authToken: { env: 'NOT_SET' } } }] },
      422,
      'config.invalid',
      'connections.0.secrets.authToken',
    ],
    [
      'a secret in the open',
      { connections: [{ ...connection, secrets: { authToken: 'open' } }] },
      422,
      'request.invalid',
      'document.connections.0.secrets.authToken',
    ],
    [
      'an unknown user',
      { policies: [policy('night', 'nobody')] },
      422,
      'policy.user_unknown',
      'policies.0.steps.0.destinations.0.user',
    ],
    [
      'a circle',
      { policies: [policy('a', 'sato', { escalatesTo: 'b' }), policy('b', 'sato', { escalatesTo: 'a' })] },
      422,
      'policy.escalation_cycle',
      'policies.0',
    ],
    ['an empty policy', { policies: [{ key: 'a', name: 'a', steps: [] }] }, 422, 'policy.empty', 'policies.0'],
  ])('%s', async (...[, rest, status, code, field]) => {
    const { status: got, body } = await apply(document(rest))
    expect([got, body.code, body.errors[0]?.field]).toEqual([status, code, field])
    expect((await ask('GET', '/v1/users')).body.items).toEqual([])
  })
})

describe('the export', () => {
  it('can be applied to another space and holds no secret', async () => {
    await apply(document())
    const exported = await ask('GET', '/v1/config/export')
    expect(exported.page).not.toContain('first-secret')
    expect(exported.page).not.toContain('sealed')
    expect(exported.body).toMatchObject({
      connections: [{ secrets: { authToken: { env: 'NOROSHI_SIM_AUTH_TOKEN' } } }],
    })
    world.env['NOROSHI_SIM_AUTH_TOKEN'] = 'first-secret'
    expect(actions((await plan(exported.body)).body).every((line) => line.startsWith('unchanged'))).toBe(true)
    const other = await world.tokenFor(await world.newSpace(`copy-${count}`))
    const copied = await world.ask('POST', '/v1/config/apply', { token: other, body: { document: exported.body } })
    expect(copied.status).toBe(200)
  })
  it('X-051 holds people’s own words around calls; a change of them is shown, and leaving them out takes them away', async () => {
    const words = { opening: '○○センターです。', closing: '以上です。' }
    const users = [{ ...user('sato', '+81-90-0123-0001'), ...words }, user('suzuki', '+81-90-0123-0002')]
    await apply(document({ users }))
    const { body } = await ask('GET', '/v1/config/export')
    expect(body['users']).toMatchObject([words, {}])
    expect(Object.keys((body['users'] as object[])[1] ?? {})).not.toContain('opening')
    expect(fieldsOf((await plan(document())).body, 'sato')).toEqual([
      { field: 'opening', before: words.opening, after: null },
      { field: 'closing', before: words.closing, after: null },
    ])
    await apply(document())
    expect((await ask('GET', '/v1/users/sato')).body).toMatchObject({ opening: null, closing: null })
  })
  it('holds groups and projects, which apply again in another space', async () => {
    const people = [user('sato', '+81-90-0123-0001'), user('suzuki', '+81-90-0123-0002')]
    const wanted = {
      version: 1,
      users: people,
      groups: [{ key: 'night', name: '夜間', members: ['suzuki', 'sato'] }],
      projects: [
        { key: 'default', name: '既定', members: [{ group: 'night' }] },
        { key: 'web', name: 'Web', members: [{ user: 'sato' }] },
      ],
      connections: [connection],
      policies: [{ key: 'p', name: 'p', steps: [{ destinations: [{ group: 'night' }] }] }],
    }
    const planned = await plan(wanted)
    expect(planned.status, planned.page).toBe(200)
    expect(actions(planned.body)).toEqual(
      expect.arrayContaining(['create group night', 'update project default', 'create project web']),
    )
    expect(actions((await apply(wanted)).body)).toEqual(actions(planned.body))
    expect(actions((await plan(wanted)).body).every((line) => line.startsWith('unchanged'))).toBe(true)
    const exported = await ask('GET', '/v1/config/export')
    world.env['NOROSHI_SIM_AUTH_TOKEN'] = 'first-secret'
    expect(exported.body).toMatchObject({ groups: wanted.groups, projects: wanted.projects })
    const other = await world.tokenFor(await world.newSpace(`twin-${count}`))
    const copied = await world.ask('POST', '/v1/config/apply', { token: other, body: { document: exported.body } })
    expect(copied.status, copied.page).toBe(200)
    const changed = await apply({ ...wanted, groups: [{ key: 'night', name: '夜間', members: ['sato'] }] })
    expect(fieldsOf(changed.body, 'night')).toEqual([{ field: 'members', before: ['suzuki', 'sato'], after: ['sato'] }])
    const pruned = await apply({ version: 1, users: people, connections: [connection] }, true)
    expect(actions(pruned.body)).toEqual(expect.arrayContaining(['delete group night', 'delete project web']))
    expect(actions(pruned.body)).not.toContain('delete project default')
  })

  it.each([
    ['groups', { key: 'g', name: 'g', members: ['nobody'] }, 'group.member_unknown', 'groups.0.members.0'],
    [
      'projects',
      { key: 'g', name: 'g', members: [{ group: 'nobody' }] },
      'project.member_unknown',
      'projects.0.members.0',
    ],
  ])('refuses %s that name nobody, and changes nothing', async (...[kind, object, code, field]) => {
    const refused = await apply({ version: 1, users: [{ key: 'sato', name: 'x' }], [kind]: [object] })
    expect([refused.body.code, refused.body.errors[0]?.field]).toEqual([code, field])
    expect((await ask('GET', '/v1/users')).body.items).toEqual([])
  })

  it('needs the right to see numbers', async () => {
    const blind = await world.tokenFor(space, ['config:read'])
    expect((await world.ask('GET', '/v1/config/export', { token: blind })).body.detail).toBe('numbers:read')
  })
})
