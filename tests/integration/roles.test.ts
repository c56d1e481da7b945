// Every operation of /v1 for every role, in the space and in a project: let in exactly where the table says so. And what whoever is
// let in may not do all the same.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { permissionsOf, type Role, roles } from '#contract/roles'
import { type Operation, operationsOf, pathOf } from '../support/operations.ts'
import { createPerson, type Person, signIn } from '../support/people.ts'
import { createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
let operations: readonly Operation[]
const ofPlant = ['administrator', 'project_manager', 'viewer'] as const
const people = new Map<string, Person>()
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  await world.ask('POST', '/v1/projects', { body: { key: 'plant', name: 'Plant' } })
  await world.ask('POST', '/v1/projects', { body: { key: 'office', name: 'Office' } })
  operations = await operationsOf(world)
  for (const role of roles) people.set(role, await createPerson(world, role, { role }))
  for (const role of ofPlant)
    people.set(`${role} of plant`, await createPerson(world, `${role}-of-plant`, { role, project: 'plant' }))
})
afterAll(() => world.close())

const person = (name: string): Person => people.get(name) as Person

/** The status alone: a stream of events would never end. */
const statusOf = async ({ cookie }: Person, { method, path }: Operation): Promise<number> => {
  const response = await fetch(`${world.url}${pathOf(path, {}, randomUUID())}`, {
    method,
    headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json' },
    ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{}' }),
  })
  await response.body?.cancel()
  return response.status
}

const cases = [
  ...roles.map((role) => [role, role, 'space'] as const),
  ...ofPlant.map((role) => [`${role} of plant`, role, 'project'] as const),
]

describe('the matrix of operations and roles', () => {
  it.each(cases)('%s: let in exactly where the table says so', async (name, role: Role, where) => {
    const held = new Set<string>(permissionsOf(role, where))
    const wrong: string[] = []
    for (const operation of operations) {
      const { needs, method, path } = operation
      if (needs === null || needs.length === 0) continue
      const allowed = needs.some((one) => held.has(one))
      const status = await statusOf(person(name), operation)
      // Below is what somebody who is let in may be refused for another reason.
      const isIn = status !== 403 && status !== 401
      const ofSpace = where === 'project' && /^(POST|DELETE) \/v1\/projects(\/\{ref\})?$/.test(`${method} ${path}`)
      const isRight = ofSpace ? !isIn || status === 422 : isIn === allowed
      if (!isRight || status >= 500) wrong.push(`${method} ${path}: ${status}`)
    }
    expect(wrong).toEqual([])
  })

  it('without a token or a session nothing is open but what is meant to be', async () => {
    const wrong: string[] = []
    const anybody = { ...person('viewer'), cookie: '' }
    for (const operation of operations) {
      const status = await statusOf(anybody, operation)
      if ((operation.needs?.length !== 0) !== (status === 401))
        wrong.push(`${operation.method} ${operation.path}: ${status}`)
    }
    const open = operations.filter(({ needs }) => needs?.length === 0).map(({ method, path }) => `${method} ${path}`)
    expect(wrong.filter((one) => !one.startsWith('POST /v1/session:'))).toEqual([])
    expect(open).toEqual([
      'GET /v1/sign-in',
      'POST /v1/session',
      'POST /v1/session/forgotten',
      'POST /v1/invitations/look',
      'POST /v1/invitations/accept',
    ])
  })
})

describe('a project manager', () => {
  it('sets up the project they manage, and no other; projects come and go with those of the space', async () => {
    const { ask } = person('project_manager of plant')
    expect((await ask('PATCH', '/v1/projects/plant', { body: { members: [{ user: 'sato' }] } })).status).toBe(200)
    expect((await ask('PATCH', '/v1/projects/plant/incident-settings', { body: {} })).status).toBe(200)
    expect((await ask('PATCH', '/v1/projects/office', { body: { name: 'Mine' } })).body.code).toBe('project.not_found')
    expect((await ask('POST', '/v1/projects', { body: { key: 'x', name: 'x' } })).body.code).toBe('auth.scope_missing')
    expect((await ask('DELETE', '/v1/projects/plant')).body.code).toBe('auth.scope_missing')
    const { ask: inSpace } = person('project_manager')
    expect((await inSpace('PATCH', '/v1/projects/office', { body: { name: 'Ours' } })).status).toBe(200)
  })
})

describe('K-013 a space administrator', () => {
  it('sets up everything and issues no token; nor do they make somebody who could', async () => {
    const { ask } = person('space_administrator')
    const token = { name: 'mine', scopes: ['callouts:read'] }
    expect((await ask('POST', '/v1/tokens', { body: token })).body.code).toBe('auth.scope_missing')
    for (const body of [
      { role: 'administrator', user: 'space_administrator' },
      { role: 'administrator', user: 'sato', project: 'plant' },
    ])
      expect((await ask('POST', '/v1/roles', { body })).body).toMatchObject({
        code: 'role.too_wide',
        errors: [{ field: 'role' }],
      })
    expect((await ask('POST', '/v1/roles', { body: { role: 'operator', user: 'sato' } })).status).toBe(201)
  })
})

