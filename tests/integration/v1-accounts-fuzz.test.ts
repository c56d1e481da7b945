// Whatever is sent to the routes about accounts, sessions, groups, projects and roles: an answer in our own shape, never a 500, and
// nothing half-written.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPerson, type Person, password } from '../support/people.ts'
import { createV1World, type V1World } from '../support/v1.ts'

const RUNS = 60

let world: V1World
let person: Person
beforeAll(async () => {
  world = await createV1World()
  person = await createPerson(world, 'admin', { role: 'administrator' })
  await world.ask('POST', '/v1/groups', { body: { key: 'night', name: 'x', members: ['admin'] } })
})
afterAll(() => world.close())

/** Words that mean something to these routes, among those that mean nothing. */
const word = fc.oneof(
  fc.constantFrom(
    'admin',
    'night',
    'default',
    'administrator',
    'member',
    '',
    '\0',
    '\uD800',
    '..',
    '%',
    'null',
    password,
  ),
  fc.string({ unit: 'binary', maxLength: 50 }),
)
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    word,
    fc.constantFrom(null, true, false, 0, -1, 1e308),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('user', 'group', 'role', 'project', 'x', '__proto__'), tie('any'), { maxKeys: 3 }),
  ),
})).any

const bodyOf = (fields: readonly string[]) =>
  fc.oneof(value, fc.record(Object.fromEntries(fields.map((field) => [field, value])), { requiredKeys: [] }))

const account = ['user', 'account', 'subaccount', 'password', 'mustChange', 'policies', 'disabled']
const routes: [string, string, readonly string[]][] = [
  ['POST', '/v1/session', ['account', 'subaccount', 'password', 'project']],
  ['PATCH', '/v1/session', ['project']],
  ['PUT', '/v1/session/password', ['current', 'password']],
  ['POST', '/v1/invitations', ['user', 'account', 'subaccount', 'roles']],
  ['POST', '/v1/invitations/look', ['secret']],
  ['POST', '/v1/invitations/accept', ['secret', 'account', 'password']],
  ['POST', '/v1/accounts', account],
  ['PATCH', '/v1/accounts/:account', account],
  ['POST', '/v1/accounts/:account/reset', ['by']],
  ['POST', '/v1/roles', ['role', 'user', 'group', 'project']],
  ['POST', '/v1/groups', ['key', 'name', 'members']],
  ['PATCH', '/v1/groups/night', ['key', 'name', 'members']],
  ['POST', '/v1/projects', ['key', 'name', 'members']],
  ['PATCH', '/v1/projects/default', ['key', 'name', 'members']],
]

describe('a body of any kind', () => {
  it.each(routes)('%s %s', { timeout: 60_000 }, async (method, path, fields) => {
    const { accountId } = await createPerson(world, `fuzzed-${path.length}-${method}-${fields.length}`, {
      role: 'member',
    })
    const send = async (body: unknown): Promise<void> => {
      // Another address each time: how many wrong ones may come is another test's matter.
      const headers = { 'X-Forwarded-For': `2001:db8::${Math.floor(world.clock.nowMs % 60_000).toString(16)}` }
      world.clock.nowMs += 1
      const answer = await person.ask(method, path.replace(':account', accountId), { body: body ?? null, headers })
      expect(answer.status, `${JSON.stringify(body)} ${answer.page}`).toBeLessThan(500)
      if (answer.status < 400) return
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      expect(answer.body.code).toMatch(/^[a-z]+\.[a-z_]+$/)
    }
    await fc.assert(fc.asyncProperty(bodyOf(fields), send), { numRuns: RUNS })
  })

  it('leaves no account without a user, no group with a stranger, and the administrator where they were', async () => {
    const { rows } = await world.pools.engine.query(
      `select a.id from account a left join app_user u on u.id = a.user_id and u.space_id = a.space_id where u.id is null
       union all select m.group_id from user_group_member m left join app_user u on u.id = m.user_id where u.id is null`,
    )
    expect(rows).toEqual([])
    expect((await world.ask('GET', `/v1/accounts/${person.accountId}`)).body['account']).toBe('admin')
    expect(world.logged).toEqual([])
  })
})

describe('a path of any kind', () => {
  it.each([
    ['GET', '/v1/accounts/'],
    ['DELETE', '/v1/accounts/'],
    ['DELETE', '/v1/sessions/'],
    ['DELETE', '/v1/invitations/'],
    ['DELETE', '/v1/roles/'],
    ['GET', '/v1/groups/'],
    ['GET', '/v1/projects/'],
  ])('%s %s…', async (method, path) => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 30 }), async (text) => {
        const answer = await world.ask(method, `${path}${encodeURIComponent(text)}`)
        expect(answer.status, answer.page).toBeLessThan(500)
      }),
      { numRuns: RUNS },
    )
    expect((await world.ask(method, `${path}%00`)).status).toBeLessThan(500)
  })
})
