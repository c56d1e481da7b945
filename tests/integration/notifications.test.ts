// Notification commands as ways in: bodies recorded from Nagios 4.4.6 and Icinga 2.13, X-MON's words, and what hostile ones become.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createV1World, Unavailable, type V1World } from '../support/v1.ts'

type Recorded = Readonly<Record<string, unknown>>
const recorded = (name: string): readonly Recorded[] =>
  JSON.parse(readFileSync(new URL(`../fixtures/monitors/${name}.json`, import.meta.url), 'utf8')) as Recorded[]

let world: V1World
const secrets: Record<string, string> = {}
beforeAll(async () => {
  world = await createV1World()
  for (const kind of ['generic', 'nagios', 'icinga']) {
    const { body } = await world.ask('POST', '/v1/sources', { body: { key: kind, name: kind, kind } })
    secrets[kind] = String(body['secret'])
  }
})
afterAll(() => world.close())

const send = (body: object, kind = 'nagios') =>
  world.ask('POST', '/hooks/nagios', { body, token: null, headers: { Authorization: `Bearer ${secrets[kind]}` } })
const tell = async (body: object, kind = 'nagios') => (await send(body, kind)).body
const shown = async (dedupKey: string, kind = 'nagios') =>
  (await world.ask('GET', `/v1/alerts?source=${kind}&limit=200`)).body.items.find((one) => one['dedupKey'] === dedupKey)

const [first = {}, second = {}, , acknowledged = {}, recovered = {}, down = {}, downAcknowledged = {}] =
  recorded('nagios-4.4')