describe('nobody signs in as somebody who may do more, by way of their mail address', () => {
  const mail = (address: string) => ({
    contactMethods: [{ channel: 'mail', label: 'mail', address, default: true }],
  })
  const phone = { contactMethods: [{ channel: 'phone', label: 'mobile', address: '+819012345678', default: true }] }

  it.each([
    ['project_manager', 'space_administrator'],
    ['space_administrator', 'administrator'],
    ['project_manager', 'administrator'],
  ])('a %s cannot change that of a %s, nor delete them', async (name, other) => {
    const { ask } = person(name)
    expect((await ask('PATCH', `/v1/users/${other}`, { body: mail('evil@example.jp') })).body.code).toBe(
      'role.too_wide',
    )
    expect((await ask('DELETE', `/v1/users/${other}`)).body.code).toBe('role.too_wide')
    expect((await signIn(world, other)).status).toBe(201)
  })

  it('phone numbers, names and those with less are theirs to change; everybody changes their own', async () => {
    const { ask } = person('project_manager')
    expect((await ask('PATCH', '/v1/users/administrator', { body: { ...phone, name: '特権' } })).status).toBe(200)
    expect((await ask('PATCH', '/v1/users/member', { body: mail('member@example.jp') })).status).toBe(200)
    expect((await ask('PATCH', '/v1/session/user', { body: mail('me@example.jp') })).status).toBe(200)
  })

  it('a file goes no further', async () => {
    const document = (address: string) => ({
      version: 1,
      users: [{ key: 'kept', name: 'Kept', ...mail(address) }],
    })
    await world.ask('POST', '/v1/config/apply', { body: { document: document('kept@example.jp') } })
    await world.ask('POST', '/v1/roles', { body: { role: 'administrator', user: 'kept' } })
    const { ask } = person('space_administrator')
    const { body } = await ask('POST', '/v1/config/apply', { body: { document: document('evil@example.jp') } })
    expect(body.code).toBe('role.too_wide')
    expect((await world.ask('GET', '/v1/users/kept')).body.contactMethods[0]?.address).toBe('kept@example.jp')
  })
})

describe('whoever may not see numbers', () => {
  const digits = '9001230001'
  const shows = (page: string): boolean => page.replace(/[^0-9A-Za-z+*]/g, '').includes(digits)
  const refs: Readonly<Record<string, string>> = { users: 'sato', policies: 'transferring', 'policy-groups': 'group' }
  let callout: string

  beforeAll(async () => {
    const steps = [{ destinations: [{ user: 'sato' }] }]
    const policy = { key: 'transferring', name: 'x', steps, from: '+815012345678', transferTo: `+81${digits}` }
    await world.ask('POST', '/v1/policies', { body: policy })
    await world.ask('POST', '/v1/policy-groups', {
      body: { key: 'group', name: 'x', policies: [{ policy: 'transferring' }] },
    })
    await world.ask('PATCH', '/v1/settings', { body: { pigeon: { transferTo: `+81${digits}` } } })
    callout = (await startIn(world, { policy: 'transferring' })).body.id
    await world.pools.inSpace(world.spaceId, async (client) => {
      await client.query(
        `insert into attempt (callout_id, ordinal, space_id, destination, channel, address, priority, nonce, state, reason,
           planned_at, turn, readings, retries, cancel_wanted, possible_repeat)
         values ($1, 0, $2, 0, 'phone', $3, 5, '', 'begun', 'first_attempt', 'epoch', 0, 0, 0, false, false)`,
        [callout, world.spaceId, `+81${digits}`],
      )
      await client.query(`insert into history values ($1, 1, $2, 'epoch', 'first_attempt', 0, 0, $3)`, [
        callout,
        world.spaceId,
        JSON.stringify({ address: '+81****0001' }),
      ])
    })
  })

  const pagesOf = async ({
    ask,
  }: Person): Promise<readonly (readonly [path: string, status: number, page: string])[]> => {
    const pages: (readonly [string, number, string])[] = []
    for (const { method, path } of operations) {
      const looks = method === 'GET' || /\/(preview|check)$/.test(path)
      if (!looks || path.endsWith('/events')) continue
      const kind = path.split('/')[2] ?? ''
      const named = pathOf(path, { ref: refs[kind] ?? 'default', id: callout }, '1')
      const { status, page } = await ask(method, named, method === 'GET' ? {} : { body: {} })
      pages.push([`${method} ${named}`, status, page])
    }
    return pages
  }

  it.each(['viewer', 'member', 'operator'])('sees them nowhere: a %s', async (role) => {
    const pages = await pagesOf(person(role))
    expect(pages.filter(([, , page]) => shows(page)).map(([path]) => path)).toEqual([])
    // It was looked at what would show them.
    const read = pages.flatMap(([path, status]) => (status === 200 ? [path] : []))
    for (const path of [
      'GET /v1/users',
      'GET /v1/attempts.csv',
      `GET /v1/callouts/${callout}/explanation`,
      'POST /v1/policies/transferring/preview',
    ])
      expect(read).toContain(path)
  })

  it('whoever may does', async () => {
    const shown = (await pagesOf(person('project_manager'))).flatMap(([path, , page]) => (shows(page) ? [path] : []))
    expect(shown).toEqual(
      expect.arrayContaining(['GET /v1/users', 'GET /v1/policies/transferring', 'GET /v1/attempts']),
    )
  })
})

describe('the last one who may do everything', () => {
  it('stays, although others still manage accounts', async () => {
    const { body } = await world.ask('GET', '/v1/roles')
    const everything = body.items.filter((one) => one['role'] === 'administrator' && one['project'] === null)
    const answers: string[] = []
    for (const { id } of everything) answers.push((await world.ask('DELETE', `/v1/roles/${id}`)).body?.code)
    expect(answers).toContain('account.last_administrator')
  })
})
