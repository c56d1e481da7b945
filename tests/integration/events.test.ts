// Live changes: who hears of what, how a reader goes on where it stopped, and that none of them can hold the server up.
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Hint } from '#http/live'
import { createLive } from '#http/live'
import { createHints } from '#store/hints'
import { furnishIncidents } from '../support/incidents.ts'
import { createV1World, type V1World } from '../support/v1.ts'

let world: V1World
let admin: string
beforeAll(async () => {
  world = await createV1World()
  await furnishIncidents(world)
  admin = await world.tokenFor(world.spaceId)
})
afterAll(() => world.close())

type Event = { readonly event: string; readonly id: string | null; readonly data: Record<string, unknown> }

const parse = (block: string): readonly Event[] => {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  )
  const event = fields.get('event')
  const data = JSON.parse(fields.get('data') ?? '{}') as Record<string, unknown>
  return event === undefined ? [] : [{ event, id: fields.get('id') ?? null, data }]
}

/** A reader of a stream: its events so far, and the next one. */
const listen = async (path: string, options: { token?: string; headers?: Record<string, string> } = {}) => {
  const { token = admin, headers = {} } = options
  const abort = new AbortController()
  onTestFinished(() => abort.abort())
  const response = await fetch(`${world.url}${path}`, {
    signal: abort.signal,
    headers: { Authorization: `Bearer ${token}`, ...headers },
  })
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  let text = ''
  const heard: Event[] = []
  let taken = 0
  const next = async (): Promise<Event> => {
    while (heard.length === taken) {
      const part = await reader.read()
      if (part.done) throw new Error('the stream ended')
      text += new TextDecoder().decode(part.value)
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      heard.push(...blocks.flatMap(parse))
    }
    taken += 1
    return heard[taken - 1] as Event
  }
  const ended = async (): Promise<boolean> => {
    for (let part = await reader.read(); !part.done; part = await reader.read());
    return true
  }
  return { response, next, ended, stop: () => abort.abort() }
}

type Made = { readonly id: string; readonly number: number }
const make = async (body: object = {}, token = admin): Promise<Made> =>
  (await world.ask('POST', '/v1/incidents', { body: { name: '停止', ...body }, token })).body as unknown as Made
const say = (number: number, token = admin) =>
  world.ask('POST', `/v1/incidents/${number}/messages`, { body: { message: 'x' }, token })

describe('a stream of everything', () => {
  it('tells that something changed and how far it has come, and nothing of its content', async () => {
    const stream = await listen('/v1/events')
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(stream.response.headers.get('x-content-type-options')).toBe('nosniff')
    const { id, number } = await make()
    expect(await stream.next()).toEqual({ event: 'incident', id: null, data: { id, seq: 1 } })
    await say(number)
    expect(await stream.next()).toEqual({ event: 'incident', id: null, data: { id, seq: 2 } })
  })

  it('tells nobody of another space or project, nor who may not read', async () => {
    const space = await world.newSpace('foreign')
    const foreign = await world.tokenFor(space)
    const project = await world.ask('POST', '/v1/tokens', {
      body: { name: 'p', scopes: ['incidents:read', 'incidents:write'], project: 'web' },
    })
    const host = { 'X-Forwarded-Host': 'foreign.test' }
    const [there, inProject] = await Promise.all([
      listen('/v1/events', { token: foreign, headers: host }),
      listen('/v1/events', { token: project.body.token }),
    ])
    await make()
    const ofProject = await make({ project: 'web' })
    const ofSpace = await make({}, foreign)
    expect((await there.next()).data['id']).toBe(ofSpace.id)
    expect((await inProject.next()).data['id']).toBe(ofProject.id)
    expect(
      (await world.ask('GET', '/v1/events', { token: await world.tokenFor(world.spaceId, ['users:read']) })).status,
    ).toBe(403)
  })

  it('whoever may read callouts alone hears of callouts alone', async () => {
    const stream = await listen('/v1/events', { token: await world.tokenFor(world.spaceId, ['callouts:read']) })
    const hint = { spaceId: world.spaceId, projectId: null, id: 'x', seq: 1 }
    world.live.publish({ ...hint, kind: 'incident' })
    world.live.publish({ ...hint, kind: 'callout' })
    expect(await stream.next()).toMatchObject({ event: 'callout' })
  })

  it('reaches the readers of other processes, and says so when something may have been missed', async () => {
    const heard: (Hint | null)[] = []
    const other = createHints({
      pool: world.pools.engine,
      sender: 'another process',
      heard: (hint) => heard.push(hint),
      log: { warn: () => undefined },
    })
    await other.listen()
    onTestFinished(() => other.stop())
    const { id } = await make()
    await expect.poll(() => heard, { timeout: 5_000 }).toContainEqual(expect.objectContaining({ kind: 'incident', id }))
    await world.pools.owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen noroshi_hint%' and datname = current_database()`,
    )
    await expect.poll(() => heard, { timeout: 5_000 }).toContain(null)
    const many = Array.from({ length: 700 }, (_, index) => `incident-${index}`)
    const third = createHints({
      pool: world.pools.engine,
      sender: 'a third',
      heard: () => undefined,
      log: { warn: () => undefined },
    })
    heard.length = 0
    for (const one of many) {
      third.publish({ spaceId: world.spaceId, projectId: null, kind: 'incident', id: one, seq: 1 })
    }
    await expect.poll(() => heard, { timeout: 5_000 }).toEqual([null])
  })
})

