// What may stand in a request that starts a run of Pigeon's API, and what is refused, in which words and with nothing written.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPigeonWorld, furnishPigeon, type PigeonWorld } from '../support/pigeon-world.ts'

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
const countRuns = async (): Promise<number> =>
  (await world.pools.engine.query<{ count: number }>('select count(*)::integer as count from callout')).rows[0]
    ?.count ?? 0

/** What every rejection has in common; nothing was written. */
const rejected = async (given: Record<string, unknown>) => {
  const before = await countRuns()
  const { status, body } = await world.invoke(given)
  expect([status, body.status, body['params']], JSON.stringify(body)).toEqual([
    200,
    'rejected',
    JSON.parse(JSON.stringify(given)),
  ])
  expect(body).not.toHaveProperty('resultId')
  expect(await countRuns()).toBe(before)
  return body.errorDescriptor
}

describe('B.2 invoke', () => {
  it('K-011 K-021…K-028: answers with the params, the result id and requested, as JSON in UTF-8', async () => {
    const given = { ...params(), 未知: [1, null, { a: 'b' }] }
    const reply = await world.invoke(given)
    expect(reply.status).toBe(200)
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(Object.keys(reply.body)).toEqual(['params', 'resultId', 'status'])
    expect(reply.body).toMatchObject({ params: given, status: 'requested' })
    expect(reply.body.resultId).toMatch(/^[0-9a-f-]{36}$/)
    expect((await world.result(reply.body.resultId)).status).toBe(200)
  })

  it.each([
    ['no Content-Type', {}],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['text', { 'Content-Type': 'text/plain; charset=Shift_JIS' }],
    ['a type nobody knows', { 'Content-Type': '???' }],
  ])('K-033: reads JSON sent as %s', async (_name, headers) => {
    const raw = `\uFEFF${JSON.stringify({ params: params() })}`
    expect((await world.ask('POST', '/chain/invoke', { headers, raw })).body.status).toBe('requested')
  })

  it('K-025 K-026: values of any kind are said as texts; names are trimmed on both sides', async () => {
    const guidance = { messageTemplate: '{{ a }}/{{b}}/{{c}}/{{d}}/{{name}}/{{text}}' }
    const given = { ' a ': 1, b: true, c: null, d: { e: [2] }, name: '名', text: '文' }
    const { body } = await world.invoke({ ...params(), guidanceId: null, guidance, parameters: given })
    expect(body.status).toBe('requested')
    const run = await world.config.callouts.get(world.spaceId, body.resultId)
    expect(run?.callout.cause).toMatchObject({ text: '1/true//{"e":[2]}/名/文' })
    expect((await world.result(body.resultId)).body['parameters']).toEqual({
      a: '1',
      b: 'true',
      c: '',
      d: '{"e":[2]}',
      name: '名',
      text: '文',
    })
  })

  it('K-026: a parameter that is missing is named, unless the space wants nothing said there', async () => {
    const { title, detail } = await rejected({ ...params(), parameters: { server: 'web01' } })
    expect([title, detail]).toEqual(['パラメータが足りません', '{{incident}}'])
    await rejected({ ...params(), parameters: undefined })
    const guidance = { messageTemplate: '{{text}}' }
    expect((await rejected({ callflowId: world.callflowId, guidance })).detail).toBe('{{text}}')
    await world.config.settings.update(world.spaceId, { pigeon: { missingParameters: 'say_nothing' } })
    const { body } = await world.invoke({
      callflowId: world.callflowId,
      guidance: { messageTemplate: 'a{{text}}{{x}}b' },
    })
    const run = await world.config.callouts.get(world.spaceId, body.resultId)
    expect(run?.callout).toMatchObject({ cause: { text: 'ab' }, parameters: { text: '' } })
    await world.config.settings.update(world.spaceId, { pigeon: {} })
  })

  it.each([
    ['neither call flow', { callflowId: undefined }, 'either callflowId or callflow, exactly one of them'],
    ['nor guidance', { guidanceId: null }, 'either guidanceId or guidance, exactly one of them'],
    ['both of one', { guidance: { messageTemplate: 'x' } }, 'either guidanceId or guidance, exactly one of them'],
    ['an id that is no text', { callflowId: 7 }, 'callflowId: must be a string'],
    ['parameters that are none', { parameters: ['a'] }, 'parameters: must be an object'],
    ['a value too long', { parameters: { a: 'x'.repeat(4_097) } }, 'parameters.a: must have at most 4096 characters'],
    [
      'a name too long',
      { parameters: { ['x'.repeat(101)]: '' } },
      'parameters: a name must have at most 100 characters',
    ],
    [
      'too many',
      { parameters: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`k${index}`, ''])) },
      'parameters: must be at most 100',
    ],
  ])('rejects %s, and says why', async (...[, rest, detail]) => {
    expect((await rejected({ ...params(), ...rest })).detail).toBe(detail)
  })

  it.each([
    ['callflowId', '00000000-0000-7000-8000-000000000000'],
    ['callflowId', 'x'.repeat(5_000)],
    ['callflowId', 'a\u0000b'],
    ['callflowId', '\ud800'],
    ['callflowId', ''],
    ['guidanceId', '00000000-0000-7000-8000-000000000000'],
    ['guidanceId', '../../etc'],
  ])('rejects an unknown %s, in the words of its screens (%#)', async (...[member, ref]) => {
    const { title } = await rejected({ ...params(), [member]: ref })
    expect(title).toBe(member === 'callflowId' ? 'コールフローが見つかりません' : 'ガイダンスが見つかりません')
  })

  it('rejects another space’s call flow and guidance as unknown ones', async () => {
    const other = await world.newSpace('elsewhere')
    const theirs = await furnishPigeon(world.config, other, world.simulator)
    const { title } = await rejected({ ...params(), callflowId: theirs.callflowId })
    expect(title).toBe('コールフローが見つかりません')
    await rejected({ ...params(), guidanceId: theirs.guidanceId })
  })

  it('speaks the language it is asked in', async () => {
    const headers = { 'Accept-Language': 'en' }
    const { body } = await world.ask('POST', '/chain/invoke', {
      headers,
      json: { params: { ...params(), parameters: {} } },
    })
    expect(body.errorDescriptor).toEqual({ title: 'Parameter Missing', detail: '{{server}}, {{incident}}' })
  })

  const callflow = (rest: object = {}, phones: unknown = [{ phoneNumber: '090-0123-0005' }]) => ({
    loopLimit: 1,
    contacts: [{ displayName: '田中さん', phones }],
    ...rest,
  })
  it.each<[string, unknown, string]>([
    ['a text', 'x', 'callflow'],
    ['no loop limit', callflow({ loopLimit: undefined }), 'callflow.loopLimit'],
    ['loops that are none', callflow({ loopLimit: 'x' }), 'callflow.loopLimit'],
    ['half a loop', callflow({ loopLimit: 1.5 }), 'callflow.loopLimit'],
    ['no loop', callflow({ loopLimit: 0 }), 'callflow.loopLimit'],
    ['loops without end', callflow({ loopLimit: 101 }), 'callflow.loopLimit'],
    ['no contacts', callflow({ contacts: [] }), 'callflow.contacts'],
    ['contacts that are none', callflow({ contacts: {} }), 'callflow.contacts'],
    ['too many contacts', callflow({ contacts: Array(201).fill(callflow().contacts[0]) }), 'callflow.contacts'],
    ['a contact that is null', callflow({ contacts: [null] }), 'callflow.contacts.0'],
    [
      'a name that turns around',
      callflow({ contacts: [{ ...callflow().contacts[0], displayName: 'a\u202Eb' }] }),
      'callflow.contacts.0.displayName: must not have the invisible character U+202E',
    ],
    ['a name with a line break', callflow({ contacts: [{ displayName: 'a\nb', phones: [] }] }), 'callflow.contacts.0'],
    ['no phones', callflow({}, []), 'callflow.contacts.0.phones'],
    [
      'a number that is a number',
      callflow({}, [{ phoneNumber: 9012345678 }]),
      'callflow.contacts.0.phones.0.phoneNumber',
    ],
    ['no number at all', callflow({}, [{ phoneNumber: 'abc' }]), 'callflow.contacts.0.phones.0.phoneNumber'],
    ['the police', callflow({}, [{ phoneNumber: '110' }]), 'callflow.contacts.0.phones.0.phoneNumber'],
    ['a transfer to the police', callflow({ transferTo: '+81110' }), 'callflow.transferTo'],
  ])('rejects a call flow with %s', async (...[, value, place]) => {
    const { detail } = await rejected({ guidanceId: world.guidanceId, parameters, callflow: value })
    expect(detail.startsWith(place), detail).toBe(true)
    expect(detail).not.toMatch(/9012345678|110/)
  })

  it.each<[string, unknown, string]>([
    ['a list', [], 'guidance'],
    ['no message', {}, 'guidance.messageTemplate: is missing'],
    ['nothing but spaces', { messageTemplate: ' \n' }, 'guidance.messageTemplate'],
    ['too much to say', { messageTemplate: 'あ'.repeat(10_001) }, 'guidance.messageTemplate'],
    ['a key that is none', { messageTemplate: 'x', reactions: { '10': { behavior: 'leave' } } }, 'guidance.reactions'],
    ['a reaction that is none', { messageTemplate: 'x', reactions: { '1': 'leave' } }, 'guidance.reactions.1'],
    [
      'a behaviour nobody knows',
      { messageTemplate: 'x', reactions: { '1': { behavior: 'explode' } } },
      'guidance.reactions.1.behavior',
    ],
    ['reactions in a list', { messageTemplate: 'x', reactions: [] }, 'guidance.reactions'],
  ])('rejects guidance with %s', async (...[, value, place]) => {
    const { detail } = await rejected({ callflowId: world.callflowId, guidance: value })
    expect(detail.startsWith(place), detail).toBe(true)
  })

  it('a call flow that is brought along calls as the space’s own call flows do, or as its settings say', async () => {
    const guidance = { messageTemplate: 'x', reactions: { '9': { behavior: 'transfer' } } }
    const first = await world.invoke({ callflow: callflow(), guidance })
    const planOf = async (id: string) => (await world.config.callouts.get(world.spaceId, id))?.plan
    expect(await planOf(first.body.resultId)).toMatchObject({ from: world.simulator.numbers[0], hearsKeys: true })
    const pigeon = { from: world.simulator.numbers[1] as string, transferTo: '+819001230009', connection: 'sim' }
    await world.config.settings.update(world.spaceId, { pigeon })
    const second = await world.invoke({ callflow: callflow(), guidance })
    expect(await planOf(second.body.resultId)).toMatchObject({ from: pigeon.from, transferTo: pigeon.transferTo })
    const third = await world.invoke({ callflow: callflow({ transferTo: '090-0123-0008' }), guidance })
    expect(await planOf(third.body.resultId)).toMatchObject({ transferTo: '+819001230008' })
    await world.config.settings.update(world.spaceId, { pigeon: {} })
  })

  it('a call flow that is brought along where nobody knows what to call with is rejected', async () => {
    const other = await world.newSpace('bare')
    const token = await world.tokenFor(['callouts:start'], other)
    const send = () =>
      world.send('POST', `${root}/chain/invoke`, {
        headers: { 'X-Authorization': `Token ${token}`, Host: 'bare.test' },
        raw: JSON.stringify({
          params: { callflow: callflow({}, [{ phoneNumber: '0312345678' }]), guidance: { messageTemplate: 'x' } },
        }),
      })
    const { body } = await send()
    expect([body.status, body.errorDescriptor.title]).toEqual(['rejected', '発信者番号が設定されていません'])
  })

  it('the same Idempotency-Key starts nothing twice; with other params it is refused', async () => {
    const headers = { 'Idempotency-Key': 'job-1' }
    const send = (rest: object = {}) =>
      world.ask('POST', '/chain/invoke', { headers, json: { params: { ...params(), ...rest } } })
    const first = await send()
    const before = await countRuns()
    expect((await send()).body).toEqual(first.body)
    expect((await send({ parameters: { ...parameters, server: 'web02' } })).body.status).toBe('rejected')
    expect(await countRuns()).toBe(before)
    expect(
      (
        await world.ask('POST', '/chain/invoke', {
          headers: { 'Idempotency-Key': 'a b' },
          json: {},
        })
      ).status,
    ).toBe(400)
  })
})

