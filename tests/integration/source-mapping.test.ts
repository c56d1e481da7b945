// A plain source that reads any JSON by its mapping, and the preview of what it would make of a sample.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
})
afterAll(() => world.close())

const mapping = {
  items: '$.events',
  key: ['$.node.name', "$['check id']"],
  host: '$.node.name',
  service: '$.check',
  summary: '$.output[0]',
  severity: '$.prio',
  severities: { P1: 'critical', p2: 'warning' },
  groups: ['$.tags', 'DC1'],
  url: '$.link',
  at: '$.ts',
  state: { value: '$.state', recovered: ['OK'], acknowledged: ['taken'], problem: [] },
  by: '$.who',
}
const event = {
  node: { name: 'db01' },
  check: 'disk',
  'check id': 7,
  output: ['97%', 'rest'],
  prio: 'P1',
  tags: ['db', 'prod'],
  link: 'https://example.jp/7',
  ts: 1_795_309_200,
  state: 'BAD',
}
const preview = async (sample: unknown, rest: object = { mapping }) =>
  world.ask('POST', '/v1/sources/preview', { body: { sample, ...rest } })

describe('the preview', () => {
  it('shows the events of a pasted sample, and keeps nothing', async () => {
    expect((await preview({ events: [event, { ...event, state: 'ok', prio: 'P9' }] })).body).toEqual({
      why: null,
      events: [
        {
          kind: 'problem',
          dedupKey: 'db01/7',
          at: '2026-11-22T01:00:00.000Z',
          host: 'db01',
          service: 'disk',
          severity: 'critical',
          condition: 'BAD',
          summary: '97%',
          groups: ['db', 'prod', 'DC1'],
          url: 'https://example.jp/7',
          by: null,
        },
        expect.objectContaining({ kind: 'recovered', severity: 'unknown', condition: 'ok' }),
      ],
    })
    expect((await world.ask('GET', '/v1/alerts')).body.items).toEqual([])
  })

  it.each<[string, object, object]>([
    ['what is missing is left open', { node: { name: 'a' } }, { kind: 'problem', host: 'a', service: null, at: null }],
    ['who has it is said', { ...event, state: 'Taken', who: '佐藤' }, { kind: 'acknowledged', by: '佐藤' }],
    ['milliseconds are a time', { ...event, ts: '1795309200000' }, { at: '2026-11-22T01:00:00.000Z' }],
    ['and so is an instant', { ...event, ts: '2026-11-22T10:00:00+09:00' }, { at: '2026-11-22T01:00:00.000Z' }],
    ['no time is none', { ...event, ts: 'soon' }, { at: null }],
    ['names that are no one’s are not found', { ...event, check: null, state: { toString: 1 } }, { service: null }],
  ])('%s', async (...[, sample, expected]) => {
    expect((await preview({ events: [sample] })).body.events).toMatchObject([expected])
  })

  it('says why a sample would be refused', async () => {
    const why = async (sample: unknown, rest?: object) => (await preview(sample, rest)).body['why']
    expect(await why({ events: [event, {}] })).toBe(
      "1: nothing stands at $.node.name, $['check id'], which names the object",
    )
    expect(await why({})).toBe('no list stands at $.events')
    expect(await why([], { mapping: { ...mapping, items: null } })).toContain('which names the object')
    expect(await why({ events: [] }, {})).toContain('events')
    expect(await why({ type: 'PROBLEM' }, { kind: 'nagios' })).toBe('host is missing')
  })

  it('is there for other kinds too', async () => {
    const { events } = (await preview({ type: 'PROBLEM', host: 'web01', state: 'DOWN' }, { kind: 'nagios' })).body
    expect(events).toMatchObject([{ dedupKey: 'web01', condition: 'DOWN' }])
  })

  it('needs to read sources', async () => {
    const other = await world.tokenFor(world.spaceId, ['alerts:read'])
    expect((await world.ask('POST', '/v1/sources/preview', { body: { sample: 1 }, token: other })).status).toBe(403)
  })
})

describe('a source with a mapping', () => {
  it('takes what its program sends, and gives it up when the mapping is taken away', async () => {
    const made = await world.ask('POST', '/v1/sources', { body: { key: 'own', name: 'own', mapping } })
    expect(made).toMatchObject({ status: 201, body: { mapping: { ...mapping, condition: null } } })
    const headers = { Authorization: `Bearer ${String(made.body['secret'])}` }
    const send = (body: object) => world.ask('POST', '/hooks/alerts', { body, token: null, headers })
    expect(await send({ events: [event] })).toMatchObject({ status: 202, body: { taken: 1, ignored: 0 } })
    // Older than what is known.
    expect((await send({ events: [{ ...event, ts: event.ts - 1 }] })).body).toEqual({ taken: 0, ignored: 1 })
    const { items } = (await world.ask('GET', '/v1/alerts?source=own')).body
    expect(items).toMatchObject([{ dedupKey: 'db01/7', severity: 'critical', since: '2026-11-22T01:00:00.000Z' }])
    expect((await send({ events: [{}] })).status).toBe(422)
    await world.ask('PATCH', '/v1/sources/own', { body: { mapping: null } })
    expect((await send({ events: [event] })).status).toBe(422)
    expect((await send({ events: [{ kind: 'problem', dedupKey: 'plain' }] })).status).toBe(202)
  })

  it.each<[string, object]>([
    ['of another kind', { kind: 'zabbix', mapping }],
    ['without a key', { mapping: { ...mapping, key: [] } }],
    ['with what is no path', { mapping: { ...mapping, host: '$..x' } }],
    ['with a script', { mapping: { ...mapping, items: '$.a[?(@.b)]' } }],
    ['with a severity there is none of', { mapping: { ...mapping, severities: { P1: 'dire' } } }],
    ['with fields nobody knows', { mapping: { ...mapping, hots: '$.h' } }],
  ])('%s is refused, with the field named', async (...[, rest]) => {
    const { status, body } = await world.ask('POST', '/v1/sources', { body: { key: 'bad', name: 'bad', ...rest } })
    expect([status, body['errors']]).toEqual([422, expect.arrayContaining([expect.anything()])])
    expect(JSON.stringify(body['errors'])).toContain('mapping')
  })
})
