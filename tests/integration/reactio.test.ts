// Reactio's API, requirement by requirement: incidents listed, read and changed, with the documents' own bodies.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createReactioWorld,
  fieldError,
  keyOf,
  type ReactioClient,
  type ReactioWorld,
  reactioClient,
} from '../support/reactio.ts'
import type { V1World } from '../support/v1.ts'

let here: ReactioWorld
let world: V1World
let call: ReactioClient
beforeAll(async () => {
  here = await createReactioWorld()
  world = here.world
  call = here.call
})
afterAll(() => world.close())

describe('GET /api/v1/incidents', () => {
  it('R-050 R-053 R-059 R-060: a bare list, newest first, twenty of them, ordered by time', async () => {
    const listing = reactioClient(world.url, await keyOf(world, null))
    const ids: number[] = []
    for (let index = 0; index < 25; index += 1) {
      if (index % 5 === 0) world.clock.nowMs += 1_000
      ids.push(
        (await listing('POST', '/api/v1/incidents', { body: { name: `${index}`, close_text: 'x', topics: ['t'] } }))
          .json.id,
      )
    }
    const { status, json } = await listing('GET', '/api/v1/incidents')
    expect([status, json.map((one: { id: number }) => one.id)]).toEqual([200, ids.toReversed().slice(0, 20)])
    expect(Object.keys(json[0])).toEqual([
      'id',
      'name',
      'manager',
      'status',
      'parameters',
      'close_text',
      'closed_by',
      'closed_at',
      'pended_by',
      'pended_at',
      'created_by',
      'created_at',
      'updated_by',
      'updated_at',
    ])
    // An older incident that came later keeps the place its time gives it.
    world.clock.nowMs -= 60_000
    const older = (await listing('POST', '/api/v1/incidents', { body: { name: 'older' } })).json.id
    world.clock.nowMs += 60_000
    const all = (await listing('GET', '/api/v1/incidents?per_page=100')).json.map((one: { id: number }) => one.id)
    expect(all).toEqual([...ids.toReversed(), older])
  })

  it('R-051 R-052 R-054 R-055: between two seconds, both of them included, and by status', async () => {
    world.clock.nowMs += 100_000
    const seen: number[] = []
    const start = here.nowS()
    for (const status of ['open', 'pend', 'close']) {
      seen.push(await here.made({ status }))
      world.clock.nowMs += 10_000
    }
    const ids = async (query: string) =>
      (await call('GET', `/api/v1/incidents?${query}`)).json.map((one: { id: number }) => one.id)
    expect(await ids(`from=${start}`)).toEqual(seen.toReversed())
    expect(await ids(`from=${start}&to=${start + 10}`)).toEqual([seen[1], seen[0]])
    expect(await ids(`from=${start + 1}&to=${start + 19}`)).toEqual([seen[1]])
    expect(await ids(`from=${start}&status=pend`)).toEqual([seen[1]])
    expect(await ids(`from=${start}&to=${start - 1}`)).toEqual([])
  })

  it('R-056 shows all statuses when none is asked for, or only open ones where the project says so', async () => {
    const key = await keyOf(world, 'empty')
    const other = reactioClient(world.url, key)
    for (const status of ['open', 'close']) await other('POST', '/api/v1/incidents', { body: { name: 'x', status } })
    const statuses = async () =>
      (await other('GET', '/api/v1/incidents')).json.map((one: { status: string }) => one.status)
    expect(await statuses()).toContain('close')
    await world.ask('PATCH', '/v1/projects/empty/incident-settings', { body: { reactio: { listStatus: 'open' } } })
    expect(new Set(await statuses())).toEqual(new Set(['open']))
  })

  it('R-057 R-058: pages from 1 to 100 of at most 100; what is beyond is brought into range', async () => {
    const page = async (query: string): Promise<number[]> =>
      (await call('GET', `/api/v1/incidents?${query}`)).json.map((one: { id: number }) => one.id)
    const all = await page('per_page=100')
    expect(await page('per_page=2&page=2')).toEqual(all.slice(2, 4))
    for (const [query, same] of [
      ['page=0', 'page=1'],
      ['page=-5', 'page=1'],
      ['page=101&per_page=1', 'page=100&per_page=1'],
      ['per_page=0', 'per_page=1'],
      ['per_page=1000', 'per_page=100'],
      ['page=x&per_page=y', 'page=1&per_page=20'],
      ['page=1.5', 'page=1'],
      ['page=&per_page=', ''],
      ['status=Open', ''],
      ['from=yesterday&to=', ''],
      ['from=99999999999999999999', 'from=8640000000000'],
      ['page=1&page=2', 'page=1'],
    ] as const) {
      expect(await page(query), query).toEqual(await page(same))
    }
  })
})