describe('bodies nobody can read', () => {
  const deep = `{"params":${'['.repeat(200)}${']'.repeat(200)}}`
  const exactly = (bytes: number): string => {
    const empty = JSON.stringify({ params: { callflowId: '' } })
    return JSON.stringify({ params: { callflowId: 'x'.repeat(bytes - empty.length) } })
  }
  it.each<[string, string | Uint8Array, number, string]>([
    ['nothing', '', 400, 'Bad Request'],
    ['spaces', ' \n ', 400, 'Bad Request'],
    ['half an object', '{"params":', 400, 'Bad Request'],
    ['a form', 'params=1', 400, 'Bad Request'],
    ['not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 400, 'Bad Request'],
    ['a list', '[]', 400, 'Bad Request'],
    ['null', 'null', 400, 'Bad Request'],
    ['no params', '{}', 400, 'Bad Request'],
    ['params that are a text', '{"params":"x"}', 400, 'Bad Request'],
    ['too deep', deep, 400, 'Bad Request'],
    ['1 MiB and a byte', exactly(1_048_577), 413, 'Payload Too Large'],
  ])('%s', async (...[, raw, status, title]) => {
    for (const path of ['/chain/invoke', '/chain/abort']) {
      const reply = await world.ask('POST', path, { raw })
      expect([reply.status, reply.body.title], path).toEqual([status, title])
      expect(Object.keys(reply.body)).toEqual(['title', 'detail'])
    }
  })

  it('1 MiB is read; a name that stands twice counts as it stood last', async () => {
    expect((await world.ask('POST', '/chain/invoke', { raw: exactly(1_048_576) })).body.status).toBe('rejected')
    const { callflowId, guidanceId } = world
    const raw = `{"params":{"callflowId":"none","callflowId":"${callflowId}","guidanceId":"${guidanceId}","parameters":{"server":"a","incident":"b"}}}`
    expect((await world.ask('POST', '/chain/invoke', { raw })).body.status).toBe('requested')
  })

  it('an __proto__ is a name like any other', async () => {
    const raw = `{"__proto__":1,"params":{"__proto__":{"callflowId":"x"},"callflowId":"${world.callflowId}","guidance":{"messageTemplate":"{{__proto__}}{{constructor}}"},"parameters":{"__proto__":"p","constructor":"c"}}}`
    const { body } = await world.ask('POST', '/chain/invoke', { raw })
    expect(body.status).toBe('requested')
    expect((await world.config.callouts.get(world.spaceId, body.resultId))?.callout.cause).toMatchObject({ text: 'pc' })
  })
})

describe('all of it', () => {
  it('met no mistake of ours', () => expect(world.errors).toEqual([]))
})
