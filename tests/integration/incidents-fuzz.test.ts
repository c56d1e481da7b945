// Whatever is sent to Reactio's API or to /v1/incidents: never a 500, always that dialect's own shape, and never half of
// anything written. Bodies are made of what clients get wrong: types, names, lengths, nesting, words nobody expects.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { furnishIncidents } from '../support/incidents.ts'
import { keyOf, type ReactioClient, reactioClient } from '../support/reactio.ts'
import { createV1World, type V1World } from '../support/v1.ts'

let world: V1World
let call: ReactioClient
let bearer: Record<string, string>
let incident: number
const RUNS = 120

beforeAll(async () => {
  world = await createV1World()
  await furnishIncidents(world)
  call = reactioClient(world.url, await keyOf(world, 'web'))
  bearer = { Authorization: `Bearer ${await world.tokenFor(world.spaceId)}` }
  incident = (await call('POST', '/api/v1/incidents', { body: { name: 'x', topics: ['t'] } })).json.id
})
afterAll(() => world.close())

const oddText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    ' ',
    'null',
    '\u0000',
    '\uD800',
    '\u202E',
    '🔥',
    '1',
    '-1',
    '1e9',
    '<b>x',
    'javascript:x',
    "'; drop table incident",
  ),
  fc.constantFrom(1, 1_001, 10_001).map((length) => 'あ'.repeat(length)),
)
/** What fits into an address; half a surrogate pair does not. */
const shortText = oddText.map((text) => text.slice(0, 200).replaceAll(/[\uD800-\uDFFF]/g, '?'))
const odd = fc.oneof(
  { weight: 3, arbitrary: oddText },
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(oddText, { maxLength: 3 }),
  fc.dictionary(oddText, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 3 }),
)
/** Each field is right, odd, or not there. */
const bodyOf = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, right]) => [name, fc.oneof({ weight: 3, arbitrary: right }, odd)]),
    ),
    { requiredKeys: [] },
  )
const id = () => fc.constantFrom<unknown>(incident, String(incident), 0, 999_999)

const created = bodyOf({
  name: fc.constant('サイト閲覧不可'),
  status: fc.constantFrom('open', 'pend', 'close'),
  parameters: fc.constant({ foo: 'bar' }),
  detection: fc.constantFrom('msp', 'null'),
  scale: fc.constant('whole'),
  pend_text: oddText,
  close_text: oddText,
  topics: fc.constant(['原因調査']),
  notification_text: fc.constant('至急'),
  notification_call: fc.boolean(),
  message: fc.constant('<b>x</b>'),
})

/** Everything there is, counted. */
const counted = async (): Promise<Record<string, number>> => {
  const tables = [
    'incident',
    'incident_entry',
    'incident_topic',
    'incident_notice',
    'incident_responder',
    'incident_file',
  ]
  const { rows } = await world.pools.engine.query<Record<string, number>>(
    `select ${tables.map((table) => `(select count(*) from ${table}) as ${table}`).join(', ')}`,
  )
  return rows[0] ?? {}
}

/** What each incident says of itself is what is there. */
const consistent = async (): Promise<void> => {
  const { rows } = await world.pools.engine.query(
    `select number from incident i where seq <> (select count(*) from incident_entry e where e.incident_id = i.id)
       or seq <> (select max(seq) from incident_entry e where e.incident_id = i.id)
       or topics <> (select count(*) from incident_topic t where t.incident_id = i.id)`,
  )
  expect(rows).toEqual([])
}

const reactioErrors: Record<number, readonly string[]> = {
  400: ['invalid_request_body', 'validation_error', 'notification_error', 'incident_not_found'],
  404: ['not_found'],
}

