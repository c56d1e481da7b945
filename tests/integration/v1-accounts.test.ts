// Accounts, invitations and roles over /v1: who lets whom in, who may give what, and that somebody is always left to do it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browser, cookieOf, createPerson, type Person, password, signIn } from '../support/people.ts'
import { allScopes, createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

const DAY_MS = 24 * 3_600_000

let world: V1World
let admin: Person
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  admin = await createPerson(world, 'admin', { role: 'administrator' })
})
afterAll(() => world.close())

const post = (path: string, body: object, options: { token?: string; host?: string } = {}) =>
  world.ask('POST', path, { ...options, body })
const addUser = (key: string) => post('/v1/users', { key, name: key })

describe('accounts', () => {
  it('are made with a password, or with one for one use, and never show any', async () => {
    await addUser('script')
    const made = await post('/v1/accounts', {
      user: 'script',
      account: 'Script',
      subaccount: 'batch',
      password,
      mustChange: false,
    })
    expect([made.status, made.body]).toMatchObject([
      201,
      {
        account: 'Script',
        subaccount: 'batch',
        user: 'script',
        mustChange: false,
        oneTimePassword: null,
        policies: null,
      },
    ])
    const other = await post('/v1/accounts', { user: 'script', account: 'script', mustChange: false })
    expect(other.body).toMatchObject({ mustChange: true, oneTimePassword: expect.stringMatching(/^(\w{5}-){3}\w{5}$/) })
    const pages = [made.page, (await world.ask('GET', '/v1/accounts')).page]
    for (const page of pages) expect(page).not.toMatch(/scrypt|correct horse/)
    expect((await world.ask('GET', '/v1/accounts')).page).not.toContain(String(other.body['oneTimePassword']))
  })

  it.each([
    [
      'a name that is taken',
      { user: 'script', account: 'SCRIPT', subaccount: 'BATCH', password },
      'account.name_taken',
      'account',
    ],
    ['an unknown user', { user: 'nobody', account: 'x', password }, 'user.not_found', 'user'],
    [
      'an unknown policy',
      { user: 'script', account: 'x', password, policies: ['night', 'x'] },
      'policy.not_found',
      'policies.1',
    ],
    ['a short password', { user: 'script', account: 'x', password: 'short' }, 'account.password_rules', 'password'],
    ['no name', { user: 'script', account: ' ', password }, 'request.invalid', 'account'],
    ['a control character', { user: 'script', account: 'a\u0007b', password }, 'request.invalid', 'account'],
  ])('refuse %s', async (...[, body, code, field]) => {
    const answer = await post('/v1/accounts', body)
    expect([answer.body.code, answer.body.errors?.[0]?.field]).toEqual([code, field])
  })

  it('are renamed, disabled, enabled, signed out and deleted', async () => {
    const person = await createPerson(world, 'mover', { role: 'member' })
    const path = `/v1/accounts/${person.accountId}`
    expect((await world.ask('PATCH', path, { body: { account: 'moved' } })).body['account']).toBe('moved')
    expect((await signIn(world, 'mover')).status).toBe(401)
    const ask = browser(world, cookieOf(await signIn(world, 'moved')))
    expect((await world.ask('DELETE', `${path}/sessions`)).status).toBe(204)
    expect((await ask('GET', '/v1/session')).status).toBe(401)
    expect((await world.ask('PATCH', path, { body: { disabled: true } })).body['disabled']).toBe(true)
    expect((await signIn(world, 'moved')).body.code).toBe('auth.sign_in_failed')
    await world.ask('PATCH', path, { body: { disabled: false } })
    expect((await signIn(world, 'moved')).status).toBe(201)
    expect((await world.ask('DELETE', path)).status).toBe(204)
    expect((await signIn(world, 'moved')).status).toBe(401)
    expect((await world.ask('GET', path)).body.code).toBe('account.not_found')
    expect((await world.ask('GET', '/v1/users/mover')).status).toBe(200)
  })

  it('locked ones say until when, and are unlocked', async () => {
    const person = await createPerson(world, 'locked', { role: 'member' })
    const path = `/v1/accounts/${person.accountId}`
    const wrong = (index: number) =>
      world.ask('POST', '/v1/session', {
        token: null,
        headers: { 'X-Forwarded-For': `198.51.100.${index}` },
        body: { account: 'locked', password: 'not the password' },
      })
    for (let turn = 0; turn < 10; turn += 1) {
      if (turn === 5) world.clock.nowMs += 60_000
      await wrong(turn)
    }
    world.clock.nowMs += 60_000
    const { body } = await world.ask('GET', path)
    expect(body['lockedUntil']).toBe(new Date(world.clock.nowMs + 14 * 60_000).toISOString())
    expect((await signIn(world, 'locked')).body.code).toBe('auth.sign_in_failed')
    expect((await world.ask('POST', `${path}/unlock`)).body['lockedUntil']).toBeNull()
    expect((await signIn(world, 'locked')).status).toBe(201)
  })

  it('may be limited to policies', async () => {
    const person = await createPerson(world, 'limited', { role: 'member', policies: ['night'] })
    await post('/v1/policies', { key: 'day', name: '日勤', steps: [{ destinations: [{ user: 'sato' }] }] })
    const start = (policy: string) => person.ask('POST', '/v1/callouts', { body: { policy, text: 'x' } })
    expect((await start('night')).status).toBe(201)
    const refused = await start('day')
    expect([refused.status, refused.body.code]).toEqual([403, 'policy.forbidden'])
    expect((await world.ask('GET', `/v1/accounts/${person.accountId}`)).body['policies']).toEqual(['night'])
    await world.ask('PATCH', `/v1/accounts/${person.accountId}`, { body: { policies: null } })
    expect((await start('day')).status).toBe(201)
  })

  it('what a signed-in person does is theirs', async () => {
    const { body } = await startIn(world, {})
    const member = await createPerson(world, 'taker', { role: 'member' })
    expect((await member.ask('POST', `${body.links.self}/acknowledge`, { body: {} })).status).toBe(200)
    const started = await member.ask('POST', '/v1/callouts', { body: { policy: 'night', text: 'x' } })
    expect((await world.ask('GET', started.body.links.self)).body['createdBy']).toBe('takerさん')
  })
})

