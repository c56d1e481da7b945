// Pigeon's API at its edges: who is let in, results and lists, other spaces, paths and methods. Runs themselves are played in
// tests/scenarios/pigeon.test.ts; what may stand in a request is in pigeon-invoke.test.ts.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPigeonWorld, type PigeonWorld } from '../support/pigeon-world.ts'

let world: PigeonWorld
beforeAll(async () => {
  world = await createPigeonWorld()
  // Nothing rings here: what is placed is accepted, and that is all.
  world.simulator.network.behave({ mode: 'ignore' })
})
afterAll(() => world.close())

const parameters = { server: 'web01', incident: '障害' }
const root = '/api/apps/pigeon'
const params = (rest: object = {}) => ({
  callflowId: world.callflowId,
  guidanceId: world.guidanceId,
  parameters,
  ...rest,
})
describe('B.1 authentication', () => {
  const answers = async (headers: Record<string, string>, path = '/results') =>
    (await world.send('GET', `${root}${path}`, { headers })).status

  it('K-020: X-Authorization: Token …; Authorization: Token … too, in any letter case', async () => {
    const { token } = world
    expect(await answers({ 'X-Authorization': `Token ${token}` })).toBe(200)
    expect(await answers({ Authorization: `Token ${token}` })).toBe(200)
    expect(await answers({ 'x-authorization': `token   ${token} ` })).toBe(200)
    expect(await answers({ 'X-Authorization': `Token ${token}`, Authorization: 'Basic x' })).toBe(200)
  })

  it('K-014 missing, wrong, expired and revoked tokens, and another space’s, get one and the same answer', async () => {
    const { config, spaceId } = world
    const scopes = ['callouts:read']
    const expired = (await config.tokens.create(spaceId, { name: 'x', scopes, expiresAtMs: world.nowMs() - 1 })).token
    const revoked = await config.tokens.create(spaceId, { name: 'x', scopes, expiresAtMs: null })
    await config.tokens.revoke(spaceId, revoked.record.id)
    const foreign = await world.tokenFor(scopes, await world.newSpace('foreign'))
    const tried = [
      {},
      { 'X-Authorization': world.token },
      { 'X-Authorization': `Bearer ${world.token}` },
      { Authorization: `Bearer ${world.token}` },
      { 'X-Authorization': 'Token ' },
      { 'X-Authorization': 'Token nrs_x' },
      { 'X-Authorization': `Token ${expired}` },
      { 'X-Authorization': `Token ${revoked.token}` },
      { 'X-Authorization': `Token ${foreign}` },
    ]
    const texts = new Set<string>()
    for (const headers of tried) {
      const reply = await world.send('GET', `${root}/results`, { headers })
      expect(reply.status, JSON.stringify(headers)).toBe(401)
      texts.add(reply.text)
    }
    expect([...texts]).toEqual([JSON.stringify({ title: 'Unauthorized', detail: 'APIトークンが正しくありません。' })])
  })

  it('K-015: a token brought along from the original goes on working, and is kept as a hash', async () => {
    const key = 'qK3/+n0tAr3alT0ken/of+anybody/0123456789abcd'
    const scopes = ['callouts:read']
    await world.config.tokens.create(world.spaceId, { name: 'x', scopes, expiresAtMs: null, key })
    expect(await answers({ 'X-Authorization': `Token ${key}` })).toBe(200)
    expect(await answers({ 'X-Authorization': `Token ${key}x` })).toBe(401)
    const { rows } = await world.pools.engine.query<{ hash: string }>('select hash from api_token')
    expect(JSON.stringify(rows)).not.toContain(key)
  })

  it('a token that may not do it is told so; a wrong token is asked for patience after many', async () => {
    const reader = { 'X-Authorization': `Token ${await world.tokenFor(['callouts:read'])}` }
    const start = await world.ask('POST', '/chain/invoke', { headers: reader, json: { params: params() } })
    expect([start.status, start.body.title]).toEqual([403, 'Forbidden'])
    const abort = await world.ask('POST', '/chain/abort', { headers: reader, json: { resultId: 'x' } })
    expect(abort.status).toBe(403)
    const starter = { 'X-Authorization': `Token ${await world.tokenFor(['callouts:start'])}` }
    expect((await world.ask('GET', '/results', { headers: starter })).status).toBe(403)
    let last = await world.send('GET', `${root}/results`, { headers: { 'X-Authorization': 'Token x' } })
    for (let tries = 0; tries < 80 && last.status === 401; tries += 1)
      last = await world.send('GET', `${root}/results`, { headers: { 'X-Authorization': 'Token x' } })
    expect([last.status, last.body.title]).toEqual([429, 'Too Many Requests'])
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0)
    expect((await world.ask('GET', '/results')).status).toBe(200)
    world.later(61_000)
  })
})

