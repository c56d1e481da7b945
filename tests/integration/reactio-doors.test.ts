// Reactio's API at its edges: keys, other projects and spaces, bodies that are none, methods; and its clients as they are.
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { furnishIncidents } from '../support/incidents.ts'
import { keyOf, type ReactioClient, reactioClient } from '../support/reactio.ts'
import { createV1World, type V1World } from '../support/v1.ts'

let world: V1World
let call: ReactioClient
/** The key that is printed in Reactio's documents. */
const PRINTED_KEY = '1234567890abcdefghtjklmnopqrstuvwkyz'
beforeAll(async () => {
  world = await createV1World()
  await furnishIncidents(world)
  call = reactioClient(world.url, await keyOf(world, 'web', PRINTED_KEY))
})
afterAll(() => world.close())

const paths = [
  ['POST', '/api/v1/incidents'],
  ['GET', '/api/v1/incidents'],
  ['GET', '/api/v1/incidents/1'],
  ['POST', '/api/v1/incidents/1/status'],
  ['POST', '/api/v1/notifications'],
  ['POST', '/api/v1/messages'],
] as const
const posts = paths.filter(([method]) => method === 'POST')

describe('keys', () => {
  it('R-002 R-111 R-112: without one, or with a wrong one, nothing else is looked at', async () => {
    for (const [method, path] of paths) {
      for (const key of [null, '', ' ']) {
        const answer = await call(method, path, { key, raw: method === 'POST' ? '{' : '' })
        expect([answer.status, answer.text]).toEqual([
          401,
          '{"type":"authentication_error","message":"api key required"}',
        ])
      }
      for (const key of ['x', 'nrs_x', `${PRINTED_KEY}x`, '1'.repeat(4_000)]) {
        const answer = await call(method, path, { key, raw: method === 'POST' ? '{' : '' })
        expect([answer.status, answer.text]).toEqual([
          401,
          '{"type":"authentication_error","message":"invalid api key"}',
        ])
      }
    }
  })

  it('R-112 expired, revoked, of another space, or not allowed to: no key', async () => {
    const scopes = ['incidents:read', 'incidents:write']
    const { tokens } = world.config
    const expired = await tokens.create(world.spaceId, { name: 'x', scopes, expiresAtMs: world.clock.nowMs - 1 })
    const revoked = await tokens.create(world.spaceId, { name: 'x', scopes, expiresAtMs: null })
    await tokens.revoke(world.spaceId, revoked.record.id)
    const other = await world.tokenFor(await world.newSpace('other'))
    const reader = await world.tokenFor(world.spaceId, ['incidents:read'])
    const stranger = await world.tokenFor(world.spaceId, ['users:read'])
    for (const key of [expired.token, revoked.token, other, reader, stranger]) {
      const answer = await call('POST', '/api/v1/incidents', { key, body: { name: 'x' } })
      expect([answer.status, answer.json.message]).toEqual([401, 'invalid api key'])
    }
    expect((await call('GET', '/api/v1/incidents', { key: reader })).status).toBe(200)
    expect((await call('GET', '/api/v1/incidents', { key: stranger })).json).toEqual({
      type: 'forbidden',
      message: 'Forbidden',
    })
    // And it is still a key where it belongs.
    const there = await call('GET', '/api/v1/incidents', { key: other, headers: { 'X-Forwarded-Host': 'other.test' } })
    expect([there.status, there.json]).toEqual([200, []])
  })

  it('brought along from Reactio opens this door in its space and no other', async () => {
    const key = 'k'.repeat(20)
    const body = { name: 'zabbix', scopes: ['incidents:read', 'incidents:write'], project: 'web', key }
    expect((await world.ask('POST', '/v1/tokens', { body })).status).toBe(201)
    expect((await call('GET', '/api/v1/incidents', { key })).status).toBe(200)
    expect((await world.ask('GET', '/v1/incidents', { token: key })).body.code).toBe('auth.invalid')
    const twice = await world.ask('POST', '/v1/tokens', { body })
    expect([twice.status, twice.body.code]).toEqual([409, 'token.key_taken'])
    const space = await world.newSpace('twin')
    const token = await world.tokenFor(space)
    const headers = { 'X-Forwarded-Host': 'twin.test' }
    expect((await call('GET', '/api/v1/incidents', { key, headers })).status).toBe(401)
    const own = { name: 'zabbix', scopes: ['incidents:read'], key }
    expect((await world.ask('POST', '/v1/tokens', { body: own, token })).status).toBe(201)
    expect((await call('GET', '/api/v1/incidents', { key, headers })).json).toEqual([])
    for (const wrong of ['short', 'with space in the middle', `nrs_${'x'.repeat(54)}`, 'x'.repeat(201)]) {
      expect((await world.ask('POST', '/v1/tokens', { body: { ...body, key: wrong } })).status, wrong).toBe(422)
    }
  })
})

