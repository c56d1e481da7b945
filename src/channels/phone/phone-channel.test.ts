// Placing calls through the official client, at the simulator and at providers that misbehave.

import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ConnectionId } from '#core/ids'
import { defaultKeySecret, defaultKeySid } from '../../../simulator/index.ts'
import type { Connections } from './connection.ts'
import { type Bench, startBench } from './testing/bench.ts'
import {
  connection,
  connectionId,
  connectionsOf,
  json,
  spaceId,
  startBadProvider,
  toNumber,
} from './testing/fixtures.ts'

let bench: Bench
beforeEach(async () => {
  bench = await startBench()
})
afterEach(() => bench.simulator.close())

describe('place', () => {
  test('a phone rings for as long as the policy says', async () => {
    await bench.place(bench.channelOf(), bench.begun({ plan: { ringMs: 20_000 } }))
    expect(bench.phone().state()).toBe('ringing')
    await bench.simulator.network.advance(19_000)
    expect(bench.phone().state()).toBe('ringing')
    await bench.simulator.network.advance(1_500)
    expect(bench.phone().state()).toBe('idle')
  })

  test('X-001 X-014: every call goes through the account of its own connection', async () => {
    const second = bench.simulator.network.addAccount({ numbers: ['+815012340009'], authToken: 'of-the-second' })
    const others = connection({
      id: 'second' as ConnectionId,
      baseUrl: bench.simulator.url,
      accountSid: second.sid,
      authToken: second.authToken,
    })
    const connections: Connections = {
      load: (_space, id) => Promise.resolve(id === others.id ? others : connection({ baseUrl: bench.simulator.url })),
    }
    const channel = bench.channelOf({}, { connections })
    await bench.place(channel, bench.begun())
    const from = '+815012340009'
    await bench.place(channel, bench.begun({ attempt: { connectionId: others.id }, plan: { from } }))
    const calls = [...bench.simulator.network.calls.all].map((call) => [call.accountSid, call.from])
    expect(calls).toEqual([
      [bench.simulator.accountSid, '+815012340001'],
      [second.sid, from],
    ])
  })

  test('the simulator has nothing to complain about', async () => {
    await bench.place(bench.channelOf({ machineDetection: true }), bench.begun())
    const codes = bench.simulator.network.debuggerLog.list().map((entry) => entry.code)
    // Nobody listens at the status address of this test.
    expect(codes.filter((code) => code !== 11205)).toEqual([])
  })

  test.each([
    ['number.emergency', 'permanent', '+81110'],
    ['number.invalid', 'permanent', '+8190123'],
  ])('%s is refused at dial time again', async (code, refusal, address) => {
    expect(await bench.channelOf().place(bench.begun({ attempt: { address } }))).toEqual({
      kind: 'refused',
      refusal,
      code,
    })
    expect([...bench.simulator.network.calls.all]).toHaveLength(0)
  })

  test('a demo number is never given to a real provider', async () => {
    expect(await bench.channelOf({ simulated: false }).place(bench.begun())).toMatchObject({
      code: 'number.demo_on_real',
    })
  })

  test.each([
    ['21210', 'configuration', { plan: { from: '+815099999999' } }],
    ['from.missing', 'configuration', { plan: { from: null } }],
    ['connection.missing', 'configuration', { attempt: { connectionId: null } }],
  ])('%s is a matter of configuration', async (code, refusal, change) => {
    expect(await bench.channelOf().place(bench.begun(change))).toEqual({ kind: 'refused', refusal, code })
  })

  test('wrong credentials are a matter of configuration', async () => {
    expect(await bench.channelOf({ authToken: 'wrong' }).place(bench.begun())).toMatchObject({
      refusal: 'configuration',
      code: '20003',
    })
  })

  test.each([
    ['429', { kind: 'refused', refusal: 'temporary', code: '20429' }],
    ['401', { kind: 'refused', refusal: 'configuration' }],
    ['403', { kind: 'refused', refusal: 'configuration' }],
    ['500', { kind: 'unknown' }],
    ['503', { kind: 'unknown' }],
    ['html', { kind: 'unknown', code: 'http.502' }],
    ['hang', { kind: 'unknown', code: 'net.TIMEOUT' }],
    ['close', { kind: 'unknown', code: 'net.ECONNRESET' }],
    ['lost', { kind: 'unknown', code: 'net.ECONNRESET' }],
    ['cut', { kind: 'unknown' }],
  ] as const)('a provider that answers %s', async (kind, placement) => {
    bench.simulator.network.faults.add({ kind, resource: 'calls', action: 'create', next: 1 })
    expect(await bench.channelOf().place(bench.begun())).toMatchObject(placement)
    const requests = bench.simulator.network.requests.list().filter((each) => each.method === 'POST')
    expect(requests).toHaveLength(1)
  })

  test('the account’s own limit of calls at once asks for patience', async () => {
    bench.simulator.network.defaultAccount.concurrency = 1
    const channel = bench.channelOf()
    await bench.place(channel, bench.begun())
    expect(await channel.place(bench.begun({ attempt: { address: '+819001230002' } }))).toMatchObject({
      refusal: 'temporary',
      code: '10004',
    })
  })

  test('a success without an id has perhaps made a call', async () => {
    const provider = await startBadProvider(json(201, { status: 'queued' }))
    expect(await bench.channelOf({ baseUrl: provider.url }).place(bench.begun())).toEqual({
      kind: 'unknown',
      code: 'answer.no_sid',
    })
    await provider.close()
  })

  test('a connection that cannot be read asks for patience, one that is gone does not', async () => {
    const broken: Connections = { load: () => Promise.reject(new Error('store away')) }
    expect(await bench.channelOf({}, { connections: broken }).place(bench.begun())).toEqual({
      kind: 'refused',
      refusal: 'temporary',
      code: 'connection.unreadable',
    })
    expect(await bench.channelOf({}, { connections: connectionsOf(null) }).place(bench.begun())).toMatchObject({
      refusal: 'configuration',
      code: 'connection.missing',
    })
  })

  test('secrets never reach the log', async () => {
    bench.simulator.network.faults.add({ kind: 'close' })
    const channel = bench.channelOf({ apiKeySid: defaultKeySid, apiKeySecret: defaultKeySecret })
    await channel.place(bench.begun())
    const written = inspect(bench.log.lines, { depth: 20, showHidden: true })
    expect(written).not.toBe('')
    expect(written).not.toContain(defaultKeySecret)
    expect(written).not.toContain(Buffer.from(`${defaultKeySid}:${defaultKeySecret}`).toString('base64'))
  })
})

