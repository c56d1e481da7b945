// Every operation of /v1, asked about what is another space's: not found, whatever it is, by whichever way it is named; nothing of it is
// told, and nothing of it changes.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Every, everyTable, spaceColumn } from '../support/every-table.ts'
import { type Operation, operationsOf, pathOf } from '../support/operations.ts'
import { createPerson, type Person } from '../support/people.ts'
import { createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

/** Every id, key and name of the other space. */
const X = '0f0f0f0f-0f0f-7f0f-8f0f-0f0f0f0f0f0f'

let world: V1World
let every: Every
let operations: readonly Operation[]
let person: Person
/** Ids of what is ours, by the first part of the path. */
const ours: Record<string, string> = {}

beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  person = await createPerson(world, 'admin', { role: 'administrator' })
  every = await everyTable(world.pools)
  await every.fill(X)
  operations = await operationsOf(world)
  const make = async (kind: string, body: object) => {
    ours[kind] = (await world.ask('POST', `/v1/${kind}`, { body })).body.id
  }
  await make('webhooks', { key: 'hook', name: 'x', url: 'http://192.0.2.1/', events: ['*'] })
  await make('schedules', { key: 'duty', name: 'x', zone: 'Asia/Tokyo', positions: [] })
  await make('incidents', { name: 'x' })
  ours['callouts'] = (await startIn(world, { policy: 'night' })).body.id
})
afterAll(() => world.close())

/** Everything of the other space, as it stands. */
const theirs = async (): Promise<Record<string, string[]>> => {
  const found: Record<string, string[]> = {}
  for (const table of every.tables) {
    const { rows } = await world.pools.engine.query<{ row: string }>(
      `select row_to_json(t)::text as row from ${table} t where ${spaceColumn(table)} = $1`,
      [X],
    )
    found[table] = rows.map(({ row }) => row).toSorted((a, b) => (a < b ? -1 : 1))
  }
  return found
}

/** What else a request needs to be looked at: without it, it is refused before anything is looked up. */
const bodies: Readonly<Record<string, unknown>> = {
  'POST /v1/accounts/{id}/reset': { by: 'password' },
  'POST /v1/schedules/{ref}/overrides': {
    kind: 'add',
    user: 'sato',
    endsAt: '2026-12-02T00:00:00Z',
  },
  'POST /v1/drafts/{id}/reject': { reason: 'x' },
  'POST /v1/users/{ref}/contact-methods/{method}/verify': { code: '000000' },
  'POST /v1/session/user/contact-methods/{method}/verify': { code: '000000' },
  'POST /v1/incidents/{ref}/status': { status: 'close' },
  'POST /v1/incidents/{ref}/notices': { text: 'x' },
  'POST /v1/incidents/{ref}/messages': { message: 'x' },
  'POST /v1/incidents/{ref}/topics': { name: 'x' },
  'PATCH /v1/incidents/{ref}/topics/{topic}': { name: 'x' },
  'POST /v1/incidents/{ref}/responders': { user: 'sato' },
  'PUT /v1/incidents/{ref}/commander': { user: 'sato' },
}
const queries: Readonly<Record<string, string>> = {
  'GET /v1/calendars/{ref}/holidays': '?year=2026',
  'GET /v1/schedules/{ref}/final': '?from=2026-12-01T00:00:00Z&to=2026-12-02T00:00:00Z',
  'POST /v1/schedules/{ref}/import': '?position=first&temporary=x&from=2026-12-01T00:00:00Z&to=2026-12-02T00:00:00Z',
}
const iCal = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n'
const sentTo = (operation: Operation): object => {
  if (operation.path.endsWith('/import')) return { raw: iCal, headers: { 'Content-Type': 'text/calendar' } }
  if (['GET', 'DELETE'].includes(operation.method)) return {}
  return { body: bodies[whole(operation)] ?? {} }
}

const hasParameter = ({ path }: Operation): boolean => path.includes('{')
const whole = ({ method, path }: Operation): string => `${method} ${path}`

