// Heartbeats (到達監視): sources that are to be heard from again and again. An alert when they are not, none when nobody could have
// heard them, whatever clocks do.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dueHeartbeats, nextHeartbeatMs } from '#store/alert/heartbeats'
import { createListening } from '#store/alert/listening'
import type { Taken } from '#store/alert/receiving'
import { createHeartbeatRound } from '../../src/server/heartbeat-watch.ts'
import { createV1World, furnish, type V1World } from '../support/v1.ts'

let world: V1World
const begins = Date.parse('2026-11-22T03:00:00Z')
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  await world.ask('POST', '/v1/rules', { body: { key: 'all', name: 'all', policy: 'night' } })
})
afterAll(() => world.close())

let count = 0
let followed: Pick<Taken, 'wanted' | 'resting'>[]
let warned: string[]
beforeEach(async () => {
  followed = []
  warned = []
  // Each test has a day of its own, in which nobody listened before and nothing else is awaited.
  await world.pools.owner.query('delete from listening')
  await world.pools.engine.query('delete from alert_heartbeat')
  count += 1
  world.clock.nowMs = begins + count * 86_400_000
})

/** A process that watches; what it does between its rounds is up to the test. */
const watcher = () => {
  const { engine } = world.pools
  return createHeartbeatRound({
    heartbeats: world.config.alertHeartbeats,
    listening: createListening(engine),
    look: {
      due: (nowMs, limit) => dueHeartbeats(engine, { nowMs, limit }),
      nextMs: () => nextHeartbeatMs(engine),
    },
    take: (_spaceId, taken) => followed.push(taken),
    language: 'ja',
    clock: { nowMs: () => world.clock.nowMs, leaseMs: () => 0, wakeAt: () => () => undefined },
    log: { warn: (_facts, message) => warned.push(message), error: () => undefined },
  })
}
type Round = ReturnType<typeof watcher>

/** Time passes while a process watches, as often as it really would. */
const pass = async (round: Round, seconds: number): Promise<void> => {
  for (let left = seconds; left > 0; left -= 4) {
    world.clock.nowMs += Math.min(left, 4) * 1_000
    await round()
  }
}

const create = async (rest: object = {}, heartbeat: object = {}) => {
  const body = { key: `job-${count}`, name: 'バックアップ', kind: 'heartbeat', ...rest }
  const settings = { periodSeconds: 30, graceSeconds: 10, ...heartbeat }
  const made = await world.ask('POST', '/v1/sources', { body: { ...body, heartbeat: settings } })
  expect(made.status).toBe(201)
  return String(made.body['secret'])
}
const ping = (secret: string, method = 'GET', rest: object = {}) =>
  world.ask(method, `/hooks/heartbeat/${secret}`, { token: null, ...rest })
const source = async () => (await world.ask('GET', `/v1/sources/job-${count}`)).body
const now = async () => (await source())['heartbeatNow']
const alerts = async () => (await world.ask('GET', `/v1/alerts?source=job-${count}`)).body.items
const instant = (seconds: number) => new Date(begins + count * 86_400_000 + seconds * 1_000).toISOString()

