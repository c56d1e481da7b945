// Stopping and resuming (停止/再開), and the standard texts: what holds for a space or a policy as a whole.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SpaceId } from '#core/ids'
import { createPauseEnds } from '#store/config/pause-ends'
import { createConfigStore } from '#store/config/store'
import { roleTable } from '../../src/server/roles.ts'
import { type Answer, createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  const steps = [{ destinations: [{ user: 'suzuki' }] }]
  await world.ask('POST', '/v1/policies', { body: { key: 'other', name: '別の網', steps } })
})
afterAll(() => world.close())

const pause = (body: object = {}): Promise<Answer> => world.ask('POST', '/v1/pauses', { body })
const end = (id: string): Promise<Answer> => world.ask('POST', `/v1/pauses/${id}/end`)
const outcomeOf = async (policy: string) => {
  const { status, body } = await startIn(world, { policy })
  expect(status).toBe(201)
  return body['outcome']
}

describe('J-014 a pause that goes on', () => {
  it('without an end is told of after a day, once a day, to whoever wants to know', async () => {
    const address = { key: 'paused', name: 'paused', url: 'mailto:ops@example.jp', events: ['pause.*'] }
    expect((await world.ask('POST', '/v1/webhooks', { body: address })).status).toBe(201)
    let ids = 0
    const newId = () => `01890000-0000-7000-8000-${String(++ids).padStart(12, '0')}`
    const ends = createPauseEnds({ ...world.pools, newId })
    const { body } = await pause({ policy: 'other', reason: '停電作業' })
    const begun = world.clock.nowMs
    const hours = (count: number) => ends.tellOpen(begun + count * 3_600_000)
    expect([await hours(23), await hours(25), await hours(26), await hours(49)]).toEqual([0, 1, 0, 1])
    const often = { pauses: { toldAfterHours: 4 } }
    expect((await world.ask('PATCH', '/v1/settings', { body: often })).body).toMatchObject(often)
    expect([await hours(3), await hours(5), await hours(6), await hours(9)]).toEqual([0, 1, 0, 1])
    expect((await world.ask('GET', '/v1/config/export')).page).toContain('"toldAfterHours":4')
    const wrong = await world.ask('PATCH', '/v1/settings', { body: { pauses: { toldAfterHours: 0 } } })
    expect([wrong.status, wrong.body.errors[0]?.field]).toEqual([422, 'pauses.toldAfterHours'])
    await world.pools.engine.query('delete from space_setting where space_id = $1', [world.spaceId])
    await end(body.id)
    expect(await hours(73)).toBe(0)
    await world.ask('DELETE', '/v1/webhooks/paused')
  })

  it('starts something when it is over only where there is an end, and callouts to keep', async () => {
    for (const wrong of [{ user: 'sato' }, { channel: 'sms' }, { repeats: { calendar: 'c', condition: 'k' } }]) {
      const { status, body } = await pause({ ...wrong, startsAfter: true })
      expect([status, body['errors']]).toEqual([422, [expect.objectContaining({ field: 'startsAfter' })]])
    }
    const { body } = await pause({ policy: 'other', startsAfter: true })
    expect(body['startsAfter']).toBe(true)
    await end(body.id)
    expect((await pause({ startsAfter: 'yes' })).status).toBe(422)
  })
})