describe('invitations', () => {
  const secretOf = (link: unknown) => String(link).split('#')[1] ?? ''
  const accept = (body: object, host?: string) =>
    world.ask('POST', '/v1/invitations/accept', { token: null, body, ...(host === undefined ? {} : { host }) })

  it('make an account with a role, once, and sign the person in', async () => {
    await addUser('guest')
    const made = await post('/v1/invitations', { user: 'guest', roles: [{ role: 'member' }] })
    expect(made.status).toBe(201)
    expect(made.body['link']).toMatch(/^http:\/\/noroshi\.test:8080\/invitation#nrl_[\w-]{54}$/)
    const secret = secretOf(made.body['link'])
    expect((await world.ask('GET', '/v1/invitations')).page).not.toContain(secret)
    const look = await world.ask('POST', '/v1/invitations/look', { token: null, body: { secret } })
    expect(look.body).toMatchObject({ kind: 'invitation', user: 'guest', account: null })
    expect((await accept({ secret, password })).body.code).toBe('account.name_missing')
    expect((await accept({ secret, account: 'guest', password: 'short' })).body.code).toBe('account.password_rules')
    expect((await accept({ secret, account: 'admin', password })).body.code).toBe('account.name_taken')
    const accepted = await accept({ secret, account: 'guest', password })
    expect([accepted.status, accepted.body]).toMatchObject([201, { account: 'guest', user: { key: 'guest' } }])
    expect((await browser(world, cookieOf(accepted))('GET', '/v1/callouts')).status).toBe(200)
    expect((await accept({ secret, account: 'guest2', password })).body.code).toBe('link.unknown')
    expect((await signIn(world, 'guest')).status).toBe(201)
  })

  it('two who accept one at once: one is let in', async () => {
    await addUser('twice')
    const { body } = await post('/v1/invitations', { user: 'twice' })
    const secret = secretOf(body['link'])
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((name) => accept({ secret, account: `twice-${name}`, password })),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 404, 404])
    const { items } = (await world.ask('GET', '/v1/accounts?limit=200')).body
    expect(items.filter((one) => one['user'] === 'twice')).toHaveLength(1)
  })

  it('end after a week, when withdrawn, and with their user', async () => {
    for (const key of ['late', 'withdrawn', 'gone']) await addUser(key)
    const links = await Promise.all(
      ['late', 'withdrawn', 'gone'].map((user) => post('/v1/invitations', { user, account: user })),
    )
    const [late, withdrawn, gone] = links.map(({ body }) => ({ id: body.id, secret: secretOf(body['link']) }))
    expect((await world.ask('DELETE', `/v1/invitations/${withdrawn?.id}`)).status).toBe(204)
    expect((await world.ask('DELETE', `/v1/invitations/${withdrawn?.id}`)).body.code).toBe('link.not_found')
    await world.ask('DELETE', '/v1/users/gone')
    world.clock.nowMs += 7 * DAY_MS
    for (const one of [late, withdrawn, gone]) {
      expect((await accept({ secret: one?.secret, password })).body.code).toBe('link.unknown')
    }
    expect((await world.ask('GET', '/v1/invitations')).body.items).toEqual([])
    world.clock.nowMs -= 7 * DAY_MS
  })

  it('lead to their own space, and are nothing in another', async () => {
    const space = await world.newSpace('acme')
    const token = await world.tokenFor(space)
    await post('/v1/users', { key: 'wile', name: 'Wile' }, { token })
    const { body } = await post('/v1/invitations', { user: 'wile', account: 'wile' }, { token })
    expect(body['link']).toMatch(/^http:\/\/acme\.test:8080\/invitation#/)
    const secret = secretOf(body['link'])
    expect((await accept({ secret, password })).body.code).toBe('link.unknown')
    expect((await accept({ secret, password }, 'acme.test')).status).toBe(201)
  })

  it('a reset by link keeps the old password until it is used, one by password does not', async () => {
    const person = await createPerson(world, 'forgetful', { role: 'member' })
    const path = `/v1/accounts/${person.accountId}/reset`
    const first = await post(path, { by: 'link' })
    expect(first.body['oneTimePassword']).toBeNull()
    expect((await signIn(world, 'forgetful')).status).toBe(201)
    const used = await accept({ secret: secretOf(first.body['link']), password: 'a new horse battery' })
    expect([used.status, used.body['account']]).toEqual([201, 'forgetful'])
    expect((await person.ask('GET', '/v1/session')).status, 'other sessions end').toBe(401)
    expect((await signIn(world, 'forgetful')).status).toBe(401)
    const link = await post(path, { by: 'link' })
    const { body } = await post(path, { by: 'password' })
    expect((await signIn(world, 'forgetful', { password: 'a new horse battery' })).status).toBe(401)
    expect((await signIn(world, 'forgetful', { password: String(body['oneTimePassword']) })).status).toBe(201)
    const overtaken = await accept({ secret: secretOf(link.body['link']), password: 'yet another horse' })
    expect(overtaken.body.code, 'a link from before is overtaken').toBe('link.unknown')
  })

  it.each([
    ['nonsense', 'nonsense'],
    ['nothing', ''],
    ['one of ours for another door', 'nrs_'.padEnd(58, 'A')],
  ])('refuse %s as secret', async (...[, secret]) => {
    expect((await accept({ secret, account: 'x', password })).body.code).toBe('link.unknown')
  })
})

