// Every list of /v1 and its file, asked badly: what cannot be read is refused by the name of its field, and what is sought is sought
// as it stands. Which lists there are, and which parameters, is read from the API's own document, so that one of the future is asked too.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPerson, type Person } from '../support/people.ts'
import { type Answer, type Ask, createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

type Schema = {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly format?: string
  readonly pattern?: string
}
type Parameter = { readonly name: string; readonly in: string; readonly schema: Schema }
type List = { readonly path: string; readonly parameters: readonly Parameter[] }

let world: V1World
let person: Person
let lists: readonly List[]
/** Where a path needs something, the part before it says what. */
const there: Record<string, string> = {
  users: 'sato',
  sources: 'mon',
  schedules: 'duty',
  webhooks: 'hook',
  incidents: '1',
}

const make = async (kind: string, body: object): Promise<void> => {
  const made = await world.ask('POST', `/v1/${kind}`, { body })
  expect([kind, made.status]).toEqual([kind, 201])
}

beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  person = await createPerson(world, 'admin', { role: 'administrator' })
  await createPerson(world, 'other', { role: 'viewer' })
  const layer = { key: 'l', people: ['sato'], shift: { unit: 'day', time: '09:00' }, startsAt: '2026-11-01T00:00:00Z' }
  const positions = [{ key: 'first', layers: [layer] }]
  for (const key of ['duty', 'other']) await make('schedules', { key, name: key, positions })
  await make('webhooks', { key: 'hook', name: 'hook', url: 'http://192.0.2.1/', events: ['*'] })
  await make('sources', { key: 'mon', name: 'mon', kind: 'generic' })
  for (const key of ['r1', 'r2']) await make('rules', { key, name: key, policy: 'night' })
  for (const name of ['i1', 'i2']) await make('incidents', { name })
  for (const key of ['c1', 'c2']) await make('calendars', { key, name: key })
  for (const word of ['db', 'web']) await make('readings', { word, reading: word })
  for (const user of ['sato', 'suzuki']) await make('invitations', { user })
  for (const user of ['sato', 'suzuki'])
    await make('schedules/duty/overrides', {
      kind: 'add',
      user,
      endsAt: '2026-12-02T00:00:00Z',
    })
  there['callouts'] = (await startIn(world, { policy: 'night' })).body.id
  await startIn(world, { policy: 'night' })
  const { body } = await world.ask('GET', '/v1/openapi.json')
  lists = Object.entries(body.paths as Readonly<Record<string, { readonly get?: List }>>).flatMap(([path, { get }]) =>
    get?.parameters?.some(({ name }) => name === 'limit') || path.endsWith('.csv')
      ? [{ path, parameters: (get?.parameters ?? []).filter((one) => one.in === 'query') }]
      : [],
  )
})
afterAll(() => world.close())

const pathOf = (path: string): string =>
  path.replace(/\/([a-z-]+)\/\{\w+\}/g, (_, kind: string) => `/${kind}/${there[kind] ?? kind}`)

/** One's own lists are of people. */
const askOf = (path: string): Ask => (path.startsWith('/v1/session/') ? (person.ask as Ask) : world.ask)

/** A file of several says of which. */
const whole = (path: string, query: string): string =>
  path === '/v1/analytics.csv' && !query.includes('table=') ? `${query}&table=policies` : query
const asked = (path: string, query: string): Promise<Answer> =>
  askOf(path)('GET', `${pathOf(path)}?${whole(path, query)}`)

const refusal = ({ status, body }: Answer): string =>
  status === 422 ? `${status} ${body.code} ${body.errors[0]?.field ?? ''}` : String(status)

it('a list is there at all, with what is asked', async () => {
  expect(lists.length).toBeGreaterThan(50)
  for (const { path } of lists) expect([path, (await asked(path, '')).status]).toEqual([path, 200])
})

/** What each parameter is not, and so each list refuses. */
const wrongFor = ({ name, schema }: Parameter): readonly string[] => {
  if (name === 'limit') return ['0', '-1', '1000000000', 'many', '1.5', '', 'NaN', 'Infinity']
  if (name === 'cursor') return ['nonsense', '~', '1~00000000', '%00', '%25']
  if ((schema.enum ?? schema.format ?? schema.pattern) !== undefined) return ['no-such', '%25', '']
  return schema.type === 'integer' || schema.type === 'number' ? ['many', '-1'] : []
}

/** What is listed, whatever it is called. */
const itemsOf = ({ body }: Answer): readonly unknown[] =>
  (body.items ?? body['schedules'] ?? body['stints'] ?? body['entries']) as readonly unknown[]

const linesOf = ({ page }: Answer): readonly string[] => page.split('\r\n').slice(1, -1)

/** Parts of one callout, in the order in which they happened. */
const unfiltered = ['/v1/callouts/{id}/attempts', '/v1/callouts/{id}/merged']

