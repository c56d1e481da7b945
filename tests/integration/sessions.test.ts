// Sessions: three tokens for scripts, a cookie for browsers; what ends them, and how soon every process knows.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { permissions } from '#contract/permissions'
import type { SignedIn } from '#store/account/sign-in'
import type { ConfigStore } from '#store/config/store'
import { createDoors, type Doors } from '../support/doors.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const password = 'correct horse battery'
const invalid = { ok: false, code: 'auth.invalid' }
const expired = { ok: false, code: 'auth.expired' }
const from = { address: '192.0.2.1', agent: 'curl/8' }

let doors: Doors
let here: ConfigStore
let there: ConfigStore
let account: SignedIn
let key: string
let count = 0
beforeAll(async () => {
  doors = await createDoors()
})
afterAll(() => doors.close())
beforeEach(async () => {
  ;[here, there] = [doors.process(), doors.process()]
  count += 1
  key = `user-${count}`
  const { spaceId } = doors
  const user = await here.users.create(spaceId, { key, name: '佐藤', language: 'ja', methods: [] })
  const write = { user: key, account: key, subaccount: '', password, mustChange: false, policies: null }
  const { id } = (await here.accounts.create(spaceId, write, 'everything')).record
  account = { id, spaceId, userId: user.id, mustChange: false }
})

const grant = (role: string, project: string | null = null) =>
  here.grants.create(doors.spaceId, { role, user: key, group: null, project }, 'everything')
const scopesOf = async (store: ConfigStore, token: string) => {
  const checked = await store.sessions.checkIdToken(token, doors.spaceId)
  return checked.ok ? [...checked.scopes] : checked.code
}

describe('J-037 J-038 J-039 J-040 J-055 a script’s session', () => {
  it('has three tokens that survive a shell, each good for its own purpose only', async () => {
    const { idToken, accessToken, refreshToken, expiresInSeconds } = await here.sessions.createSession(account, from)
    const tokens = [idToken, accessToken, refreshToken]
    expect(new Set(tokens).size).toBe(3)
    for (const token of tokens) expect(token).toMatch(/^[\w-]{58}$/)
    expect(expiresInSeconds).toBe(3_600)
    const { sessions } = here
    expect(await sessions.checkIdToken(idToken, doors.spaceId)).toMatchObject({
      ok: true,
      kind: 'session',
      userId: account.userId,
      name: '佐藤',
      account: { id: account.id, name: key, subaccount: '' },
    })
    for (const token of [accessToken, refreshToken]) {
      expect(await sessions.checkIdToken(token, doors.spaceId)).toEqual(invalid)
      expect(await sessions.checkCookie(token, doors.spaceId)).toEqual(invalid)
    }
    expect(await sessions.refresh(idToken, doors.spaceId)).toEqual(invalid)
    expect(await sessions.signOut(idToken, doors.spaceId)).toBe(false)
    expect((await sessions.checkIdToken(idToken, doors.spaceId)).ok).toBe(true)
  })

  it('stands in the database as hashes only', async () => {
    const { idToken } = await here.sessions.createSession(account, from)
    const { rows } = await doors.pools.engine.query('select row_to_json(t)::text as text from session_token t')
    expect(JSON.stringify(rows)).not.toContain(idToken.slice(4))
  })

  it('its id token ends after an hour, the refresh token gives the next for 30 days', async () => {
    const { idToken, refreshToken } = await here.sessions.createSession(account, from)
    doors.clock.nowMs += HOUR_MS - 1
    expect((await here.sessions.checkIdToken(idToken, doors.spaceId)).ok).toBe(true)
    doors.clock.nowMs += 1
    expect(await here.sessions.checkIdToken(idToken, doors.spaceId)).toEqual(expired)
    const next = await here.sessions.refresh(refreshToken, doors.spaceId)
    expect(next.ok && (await here.sessions.checkIdToken(next.idToken, doors.spaceId)).ok).toBe(true)
    expect(next.ok && (await there.sessions.signOut(next.accessToken, doors.spaceId))).toBe(true)
    doors.clock.leaseMs += 1_000
    expect(await here.sessions.refresh(refreshToken, doors.spaceId)).toEqual(invalid)
    const other = await here.sessions.createSession(account, from)
    doors.clock.nowMs += 30 * DAY_MS
    expect(await here.sessions.refresh(other.refreshToken, doors.spaceId)).toEqual(expired)
  })

  it('ends at once where it is signed out, and elsewhere within a second', async () => {
    const { idToken, accessToken } = await here.sessions.createSession(account, from)
    expect((await there.sessions.checkIdToken(idToken, doors.spaceId)).ok).toBe(true)
    expect((await here.sessions.checkIdToken(idToken, doors.spaceId)).ok).toBe(true)
    expect(await here.sessions.signOut(accessToken, doors.spaceId)).toBe(true)
    expect(await here.sessions.checkIdToken(idToken, doors.spaceId)).toEqual(invalid)
    doors.clock.leaseMs += 1_000
    expect(await there.sessions.checkIdToken(idToken, doors.spaceId)).toEqual(invalid)
    expect(await here.sessions.signOut(accessToken, doors.spaceId)).toBe(false)
  })

  it('is nothing in another space', async () => {
    const other = await doors.newSpace()
    const { idToken, accessToken, refreshToken } = await here.sessions.createSession(account, from)
    expect(await here.sessions.checkIdToken(idToken, other)).toEqual(invalid)
    expect(await here.sessions.refresh(refreshToken, other)).toEqual(invalid)
    expect(await here.sessions.signOut(accessToken, other)).toBe(false)
    expect((await here.sessions.checkIdToken(idToken, doors.spaceId)).ok).toBe(true)
  })

  it('a burst of requests asks the database once', async () => {
    let queries = 0
    const counting = doors.process({
      inSpace: (space, work) => {
        queries += 1
        return doors.pools.inSpace(space, work)
      },
    })
    const { idToken } = await here.sessions.createSession(account, from)
    await Promise.all(Array.from({ length: 50 }, () => counting.sessions.checkIdToken(idToken, doors.spaceId)))
    expect(queries).toBe(1)
  })
})