describe('nobody gives away, or takes over, what they may not do themselves', () => {
  const scopes = ['accounts:read', 'accounts:write', 'groups:write', 'users:read', 'config:write']

  it('over accounts, roles, invitations, groups and files', async () => {
    const token = await world.tokenFor(world.spaceId, scopes)
    const few = (path: string, body: object) => post(path, body, { token })
    await addUser('pawn')
    await post('/v1/groups', { key: 'admins', name: 'x', members: ['admin'] })
    await post('/v1/roles', { role: 'administrator', group: 'admins' })
    const tries = [
      await few('/v1/roles', { role: 'administrator', user: 'pawn' }),
      await few('/v1/roles', { role: 'member', user: 'pawn' }),
      await few('/v1/invitations', { user: 'pawn', roles: [{ role: 'administrator' }] }),
      await few('/v1/invitations', { user: 'admin' }),
      await few('/v1/accounts', { user: 'admin', account: 'admin2' }),
      await few(`/v1/accounts/${admin.accountId}/reset`, { by: 'password' }),
      await few(`/v1/accounts/${admin.accountId}/reset`, { by: 'link' }),
      await world.ask('PATCH', `/v1/accounts/${admin.accountId}`, { token, body: { disabled: true } }),
      await world.ask('DELETE', `/v1/accounts/${admin.accountId}`, { token }),
      await world.ask('PATCH', '/v1/groups/admins', { token, body: { members: ['pawn'] } }),
      await world.ask('DELETE', '/v1/groups/admins', { token }),
    ]
    expect(tries.map(({ body }) => body.code)).toEqual(tries.map(() => 'role.too_wide'))
    expect((await few('/v1/accounts', { user: 'pawn', account: 'pawn' })).status).toBe(201)
    await world.ask('DELETE', '/v1/groups/admins')
    const file = {
      version: 1,
      users: [{ key: 'filed', name: 'x' }],
      groups: [{ key: 'filed', name: 'x', members: [] }],
    }
    await post('/v1/config/apply', { document: file })
    await post('/v1/roles', { role: 'administrator', group: 'filed' })
    const wanted = { ...file, groups: [{ key: 'filed', name: 'x', members: ['filed'] }] }
    expect((await few('/v1/config/apply', { document: wanted })).body.code).toBe('role.too_wide')
    expect((await post('/v1/config/apply', { document: wanted })).status).toBe(200)
    await post('/v1/config/apply', { document: { version: 1 }, prune: true })
  })

  it('a session’s tokens are no wider than its roles', async () => {
    const part = await createPerson(world, 'narrow', { role: 'administrator', project: 'default' })
    const wide = await part.ask('POST', '/v1/tokens', { body: { name: 'x', scopes: ['accounts:write'] } })
    expect(wide.body.code).toBe('token.scope_too_wide')
  })
})

