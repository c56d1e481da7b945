// Thinning of mass requests (間引き): merged, written down, and never lost.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createThinning } from '../../src/server/thinning.ts'
import { type Answer, createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
})
afterAll(() => world.close())

let count = 0
const policy = async (thinning: object | null): Promise<string> => {
  count += 1
  const steps = [{ destinations: [{ user: 'sato' }] }]
  const { status } = await world.ask('POST', '/v1/policies', {
    body: { key: `p${count}`, name: `網${count}`, steps, thinning },
  })
  expect(status).toBe(201)
  return `p${count}`
}
const start = (key: string, text = '停止', headers: Record<string, string> = {}): Promise<Answer> =>
  startIn(world, { policy: key, text }, headers)
const merged = async (id: string) => {
  const { body } = await world.ask('GET', `/v1/callouts/${id}`)
  const list = await world.ask('GET', `/v1/callouts/${id}/merged`)
  return [body['mergedRequests'], list.body.items.map(({ text }) => text)]
}

describe('a policy that merges requests', () => {
  it('takes those within its seconds into the callout that has begun, and writes each down', async () => {
    const key = await policy({ seconds: 60 })
    const first = await start(key, '一件目')
    world.clock.nowMs += 59_999
    const second = await start(key, '二件目')
    expect([first.status, second.status, second.body['merged'], second.body.id]).toEqual([
      201,
      200,
      true,
      first.body.id,
    ])
    expect(await merged(first.body.id)).toEqual([1, ['二件目']])
  })

  it('calls again when the seconds are over: the window does not move with the storm', async () => {
    const key = await policy({ seconds: 60, by: 'policy' })
    const first = await start(key)
    for (let minute = 0; minute < 2; minute += 1) {
      world.clock.nowMs += 30_000
      await start(key)
    }
    const next = await start(key)
    expect(next.body.id).not.toBe(first.body.id)
    expect((await merged(first.body.id))[0]).toBe(1)
  })

  it('by text keeps apart what says something else', async () => {
    const key = await policy({ seconds: 60, by: 'text' })
    const [disk, net, again] = [await start(key, 'ディスク'), await start(key, 'ネット'), await start(key, 'ディスク')]
    expect([disk.status, net.status, again.status]).toEqual([201, 201, 200])
    expect(again.body.id).toBe(disk.body.id)
  })

  it('a storm from two processes starts one callout', async () => {
    const key = await policy({ seconds: 600 })
    const before = world.started.length
    const answers = await Promise.all(Array.from({ length: 60 }, (_one, index) => start(key, `${index}`)))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(world.started.length - before).toBe(1)
    expect((await merged(answers[0]?.body.id ?? ''))[0]).toBe(59)
  })

  it('off, merges nothing', async () => {
    for (const thinning of [null, { seconds: 60 }]) {
      const key = await policy(null)
      await world.ask('PATCH', `/v1/policies/${key}`, { body: { thinning } })
      await world.ask('PATCH', `/v1/policies/${key}`, { body: { thinning: null } })
      const answers = [await start(key), await start(key)]
      expect(answers.map(({ status }) => status)).toEqual([201, 201])
    }
  })

  it('what a pause suppressed takes nothing: the first request after it calls', async () => {
    const key = await policy({ seconds: 600 })
    const { body } = await world.ask('POST', '/v1/pauses', { body: { policy: key } })
    const suppressed = await start(key)
    await world.ask('POST', `/v1/pauses/${body.id}/end`)
    const after = await start(key)
    expect([suppressed.body['outcome'], after.status, after.body['outcome']]).toEqual(['suppressed', 201, null])
  })

  it('a request that comes twice by its idempotency key is merged once', async () => {
    const key = await policy({ seconds: 600 })
    const first = await start(key, 'a', { 'Idempotency-Key': `first-${key}` })
    const headers = { 'Idempotency-Key': `second-${key}` }
    const second = await start(key, 'b', headers)
    const again = await start(key, 'b', headers)
    const twice = await start(key, 'a', { 'Idempotency-Key': `first-${key}` })
    expect([second, again, twice].map(({ status, body }) => [status, body['merged'], body.id])).toEqual([
      [200, true, first.body.id],
      [200, true, first.body.id],
      [200, false, first.body.id],
    ])
    expect(await merged(first.body.id)).toEqual([1, ['b']])
    expect((await start(key, 'c', headers)).body.code).toBe('idempotency.conflict')
  })

  it('a callout of another space is as absent as one that never was', async () => {
    const key = await policy({ seconds: 600 })
    const { body } = await start(key)
    const token = await world.tokenFor(await world.newSpace('curious'))
    expect((await world.ask('GET', `/v1/callouts/${body.id}/merged`, { token })).body.code).toBe('callout.not_found')
    const write = { calloutId: body.id, text: 'x', createdBy: 'x', idempotency: null }
    expect(await world.config.merged.merge(await world.newSpace('thief'), write)).toBe('gone')
  })
})

describe('never lose', () => {
  const order = (thinningKey: string, start: () => Promise<{ id: string; createdAtMs: number } | null>) => ({
    spaceId: world.spaceId,
    thinningKey,
    seconds: 60,
    write: { text: 'x', createdBy: 'x', idempotency: null },
    start,
    startedBy: (started: { id: string; createdAtMs: number } | null) => started,
  })
  const nowMs = () => world.clock.nowMs

  it('when the insert of the one before failed, the next one starts', async () => {
    const thin = createThinning({ merged: world.config.merged, nowMs })
    const failing = thin(order('k1', () => Promise.reject(new Error('the database went away'))))
    const following = thin(order('k1', () => Promise.resolve({ id: 'b', createdAtMs: nowMs() })))
    await expect(failing).rejects.toThrow('went away')
    expect(await following).toMatchObject({ kind: 'started', result: { id: 'b' } })
  })

  it('when the callout it would be merged into is not there, it starts', async () => {
    const thin = createThinning({ merged: world.config.merged, nowMs })
    const ghost = { id: '00000000-0000-7000-8000-00000000dead', createdAtMs: nowMs() }
    await thin(order('k2', () => Promise.resolve(ghost)))
    const next = await thin(order('k2', () => Promise.resolve({ id: 'c', createdAtMs: nowMs() })))
    expect(next).toMatchObject({ kind: 'started', result: { id: 'c' } })
  })

  it('what was refused takes nothing', async () => {
    const thin = createThinning({ merged: world.config.merged, nowMs })
    await thin(order('k3', () => Promise.resolve(null)))
    expect(await thin(order('k3', () => Promise.resolve(null)))).toMatchObject({ kind: 'started' })
  })

  it('two processes take turns: the second finds what the first has started', async () => {
    const key = await policy({ seconds: 600 })
    const first = await start(key)
    const other = createThinning({ merged: world.config.merged, nowMs })
    const { policyId } = (await world.config.plans.compose(world.spaceId, {
      policy: { ref: key },
      template: null,
    })) as { policyId: string }
    const thinned = await other(order(policyId, () => Promise.reject(new Error('must not start'))))
    expect(thinned).toMatchObject({ kind: 'merged', into: { id: first.body.id } })
  })
})