describe('a browser’s session', () => {
  const open = () => here.sessions.createBrowserSession(account, { ...from, project: null })
  const check = (cookie: string) => here.sessions.checkCookie(cookie, doors.spaceId)

  it('ends when it was not used for twelve hours, and after a week whatever was done', async () => {
    const { cookie } = await open()
    const pass = (ms: number) => {
      doors.clock.nowMs += ms
      doors.clock.leaseMs += ms
    }
    for (let half = 0; half < 13; half += 1) {
      pass(11 * HOUR_MS)
      expect((await check(cookie)).ok, `after ${half + 1} times eleven hours`).toBe(true)
      // The use is written down beside the request; nobody waits for it.
      await expect
        .poll(async () => (await here.sessions.list(doors.spaceId, account.id))[0]?.lastUsedAtMs)
        .toBe(doors.clock.nowMs)
    }
    pass(12 * HOUR_MS)
    expect(await check(cookie)).toEqual(expired)
    const second = await open()
    for (let turn = 0; turn < 15; turn += 1) {
      pass(11 * HOUR_MS)
      await check(second.cookie)
      await expect
        .poll(async () => (await here.sessions.list(doors.spaceId, account.id)).map((one) => one.lastUsedAtMs))
        .toContain(doors.clock.nowMs)
    }
    pass(11 * HOUR_MS)
    expect(await check(second.cookie)).toEqual(expired)
  })

  it('can be listed and ended one by one by its account alone', async () => {
    const [first, second] = [await open(), await open()]
    const list = await here.sessions.list(doors.spaceId, account.id)
    expect(list).toHaveLength(2)
    expect(list[0]).toMatchObject({ kind: 'browser', address: '192.0.2.1', agent: 'curl/8' })
    const checked = await check(first.cookie)
    const id = checked.ok ? checked.id : ''
    await expect(here.sessions.end(doors.spaceId, doors.spaceId, id)).rejects.toMatchObject({
      code: 'session.not_found',
    })
    await expect(here.sessions.end(doors.spaceId, account.id, 'x')).rejects.toMatchObject({ code: 'session.not_found' })
    await here.sessions.end(doors.spaceId, account.id, id)
    expect([await check(first.cookie), (await check(second.cookie)).ok]).toEqual([invalid, true])
  })

  it('expired ones are swept away when somebody signs in', async () => {
    await open()
    doors.clock.nowMs += 8 * DAY_MS
    await open()
    const { rows } = await doors.pools.engine.query('select id from session where account_id = $1', [account.id])
    expect(rows).toHaveLength(1)
  })
})

