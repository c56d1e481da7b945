// Ways back: how a source is set up to be told, that no secret comes out again, and what is told to it, however it answers and whoever
// dies in between; on a real database with a stepped clock.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { BackTo, TellBack } from '#channels/back/back'
import { type BackOrder, type BackResult, later, never, told } from '#channels/back/ways'
import { backTriesMax } from '#core/alert/back'
import { createBackStore } from '#store/alert/backs'
import { type Backs, createBacks } from '../../src/server/backs.ts'
import { type Body, createV1World, type V1World } from '../support/v1.ts'

let world: V1World
let count = 0
const running: Backs[] = []
beforeAll(async () => {
  world = await createV1World()
})
afterAll(() => world.close())
afterEach(async () => {
  await Promise.all(running.splice(0).map((backs) => backs.stop()))
})

const icinga = { kind: 'icinga', url: 'https://icinga.example.jp:5665', user: 'noroshi', secret: 'first secret' }
const source = (body: object) => world.ask('POST', '/v1/sources', { body: { name: 'x', ...body } })
const fields = (body: Body) => body.errors.map(({ field }) => field)

describe('a source that is told', () => {
  it('shows how, and never its secret', async () => {
    const { status, body, page } = await source({ key: 'shown', kind: 'icinga', back: icinga })
    expect(status).toBe(201)
    const { secret: _secret, ...rest } = icinga
    const back = { ...rest, ca: null, insecure: false, hasSecret: true }
    expect(body['back']).toEqual(back)
    const read = await world.ask('GET', '/v1/sources/shown')
    expect(read.body['back']).toEqual(back)
    const listed = await world.ask('GET', '/v1/sources')
    const file = await world.ask('GET', '/v1/config/export')
    for (const text of [page, read.page, listed.page, file.page]) expect(text).not.toContain('first secret')
  })

  it('keeps its secret only while that goes to the same place', async () => {
    await source({ key: 'kept', kind: 'icinga', back: icinga })
    const change = (back: object | null) => world.ask('PATCH', '/v1/sources/kept', { body: { back } })
    const { secret: _secret, ...rest } = icinga
    expect((await change({ ...rest, insecure: true })).body['back']).toMatchObject({ hasSecret: true, insecure: true })
    for (const elsewhere of [{ url: 'https://evil.example.jp' }, { user: 'root' }]) {
      const refused = await change({ ...rest, ...elsewhere })
      expect([refused.status, fields(refused.body)]).toEqual([422, ['back.secret']])
    }
    expect((await change({ ...rest, secret: null })).status).toBe(422)
    expect((await change({ ...rest, url: 'https://new.example.jp', secret: 'x' })).status).toBe(200)
    expect((await change(null)).body['back']).toBeNull()
    expect((await change(rest)).status).toBe(422)
  })

  it('loses its way back with its kind', async () => {
    await source({ key: 'other', kind: 'icinga', back: icinga })
    const { body } = await world.ask('PATCH', '/v1/sources/other', { body: { kind: 'generic' } })
    expect(body['back']).toBeNull()
    const wrong = await world.ask('PATCH', '/v1/sources/other', { body: { back: icinga } })
    expect([wrong.status, fields(wrong.body)]).toEqual([422, ['back.kind']])
  })

  it.each([
    ['another kind of source', 'zabbix', icinga, 'back.kind'],
    ['no secret', 'icinga', { ...icinga, secret: undefined }, 'back.secret'],
    ['a password in its address', 'icinga', { ...icinga, url: 'https://a:b@icinga' }, 'back.url'],
    ['another address than of the web', 'icinga', { ...icinga, url: 'file:///etc/passwd' }, 'back.url'],
    ['a user that would be two', 'icinga', { ...icinga, user: 'a:b' }, 'back.user'],
    ['a certificate that is none', 'icinga', { ...icinga, ca: 'x' }, 'back.ca'],
    ['a path that is none', 'nagios', { kind: 'nagios', commandFile: 'nagios.cmd' }, 'back.commandFile'],
    [
      'a silence without end',
      'alertmanager',
      { kind: 'alertmanager', url: 'http://am', silenceMinutes: 0 },
      'back.silenceMinutes',
    ],
    ['a kind there is none of', 'icinga', { kind: 'fax' }, 'back.kind'],
  ])('is refused with %s', async (...[, kind, back, field]) => {
    const { status, body } = await source({ key: `wrong-${(count += 1)}`, kind, back })
    expect([status, fields(body)]).toEqual([422, [field]])
  })

  it('stands in a file, its secret as the name of a variable', async () => {
    const token = await world.tokenFor(await world.newSpace('filed'))
    const ask = (method: string, path: string, document?: unknown) =>
      world.ask(method, path, document === undefined ? { token } : { token, body: { document } })
    const { secret: _secret, ...rest } = icinga
    const document = (back: object) => ({ version: 1, sources: [{ key: 'i', name: 'i', kind: 'icinga', back }] })
    const named = document({ ...rest, secret: { env: 'ICINGA_SECRET' } })
    expect(fields((await ask('POST', '/v1/config/apply', named)).body)).toEqual(['sources.0.back.secret'])
    expect(fields((await ask('POST', '/v1/config/apply', document(rest))).body)).toEqual(['sources.0.back.secret'])
    world.env['ICINGA_SECRET'] = 'from the environment'
    expect((await ask('POST', '/v1/config/apply', named)).status).toBe(200)
    const change = async (wanted: object) =>
      (await ask('POST', '/v1/config/plan', wanted)).body.changes.find(({ key }) => key === 'i')
    expect(await change(named)).toMatchObject({ action: 'unchanged' })
    const exported = (await ask('GET', '/v1/config/export')).body
    expect(await change(exported)).toMatchObject({ action: 'unchanged' })
    expect(JSON.stringify(exported)).not.toContain('from the environment')
    world.env['ICINGA_SECRET'] = 'another'
    expect(await change(named)).toMatchObject({
      action: 'update',
      fields: [{ field: 'back.secret', before: '(set)', after: '(new value)' }],
    })
  })
})