/** Requests that name what is theirs within. */
const within: readonly (readonly [method: string, path: string, body: object])[] = [
  ['POST', '/v1/callouts', { policy: X, text: 'x' }],
  ['POST', '/v1/policies', { key: 'p1', name: 'p1', steps: [{ destinations: [{ user: X }] }] }],
  ['POST', '/v1/policies', { key: 'p2', name: 'p2', steps: [{ destinations: [{ group: X }] }] }],
  ['POST', '/v1/policies', { key: 'p3', name: 'p3', template: X, steps: [{ destinations: [{ user: 'sato' }] }] }],
  ['POST', '/v1/policies', { key: 'p4', name: 'p4', connection: X, steps: [{ destinations: [{ user: 'sato' }] }] }],
  ['POST', '/v1/policies/preview', { policy: { key: 'x', name: 'x', steps: [{ destinations: [{ user: X }] }] } }],
  ['PATCH', '/v1/policies/night', { escalatesTo: X }],
  ['POST', '/v1/policy-groups', { key: 'g', name: 'g', policies: [{ policy: X }] }],
  ['POST', '/v1/groups', { key: 'g', name: 'g', members: [X] }],
  ['POST', '/v1/projects', { key: 'g', name: 'g', members: [{ user: X }] }],
  ['POST', '/v1/roles', { role: 'viewer', user: X }],
  ['POST', '/v1/roles', { role: 'viewer', group: X }],
  ['POST', '/v1/roles', { role: 'viewer', user: 'sato', project: X }],
  ['POST', '/v1/accounts', { user: X, account: 'x' }],
  ['POST', '/v1/accounts', { user: 'sato', account: 'x', policies: [X] }],
  ['POST', '/v1/invitations', { user: X }],
  ['POST', '/v1/tokens', { name: 'x', scopes: ['callouts:read'], project: X }],
  ['POST', '/v1/pauses', { policy: X, reason: 'x' }],
  ['POST', '/v1/pauses', { user: X, reason: 'x' }],
  ['POST', '/v1/rules', { key: 'r', name: 'r', policy: X }],
  ['POST', '/v1/webhooks', { key: 'w', name: 'w', url: 'http://192.0.2.1/', events: ['*'], project: X }],
  ['POST', '/v1/incidents', { name: 'x', project: X }],
  ['PUT', '/v1/incidents/1/commander', { user: X }],
  ['POST', '/v1/incidents/1/responders', { user: X }],
  ['POST', '/v1/direct-sends', { to: { user: X }, text: 'x' }],
  ['PATCH', '/v1/session', { project: X }],
]

let before: Record<string, string[]>
beforeAll(async () => {
  before = await theirs()
})

it('is not found by its id, whoever asks', async () => {
  const wrong: string[] = []
  for (const operation of operations.filter(hasParameter)) {
    const { method, path } = operation
    const kind = path.split('/')[2] ?? ''
    const nested = path.split('{').length > 2 && ours[kind] !== undefined ? [{ ref: ours[kind] ?? '' }] : []
    for (const values of [{}, ...nested]) {
      const named = `${pathOf(path, { ...values, topic: '1' }, X)}${queries[whole(operation)] ?? ''}`
      const { status, page } = await person.ask(method, named, sentTo(operation))
      if (status !== 404) wrong.push(`${whole(operation)}: ${status} ${page.slice(0, 300)}`)
    }
  }
  expect(wrong).toEqual([])
})

it.each(within)('is not found within %s %s %j', async (method, path, body) => {
  const { status, page } = await person.ask(method, path, { body })
  expect([404, 422], page).toContain(status)
  expect((JSON.parse(page) as { code: string }).code, page).toMatch(/not_found$|unknown$|nobody_reachable$/)
})

it('stands in no list, no file and no picture', async () => {
  const told: string[] = []
  for (const operation of operations.filter((one) => one.method === 'GET' && !hasParameter(one))) {
    if (operation.path === '/v1/events') continue
    const { page } = await person.ask('GET', `${operation.path}${queries[whole(operation)] ?? ''}`)
    if (page.includes(X)) told.push(operation.path)
  }
  expect(told).toEqual([])
})

it('is as it was', async () => expect(await theirs()).toEqual(before))