describe('projects and spaces', () => {
  it('R-001 R-117 R-118: another project’s is forbidden to read, another space’s is not there', async () => {
    const { json } = await call('POST', '/api/v1/incidents', { body: { name: 'x' } })
    const empty = await keyOf(world, 'empty')
    const forbidden = await call('GET', `/api/v1/incidents/${json.id}`, { key: empty })
    expect([forbidden.status, forbidden.text]).toEqual([403, '{"type":"forbidden","message":"Forbidden"}'])
    const far = await world.tokenFor(await world.newSpace('far'))
    const headers = { 'X-Forwarded-Host': 'far.test' }
    for (const [key, id, sent] of [
      [far, json.id, headers],
      [empty, 999_999, {}],
      [empty, 'abc', {}],
      [empty, '1.0', {}],
      [empty, '-1', {}],
      [empty, '99999999999999999999', {}],
      [empty, '%00', {}],
    ] as const) {
      const answer = await call('GET', `/api/v1/incidents/${id}`, { key, headers: sent })
      expect([answer.status, answer.text]).toEqual([404, '{"type":"not_found","message":"Not Found"}'])
    }
    for (const [path, body] of [
      [`/api/v1/incidents/${json.id}/status`, { status: 'close' }],
      ['/api/v1/incidents/abc/status', { status: 'close' }],
      ['/api/v1/notifications', { incident_id: json.id, notification_text: 'x' }],
      ['/api/v1/messages', { incident_id: json.id, message: 'x' }],
    ] as const) {
      expect((await call('POST', path, { key: empty, body })).json.type, path).toBe('incident_not_found')
      expect((await call('POST', path, { key: far, headers, body })).json.type, path).toBe('incident_not_found')
    }
    expect((await call('GET', `/api/v1/incidents/${json.id}`)).json.status).toBe('open')
    expect((await call('GET', '/api/v1/incidents', { key: empty })).json).toEqual([])
  })
})

