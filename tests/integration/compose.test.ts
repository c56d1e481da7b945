// What a start goes by: a policy by key, id or name, or one that is brought along; its own template, or another.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PolicyDraft } from '#core/plan/policy'
import type { StartOrder } from '#dialects/shared/starter'
import { createStarter } from '../../src/server/starter.ts'
import { createV1World, type EngineStart, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
})
afterAll(() => world.close())

const compose = (choice: Parameters<V1World['config']['plans']['compose']>[1]) =>
  world.config.plans.compose(world.spaceId, choice)
const composed = async (choice: Parameters<typeof compose>[0]) => {
  const result = await compose(choice)
  if (!result.ok) throw new Error(`${result.code} ${result.detail}`)
  return result
}
const planOf = async (choice: Parameters<typeof compose>[0]) => (await composed(choice)).plans[0]?.plan
const NOBODYS = '00000000-0000-0000-0000-000000000000'

describe('a stored policy', () => {
  it('J-042 is found by its key, its id and its name, in whatever form its accents are written', async () => {
    const steps = [{ destinations: [{ user: 'sato' }] }]
    await world.ask('POST', '/v1/policies', { body: { key: 'ga', name: 'ガス設備 夜間', steps } })
    const { body } = await world.ask('GET', '/v1/policies/ga')
    for (const ref of ['ga', body.id, body.id.toUpperCase(), 'ガス設備 夜間', 'ガス設備 夜間'.normalize('NFD')]) {
      expect(await composed({ policy: { ref }, template: null }), ref).toMatchObject({ policyKey: 'ga' })
    }
    for (const name of ['ガス設備 夜間', 'ガス設備 夜間'.normalize('NFD')]) {
      expect(await composed({ policy: { name }, template: null })).toMatchObject({ policyName: 'ガス設備 夜間' })
    }
    for (const name of ['ga', body.id, 'ガス設備']) {
      expect(await compose({ policy: { name }, template: null }), name).toMatchObject({ code: 'policy.not_found' })
    }
  })

  it('a key wins over another policy’s name; a name asked for as a name is the name', async () => {
    const steps = [{ destinations: [{ user: 'sato' }] }]
    await world.ask('POST', '/v1/policies', { body: { key: 'first', name: 'second', steps } })
    await world.ask('POST', '/v1/policies', { body: { key: 'second', name: 'third', steps } })
    expect(await composed({ policy: { ref: 'second' }, template: null })).toMatchObject({ policyKey: 'second' })
    expect(await composed({ policy: { name: 'second' }, template: null })).toMatchObject({ policyKey: 'first' })
  })

  it('starts by its name over /v1 too', async () => {
    expect((await startIn(world, { policy: '夜間' })).body['policy']).toBe('night')
  })

  it('says another template where one is chosen, on the policies it escalates to as well', async () => {
    await world.ask('POST', '/v1/templates', { body: { key: 'disk', name: '容量', message: '{{server}}の容量です' } })
    const steps = [{ destinations: [{ user: 'suzuki' }] }]
    const hand = { key: 'hands-on', name: '引き継ぎ', steps, escalatesTo: 'night' }
    await world.ask('POST', '/v1/policies', { body: hand })
    const { plans, parameters, policyId } = await composed({
      policy: { ref: 'hands-on' },
      template: { ref: 'disk' },
    })
    expect(plans.map(({ plan }) => plan.template.phrases.ja.message)).toEqual([
      '{{server}}の容量です',
      '{{server}}の容量です',
    ])
    expect(parameters).toEqual(['server'])
    expect(policyId).toBe((await world.ask('GET', '/v1/policies/hands-on')).body.id)
    const said = await planOf({ policy: { ref: 'night' }, template: { inline: { message: '今だけ' } } })
    expect(said?.template.phrases.ja.message).toBe('今だけ')
    expect((await planOf({ policy: { ref: 'night' }, template: null }))?.template.phrases.ja.message).toBe('{{text}}')
    expect(await compose({ policy: { ref: 'night' }, template: { ref: 'none' } })).toMatchObject({
      code: 'template.not_found',
      detail: 'none',
    })
  })
})

describe('names of policies', () => {
  const save = (key: string, name: string) =>
    world.ask('POST', '/v1/policies', { body: { key, name, steps: [{ destinations: [{ user: 'sato' }] }] } })

  it('J-042 are unique in a space, whatever form their accents are written in', async () => {
    expect((await save('n1', 'データ基盤')).status).toBe(201)
    const again = await save('n2', 'データ基盤'.normalize('NFD'))
    expect([again.status, again.body.code, again.body.errors[0]?.field]).toEqual([409, 'policy.name_taken', 'name'])
    await save('n3', 'ネットワーク基盤')
    const renamed = await world.ask('PATCH', '/v1/policies/n3', { body: { name: 'データ基盤' } })
    expect([renamed.status, renamed.body.code]).toEqual([409, 'policy.name_taken'])
    await world.ask('DELETE', '/v1/policies/n1')
    expect((await world.ask('PATCH', '/v1/policies/n3', { body: { name: 'データ基盤' } })).status).toBe(200)
  })

  it.each(['.', '..', '....'])('J-042 %s is no name', async (name) => {
    const { status, body } = await save('dots', name)
    expect([status, body.errors[0]?.field]).toEqual([422, 'name'])
  })

  it('may be exchanged by a file, which may not give one name twice', async () => {
    const token = await world.tokenFor(await world.newSpace('exchange'))
    const apply = (names: readonly string[]) => {
      const users = [{ key: 'u', name: 'u', contactMethods: [{ channel: 'mail', address: 'u@example.jp' }] }]
      const steps = [{ destinations: [{ user: 'u', channel: 'mail' }] }]
      const policies = names.map((name, index) => ({ key: `p${index}`, name, steps }))
      return world.ask('POST', '/v1/config/apply', { token, body: { document: { version: 1, users, policies } } })
    }
    expect((await apply(['one', 'two'])).status).toBe(200)
    expect((await apply(['two', 'one'])).status).toBe(200)
    expect((await apply(['three', 'two', 'one'])).status).toBe(200)
    const { items } = (await world.ask('GET', '/v1/policies', { token })).body
    expect(items.map(({ name }) => name)).toEqual(['three', 'two', 'one'])
    const twice = await apply(['a', 'a'])
    expect([twice.status, twice.body.errors[0]?.field]).toEqual([422, 'document.policies.1.name'])
  })
})

