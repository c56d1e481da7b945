// Every list of /v1 is also given as a file: by the same filters, with all of its pages, and harmless in a spreadsheet. Which lists there
// are is read from the API's own document, so that one of the future is looked at too.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPerson } from '../support/people.ts'
import { type Body, createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
})
afterAll(() => world.close())

type Described = { readonly get?: { readonly parameters?: readonly { readonly name: string; readonly in: string }[] } }

const documented = async (): Promise<Readonly<Record<string, readonly string[]>>> => {
  const { body } = await world.ask('GET', '/v1/openapi.json')
  return Object.fromEntries(
    Object.entries(body.paths as Readonly<Record<string, Described>>).flatMap(([path, { get }]) =>
      get === undefined
        ? []
        : [[path, (get.parameters ?? []).flatMap((one) => (one.in === 'query' ? [one.name] : []))]],
    ),
  )
}

const make = async (kind: string, body: object): Promise<Body> => {
  const made = await world.ask('POST', `/v1/${kind}`, { body })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body
}

const fileOf = async (path: string): Promise<readonly string[]> => {
  const { status, page } = await world.ask('GET', path)
  expect(status, page).toBe(200)
  return page.split('\r\n').slice(0, -1)
}

it('each list has a file that takes its filters, and no other', async () => {
  const all = await documented()
  const lists = Object.keys(all).filter((path) => all[path]?.includes('cursor'))
  expect(lists.length).toBeGreaterThan(30)
  const filters = (path: string) => (all[path] ?? []).filter((one) => !['limit', 'cursor', 'lang'].includes(one))
  expect(lists.filter((path) => all[`${path}.csv`] === undefined)).toEqual([])
  for (const path of [...lists, '/v1/usage']) expect([path, filters(`${path}.csv`)]).toEqual([path, filters(path)])
})

describe('as CSV', () => {
  it('a list is given whole, however many pages it has, and narrowed as it is shown', async () => {
    await world.pools.inSpace(world.spaceId, (client) =>
      client.query(
        `insert into calendar (id, space_id, key, name, body, managed_by, created_at, updated_at)
         select gen_random_uuid(), $1, 'c' || n, case n when 101 then '=HYPERLINK("x")' else 'Calendar ' || n end, $2, 'console',
           'epoch', 'epoch' from generate_series(100, 629) as n`,
        [world.spaceId, { zone: 'Asia/Tokyo', country: null, added: [], removed: [], conditions: [] }],
      ),
    )
    const lines = await fileOf('/v1/calendars.csv?lang=ja')
    expect(lines).toHaveLength(531)
    expect(lines[0]).toBe('キー,名前,時間帯,祝日,条件,更新日時,ID')
    expect(lines[2]).toMatch(/^c101,"'=HYPERLINK\(""x""\)",Asia\/Tokyo,,,1970-/)
    expect(await fileOf('/v1/calendars.csv?lang=en&search=ENDAR 62')).toEqual([
      'key,name,time zone,holidays of,conditions,updated,id',
      ...lines.slice(521),
    ])
  })

  it.each([
    ['/v1/policies', /^night,夜間,.*sato/],
    ['/v1/connections', /,twilio,/],
    ['/v1/projects', /^default,/],
    ['/v1/readiness', /^sato,/],
    ['/v1/users', /sato/],
    ['/v1/tokens', /callouts:start/],
  ])('%s is there', async (path, line) => {
    expect((await fileOf(`${path}.csv`)).filter((one) => line.test(one))).not.toEqual([])
    if (path !== '/v1/tokens') expect(await fileOf(`${path}.csv?search=nothing-like-it`)).toHaveLength(1)
  })

  it('callouts are narrowed by the time they began, and show nobody’s numbers to whoever may not see them', async () => {
    await startIn(world, { policy: 'night', text: '+ディスク' })
    expect(await fileOf('/v1/callouts.csv')).toHaveLength(2)
    const after = new Date(world.clock.nowMs + 1).toISOString()
    expect(await fileOf(`/v1/callouts.csv?from=${after}`)).toHaveLength(1)
    expect((await world.ask('GET', `/v1/callouts?from=${after}`)).body.items).toEqual([])
    expect((await fileOf(`/v1/callouts.csv?to=${after}`))[1]).toContain(",night,'+ディスク,")
    const viewer = await createPerson(world, 'viewer', { role: 'viewer' })
    const { page } = await viewer.ask('GET', '/v1/readiness.csv')
    expect(page).toContain('sato')
    expect(page).not.toMatch(/\+8190\d{8}/)
  })
})

describe('rules and schedules', () => {
  it('are sought by key and name, and given as they stand', async () => {
    await make('rules', { key: 'db', name: 'データベース', policy: 'night', match: { hosts: ['db*', 'sql*'] } })
    await make('rules', { key: 'web', name: 'Web', policy: 'night', position: 1 })
    const keys = async (search: string) =>
      ((await world.ask('GET', `/v1/rules?search=${search}`)).body.items as readonly { key: string }[]).map(
        ({ key }) => key,
      )
    expect([await keys(''), await keys('WE'), await keys('データ'), await keys('x')]).toEqual([
      ['db', 'web'],
      ['web'],
      ['db'],
      [],
    ])
    const [heading, first, ...others] = await fileOf('/v1/rules.csv?lang=ja&search=d')
    expect(heading).toContain('順番,キー,名前,有効,連絡網')
    expect(first).toContain('0,db,データベース,true,night,,db*; sql*,')
    expect(others).toEqual([])
  })

  it('who is on call stands a line a position', async () => {
    await make('schedules', { key: 'duty', name: '当番', positions: [{ key: 'first', layers: [] }] })
    await make('schedules', {
      key: 'other',
      name: 'Other',
      positions: [
        { key: 'a', layers: [] },
        { key: 'b', layers: [] },
      ],
    })
    expect(await fileOf('/v1/on-call.csv?lang=en&search=oth')).toEqual([
      'key,schedule,position on duty,people,next hand-off',
      'other,Other,a,,',
      'other,Other,b,,',
    ])
    const { body } = await world.ask('GET', '/v1/on-call?search=DUTY')
    expect((body['schedules'] as { schedule: { key: string } }[]).map(({ schedule }) => schedule.key)).toEqual(['duty'])
  })
})

describe('tokens', () => {
  it('come page by page where a limit is named, are sought by name, and without what no longer works', async () => {
    for (const name of ['一号', '二号', '三号']) await make('tokens', { name, scopes: ['callouts:read'] })
    const list = async (query: string) => {
      const { body } = await world.ask('GET', `/v1/tokens?${query}`)
      return { next: body.next, names: (body.items as readonly { name: string }[]).map(({ name }) => name) }
    }
    const whole = await list('')
    expect(whole.names.length).toBeGreaterThan(3)
    expect(whole.next).toBeNull()
    const paged: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const page = await list(`limit=1${next === '' ? '' : `&cursor=${next}`}`)
      paged.push(...page.names)
      next = page.next
    }
    expect(paged).toEqual(whole.names)
    const [second] = (await world.ask('GET', '/v1/tokens?search=二')).body.items as readonly {
      id: string
      name: string
    }[]
    expect(second?.name).toBe('二号')
    await world.ask('DELETE', `/v1/tokens/${second?.id}`)
    expect((await list('search=号&state=usable')).names.toSorted()).toEqual(['一号', '三号'].toSorted())
    expect((await list('search=号')).names).toHaveLength(3)
  })
})
