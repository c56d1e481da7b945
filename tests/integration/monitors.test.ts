// The ways in of monitoring systems, each with its own answers. The bodies of Alertmanager and of its Events API receiver were
// recorded from Alertmanager 0.25.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, type V1World } from '../support/v1.ts'

type Recorded = Readonly<Record<string, unknown>>
const recorded = (name: string): readonly Recorded[] =>
  JSON.parse(readFileSync(new URL(`../fixtures/monitors/${name}.json`, import.meta.url), 'utf8')) as Recorded[]
const [firing = {}, resolved = {}] = recorded('alertmanager-0.25-webhook')
const [triggered = {}, over = {}] = recorded('alertmanager-0.25-events-v2')

let world: V1World
const secrets: Record<string, string> = {}
beforeAll(async () => {
  world = await createV1World()
  for (const kind of ['generic', 'alertmanager', 'events_v2']) {
    const { body } = await world.ask('POST', '/v1/sources', { body: { key: kind, name: kind, kind } })
    secrets[kind] = String(body['secret'])
  }
})
afterAll(() => world.close())

describe('Alertmanager', () => {
  const send = (body: object, headers: Record<string, string> = {}) =>
    world.ask('POST', '/hooks/alertmanager', {
      body,
      token: null,
      headers: { Authorization: `Bearer ${secrets['alertmanager']}`, ...headers },
    })

  it('fires and resolves by fingerprint, as recorded', async () => {
    expect((await send(firing)).body).toEqual({ taken: 1, ignored: 0 })
    const shown = async () => (await world.ask('GET', '/v1/alerts?source=alertmanager')).body.items
    expect(await shown()).toMatchObject([
      {
        dedupKey: '02c332cd52e8c2d9',
        state: 'problem',
        since: '2026-11-22T00:15:22.000Z',
        host: 'db01.example.test',
        service: 'DiskFull',
        severity: 'critical',
        summary: 'ディスク使用率が95%を超えました',
        groups: ['販売管理'],
        url: 'http://runbook.example.test/disk',
      },
    ])
    expect((await send(resolved)).body).toEqual({ taken: 1, ignored: 0 })
    // Its retry of what it had sent before comes late.
    expect((await send(firing)).body).toEqual({ taken: 0, ignored: 1 })
    expect(await shown()).toMatchObject([{ state: 'recovered', since: '2026-11-22T00:15:27.000Z' }])
  })

  it('signs in by a password too', async () => {
    const basic = Buffer.from(`noroshi:${secrets['alertmanager']}`).toString('base64')
    expect((await send({ alerts: [] }, { Authorization: `Basic ${basic}` })).status).toBe(200)
    for (const wrong of ['Basic !!', 'Basic bm9wYXNz', `Bearer ${secrets['generic']}`, ''])
      expect((await send({ alerts: [] }, { Authorization: wrong })).status).toBe(401)
  })

  it('may leave labels and fingerprints out, and be of a version nobody knows', async () => {
    const alerts = [
      { status: 'firing' },
      { status: 'firing', labels: { alertname: 'X', instance: '[::1]:9100', n: 3 } },
    ]
    expect((await send({ version: '9', alerts })).body).toEqual({ taken: 2, ignored: 0 })
    const { items } = (await world.ask('GET', '/v1/alerts?source=alertmanager&state=problem')).body
    expect(items.map(({ host, severity }) => [host, severity])).toEqual(
      expect.arrayContaining([
        [null, 'unknown'],
        ['::1', 'unknown'],
      ]),
    )
  })

  it.each<[string, object, number]>([
    ['a list', [], 422],
    ['no alerts', {}, 422],
    ['an alert that is none', { alerts: [null] }, 422],
    ['a status there is none of', { alerts: [{ status: 'maybe' }] }, 422],
  ])('with %s is refused and logged', async (...[, body, status]) => {
    const logged = world.logged.length
    expect((await send(body)).status).toBe(status)
    expect(world.logged.length).toBe(logged + 1)
  })

  it('brings ten thousand alerts in one request', async () => {
    const alerts = Array.from({ length: 10_000 }, (_one, index) => ({
      status: 'firing',
      labels: { alertname: 'Down', instance: `host${index}:9100`, severity: 'critical' },
      fingerprint: `storm-${index}`,
    }))
    expect((await send({ version: '4', alerts })).body).toEqual({ taken: 10_000, ignored: 0 })
  })

  it('is refused what is larger than 16 MiB, which is logged: it does not come again', async () => {
    const before = world.logged.length
    const refused = await send({
      version: '4',
      alerts: [{ status: 'firing', labels: { a: 'x'.repeat(16 * 1024 * 1024) } }],
    })
    expect([refused.status, refused.body]).toEqual([413, { error: 'the body is too large' }])
    expect(world.logged.slice(before)).toEqual([expect.stringContaining('alerts were refused')])
  })

  it('may name hosts with markup, control characters and 300 letters, and severities nobody knows', async () => {
    const host = `<script>\u0007\n${'長'.repeat(300)}`
    const labels = { alertname: 'Odd', host, severity: 'awful' }
    expect((await send({ version: '4', alerts: [{ status: 'firing', labels, fingerprint: 'odd' }] })).status).toBe(200)
    const { items } = (await world.ask('GET', '/v1/alerts?source=alertmanager&severity=unknown')).body
    const shown = items.find(({ dedupKey }) => dedupKey === 'odd')
    expect(shown).toMatchObject({ service: 'Odd', severity: 'unknown' })
    expect(String(shown?.['host'])).toMatch(/^<script> 長+$/)
    expect(Array.from(String(shown?.['host']))).toHaveLength(300)
  })

  it('is told what cannot be done there', async () => {
    const { status, headers } = await world.ask('GET', '/hooks/alertmanager', { token: null })
    expect([status, headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe('the Events API v2', () => {
  const send = (body: object) => world.ask('POST', '/v2/enqueue', { body, token: null })
  const ours = (body: Recorded) => ({ ...body, routing_key: secrets['events_v2'] })

  it('triggers and resolves by dedup_key, as recorded, with its answers', async () => {
    const { dedup_key: dedupKey } = triggered as { dedup_key: string }
    const { status, body } = await send(ours(triggered))
    expect([status, body]).toEqual([202, { status: 'success', message: 'Event processed', dedup_key: dedupKey }])
    const shown = async () => (await world.ask('GET', '/v1/alerts?source=events_v2')).body.items
    expect(await shown()).toMatchObject([{ dedupKey, state: 'problem', host: 'Alertmanager', severity: 'error' }])
    await send({ ...ours({ event_action: 'acknowledge', dedup_key: dedupKey }), client: 'pager' })
    expect(await shown()).toMatchObject([{ acknowledgedBy: 'pager' }])
    expect((await send(ours(over))).status).toBe(202)
    expect(await shown()).toMatchObject([{ state: 'recovered' }])
  })

  it('names an object whose sender names none', async () => {
    const payload = {
      summary: 's',
      source: 'db02',
      severity: 'info',
      component: 'mysql',
      timestamp: '2026-11-22T02:00:00Z',
    }
    const { body } = await send(ours({ event_action: 'trigger', payload }))
    expect(body['dedup_key']).toMatch(/^.{20,}$/)
    expect((await world.ask('GET', '/v1/alerts?source=events_v2&state=problem')).body.items).toMatchObject([
      {
        dedupKey: body['dedup_key'],
        host: 'db02',
        service: 'mysql',
        severity: 'info',
        since: '2026-11-22T02:00:00.000Z',
      },
    ])
  })

  const payload = { summary: 's', source: 'h', severity: 'info' }
  it.each<[string, object, string]>([
    ['no key', { event_action: 'trigger', payload, routing_key: undefined }, "'routing_key' is missing or blank"],
    ['a key nobody knows', { event_action: 'trigger', payload, routing_key: 'f'.repeat(32) }, 'Invalid routing key'],
    ['no action', { payload }, "'event_action' is invalid (must be 'trigger', 'acknowledge' or 'resolve')"],
    ['nothing to resolve', { event_action: 'resolve' }, "'dedup_key' is missing or blank"],
    ['no payload', { event_action: 'trigger' }, "'payload' is missing or blank"],
    [
      'no summary',
      { event_action: 'trigger', payload: { ...payload, summary: ' ' } },
      "'payload.summary' is missing or blank",
    ],
    [
      'a key too long',
      { event_action: 'resolve', dedup_key: 'k'.repeat(256) },
      "'dedup_key' must be at most 255 characters on one line",
    ],
  ])('refuses an event with %s', async (...[, rest, error]) => {
    const { status, body } = await send({ ...ours({}), ...rest })
    expect([status, body]).toEqual([
      400,
      { status: 'invalid event', message: 'Event object is invalid', errors: [error] },
    ])
  })

  it('refuses what is no event at all, in its own shape', async () => {
    const raw = (text: string) => world.ask('POST', '/v2/enqueue', { raw: text, token: null })
    for (const text of ['', '{', '[]', '"x"']) expect((await raw(text)).body['status']).toBe('invalid event')
    expect((await raw(`{"a":"${'x'.repeat(600_000)}"}`)).status).toBe(413)
  })
})

it('the plain way in takes the same events as /v1, with the key of its source', async () => {
  const headers = { Authorization: `Bearer ${secrets['generic']}` }
  const send = (body: object) => world.ask('POST', '/hooks/alerts', { body, token: null, headers })
  const { status, body } = await send({ events: [{ kind: 'problem', dedupKey: 'plain' }] })
  expect([status, body]).toEqual([202, { taken: 1, ignored: 0 }])
  expect((await send({ events: [{ kind: 'problem' }] })).status).toBe(422)
  expect((await send({ events: [] })).status).toBe(422)
})
