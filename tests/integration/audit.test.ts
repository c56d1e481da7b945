// The audit log from outside: whoever changes something, by whichever way, stands in it with what was before and after, and no
// secret and no number does.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPerson, type Person, signIn } from '../support/people.ts'
import { type Body, createV1World, furnish, type V1World } from '../support/v1.ts'

type Entry = Body & {
  readonly by: { readonly kind: string; readonly name: string; readonly user: string | null }
  readonly action: string
  readonly kind: string
  readonly changes: readonly { readonly field: string; readonly before?: unknown; readonly after?: unknown }[]
}

let world: V1World
let admin: Person
let member: Person
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  admin = await createPerson(world, 'admin', { role: 'administrator' })
  member = await createPerson(world, 'member', { role: 'member' })
})
afterAll(() => world.close())

const entries = async (query = '', token?: string): Promise<Entry[]> => {
  const answer = await world.ask('GET', `/v1/audit?${query}`, token === undefined ? {} : { token })
  expect(answer.status).toBe(200)
  return answer.body.items as Entry[]
}
const newest = async (query = ''): Promise<Entry | undefined> => (await entries(query))[0]

describe('a change', () => {
  it('stands there with who made it, from where, and each field before and after', async () => {
    world.clock.nowMs += 1_000
    const headers = { 'X-Request-Id': 'the-request', 'X-Forwarded-For': '198.51.100.9' }
    await admin.ask('PATCH', '/v1/policies/night', { body: { name: '深夜' }, headers })
    expect(await newest()).toMatchObject({
      at: '2026-11-22T03:00:01.000Z',
      by: { kind: 'session', user: admin.userId, name: 'adminさん' },
      address: '198.51.100.9',
      request: 'the-request',
      action: 'changed',
      kind: 'policy',
      name: 'night',
      changes: [{ field: 'name', before: '夜間', after: '深夜' }],
    })
  })

  it('of an API token stands under its name; making and deleting show the whole, ids by their keys', async () => {
    await world.ask('POST', '/v1/groups', { body: { key: 'night', name: 'Night', members: ['sato', 'suzuki'] } })
    await world.ask('PATCH', '/v1/groups/night', { body: { members: ['sato', 'admin'] } })
    const [joined, left] = await entries('kind=group_member&limit=2')
    const sato = { field: 'user', after: 'admin' }
    expect(joined).toMatchObject({ action: 'created', name: 'night', by: { kind: 'token', user: null } })
    expect(joined?.changes).toContainEqual(sato)
    expect(left).toMatchObject({
      action: 'deleted',
      changes: expect.arrayContaining([{ field: 'user', before: 'suzuki' }]),
    })
    await world.ask('DELETE', '/v1/groups/night')
    expect(await newest('kind=group')).toMatchObject({
      action: 'deleted',
      changes: expect.arrayContaining([{ field: 'name', before: 'Night' }]),
    })
  })

  it('by a file is one of whoever applied it; what was only shown, or refused, leaves nothing', async () => {
    const before = await newest()
    const document = { version: 1, users: [{ key: 'from-file', name: 'x' }] }
    await world.ask('POST', '/v1/config/plan', { body: { document } })
    await world.ask('PATCH', '/v1/policies/night', { body: { steps: [] } })
    await world.ask('DELETE', '/v1/users/nobody')
    expect(await newest()).toEqual(before)
    await world.ask('POST', '/v1/config/apply', { body: { document } })
    expect(await newest()).toMatchObject({
      by: { kind: 'token' },
      action: 'created',
      kind: 'user',
      name: 'from-file',
    })
  })

  it('shows no secret and no number', async () => {
    await world.ask('PATCH', '/v1/connections/sim', { body: { secrets: { authToken: 'another-secret' } } })
    expect((await newest('kind=connection'))?.changes).toEqual([
      { field: 'secrets', before: { authToken: '***' }, after: { authToken: '***' } },
    ])
    await world.ask('PATCH', '/v1/users/sato', {
      body: { contactMethods: [{ channel: 'phone', label: '携帯', address: '+819001239999', default: true }] },
    })
    expect(await newest('kind=contact_method')).toMatchObject({
      name: 'sato / 携帯',
      changes: [{ field: 'address', before: '+81****0001', after: '+81****9999' }],
    })
    const all = (await world.ask('GET', '/v1/audit.csv')).page
    const { rows } = await world.pools.engine.query<{ text: string }>('select audit::text as text from audit')
    for (const text of [all, ...rows.map((row) => row.text)]) {
      expect(text).not.toMatch(/another-secret|sealed |\+81\d{9}|\$scrypt|correct horse/)
    }
  })

  it('what the server notes while it works leaves nothing', async () => {
    const before = await newest()
    await world.ask('GET', '/v1/users')
    await admin.ask('GET', '/v1/users')
    await world.ask('POST', '/v1/callouts', { body: { policy: 'night', text: '停止' } })
    expect(await newest()).toEqual(before)
  })
})