describe('到達監視: a heartbeat', () => {
  it('is waited for without an alert until it was heard once', async () => {
    await create()
    const round = watcher()
    await pass(round, 60)
    expect(await source()).toMatchObject({
      path: '/hooks/heartbeat/{key}',
      heartbeat: { periodSeconds: 30, graceSeconds: 10, host: null, service: null, severity: 'critical' },
      heartbeatNow: { state: 'waiting', pingedAt: null, dueAt: null, excusedAt: null },
    })
    expect(await alerts()).toEqual([])
  })

  it.each(['GET', 'HEAD', 'POST'])('is heard by %s, whatever comes along', async (method) => {
    const secret = await create()
    const sent = method === 'POST' ? { raw: '\0not { json' } : {}
    expect((await ping(secret, method, sent)).status).toBe(200)
    expect(await now()).toEqual({ state: 'up', pingedAt: instant(0), dueAt: instant(40), excusedAt: null })
  })

  it('is heard by its key in a header too', async () => {
    const secret = await create()
    const headers = { Authorization: `Bearer ${secret}` }
    const heard = await world.ask('POST', '/hooks/heartbeat', { token: null, headers })
    expect([heard.status, heard.body]).toEqual([200, { state: 'up', dueAt: instant(40) }])
  })

  it('that does not come is an alert, once; when it comes again that recovers', async () => {
    const secret = await create({}, { host: 'db01', service: 'backup', severity: 'error' })
    await ping(secret)
    const round = watcher()
    await round()
    await pass(round, 39)
    expect(await alerts()).toEqual([])
    await pass(round, 1)
    expect(await alerts()).toMatchObject([
      {
        state: 'problem',
        since: instant(40),
        host: 'db01',
        service: 'backup',
        severity: 'error',
        condition: 'MISSED',
        summary: '到達確認が30秒(猶予10秒)を過ぎても届きません',
        matched: true,
        notifications: 1,
      },
    ])
    expect(followed).toMatchObject([{ wanted: [expect.any(String)] }])
    expect(await now()).toMatchObject({ state: 'missed', dueAt: null })
    await pass(round, 200)
    expect(followed).toHaveLength(1)
    await ping(secret)
    expect(await alerts()).toMatchObject([{ state: 'recovered', host: 'db01', condition: 'OK' }])
    expect(await now()).toMatchObject({ state: 'up', dueAt: instant(280) })
  })

  it('is told of by one of two processes', async () => {
    await ping(await create())
    const [one, other] = [watcher(), watcher()]
    await Promise.all([one(), other()])
    for (let left = 0; left < 11; left += 1) {
      world.clock.nowMs += 4_000
      await Promise.all([one(), other()])
    }
    expect(await alerts()).toMatchObject([{ notifications: 1 }])
    expect(followed).toHaveLength(1)
    expect(warned).toEqual([])
  })

  it('that is paused is heard and not awaited; when the pause ends it is awaited from then', async () => {
    const secret = await create()
    await ping(secret)
    await world.ask('PATCH', `/v1/sources/job-${count}`, { body: { enabled: false } })
    const round = watcher()
    await pass(round, 100)
    expect(await now()).toMatchObject({ state: 'paused', dueAt: null })
    expect((await ping(secret)).status).toBe(200)
    expect(await now()).toMatchObject({ state: 'paused', pingedAt: instant(100), dueAt: null })
    await pass(round, 100)
    await world.ask('PATCH', `/v1/sources/job-${count}`, { body: { enabled: true } })
    expect(await now()).toMatchObject({ state: 'up', dueAt: instant(240) })
    expect(await alerts()).toEqual([])
  })

  it('of another period is awaited anew; of another name it is not', async () => {
    await ping(await create())
    world.clock.nowMs += 20_000
    await world.ask('PATCH', `/v1/sources/job-${count}`, { body: { name: 'other' } })
    expect(await now()).toMatchObject({ dueAt: instant(40) })
    const heartbeat = { periodSeconds: 10, graceSeconds: 5 }
    await world.ask('PATCH', `/v1/sources/job-${count}`, { body: { heartbeat } })
    expect(await now()).toMatchObject({ dueAt: instant(35) })
  })

  it('of a source that is deleted, or becomes another kind, is awaited no more', async () => {
    await ping(await create())
    const gone = await create({ key: `gone-${count}` })
    await ping(gone)
    await world.ask('DELETE', `/v1/sources/gone-${count}`)
    await world.ask('PATCH', `/v1/sources/job-${count}`, { body: { kind: 'generic' } })
    expect(await source()).toMatchObject({ heartbeat: null, heartbeatNow: null })
    await pass(watcher(), 60)
    expect(followed).toEqual([])
    expect((await ping(gone)).status).toBe(401)
  })
})

describe('a time in which nobody could hear it', () => {
  it('wakes nobody: it is awaited anew after the server was down, and that is recorded', async () => {
    const secret = await create()
    await ping(secret)
    await pass(watcher(), 8)
    world.clock.nowMs += 3_600_000
    const round = watcher()
    await round()
    expect(await now()).toMatchObject({ state: 'up', dueAt: instant(3_648), excusedAt: instant(3_608) })
    expect(warned).toEqual(['no ping could be received for a while: heartbeats are awaited anew'])
    await pass(round, 39)
    expect(await alerts()).toEqual([])
    // Nobody was there to hear it since, and it does not come now: this is no excuse for ever.
    await pass(round, 1)
    expect(await alerts()).toMatchObject([{ state: 'problem' }])
  })

  it('that ended before it could come excuses nothing', async () => {
    await ping(await create({}, { periodSeconds: 600 }))
    await pass(watcher(), 4)
    world.clock.nowMs += 60_000
    await watcher()()
    expect(await now()).toMatchObject({ dueAt: instant(610), excusedAt: null })
  })

  it('is none while another process hears it', async () => {
    await ping(await create())
    const [slow, other] = [watcher(), watcher()]
    await slow()
    await pass(other, 39)
    await slow()
    expect(await now()).toMatchObject({ dueAt: instant(40), excusedAt: null })
    expect(warned).toEqual([])
  })
})