describe('B.3 results', () => {
  it('K-019 K-033: one that nobody knows is not found, whatever its id looks like; a Content-Type without a body is no matter', async () => {
    const headers = { 'Content-Type': 'application/json' }
    for (const id of ['00000000-0000-7000-8000-000000000000', 'x', '%00', '1', '..%2f..', 'あ']) {
      const reply = await world.ask('GET', `/results/${encodeURI(id)}`, { headers })
      expect([reply.status, reply.text], id).toEqual([
        404,
        JSON.stringify({ title: 'Not Found', detail: '見つかりません。' }),
      ])
    }
  })

  it('phone numbers are not there for a token that may not see them', async () => {
    const { body } = await world.invoke(params())
    const headers = { 'X-Authorization': `Token ${await world.tokenFor(['callouts:read'])}` }
    const reply = await world.ask('GET', `/results/${body.resultId}`, { headers })
    expect(reply.text).not.toMatch(/\+81|phoneNumber|transferTo/)
    expect(reply.body).toMatchObject({ callflow: { contacts: [{ displayName: '担当者01', phones: [{}] }, {}] } })
    expect((await world.result(body.resultId)).body).toMatchObject({ callflow: { transferTo: '+819001230009' } })
  })

  it('K-031: acknowledged at a screen is not a success: nobody ended it by a key', async () => {
    const { body } = await world.invoke(params())
    await world.engine.acknowledge(body.resultId as never, { userId: null, name: '運用', via: 'api' })
    const result = (await world.result(body.resultId)).body
    expect(['aborting', 'aborted']).toContain(result.status)
    expect(result).toMatchObject({ keyInput: null, receivedContactName: null })
  })

  it('J-014 while notification is stopped: requested as ever, nobody is called, and the run is aborted', async () => {
    const { config, spaceId } = world
    const pause = { beginsAtMs: world.nowMs(), endsAtMs: null, reason: '保守', by: '運用' }
    const { id } = await config.pauses.create(spaceId, pause)
    const { status, body } = await world.invoke(params())
    await config.pauses.end(spaceId, id, '運用')
    expect([status, body.status]).toEqual([200, 'requested'])
    const result = (await world.result(body.resultId)).body
    expect(result).toMatchObject({ status: 'aborted', keyInput: null, receivedContactName: null })
    expect(world.phone(1).device.state()).toBe('idle')
  })

  it('another space’s run, and a callout that is no run, are not found and cannot be stopped', async () => {
    const { body } = await world.invoke(params())
    const other = await world.newSpace('third')
    const scopes = ['callouts:read', 'callouts:cancel', 'callouts:start']
    const headers = { 'X-Authorization': `Token ${await world.tokenFor(scopes, other)}`, Host: 'third.test' }
    const at = (method: string, path: string, raw?: string) =>
      world.send(method, `${root}${path}`, { headers, ...(raw === undefined ? {} : { raw }) })
    expect((await at('GET', `/results/${body.resultId}`)).status).toBe(404)
    expect((await at('POST', '/chain/abort', JSON.stringify({ resultId: body.resultId }))).status).toBe(404)
    expect((await at('GET', '/results')).body).toMatchObject({ items: [], total: 0 })
    expect((await world.result(body.resultId)).body.isActive).toBe(true)

    const own = await world.config.policies.create(world.spaceId, {
      key: 'own',
      name: '自社',
      fields: { steps: [{ destinations: [{ user: 'tantou-01' }] }], from: world.simulator.numbers[0] ?? null },
    })
    const { plans } = (await world.config.plans.compose(world.spaceId, {
      policy: { ref: own.id },
      template: null,
    })) as never as {
      plans: Parameters<PigeonWorld['engine']['start']>[0]['plans']
    }
    const started = await world.engine.start({
      spaceId: world.spaceId as never,
      plans,
      cause: { kind: 'text', text: 'x' },
      parameters: {},
      priority: 5,
      createdBy: 'x',
      idempotency: null,
    })
    const id = started.ok ? started.id : ''
    expect((await world.result(id)).status).toBe(404)
    expect((await world.ask('POST', '/chain/abort', { json: { resultId: id } })).status).toBe(404)
    expect(JSON.stringify((await world.ask('GET', '/calls')).body)).not.toContain(id)
  })
})

