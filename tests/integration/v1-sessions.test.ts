// Signing in with a browser: the cookie, what it may do, what another site cannot make it do, and how it ends.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { permissions } from '#contract/permissions'
import { browser, cookieOf, createPerson, type Person, password, signIn } from '../support/people.ts'
import { createV1World, type V1World } from '../support/v1.ts'

const HOUR_MS = 3_600_000

let world: V1World
let admin: Person
let member: Person
beforeAll(async () => {
  world = await createV1World()
  admin = await createPerson(world, 'admin', { role: 'administrator' })
  member = await createPerson(world, 'member', { role: 'member' })
})
afterAll(() => world.close())

describe('signing in', () => {
  it('J-055 gives a cookie that pages cannot read, and says who is signed in', async () => {
    const answer = await signIn(world, 'ADMIN')
    expect(answer.status).toBe(201)
    const [cookie = ''] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^noroshi_session=nrc_[\w-]{54}; /)
    expect(cookie).toMatch(/; Path=\/;.* HttpOnly; SameSite=Lax$/)
    expect(cookie).not.toContain('Secure')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.page).not.toContain('nrc_')
    expect(answer.body).toMatchObject({
      kind: 'session',
      name: 'adminさん',
      account: 'admin',
      subaccount: '',
      space: { key: 'default' },
      user: { key: 'admin', number: 1 },
      project: null,
      projects: [{ key: 'default' }],
      permissions,
      mustChangePassword: false,
    })
    const read = await browser(world, cookieOf(answer))('GET', '/v1/session')
    expect(read.body).toEqual(answer.body)
  })

  it('behind HTTPS the cookie is bound to it, and to the very host', async () => {
    const secure = await createV1World({ secure: true })
    await createPerson(secure, 'admin', { role: 'administrator' })
    const answer = await signIn(secure, 'admin')
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^__Host-noroshi_session=nrc_[\w-]{54}; Path=\/;.* HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000')
    const ask = browser(secure, cookieOf(answer))
    expect((await ask('GET', '/v1/session')).body['account']).toBe('admin')
    const gone = await ask('DELETE', '/v1/session')
    expect(gone.headers.getSetCookie()[0]).toMatch(/^__Host-noroshi_session=; .*Secure/)
    await secure.close()
  })

  it('a wrong password and an unknown account are one answer, and too many are asked to wait', async () => {
    const told = ({ body: { instance: _instance, ...body }, status }: Awaited<ReturnType<typeof signIn>>) => ({
      ...body,
      status,
    })
    const headers = { 'X-Forwarded-For': '198.51.100.7' }
    const wrong = (account: string) =>
      world.ask('POST', '/v1/session', { token: null, headers, body: { account, password: 'not the password' } })
    const [known, unknown] = [await wrong('member'), await wrong('nobody')]
    expect(told(known)).toEqual(told(unknown))
    expect(known.body.code).toBe('auth.sign_in_failed')
    expect(known.headers.getSetCookie()).toEqual([])
    for (let turn = 0; turn < 4; turn += 1) await wrong('nobody')
    const late = await wrong('nobody')
    expect([late.status, late.body.code, late.headers.get('retry-after')]).toEqual([
      429,
      'auth.too_many_sign_ins',
      '60',
    ])
  })

  it('what is missing is said of its field, and is no attempt', async () => {
    const headers = { 'X-Forwarded-For': '198.51.100.8' }
    for (let turn = 0; turn < 6; turn += 1) {
      const body = { account: turn % 2 === 0 ? '' : ' \u3000', password: '' }
      const { status, body: told } = await world.ask('POST', '/v1/session', { token: null, headers, body })
      expect([status, told.errors?.map(({ field }) => field)]).toEqual([422, ['account', 'password']])
    }
  })

  it.each([
    ['no password', { account: 'admin' }],
    ['a number', { account: 'admin', password: 1 }],
    ['a list', { account: ['admin'], password }],
    ['something else beside', { account: 'admin', password, remember: true }],
    ['an account without end', { account: 'x'.repeat(301), password }],
    ['a password without end', { account: 'admin', password: 'x'.repeat(1_001) }],
  ])('refuses %s', async (...[, body]) => {
    const answer = await world.ask('POST', '/v1/session', { token: null, body })
    expect([answer.status, answer.body.code]).toEqual([422, 'request.invalid'])
  })

  it('NUL and half characters are wrong, and nothing worse', async () => {
    for (const account of ['a\0b', '\uD800']) {
      expect((await world.ask('POST', '/v1/session', { token: null, body: { account, password } })).status).toBe(401)
    }
  })
})