describe('a clock', () => {
  it('that is set forward opens no alert', async () => {
    await ping(await create())
    const round = watcher()
    await pass(round, 8)
    world.clock.nowMs += 7_200_000
    // Seen with the next round, four seconds later.
    await pass(round, 43)
    expect(await alerts()).toEqual([])
    await pass(round, 1)
    expect(await alerts()).toMatchObject([{ state: 'problem' }])
  })

  it('that is set back keeps nobody waiting, and what was known earlier hides nothing', async () => {
    const secret = await create()
    await ping(secret)
    const round = watcher()
    await pass(round, 44)
    await ping(secret)
    expect(await alerts()).toMatchObject([{ state: 'recovered' }])
    world.clock.nowMs -= 3_600_000
    await round()
    expect(warned).toEqual(['the clock was set back: heartbeats are awaited by it'])
    expect(await now()).toMatchObject({ dueAt: instant(44 - 3_600 + 40) })
    await pass(round, 40)
    expect(await alerts()).toMatchObject([{ state: 'problem' }])
  })
})

describe('what is wrong is said', () => {
  it.each<[string, object, string]>([
    ['no period', { kind: 'heartbeat' }, 'heartbeat'],
    ['a period for another kind', { kind: 'generic', heartbeat: { periodSeconds: 60 } }, 'heartbeat'],
    ['a period too short', { kind: 'heartbeat', heartbeat: { periodSeconds: 9 } }, 'heartbeat.periodSeconds'],
    ['a period too long', { kind: 'heartbeat', heartbeat: { periodSeconds: 4e7 } }, 'heartbeat.periodSeconds'],
    ['half a second', { kind: 'heartbeat', heartbeat: { periodSeconds: 60.5 } }, 'heartbeat.periodSeconds'],
    ['a typo', { kind: 'heartbeat', heartbeat: { period: 60 } }, 'heartbeat'],
  ])('%s', async (...[, rest, field]) => {
    const refused = await world.ask('POST', '/v1/sources', { body: { key: 'wrong', name: 'wrong', ...rest } })
    expect(refused.status).toBe(422)
    expect(JSON.stringify(refused.body.errors)).toContain(`"${field}`)
  })

  it('where a source is to become one without a period', async () => {
    await world.ask('POST', '/v1/sources', { body: { key: `plain-${count}`, name: 'plain' } })
    const refused = await world.ask('PATCH', `/v1/sources/plain-${count}`, { body: { kind: 'heartbeat' } })
    expect([refused.status, refused.body.code]).toEqual([422, 'source.heartbeat_missing'])
  })

  it('keys of nobody, of another kind and of another space open nothing, and other methods have no meaning', async () => {
    const secret = await create()
    const plain = await world.ask('POST', '/v1/sources', { body: { key: `generic-${count}`, name: 'generic' } })
    expect((await ping(String(plain.body['secret']))).status).toBe(401)
    expect((await ping('0'.repeat(32))).status).toBe(401)
    await world.newSpace(`other-${count}`)
    expect((await ping(secret, 'GET', { host: `other-${count}.test` })).status).toBe(401)
    const deleted = await ping(secret, 'DELETE')
    expect([deleted.status, deleted.headers.get('allow')]).toEqual([405, 'GET, POST, HEAD'])
    expect(await now()).toMatchObject({ state: 'waiting' })
  })
})

it('stands in a configuration file, with its key from the environment, and twice is once', async () => {
  const token = await world.tokenFor(await world.newSpace(`file-${count}`))
  world.env['BEAT_KEY'] = 'the-key-of-a-heartbeat'
  const sources = [
    { key: 'job', name: 'job', kind: 'heartbeat', secret: { env: 'BEAT_KEY' }, heartbeat: { periodSeconds: 60 } },
  ]
  const apply = (body: object) => world.ask('POST', '/v1/config/apply', { token, body: { document: body } })
  const settings = { periodSeconds: 60, graceSeconds: 60, host: null, service: null, severity: 'critical' }
  expect((await apply({ version: 1, sources })).status).toBe(200)
  expect((await ping('the-key-of-a-heartbeat', 'POST', { host: `file-${count}.test` })).status).toBe(200)
  const exported = await world.ask('GET', '/v1/config/export', { token })
  expect(exported.body).toMatchObject({ sources: [{ key: 'job', heartbeat: settings }] })
  const again = await apply(exported.body)
  expect(again.body.changes.filter((change) => change['action'] !== 'unchanged')).toEqual([])
  world.clock.nowMs += 30_000
  const quicker = [{ ...sources[0], heartbeat: { periodSeconds: 30 } }]
  await apply({ version: 1, sources: quicker })
  const shown = await world.ask('GET', '/v1/sources/job', { token })
  expect(shown.body['heartbeatNow']).toMatchObject({ dueAt: instant(120) })
})
