// Two people change the same thing: with If-Match nobody overwrites what they have not seen. And what everybody may change about
// themselves.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPerson, type Person } from '../support/people.ts'
import { createV1World, furnish, type V1World } from '../support/v1.ts'

let world: V1World
let member: Person
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  member = await createPerson(world, 'member', { role: 'member' })
})
afterAll(() => world.close())

const settings = { accountSid: `AC${'0'.repeat(32)}`, baseUrl: 'http://127.0.0.1:8090', simulated: true }
const twilio = { kind: 'twilio', settings, secrets: { authToken: 's' } }

describe('a change made from what was seen', () => {
  it.each([
    ['/v1/users', { key: 'seen', name: 'seen' }],
    ['/v1/templates', { key: 'seen', name: 'seen' }],
    ['/v1/calendars', { key: 'seen', name: 'seen' }],
    ['/v1/connections', { key: 'seen', name: 'seen', ...twilio }],
    ['/v1/webhooks', { key: 'seen', name: 'seen', url: 'https://example.jp/', events: ['*'] }],
    ['/v1/policies', { key: 'seen', name: 'seen', steps: [{ destinations: [{ user: 'sato' }] }] }],
  ])('%s: is refused where somebody changed it since, and made where nobody did', async (path, body) => {
    await world.ask('POST', path, { body })
    const change = (name: string, headers: Record<string, string> = {}) =>
      world.ask('PATCH', `${path}/seen`, { body: { name }, headers })
    const etag = (await world.ask('GET', `${path}/seen`)).headers.get('etag') ?? ''
    const first = await change('mine', { 'If-Match': etag })
    expect([first.status, first.body['name']]).toEqual([200, 'mine'])
    expect(first.headers.get('etag')).not.toBe(etag)
    const second = await change('theirs', { 'If-Match': etag })
    expect([second.status, second.body.code]).toEqual([412, 'config.changed_meanwhile'])
    expect((await world.ask('GET', `${path}/seen`)).body['name']).toBe('mine')
    expect((await change('anyhow')).status).toBe(200)
    expect((await change('anyhow', { 'If-Match': '*' })).status).toBe(200)
    expect((await change('anyhow', { 'If-Match': 'yesterday' })).body.code).toBe('request.invalid')
  })

  it.each([
    ['/v1/settings', { incoming: { message: 'mine' } }, { incoming: { message: 'theirs' } }],
    ['/v1/projects/default/incident-settings', { forgotten: { firstMinutes: 7 } }, { forgotten: { firstMinutes: 8 } }],
  ])('%s, which are always there: the same, also before anybody set them', async (path, mine, theirs) => {
    const change = (body: object, version?: string) =>
      world.ask('PATCH', path, { body, headers: version === undefined ? {} : { 'If-Match': version } })
    const unset = await world.ask('GET', path)
    expect(unset.body['updatedAt']).toBeNull()
    const before = unset.headers.get('etag') ?? ''
    const first = await change(mine, before)
    expect([first.status, first.body]).toMatchObject([200, mine])
    expect(first.headers.get('etag')).toBe(`"${String(first.body['updatedAt'])}"`)
    const second = await change(theirs, before)
    expect([second.status, second.body.code]).toEqual([412, 'config.changed_meanwhile'])
    const now = await world.ask('GET', path)
    expect(now.body).toMatchObject(mine)
    expect(now.headers.get('etag')).toBe(first.headers.get('etag'))
    world.clock.nowMs += 1
    expect((await change(theirs, now.headers.get('etag') ?? '')).body).toMatchObject(theirs)
    expect((await change(mine)).status).toBe(200)
    expect((await change(mine, '"yesterday"')).body.code).toBe('request.invalid')
  })
})

describe('oneself', () => {
  it('everybody sees and changes their own ways to be reached, whatever else they may do', async () => {
    const contactMethods = [{ channel: 'mail', label: 'work', address: 'member@example.jp', default: true }]
    const changed = await member.ask('PATCH', '/v1/session/user', { body: { contactMethods } })
    expect([changed.status, changed.body['key']]).toEqual([200, 'member'])
    const read = await member.ask('GET', '/v1/session/user')
    expect(read.body.contactMethods).toMatchObject(contactMethods)
    expect(read.headers.get('etag')).toBe(changed.headers.get('etag'))
  })

  it('but neither what they are called in files, nor anything without being signed in', async () => {
    expect((await member.ask('PATCH', '/v1/session/user', { body: { key: 'admin' } })).body.code).toBe(
      'request.invalid',
    )
    expect((await world.ask('GET', '/v1/session/user')).body.code).toBe('session.needed')
    expect((await world.ask('GET', '/v1/session/user', { token: null })).status).toBe(401)
  })
})
