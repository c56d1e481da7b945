// Pigeon's API against whatever chance sends: never a 500, never a hang, never half a run, always its own shapes.

import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPigeonWorld, type PigeonWorld, type Reply } from '../support/pigeon-world.ts'

let world: PigeonWorld
beforeAll(async () => {
  world = await createPigeonWorld()
  world.simulator.network.behave({ mode: 'ignore' })
})
afterAll(() => world.close())

const counts = async (): Promise<readonly number[]> => {
  const { rows } = await world.pools.engine.query<{ n: number }>(
    `select count(*)::integer as n from callout union all select count(distinct callout_id)::integer from history`,
  )
  return rows.map((row) => row.n)
}

const failureOf = ({ status, body }: Reply): void => {
  expect([400, 401, 403, 404, 405, 410, 413, 429]).toContain(status)
  expect(Object.keys(body)).toEqual(['title', 'detail'])
  expect(body.title).not.toBe('')
}

/** An answer to invoke is one of three, and says truly whether a run was written. */
const checkInvoke = async (send: () => Promise<Reply>): Promise<void> => {
  const before = await counts()
  const reply = await send()
  const after = await counts()
  const written = reply.status === 200 && reply.body.status === 'requested' ? 1 : 0
  expect(after).toEqual(before.map((count) => count + written))
  if (reply.status !== 200) return failureOf(reply)
  expect(['requested', 'rejected']).toContain(reply.body.status)
  if (written === 0) {
    expect(reply.body.errorDescriptor.title).not.toBe('')
    expect(reply.body).not.toHaveProperty('resultId')
  } else expect((await world.result(reply.body.resultId)).status).toBe(200)
  return undefined
}

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(null, '', '\u0000', '\ud800', '{{', '{{}}', '{{ server }}', -1, 1e308, [], {}, true),
)
const phone = fc.oneof(fc.constantFrom('090-0123-0005', '+819001230005', '110', '0'), value)
const contact = fc.oneof(
  fc.record(
    {
      displayName: fc.oneof(fc.string({ unit: 'grapheme' }), value),
      phones: fc.oneof(fc.array(fc.record({ phoneNumber: phone }), { maxLength: 3 }), value),
    },
    { requiredKeys: [] },
  ),
  value,
)
const callflow = fc.oneof(
  fc.record(
    {
      loopLimit: fc.oneof(fc.integer({ min: 0, max: 101 }), value),
      contacts: fc.oneof(fc.array(contact, { maxLength: 3 }), value),
      transferTo: phone,
    },
    { requiredKeys: [] },
  ),
  value,
)
const reaction = fc.oneof(
  fc.record(
    {
      behavior: fc.oneof(fc.constantFrom('terminate', 'continue', 'leave', 'transfer'), value),
      messageTemplate: fc.oneof(fc.string(), value),
    },
    { requiredKeys: [] },
  ),
  value,
)
const guidance = fc.oneof(
  fc.record(
    {
      messageTemplate: fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), value),
      reactions: fc.oneof(
        fc.dictionary(fc.oneof(fc.constantFrom('0', '1', '9', '10', '*'), fc.string()), reaction),
        value,
      ),
    },
    { requiredKeys: [] },
  ),
  value,
)
const parameters = fc.oneof(fc.record({ server: value, incident: value }), fc.dictionary(fc.string(), value), value)
/** One of the two most of the time, as a client means it; else whatever chance puts there. */
const eitherOr = (id: string, name: string, object: fc.Arbitrary<unknown>): fc.Arbitrary<object> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant({ [`${name}Id`]: id }) },
    { weight: 4, arbitrary: object.map((one) => ({ [name]: one })) },
    { weight: 1, arbitrary: fc.record({ [`${name}Id`]: value, [name]: object }, { requiredKeys: [] }) },
  )
const params = ({ callflowId, guidanceId }: { callflowId: string; guidanceId: string }) =>
  fc
    .tuple(
      eitherOr(callflowId, 'callflow', callflow),
      eitherOr(guidanceId, 'guidance', guidance),
      fc.record({ parameters }, { requiredKeys: [] }),
    )
    .map(([flow, guide, rest]) => ({ ...flow, ...guide, ...rest }))

it('invoke: any params', async () => {
  let requested = 0
  await fc.assert(
    fc.asyncProperty(params(world), async (given) => {
      await checkInvoke(async () => {
        const reply = await world.invoke(given)
        requested += reply.body.status === 'requested' ? 1 : 0
        return reply
      })
    }),
    { numRuns: 400 },
  )
  // Chance must have got through now and then, or it has tried nothing but the doors.
  expect(requested).toBeGreaterThan(5)
  expect(world.errors).toEqual([])
}, 120_000)

it('invoke and abort: any body', async () => {
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    fc.jsonValue({ maxDepth: 6 }).map((json) => Buffer.from(JSON.stringify(json))),
    fc.json({ maxDepth: 3 }).map((json) => Buffer.from(`{"params":${json}}`)),
    value.map((one) => Buffer.from(JSON.stringify({ resultId: one, params: { resultId: one } }))),
  )
  await fc.assert(
    fc.asyncProperty(body, async (raw) => {
      await checkInvoke(() => world.ask('POST', '/chain/invoke', { raw }))
      failureOf(await world.ask('POST', '/chain/abort', { raw }))
    }),
    { numRuns: 200 },
  )
  expect(world.errors).toEqual([])
}, 120_000)

it('any method, path, query and header', async () => {
  const known = ['/chain/invoke', '/chain/abort', '/results', '/results/x', '/calls', '/organizations', '/x', '']
  const tail = fc.string({ unit: 'binary-ascii' }).map((text) => encodeURIComponent(text))
  const path = fc
    .tuple(fc.constantFrom(...known), tail, fc.boolean())
    .map(([known_, rest, isQuery]) => (isQuery ? `${known_}?offset=${rest}&limit=${rest}` : `${known_}/${rest}`))
  const token = fc.oneof(
    fc.constant(`Token ${world.token}`),
    fc.string({ unit: fc.constantFrom('T', 'o', 'k', 'e', 'n', ' ', 'x', '/', '+', '=') }),
  )
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')
  await fc.assert(
    fc.asyncProperty(method, path, token, async (...[asked, at, header]) => {
      const reply = await world.ask(asked, at, { headers: { 'X-Authorization': header } })
      if (reply.status !== 200) failureOf(reply)
      else expect(reply.body.items).toBeInstanceOf(Array)
      world.later(2_000)
    }),
    { numRuns: 300 },
  )
  expect(world.errors).toEqual([])
}, 120_000)
