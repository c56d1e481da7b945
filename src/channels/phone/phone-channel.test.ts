// The channel through the official client against the simulator, and against providers that misbehave.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CallOrder, PhoneChannel } from '#engine/ports'
import { defaultKeySecret, defaultKeySid, type Simulator, startSimulator } from '../../../simulator/index.ts'
import { checkCredentials, listNumbers } from './account.ts'
import { createClients } from './client.ts'
import type { Connections, TwilioConnection } from './connection.ts'
import { createPhoneChannel, type PhoneChannelOptions } from './phone-channel.ts'
import {
  type BadProvider,
  connection,
  connectionId,
  connectionsOf,
  json,
  type MemoryLog,
  memoryLog,
  order,
  spaceId,
  startBadProvider,
  toNumber,
} from './testing/fixtures.ts'

const startMs = Date.UTC(2026, 10, 22, 3, 0, 0, 400)
const httpLimits = { totalMs: 400, connectMs: 200, answerBytes: 1024 * 1024 }
let simulator: Simulator
let log: MemoryLog

beforeEach(async () => {
  log = memoryLog()
  simulator = await startSimulator({ clock: { mode: 'stepped', nowMs: startMs } })
})
afterEach(() => simulator.close())

const channelOf = (change: Partial<TwilioConnection> = {}, options: Partial<PhoneChannelOptions> = {}): PhoneChannel =>
  createPhoneChannel({
    connections: connectionsOf(connection({ baseUrl: simulator.url, ...change })),
    publicUrl: 'http://127.0.0.1:9',
    simulatorAllowed: true,
    log,
    httpLimits,
    ...options,
  })

const phone = () => simulator.network.phone(toNumber)
const begun = (change: Parameters<typeof order>[0] = {}): CallOrder =>
  order({ ...change, attempt: { begunAtMs: simulator.network.clock.nowMs(), ...change.attempt } })
const withId = (given: CallOrder, placed: { kind: string; providerId?: string }): CallOrder => ({
  ...given,
  attempt: { ...given.attempt, providerId: placed.providerId ?? null },
})

const place = async (channel: PhoneChannel, given: CallOrder): Promise<CallOrder> => {
  const placed = await channel.place(given)
  expect(placed).toMatchObject({ kind: 'placed', providerId: expect.stringMatching(/^CA/) })
  await simulator.network.settled()
  return withId(given, placed)
}