type Say = (order: BackOrder, to: BackTo) => BackResult | Promise<BackResult>

/** One process at work; its net is drawn at once and often, its time is ours. */
const work = (say: Say): BackOrder[] => {
  const orders: BackOrder[] = []
  const tell: TellBack = async (to, order) => {
    orders.push(order)
    return say(order, to)
  }
  const opener = { open: (sealed: string) => Buffer.from(sealed.split(' ')[2] ?? '', 'hex').toString() }
  const nowMs = () => world.clock.nowMs
  const backs = createBacks({
    store: createBackStore(world.pools.engine, opener),
    tell,
    language: 'ja',
    clock: {
      nowMs,
      leaseMs: nowMs,
      wakeAt: (_atMs, wake) => {
        const timer = setTimeout(wake, 5)
        return () => clearTimeout(timer)
      },
    },
    log: { warn: () => undefined, error: () => undefined },
    netMs: 1,
  })
  backs.run()
  running.push(backs)
  return orders
}

const patience = { timeout: 8_000, interval: 10 }
type Back = { readonly [name: string]: unknown }
const send = (key: string, events: readonly object[]) =>
  world.ask('POST', '/v1/alerts', { body: { source: key, events } })
const problem = (dedupKey: string, rest: object = {}) => ({ kind: 'problem', dedupKey, host: dedupKey, ...rest })
const backOf = async (id: string): Promise<readonly Back[]> =>
  (await world.ask('GET', `/v1/alerts/${id}`)).body['back'] as Back[]
const latest = (id: string) => async () => (await backOf(id))[0]

/** A source with problems somebody has here. */
const taken = async (...hosts: readonly string[]): Promise<readonly string[]> => {
  const key = `told-${(count += 1)}`
  await source({ key, kind: 'icinga', back: icinga })
  const { body } = await send(
    key,
    hosts.map((host) => problem(host)),
  )
  const ids = body['alerts'] as unknown as readonly string[]
  for (const id of ids) {
    await world.ask('POST', `/v1/alerts/${id}/acknowledge`)
    world.clock.nowMs += 1
  }
  return ids
}