describe('the last administrator', () => {
  /** A space whose only administrators are these. */
  const spaceWith = async (key: string, names: readonly string[]) => {
    const token = await world.tokenFor(await world.newSpace(key))
    const people = []
    for (const name of names)
      people.push(await createPerson(world, name, { role: 'administrator', token, host: `${key}.test` }))
    const ask: V1World['ask'] = (method, path, options) => world.ask(method, path, { token, ...options })
    return { token, people, ask }
  }
  const roleOf = async (ask: V1World['ask'], user: string) =>
    (await ask('GET', '/v1/roles')).body.items.find((one) => one['user'] === user)?.id

  it('cannot be disabled, deleted or demoted, as account, user, role or member of a group', async () => {
    const { ask, people } = await spaceWith('last', ['only'])
    const path = `/v1/accounts/${people[0]?.accountId}`
    const role = await roleOf(ask, 'only')
    const tries = () =>
      Promise.all([
        ask('PATCH', path, { body: { disabled: true } }),
        ask('DELETE', path),
        ask('DELETE', '/v1/users/only'),
        ask('DELETE', `/v1/roles/${role}`),
      ])
    for (const { status, body } of await tries())
      expect([status, body.code]).toEqual([409, 'account.last_administrator'])
    await ask('POST', '/v1/groups', { body: { key: 'admins', name: 'x', members: ['only'] } })
    await ask('POST', '/v1/roles', { body: { role: 'administrator', group: 'admins' } })
    expect((await ask('DELETE', `/v1/roles/${role}`)).status, 'the group has it as well').toBe(204)
    for (const answer of [
      await ask('PATCH', '/v1/groups/admins', { body: { members: [] } }),
      await ask('DELETE', '/v1/groups/admins'),
    ]) {
      expect(answer.body.code).toBe('account.last_administrator')
    }
    expect((await people[0]?.ask('GET', '/v1/accounts'))?.status).toBe(200)
  })

  it('a disabled account, a member and a role in a project do not count as another', async () => {
    const { ask, people, token } = await spaceWith('others', ['first', 'second'])
    await createPerson(world, 'third', { role: 'administrator', project: 'default', token, host: 'others.test' })
    expect((await ask('PATCH', `/v1/accounts/${people[1]?.accountId}`, { body: { disabled: true } })).status).toBe(200)
    expect((await ask('DELETE', '/v1/users/first')).body.code).toBe('account.last_administrator')
  })

  it('two who remove each other at once: one of them stays', async () => {
    const { ask, people } = await spaceWith('race', ['romeo', 'julia'])
    const [romeo, julia] = people
    const answers = await Promise.all([
      romeo?.ask('DELETE', `/v1/accounts/${julia?.accountId}`),
      julia?.ask('DELETE', `/v1/accounts/${romeo?.accountId}`),
      ask('DELETE', `/v1/roles/${await roleOf(ask, 'romeo')}`),
    ])
    expect(answers.map((one) => one?.status)).toContain(409)
    expect((await ask('GET', '/v1/accounts')).body.items.length).toBeGreaterThan(0)
    const left = (await ask('GET', '/v1/roles')).body.items.map((one) => one['user'])
    const accounts = (await ask('GET', '/v1/accounts')).body.items.map((one) => one['user'])
    expect(accounts.filter((user) => left.includes(user))).toHaveLength(1)
  })
})

describe('another space', () => {
  it('sees no account, role or invitation, and can change none', async () => {
    const token = await world.tokenFor(await world.newSpace('stranger'), allScopes)
    const ask = (method: string, path: string, body?: object) =>
      world.ask(method, path, { token, ...(body && { body }) })
    for (const path of ['/v1/accounts', '/v1/roles', '/v1/invitations']) {
      expect((await ask('GET', path)).body.items).toEqual([])
    }
    const { items } = (await world.ask('GET', '/v1/roles')).body
    expect((await ask('DELETE', `/v1/roles/${items[0]?.id}`)).body.code).toBe('role.not_found')
    const path = `/v1/accounts/${admin.accountId}`
    for (const answer of [
      await ask('GET', path),
      await ask('PATCH', path, { disabled: true }),
      await ask('DELETE', path),
      await ask('POST', `${path}/unlock`),
      await ask('POST', `${path}/reset`, { by: 'password' }),
      await ask('DELETE', `${path}/sessions`),
    ]) {
      expect(answer.body.code).toBe('account.not_found')
    }
    expect((await ask('POST', '/v1/accounts', { user: admin.userId, account: 'x' })).body.code).toBe('user.not_found')
    expect((await admin.ask('GET', '/v1/session')).status).toBe(200)
  })
})