test('numbers are masked in the log, also where the provider repeats them', async () => {
  const message = `The phone number ${toNumber} is not valid.`
  const provider = await startBadProvider(json(400, { code: 21211, message, status: 400 }))
  expect(await bench.channelOf({ baseUrl: provider.url }).place(bench.begun())).toMatchObject({ code: '21211' })
  await provider.close()
  expect(inspect(bench.log.lines)).toContain('090-****-0001')
  expect(inspect(bench.log.lines)).not.toContain(toNumber)
})

describe('facts about a connection', () => {
  test('pace and kind', async () => {
    expect(await bench.channelOf({ callsPerSecond: 5, callsAtOnce: 10 }).connection(spaceId, connectionId)).toEqual({
      id: connectionId,
      kind: 'twilio',
      engages: true,
      pace: { callsPerSecond: 5, callsAtOnce: 10 },
      simulated: true,
    })
  })

  test('a connection to the simulator does not count where the simulator is not allowed', async () => {
    const channel = bench.channelOf({}, { simulatorAllowed: false })
    expect(await channel.connection(spaceId, connectionId)).toBeNull()
    expect(await channel.place(bench.begun())).toMatchObject({ code: 'connection.missing' })
  })

  test('one that cannot be read does not look like one that is gone', async () => {
    const connections: Connections = { load: () => Promise.reject(new Error('store away')) }
    expect(await bench.channelOf({}, { connections }).connection(spaceId, connectionId)).toMatchObject({
      pace: { callsPerSecond: 1 },
    })
  })

  test('which numbers it may dial', async () => {
    const channel = bench.channelOf()
    const facts = { id: connectionId, kind: 'twilio', engages: true, pace: { callsPerSecond: null, callsAtOnce: null } }
    expect(channel.allows(toNumber, { ...facts, simulated: true })).toBe(true)
    expect(channel.allows(toNumber, { ...facts, simulated: false })).toBe(false)
    expect(channel.allows('+819012345678', { ...facts, simulated: false })).toBe(true)
    expect(channel.allows('+81119', { ...facts, simulated: true })).toBe(false)
  })
})
