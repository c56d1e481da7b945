// Zabbix, Grafana, Uptime Kuma and monit as ways in. Bodies recorded from Zabbix 6.0, Uptime Kuma 2.5 and monit 5.33; Grafana's is
// the one its documents show.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, type V1World } from '../support/v1.ts'

const recorded = <T>(name: string): readonly T[] =>
  JSON.parse(readFileSync(new URL(`../fixtures/monitors/${name}.json`, import.meta.url), 'utf8')) as T[]
type Fields = Readonly<Record<string, unknown>>

let world: V1World
const secrets: Record<string, string> = {}
const paths: Record<string, string> = {}
beforeAll(async () => {
  world = await createV1World()
  for (const kind of ['zabbix', 'grafana', 'uptime_kuma', 'monit']) {
    const { body } = await world.ask('POST', '/v1/sources', { body: { key: kind.replace('_', '-'), name: kind, kind } })
    secrets[kind] = String(body['secret'])
    paths[kind] = String(body['path'])
  }
})
afterAll(() => world.close())

const send = (kind: string, body: object) =>
  world.ask('POST', paths[kind] ?? '', { body, token: null, headers: { Authorization: `Bearer ${secrets[kind]}` } })
const alerts = async (kind: string) =>
  (await world.ask('GET', `/v1/alerts?source=${kind.replace('_', '-')}&limit=200`)).body.items
const shown = async (kind: string, dedupKey: string) => (await alerts(kind)).find((one) => one['dedupKey'] === dedupKey)

it.each(['zabbix', 'grafana', 'uptime_kuma', 'monit'])('%s opens with its own key only', async (kind) => {
  const other = kind === 'zabbix' ? 'grafana' : 'zabbix'
  const headers = { Authorization: `Bearer ${secrets[other]}` }
  expect((await world.ask('POST', paths[kind] ?? '', { body: {}, token: null, headers })).status).toBe(401)
  expect(await send(kind, {})).toMatchObject({ status: 422, body: { error: expect.any(String) as string } })
})

describe('Zabbix', () => {
  const [problem = {}, recovery = {}] = recorded<Fields>('zabbix-6.0')
  const update = (rest: object) => send('zabbix', { ...problem, UpdateStatus: '1', ...rest })

  it('tells of a trigger, as recorded; its unknown macros count as nothing', async () => {
    expect((await send('zabbix', problem)).body).toEqual({ taken: 1, ignored: 0 })
    expect(await shown('zabbix', 'trigger:23133')).toMatchObject({
      state: 'problem',
      host: '本番Webサーバ1号機',
      service: 'ディスク使用率が95%を超えました',
      severity: 'error',
      condition: 'High',
      acknowledgedBy: null,
    })
    await send('zabbix', recovery)
    expect(await shown('zabbix', 'trigger:23133')).toMatchObject({ state: 'recovered' })
  })

  it('tells what people did there: taken, given back, suppressed, of another severity', async () => {
    await send('zabbix', problem)
    const now = () => shown('zabbix', 'trigger:23133')
    await update({ UpdateAction: 'acknowledged, commented', User: '佐藤 翔太' })
    expect(await now()).toMatchObject({ acknowledgedBy: '佐藤 翔太' })
    await update({ UpdateAction: 'unacknowledged' })
    expect(await now()).toMatchObject({ acknowledgedBy: null })
    await update({ UpdateAction: 'suppressed' })
    expect(await now()).toMatchObject({ downtimeUntil: '2026-11-29T03:00:00.000Z' })
    await update({ UpdateAction: 'unsuppressed' })
    await update({ UpdateAction: 'changed severity from High to Disaster', NSeverity: '5', Severity: 'Disaster' })
    expect(await now()).toMatchObject({ downtimeUntil: null, severity: 'critical', condition: 'Disaster' })
    expect((await update({ UpdateAction: 'commented' })).body).toEqual({ taken: 0, ignored: 0 })
  })

  it('repeats a problem somebody has there: nobody is called here', async () => {
    const about = { ...problem, TriggerId: '{TRIGGER.ID}', EventId: '77', NSeverity: '9' }
    await send('zabbix', { ...about, AckStatus: 'Yes' })
    expect(await shown('zabbix', 'event:77')).toMatchObject({ severity: 'unknown', acknowledgedBy: 'Zabbix' })
  })

  it('with a value there is none of is refused', async () => {
    expect(await send('zabbix', { ...problem, EventValue: '2' })).toMatchObject({ status: 422 })
  })
})

it('Grafana fires and resolves by fingerprint', async () => {
  const alert = {
    status: 'firing',
    labels: {
      alertname: 'High memory usage',
      team: 'blue',
      zone: 'us-1',
      grafana_folder: 'Servers',
      severity: 'major',
    },
    annotations: { description: 'The system has high memory usage', runbook_url: 'https://myrunbook.com/runbook/1234' },
    startsAt: '2021-10-12T09:51:03.157076+02:00',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'https://play.grafana.org/alerting/1afz29v7z/edit',
    fingerprint: 'c6eadffa33fcdf37',
    values: { B: 44.23943737541908 },
  }
  const body = { receiver: 'noroshi', status: 'firing', version: '1', orgId: 1, truncatedAlerts: 0, state: 'alerting' }
  expect((await send('grafana', { ...body, alerts: [alert] })).body).toEqual({ taken: 1, ignored: 0 })
  expect(await alerts('grafana')).toMatchObject([
    {
      dedupKey: 'c6eadffa33fcdf37',
      host: null,
      service: 'High memory usage',
      severity: 'error',
      groups: ['blue', 'Servers'],
      url: 'https://myrunbook.com/runbook/1234',
    },
  ])
  const over = { ...alert, status: 'resolved', endsAt: '2021-10-12T09:55:03.157076+02:00' }
  await send('grafana', { ...body, status: 'resolved', alerts: [over] })
  expect(await alerts('grafana')).toMatchObject([{ state: 'recovered', since: '2021-10-12T07:55:03.157Z' }])
})