describe('bodies', () => {
  it('R-110 R-113: none, nothing in it, not an object, not JSON, too deep', async () => {
    const deep = `{"name":${'['.repeat(200)}${']'.repeat(200)}}`
    for (const raw of ['', ' ', '{}', '[]', '[1]', 'null', '"x"', '5', '{', '{"name":}', 'name=x', '\u0000', deep]) {
      for (const [method, path] of posts) {
        const answer = await call(method, path, { raw })
        expect([answer.status, answer.text], raw).toEqual([
          400,
          '{"type":"invalid_request_body","message":"invalid request body"}',
        ])
      }
    }
    const broken = await call('POST', '/api/v1/incidents', { raw: new Uint8Array([123, 34, 255, 34, 58, 49, 125]) })
    expect(broken.json.type).toBe('invalid_request_body')
  })

  it('of 1 MiB are read, and of a byte more are not', async () => {
    const most = 1024 * 1024
    const around = (length: number) => `{"name":"x"${' '.repeat(length - 12)}}`
    expect((await call('POST', '/api/v1/incidents', { raw: around(most) })).status).toBe(201)
    const more = await call('POST', '/api/v1/incidents', { raw: around(most + 1) })
    expect([more.status, more.json]).toEqual([413, { type: 'invalid_request_body', message: 'invalid request body' }])
  })

  it('R-003 are JSON whatever they are called; of a name that stands twice the last counts', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
      const answer = await call('POST', '/api/v1/incidents', {
        raw: '\uFEFF{"name":"first","name":"二番目"}',
        headers: { 'Content-type': type },
      })
      expect([answer.status, answer.json.name]).toEqual([201, '二番目'])
    }
  })

  it('hold names that no object should trip over', async () => {
    const raw = '{"name":"x","parameters":{"__proto__":"a","constructor":"b","toString":"c","10":"d","2":"e"}}'
    const answer = await call('POST', '/api/v1/incidents', { raw })
    expect(answer.status).toBe(201)
    const again = await call('GET', `/api/v1/incidents/${answer.json.id}`)
    expect(again.text).toContain(JSON.stringify(JSON.parse(raw).parameters))
    expect(again.json.manager).toBe(null)
  })

  it('that break off, or never come, hold nobody up', async () => {
    const { port } = new URL(world.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      `POST /api/v1/incidents HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${PRINTED_KEY}\r\nContent-Length: 100\r\n\r\n{"name":`,
    )
    expect((await call('POST', '/api/v1/incidents', { body: { name: 'x' } })).status).toBe(201)
    socket.destroy()
    expect((await call('GET', '/api/v1/incidents')).status).toBe(200)
  })
})

describe('methods and paths', () => {
  it.each([
    ['PUT', '/api/v1/incidents', 'POST, GET, HEAD'],
    ['DELETE', '/api/v1/incidents/1', 'GET, HEAD'],
    ['PATCH', '/api/v1/incidents/1/status', 'POST'],
    ['GET', '/api/v1/notifications', 'POST'],
    ['GET', '/api/v1/messages', 'POST'],
  ])('%s %s is not allowed, and Allow says what is', async (method, path, allow) => {
    const answer = await call(method, path)
    expect([answer.status, answer.headers['allow'], answer.json]).toEqual([
      405,
      allow,
      { type: 'method_not_allowed', message: 'Method Not Allowed' },
    ])
  })

  it('R-118 nothing else is there', async () => {
    for (const path of ['/api/v1/incidents/1/users', '/api/v1/topics', '/api/v1/incidents/']) {
      const answer = await call('GET', path)
      expect([answer.status, answer.json]).toEqual([404, { type: 'not_found', message: 'Not Found' }])
    }
  })

  it('R-119 what nobody foresaw is one answer, and the log knows more', async () => {
    const { incidents } = world
    const before = { ...incidents }
    Object.assign(incidents, { list: () => Promise.reject(new Error('a secret')) })
    const answer = await call('GET', '/api/v1/incidents')
    Object.assign(incidents, before)
    expect([answer.status, answer.text]).toEqual([
      500,
      '{"type":"internal_server_error","message":"Internal Server Error"}',
    ])
    expect(world.logged.at(-1)).toContain('a secret')
  })
})

