// T-013 device liveness monitoring (機器稼動監視): sources that look at devices themselves; retries before an alert, recoveries, one look
// however many processes there are.
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createProbe, type Probe } from '#channels/liveness/probe'
import { claimChecks, nextCheckMs, notBeyondInterval } from '#store/alert/checks'
import type { Taken } from '#store/alert/receiving'
import { createLivenessWatch } from '../../src/server/liveness-watch.ts'
import { createV1World, furnish, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  await world.ask('POST', '/v1/rules', { body: { key: 'all', name: 'all', policy: 'night' } })
})
afterAll(() => world.close())

let count = 0
let followed: Pick<Taken, 'wanted' | 'resting'>[]
let warned: string[]
let devices: Server[]
beforeEach(async () => {
  followed = []
  warned = []
  devices = []
  // Only what a test itself makes is looked at.
  await world.pools.engine.query('delete from alert_check')
  count += 1
})
afterEach(() => {
  for (const device of devices) device.close()
})

/** A device with an open port; another one may take its place. */
const device = async (port = 0): Promise<number> => {
  const server = createServer((socket) => socket.destroy())
  devices.push(server)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
const fails = (): Promise<unknown> =>
  Promise.all(devices.splice(0).map((one) => new Promise((resolve) => one.close(resolve))))

const watcher = (probe: Probe = createProbe({ allowed: ['127.0.0.1'] })) => {
  const { engine } = world.pools
  return createLivenessWatch({
    checks: world.config.alertChecks,
    look: {
      claim: (order) => claimChecks(engine, order),
      nextMs: () => nextCheckMs(engine),
      setBack: (order) => notBeyondInterval(engine, order),
    },
    probe,
    take: (_spaceId, taken) => followed.push(taken),
    language: 'ja',
    clock: { nowMs: () => world.clock.nowMs, leaseMs: () => 0, wakeAt: () => () => undefined },
    log: { warn: (_facts, message) => warned.push(message), error: () => undefined },
  })
}
type Watcher = ReturnType<typeof watcher>

const looks = async (watch: Watcher): Promise<void> => {
  await watch.round()
  await watch.settled()
}
const later = async (watch: Watcher, seconds: number): Promise<void> => {
  world.clock.nowMs += seconds * 1_000
  await looks(watch)
}

const key = () => `devices-${count}`
const create = async (checks: readonly object[], rest: object = {}) => {
  const liveness = { retries: 1, checks, ...rest }
  const made = await world.ask('POST', '/v1/sources', {
    body: { key: key(), name: '機器', kind: 'liveness', liveness },
  })
  expect([made.status, made.body.errors]).toEqual([201, undefined])
}
const change = (body: object) => world.ask('PATCH', `/v1/sources/${key()}`, { body })
const checks = async () => (await world.ask('GET', `/v1/sources/${key()}/checks`)).body.items
const alerts = async () => (await world.ask('GET', `/v1/alerts?source=${key()}`)).body.items
const tcp = (port: number, rest: object = {}) => ({ by: 'tcp', host: 'db01', address: '127.0.0.1', port, ...rest })

describe('T-013 a device', () => {
  it('is looked at again and again; after the retries it is an alert, and it recovers', async () => {
    const port = await device()
    await create([tcp(port)])
    const watch = watcher()
    await looks(watch)
    const about = { host: 'db01', service: `TCP ${port}`, by: 'tcp' }
    expect(await checks()).toMatchObject([{ ...about, state: 'up', failures: 0, failure: null }])
    expect(await alerts()).toEqual([])
    await fails()
    await later(watch, 59)
    await later(watch, 1)
    expect(await checks()).toMatchObject([{ state: 'up', failures: 1, failure: 'ECONNREFUSED' }])
    expect(followed).toEqual([])
    await later(watch, 10)
    expect(await checks()).toMatchObject([{ state: 'down', failures: 2 }])
    const problem = { state: 'problem', host: 'db01', service: `TCP ${port}`, condition: 'CRITICAL', notifications: 1 }
    expect(await alerts()).toMatchObject([{ ...problem, summary: '接続が拒否されました', matched: true }])
    expect(followed).toMatchObject([{ wanted: [expect.any(String)] }])
    await later(watch, 60)
    await device(port)
    await later(watch, 60)
    expect(await alerts()).toMatchObject([{ state: 'recovered', condition: 'OK' }])
    expect(followed).toHaveLength(2)
  })

  it('is looked at by one of several processes, and again where one died over it', async () => {
    await create([tcp(await device())])
    let looked = 0
    const counting: Probe = () => {
      looked += 1
      return Promise.resolve({ kind: 'up' })
    }
    const many = [watcher(counting), watcher(counting), watcher(counting)]
    await Promise.all(many.map(looks))
    expect(looked).toBe(1)
    world.clock.nowMs += 60_000
    // This one never tells.
    await watcher(() => new Promise(() => undefined)).round()
    await later(watcher(counting), 59)
    expect(looked).toBe(1)
    await later(watcher(counting), 1)
    expect(looked).toBe(2)
  })

  it('whose finding comes after its claim has passed changes nothing', async () => {
    await create([tcp(await device())], { retries: 0 })
    let tell: () => void = () => undefined
    const slow = watcher(
      () =>
        new Promise((resolve) => {
          tell = () => resolve({ kind: 'down', code: 'timeout' })
        }),
    )
    await slow.round()
    await later(watcher(), 60)
    tell()
    await slow.settled()
    expect(await checks()).toMatchObject([{ state: 'up' }])
    expect(await alerts()).toEqual([])
  })

  it('that is slow keeps no other waiting', async () => {
    await create([tcp(1), tcp(2, { host: 'db02' })])
    const watch = watcher((check) =>
      check.host === 'db01' ? new Promise(() => undefined) : Promise.resolve({ kind: 'up' }),
    )
    await watch.round()
    await expect.poll(async () => (await checks())[1]?.['state']).toBe('up')
    world.clock.nowMs += 30_000
    expect((await checks())[0]).toMatchObject({ state: 'unknown', checkedAt: null })
  })

  it('that cannot be looked at is told of as that, and logged', async () => {
    await create([{ by: 'tcp', host: 'db01', address: '10.255.255.1', port: 80 }], { retries: 0 })
    await looks(watcher())
    expect(await checks()).toMatchObject([{ state: 'unable', failure: 'address_forbidden' }])
    const summary = '確認できません。NOROSHI_MONITORED_NETWORKSで許可されていないアドレスです'
    expect(await alerts()).toMatchObject([{ condition: 'UNKNOWN', severity: 'unknown', summary }])
    expect(warned).toEqual(['a device cannot be looked at'])
  })
})

describe('T-013 a source', () => {
  it('that is disabled looks at nothing; enabled again, it finds what has recovered meanwhile', async () => {
    const port = await device()
    await fails()
    await create([tcp(port)], { retries: 0 })
    const watch = watcher()
    await looks(watch)
    expect(await alerts()).toMatchObject([{ state: 'problem' }])
    await change({ enabled: false })
    expect(await checks()).toEqual([])
    expect(await nextCheckMs(world.pools.engine)).toBeNull()
    await device(port)
    await change({ enabled: true })
    await looks(watch)
    expect(await alerts()).toMatchObject([{ state: 'recovered' }])
  })

  it('that changes looks at once at what is another, and goes on with the rest', async () => {
    const port = await device()
    await create([tcp(port), tcp(port, { host: 'db02' })])
    const watch = watcher()
    await looks(watch)
    const first = await checks()
    world.clock.nowMs += 5_000
    const moved = { ...tcp(port, { host: 'db02' }), address: 'localhost' }
    await change({ liveness: { retries: 1, checks: [tcp(port, { host: 'db03' }), moved, tcp(port)] } })
    await looks(watch)
    const now = await checks()
    expect(now.map(({ host, state }) => [host, state])).toEqual([
      ['db03', 'up'],
      ['db02', 'up'],
      ['db01', 'up'],
    ])
    expect(now[2]).toEqual(first[0])
    expect(now[1]?.['checkedAt']).not.toEqual(first[1]?.['checkedAt'])
    await world.ask('DELETE', `/v1/sources/${key()}`)
    expect(await nextCheckMs(world.pools.engine)).toBeNull()
  })

  it('goes on when the clock is set back, and asks at once when it was set forward', async () => {
    await create([tcp(await device())])
    const watch = watcher()
    await looks(watch)
    world.clock.nowMs -= 86_400_000
    await looks(watch)
    const set = (await checks())[0]?.['checkedAt']
    expect(set).toBe(new Date(world.clock.nowMs).toISOString())
    await later(watch, 90_000)
    expect((await checks())[0]?.['checkedAt']).toBe(new Date(world.clock.nowMs).toISOString())
    expect(await alerts()).toEqual([])
  })

  it('stands in a configuration file, and twice is once', async () => {
    const token = await world.tokenFor(await world.newSpace(`file-${count}`))
    const all = [
      { by: 'ping', host: 'core-sw', address: '2001:db8::1' },
      { by: 'tcp', host: 'db01.example.jp', port: 5_432 },
      { by: 'http', host: '受付', url: 'https://example.jp/health', status: [200] },
    ]
    const document = { version: 1, sources: [{ key: 'lan', name: 'LAN', kind: 'liveness', liveness: { checks: all } }] }
    const apply = (body: unknown) => world.ask('POST', '/v1/config/apply', { token, body: { document: body } })
    expect((await apply(document)).status).toBe(200)
    const { body } = await world.ask('GET', '/v1/sources/lan/checks', { token })
    expect(body.items.map(({ host, service, state }) => [host, service, state])).toEqual([
      ['core-sw', null, 'unknown'],
      ['db01.example.jp', 'TCP 5432', 'unknown'],
      ['受付', 'HTTP', 'unknown'],
    ])
    const exported = (await world.ask('GET', '/v1/config/export', { token })).body
    const again = await apply(exported)
    expect(again.body.changes.filter((one) => one['action'] !== 'unchanged')).toEqual([])
    // Of another space nothing is seen.
    expect((await world.ask('GET', '/v1/sources/lan/checks')).body.code).toBe('source.not_found')
  })
})

describe('what is wrong is said', () => {
  const check = { by: 'tcp', host: 'db01', port: 80 }
  it.each<[string, object | null, string]>([
    ['nothing to look at', null, 'liveness'],
    ['no check', { checks: [] }, 'liveness.checks'],
    ['a port out of range', { checks: [{ ...check, port: 65_536 }] }, 'liveness.checks.0.port'],
    ['no port', { checks: [{ by: 'tcp', host: 'db01' }] }, 'liveness.checks.0.port'],
    ['a name that is none', { checks: [{ ...check, host: '本番' }] }, 'liveness.checks.0.address'],
    ['an address with an option in it', { checks: [{ ...check, address: '-c 5' }] }, 'liveness.checks.0.address'],
    [
      'a password in an address',
      { checks: [{ by: 'http', host: 'a', url: 'http://a:b@c/' }] },
      'liveness.checks.0.url',
    ],
    ['another scheme', { checks: [{ by: 'http', host: 'a', url: 'file:///etc/passwd' }] }, 'liveness.checks.0.url'],
    ['the same twice', { checks: [check, { ...check, address: '192.0.2.1' }] }, 'liveness.checks.1'],
    ['an interval too short', { intervalSeconds: 9, checks: [check] }, 'liveness.intervalSeconds'],
    ['a look too long', { timeoutSeconds: 31, checks: [check] }, 'liveness.timeoutSeconds'],
    ['a kind of look there is none', { checks: [{ ...check, by: 'udp' }] }, 'liveness.checks.0.by'],
  ])('%s', async (...[, liveness, field]) => {
    const body = { key: 'wrong', name: 'wrong', kind: 'liveness', liveness }
    const refused = await world.ask('POST', '/v1/sources', { body })
    expect(refused.status).toBe(422)
    expect(refused.body.errors.map((one) => one.field)).toContain(field)
  })

  it('where it is asked of another kind, or a source is to become one without devices', async () => {
    await world.ask('POST', '/v1/sources', { body: { key: key(), name: 'plain' } })
    expect((await world.ask('GET', `/v1/sources/${key()}/checks`)).body.code).toBe('source.not_liveness')
    expect((await change({ kind: 'liveness' })).body.code).toBe('source.liveness_missing')
  })
})