describe('Uptime Kuma', () => {
  type Body = { readonly heartbeat: object; readonly monitor: object }
  const [down, up] = recorded<Body>('uptime-kuma-2.5') as [Body, Body]

  it('tells of a monitor, as recorded; its times are in UTC', async () => {
    expect((await send('uptime_kuma', down)).body).toEqual({ taken: 1, ignored: 0 })
    expect(await shown('uptime_kuma', '1')).toMatchObject({
      state: 'problem',
      since: '2026-11-22T00:47:12.751Z',
      host: 'push-0',
      service: null,
      summary: 'ディスク使用率が95%を超えました',
    })
    await send('uptime_kuma', up)
    expect(await shown('uptime_kuma', '1')).toMatchObject({ state: 'recovered' })
  })

  it('names the host that is looked at, and the tags', async () => {
    const monitor = {
      id: 2,
      name: '注文',
      url: 'https://shop.example.jp/order',
      tags: [{ name: '販売', value: '東京' }],
    }
    await send('uptime_kuma', { heartbeat: { status: 0, msg: 'timeout', time: 'yesterday' }, monitor })
    expect(await shown('uptime_kuma', '2')).toMatchObject({
      host: 'shop.example.jp',
      service: '注文',
      groups: ['販売', '東京'],
      since: '2026-11-22T03:00:00.000Z',
    })
    await send('uptime_kuma', { heartbeat: { status: 3 }, monitor })
    expect(await shown('uptime_kuma', '2')).toMatchObject({ downtimeUntil: '2026-11-29T03:00:00.000Z' })
    await send('uptime_kuma', { heartbeat: { status: 0 }, monitor: { ...monitor, url: null, hostname: 'db02' } })
    expect(await shown('uptime_kuma', '2')).toMatchObject({ downtimeUntil: null, host: 'db02' })
  })

  it('tests, and tells of what has no state: nothing changes', async () => {
    const nothing = { taken: 0, ignored: 0 }
    expect((await send('uptime_kuma', { heartbeat: null, monitor: null, msg: 'Testing' })).body).toEqual(nothing)
    expect((await send('uptime_kuma', { ...down, heartbeat: { status: 2 } })).body).toEqual(nothing)
    expect((await send('uptime_kuma', { ...down, monitor: {} })).status).toBe(422)
  })
})

describe('monit', () => {
  const [standing = '', failed = '', succeeded = '', gone = '', stopped = ''] = recorded<string>('monit-5.33')
  const post = (raw: string | Uint8Array<ArrayBuffer>) => {
    const basic = Buffer.from(`noroshi:${secrets['monit']}`).toString('base64')
    return world.ask('POST', '/hooks/monit', { raw, token: null, headers: { Authorization: `Basic ${basic}` } })
  }
  const one = (host: string, service: string | null, condition: string) => async () =>
    (await alerts('monit')).find(
      (alert) => alert['host'] === host && alert['service'] === service && alert['condition'] === condition,
    )

  it('tells of each test of a service, as recorded, and of what was failing when it began', async () => {
    const [size, connection] = [one('ap01', '注文データ', 'size'), one('ap01', 'web', 'connection')]
    expect((await post(standing)).body).toEqual({ taken: 1, ignored: 0 })
    expect(await connection()).toMatchObject({ state: 'problem', notifications: 1 })
    // It repeats every cycle what is so.
    expect((await post(standing)).body).toEqual({ taken: 0, ignored: 1 })
    expect(await connection()).toMatchObject({ notifications: 1 })
    await post(failed)
    expect(await size()).toMatchObject({
      state: 'problem',
      groups: ['販売'],
      summary: 'size test failed for /srv/data/orders.csv -- current size is 26 B',
    })
    await post(succeeded)
    expect(await size()).toMatchObject({ state: 'recovered' })
    await post(gone)
    expect(await one('ap01', '注文データ', 'existence')()).toMatchObject({ state: 'problem' })
    // That monit itself stops is no test of anything.
    expect((await post(stopped)).body).toMatchObject({ taken: 0 })
  })

  it('of the system is about the host itself', async () => {
    const event =
      '<event><service>ap02</service><type>5</type><id>2</id><state>1</state><message>load &amp; cpu</message></event>'
    await post(`<monit id="x"><server><localhostname>ap02</localhostname></server>${event}</monit>`)
    expect(await one('ap02', null, 'resource')()).toMatchObject({ state: 'problem', summary: 'load & cpu' })
  })

  it('may really be in ISO-8859-1', async () => {
    const event = '<event><service>caf\u00e9</service><type>3</type><id>512</id><state>1</state></event>'
    const text = `<?xml version="1.0" encoding="ISO-8859-1"?><monit id="y"><server><localhostname>ap03</localhostname></server>${event}</monit>`
    await post(Uint8Array.from(Buffer.from(text, 'latin1')))
    expect(await one('ap03', 'café', 'existence')()).toMatchObject({ state: 'problem' })
  })

  it.each<[string, string, number]>([
    ['nothing', '', 400],
    ['entities that grow', `<!DOCTYPE x [<!ENTITY a "aaaa">]><monit id="x">&a;</monit>`, 400],
    ['no end', '<a>'.repeat(50_000), 400],
    ['something else', '<html></html>', 422],
    ['no host', '<monit id="x"></monit>', 422],
  ])('with %s is refused', async (...[, raw, status]) => {
    expect((await post(raw)).status).toBe(status)
  })
})