describe('the documents’ own requests, literally', () => {
  const printed = `{
  "name": "サイト閲覧不可",
  "status": "open",
  "parameters": {
      "foo": "bar",
      "baz": "qux"
      },
  "detection": "msp",
  "cause": "over-capacity",
  "cause_supplement": "Webサーバがアクセス過多でダウン",
  "point": "middleware",
  "scale": "whole",
  "pend_text": "Webサーバの再起動を行う",
  "close_text": "Webサーバのスケールアウトを検討",
  "topics": ["原因調査", "復旧作業"],
  "notification_text": "Webサーバで障害が発生。至急対応をお願い致します。",
  "notification_call": true ,
  "message": "至急原因調査を実施!"
}`

  it('R-103 all six of them, the trailing comma included', async () => {
    const key = PRINTED_KEY
    const made = await call('POST', '/api/v1/incidents', { key, raw: printed })
    expect([made.status, made.json.notifications.notification_call]).toEqual([201, true])
    const { id } = made.json
    const listed = await call('GET', '/api/v1/incidents?from=1430208000&to=1440210000&status=open&page=2&per_page=15', {
      key,
    })
    expect([listed.status, listed.json]).toEqual([200, []])
    expect((await call('GET', `/api/v1/incidents/${id}`, { key })).status).toBe(200)
    const pend = await call('POST', `/api/v1/incidents/${id}/status`, { key, raw: '{\n  "status": "pend"\n}' })
    expect(pend.text).toBe('{"success":true}')
    const notified = await call('POST', '/api/v1/notifications', {
      key,
      raw: `{\n  "incident_id": ${id},\n  "notification_text": "Webサーバで障害が発生しました。至急対応をお願い致します。",\n  "notification_call": true\n}`,
    })
    expect(notified.status).toBe(201)
    const said = await call('POST', '/api/v1/messages', {
      key,
      raw: `{\n  "incident_id": ${id},\n  "message": "LoadAverageが50に上昇しました。",\n}`,
    })
    expect([said.status, said.json.message]).toEqual([201, 'LoadAverageが50に上昇しました。'])
  })
})

describe('the Ruby client’s calls', () => {
  const ruby = { 'User-Agent': 'Reactio ruby v0.1.0' }
  const ask = (method: string, path: string, body: unknown) =>
    call(method, path, { raw: JSON.stringify(body), headers: ruby })

  it('R-023 makes incidents with the word "null" for what is not chosen, and reads every answer as JSON', async () => {
    const words = { detection: 'null', cause: 'null', point: 'null', scale: 'null' }
    const made = await ask('POST', '/api/v1/incidents', { name: 'サイト閲覧不可', ...words, topic: ['原因調査'] })
    expect([made.status, made.json.parameters, made.json.topics]).toEqual([
      201,
      { detection: null, cause: null, point: null, scale: null },
      [],
    ])
    const message =
      '<p>至急原因調査を実施！</p><a href="https://reactio.jp"><img src="https://reactio.jp/imgs/logo.png" /></a><br />'
    const said = await ask('POST', '/api/v1/messages', { incident_id: made.json.id, message })
    expect([said.status, said.json.success]).toEqual([201, true])
    const wrong = await ask('POST', '/api/v1/notifications', { incident_id: made.json.id, foo: 'bar' })
    expect([wrong.status, wrong.json]).toEqual([
      400,
      {
        type: 'validation_error',
        message: 'validation error',
        errors: [{ field: 'notification_text', code: 'missing_field' }],
      },
    ])
  })

  it('lists with the filter in the body of its GET, and describes with a body of null', async () => {
    world.clock.nowMs += 500_000
    const from = Math.floor(world.clock.nowMs / 1_000)
    const ids: number[] = []
    for (const status of ['open', 'pend', 'pend']) {
      ids.push((await ask('POST', '/api/v1/incidents', { name: 'x', status })).json.id)
    }
    const listed = await ask('GET', '/api/v1/incidents', { from, to: from + 60, status: 'pend', page: 1, per_page: 50 })
    expect([listed.status, listed.json.map((one: { id: number }) => one.id)]).toEqual([200, [ids[2], ids[1]]])
    const both = await ask('GET', '/api/v1/incidents?status=open', { from, status: 'pend' })
    expect(both.json.map((one: { id: number }) => one.id)).toEqual([ids[0]])
    const described = await ask('GET', `/api/v1/incidents/${ids[0]}`, null)
    expect([described.status, described.json.id]).toEqual([200, ids[0]])
    for (const raw of ['{', '[]', 'x'.repeat(20_000)]) {
      expect((await call('GET', '/api/v1/incidents', { raw })).status).toBe(200)
    }
  })
})