describe('place', () => {
  test('a phone rings for as long as the policy says', async () => {
    await place(channelOf(), begun({ plan: { ringMs: 20_000 } }))
    expect(phone().state()).toBe('ringing')
    await simulator.network.advance(19_000)
    expect(phone().state()).toBe('ringing')
    await simulator.network.advance(1_500)
    expect(phone().state()).toBe('idle')
  })

  test('the simulator has nothing to complain about', async () => {
    await place(channelOf({ machineDetection: true }), begun())
    const codes = simulator.network.debuggerLog.list().map((entry) => entry.code)
    // Nobody listens at the status address of this test.
    expect(codes.filter((code) => code !== 11205)).toEqual([])
  })

  test.each([
    ['number.emergency', 'permanent', '+81110'],
    ['number.invalid', 'permanent', '+8190123'],
  ])('%s is refused at dial time again', async (code, refusal, address) => {
    expect(await channelOf().place(begun({ attempt: { address } }))).toEqual({ kind: 'refused', refusal, code })
    expect([...simulator.network.calls.all]).toHaveLength(0)
  })

  test('a demo number is never given to a real provider', async () => {
    expect(await channelOf({ simulated: false }).place(begun())).toMatchObject({ code: 'number.demo_on_real' })
  })

  test.each([
    ['21210', 'configuration', { plan: { from: '+815099999999' } }],
    ['from.missing', 'configuration', { plan: { from: null } }],
    ['connection.missing', 'configuration', { attempt: { connectionId: null } }],
  ])('%s is a matter of configuration', async (code, refusal, change) => {
    expect(await channelOf().place(begun(change))).toEqual({ kind: 'refused', refusal, code })
  })

  test('wrong credentials are a matter of configuration', async () => {
    expect(await channelOf({ authToken: 'wrong' }).place(begun())).toMatchObject({
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
    simulator.network.faults.add({ kind, resource: 'calls', action: 'create', next: 1 })
    expect(await channelOf().place(begun())).toMatchObject(placement)
    const requests = simulator.network.requests.list().filter((each) => each.method === 'POST')
    expect(requests).toHaveLength(1)
  })

  test('the account’s own limit of calls at once asks for patience', async () => {
    simulator.network.defaultAccount.concurrency = 1
    const channel = channelOf()
    await place(channel, begun())
    expect(await channel.place(begun({ attempt: { address: '+819001230002' } }))).toMatchObject({
      refusal: 'temporary',
      code: '10004',
    })
  })

  test('a success without an id has perhaps made a call', async () => {
    const provider = await startBadProvider(json(201, { status: 'queued' }))
    expect(await channelOf({ baseUrl: provider.url }).place(begun())).toEqual({
      kind: 'unknown',
      code: 'answer.no_sid',
    })
    await provider.close()
  })

  test('a connection that cannot be read asks for patience, one that is gone does not', async () => {
    const broken: Connections = { load: () => Promise.reject(new Error('store away')) }
    expect(await channelOf({}, { connections: broken }).place(begun())).toEqual({
      kind: 'refused',
      refusal: 'temporary',
      code: 'connection.unreadable',
    })
    expect(await channelOf({}, { connections: connectionsOf(null) }).place(begun())).toMatchObject({
      refusal: 'configuration',
      code: 'connection.missing',
    })
  })

  test('secrets never reach the log', async () => {
    simulator.network.faults.add({ kind: 'close' })
    const channel = channelOf({ apiKeySid: defaultKeySid, apiKeySecret: defaultKeySecret })
    await channel.place(begun())
    const written = log.lines.map(({ facts }) => `${JSON.stringify(facts)} ${String(facts['error'])}`).join('\n')
    expect(written).not.toBe('')
    expect(written).not.toContain(defaultKeySecret)
    expect(written).not.toContain(Buffer.from(`${defaultKeySid}:${defaultKeySecret}`).toString('base64'))
  })
})

describe('lookup of a call whose answer was lost', () => {
  const lost = async (): Promise<CallOrder> => {
    simulator.network.faults.add({ kind: 'lost', resource: 'calls', action: 'create', next: 1 })
    const given = begun()
    expect((await channelOf().place(given)).kind).toBe('unknown')
    await simulator.network.settled()
    return given
  }

  test('finds it ringing, and then ended', async () => {
    const given = await lost()
    expect(await channelOf().lookup(given)).toMatchObject({ kind: 'live', state: 'ringing' })
    phone().reject()
    await simulator.network.settled()
    expect(await channelOf().lookup(given)).toMatchObject({ kind: 'ended', end: 'busy' })
  })

  test('finds it in the provider’s own queue', async () => {
    simulator.network.defaultAccount.cps = 1
    await place(channelOf(), begun({ attempt: { address: '+819001230002' } }))
    expect(await channelOf().lookup(await lost())).toMatchObject({ kind: 'live', state: 'placed' })
  })

  test('is not misled by another attempt’s call to the same number', async () => {
    await place(channelOf(), begun())
    phone().reject()
    await simulator.network.advance(60_000)
    expect(await channelOf().lookup(begun())).toEqual({ kind: 'absent' })
  })

  test('a list that lags behind says absent first', async () => {
    simulator.network.settings.listLagMs = 3_000
    const given = await lost()
    expect(await channelOf().lookup(given)).toEqual({ kind: 'absent' })
    await simulator.network.advance(3_000)
    expect(await channelOf().lookup(given)).toMatchObject({ kind: 'live' })
  })

  test.each(['500', 'html', 'close', '429', '401'] as const)(
    'a provider that answers %s cannot be asked',
    async (kind) => {
      const given = await lost()
      simulator.network.faults.add({ kind, resource: 'calls', action: 'list' })
      expect(await channelOf().lookup(given)).toMatchObject({ kind: 'unavailable' })
    },
  )

  test('an attempt that never began has no call', async () => {
    expect(await channelOf().lookup(order({ attempt: { begunAtMs: null } }))).toEqual({ kind: 'absent' })
  })
})

describe('watch', () => {
  test('follows a call from ringing to its end', async () => {
    const given = await place(channelOf({ inbound: 'inline' }), begun())
    expect(await channelOf().watch(given)).toMatchObject({ kind: 'live', state: 'ringing' })
    phone().answer()
    await simulator.network.settled()
    expect(await channelOf().watch(given)).toMatchObject({ kind: 'live', state: 'answered' })
    phone().hangUp()
    await simulator.network.settled()
    expect(await channelOf().watch(given)).toEqual({
      kind: 'ended',
      providerId: given.attempt.providerId,
      end: 'completed',
      detail: null,
      answeredBy: null,
    })
  })

  test.each([
    ['never', 'no_answer'],
    ['busy', 'busy'],
    ['unreachable', 'failed'],
  ] as const)('a phone that is %s ends as %s', async (mode, end) => {
    phone().behave({ mode })
    const given = await place(channelOf(), begun())
    await simulator.network.advance(61_000)
    expect(await channelOf().watch(given)).toMatchObject({ kind: 'ended', end })
  })

  test('an unknown call is absent, an unreadable answer unavailable', async () => {
    const given = begun({ attempt: { providerId: 'CA00000000000000000000000000000000' } })
    expect(await channelOf().watch(given)).toEqual({ kind: 'absent' })
    expect(await channelOf({}, { connections: connectionsOf(null) }).watch(given)).toEqual({
      kind: 'unavailable',
      code: 'connection.missing',
    })
    const provider: BadProvider = await startBadProvider(json(200, { sid: 'CA1', status: 'exploded' }))
    expect(await channelOf({ baseUrl: provider.url }).watch(given)).toEqual({
      kind: 'unavailable',
      code: 'answer.status',
    })
    await provider.close()
  })

  test('without an id it looks the call up', async () => {
    const given = await place(channelOf(), begun())
    expect(await channelOf().watch(withId(given, { kind: 'x' }))).toMatchObject({ kind: 'live', state: 'ringing' })
  })
})

describe('cancel', () => {
  test('a ringing phone stops', async () => {
    const given = await place(channelOf(), begun())
    expect(await channelOf().cancel(given)).toBe(true)
    expect(phone().state()).toBe('idle')
    expect(await channelOf().watch(given)).toMatchObject({ kind: 'ended', end: 'cancelled' })
  })

  test('a call in the provider’s queue never rings', async () => {
    simulator.network.defaultAccount.cps = 1
    await place(channelOf(), begun({ attempt: { address: '+819001230002' } }))
    const given = await place(channelOf(), begun())
    expect(await channelOf().cancel(given)).toBe(true)
    await simulator.network.advance(5_000)
    expect(
      phone()
        .transcript()
        .filter(({ kind }) => kind === 'ring'),
    ).toEqual([])
  })

  test('a person who answered a moment ago is not cut off: they hear who took it', async () => {
    const given = await place(channelOf({ inbound: 'inline' }), begun())
    phone().answer()
    await simulator.network.settled()
    expect(await channelOf().cancel(given)).toBe(true)
    expect(phone().state()).toBe('talking')
  })

  test('a call known to be answered is hung up', async () => {
    const given = await place(channelOf({ inbound: 'inline' }), begun())
    phone().answer()
    await simulator.network.settled()
    expect(await channelOf().cancel({ ...given, attempt: { ...given.attempt, state: 'answered' } })).toBe(true)
    expect(phone().state()).toBe('idle')
  })

  test('a call that is over counts as cancelled', async () => {
    const given = await place(channelOf(), begun())
    phone().reject()
    await simulator.network.settled()
    expect(await channelOf().cancel(given)).toBe(true)
  })

  test('a provider that cannot be reached did not take it; without an id there is nothing to cancel', async () => {
    const given = await place(channelOf(), begun())
    simulator.network.faults.add({ kind: '500' })
    expect(await channelOf().cancel(given)).toBe(false)
    expect(await channelOf().cancel(begun())).toBe(false)
  })
})

describe('X-008 X-022 X-023: a closed network', () => {
  test('inline: the message is played several times without a single request to us', async () => {
    phone().behave({ mode: 'answer', afterMs: 1_000 })
    await place(channelOf({ inbound: 'inline' }), begun({ text: 'web01のHTTPが停止しました。' }))
    await simulator.network.advance(120_000)
    const heard = phone()
      .transcript()
      .filter(({ kind }) => kind === 'say')
    expect(heard.filter(({ text }) => text.includes('web01のHTTPが停止しました。'))).toHaveLength(3)
    expect(heard.every(({ language }) => language === 'ja-JP')).toBe(true)
    expect(simulator.network.debuggerLog.list()).toEqual([])
    expect(phone().transcript().at(-1)).toMatchObject({ kind: 'end', text: 'completed', by: 'caller' })
  })

  test('a cause that grows is read when the call is made', async () => {
    const causes = { read: () => Promise.resolve('三台が停止しています。') }
    phone().behave({ mode: 'answer', afterMs: 0 })
    const given = begun()
    const live = { ...given, callout: { ...given.callout, cause: { kind: 'live', source: 'alerts' } } } as CallOrder
    await place(channelOf({ inbound: 'inline' }, { causes }), live)
    await simulator.network.advance(60_000)
    expect(
      phone()
        .transcript()
        .some(({ text }) => text.includes('三台が停止しています。')),
    ).toBe(true)
  })

  test('a cause that cannot be read does not keep the phone from ringing', async () => {
    const causes = { read: () => Promise.reject(new Error('away')) }
    const given = begun()
    const live = { ...given, callout: { ...given.callout, cause: { kind: 'live', source: 'alerts' } } } as CallOrder
    await place(channelOf({ inbound: 'inline' }, { causes }), live)
    expect(phone().state()).toBe('ringing')
  })
})

describe('facts about a connection', () => {
  test('pace and kind', async () => {
    expect(await channelOf({ callsPerSecond: 5, callsAtOnce: 10 }).connection(spaceId, connectionId)).toEqual({
      id: connectionId,
      kind: 'twilio',
      pace: { callsPerSecond: 5, callsAtOnce: 10 },
      simulated: true,
    })
  })

  test('a connection to the simulator does not count where the simulator is not allowed', async () => {
    const channel = channelOf({}, { simulatorAllowed: false })
    expect(await channel.connection(spaceId, connectionId)).toBeNull()
    expect(await channel.place(begun())).toMatchObject({ code: 'connection.missing' })
  })

  test('one that cannot be read does not look like one that is gone', async () => {
    const connections: Connections = { load: () => Promise.reject(new Error('store away')) }
    expect(await channelOf({}, { connections }).connection(spaceId, connectionId)).toMatchObject({
      pace: { callsPerSecond: 1 },
    })
  })

  test('which numbers it may dial', async () => {
    const channel = channelOf()
    const facts = { id: connectionId, kind: 'twilio', pace: { callsPerSecond: null, callsAtOnce: null } }
    expect(channel.allows(toNumber, { ...facts, simulated: true })).toBe(true)
    expect(channel.allows(toNumber, { ...facts, simulated: false })).toBe(false)
    expect(channel.allows('+819012345678', { ...facts, simulated: false })).toBe(true)
    expect(channel.allows('+81119', { ...facts, simulated: true })).toBe(false)
  })
})

describe('the account', () => {
  const clients = createClients({ limits: httpLimits })
  const own = (change: Partial<TwilioConnection> = {}) => connection({ baseUrl: simulator.url, ...change })

  test('X-029: its numbers are fetched from the provider, all pages, with what they can do', async () => {
    for (let n = 0; n < 250; n += 1) {
      const created = await clients(own()).incomingPhoneNumbers.create({
        phoneNumber: `+8150999${String(n).padStart(5, '0')}`,
      })
      expect(created.sid).toMatch(/^PN/)
    }
    const numbers = await listNumbers(clients, own())
    expect(numbers).toMatchObject({ ok: true })
    if (!numbers.ok) return
    expect(numbers.numbers).toHaveLength(252)
    expect(numbers.numbers[0]).toEqual({ number: expect.any(String), name: expect.any(String), voice: true, sms: true })
    expect(new Set(numbers.numbers.map(({ number }) => number)).size).toBe(252)
  })

  test('right credentials', async () => {
    expect(await checkCredentials(clients, own())).toMatchObject({ ok: true, account: { status: 'active' } })
    const keyed = own({ apiKeySid: defaultKeySid, apiKeySecret: defaultKeySecret })
    expect(await checkCredentials(clients, keyed)).toMatchObject({ ok: true })
  })

  test('wrong credentials, and a wrong token behind a right API key, are told apart', async () => {
    expect(await checkCredentials(clients, own({ authToken: 'wrong' }))).toEqual({
      ok: false,
      code: '20003',
      part: 'requests',
    })
    const keyed = own({ apiKeySid: defaultKeySid, apiKeySecret: defaultKeySecret, authToken: 'wrong' })
    expect(await checkCredentials(clients, keyed)).toEqual({ ok: false, code: '20003', part: 'auth_token' })
  })

  test('a trial account is noticed', async () => {
    const provider = await startBadProvider((response, request) => {
      const isAccount = request.url?.endsWith('/AC00000000000000000000000000000001.json')
      const account = { sid: 'AC1', friendly_name: 'My first', status: 'active', type: 'Trial' }
      const meta = { page: 0, page_size: 50, uri: '/x', first_page_uri: '/x', next_page_uri: null }
      json(200, isAccount ? account : { ...meta, incoming_phone_numbers: [] })(response, request)
    })
    expect(await checkCredentials(clients, own({ baseUrl: provider.url }))).toEqual({
      ok: true,
      account: { name: 'My first', status: 'active', trial: true },
      warnings: ['account.trial', 'account.no_voice_number'],
    })
    await provider.close()
  })

  test('an unreachable provider is a code, not an exception', async () => {
    expect(await listNumbers(clients, own({ baseUrl: 'http://127.0.0.1:1' }))).toEqual({
      ok: false,
      code: 'net.ECONNREFUSED',
    })
  })
})