describe('what somebody took', () => {
  it('X-100: is told to its source, once, in the words of who took it', async () => {
    const [id = ''] = await taken('web01')
    expect((await backOf(id))[0]).toMatchObject({ kind: 'acknowledge', author: 'test', state: 'waiting', attempts: 0 })
    // Nothing new is said by saying it again.
    await world.ask('POST', `/v1/alerts/${id}/acknowledge`)
    const secrets: (string | null)[] = []
    const orders = work((_order, { secret }) => {
      secrets.push(secret)
      return told('done')
    })
    await expect
      .poll(latest(id), patience)
      .toMatchObject({ state: 'told', attempts: 1, answer: 'done', error: null, nextAt: null })
    expect(orders).toMatchObject([
      {
        of: { dedupKey: 'web01', host: 'web01', service: null, origin: {} },
        deed: { kind: 'acknowledge' },
        author: 'test',
        comment: 'Noroshi: testが認知済みにしました',
        again: false,
      },
    ])
    expect(secrets).toEqual(['first secret'])
  })

  it('is the person’s id also where the person signed in or pressed a key, and of one deleted since', async () => {
    const { body } = await world.ask('POST', '/v1/users', {
      body: { key: 'user_a', name: '佐藤', contactMethods: [] },
    })
    const [id = ''] = await taken('web02')
    await send(`told-${count}`, [{ kind: 'unacknowledged', dedupKey: 'web02' }])
    await world.ask('DELETE', '/v1/users/user_a')
    await world.config.alerts.acknowledge(world.spaceId, [id], { userId: body.id, name: '佐藤' })
    expect((await backOf(id))[0]).toMatchObject({ author: 'user_a' })
  })

  it('that its source told of itself is not told back', async () => {
    await source({ key: 'echo', kind: 'icinga', back: icinga })
    const by = { kind: 'acknowledged', dedupKey: 'x', by: 'there' }
    const { body } = await send('echo', [problem('x'), by, { kind: 'downtime', dedupKey: 'x', until: null }])
    expect(await backOf(String((body['alerts'] as unknown as string[])[0]))).toEqual([])
  })

  it('is told again, later and later, until it is given up, and shows why', async () => {
    const [id = ''] = await taken('web03')
    const answers: BackResult[] = [later('http_500', 'broken'), later('timeout')]
    const say: Say = ({ of }) => (of.host === 'web03' ? (answers.shift() ?? later('no_reader')) : told())
    const orders = work(say)
    await expect
      .poll(latest(id), patience)
      .toMatchObject({ state: 'waiting', attempts: 1, error: 'http_500', answer: 'broken' })
    const first = (await backOf(id))[0]
    expect(Date.parse(String(first?.['nextAt'])) - Date.parse(String(first?.['attemptedAt']))).toBe(10_000)
    for (let tries = 2; tries <= backTriesMax; tries += 1) {
      world.clock.nowMs += 3_600_000
      await expect.poll(latest(id), patience).toMatchObject({ attempts: tries })
    }
    await expect.poll(latest(id), patience).toMatchObject({ state: 'failed', error: 'no_reader', nextAt: null })
    // The second and all after it ask first whether an earlier one was taken.
    const own = orders.filter(({ of }) => of.host === 'web03')
    expect(own.map(({ again }) => again)).toEqual([false, ...Array.from({ length: backTriesMax - 1 }, () => true)])
    expect(new Set(own.map((order) => order.id)).size).toBe(1)
  })

  it('is given up at once where no other try would be taken', async () => {
    const [id = ''] = await taken('web04')
    work(() => never('object_unknown'))
    await expect.poll(latest(id), patience).toMatchObject({ state: 'failed', attempts: 1, error: 'object_unknown' })
  })

  it.each([
    ['recovered', { kind: 'recovered', dedupKey: 'web05' }, 'recovered'],
    ['was given back at its source', { kind: 'unacknowledged', dedupKey: 'web05' }, 'released'],
  ])('is not told any more once it %s', async (_name, event, error) => {
    const [id = ''] = await taken('web05')
    await send(`told-${count}`, [event])
    const orders = work(() => told())
    await expect.poll(latest(id), patience).toMatchObject({ state: 'dropped', error, attempts: 1 })
    expect(orders).toEqual([])
  })

  it('is not told to a source that is told no more', async () => {
    const [id = ''] = await taken('web06')
    await world.ask('PATCH', `/v1/sources/told-${count}`, { body: { back: null } })
    const [other = ''] = await taken('web07')
    await world.ask('DELETE', `/v1/sources/told-${count}`)
    work(() => told())
    await expect.poll(latest(id), patience).toMatchObject({ state: 'dropped', error: 'no_way_back' })
    await expect.poll(latest(other), patience).toMatchObject({ state: 'dropped', error: 'no_way_back' })
  })

  it('is told by another process where one died in the middle', async () => {
    const [id = ''] = await taken('web08')
    let isHeld = true
    const first = work(() => new Promise((resolve) => setInterval(() => !isHeld && resolve(later('late')), 5).unref()))
    await expect.poll(() => first.length, patience).toBe(1)
    world.clock.nowMs += 61_000
    const second = work(() => told())
    await expect.poll(latest(id), patience).toMatchObject({ state: 'told', attempts: 2 })
    expect(second).toMatchObject([{ again: true }])
    // Whoever was thought dead and comes back changes nothing.
    isHeld = false
    await Promise.all(running.splice(0).map((backs) => backs.stop()))
    expect((await backOf(id))[0]).toMatchObject({ state: 'told', attempts: 2, error: null })
  })

  it('waits for nobody but its own source, which is told one thing at a time', async () => {
    const slow = await taken('slow01', 'slow02')
    const slowSource = `told-${count}`
    const [quick = ''] = await taken('quick01')
    const release: (() => void)[] = []
    const orders = work((order) =>
      order.source === slowSource ? new Promise((resolve) => release.push(() => resolve(told()))) : told(),
    )
    await expect.poll(latest(quick), patience).toMatchObject({ state: 'told' })
    expect(orders.filter((order) => order.source === slowSource)).toHaveLength(1)
    release.shift()?.()
    await expect.poll(latest(slow[0] ?? ''), patience).toMatchObject({ state: 'told' })
    await expect.poll(() => release.length, patience).toBe(1)
    release.shift()?.()
    await expect.poll(latest(slow[1] ?? ''), patience).toMatchObject({ state: 'told' })
  })

  it('X-080: a downtime is told after the acknowledgement that was before it, and not past its end', async () => {
    const [id = ''] = await taken('web09')
    const untilMs = world.clock.nowMs + 1_800_000
    const by = { userId: null, name: 'user_b' }
    await world.config.alerts.setDowntime(world.spaceId, [id], { by, untilMs })
    const orders = work(({ deed }) => (deed.kind === 'acknowledge' && orders.length === 1 ? later('http_503') : told()))
    await expect.poll(async () => (await backOf(id)).map(({ attempts }) => attempts), patience).toEqual([0, 1])
    world.clock.nowMs += 10_000
    await expect
      .poll(latest(id), patience)
      .toMatchObject({ kind: 'downtime', state: 'told', until: new Date(untilMs).toISOString() })
    expect(orders.map(({ deed, author }) => `${deed.kind} ${author}`)).toEqual([
      'acknowledge test',
      'acknowledge test',
      'downtime user_b',
    ])
    await world.config.alerts.setDowntime(world.spaceId, [id], { by, untilMs: untilMs + 1 })
    world.clock.nowMs = untilMs + 1
    await expect.poll(latest(id), patience).toMatchObject({ kind: 'downtime', state: 'dropped', error: 'over' })
  })
})