describe('Reactio', () => {
  const sent = [
    ['/api/v1/incidents', () => created],
    [
      '/api/v1/notifications',
      () => bodyOf({ incident_id: id(), notification_text: oddText, notification_call: fc.boolean() }),
    ],
    ['/api/v1/messages', () => bodyOf({ incident_id: id(), message: oddText })],
    ['/api/v1/incidents/1/status', () => bodyOf({ status: fc.constantFrom('open', 'pend', 'close') })],
  ] as const

  it.each(sent)(
    'R-119 POST %s: anything gets a documented answer, and only what is accepted is written',
    async (path, bodies) => {
      await fc.assert(
        fc.asyncProperty(fc.oneof({ weight: 4, arbitrary: bodies() }, odd), async (body) => {
          const before = await counted()
          const answer = await call('POST', path, { body })
          if (answer.status < 300) {
            expect([200, 201]).toContain(answer.status)
            expect(typeof answer.json).toBe('object')
            return
          }
          expect(reactioErrors[answer.status] ?? [answer.status]).toContain(answer.json.type)
          expect(Object.keys(answer.json)).toEqual(
            answer.json.type === 'validation_error' ? ['type', 'message', 'errors'] : ['type', 'message'],
          )
          expect(await counted()).toEqual(before)
        }),
        { numRuns: RUNS },
      )
      await consistent()
    },
  )

  it('GET with any query and any id', async () => {
    const query = fc.dictionary(fc.constantFrom('from', 'to', 'status', 'page', 'per_page', 'x'), shortText)
    await fc.assert(
      fc.asyncProperty(query, shortText, async (fields, ref) => {
        const listed = await call('GET', `/api/v1/incidents?${new URLSearchParams(fields)}`)
        expect([listed.status, Array.isArray(listed.json)]).toEqual([200, true])
        const clean = encodeURIComponent(ref)
        const read = await call('GET', `/api/v1/incidents/${clean}`)
        expect([200, 404]).toContain(read.status)
        if (read.status === 404) expect(read.json).toEqual({ type: 'not_found', message: 'Not Found' })
      }),
      { numRuns: RUNS },
    )
  })

  it('bytes that are no JSON at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (raw) => {
        const before = await counted()
        const answer = await call('POST', '/api/v1/incidents', { raw })
        expect([answer.status, answer.json.message]).toEqual([
          400,
          expect.stringMatching(/^(invalid request body|validation error)$/),
        ])
        expect(await counted()).toEqual(before)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('/v1/incidents', () => {
  const instantOrNot = fc.constantFrom<unknown>('2026-11-22T00:00:00Z', null)
  const sent = [
    [
      'POST',
      '',
      bodyOf({
        name: fc.constant('x'),
        project: fc.constantFrom('web', 'empty', 'nobody'),
        status: fc.constantFrom('open', 'pend'),
        occurredAt: instantOrNot,
        parameters: fc.constant({ foo: ['bar', 1, null] }),
        topics: fc.constant(['t']),
        message: oddText,
        notice: fc.constant({ text: 'x', call: true }),
      }),
    ],
    [
      'PATCH',
      '/1',
      bodyOf({ name: oddText, occurredAt: instantOrNot, permanentActionAt: instantOrNot, parameters: odd }),
    ],
    ['POST', '/1/status', bodyOf({ status: fc.constantFrom('open', 'pend', 'close') })],
    ['POST', '/1/messages', bodyOf({ message: oddText, topic: fc.constantFrom<unknown>(1, null, 999) })],
    ['POST', '/1/topics', bodyOf({ name: oddText })],
    ['PATCH', '/1/topics/1', bodyOf({ name: oddText, status: fc.constantFrom('open', 'close') })],
    ['POST', '/1/responders', bodyOf({ user: fc.constantFrom('sato', 'nobody'), guest: oddText })],
    ['PUT', '/1/commander', bodyOf({ user: fc.constantFrom<unknown>('sato', null) })],
    ['POST', '/1/notices', bodyOf({ text: oddText, call: fc.boolean() })],
  ] as const

  it.each(sent)(
    '%s %s: anything gets an answer or a problem with a code, and only what is accepted is written',
    async (...[method, path, bodies]) => {
      await fc.assert(
        fc.asyncProperty(fc.oneof({ weight: 4, arbitrary: bodies }, odd), async (body) => {
          const before = await counted()
          const answer = await call(method, `/v1/incidents${path}`, { body, key: null, headers: bearer })
          expect(answer.status).toBeLessThan(500)
          if (answer.status < 300) return
          expect(answer.headers['content-type']).toContain('application/problem+json')
          expect(answer.json).toMatchObject({
            status: answer.status,
            code: expect.stringMatching(/^[a-z]+(\.[a-z_]+)+$/),
          })
          expect(await counted()).toEqual(before)
        }),
        { numRuns: RUNS },
      )
      await consistent()
    },
  )

  it('settings, files and streams take no odd word amiss either', async () => {
    const settings = bodyOf({
      options: fc.array(bodyOf({ key: oddText, label: oddText, kind: fc.constantFrom('text', 'list'), choices: odd }), {
        maxLength: 3,
      }),
      forgotten: bodyOf({ enabled: fc.boolean(), firstMinutes: fc.integer(), everyMinutes: fc.integer() }),
      notice: bodyOf({ connection: oddText, from: oddText, template: oddText }),
      reactio: bodyOf({ createWithoutDestination: fc.boolean(), listStatus: oddText }),
    })
    await fc.assert(
      fc.asyncProperty(settings, shortText, async (body, word) => {
        const clean = encodeURIComponent(word)
        const headers = { ...bearer, 'Last-Event-ID': 'x', 'Content-type': 'application/octet-stream' }
        const answers = await Promise.all([
          call('PATCH', '/v1/projects/empty/incident-settings', { body, key: null, headers: bearer }),
          call('POST', `/v1/incidents/1/files?name=${clean}`, { raw: 'x', key: null, headers }),
          call('GET', `/v1/incidents/1/files/${clean}`, { key: null, headers: bearer }),
          call('GET', '/v1/incidents/1/events', { key: null, headers }),
          call('GET', `/v1/incidents?text=${clean}`, { key: null, headers: bearer }),
          call('GET', `/v1/incidents?cursor=${clean}`, { key: null, headers: bearer }),
          call('GET', `/files/incident/1/${clean}/x`, { key: null }),
        ])
        expect(answers.map((one) => one.status).filter((one) => one >= 500)).toEqual([])
      }),
      { numRuns: RUNS },
    )
    await consistent()
  })
})