describe('a session', () => {
  it('works as a token does', async () => {
    const made = await admin.ask('POST', '/v1/users', { body: { key: 'made', name: '作成' } })
    expect(made.status).toBe(201)
    expect((await admin.ask('GET', '/v1/users/made')).body.name).toBe('作成')
    expect((await admin.ask('DELETE', '/v1/users/made')).status).toBe(204)
  })

  it('K-013 may do what its role says: a member sets nothing up, issues no token and sees no number', async () => {
    await world.ask('PATCH', '/v1/users/member', {
      body: { contactMethods: [{ channel: 'mail', address: 'member@example.jp' }] },
    })
    expect((await member.ask('GET', '/v1/users/member')).body.contactMethods[0]?.address).not.toBe('member@example.jp')
    const scopes = ['callouts:read']
    for (const [method, path, body] of [
      ['POST', '/v1/users', { key: 'x', name: 'x' }],
      ['POST', '/v1/tokens', { name: 'x', scopes }],
      ['GET', '/v1/accounts', undefined],
      ['GET', '/v1/config/export', undefined],
    ] as const) {
      const answer = await member.ask(method, path, body === undefined ? {} : { body })
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'auth.scope_missing'])
    }
    expect((await admin.ask('POST', '/v1/tokens', { body: { name: 'x', scopes } })).status).toBe(201)
  })

  it('a token is told who it is as well, and has no session to end', async () => {
    const { body } = await world.ask('GET', '/v1/session')
    expect(body).toMatchObject({
      kind: 'token',
      name: 'test',
      user: null,
      account: null,
      projects: [{ key: 'default' }],
    })
    for (const [method, path] of [
      ['DELETE', '/v1/session'],
      ['GET', '/v1/sessions'],
    ] as const) {
      expect((await world.ask(method, path)).body.code).toBe('session.needed')
    }
  })

  it('ends when it is signed out, and its cookie goes', async () => {
    const ask = browser(world, cookieOf(await signIn(world, 'member')))
    const out = await ask('DELETE', '/v1/session')
    expect([out.status, out.headers.getSetCookie()[0]]).toEqual([
      204,
      'noroshi_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
    ])
    const after = await ask('GET', '/v1/session')
    expect([after.status, after.body.code]).toEqual([401, 'auth.session_ended'])
    expect((await world.ask('GET', '/v1/session', { token: null })).body.code).toBe('auth.missing')
  })

  it('lists its account’s sessions and ends another one', async () => {
    const lone = await createPerson(world, 'lone', { role: 'member' })
    // A moment later, so that the newest first is one order only.
    world.clock.nowMs += 1
    const other = browser(world, cookieOf(await signIn(world, 'lone')))
    const { items } = (await lone.ask('GET', '/v1/sessions')).body
    expect(items.map((one) => one['current'])).toEqual([false, true])
    expect(items[0]).toMatchObject({ kind: 'browser', agent: expect.stringContaining('node') })
    const { items: theirs } = (await member.ask('GET', '/v1/sessions')).body
    expect((await lone.ask('DELETE', `/v1/sessions/${theirs[0]?.id}`)).body.code).toBe('session.not_found')
    expect((await lone.ask('DELETE', `/v1/sessions/${items[0]?.id}`)).status).toBe(204)
    expect((await other('GET', '/v1/session')).status).toBe(401)
    expect((await lone.ask('GET', '/v1/session')).status).toBe(200)
  })

  it('of somebody else is seen and ended by those who manage accounts', async () => {
    const { ask } = await createPerson(world, 'watched', { role: 'member' })
    const { ask: manages } = admin
    const [account] = (await manages('GET', '/v1/accounts?user=watched')).body.items
    expect(account?.['user']).toBe('watched')
    const path = `/v1/accounts/${account?.id}/sessions`
    const [latest] = (await manages('GET', path)).body.items
    expect(latest).toMatchObject({ kind: 'browser', current: false })
    expect((await ask('GET', path)).body.code).toBe('auth.scope_missing')
    expect((await manages('DELETE', `${path}/${latest?.id}`)).status).toBe(204)
    expect((await ask('GET', '/v1/session')).status).toBe(401)
    expect((await manages('DELETE', `${path}/${latest?.id}`)).body.code).toBe('session.not_found')
    expect((await manages('DELETE', `${path}/x`)).body.code).toBe('session.not_found')
  })

  it('is over after a night without use', async () => {
    const ask = browser(world, cookieOf(await signIn(world, 'member')))
    world.clock.nowMs += 12 * HOUR_MS
    expect((await ask('GET', '/v1/session')).body.code).toBe('auth.session_ended')
    world.clock.nowMs -= 12 * HOUR_MS
  })

  it('a nonsense cookie is no session, and asking too often with one is slowed down', async () => {
    const ask = browser(world, 'noroshi_session=nonsense; other=1')
    const headers = { 'X-Forwarded-For': '198.51.100.8' }
    for (let turn = 0; turn < 60; turn += 1) {
      expect((await ask('GET', '/v1/session', { headers })).body.code).toBe('auth.session_ended')
    }
    expect((await ask('GET', '/v1/session', { headers })).body.code).toBe('auth.too_many_failures')
    const right = await browser(world, admin.cookie)('GET', '/v1/session', { headers })
    expect(right.status).toBe(200)
  })
})

