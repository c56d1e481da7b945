// /v1/incidents from outside: made with everything at once, read back, worked on, and what each change leaves in the timeline.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { furnishIncidents } from '../support/incidents.ts'
import { type Answer, createV1World, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnishIncidents(world)
})
afterAll(() => world.close())

type Json = Record<string, never> & { readonly [name: string]: unknown }
const json = (answer: Answer): Json => answer.body as unknown as Json
const ascending = (one: number, other: number): number => one - other
const make = async (body: object, headers: Record<string, string> = {}): Promise<Answer> =>
  world.ask('POST', '/v1/incidents', { body: { name: 'サイト閲覧不可', ...body }, headers })
const made = async (body: object = {}): Promise<number> => {
  const answer = await make(body)
  expect(answer.status).toBe(201)
  return (answer.body as unknown as { number: number }).number
}
type Entry = { readonly seq: number; readonly kind: string; readonly [name: string]: unknown }
const timeline = async (number: number, after = 0): Promise<readonly Entry[]> => {
  const { body } = await world.ask('GET', `/v1/incidents/${number}/timeline?after=${after}`)
  return body.items as unknown as readonly Entry[]
}
const read = async (number: number): Promise<Json> => json(await world.ask('GET', `/v1/incidents/${number}`))

describe('making an incident', () => {
  it('stores everything that was asked for, in one go', async () => {
    const answer = await make({
      project: 'web',
      occurredAt: '2026-11-22T11:30:00+09:00',
      parameters: { foo: 'bar', baz: ['qux', 5, null] },
      topics: ['原因調査', '復旧作業'],
      message: '<b>至急</b><script>x</script>原因調査を実施!',
      notice: { text: '至急対応をお願いします', call: true },
    })
    expect([answer.status, answer.headers.get('location')]).toEqual([201, `/v1/incidents/${json(answer)['number']}`])
    const incident = await read(json(answer)['number'] as unknown as number)
    expect(incident).toEqual(json(answer))
    expect(incident).toMatchObject({
      project: 'web',
      status: 'open',
      occurredAt: '2026-11-22T02:30:00.000Z',
      parameters: { foo: 'bar', baz: ['qux', 5, null] },
      commander: null,
      created: { at: '2026-11-22T03:00:00.000Z', by: null },
      topics: [
        { name: '原因調査', status: 'open', colour: '#5661aa' },
        { name: '復旧作業', status: 'open', colour: '#077f40' },
      ],
      notices: [
        {
          text: '至急対応をお願いします',
          call: true,
          notified: { phone: [{ name: '佐藤' }], mail1: [{ name: '佐藤' }], mail2: [{ name: '佐藤' }], push: [] },
        },
      ],
      alertAt: '2026-11-22T03:30:00.000Z',
      seq: 5,
    })
    const entries = await timeline(incident['number'] as unknown as number)
    expect(entries.map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'created'],
      [2, 'topic'],
      [3, 'topic'],
      [4, 'message'],
      [5, 'notice'],
    ])
    expect(entries[3]).toMatchObject({ message: '<b>至急</b>原因調査を実施!', by: { user: null, name: 'test' } })
    expect(world.launched.at(-1)).toBe((incident['notices'] as unknown as { id: string }[])[0]?.id)
  })

  it('R-013: tells whom a notice can go to, and takes some of it in place of the defaults', async () => {
    type Devices = { items: { name: string; methods: { id: string; default: boolean; channel: string }[] }[] }
    const shown = (await world.ask('GET', '/v1/projects/web/notice-devices')).body as unknown as Devices
    expect(shown).toMatchObject({
      phones: true,
      items: [
        { name: '佐藤', methods: [{ channel: 'phone', default: true }, { channel: 'mail' }, { channel: 'mail' }] },
        { name: '鈴木', methods: [{ channel: 'mail', address: 'suzuki@example.jp', default: false }] },
      ],
    })
    const [phone, , mail] = shown.items[0]?.methods ?? []
    const other = shown.items[1]?.methods[0]
    const methods = [phone?.id, mail?.id, other?.id]
    const number = json(await make({ project: 'web', notice: { text: '至急', methods } }))[
      'number'
    ] as unknown as number
    const { notices } = await read(number)
    expect(notices).toMatchObject([
      { notified: { phone: [], mail1: [{ name: '鈴木' }], mail2: [{ name: '佐藤' }], push: [] } },
    ])
    const gone = await make({ project: 'web', notice: { text: '至急', methods: [world.spaceId] } })
    expect([gone.status, json(gone)['code']]).toEqual([422, 'incident.nobody_to_notify'])
    const masked = await world.tokenFor(world.spaceId, ['incidents:write'])
    const blind = await world.ask('GET', '/v1/projects/web/notice-devices', { token: masked })
    expect(blind.body).toMatchObject({ items: [{ methods: [{ address: '+81****0001' }, {}, {}] }, {}] })
  })

  it('needs nothing but a name, and keeps parameters in their order', async () => {
    const number = await made({ parameters: { zeta: '1', alpha: '2', __proto__x: '3' } })
    const incident = await read(number)
    expect(Object.keys(incident['parameters'] as unknown as object)).toEqual(['zeta', 'alpha', '__proto__x'])
    expect(incident).toMatchObject({ project: 'default', topics: [], notices: [], files: [], responders: [] })
    expect((await read(await made()))['parameters']).toBe(null)
  })

  it('numbers incidents of a space one after the other', async () => {
    const numbers = await Promise.all(Array.from({ length: 20 }, () => made()))
    const sorted = numbers.toSorted(ascending)
    expect(sorted.at(-1)).toBe((sorted[0] as number) + 19)
    expect(new Set(numbers).size).toBe(20)
  })

  it('makes nothing twice with one idempotency key', async () => {
    const headers = { 'Idempotency-Key': 'once' }
    const answers = await Promise.all([1, 2, 3].map(() => make({ topics: ['x'] }, headers)))
    expect(answers.map((one) => one.status).toSorted(ascending)).toEqual([200, 200, 201])
    expect(new Set(answers.map((one) => one.body.id)).size).toBe(1)
    const other = await make({ topics: ['y'] }, headers)
    expect([other.status, other.body.code]).toEqual([409, 'idempotency.conflict'])
  })

  it.each<[string, object, string]>([
    ['no name', { name: undefined }, 'name'],
    ['a blank name', { name: ' \u3000 ' }, 'name'],
    ['a name too long', { name: 'あ'.repeat(1_001) }, 'name'],
    ['a name of another type', { name: 5 }, 'name'],
    ['an unknown status', { status: 'OPEN' }, 'status'],
    ['topics that are no list', { topics: '原因調査' }, 'topics'],
    ['a blank topic', { topics: ['a', ''] }, 'topics.1'],
    ['too many topics', { topics: Array.from({ length: 201 }, () => 'x') }, 'topics'],
    ['a message too long', { message: 'x'.repeat(10_001) }, 'message'],
    ['a message nothing is left of', { message: '<script>x</script>' }, 'message'],
    ['parameters that nest', { parameters: { a: { b: 'c' } } }, 'parameters.a'],
    ['parameters that are a list', { parameters: ['a'] }, 'parameters'],
    ['a notice without text', { notice: { text: ' ' } }, 'notice.text'],
    ['an instant without zone', { occurredAt: '2026-11-22T11:30:00' }, 'occurredAt'],
    ['a field nobody knows', { manager: 1 }, ''],
  ])('refuses %s and stores nothing', async (_name, body, field) => {
    const before = (await world.ask('GET', '/v1/incidents?limit=1')).body.items[0]?.id
    const answer = await make(body)
    expect([answer.status, answer.body.code]).toEqual([422, 'request.invalid'])
    expect(answer.body.errors.map((one) => one.field)).toContain(field)
    expect((await world.ask('GET', '/v1/incidents?limit=1')).body.items[0]?.id).toBe(before)
  })

  it('takes a name of a thousand characters, emoji, and marks that turn the reading direction', async () => {
    const name = `🔥\u202Eلا\u202C${'あ'.repeat(995)}`
    expect((await read(await made({ name })))['name']).toBe(name)
    expect((await make({ message: 'あ'.repeat(10_000) })).status).toBe(201)
  })

  it('refuses a notice that has nobody to go to, and stores nothing', async () => {
    for (const body of [
      { project: 'empty', notice: { text: 'x', call: true } },
      { project: 'web', notice: { text: 'x' }, name: 'mail goes' },
    ]) {
      const answer = await make(body)
      const expected = body.project === 'empty' ? [422, 'incident.nobody_to_notify'] : [201, undefined]
      expect([answer.status, answer.body.code]).toEqual(expected)
    }
    expect(JSON.stringify((await world.ask('GET', '/v1/incidents?project=empty')).body.items)).toBe('[]')
  })

  it('rings phones only where there is a caller id: the project’s, or the one most policies call from', async () => {
    await world.ask('POST', '/v1/projects', { body: { key: 'phones', name: '電話', members: [{ user: 'kato' }] } })
    const body = { project: 'phones', notice: { text: 'x', call: true } }
    expect((await make(body)).body.code).toBe('incident.nobody_to_notify')
    await world.ask('POST', '/v1/policies', {
      body: { key: 'night', name: '夜間', steps: [{ destinations: [{ user: 'kato' }] }], from: '+815012345678' },
    })
    const notified = json(await make(body))['notices'] as unknown as { notified: { phone: { name: string }[] } }[]
    expect(notified[0]?.notified.phone).toMatchObject([{ name: '加藤' }])
  })

  it('a default project nobody was put into notifies the whole space', async () => {
    const answer = await make({ notice: { text: 'x', call: true } })
    const [notice] = json(answer)['notices'] as unknown as { notified: { phone: { name: string }[] } }[]
    expect(notice?.notified.phone.map((one) => one.name)).toEqual(['佐藤', '加藤'])
  })
})

