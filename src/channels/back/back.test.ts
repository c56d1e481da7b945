// Monitoring systems' APIs over real sockets, answering as recorded: what they are asked, what their answers mean, and that nothing is
// told twice where it can be asked whether it was told.
import { afterEach, describe, expect, it } from 'vitest'
import type { BackSettings } from '#core/alert/back'
import { startWebPeer, type Taken, type WebPeer } from '../../../tests/support/web-peer.ts'
import { createWebhookSender } from '../webhook/sender.ts'
import { createTellBack } from './back.ts'
import { createCommandFile } from './command-file.ts'
import type { BackOrder } from './ways.ts'

const tell = createTellBack({
  sender: createWebhookSender({ allowed: ['127.0.0.0/8'] }),
  commandFile: createCommandFile([]),
})
const peers: WebPeer[] = []
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()))
})

type Reply = Parameters<WebPeer['next']>[0]
const peer = async (answer: (one: Taken) => Reply): Promise<WebPeer> => {
  const started = await startWebPeer(answer)
  peers.push(started)
  return started
}
const json = (body: unknown, status = 200): Reply => ({ status, body: JSON.stringify(body) })
const bodyOf = ({ body }: Taken) => JSON.parse(body) as Record<string, unknown>
const asked = ({ taken }: WebPeer) => taken.map(({ path }) => path)

const service = { dedupKey: 'web01!http', host: 'web01', service: 'http', origin: {} }
const host = { dedupKey: 'web01', host: 'web01', service: null, origin: {} }
const nowMs = Date.parse('2026-11-22T00:00:00Z')
const downtime = { kind: 'downtime', untilMs: nowMs + 1_800_000 } as const
const order = (rest: Partial<BackOrder> = {}): BackOrder => ({
  id: 'telling-1',
  source: 'prod',
  of: service,
  deed: { kind: 'acknowledge', sinceMs: 0 },
  author: 'user_a',
  comment: 'Noroshi: user_aが認知済みにしました',
  nowMs,
  again: false,
  ...rest,
})
const web = (url: string) => ({ url, ca: null, insecure: false })

describe('Icinga 2', () => {
  const settings = (url: string): BackSettings => ({ kind: 'icinga', ...web(`${url}/`), user: 'noroshi' })
  const done = json({ results: [{ code: 200, status: `Successfully acknowledged problem for object 'web01!http'.` }] })
  const say = (to: WebPeer, rest: Partial<BackOrder> = {}) =>
    tell({ settings: settings(to.url), secret: 'p:w' }, order(rest))

  it('X-100 has a problem acknowledged by the id of whoever took it', async () => {
    const icinga = await peer(() => done)
    expect(await say(icinga)).toMatchObject({ kind: 'told', answer: expect.stringContaining('Successfully') as string })
    const [one] = icinga.taken
    expect(one?.path).toBe('/v1/actions/acknowledge-problem')
    expect(one?.headers.authorization).toBe(`Basic ${Buffer.from('noroshi:p:w').toString('base64')}`)
    expect(one && bodyOf(one)).toEqual({
      type: 'Service',
      service: 'web01!http',
      author: 'user_a',
      comment: 'Noroshi: user_aが認知済みにしました',
      sticky: true,
      notify: true,
      persistent: false,
    })
    await say(icinga, { of: host })
    expect(icinga.taken.map(bodyOf)[1]).toMatchObject({ type: 'Host', host: 'web01' })
  })

  it('has a downtime scheduled, once also where the first answer was lost', async () => {
    const there = { results: [{ attrs: { author: 'user_a' } }] }
    let found: object = { results: [] }
    const icinga = await peer(({ path }) => (path === '/v1/objects/downtimes' ? json(found) : done))
    await say(icinga, { deed: downtime })
    await say(icinga, { deed: downtime, again: true })
    found = there
    expect(await say(icinga, { deed: downtime, again: true })).toMatchObject({ kind: 'told' })
    const schedule = '/v1/actions/schedule-downtime'
    expect(asked(icinga)).toEqual([schedule, '/v1/objects/downtimes', schedule, '/v1/objects/downtimes'])
    const [first, second] = icinga.taken
    expect(first && bodyOf(first)).toMatchObject({ start_time: nowMs / 1_000, end_time: nowMs / 1_000 + 1_800 })
    // Names are values there, never part of an expression.
    expect(second && bodyOf(second)).toMatchObject({
      filter_vars: { host: 'web01', service: 'http', author: 'user_a' },
    })
    expect(second?.headers['x-http-method-override']).toBe('GET')
  })

  it.each([
    ['has it already', json({ results: [{ code: 409, status: 'already acknowledged' }] }, 409), { kind: 'told' }],
    ['does not know the object', json({ error: 404 }, 404), { code: 'object_unknown', final: true }],
    ['does not know us', json({ error: 401 }, 401), { code: 'http_401', final: false }],
    ['fails', { status: 500, body: 'broken' }, { code: 'http_500', answer: 'broken', final: false }],
  ])('that %s', async (_name, reply, result) => {
    const icinga = await peer(() => reply)
    expect(await say(icinga)).toMatchObject(result)
  })

  it('is not told of what it has under another name', async () => {
    const icinga = await peer(() => done)
    expect(await say(icinga, { of: { ...service, dedupKey: 'digest' } })).toMatchObject({ code: 'object_unknown' })
    expect(icinga.taken).toEqual([])
  })
})