it('a list has filters', () => {
  const paged = lists.filter(({ parameters: all }) => all.some(({ name }) => name === 'cursor'))
  expect(paged.filter(({ parameters }) => parameters.length === 2).map(({ path }) => path)).toEqual(unfiltered)
})

it('a list is the same page by page as at once, and its file has all of it', async () => {
  const many: string[] = []
  for (const { path } of lists.filter(({ parameters: all }) => all.some(({ name }) => name === 'cursor'))) {
    const whole = itemsOf(await asked(path, ''))
    const paged: unknown[] = []
    for (let next: string | null = ''; next !== null && paged.length <= whole.length; ) {
      const page = await asked(path, `limit=1${next === '' ? '' : `&cursor=${encodeURIComponent(next)}`}`)
      expect([path, itemsOf(page).length]).toEqual([path, Math.min(whole.length, 1)])
      world.clock.nowMs += 1_000
      paged.push(...itemsOf(page))
      next = page.body.next
    }
    expect([path, paged]).toEqual([path, whole])
    expect([path, linesOf(await asked(`${path}.csv`, '')).length]).toEqual([path, whole.length])
    if (whole.length > 1) many.push(path)
  }
  expect(many).toEqual(
    expect.arrayContaining([
      '/v1/rules',
      '/v1/on-call',
      '/v1/users/{ref}/on-call',
      '/v1/roles',
      '/v1/accounts',
      '/v1/invitations',
    ]),
  )
})

it('what is no value of a parameter is refused, and the field is named', async () => {
  const taken: string[] = []
  for (const { path, parameters } of lists)
    for (const parameter of parameters)
      for (const value of wrongFor(parameter)) {
        const told = refusal(await asked(path, `${parameter.name}=${value}`))
        if (told !== `422 request.invalid query.${parameter.name}`)
          taken.push(`${path} ${parameter.name}=${value}: ${told}`)
      }
  expect(taken).toEqual([])
})

it('two of the same parameter are refused: neither is taken for the other', async () => {
  const taken: string[] = []
  for (const { path, parameters } of lists)
    for (const { name, schema } of parameters) {
      const value = schema.enum?.[0] ?? (name === 'limit' ? '5' : 'sato')
      const told = refusal(await asked(path, `${name}=${value}&${name}=${value}`))
      if (told !== `422 request.invalid query.${name}`) taken.push(`${path} ${name}: ${told}`)
    }
  expect(taken).toEqual([])
})

it('a place of another list, or of another space, is none of this one', async () => {
  const other = await world.newSpace('other')
  const token = await world.tokenFor(other)
  const places: [path: string, place: string][] = []
  for (const { path, parameters } of lists.filter(({ parameters: all }) => all.some(({ name }) => name === 'cursor'))) {
    const { next } = (await asked(path, 'limit=1')).body
    if (next === null) continue
    expect(parameters.length).toBeGreaterThan(1)
    expect([path, (await asked(path, `limit=1&cursor=${encodeURIComponent(next)}`)).status]).toEqual([path, 200])
    places.push([path, encodeURIComponent(next)])
  }
  expect(places.length).toBeGreaterThan(12)
  const taken: string[] = []
  for (const [index, [path]] of places.entries()) {
    const [, place = ''] = places[(index + 1) % places.length] ?? []
    taken.push(`${path}: ${refusal(await asked(path, `cursor=${place}`))}`)
    if (path.includes('{') || path.startsWith('/v1/session')) continue
    taken.push(`${path}: ${refusal(await world.ask('GET', `${path}?cursor=${places[index]?.[1] ?? ''}`, { token }))}`)
  }
  expect(taken.filter((told) => !told.endsWith(': 422 request.invalid query.cursor'))).toEqual([])
})

/** Nothing that was made has any of them in it. */
const hostile = [
  '%25',
  '_',
  '%5C',
  '%5C%25',
  '%27',
  '%22',
  '%27%20or%20true--',
  '%00',
  '%ED%A0%80',
  '%F0%9F',
  '%',
  '%2525',
  '*',
  '.*',
  'x'.repeat(10_000),
]

const countIn = (path: string, answer: Answer): number => {
  if (answer.status !== 200) return 0
  return path.endsWith('.csv') ? linesOf(answer).length : itemsOf(answer).length
}

it('what is sought is sought as it stands, whatever it is: nothing fails, and nothing finds everything', async () => {
  const wrong: string[] = []
  for (const { path, parameters } of lists)
    for (const { name, schema } of parameters)
      for (const value of hostile) {
        if (schema.enum !== undefined || name === 'zone') continue
        const answer = await asked(path, `${name}=${value}`)
        const found = countIn(path, answer)
        if (![200, 404, 422].includes(answer.status) || found > 0)
          wrong.push(`${path} ${name}=${value.slice(0, 20)}: ${answer.status}, ${found}`)
      }
  expect(wrong).toEqual([])
})