describe('option items', () => {
  const options = [
    {
      key: 'team',
      label: '担当',
      kind: 'list',
      choices: [
        { label: '基盤', value: 'infra' },
        { label: 'Web', value: 'web' },
      ],
    },
    {
      key: 'hit',
      label: '影響',
      kind: 'checkbox',
      choices: [
        { label: '全員', value: 'all' },
        { label: '一部', value: 'some' },
      ],
    },
    { key: 'memo', label: 'メモ', kind: 'textarea' },
  ]
  const settings = '/v1/projects/web/incident-settings'

  it('are kept in their order, and can be put in another', async () => {
    const { status, body } = await world.ask('PATCH', settings, { body: { options } })
    const keys = (answer: object) => (answer as { options: { key: string }[] }).options.map((one) => one.key)
    expect([status, keys(body)]).toEqual([200, ['team', 'hit', 'memo']])
    const turned = await world.ask('PATCH', settings, { body: { options: options.toReversed() } })
    expect(keys(turned.body)).toEqual(['memo', 'hit', 'team'])
    expect((await world.ask('GET', settings)).body).toEqual(turned.body)
  })

  it('decide which parameters fit; other names are kept', async () => {
    const good = { team: 'infra', hit: 'all,some', memo: '一\n二', other: 'x' }
    expect((await read(await made({ project: 'web', parameters: good })))['parameters']).toEqual(good)
    for (const bad of [{ team: '基盤' }, { hit: ['all', 'none'] }, { memo: ['x'] }]) {
      const answer = await make({ project: 'web', parameters: { ...good, ...bad } })
      expect(answer.body.errors[0]?.field).toBe(`parameters.${Object.keys(bad)[0]}`)
    }
    const number = await made({ project: 'web' })
    const patched = await world.ask('PATCH', `/v1/incidents/${number}`, { body: { parameters: { team: 'nobody' } } })
    expect([patched.status, patched.body.errors[0]?.field]).toEqual([422, 'parameters.team'])
  })

  it.each<[string, object[]]>([
    ['a list without choices', [{ key: 'a', label: 'a', kind: 'list' }]],
    ['a text with choices', [{ key: 'a', label: 'a', kind: 'text', choices: [{ label: 'x', value: 'x' }] }]],
    ['a kind nobody knows', [{ key: 'a', label: 'a', kind: 'date' }]],
    [
      'the same key twice',
      [
        { key: 'a', label: 'a', kind: 'text' },
        { key: 'a', label: 'b', kind: 'text' },
      ],
    ],
    ['a value with a comma', [{ key: 'a', label: 'a', kind: 'radio', choices: [{ label: 'x', value: 'x,y' }] }]],
  ])('refuse %s', async (_name, wrong) => {
    expect((await world.ask('PATCH', settings, { body: { options: wrong } })).status).toBe(422)
  })
})

