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

describe('what is said of alerts without conversing', () => {
  const steps = [{ destinations: [{ user: 'sato' }] }]
  const policy = (rest: object) => ({ key: 'simple', name: 'シンプル', kind: 'xmon_simple', steps, ...rest })

  it('X-031, X-059: its forms are listed with a sample each, in either language', async () => {
    const { body } = await world.ask('GET', '/v1/alert-forms')
    expect(body.items.map((one) => one['form'])).toEqual(['names', 'counts', 'full'])
    expect(body.items[0]?.['sample']).toBe(
      '次のホストで障害が発生しています。db01、DOWN。次のサービスで障害が発生しています。web01、HTTP、CRITICAL。次のホストが復旧しました。mail01。',
    )
    const english = await world.ask('GET', '/v1/alert-forms?language=en')
    expect(english.body.items[1]?.['sample']).toBe('Failed: 1 host, 1 service. Recovered: 1 host.')
  })

  it('X-032, X-058: fixed texts are kept as they are up to their length; null goes back', async () => {
    const longest = { simpleCall: { text: '障'.repeat(350) }, smsText: { text: '害'.repeat(64) } }
    expect(await world.ask('POST', '/v1/policies', { body: policy(longest) })).toMatchObject({
      status: 201,
      body: longest,
    })
    expect(await planOf('simple')).toMatchObject({ simple: longest.simpleCall, hearsKeys: false })
    await world.ask('PATCH', '/v1/policies/simple', { body: { simpleCall: null } })
    expect(await planOf('simple')).toMatchObject({ smsText: longest.smsText, hearsKeys: true })
    await world.ask('DELETE', '/v1/policies/simple')
  })

  it.each([
    ['X-032: more than 350 characters', { simpleCall: { text: '障'.repeat(351) } }, 'simpleCall.text'],
    ['X-058: more than 64 characters', { smsText: { text: '害'.repeat(65) } }, 'smsText.text'],
    ['the name of a host', { simpleCall: { text: '{{host}}の障害' } }, 'simpleCall.text'],
    ['a form beside a text', { smsText: { form: 'names', text: '障害' } }, 'smsText.text'],
    ['nothing', { simpleCall: { text: ' ' } }, 'simpleCall.text'],
    ['a form nobody knows', { simpleCall: { form: 'sung' } }, 'simpleCall.form'],
  ])('refuses %s', async (...[, rest, field]) => {
    const { status, body } = await world.ask('POST', '/v1/policies', { body: policy(rest) })
    expect([status, body.code, body.errors[0]?.field]).toEqual([422, 'request.invalid', field])
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