describe('a stream of one incident', () => {
  it('goes on from the last event that was heard', async () => {
    const { number } = await make({ topics: ['一', '二'] })
    const path = `/v1/incidents/${number}/events`
    const behind = await listen(path, { headers: { 'Last-Event-ID': '1' } })
    expect(await behind.next()).toEqual({ event: 'timeline', id: '3', data: { seq: 3 } })
    const upToDate = await listen(path, { headers: { 'Last-Event-ID': '3' } })
    const fresh = await listen(path)
    await make()
    await say(number)
    for (const stream of [behind, upToDate, fresh]) {
      expect(await stream.next()).toEqual({ event: 'timeline', id: '4', data: { seq: 4 } })
    }
    const wrong = await world.ask('GET', path, { headers: { 'Last-Event-ID': 'x' } })
    expect([wrong.status, wrong.body.code]).toEqual([422, 'request.invalid'])
  })
})

describe('streams', () => {
  it('are a bounded number per space', async () => {
    const live = createLive({ streamsPerSpaceMax: 2 })
    onTestFinished(() => live.stop())
    const who = {
      spaceId: 's',
      projectId: null,
      kind: 'token',
      id: 't',
      userId: null,
      name: 't',
      scopes: new Set<string>(),
    } as const
    const order = { who, incident: null, cut: () => undefined }
    const first = await live.open(order)
    await live.open(order)
    await expect(live.open(order)).rejects.toMatchObject({ code: 'events.too_many_streams' })
    await live.open({ ...order, who: { ...who, spaceId: 'other' } })
    await first.cancel()
    await live.open(order)
    expect(live.size()).toBe(3)
  })

  it('are kept open by a comment now and then, and end after a while', async () => {
    const live = createLive({ beatMs: 10, lifeMs: 30 })
    onTestFinished(() => live.stop())
    const who = {
      spaceId: 's',
      projectId: null,
      kind: 'token',
      id: 't',
      userId: null,
      name: 't',
      scopes: new Set<string>(),
    } as const
    const text = await new Response(await live.open({ who, incident: null, cut: () => undefined })).text()
    expect(text).toMatch(/^retry: 2000\n: live\n\n(: still here\n\n)+$/)
    expect(live.size()).toBe(0)
  })

  it('of a reader that does not read are cut off, however much there would be to tell', async () => {
    const before = world.live.size()
    const { port } = new URL(world.url)
    const socket = connect(Number(port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => undefined)
    socket.pause()
    socket.write(`GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${admin}\r\n\r\n`)
    await expect.poll(() => world.live.size()).toBe(before + 1)
    const tell = (): void => {
      for (let index = 0; index < 2_000; index += 1) {
        const hint = {
          spaceId: world.spaceId,
          projectId: null,
          kind: 'incident',
          id: 'x'.repeat(200),
          seq: index,
        } as const
        world.live.publish(hint)
      }
    }
    let closed = false
    socket.on('close', () => {
      closed = true
    })
    await expect
      .poll(
        () => {
          tell()
          return world.live.size()
        },
        { timeout: 10_000 },
      )
      .toBe(before)
    socket.resume()
    await expect.poll(() => closed, { timeout: 5_000 }).toBe(true)
  })

  it('end at once when the server stops', async () => {
    const other = await createV1World()
    const token = await other.tokenFor(other.spaceId)
    const response = await fetch(`${other.url}/v1/events`, { headers: { Authorization: `Bearer ${token}` } })
    // A connection that is cut off when the time is over would be an error here.
    const [, text] = await Promise.all([other.close(), response.text()])
    expect(text).toContain(': live')
  })
})
