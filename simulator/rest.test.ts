// The REST API as the official client sees it: paging, filters, numbers, accounts, and the error code of every refusal.

import twilio from 'twilio'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Simulator } from './index.ts'
import { defaultKeySecret, defaultKeySid, startSimulator } from './index.ts'
import { clientOf, say, startReceiver, twiml } from './testing.ts'

let simulator: Simulator
let client: twilio.Twilio
const startMs = Date.UTC(2026, 10, 22)
const order = { to: '+819001230001', from: '+815012340001', twiml: twiml(say('x')) }

beforeEach(async () => {
  simulator = await startSimulator({ clock: { mode: 'stepped', nowMs: startMs } })
  client = clientOf(simulator)
})

afterEach(() => simulator.close())

describe('lists of calls', () => {
  test('come newest first, page by page, forwards and back', async () => {
    for (let at = 0; at < 7; at++) await client.calls.create(order)
    const all = simulator.network.calls.all.map((call) => call.sid).reverse()
    expect((await client.calls.list({ pageSize: 3 })).map((call) => call.sid)).toEqual(all)
    const first = await client.calls.page({ pageSize: 3 })
    const second = await first.nextPage()
    const third = await second?.nextPage()
    expect(second?.instances.map((call) => call.sid)).toEqual(all.slice(3, 6))
    expect(third?.instances.map((call) => call.sid)).toEqual(all.slice(6))
    expect(third?.nextPageUrl).toBeUndefined()
    expect((await third?.previousPage())?.instances.map((call) => call.sid)).toEqual(all.slice(3, 6))
    expect((await second?.previousPage())?.instances.map((call) => call.sid)).toEqual(all.slice(0, 3))
  })

  test('a page does not shift when calls arrive meanwhile', async () => {
    for (let at = 0; at < 4; at++) await client.calls.create(order)
    const first = await client.calls.page({ pageSize: 2 })
    await client.calls.create(order)
    const second = await first.nextPage()
    const seen = [...first.instances, ...(second?.instances ?? [])].map((call) => call.sid)
    expect(new Set(seen).size).toBe(4)
  })

  test('are filtered by number, status and time', async () => {
    simulator.network.phone('+819001230002').behave({ mode: 'busy' })
    const one = await client.calls.create(order)
    await simulator.network.advance(60 * 60_000)
    const two = await client.calls.create({ ...order, to: '+819001230002' })
    await simulator.network.settled()
    const sids = async (filter: object): Promise<string[]> => (await client.calls.list(filter)).map((call) => call.sid)
    expect(await sids({ to: '+819001230002' })).toEqual([two.sid])
    expect(await sids({ to: '+81-90-0123-0001' })).toEqual([one.sid])
    expect(await sids({ from: '+815012340002' })).toEqual([])
    expect(await sids({ status: 'busy' })).toEqual([two.sid])
    expect(await sids({ startTimeAfter: new Date(startMs + 60_000) })).toEqual([two.sid])
    expect(await sids({ startTimeBefore: new Date(startMs + 60_000) })).toEqual([one.sid])
    expect(await sids({ startTime: new Date(startMs) })).toEqual([one.sid])
    expect(await sids({ endTimeAfter: new Date(startMs + 61 * 60_000) })).toEqual([])
  })

  test('lag behind when asked to', async () => {
    simulator.network.settings.listLagMs = 5000
    await client.calls.create(order)
    expect(await client.calls.list()).toHaveLength(0)
    await simulator.network.advance(5000)
    expect(await client.calls.list()).toHaveLength(1)
  })
})