describe('a policy that is brought along', () => {
  const draft = (rest: Partial<PolicyDraft> = {}): PolicyDraft => ({
    key: 'pigeon',
    name: '一時コールフロー',
    people: [
      { key: 'c1', name: '田中さん', methods: [{ channel: 'phone', address: '+819001230091' }] },
      // The key of a user there is: the draft's own people come first.
      { key: 'sato', name: '別の佐藤', methods: [{ channel: 'phone', address: '+819001230092' }] },
    ],
    fields: {
      kind: 'pigeon',
      steps: [
        { destinations: [{ user: 'c1' }] },
        { destinations: [{ user: 'sato' }] },
        { destinations: [{ user: 'suzuki' }] },
      ],
      loops: { max: 2 },
    },
    ...rest,
  })

  it('is built with its own people and with users, under the name it was given and nobody’s id', async () => {
    const plan = await planOf({ policy: { inline: draft() }, template: { inline: { message: '{{server}}' } } })
    expect(plan).toMatchObject({ policyId: NOBODYS, policyKey: 'pigeon', policyName: '一時コールフロー', loopsMax: 2 })
    expect(plan?.destinations.map(({ name, userId, address }) => [name, userId !== null, address])).toEqual([
      ['田中さん', false, '+819001230091'],
      ['別の佐藤', false, '+819001230092'],
      ['suzukiさん', true, '+819001230002'],
    ])
  })

  it('leaves unknown people out with a finding, and refuses what it refers to in vain', async () => {
    const steps = [{ destinations: [{ user: 'c1' }, { user: 'ghost' }] }]
    const { findings } = await composed({ policy: { inline: draft({ fields: { steps } }) }, template: null })
    expect(findings.map(({ code }) => code)).toContain('policy.user_unknown')
    const lost = draft({ fields: { steps, connection: 'none' } })
    expect(await compose({ policy: { inline: lost }, template: null })).toMatchObject({
      code: 'policy.connection_unknown',
    })
    const empty = draft({ fields: { steps: [] } })
    expect(await compose({ policy: { inline: empty }, template: null })).toMatchObject({ code: 'policy.empty' })
  })

  it('hands on to a stored policy', async () => {
    const steps = [{ destinations: [{ user: 'c1' }] }]
    const { plans } = await composed({
      policy: { inline: draft({ fields: { steps, escalatesTo: 'night' } }) },
      template: null,
    })
    expect(plans.map(({ plan }) => plan.policyKey)).toEqual(['pigeon', 'night'])
  })
})

describe('the starter', () => {
  const asked: EngineStart[] = []
  const starter = () =>
    createStarter({
      ...world.config,
      nowMs: () => world.clock.nowMs,
      digest: (text) => text,
      engine: {
        start: (request) => {
          asked.push(request)
          return Promise.resolve({ ok: true, id: 'x' as never, createdAtMs: 1, replayed: false, outcome: null })
        },
      },
    })
  const order = (rest: Partial<StartOrder> = {}): StartOrder => ({
    spaceId: world.spaceId,
    projectId: null,
    policy: { ref: 'night' },
    template: { inline: { message: '{{server}}: {{text}}' } },
    cause: { kind: 'text', text: '停止' },
    parameters: { server: 'db01' },
    priority: null,
    createdBy: 'test',
    idempotency: null,
    ...rest,
  })

  it('hands over the contents of each channel, the project and the incident', async () => {
    const contents = { phone: { body: 'デービー停止' }, mail: { subject: '停止', body: 'db01' } }
    const cause = { kind: 'text', text: '停止', contents } as const
    const projectId = '00000000-0000-7000-8000-00000000aaaa'
    const started = await starter().start(order({ cause, projectId, incidentId: 'i1' }))
    expect(started).toMatchObject({ ok: true, status: 'started', policyKey: 'night', outcome: null })
    expect(asked.at(-1)).toMatchObject({ projectId, cause: { ...cause, incidentId: 'i1' }, priority: 5 })
  })

  it('K-026 refuses what lacks a parameter, by name, unless nothing is to be said there', async () => {
    const lacking = order({ parameters: {} })
    expect(await starter().start(lacking)).toMatchObject({
      ok: false,
      code: 'template.parameter_missing',
      parameters: ['server'],
    })
    expect(await starter().start({ ...lacking, missingParameters: 'say_nothing' })).toMatchObject({ ok: true })
    expect(await starter().start(order({ parameters: { text: 'x' } }))).toMatchObject({
      code: 'template.parameter_reserved',
    })
  })
})