describe('GET /api/v1/incidents/<id>', () => {
  it('R-070 R-071 R-072 R-073: with topics, files and people; without the close_text at the top', async () => {
    const id = await here.made({ close_text: 'x', topics: ['一'] })
    await world.ask('POST', `/v1/incidents/${id}/files?name=${encodeURIComponent('障害報告書.docx')}`, {
      raw: 'docx',
      headers: { 'Content-Type': 'application/octet-stream' },
    })
    for (const body of [{ user: 'sato' }, { guest: '委託先' }, { user: 'kato' }]) {
      await world.ask('POST', `/v1/incidents/${id}/responders`, { body })
    }
    const answer = await call('GET', `/api/v1/incidents/${id}`)
    expect([answer.status, Object.keys(answer.json)]).toEqual([
      200,
      [
        'id',
        'name',
        'manager',
        'status',
        'parameters',
        'closed_by',
        'closed_at',
        'pended_by',
        'pended_at',
        'created_by',
        'created_at',
        'updated_by',
        'updated_at',
        'topics',
        'files',
        'users',
      ],
    ])
    const numbers = await Promise.all(
      ['sato', 'kato'].map(async (key) => ({ id: (await world.config.users.get(world.spaceId, key)).number })),
    )
    expect(answer.json.users).toEqual(numbers)
    const [file] = answer.json.files
    expect(file).toEqual({
      name: '障害報告書.docx',
      path: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/files\/incident\//),
    })
    expect(await (await fetch(file.path)).text()).toBe('docx')
  })
})

describe('POST /api/v1/incidents/<id>/status', () => {
  const status = (id: number | string, sent: object) => call('POST', `/api/v1/incidents/${id}/status`, sent)

  it('R-080 R-081 R-083: changes it, and says so', async () => {
    const id = await here.made()
    const answer = await status(id, { body: { status: 'pend' } })
    expect([answer.status, answer.text]).toEqual([200, '{"success":true}'])
    expect((await call('GET', `/api/v1/incidents/${id}`)).json).toMatchObject({
      status: 'pend',
      pended_by: 0,
      pended_at: here.nowS(),
    })
    const again = await status(id, { body: { status: 'pend' } })
    expect([again.status, again.text]).toEqual([200, '{"success":true}'])
    expect((await world.ask('GET', `/v1/incidents/${id}`)).body['seq']).toBe(2)
    await status(id, { body: { status: 'open' } })
    expect((await call('GET', `/api/v1/incidents/${id}`)).json).toMatchObject({ status: 'open', pended_at: null })
  })

  it('R-082 an object without status opens it, as documented; no body at all never does', async () => {
    const id = await here.made({ status: 'close' })
    for (const sent of [{}, { raw: '' }, { body: {} }, { raw: 'null' }]) {
      expect((await status(id, sent)).json).toEqual({ type: 'invalid_request_body', message: 'invalid request body' })
    }
    for (const wrong of [null, '', 'closed', 5]) {
      expect((await status(id, { body: { status: wrong } })).json).toEqual(fieldError(['status', 'invalid']))
    }
    expect((await call('GET', `/api/v1/incidents/${id}`)).json.status).toBe('close')
    expect((await status(id, { body: { comment: 'x' } })).json).toEqual({ success: true })
    expect((await call('GET', `/api/v1/incidents/${id}`)).json.status).toBe('open')
  })
})

