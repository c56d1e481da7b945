// The control API: what a script in another process can see and do. And the clock, the page's events, the demonstration.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Simulator } from './index.ts'
import { startSimulator } from './index.ts'
import type { Receiver } from './testing.ts'
import { clientOf, say, startReceiver, twiml } from './testing.ts'

let simulator: Simulator
let receiver: Receiver
const to = '+819001230001'

beforeEach(async () => {
  simulator = await startSimulator({ phones: [{ number: to, name: '佐藤', behaviour: { msPerChar: 0 } }] })
  receiver = await startReceiver()
  receiver.on('/voice', twiml(`<Gather numDigits="1" action="/key">${say('押して')}</Gather>`))
  receiver.on('/key', twiml(say('はい')))
})

afterEach(async () => {
  await simulator.close()
  await receiver.close()
})

type Answer = { status: number; body: Record<string, unknown> }

type Extra = { body?: object; origin?: string }

async function send(method: string, path: string, { body, origin }: Extra): Promise<Answer> {
  const response = await fetch(`${simulator.url}/control${path}`, {
    method,
    ...(origin === undefined ? {} : { headers: { origin } }),
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

const control = (method: string, path: string, body?: object): Promise<Answer> =>
  send(method, path, body ? { body } : {})

const create = (extra: object = {}): Promise<unknown> =>
  clientOf(simulator).calls.create({ to, from: '+815012340001', url: `${receiver.url}/voice`, ...extra })

describe('holding a phone from another process', () => {
  test('waits for it to ring, answers, hears, presses, hangs up', async () => {
    const ringing = control('GET', `/phones/${to}/wait?state=ringing`)
    await create()
    expect((await ringing).body).toMatchObject({ name: '佐藤', state: 'ringing' })
    await control('POST', `/phones/${to}/answer`)
    await control('GET', `/phones/${to}/wait?heard=${encodeURIComponent('押して')}`)
    await control('POST', `/phones/${to}/press`, { keys: '1' })
    const idle = await control('GET', `/phones/${to}/wait?state=idle`)
    const items = idle.body['transcript'] as { kind: string }[]
    expect(items.map((item) => item.kind)).toEqual(['ring', 'answer', 'say', 'key', 'say', 'end'])
    const sid = simulator.network.calls.all[0]?.sid
    expect((await control('GET', `/calls/${sid}`)).body).toMatchObject({ sid, status: 'completed', transcript: items })
  })

  test('calls whoever called last, or another number, with the caller id or without', async () => {
    const call = (body: object = {}) => control('POST', `/phones/${to}/call`, body)
    expect((await call()).status).toBe(409)
    await create()
    await control('GET', `/phones/${to}/wait?state=ringing`)
    await control('POST', `/phones/${to}/reject`)
    expect((await control('GET', `/phones/${to}`)).body).toMatchObject({ state: 'idle', lastCaller: '+815012340001' })
    expect((await call()).status).toBe(409)
    const [number] = await clientOf(simulator).incomingPhoneNumbers.list({ phoneNumber: '+815012340001' })
    const sid = number?.sid ?? ''
    await clientOf(simulator)
      .incomingPhoneNumbers(sid)
      .update({ voiceUrl: `${receiver.url}/voice` })
    expect((await call()).body).toMatchObject({ state: 'talking', call: { direction: 'inbound', from: to } })
    expect((await call()).status).toBe(409)
    await control('GET', `/phones/${to}/wait?heard=${encodeURIComponent('押して')}`)
    await control('POST', `/phones/${to}/press`, { keys: '1' })
    await control('GET', `/phones/${to}/wait?heard=${encodeURIComponent('はい')}`)
    await control('GET', `/phones/${to}/wait?state=idle`)
    expect(receiver.at('/voice')[0]).toMatchObject({ fields: { From: to, Direction: 'inbound' }, isSigned: true })
    expect(simulator.network.calls.all.at(-1)).toMatchObject({ status: 'completed', to: '+815012340001' })
    expect((await call({ to: '+81-50-1234-0001', hidden: true })).status).toBe(200)
    await control('POST', `/phones/${to}/hangup`)
    expect(receiver.at('/voice').at(-1)?.fields['From']).toBe('anonymous')
    expect((await call({ to: '+819001239999' })).status).toBe(409)
  })

  test('says when there is nothing to do, and what it cannot do', async () => {
    expect(await control('POST', `/phones/${to}/answer`)).toMatchObject({
      status: 409,
      body: { error: expect.any(String) },
    })
    expect(await control('POST', `/phones/${to}/fly`)).toMatchObject({ status: 404 })
    expect(await control('POST', `/phones/${to}/press`, { keys: 'x' })).toMatchObject({ status: 400 })
    expect(await control('GET', '/phones/hello')).toMatchObject({ status: 400 })
    expect(await control('GET', `/phones/${to}/wait?state=ringing&timeoutMs=1`)).toMatchObject({ status: 408 })
    expect(await control('PUT', '/clock')).toMatchObject({ status: 405 })
  })

  test('knobs: per phone, for the next call only, for all, and back', async () => {
    await control('PATCH', '/behaviour', { mode: 'busy' })
    await control('PATCH', `/phones/${to}`, { name: '鈴木', mode: 'reject', keys: [{ press: '1' }] })
    await control('POST', `/phones/${to}/next`, { calls: [{ mode: 'unreachable' }] })
    const ended = async (): Promise<string | undefined> => {
      await create()
      const call = simulator.network.calls.all.at(-1)
      return simulator.network.waitFor(() => call?.endedAtMs && `${call.status} ${call.sipCode}`)
    }
    expect(await ended()).toBe('failed 404')
    expect(await ended()).toBe('busy 603')
    await control('PATCH', `/phones/${to}`, { mode: null })
    expect(await ended()).toBe('busy 486')
    await control('DELETE', `/phones/${to}/behaviour`)
    expect((await control('GET', `/phones/${to}`)).body).toMatchObject({ name: '鈴木', overrides: {} })
    expect(await control('PATCH', `/phones/${to}`, { mod: 'busy' })).toMatchObject({ status: 400 })
    expect(await control('PATCH', '/behaviour', { callbacks: { drop: 'x' } })).toMatchObject({ status: 400 })
  })
})

test('what arrived can be counted and listed since an instant', async () => {
  simulator.network.behave({ mode: 'ignore' })
  await create()
  await clientOf(simulator).messages.create({ to, from: '+815012340001', body: 'x' })
  const first = simulator.network.calls.all[0]?.arrivedAtMs ?? 0
  await create({ to: '+819001230009' })
  const last = simulator.network.calls.all[1]?.arrivedAtMs ?? 0
  expect((await control('GET', '/stats')).body).toMatchObject({
    calls: { total: 2, firstArrivedAtMs: first, lastArrivedAtMs: last },
    messages: { total: 1 },
    requests: 3,
  })
  const list = async (query: string): Promise<unknown[]> =>
    (await control('GET', `/calls?${query}`)).body['calls'] as unknown[]
  expect(await list('')).toHaveLength(2)
  expect(await list(`since=${last}`)).toMatchObject([{ to: '+819001230009', status: 'queued' }])
  expect(await list(`to=${encodeURIComponent(to)}`)).toHaveLength(1)
  expect((await control('GET', '/messages')).body['messages']).toMatchObject([{ body: 'x' }])
  expect((await control('GET', '/requests')).body['requests']).toMatchObject([
    { method: 'POST', to, status: 201 },
    { to, status: 201 },
    { to: '+819001230009' },
  ])
})

test('faults, settings and accounts', async () => {
  await control('POST', '/faults', { kind: '500', next: 1 })
  await control('POST', '/faults', { kind: '429' })
  expect((await control('GET', '/faults')).body['faults']).toHaveLength(2)
  expect((await control('POST', '/faults', { faults: [{ kind: 'lost', next: 2 }] })).body['faults']).toHaveLength(1)
  expect(await control('POST', '/faults', { kind: 'tired' })).toMatchObject({ status: 400 })
  await control('DELETE', '/faults')
  expect((await control('PATCH', '/settings', { lean: true })).body).toMatchObject({ lean: true })
  await create()
  await simulator.network.waitFor(() => simulator.network.phone(to).state() === 'ringing')
  expect(simulator.network.phone(to).transcript()).toHaveLength(0)
  const made = await control('POST', '/accounts', { numbers: ['+815099990001'], cps: 1 })
  expect(made.status).toBe(201)
  const sid = String(made.body['sid'])
  expect((await control('PATCH', `/accounts/${sid}`, { cps: null, concurrency: 3 })).body).toMatchObject({
    cps: null,
    concurrency: 3,
  })
  expect((await control('GET', '/network')).body['accounts']).toHaveLength(2)
})

test('reset forgets what happened and keeps what it was started with', async () => {
  await create()
  await simulator.network.waitFor(() => simulator.network.phone(to).state() === 'ringing')
  await control('POST', '/reset')
  expect((await control('GET', '/stats')).body).toMatchObject({ calls: { total: 0 }, phones: 1 })
  expect(simulator.network.phone(to).name).toBe('佐藤')
  expect(receiver.hooks).toHaveLength(0)
})

describe('the clock', () => {
  test('can be stopped, advanced and set going again', async () => {
    expect(await control('POST', '/clock/advance', { ms: 1 })).toMatchObject({ status: 409 })
    await control('POST', '/clock', { mode: 'stepped', nowMs: 1_000_000 })
    simulator.network.phone(to).behave({ mode: 'answer', afterMs: 10_000, keys: [{ afterMs: 500, press: '1' }] })
    await create()
    await control('POST', '/settle')
    expect((await control('GET', '/clock')).body).toMatchObject({ mode: 'stepped', nowMs: 1_000_000, nextInMs: 10_000 })
    expect((await control('POST', '/clock/advance', { ms: 10_500 })).body).toMatchObject({ nowMs: 1_010_500 })
    expect(receiver.at('/key')).toHaveLength(1)
    await control('POST', '/clock', { mode: 'real' })
    expect(simulator.network.clock.nowMs()).toBeGreaterThanOrEqual(1_010_500)
    expect(simulator.network.clock.nowMs()).toBeLessThan(1_100_000)
  })

  test('runs everything due in order, whatever was set when', async () => {
    const { clock } = simulator.network
    clock.setMode('stepped', 0)
    const seen: string[] = []
    clock.after(30, () => seen.push('c'))
    clock.after(10, () => {
      seen.push('a')
      clock.after(10, () => seen.push('b'))
      clock.after(0, () => seen.push('a2'))
    })
    const never = clock.after(15, () => seen.push('never'))
    clock.after(30, () => seen.push('d'))
    never.cancel()
    await simulator.network.advance(30)
    expect(seen).toEqual(['a', 'a2', 'b', 'c', 'd'])
    expect(clock.nowMs()).toBe(30)
  })
})

test('the page is told what changed while it changes', async () => {
  const abort = new AbortController()
  const response = await fetch(`${simulator.url}/control/events`, { signal: abort.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  await create()
  let seen = ''
  const readUntil = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(seen)) {
      const part = await reader?.read()
      if (!part || part.done) throw new Error('the stream ended')
      seen += part.value
    }
  }
  await readUntil(/event: phones\ndata: .*"state":"ringing"/)
  simulator.network.behave({ mode: 'never' })
  await readUntil(/event: network\ndata: .*"mode":"never"/)
  expect(seen).toContain('佐藤')
  abort.abort()
})

test('other sites and foreign host names may not control it', async () => {
  expect((await send('POST', `/phones/${to}/answer`, { origin: 'https://evil.example' })).status).toBe(403)
  expect((await send('GET', '/stats', { origin: simulator.url })).status).toBe(200)
  expect((await send('GET', '/clock', { origin: 'null' })).status).toBe(403)
})

describe('the demonstration', () => {
  test('is started by this process, with the token the page never sees', async () => {
    const seen: unknown[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        seen.push([request.headers.authorization, JSON.parse(body)])
        response.writeHead(201, { 'content-type': 'application/json' })
        response.end('{"id":"co_1"}')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const startUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/callouts`
    simulator.offerDemo({ startUrl, token: 'secret', policies: [{ id: 'p1', key: 'night', name: '夜間' }] })
    const shown = await control('GET', '/network')
    expect(shown.body['demo']).toEqual({ policies: [{ id: 'p1', key: 'night', name: '夜間' }] })
    expect(JSON.stringify(shown.body)).not.toContain('secret')
    const started = await control('POST', '/demo/start', { policyId: 'p1', text: '訓練です' })
    expect(started).toEqual({ status: 201, body: { id: 'co_1' } })
    expect(seen).toEqual([['Bearer secret', { policy: 'p1', text: '訓練です' }]])
    expect((await control('POST', '/demo/start', { policyId: 'p2', text: 'x' })).status).toBe(404)
    server.closeAllConnections()
    server.close()
  })

  test('is not there unless it was set up', async () => {
    expect((await control('POST', '/demo/start', { policyId: 'p1', text: 'x' })).status).toBe(404)
  })
})