describe('refusals', () => {
  const bad: [what: string, change: Record<string, unknown>, code: number][] = [
    ['no number', { to: '' }, 21201],
    ['an impossible number', { to: 'abc' }, 21211],
    ['a national number', { to: '09012345678' }, 21211],
    ['no caller', { from: '' }, 21213],
    ['an impossible caller', { from: 'abc' }, 21212],
    ['a caller we do not own', { from: '+815099999999' }, 21210],
    ['neither address nor TwiML', { twiml: undefined }, 21205],
    ['a bad address', { url: 'nowhere' }, 21205],
    ['a bad method', { url: 'http://127.0.0.1:1/', method: 'PUT' }, 21209],
    ['a bad callback', { statusCallback: 'http://under_score.example.jp/' }, 21609],
    ['too long a timeout', { timeout: 601 }, 21208],
    ['bad digits', { sendDigits: 'x' }, 21206],
    ['TwiML over 4000 characters', { twiml: 'x'.repeat(4001) }, 32018],
    ['an application', { twiml: undefined, applicationSid: 'AP0' }, 21218],
  ]

  test.each(bad)('%s', async (_what, change, code) => {
    await expect(client.calls.create({ ...order, ...change } as never)).rejects.toMatchObject({
      status: 400,
      code,
      moreInfo: `https://www.twilio.com/docs/errors/${code}`,
    })
    expect(simulator.network.calls.all).toHaveLength(0)
  })

  test('a wrong token is 401, a suspended account 403, another account 401', async () => {
    await expect(clientOf(simulator, 'wrong').calls.create(order)).rejects.toMatchObject({ status: 401, code: 20003 })
    const other = simulator.network.addAccount()
    await expect(client.api.v2010.accounts(other.sid).calls.list()).rejects.toMatchObject({ status: 401, code: 20003 })
    simulator.network.defaultAccount.status = 'suspended'
    await expect(client.calls.create(order)).rejects.toMatchObject({ status: 403, code: 20005 })
  })

  test('an API key signs in like the account', async () => {
    const keyed = twilio(defaultKeySid, defaultKeySecret, { accountSid: simulator.accountSid })
    keyed.api.baseUrl = simulator.url
    expect((await keyed.calls.create(order)).status).toBe('queued')
  })

  test('what is not there is 404', async () => {
    await expect(client.calls('CA00000000000000000000000000000000').fetch()).rejects.toMatchObject({
      status: 404,
      code: 20404,
    })
    await expect(client.queues.list()).rejects.toMatchObject({ status: 404, code: 20404 })
  })

  test('over the concurrency limit', async () => {
    simulator.network.defaultAccount.concurrency = 1
    const first = await client.calls.create(order)
    await expect(client.calls.create(order)).rejects.toMatchObject({ code: 10004 })
    await client.calls(first.sid).update({ status: 'canceled' })
    expect((await client.calls.create(order)).status).toBe('queued')
  })
})

test('calls per second: excess calls wait their turn, cancelled ones give it up', async () => {
  simulator.network.defaultAccount.cps = 1
  const sids: string[] = []
  for (let at = 1; at <= 4; at++) {
    sids.push((await client.calls.create({ ...order, to: `+81900123000${at}` })).sid)
  }
  await simulator.network.settled()
  const ringing = (): string[] =>
    simulator.network.calls.all.filter((call) => call.status === 'ringing').map((call) => call.to.slice(-1))
  expect(ringing()).toEqual(['1'])
  await simulator.network.advance(999)
  expect(ringing()).toEqual(['1'])
  await client.calls(sids[1] ?? '').update({ status: 'canceled' })
  await simulator.network.advance(1)
  expect(ringing()).toEqual(['1', '3'])
  await simulator.network.advance(1000)
  expect(ringing()).toEqual(['1', '3', '4'])
  expect((await client.calls(sids[3] ?? '').fetch()).queueTime).toBe('2000')
})

describe('numbers and account', () => {
  test('numbers are listed, bought, configured and given back', async () => {
    const numbers = await client.incomingPhoneNumbers.list()
    expect(numbers.map((each) => each.phoneNumber)).toEqual(['+815012340001', '+815012340002'])
    expect(numbers[0]?.capabilities).toMatchObject({ voice: true, sms: true, mms: false })
    const bought = await client.incomingPhoneNumbers.create({ phoneNumber: '+815012340003', friendlyName: '夜間' })
    expect(bought).toMatchObject({ friendlyName: '夜間', voiceMethod: 'POST' })
    const updated = await client.incomingPhoneNumbers(bought.sid).update({ voiceUrl: 'https://example.jp/voice' })
    expect(updated.voiceUrl).toBe('https://example.jp/voice')
    expect(await client.incomingPhoneNumbers.list({ phoneNumber: '+815012340003' })).toHaveLength(1)
    await expect(client.incomingPhoneNumbers.create({ phoneNumber: '+815012340003' })).rejects.toMatchObject({
      code: 21422,
    })
    expect(await client.incomingPhoneNumbers(bought.sid).remove()).toBe(true)
    await expect(client.incomingPhoneNumbers(bought.sid).fetch()).rejects.toMatchObject({ code: 20404 })
  })

  test('the account can be fetched', async () => {
    const account = await client.api.v2010.accounts(simulator.accountSid).fetch()
    expect(account).toMatchObject({ status: 'active', type: 'Full' })
  })
})