describe('what another site makes a browser send', () => {
  const cases: [string, Record<string, string>, boolean][] = [
    ['from this server’s own page', { 'Sec-Fetch-Site': 'same-origin' }, true],
    ['from another site', { 'Sec-Fetch-Site': 'cross-site' }, false],
    ['from a site beside it', { 'Sec-Fetch-Site': 'same-site' }, false],
    ['from another site that forges a header', { 'Sec-Fetch-Site': 'cross-site', 'X-Requested-With': 'x' }, false],
    ['by http, from this server’s own page', { Origin: 'http://noroshi.test:8080' }, true],
    ['by http, from another page', { Origin: 'http://evil.test' }, false],
    ['by http, from the same name at another port', { Origin: 'http://noroshi.test:9999' }, false],
    ['from a sandboxed page', { Origin: 'null' }, false],
    ['from nowhere known, with a header only programs add', { 'X-Requested-With': 'curl' }, true],
    ['from nowhere known', {}, false],
  ]
  const plainly = (headers: Record<string, string>) => ({
    token: null,
    host: 'noroshi.test:8080',
    headers: { Cookie: member.cookie, ...headers },
  })

  it.each(cases)('%s', async (...[, headers, passes]) => {
    const answer = await world.ask('PATCH', '/v1/session', { ...plainly(headers), body: { project: null } })
    expect([answer.status, answer.body.code]).toEqual(passes ? [200, undefined] : [403, 'auth.cross_site'])
    expect((await world.ask('GET', '/v1/session', plainly(headers))).status, 'reading shows nothing to it').toBe(200)
  })

  it('cannot sign anybody in either, but a program can', async () => {
    const body = { account: 'member', password }
    for (const headers of [{ Origin: 'http://evil.test' }, { 'Sec-Fetch-Site': 'cross-site' }]) {
      const answer = await world.ask('POST', '/v1/session', { token: null, headers, body })
      expect(answer.body.code).toBe('auth.cross_site')
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    expect((await world.ask('POST', '/v1/session', { token: null, body })).status).toBe(201)
  })

  it('a token needs no such proof: no browser adds one by itself', async () => {
    const answer = await world.ask('POST', '/v1/groups', {
      headers: { 'Sec-Fetch-Site': 'cross-site' },
      body: { key: 'by-token', name: 'x' },
    })
    expect(answer.status).toBe(201)
  })
})

describe('K-005 spaces', () => {
  it('an account is known at its own space’s host name only, and so is its session', async () => {
    const space = await world.newSpace('acme')
    const token = await world.tokenFor(space)
    const theirs = await createPerson(world, 'wile', { role: 'administrator', token, host: 'acme.test' })
    expect((await theirs.ask('GET', '/v1/session')).body['space']).toMatchObject({ key: 'acme' })
    expect((await signIn(world, 'wile')).body.code).toBe('auth.sign_in_failed')
    expect((await signIn(world, 'admin', { host: 'acme.test' })).body.code).toBe('auth.sign_in_failed')
    expect((await browser(world, theirs.cookie)('GET', '/v1/session')).body.code).toBe('auth.session_ended')
    expect((await browser(world, admin.cookie, 'acme.test')('GET', '/v1/users')).status).toBe(401)
  })
})

describe('one’s own password', () => {
  const next = 'another horse battery'

  it('is changed with the present one; every other session ends', async () => {
    const person = await createPerson(world, 'changer', { role: 'member' })
    const other = browser(world, cookieOf(await signIn(world, 'changer')))
    const change = (body: object) => person.ask('PUT', '/v1/session/password', { body })
    expect((await change({ current: 'not this one', password: next })).body).toMatchObject({
      code: 'auth.sign_in_failed',
      errors: [{ field: 'current', message: '今のパスワードと違うか、アカウントがロックされています' }],
    })
    const same = await change({ current: password, password })
    expect([same.body.code, same.body.detail]).toEqual(['account.password_rules', 'is the present one'])
    expect((await change({ current: password, password: 'short' })).body.errors[0]?.field).toBe('password')
    expect((await change({ current: password, password: next })).status).toBe(204)
    expect((await person.ask('GET', '/v1/session')).status).toBe(200)
    expect((await other('GET', '/v1/session')).status).toBe(401)
    expect((await signIn(world, 'changer')).status).toBe(401)
    expect((await signIn(world, 'changer', { password: next })).status).toBe(201)
  })

  it('for one use must be changed before anything else', async () => {
    await createPerson(world, 'fresh', { role: 'administrator' })
    const { items } = (await world.ask('GET', '/v1/accounts?limit=200')).body
    const id = items.find((one) => one['account'] === 'fresh')?.id
    const { body } = await world.ask('POST', `/v1/accounts/${id}/reset`, { body: { by: 'password' } })
    const oneTime = String(body['oneTimePassword'])
    const answer = await signIn(world, 'fresh', { password: oneTime })
    expect(answer.body).toMatchObject({ mustChangePassword: true, permissions: [] })
    const ask = browser(world, cookieOf(answer))
    expect((await ask('GET', '/v1/users')).body.code).toBe('account.password_must_change')
    expect((await ask('PUT', '/v1/session/password', { body: { current: oneTime, password: next } })).status).toBe(204)
    expect((await ask('GET', '/v1/users')).status).toBe(200)
    expect((await ask('GET', '/v1/session')).body).toMatchObject({ mustChangePassword: false, permissions })
  })
})

describe('projects', () => {
  it('a session works in one, or in the whole space; whoever has a role in one alone works there', async () => {
    for (const key of ['web', 'shop']) await world.ask('POST', '/v1/projects', { body: { key, name: key } })
    const part = await createPerson(world, 'part', { role: 'administrator', project: 'web' })
    const { body } = await part.ask('GET', '/v1/session')
    expect(body).toMatchObject({ project: { key: 'web' }, projects: [{ key: 'web' }] })
    expect(body['permissions']).not.toContain('accounts:write')
    const token = await part.ask('POST', '/v1/tokens', { body: { name: 'part', scopes: ['incidents:write'] } })
    expect(token.body['project']).toBe('web')
    const elsewhere = await part.ask('PATCH', '/v1/session', { body: { project: 'shop' } })
    expect(elsewhere.body.code).toBe('project.not_found')
    const chosen = await admin.ask('PATCH', '/v1/session', { body: { project: 'shop' } })
    expect(chosen.body).toMatchObject({ project: { key: 'shop' }, permissions })
    expect((await admin.ask('PATCH', '/v1/session', { body: { project: null } })).body['project']).toBeNull()
    const there = await world.ask('POST', '/v1/session', {
      token: null,
      body: { account: 'admin', password, project: 'web' },
    })
    expect(there.body).toMatchObject({ project: { key: 'web' } })
  })
})
