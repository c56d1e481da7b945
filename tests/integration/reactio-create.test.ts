// Reactio's API, requirement by requirement: an incident made, with everything that can be asked for in one go.
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

describe('POST /api/v1/incidents', () => {
  it('R-010 R-011 R-015 R-031 R-038 R-039 R-041 R-042 R-043 R-044 R-045: answers with everything, in the documented order', async () => {
    const answer = await here.create({
      status: 'open',
      parameters: { foo: 'bar', baz: 'qux' },
      detection: 'msp',
      cause: 'over-capacity',
      cause_supplement: 'Webサーバがアクセス過多でダウン',
      point: 'middleware',
      scale: 'whole',
      pend_text: 'Webサーバの再起動を行う',
      close_text: 'Webサーバのスケールアウトを検討',
      topics: ['原因調査', '復旧作業'],
    })
    const { id } = answer.json
    const [first, second] = answer.json.topics
    const at = { created_by: 0, created_at: here.nowS(), updated_by: 0, updated_at: here.nowS() }
    const open = { status: 'open', closed_by: null, closed_at: null }
    expect([answer.status, answer.text]).toEqual([
      201,
      JSON.stringify({
        id,
        name: 'サイト閲覧不可',
        manager: null,
        status: 'open',
        parameters: {
          detection: 'msp',
          cause: 'over-capacity',
          cause_supplement: 'Webサーバがアクセス過多でダウン',
          point: 'middleware',
          scale: 'whole',
          pend_text: 'Webサーバの再起動を行う',
          close_text: 'Webサーバのスケールアウトを検討',
          foo: 'bar',
          baz: 'qux',
        },
        close_text: 'Webサーバのスケールアウトを検討',
        closed_by: null,
        closed_at: null,
        pended_by: null,
        pended_at: null,
        ...at,
        topics: [
          {
            id: first.id,
            name: '原因調査',
            status: open.status,
            color: '#5661aa',
            closed_by: null,
            closed_at: null,
            ...at,
          },
          {
            id: second.id,
            name: '復旧作業',
            status: open.status,
            color: '#077f40',
            closed_by: null,
            closed_at: null,
            ...at,
          },
        ],
        notifications: null,
      }),
    ])
    expect([typeof id, second.id - first.id]).toEqual(['number', 1])
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it('R-004 R-005 R-013 R-014 R-046 R-047: notifies everybody’s default devices, phones only when asked', async () => {
    const sato = (await world.config.users.get(world.spaceId, 'sato')).number
    const { json } = await here.create({ notification_text: '至急対応をお願い致します。', notification_call: true })
    expect(json.notifications).toEqual({
      id: json.notifications.id,
      notification_text: '至急対応をお願い致します。',
      notification_call: true,
      notificated_for: { phone: [`${sato}`], email1: [`${sato}`], email2: [`${sato}`], imkayac: [] },
      created_at: here.nowS(),
    })
    expect(Object.keys(json.notifications)).toEqual([
      'id',
      'notification_text',
      'notification_call',
      'notificated_for',
      'created_at',
    ])
    expect(world.launched).toHaveLength(1)
    const silent = await here.create({ notification_text: 'x' })
    expect(silent.json.notifications).toMatchObject({ notification_call: false, notificated_for: { phone: [] } })
  })

  it('R-012 has no manager until somebody opens its timeline', async () => {
    const id = await here.made()
    const { userId, name } = { userId: (await world.config.users.get(world.spaceId, 'sato')).id as never, name: '佐藤' }
    await world.incidents.timelineOpened({ spaceId: world.spaceId, projectId: null }, `${id}`, { userId, name })
    const { json } = await call('GET', `/api/v1/incidents/${id}`)
    const { number } = await world.config.users.get(world.spaceId, 'sato')
    expect([json.manager, json.users, json.updated_by]).toEqual([number, [{ id: number }], number])
  })

  it.each([
    ['R-016', {}, 'open'],
    ['R-017', { status: 'open' }, 'open'],
    ['R-018', { status: 'pend' }, 'pend'],
    ['R-019', { status: 'close' }, 'close'],
  ] as const)('%s status %j is %s', async (_number, body, status) => {
    const { json } = await here.create(body)
    expect(json).toMatchObject({
      status,
      pended_by: status === 'pend' ? 0 : null,
      pended_at: status === 'pend' ? here.nowS() : null,
      closed_by: status === 'close' ? 0 : null,
      closed_at: status === 'close' ? here.nowS() : null,
    })
  })

  it('R-020 R-021 R-037: parameters are an object or nothing; given twice, the explicit one counts', async () => {
    for (const parameters of [undefined, null, 'null'])
      expect((await here.create({ parameters })).json.parameters).toBe(null)
    const both = await here.create({ parameters: { cause: 'own', list: ['a', 'b'] }, cause: 'bug', close_text: 'x' })
    expect(both.json.parameters).toEqual({ close_text: 'x', cause: 'own', list: ['a', 'b'] })
    for (const parameters of ['foo: bar', ['a'], 5, { a: { b: 1 } }]) {
      expect((await here.create({ parameters })).json.errors[0].code).toBe('invalid')
    }
    await world.ask('PATCH', '/v1/projects/web/incident-settings', {
      body: {
        options: [
          { key: 'team', label: '担当', kind: 'radio', choices: [{ label: '基盤', value: 'infra' }] },
          {
            key: 'hit',
            label: '影響',
            kind: 'checkbox',
            choices: [
              { label: '全員', value: 'all' },
              { label: '一部', value: 'some' },
            ],
          },
        ],
      },
    })
    const chosen = { team: 'infra', hit: 'all,some', anything: 'else' }
    expect((await here.create({ parameters: chosen })).json.parameters).toEqual(chosen)
    expect((await here.create({ parameters: { team: '基盤', hit: ['none'] } })).json).toEqual(
      fieldError(['parameters.team', 'invalid'], ['parameters.hit', 'invalid']),
    )
  })

  it.each([
    ['R-022 R-023', 'detection', ['msp', 'system', 'client', 'internal']],
    ['R-024 R-025', 'cause', ['over-capacity', 'bug', 'operation-error', 'external-factor', 'degradation', 'unknown']],
    ['R-027', 'point', ['network', 'shared-hardware', 'hardware', 'os', 'middleware', 'application']],
    ['R-028', 'scale', ['cross', 'whole', 'point']],
  ] as const)('%s %s is one of its words, or not chosen', async (_number, field, words) => {
    for (const word of words) expect((await here.create({ [field]: word })).json.parameters).toEqual({ [field]: word })
    for (const none of [null, 'null', ''])
      expect((await here.create({ [field]: none })).json.parameters).toEqual({ [field]: null })
    for (const wrong of ['Msp', 5, true, ['msp'], {}]) {
      expect((await here.create({ [field]: wrong })).json).toEqual(fieldError([field, 'invalid']))
    }
  })

  it('R-026 R-029 R-030 R-040: texts in their own words; close_text comes back at the top too', async () => {
    const texts = { cause_supplement: '一', pend_text: '二', close_text: '三' }
    const { json } = await here.create(texts)
    expect([json.parameters, json.close_text]).toEqual([texts, '三'])
    expect((await here.create({ pend_text: 'x' })).text).not.toContain('close_text')
    expect((await here.create({ close_text: null })).text).not.toContain('"close_text":"')
    expect((await here.create({ close_text: 'あ'.repeat(10_001), pend_text: 5 })).json).toEqual(
      fieldError(['pend_text', 'invalid'], ['close_text', 'too_long']),
    )
  })

  it('R-032 R-033 R-034: without a text nobody is notified, whatever notification_call says', async () => {
    const before = world.launched.length
    for (const notification_text of [undefined, null, '', ' \u3000\n']) {
      expect((await here.create({ notification_text, notification_call: true })).json.notifications).toBe(null)
    }
    expect(world.launched).toHaveLength(before)
    for (const notification_call of ['yes', 2, {}]) {
      expect((await here.create({ notification_text: 'x', notification_call })).json).toEqual(
        fieldError(['notification_call', 'invalid']),
      )
    }
    expect(
      (await here.create({ notification_text: 'x', notification_call: 'true' })).json.notifications.notification_call,
    ).toBe(true)
  })

  it('R-035 R-036: a message of ten thousand characters, four tags', async () => {
    const id = await here.made({
      message: '<p>至急</p><b onclick="x">調査</b><a href="javascript:x">x</a><script>y</script>',
    })
    const { body } = await world.ask('GET', `/v1/incidents/${id}/timeline`)
    expect(body.items[1]).toMatchObject({ kind: 'message', message: '至急<b>調査</b>x' })
    expect((await here.create({ message: '🔥'.repeat(10_000) })).status).toBe(201)
    expect((await here.create({ message: '🔥'.repeat(10_001) })).json).toEqual(fieldError(['message', 'too_long']))
    const empty = await here.made({ message: '<script>x</script>' })
    expect((await world.ask('GET', `/v1/incidents/${empty}/timeline`)).body.items).toHaveLength(1)
  })

  it('R-114 tells everything that is wrong at once, in the documents’ order, and stores nothing', async () => {
    const before = (await call('GET', '/api/v1/incidents?per_page=1')).json[0].id
    const answer = await call('POST', '/api/v1/incidents', {
      body: { message: 5, topics: ['ok', ''], status: 'opened', detection: 'x', name: ' ' },
    })
    expect([answer.status, answer.json]).toEqual([
      400,
      fieldError(
        ['name', 'missing_field'],
        ['status', 'invalid'],
        ['detection', 'invalid'],
        ['topics', 'invalid'],
        ['message', 'invalid'],
      ),
    ])
    expect((await call('GET', '/api/v1/incidents?per_page=1')).json[0].id).toBe(before)
  })

  it.each([[undefined], [null], [''], ['　']])('R-015 R-114 a name of %j is missing', async (name) => {
    const answer = await call('POST', '/api/v1/incidents', { body: { name, status: 'open' } })
    expect([answer.status, answer.json]).toEqual([400, fieldError(['name', 'missing_field'])])
  })

  it('R-115 refuses what has nobody to go to, and stores nothing — unless the project wants it stored', async () => {
    const empty = reactioClient(world.url, await keyOf(world, 'empty'))
    const body = { name: 'x', notification_text: 'y', notification_call: true }
    const refused = await empty('POST', '/api/v1/incidents', { body })
    expect([refused.status, refused.text]).toEqual([
      400,
      '{"type":"notification_error","message":"Notification destination can not be found."}',
    ])
    expect((await empty('GET', '/api/v1/incidents')).json).toEqual([])
    expect(world.logged.at(-1)).toContain('an incident was refused')
    await world.ask('PATCH', '/v1/projects/empty/incident-settings', {
      body: { reactio: { createWithoutDestination: true } },
    })
    const stored = await empty('POST', '/api/v1/incidents', { body })
    expect([stored.status, stored.json.notifications]).toEqual([201, null])
  })
})