describe('POST /api/v1/notifications', () => {
  const notify = (body: object) => call('POST', '/api/v1/notifications', { body })

  it('R-090: while notification is stopped it is answered with 201 and nobody in it', async () => {
    const incident_id = await here.made()
    const { body } = await world.ask('POST', '/v1/pauses', { body: { reason: '計画停電' } })
    const answer = await notify({ incident_id, notification_text: '至急', notification_call: true })
    await world.ask('POST', `/v1/pauses/${body.id}/end`)
    expect(answer.status).toBe(201)
    expect(answer.json.notificated_for).toEqual({ phone: [], email1: [], email2: [], imkayac: [] })
  })

  it('R-090 R-047: whom a pause or quiet hours pass over later is named all the same, whatever waits in other policies', async () => {
    const incident_id = await here.made()
    const asleep = { anyOf: [{}], breaksThrough: 0 }
    const later = [{ seconds: 600 }]
    await world.ask('PATCH', '/v1/users/sato', { body: { quietHours: asleep } })
    await world.ask('POST', '/v1/policies', { body: { key: 'slow', name: 'slow', steps: [], later } })
    const { body } = await world.ask('POST', '/v1/pauses', { body: { user: 'sato', reason: '休暇' } })
    const answer = await notify({ incident_id, notification_text: '至急', notification_call: true })
    await world.ask('POST', `/v1/pauses/${body.id}/end`)
    await world.ask('PATCH', '/v1/users/sato', { body: { quietHours: null } })
    const { number } = await world.config.users.get(world.spaceId, 'sato')
    expect([answer.status, answer.json.notificated_for]).toEqual([
      201,
      { phone: [`${number}`], email1: [`${number}`], email2: [`${number}`], imkayac: [] },
    ])
  })

  it('R-090 R-091 R-093 R-094: notifies for an incident there is, by integer or by its digits', async () => {
    const incident_id = await here.made()
    const { number } = await world.config.users.get(world.spaceId, 'sato')
    for (const id of [incident_id, String(incident_id)]) {
      const answer = await notify({ incident_id: id, notification_text: '至急', notification_call: true })
      expect([answer.status, answer.text]).toEqual([
        201,
        JSON.stringify({
          id: answer.json.id,
          notification_text: '至急',
          notification_call: true,
          notificated_for: { phone: [`${number}`], email1: [`${number}`], email2: [`${number}`], imkayac: [] },
          created_at: here.nowS(),
        }),
      ])
    }
    expect((await notify({ incident_id, notification_text: 'x' })).json.notification_call).toBe(false)
  })

  it('R-092 needs a text although the documents call it optional', async () => {
    const incident_id = await here.made()
    expect((await notify({ incident_id, foo: 'bar' })).json).toEqual(fieldError(['notification_text', 'missing_field']))
    expect((await notify({ notification_text: '' })).json).toEqual(
      fieldError(['incident_id', 'missing_field'], ['notification_text', 'missing_field']),
    )
    for (const wrong of ['x', 1.5, true, [1], {}]) {
      expect((await notify({ incident_id: wrong, notification_text: 'x' })).json).toEqual(
        fieldError(['incident_id', 'invalid']),
      )
    }
  })

  it('R-115 R-116: nobody to notify, no such incident', async () => {
    const empty = reactioClient(world.url, await keyOf(world, 'empty'))
    const { json } = await empty('POST', '/api/v1/incidents', { body: { name: 'x' } })
    const nobody = await empty('POST', '/api/v1/notifications', {
      body: { incident_id: json.id, notification_text: 'x' },
    })
    expect([nobody.status, nobody.json.type]).toEqual([400, 'notification_error'])
    for (const incident_id of [999_999_999, 0, -1, 99_999_999_999, '0', json.id]) {
      const answer = await notify({ incident_id, notification_text: 'x' })
      expect([answer.status, answer.text]).toEqual([
        400,
        '{"type":"incident_not_found","message":"Incident not found."}',
      ])
    }
  })
})

describe('POST /api/v1/messages', () => {
  const say = (body: object) => call('POST', '/api/v1/messages', { body })

  it('R-100 R-101 R-102 R-103: writes into the timeline, and answers with an object', async () => {
    const incident_id = await here.made()
    const answer = await say({ incident_id, message: 'LoadAverageが<b>50</b>に<u>上昇</u>' })
    expect([answer.status, answer.json]).toEqual([
      201,
      {
        success: true,
        id: answer.json.id,
        incident_id,
        message: 'LoadAverageが<b>50</b>に上昇',
        created_by: 0,
        created_at: here.nowS(),
      },
    ])
    expect((await world.ask('GET', `/v1/incidents/${incident_id}`)).body['seq']).toBe(2)
    expect((await say({ incident_id })).json).toEqual(fieldError(['message', 'missing_field']))
    expect((await say({ message: 'x' })).json).toEqual(fieldError(['incident_id', 'missing_field']))
    expect((await say({ incident_id, message: 'x'.repeat(10_001) })).json).toEqual(fieldError(['message', 'too_long']))
    expect((await say({ incident_id, message: '<script>x</script>' })).json).toEqual(fieldError(['message', 'invalid']))
    expect((await say({ incident_id: 999_999, message: 'x' })).json.type).toBe('incident_not_found')
  })
})