describe('X-062 X-066 a notification of Nagios', () => {
  it('is the state of its service, counted as Nagios counts, until it recovers', async () => {
    expect(await tell(first)).toEqual({ taken: 1, ignored: 0 })
    expect(await shown('web01!HTTP応答')).toMatchObject({
      state: 'problem',
      since: '2026-11-22T00:18:18.000Z',
      host: 'web01',
      service: 'HTTP応答',
      severity: 'critical',
      condition: 'CRITICAL',
      summary: 'HTTP CRITICAL: 応答なし timeout after 10s  btag/b',
      hard: true,
      attempt: 2,
      notifications: 1,
    })
    await tell(second)
    // The same telling to another of its contacts.
    await tell(second)
    expect(await shown('web01!HTTP応答')).toMatchObject({ notifications: 2 })
    await tell(acknowledged)
    expect(await shown('web01!HTTP応答')).toMatchObject({ state: 'problem', acknowledgedBy: '山田(電話)' })
    await tell(recovered)
    expect(await shown('web01!HTTP応答')).toMatchObject({ state: 'recovered', acknowledgedBy: null })
    // An earlier one that comes late changes nothing.
    expect(await tell(first)).toEqual({ taken: 0, ignored: 1 })
  })

  it('of a host is told apart from those of its services', async () => {
    await tell(down)
    expect(await shown('web01')).toMatchObject({ host: 'web01', service: null, condition: 'DOWN', state: 'problem' })
    await tell(downAcknowledged)
    expect(await shown('web01')).toMatchObject({ acknowledgedBy: 'oncall' })
  })

  it('of a downtime keeps everybody asleep until it ends, or a problem is told again', async () => {
    const about = { host: 'web02', state: 'DOWN' }
    const until = async () => (await shown('web02'))?.['downtimeUntil']
    await tell({ ...about, type: 'PROBLEM', statetype: 'SOFT' })
    expect(await shown('web02')).toMatchObject({ hard: false })
    await tell({ ...about, type: 'DOWNTIMESTART' })
    expect(await until()).toBe('2026-11-29T03:00:00.000Z')
    await tell({ ...about, type: 'DOWNTIMEEND' })
    expect(await until()).toBeNull()
    await tell({ ...about, type: 'DOWNTIMESTART' })
    await tell({ ...about, type: 'PROBLEM' })
    expect(await until()).toBeNull()
  })

  it('that changes nothing is taken as such', async () => {
    for (const type of ['FLAPPINGSTART', 'FLAPPINGSTOP', 'CUSTOM'])
      expect(await send({ type, host: 'web01' })).toMatchObject({ status: 202, body: { taken: 0, ignored: 0 } })
  })

  it('may come as the fields of a form, as a shell script sends it', async () => {
    const raw = new URLSearchParams({ type: 'PROBLEM', host: 'web03', output: `'x' & "$(id)" <b>` }).toString()
    const headers = {
      Authorization: `Bearer ${secrets['nagios']}`,
      'Content-Type': 'application/x-www-form-urlencoded',
    }
    const { status } = await world.ask('POST', '/hooks/nagios', { raw, token: null, headers })
    expect([status, await shown('web03')]).toMatchObject([202, { summary: `'x' & "$(id)" <b>` }])
    expect((await world.ask('POST', '/hooks/nagios', { raw: '', token: null, headers })).status).toBe(400)
    const latin = Uint8Array.from([0x68, 0x3d, 0xff])
    expect((await world.ask('POST', '/hooks/nagios', { raw: latin, token: null, headers })).status).toBe(400)
  })

  it('of X-MON may have its words', async () => {
    const about = { host: 'ap01', service: 'PING', state: '異常' }
    await tell({ ...about, type: '障害', statetype: 'ソフト' })
    expect(await shown('ap01!PING')).toMatchObject({ state: 'problem', severity: 'critical', hard: false })
    await tell({ ...about, type: '認知済み', author: 'user_a' })
    expect(await shown('ap01!PING')).toMatchObject({ acknowledgedBy: 'user_a' })
    await tell({ host: 'ap01', service: 'PING', state: '正常' })
    expect(await shown('ap01!PING')).toMatchObject({ state: 'recovered' })
  })

  it('with hostile names becomes one line, cut, and a key that fits', async () => {
    const host = `${'\u001b[31m\r\n<b>\u0000'}${'𠮷'.repeat(400)}`
    expect(await tell({ type: 'PROBLEM', host, state: 'NONSENSE' })).toEqual({ taken: 1, ignored: 0 })
    const { items } = (await world.ask('GET', '/v1/alerts?source=nagios&limit=200')).body
    const alert = items.find(({ condition }) => condition === 'NONSENSE')
    expect(alert).toMatchObject({ severity: 'unknown', dedupKey: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
    expect(alert?.['host']).toMatch(/^\[31m <b> 𠮷+$/u)
    expect(Array.from(String(alert?.['host']))).toHaveLength(300)
    // The same name is the same object.
    expect(await tell({ type: 'PROBLEM', host, notification_number: 1 })).toEqual({ taken: 1, ignored: 0 })
    expect((await world.ask('GET', '/v1/alerts?source=nagios&limit=200')).body.items).toHaveLength(items.length)
  })

  it.each<[string, object, string]>([
    ['a list', [], 'the body must be an object of texts'],
    ['no host', { type: 'PROBLEM' }, 'host is missing'],
    ['a macro its program did not know', { type: 'PROBLEM', host: '$HOSTNAME$' }, 'host is missing'],
    ['neither type nor state', { host: 'web01' }, 'type is missing'],
    ['a type there is none of', { host: 'web01', type: 'MAYBE' }, 'type: "MAYBE" is no kind of notification'],
  ])('with %s is refused, with the cause', async (...[, body, error]) => {
    const logged = world.logged.length
    expect(await send(body)).toMatchObject({ status: 422, body: { error } })
    expect(world.logged.length).toBe(logged + 1)
  })

  it('needs the key of a source of its kind', async () => {
    expect((await send(first, 'generic')).status).toBe(401)
    expect((await send(first, 'nobody')).status).toBe(401)
  })
})

it('X-062 notifications of Icinga 2, as recorded: told again, acknowledged there, recovered; quotes arrive as they are', async () => {
  const [problem = {}, again = {}, taken = {}, still = {}, over = {}] = recorded('icinga-2.13')
  await tell(problem, 'icinga')
  expect(await shown('web01!http', 'icinga')).toMatchObject({
    state: 'problem',
    summary: `HTTP CRITICAL: 応答なし 'timeout' & <b>tag</b> $(id)`,
    attempt: 1,
  })
  await tell(again, 'icinga')
  expect(await shown('web01!http', 'icinga')).toMatchObject({ notifications: 2 })
  await tell(taken, 'icinga')
  await tell(still, 'icinga')
  expect(await shown('web01!http', 'icinga')).toMatchObject({ state: 'problem', acknowledgedBy: '山田(電話)' })
  await tell(over, 'icinga')
  expect(await shown('web01!http', 'icinga')).toMatchObject({ state: 'recovered' })
})

describe('every way in', () => {
  const away = (path: string, kind: string) =>
    world.ask('POST', path, { body: first, token: null, headers: { Authorization: `Bearer ${secrets[kind]}` } })

  it('that is overloaded asks its sender to come again: Alertmanager takes any 4xx as final', async () => {
    const receive = vi.spyOn(world.config.alerts, 'receive').mockRejectedValueOnce(new Unavailable('away'))
    const { status, headers, body } = await away('/hooks/nagios', 'nagios')
    expect([status, headers.get('retry-after'), body]).toEqual([503, '5', { error: 'try again later' }])
    receive.mockRejectedValueOnce(new Error('secret detail'))
    const mistake = await away('/hooks/nagios', 'nagios')
    expect(mistake).toMatchObject({ status: 500, body: { error: 'something went wrong' } })
    receive.mockRestore()
  })

  it('takes 16 MiB and no more; what is larger is refused, and a line of the log remains', async () => {
    const headers = { Authorization: `Bearer ${secrets['nagios']}` }
    const of = (bytes: number) => {
      const frame = JSON.stringify({ type: 'PROBLEM', host: 'large', output: '' })
      return frame.replace('""', `"${'x'.repeat(bytes - frame.length)}"`)
    }
    const send16 = (bytes: number) => world.ask('POST', '/hooks/nagios', { raw: of(bytes), token: null, headers })
    expect((await send16(16 * 1024 * 1024)).status).toBe(202)
    expect(String((await shown('large'))?.['summary'])).toHaveLength(1_000)
    const logged = world.logged.length
    expect(await send16(16 * 1024 * 1024 + 1)).toMatchObject({ status: 413, body: { error: 'the body is too large' } })
    expect(world.logged.length).toBe(logged + 1)
  })
})