describe('signing in', () => {
  it('stands there, failed or not, and so does signing out; an unknown name does not: people type their password there', async () => {
    await signIn(world, 'member', { password: 'not the password' })
    await signIn(world, 'my-secret-password')
    const [unknown, wrong] = await entries('action=sign_in_failed')
    expect(unknown).toMatchObject({ by: { kind: 'nobody', name: '' }, name: '' })
    expect(wrong).toMatchObject({ kind: 'session', name: 'member', object: '', address: '127.0.0.1' })
    await signIn(world, 'member')
    expect(await newest('action=signed_in')).toMatchObject({
      by: { kind: 'session', user: member.userId, name: 'memberさん' },
      name: 'member',
    })
    await member.ask('DELETE', '/v1/session')
    expect(await newest('action=signed_out')).toMatchObject({ by: { name: 'memberさん' }, name: 'member' })
  })

  it('sessions that expired were ended by nobody', async () => {
    const before = await newest('action=signed_out')
    world.clock.nowMs += 8 * 24 * 3_600_000
    await signIn(world, 'admin')
    expect(await newest('action=signed_out')).toEqual(before)
  })
})

describe('reading it', () => {
  it('goes page by page through all of it, each line once, newest first', async () => {
    const all = await entries('limit=200')
    const paged: Entry[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body } = await world.ask('GET', `/v1/audit?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`)
      paged.push(...(body.items as Entry[]))
      cursor = body.next
    }
    expect(paged).toEqual(all)
    const ids = all.map((one) => Number(one.id))
    expect(ids).toEqual(ids.toSorted((one, other) => other - one))
  })

  it('is narrowed by time, by whom and by what', async () => {
    const byAdmin = await entries('by=admin')
    expect(byAdmin.length).toBeGreaterThan(0)
    expect(byAdmin.every(({ by }) => by.user === admin.userId)).toBe(true)
    expect(await entries('by=nobody-of-that-name')).toEqual([])
    expect(await entries('to=2026-11-22T03:00:00Z')).toEqual([])
    const sato = (await world.ask('GET', '/v1/users/sato')).body.id
    const kinds = (await entries(`object=${sato}`)).map(({ kind }) => kind)
    expect(new Set(kinds)).toEqual(new Set(['user', 'contact_method']))
    for (const query of ['kind=nothing', 'action=eaten', 'object=x', 'from=yesterday']) {
      expect((await world.ask('GET', `/v1/audit?${query}`)).body.code, query).toBe('request.invalid')
    }
  })

  it('as CSV has a line for each, in the language that was asked for', async () => {
    const answer = await world.ask('GET', '/v1/audit.csv?lang=en&kind=group')
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const [first, ...lines] = answer.page.trim().split('\r\n')
    expect(first?.replace('\uFEFF', '')).toBe('at,by,name,address,action,kind,what,object id,changes,request id')
    expect(lines.length).toBe((await entries('kind=group')).length)
  })

  it('needs a permission of its own, and stays in its space', async () => {
    const other = await world.newSpace('elsewhere')
    const token = await world.tokenFor(other)
    await world.ask('POST', '/v1/users', { token, body: { key: 'there', name: 'There' } })
    expect((await entries('', token)).every(({ name }) => name !== 'night')).toBe(true)
    expect(await entries('by=there')).toEqual([])
    const blind = await world.tokenFor(world.spaceId, ['config:read', 'users:read'])
    expect((await world.ask('GET', '/v1/audit', { token: blind })).body.code).toBe('auth.scope_missing')
    expect((await world.ask('GET', '/v1/audit.csv', { token: blind })).body.code).toBe('auth.scope_missing')
  })
})