describe('messages', () => {
  const sms = { to: '+819001230001', from: '+815012340001', body: '【障害】DBサーバが応答しません' }

  test('arrive at the phone, step by step', async () => {
    simulator.network.phone(sms.to).behave({ sms: { sentAfterMs: 1000, deliveredAfterMs: 2000 } })
    const { sid, status, numSegments } = await client.messages.create(sms)
    expect([status, numSegments]).toEqual(['queued', '1'])
    await simulator.network.advance(1000)
    expect((await client.messages(sid).fetch()).status).toBe('sent')
    expect(simulator.network.phone(sms.to).inbox()).toHaveLength(0)
    await simulator.network.advance(2000)
    expect((await client.messages(sid).fetch()).status).toBe('delivered')
    expect(
      simulator.network
        .phone(sms.to)
        .inbox()
        .map((message) => message.body),
    ).toEqual([sms.body])
  })

  test('are listed, redacted, cancelled and deleted', async () => {
    simulator.network.phone(sms.to).behave({ sms: { sentAfterMs: 1000 } })
    const { sid } = await client.messages.create(sms)
    expect((await client.messages(sid).update({ status: 'canceled' })).status).toBe('canceled')
    await simulator.network.advance(5000)
    const second = await client.messages.create(sms)
    await simulator.network.advance(5000)
    expect((await client.messages.list({ to: sms.to, pageSize: 1 })).map((each) => each.sid)).toEqual([second.sid, sid])
    expect((await client.messages(second.sid).update({ body: '' })).body).toBe('')
    expect(await client.messages(second.sid).remove()).toBe(true)
    expect(await client.messages.list()).toHaveLength(1)
  })

  test.each([
    [{ to: '' }, 21604],
    [{ to: 'abc' }, 21211],
    [{ to: '+81312345678' }, 21614],
    [{ from: '' }, 21603],
    [{ from: '+815099999999' }, 21606],
    [{ body: '' }, 21602],
    [{ body: 'あ'.repeat(1601) }, 21617],
    [{ statusCallback: 'x' }, 21609],
  ])('%o is refused with %i', async (change, code) => {
    await expect(client.messages.create({ ...sms, ...change })).rejects.toMatchObject({ status: 400, code })
  })

  test.each([
    ['a'.repeat(160), '1'],
    ['a'.repeat(161), '2'],
    ['{'.repeat(81), '2'],
    ['あ'.repeat(70), '1'],
    ['あ'.repeat(71), '2'],
    ['🔥'.repeat(36), '2'],
  ])('segments of %#', async (body, segments) => {
    expect((await client.messages.create({ ...sms, body })).numSegments).toBe(segments)
  })
})

describe('an SMS that a phone sends', () => {
  test('asks the number’s SmsUrl, signed, and what it answers is sent back', async () => {
    const receiver = await startReceiver()
    const { network } = simulator
    const phone = network.phone('+14155552671').behave({ sms: { sentAfterMs: 0, deliveredAfterMs: 0 } })
    await client.messages.create({ to: '+14155552671', from: '+815012340001', body: 'db01' })
    await network.advance(1)
    expect(phone.text('1a')).toBe(true)
    await network.settled()
    expect(receiver.hooks).toEqual([])
    const [owned] = await client.incomingPhoneNumbers.list({ phoneNumber: '+815012340001' })
    await client.incomingPhoneNumbers(owned?.sid ?? '').update({ smsUrl: `${receiver.url}/sms` })
    receiver.on('/sms', twiml('<Message>Thank you</Message>'))
    phone.text('1a')
    await network.settled()
    await network.advance(1)
    expect(receiver.at('/sms')).toMatchObject([
      { isSigned: true, fields: { From: '+14155552671', To: '+815012340001', Body: '1a', SmsStatus: 'received' } },
    ])
    expect(phone.inbox().map(({ body }) => body)).toEqual(['db01', 'Thank you'])
    receiver.on('/sms', { status: 500, body: 'no' })
    phone.text('1a')
    await network.settled()
    expect(network.debuggerLog.list().at(-1)).toMatchObject({ code: 11200 })
    expect(phone.text('1a', '+14155550000')).toBe(false)
    await receiver.close()
  })
})