describe('what a session may do', () => {
  it('follows roles: nothing without one, changed at once here and within a second elsewhere', async () => {
    const { idToken } = await here.sessions.createSession(account, from)
    expect(await scopesOf(here, idToken)).toEqual([])
    expect(await scopesOf(there, idToken)).toEqual([])
    const { id } = await grant('member')
    expect(await scopesOf(here, idToken)).toContain('callouts:acknowledge')
    for (const missing of ['numbers:read', 'users:write', 'tokens:write', 'policies:write', 'pauses:write']) {
      expect(await scopesOf(here, idToken)).not.toContain(missing)
    }
    doors.clock.leaseMs += 1_000
    expect(await scopesOf(there, idToken)).toContain('callouts:acknowledge')
    await here.grants.remove(doors.spaceId, id, 'everything')
    expect(await scopesOf(here, idToken)).toEqual([])
    await grant('administrator')
    expect((await scopesOf(here, idToken)).length).toBe(permissions.length)
  })

  it('a group’s role is that of everybody in it', async () => {
    const { idToken } = await here.sessions.createSession(account, from)
    await here.groups.create(doors.spaceId, { key, name: 'x', members: [key] })
    await here.grants.create(doors.spaceId, { role: 'member', user: null, group: key, project: null }, 'everything')
    expect(await scopesOf(here, idToken)).toContain('callouts:start')
    await here.groups.update(doors.spaceId, key, { patch: { members: [] }, holder: 'everything' })
    expect(await scopesOf(here, idToken)).toEqual([])
  })

  it('a role in a project holds in that project, and never for what belongs to the space', async () => {
    await here.projects.create(doors.spaceId, { key: `b-${count}`, name: 'b', members: [] })
    const { id } = await here.projects.create(doors.spaceId, { key: `a-${count}`, name: 'a', members: [] })
    await grant('administrator', `a-${count}`)
    const { idToken } = await here.sessions.createSession(account, from)
    const checked = await here.sessions.checkIdToken(idToken, doors.spaceId)
    expect(checked).toMatchObject({ ok: true, projectId: id })
    const scopes = await scopesOf(here, idToken)
    expect(scopes).toEqual(expect.arrayContaining(['incidents:write', 'tokens:write', 'callouts:start']))
    for (const missing of ['accounts:write', 'users:write', 'numbers:read', 'config:write']) {
      expect(scopes).not.toContain(missing)
    }
    const elsewhere = here.sessions.createBrowserSession(account, { ...from, project: `b-${count}` })
    await expect(elsewhere).rejects.toMatchObject({ code: 'project.not_found' })
    await here.projects.remove(doors.spaceId, `a-${count}`)
    expect(await scopesOf(here, idToken)).toEqual([])
  })

  it('until a password for one use is changed: nothing at all', async () => {
    await grant('administrator')
    await here.accounts.resetPassword(doors.spaceId, account.id, 'everything')
    const { idToken } = await here.sessions.createSession({ ...account, mustChange: true }, from)
    expect(await here.sessions.checkIdToken(idToken, doors.spaceId)).toMatchObject({ ok: true, mustChange: true })
    expect(await scopesOf(here, idToken)).toEqual([])
  })

  it.each([
    [
      'the account is disabled',
      () => here.accounts.update(doors.spaceId, account.id, { patch: { disabled: true }, holder: 'everything' }),
    ],
    ['the account is deleted', () => here.accounts.remove(doors.spaceId, account.id, 'everything')],
    ['the user is deleted', () => here.users.remove(doors.spaceId, key, 'everything')],
    ['the password is reset', () => here.accounts.resetPassword(doors.spaceId, account.id, 'everything')],
    ['an administrator ends them', () => here.accounts.endSessions(doors.spaceId, account.id, 'everything')],
  ])('ends when %s', async (...[, end]) => {
    const { idToken } = await here.sessions.createSession(account, from)
    expect((await here.sessions.checkIdToken(idToken, doors.spaceId)).ok).toBe(true)
    await end()
    expect(await here.sessions.checkIdToken(idToken, doors.spaceId)).toEqual(invalid)
  })
})