describe('working on an incident', () => {
  it('changes its status both ways, and says who and when', async () => {
    const number = await made()
    world.clock.nowMs += 60_000
    const to = (status: string) => world.ask('POST', `/v1/incidents/${number}/status`, { body: { status } })
    expect(json(await to('pend'))).toMatchObject({
      status: 'pend',
      pended: { at: new Date(world.clock.nowMs).toISOString(), by: null },
      alertAt: null,
    })
    expect(json(await to('close'))).toMatchObject({ status: 'close', closed: { by: null } })
    const same = json(await to('close'))
    expect(json(await to('open'))).toMatchObject({ status: 'open', pended: null, closed: null })
    expect((await timeline(number)).map(({ kind, from, to: now }) => [kind, from, now])).toEqual([
      ['created', undefined, undefined],
      ['status', 'open', 'pend'],
      ['status', 'pend', 'close'],
      ['status', 'close', 'open'],
    ])
    expect(same['seq']).toBe(3)
  })

  it('changes name, dates and parameters, and nothing when nothing differs', async () => {
    const number = await made({ parameters: { a: '1' } })
    const patch = (body: object) => world.ask('PATCH', `/v1/incidents/${number}`, { body })
    const occurredAt = '2026-11-21T00:00:00Z'
    expect(json(await patch({ name: '別名', occurredAt, parameters: { a: '2' } }))).toMatchObject({
      name: '別名',
      occurredAt: '2026-11-21T00:00:00.000Z',
      parameters: { a: '2' },
      seq: 2,
    })
    expect(json(await patch({ name: '別名', occurredAt, parameters: { a: '2' } }))['seq']).toBe(2)
    expect(json(await patch({ occurredAt: null, permanentActionAt: occurredAt }))['seq']).toBe(3)
    const [, first, second] = await timeline(number)
    expect(first).toMatchObject({
      changes: [
        { field: 'name', before: 'サイト閲覧不可', after: '別名' },
        { field: 'occurredAt', before: null, after: '2026-11-21T00:00:00.000Z' },
        { field: 'parameters', before: { a: '1' }, after: { a: '2' } },
      ],
    })
    expect(second).toMatchObject({ changes: [{ field: 'occurredAt' }, { field: 'permanentActionAt' }] })
  })

  it('takes it once: the alert does not come any more', async () => {
    const number = await made()
    const take = () => world.ask('POST', `/v1/incidents/${number}/take`)
    expect(json(await take())).toMatchObject({ taken: { by: null }, alertAt: null, seq: 2 })
    expect(json(await take())['seq']).toBe(2)
    const settings = { forgotten: { enabled: false } }
    const waiting = await made({ project: 'empty' })
    await world.ask('PATCH', '/v1/projects/empty/incident-settings', { body: settings })
    expect((await read(waiting))['alertAt']).toBe(null)
    await world.ask('PATCH', '/v1/projects/empty/incident-settings', {
      body: { forgotten: { enabled: true, firstMinutes: 5 } },
    })
    const createdMs = world.clock.nowMs
    expect((await read(waiting))['alertAt']).toBe(new Date(createdMs + 300_000).toISOString())
  })

  it('has topics that are renamed, closed and reopened', async () => {
    const number = await made({ topics: ['一'] })
    const added = await world.ask('POST', `/v1/incidents/${number}/topics`, { body: { name: '二' } })
    expect([added.status, json(added)['colour']]).toEqual([201, '#077f40'])
    const path = `/v1/incidents/${number}/topics/${json(added)['number']}`
    const closed = json(await world.ask('PATCH', path, { body: { status: 'close', name: '三' } }))
    expect(closed).toMatchObject({ name: '三', status: 'close', closed: { by: null } })
    expect(json(await world.ask('PATCH', path, { body: { status: 'close' } }))).toEqual(closed)
    expect(json(await world.ask('PATCH', path, { body: { status: 'open' } }))['closed']).toBe(null)
    expect((await timeline(number, 3)).map((one) => one['change'])).toEqual(['renamed', 'closed', 'reopened'])
    const elsewhere = await made()
    const wrong = await world.ask('PATCH', path.replace(`/${number}/`, `/${elsewhere}/`), { body: { name: 'x' } })
    expect([wrong.status, wrong.body.code]).toEqual([404, 'incident.topic_not_found'])
  })

  it('has messages, with a topic or without', async () => {
    const number = await made({ topics: ['一'] })
    const [topic] = (await read(number))['topics'] as unknown as { number: number }[]
    const say = (body: object) => world.ask('POST', `/v1/incidents/${number}/messages`, { body })
    const said = await say({ message: 'a < b & <i>c</i>', topic: topic?.number })
    expect([said.status, said.body['seq'], said.body['message']]).toEqual([201, 3, 'a &lt; b &amp; c'])
    expect((await timeline(number, 2))[0]).toMatchObject({ kind: 'message', topic: topic?.number })
    expect((await say({ message: 'x', topic: 999_999 })).body.code).toBe('incident.topic_not_found')
    expect((await say({ message: '<p></p>' })).status).toBe(422)
    expect((await say({})).status).toBe(422)
  })

  it('has people: members, guests, and users who are not of the project', async () => {
    const number = await made({ project: 'web' })
    const add = (body: object) => world.ask('POST', `/v1/incidents/${number}/responders`, { body })
    const member = json(await add({ user: 'sato' }))
    expect(member).toMatchObject({ user: { name: '佐藤' }, guest: false })
    expect(json(await add({ user: 'sato' }))['id']).toBe(member['id'])
    expect(json(await add({ user: 'kato' }))).toMatchObject({ user: { name: '加藤' }, guest: true })
    expect(json(await add({ guest: '委託先の山田' }))).toMatchObject({ user: null, name: '委託先の山田', guest: true })
    const { code, errors } = (await add({ user: 'nobody' })).body
    expect([code, errors?.[0]?.field]).toEqual(['user.not_found', 'user'])
    expect((await add({ guest: '' })).body.errors?.[0]?.field).toBe('guest')
    expect((await world.ask('DELETE', `/v1/incidents/${number}/responders/${member['id']}`)).status).toBe(204)
    expect((await world.ask('DELETE', `/v1/incidents/${number}/responders/${member['id']}`)).body.code).toBe(
      'incident.responder_not_found',
    )
    expect((await timeline(number, 1)).map(({ name, change }) => [name, change])).toEqual([
      ['佐藤', 'added'],
      ['加藤', 'added'],
      ['委託先の山田', 'added'],
      ['佐藤', 'removed'],
    ])
  })

  it('has a commander who can be named and unnamed; reading it by token names nobody', async () => {
    const number = await made()
    await timeline(number)
    expect((await read(number))['commander']).toBe(null)
    const name = (user: string | null) => world.ask('PUT', `/v1/incidents/${number}/commander`, { body: { user } })
    expect(json(await name('sato'))['commander']).toMatchObject({ name: '佐藤' })
    expect(json(await name('sato'))['seq']).toBe(3)
    expect(json(await name(null))['commander']).toBe(null)
    expect((await name('nobody')).body.code).toBe('user.not_found')
    expect((await timeline(number, 1)).map((one) => one.kind)).toEqual(['responder', 'commander', 'commander'])
  })

  it('notifies again', async () => {
    const number = await made({ project: 'web' })
    const notify = (body: object) => world.ask('POST', `/v1/incidents/${number}/notices`, { body })
    const notified = await notify({ text: '続報', call: false })
    expect(notified.status).toBe(201)
    expect(json(notified)).toMatchObject({ text: '続報', notified: { phone: [], mail1: [{ name: '佐藤' }] } })
    expect(world.launched.at(-1)).toBe(notified.body.id)
    const nobody = await made({ project: 'empty' })
    const refused = await world.ask('POST', `/v1/incidents/${nobody}/notices`, { body: { text: 'x' } })
    expect([refused.status, refused.body.code]).toEqual([422, 'incident.nobody_to_notify'])
    expect((await read(nobody))['seq']).toBe(1)
  })
})