describe('Alertmanager', () => {
  const settings = (url: string): BackSettings => ({
    kind: 'alertmanager',
    ...web(url),
    user: null,
    silenceMinutes: 60,
  })
  const labels = { alertname: 'Disk "full"', instance: 'db01:9100', 'service.name': '販売管理' }
  const of = { ...service, dedupKey: '02c332cd52e8c2d9', origin: labels }
  const say = (to: WebPeer, rest: Partial<BackOrder> = {}) =>
    tell({ settings: settings(to.url), secret: 't0ken' }, order({ of, ...rest }))

  it('X-100 is given a silence for exactly this alert, by the id of whoever took it', async () => {
    const manager = await peer(() => json({ silenceID: 'd736' }))
    expect(await say(manager)).toEqual({ kind: 'told', answer: '{"silenceID":"d736"}' })
    const [one] = manager.taken
    expect([one?.path, one?.headers.authorization]).toEqual(['/api/v2/silences', 'Bearer t0ken'])
    expect(one && bodyOf(one)).toEqual({
      matchers: Object.entries(labels).map(([name, value]) => ({ name, value, isRegex: false, isEqual: true })),
      startsAt: '2026-11-22T00:00:00.000Z',
      endsAt: '2026-11-22T01:00:00.000Z',
      createdBy: 'user_a',
      comment: 'Noroshi: user_aが認知済みにしました [telling-1]',
    })
    await say(manager, { deed: downtime })
    expect(manager.taken.map(bodyOf)[1]).toMatchObject({ endsAt: '2026-11-22T00:30:00.000Z' })
  })

  it('is asked first whether a lost answer was a yes', async () => {
    const silence = (comment: string, state: string) => ({ comment, status: { state } })
    let silences = [silence('other [telling-2]', 'active'), silence('ours [telling-1]', 'expired')]
    const manager = await peer(({ path }) => (path.includes('?') ? json(silences) : json({ silenceID: 'x' })))
    await say(manager, { again: true })
    silences = [silence('ours [telling-1]', 'active')]
    await say(manager, { again: true })
    const query = `/api/v2/silences?filter=${encodeURIComponent('alertname="Disk \\"full\\""')}&filter=${encodeURIComponent('instance="db01:9100"')}`
    expect(asked(manager)).toEqual([query, '/api/v2/silences', query])
  })

  it('is never given a silence of everything, nor again one that it cannot take', async () => {
    const manager = await peer(() => json('bad matcher', 400))
    expect(await say(manager, { of: { ...of, origin: {} } })).toMatchObject({ code: 'object_unknown', final: true })
    expect(manager.taken).toEqual([])
    expect(await say(manager)).toMatchObject({ code: 'refused', final: true })
  })
})

