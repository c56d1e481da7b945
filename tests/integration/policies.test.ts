// What a policy holds and who may stand in it, from the request that makes it to the plan a callout is started with.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
})
afterAll(() => world.close())

/** Starts a callout and returns the plan it goes by. */
const planOf = async (policy: string) => {
  expect((await startIn(world, { policy })).status).toBe(201)
  const plan = world.started.at(-1)?.plans[0]?.plan
  if (plan === undefined) throw new Error('a started callout has a plan')
  return plan
}

const settings = { accountSid: `AC${'2'.repeat(32)}`, baseUrl: 'http://127.0.0.1:8091', simulated: true }
const connect = (key: string, name: string) =>
  world.ask('POST', '/v1/connections', { body: { key, name, settings, secrets: { authToken: 'secret' } } })

describe('a user', () => {
  it('X-012: with a name and a phone number, and nothing else, can be called', async () => {
    const contactMethods = [{ channel: 'phone', address: '+81-90-0123-0012' }]
    const { status } = await world.ask('POST', '/v1/users', { body: { key: 'ito', name: '伊藤', contactMethods } })
    expect(status).toBe(201)
    const steps = [{ destinations: [{ user: 'ito' }] }]
    await world.ask('POST', '/v1/policies', { body: { key: 'ito-only', name: '伊藤だけ', steps } })
    const { destinations } = await planOf('ito-only')
    expect(destinations).toMatchObject([{ channel: 'phone', name: '伊藤', address: '+819001230012' }])
  })

  it('X-113: who stands in several policies is called by each of them, callouts at the same time included', async () => {
    const alone = [{ destinations: [{ user: 'suzuki' }] }]
    const second = [{ destinations: [{ user: 'sato' }] }, ...alone]
    await world.ask('POST', '/v1/policies', { body: { key: 'network', name: 'ネットワーク', steps: alone } })
    await world.ask('POST', '/v1/policies', { body: { key: 'storage', name: 'ストレージ', steps: second } })
    const plans = [await planOf('network'), await planOf('storage')]
    expect(plans.map((plan) => [plan.policyName, plan.destinations.map((one) => one.name)])).toEqual([
      ['ネットワーク', ['suzukiさん']],
      ['ストレージ', ['satoさん', 'suzukiさん']],
    ])
    const { body } = await world.ask('GET', '/v1/callouts?status=running')
    expect(body.items.map((one) => one['policy'])).toEqual(expect.arrayContaining(['network', 'storage']))
  })
})

describe('a connection', () => {
  it('X-015: has a free name, which may change and need not be the only one of its kind', async () => {
    const first = await connect('tokyo', '本社 ☎ “夜間” #1')
    const second = await connect('osaka', '本社 ☎ “夜間” #1')
    expect([first.status, second.status]).toEqual([201, 201])
    expect((await world.ask('GET', '/v1/connections/tokyo')).body.name).toBe('本社 ☎ “夜間” #1')
    const renamed = await world.ask('PATCH', '/v1/connections/osaka', { body: { name: '大阪 (予備)' } })
    expect([renamed.status, renamed.body.key, renamed.body.name]).toEqual([200, 'osaka', '大阪 (予備)'])
    for (const key of ['tokyo', 'osaka']) await world.ask('DELETE', `/v1/connections/${key}`)
  })
})

describe('a policy', () => {
  it('X-026 X-046: has a name, a connection, a From, destinations in order and ring seconds, and calls go by them', async () => {
    const { body: connection } = await connect('second', '予備回線')
    const order = ['suzuki', 'sato', 'suzuki']
    const body = {
      key: 'weekend',
      name: '休日・一次対応',
      connection: 'second',
      from: '+815011112222',
      steps: order.map((user) => ({ destinations: [{ user }] })),
      ringSeconds: 25,
    }
    expect((await world.ask('POST', '/v1/policies', { body })).status).toBe(201)
    expect((await world.ask('GET', '/v1/policies/weekend')).body).toMatchObject({
      name: '休日・一次対応',
      connection: 'second',
      from: '+815011112222',
      ringSeconds: 25,
    })
    const plan = await planOf('weekend')
    expect(plan).toMatchObject({
      policyName: '休日・一次対応',
      connectionId: connection.id,
      from: '+815011112222',
      ringMs: 25_000,
    })
    const called = plan.steps.flatMap((step) => step.destinations.map((index) => plan.destinations[index]?.name))
    expect(called).toEqual(order.map((key) => `${key}さん`))
  })

  it('X-033 X-047: rings for 60 seconds unless it says otherwise', async () => {
    const body = { key: 'plain', name: '既定', connection: 'sim', steps: [{ destinations: [{ user: 'sato' }] }] }
    await world.ask('POST', '/v1/policies', { body })
    expect((await planOf('plain')).ringMs).toBe(60_000)
  })
})