describe('B.4 lists', () => {
  const list = async (path: string) => (await world.ask('GET', path)).body

  it('newest first, by offset and limit, the same as calls and as results', async () => {
    const ids: string[] = []
    for (let index = 0; index < 3; index += 1) {
      ids.unshift((await world.invoke(params())).body.resultId)
      world.later(10)
    }
    const { items, total, ...page } = await list('/calls?offset=0&limit=2')
    expect([items.map((one) => one.resultId), page]).toEqual([ids.slice(0, 2), { offset: 0, limit: 2 }])
    expect(total).toBe((await list('/results')).total)
    expect((await list('/results?offset=2&limit=1')).items[0]).toMatchObject({
      resultId: ids[2],
      callflowName: '障害コール',
      guidanceName: '障害ガイダンス',
      isActive: true,
      keyInput: null,
    })
    expect((await list(`/results?offset=${total}`)).items).toEqual([])
  })

  it('shows how each ended, with its key', async () => {
    const { body } = await world.invoke(params())
    await world.ask('POST', '/chain/abort', { json: { resultId: body.resultId } })
    const [item] = (await list('/results?limit=1')).items
    expect(item).toMatchObject({ resultId: body.resultId, keyInput: null })
    expect(['aborting', 'aborted']).toContain(item?.status)
  })

  it.each([
    ['offset=-1&limit=0', { offset: 0, limit: 1 }],
    ['offset=x&limit=y', { offset: 0, limit: 100 }],
    ['limit=100000', { offset: 0, limit: 100 }],
    ['offset=999999999999999999999', { offset: 0, limit: 100 }],
    ['offset=99999999', { offset: 100_000, limit: 100 }],
  ])('%s is brought into bounds', async (...[query, page]) => {
    expect(await list(`/results?${query}`)).toMatchObject(page)
  })

  it('K-004: organizations answers the one there is', async () => {
    const { items, total } = await list('/organizations')
    expect([items, total]).toEqual([[{ organizationId: world.spaceId, displayName: expect.any(String) }], 1])
  })
})

describe('paths and methods', () => {
  it('an unknown path is not found, another method is not allowed and says which are', async () => {
    const unknown = await world.ask('GET', '/nothing/here')
    expect([unknown.status, unknown.body.title]).toEqual([404, 'Not Found'])
    const cases = [
      ['GET', '/chain/invoke', 'POST'],
      ['DELETE', '/chain/abort', 'POST'],
      ['PUT', '/results/00000000-0000-7000-8000-000000000000', 'GET, HEAD'],
      ['POST', '/calls', 'GET, HEAD'],
    ] as const
    for (const [method, path, allow] of cases) {
      const reply = await world.ask(method, path)
      expect([reply.status, reply.headers.allow, reply.body.title], path).toEqual([405, allow, 'Method Not Allowed'])
    }
  })

  it('the API before this one is gone, and says where to go', async () => {
    for (const path of ['/api/tasks', '/api/tasks/12/abort']) {
      const reply = await world.send('POST', path, { raw: '{}' })
      expect([reply.status, reply.body.title]).toEqual([410, 'Gone'])
      expect(reply.body.detail).toContain('/api/apps/pigeon/chain/invoke')
    }
  })

  it('nothing in this file was a mistake of ours', () => expect(world.errors).toEqual([]))
})