describe('Zabbix', () => {
  const of = { ...service, dedupKey: 'trigger:23133', origin: { eventId: '20' } }
  const zabbix = (version: string, acknowledged = '0') =>
    peer(({ body }) => {
      const { method } = JSON.parse(body) as { method: string }
      if (method === 'apiinfo.version') return json({ jsonrpc: '2.0', result: version, id: 1 })
      if (method === 'event.get') return json({ jsonrpc: '2.0', result: [{ eventid: '20', acknowledged }], id: 1 })
      return json({ jsonrpc: '2.0', result: { eventids: [20] }, id: 1 })
    })
  const say = (to: WebPeer, rest: Partial<BackOrder> = {}) =>
    tell({ settings: { kind: 'zabbix', ...web(`${to.url}/api_jsonrpc.php`) }, secret: 't0ken' }, order({ of, ...rest }))
  const calls = ({ taken }: WebPeer) =>
    taken.map((one) => {
      const { method, params, auth } = bodyOf(one)
      return { method, params, auth, header: one.headers.authorization }
    })

  it.each([
    ['6.0.12', { auth: 't0ken', header: undefined }],
    ['7.2.0', { auth: undefined, header: 'Bearer t0ken' }],
  ])('%s has the event acknowledged, with the id of whoever took it in its message', async (version, token) => {
    const server = await zabbix(version)
    expect(await say(server)).toEqual({ kind: 'told', answer: '{"eventids":[20]}' })
    expect(calls(server)).toEqual([
      { method: 'apiinfo.version', params: {}, auth: undefined, header: undefined },
      { method: 'event.get', params: { eventids: ['20'], output: ['acknowledged'] }, ...token },
      {
        method: 'event.acknowledge',
        params: { eventids: ['20'], action: 6, message: 'Noroshi: user_aが認知済みにしました' },
        ...token,
      },
    ])
  })

  it('is not told what it knows', async () => {
    const server = await zabbix('7.0.1', '1')
    expect(await say(server)).toMatchObject({ kind: 'told' })
    expect(calls(server).map(({ method }) => method)).toEqual(['apiinfo.version', 'event.get'])
  })

  it('suppresses an event for a time, from 6.2 on', async () => {
    const server = await zabbix('6.4.0')
    expect(await say(server, { deed: downtime })).toMatchObject({ kind: 'told' })
    expect(calls(server)[1]).toMatchObject({ params: { action: 36, suppress_until: nowMs / 1_000 + 1_800 } })
    expect(await say(await zabbix('6.0.12'), { deed: downtime })).toMatchObject({ code: 'not_supported', final: true })
  })

  it.each([
    ['an error', json({ error: { code: -32602, data: 'No permissions' } }), { code: 'refused', final: false }],
    ['no JSON', { status: 200, body: '<html>' }, { code: 'unreadable' }],
    ['another version than any', json({ result: 'x' }), { code: 'unreadable' }],
    ['nothing useful', { status: 502, body: 'x' }, { code: 'http_502' }],
  ])('that answers with %s is told again later', async (_name, reply, result) => {
    expect(await say(await peer(() => reply))).toMatchObject({ kind: 'not_told', ...result })
  })

  it('cannot be told of an event whose number it did not give', async () => {
    expect(await say(await zabbix('7.0.1'), { of: { ...of, origin: {} } })).toMatchObject({ code: 'object_unknown' })
  })
})

describe('any other program', () => {
  it('is told who took what', async () => {
    const program = await peer(() => ({ status: 204 }))
    const settings = { kind: 'webhook', ...web(`${program.url}/taken`) } as const
    expect(await tell({ settings, secret: 't0ken' }, order())).toMatchObject({ kind: 'told' })
    await tell({ settings, secret: null }, order({ deed: downtime }))
    const [first, second] = program.taken
    expect([first?.path, first?.headers.authorization]).toEqual(['/taken', 'Bearer t0ken'])
    expect(first?.headers['noroshi-delivery']).toBe('telling-1')
    expect(first && bodyOf(first)).toEqual({
      event: 'alert.acknowledged',
      at: '2026-11-22T00:00:00.000Z',
      alert: { source: 'prod', dedupKey: 'web01!http', host: 'web01', service: 'http' },
      by: 'user_a',
      comment: 'Noroshi: user_aが認知済みにしました',
      until: null,
    })
    expect(second?.headers.authorization).toBeUndefined()
    expect(second && bodyOf(second)).toMatchObject({ event: 'alert.downtime', until: '2026-11-22T00:30:00.000Z' })
  })

  it('is reached by no private address unless a setting opens it', async () => {
    const program = await peer(() => ({ status: 200 }))
    const strict = createTellBack({
      sender: createWebhookSender({ allowed: [] }),
      commandFile: createCommandFile([]),
    })
    const settings = { kind: 'webhook', ...web(program.url) } as const
    expect(await strict({ settings, secret: null }, order())).toMatchObject({ code: 'address_forbidden', final: false })
    expect(program.taken).toEqual([])
  })
})

describe('a command pipe', () => {
  it('is told nothing about an object that has no name for it', async () => {
    const settings = { kind: 'nagios', commandFile: '/x' } as const
    expect(await tell({ settings, secret: null }, order({ of: { ...service, host: null } }))).toMatchObject({
      code: 'object_unknown',
    })
    expect(await tell({ settings, secret: null }, order())).toMatchObject({ code: 'file_not_allowed' })
  })
})