describe('J-014 stopping notification', () => {
  it('of one policy holds at once, for that one only, until it is resumed', async () => {
    const { status, body, headers } = await pause({ policy: 'night', reason: '停電作業' })
    expect([status, headers.get('location')]).toEqual([201, `/v1/pauses/${body.id}`])
    expect(body).toMatchObject({ scope: 'policy', policy: 'night', state: 'on', endsAt: null, createdBy: 'test' })
    expect([await outcomeOf('night'), await outcomeOf('other')]).toEqual(['suppressed', null])
    const suppressed = world.started.at(-2)?.suppressedBy
    expect(suppressed).toEqual({ pause: body.id, name: 'test', note: '停電作業', untilMs: null })
    const ended = await end(body.id)
    expect(ended.body).toMatchObject({ state: 'over', endedBy: 'test' })
    expect(await outcomeOf('night')).toBeNull()
  })

  it('of the whole space stops every policy, those brought along included', async () => {
    const { body } = await pause()
    expect([await outcomeOf('night'), await outcomeOf('other')]).toEqual(['suppressed', 'suppressed'])
    const draft = {
      key: 'd',
      name: 'd',
      people: [{ key: 'p', name: 'p', methods: [{ channel: 'phone', address: '+819001230001' }] }],
    } as const
    const inline = { ...draft, fields: { steps: [{ destinations: [{ user: 'p' }] }] } }
    const composed = await world.config.plans.compose(world.spaceId, { policy: { inline }, template: null })
    expect(composed).toMatchObject({ rules: { pauses: [{ id: body.id }] } })
    await end(body.id)
  })

  it('holds in another process within a second', async () => {
    let leaseMs = 0
    const { inSpace, inSnapshot } = world.pools
    const sealer = { seal: (plain: string) => plain, open: (sealed: string) => sealed }
    const nowMs = () => world.clock.nowMs
    const there = createConfigStore({
      inSpace,
      inSnapshot,
      sealer,
      nowMs,
      leaseMs: () => leaseMs,
      newId: () => '',
      roles: roleTable,
    })
    const pausesThere = async () => {
      const bundle = await there.plans.compose(world.spaceId, { policy: { ref: 'night' }, template: null })
      return bundle.ok ? bundle.rules.pauses.length : bundle.code
    }
    expect(await pausesThere()).toBe(0)
    const { body } = await pause({ policy: 'night' })
    leaseMs += 1_000
    expect(await pausesThere()).toBe(1)
    await end(body.id)
    leaseMs += 1_000
    expect(await pausesThere()).toBe(0)
  })

  it('begins and ends by the clock where it says when', async () => {
    const at = (seconds: number) => new Date(world.clock.nowMs + seconds * 1_000).toISOString()
    const { body } = await pause({ policy: 'night', beginsAt: at(60), endsAt: at(120) })
    expect(body['state']).toBe('planned')
    expect(await outcomeOf('night')).toBeNull()
    world.clock.nowMs += 60_000
    expect(await outcomeOf('night')).toBe('suppressed')
    world.clock.nowMs += 60_000
    expect(await outcomeOf('night')).toBeNull()
    expect((await world.ask('GET', `/v1/pauses/${body.id}`)).body['state']).toBe('over')
    const still = await end(body.id)
    expect([still.status, still.body['endedBy']]).toEqual([200, null])
  })

  it('J-013 in turns, while a condition of a calendar holds', async () => {
    const nightly = { key: 'nightly', anyOf: [{ bands: [{ from: '01:00', to: '03:00' }] }] }
    await world.ask('POST', '/v1/calendars', { body: { key: 'works', name: '保守', conditions: [nightly] } })
    const { body } = await pause({ policy: 'night', repeats: { calendar: 'works', condition: 'nightly' } })
    expect(body).toMatchObject({ state: 'waiting', repeats: { calendar: 'works', condition: 'nightly' } })
    const seen: unknown[] = []
    for (const time of ['00:59', '01:00', '02:59', '03:00']) {
      world.clock.nowMs = Date.parse(`2026-11-25T${time}:00+09:00`)
      seen.push(await outcomeOf('night'))
    }
    expect(seen).toEqual([null, 'suppressed', 'suppressed', null])
    const untilMs = Date.parse('2026-11-25T03:00:00+09:00')
    expect(world.started.at(-2)?.suppressedBy).toMatchObject({ pause: body.id, untilMs })
    world.clock.nowMs = Date.parse('2026-11-26T02:00:00+09:00')
    expect((await world.ask('GET', `/v1/pauses/${body.id}`)).body['state']).toBe('on')
    // Without its condition it is off, and stays to be seen.
    await world.ask('PATCH', '/v1/calendars/works', { body: { conditions: [] } })
    expect(await outcomeOf('night')).toBeNull()
    expect((await end(body.id)).body['state']).toBe('over')
  })

  it('of what says so, and nothing else', async () => {
    const { body } = await pause({ match: '*WEB??*' })
    expect(body['match']).toBe('*WEB??*')
    const said = async (text: string) => (await startIn(world, { text })).body['outcome']
    expect([await said('web01 is down'), await said('db01 is down')]).toEqual(['suppressed', null])
    await end(body.id)
  })

  it('of a channel or a person suppresses nothing, and is what the engine is told', async () => {
    const made = [await pause({ channel: 'sms' }), await pause({ user: 'sato', reason: '休暇' })]
    expect(made.map(({ body }) => [body['scope'], body['channel'], body['user']])).toEqual([
      ['channel', 'sms', null],
      ['user', null, 'sato'],
    ])
    expect(await outcomeOf('night')).toBeNull()
    const { body } = await world.ask('GET', '/v1/users/sato')
    const { pauses: told } = await world.config.holdReader.read(world.spaceId as SpaceId)
    expect(told.map(({ scope, of }) => `${scope} ${of}`).toSorted()).toEqual(['channel sms', `user ${body.id}`])
    for (const one of made) await end(one.body.id)
    expect((await world.config.holdReader.read(world.spaceId as SpaceId)).pauses).toEqual([])
    const elsewhere = await world.newSpace('unpaused')
    await pause({})
    expect((await world.config.holdReader.read(elsewhere as SpaceId)).pauses).toEqual([])
    for (const { id } of (await world.ask('GET', '/v1/pauses')).body.items) await end(id)
  })

  it('a preview shows what a pause does at the imagined instant', async () => {
    const { body } = await pause({ user: 'sato' })
    const asked = { body: { at: new Date(world.clock.nowMs).toISOString() } }
    const shown = await world.ask('POST', '/v1/policies/night/preview', asked)
    const [first] = shown.body['attempts'] as { detail: string }[]
    expect(first?.detail).toBe('user_paused')
    await end(body.id)
  })

  it('of several pauses the one that lasts longest is told', async () => {
    const endsAt = new Date(world.clock.nowMs + 60_000).toISOString()
    const short = await pause({ policy: 'night', endsAt })
    const long = await pause({ reason: '全社停止' })
    await outcomeOf('night')
    expect(world.started.at(-1)?.suppressedBy).toMatchObject({ pause: long.body.id, note: '全社停止' })
    for (const { body } of [short, long]) await end(body.id)
  })

  it('a start is repeated by its idempotency key as what it was', async () => {
    const { body } = await pause()
    const headers = { 'Idempotency-Key': 'while-paused' }
    const first = await startIn(world, {}, headers)
    await end(body.id)
    const again = await startIn(world, {}, headers)
    expect([again.status, again.body.id]).toEqual([200, first.body.id])
  })

  it('is listed newest first, those that are over on demand', async () => {
    const token = await world.tokenFor(await world.newSpace('paused'))
    const ask = (method: string, path: string, body?: unknown) =>
      world.ask(method, path, body === undefined ? { token } : { token, body })
    const made = [await ask('POST', '/v1/pauses', {}), await ask('POST', '/v1/pauses', { reason: 'b' })]
    await ask('POST', `/v1/pauses/${made[0]?.body.id}/end`)
    const ids = async (query: string) => (await ask('GET', `/v1/pauses${query}`)).body.items.map(({ id }) => id).sort()
    expect(await ids('')).toEqual([made[1]?.body.id])
    expect(await ids('?state=all')).toEqual(made.map(({ body }) => body.id).sort())
    const page = await ask('GET', '/v1/pauses?state=all&limit=1')
    expect((await ids(`?state=all&cursor=${page.body.next}`)).length).toBe(1)
  })

  it.each<[string, object, number, string]>([
    ['an unknown policy', { policy: 'ghost' }, 404, 'policy.not_found'],
    ['an end in the past', { endsAt: '2020-01-01T00:00:00Z' }, 422, 'request.invalid'],
    [
      'an end before the beginning',
      { beginsAt: '2036-01-02T00:00:00Z', endsAt: '2036-01-01T00:00:00Z' },
      422,
      'request.invalid',
    ],
    ['no instant', { endsAt: 'tomorrow' }, 422, 'request.invalid'],
    ['a reason that is too long', { reason: 'あ'.repeat(201) }, 422, 'request.invalid'],
    ['a typo', { polcy: 'night' }, 422, 'request.invalid'],
    ['two scopes', { policy: 'night', user: 'sato' }, 422, 'request.invalid'],
    ['an unknown user', { user: 'ghost' }, 404, 'user.not_found'],
    ['an unknown channel', { channel: 'fax' }, 422, 'request.invalid'],
    ['an end of what runs for a person', { user: 'sato', stopsRunning: true }, 422, 'request.invalid'],
    ['an unknown calendar', { repeats: { calendar: 'ghost', condition: 'x' } }, 404, 'calendar.not_found'],
    ['a pattern of nothing', { match: '' }, 422, 'request.invalid'],
    ['a pattern that is too long', { match: '*'.repeat(201) }, 422, 'request.invalid'],
  ])('refuses %s', async (...[, body, status, code]) => {
    const answer = await pause(body)
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  it.each(['x', '', '%00', 'p1 or 1=1'])('refuses to list what a pause held back by %j', async (id) => {
    expect((await world.ask('GET', `/v1/callouts?pause=${encodeURIComponent(id)}`)).status).toBe(422)
  })

  it('refuses ids nobody has, and whoever may not', async () => {
    expect((await end('00000000-0000-7000-8000-000000000000')).body.code).toBe('pause.not_found')
    const reader = await world.tokenFor(world.spaceId, ['pauses:read'])
    const refused = await world.ask('POST', '/v1/pauses', { token: reader, body: {} })
    expect([refused.status, refused.body.code]).toEqual([403, 'auth.scope_missing'])
    const elsewhere = await world.tokenFor(await world.newSpace('elsewhere'))
    const { body } = await pause({ policy: 'night' })
    const foreign = await world.ask('POST', `/v1/pauses/${body.id}/end`, { token: elsewhere })
    expect([foreign.status, foreign.body.code]).toEqual([404, 'pause.not_found'])
    await end(body.id)
  })
})

describe('settings of the space', () => {
  const texts = { phone: { body: '標準の読み上げ' }, mail: { subject: '標準の件名', body: '標準の本文' } }

  it('J-049 hold the standard texts, changed field by field', async () => {
    expect((await world.ask('GET', '/v1/settings')).body).toEqual({ managedBy: null, updatedAt: null })
    expect((await world.ask('PATCH', '/v1/settings', { body: { texts } })).body).toMatchObject({
      texts,
      managedBy: 'console',
    })
    expect((await world.ask('PATCH', '/v1/settings', { body: {} })).body).toMatchObject({ texts })
    const bundle = await world.config.plans.compose(world.spaceId, { policy: { ref: 'night' }, template: null })
    expect(bundle).toMatchObject({ rules: { texts: [texts] } })
  })

  it.each<[string, object]>([
    ['an unknown channel', { texts: { fax: { body: 'x' } } }],
    ['an empty text', { texts: { phone: { body: ' ' } } }],
    ['a typo', { text: {} }],
  ])('refuse %s', async (...[, body]) => {
    expect((await world.ask('PATCH', '/v1/settings', { body })).status).toBe(422)
  })

  it('may stand in a configuration file, which then keeps them', async () => {
    const token = await world.tokenFor(await world.newSpace('in-a-file'))
    const ask = (method: string, path: string, body?: unknown) =>
      world.ask(method, path, body === undefined ? { token } : { token, body })
    const apply = (document: object, prune = false) =>
      ask('POST', '/v1/config/apply', { document: { version: 1, ...document }, prune })
    const first = await apply({ settings: { texts } })
    expect(first.body.changes).toEqual([{ kind: 'settings', key: 'settings', action: 'create', fields: [] }])
    expect((await ask('PATCH', '/v1/settings', {})).body.code).toBe('config.managed_by_file')
    const changed = await apply({ settings: { texts: { phone: texts.phone } } })
    expect(changed.body.changes[0]).toMatchObject({
      action: 'update',
      fields: [{ field: 'texts.mail.body' }, { field: 'texts.mail.subject' }],
    })
    expect((await ask('GET', '/v1/config/export')).body['settings']).toEqual({ texts: { phone: texts.phone } })
    expect((await apply({})).body.changes).toEqual([])
    expect((await apply({}, true)).body.changes).toMatchObject([{ action: 'delete' }])
    expect((await ask('GET', '/v1/settings')).body['texts']).toBeUndefined()
  })
})
