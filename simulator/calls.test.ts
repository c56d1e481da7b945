// A call from end to end, driven by the official client on one side and a virtual phone on the other.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Simulator } from './index.ts'
import { startSimulator } from './index.ts'
import type { Receiver } from './testing.ts'
import { clientOf, say, startReceiver, twiml } from './testing.ts'

let simulator: Simulator
let receiver: Receiver
const to = '+819001230001'

beforeEach(async () => {
  simulator = await startSimulator({ clock: { mode: 'stepped', nowMs: Date.UTC(2026, 10, 22, 3, 0, 0) } })
  receiver = await startReceiver()
})

afterEach(async () => {
  await simulator.close()
  await receiver.close()
})

const allEvents = ['initiated', 'ringing', 'answered', 'completed']

async function call(extra: Record<string, unknown> = {}): Promise<string> {
  const created = await clientOf(simulator).calls.create({
    to,
    from: '+815012340001',
    url: `${receiver.url}/voice?attempt=a1`,
    statusCallback: `${receiver.url}/status?attempt=a1`,
    statusCallbackEvent: allEvents,
    ...extra,
  })
  expect(created.status).toBe('queued')
  await simulator.network.settled()
  return created.sid
}

const statuses = (): unknown[] =>
  receiver.at('/status').map(({ fields }) => [fields['SequenceNumber'], fields['CallStatus']])

describe('a call that is answered and acknowledged', () => {
  test('asks for TwiML on answer, takes the key, and reports every step signed and numbered', async () => {
    const { network } = simulator
    const phone = network.phone(to)
    receiver.on(
      '/voice',
      twiml(`<Gather numDigits="1" action="/key">${say('障害です。対応は1を押してください。')}</Gather>`),
    )
    receiver.on('/key', twiml(say('ありがとうございます。'), '<Hangup/>'))
    const sid = await call()
    expect(phone.state()).toBe('ringing')
    expect(receiver.at('/voice')).toHaveLength(0)

    await network.advance(4000)
    phone.answer()
    await network.advance(1000)
    expect(receiver.at('/voice')[0]?.fields).toMatchObject({
      CallSid: sid,
      CallStatus: 'in-progress',
      To: to,
      ToCity: '',
    })
    phone.press('1')
    await network.advance(60_000)

    expect(receiver.at('/key')[0]?.fields).toMatchObject({ Digits: '1', FinishedOnKey: '', msg: 'Gather End' })
    expect(statuses()).toEqual([
      ['0', 'initiated'],
      ['1', 'ringing'],
      ['2', 'in-progress'],
      ['3', 'completed'],
    ])
    const last = receiver.at('/status').at(-1)?.fields
    expect(last).toMatchObject({
      CallDuration: '3',
      Duration: '1',
      SipResponseCode: '200',
      CallbackSource: 'call-progress-events',
      Timestamp: 'Sun, 22 Nov 2026 03:00:06 +0000',
      ApiVersion: '2010-04-01',
      Direction: 'outbound-api',
    })
    expect(receiver.hooks.every((hook) => hook.isSigned)).toBe(true)
    expect(receiver.hooks.every((hook) => hook.headers['i-twilio-idempotency-token'])).toBe(true)
    expect(phone.transcript().map((item) => [item.kind, item.text])).toEqual([
      ['ring', '+815012340001'],
      ['answer', 'person'],
      ['say', '障害です。対応は1を押してください。'],
      ['key', '1'],
      ['say', 'ありがとうございます。'],
      ['end', 'completed'],
    ])
    const fetched = await clientOf(simulator).calls(sid).fetch()
    expect(fetched).toMatchObject({ status: 'completed', duration: '3', queueTime: '0', direction: 'outbound-api' })
    expect(fetched.dateCreated.toISOString()).toBe('2026-11-22T03:00:00.000Z')
  })

  test('reports only the end when no events are asked for', async () => {
    simulator.network.phone(to).behave({ mode: 'busy' })
    await call({ statusCallbackEvent: undefined })
    expect(statuses()).toEqual([['0', 'busy']])
  })
})

describe('how calls end', () => {
  test.each([
    [{ mode: 'never' }, 'no-answer', '487'],
    [{ mode: 'busy' }, 'busy', '486'],
    [{ mode: 'reject', afterMs: 2000 }, 'busy', '603'],
    [{ mode: 'unreachable' }, 'failed', '404'],
    [{ mode: 'unreachable', sipCode: 480 }, 'failed', '480'],
  ] as const)('%o is %s with %s', async (behaviour, status, sipCode) => {
    simulator.network.phone(to).behave(behaviour)
    const sid = await call({ timeout: 20 })
    await simulator.network.advance(21_000)
    expect(receiver.at('/status').at(-1)?.fields).toMatchObject({
      CallStatus: status,
      SipResponseCode: sipCode,
      CallDuration: '0',
    })
    expect((await clientOf(simulator).calls(sid).fetch()).status).toBe(status)
    expect(receiver.at('/voice')).toHaveLength(0)
  })

  test('rings exactly as long as the timeout', async () => {
    await call({ timeout: 20 })
    await simulator.network.advance(19_999)
    expect(simulator.network.phone(to).state()).toBe('ringing')
    await simulator.network.advance(1)
    expect(simulator.network.phone(to).state()).toBe('idle')
  })

  test('a second call to a phone in use is busy, unless it has call waiting', async () => {
    await call()
    await call()
    expect(
      simulator.network
        .phone(to)
        .calls()
        .map((each) => each.status),
    ).toEqual(['ringing', 'busy'])
    simulator.network.phone(to).behave({ callWaiting: true })
    await call()
    expect(simulator.network.phone(to).calls().at(-1)?.status).toBe('ringing')
  })

  test('hangs up after the last verb', async () => {
    receiver.on('/voice', twiml(say('abc')))
    simulator.network.phone(to).behave({ mode: 'answer', afterMs: 1000, msPerChar: 100 })
    await call()
    await simulator.network.advance(1300)
    expect(statuses().at(-1)).toEqual(['3', 'completed'])
    expect(simulator.network.phone(to).transcript().at(-1)).toMatchObject({ kind: 'end', by: 'caller' })
  })
})

test('a test can simply wait for the phone: it rings, it hears, it is free', async () => {
  simulator.network.clock.setMode('real')
  receiver.on('/voice', twiml(`<Gather numDigits="1" action="/key">${say('障害です')}</Gather>`))
  receiver.on('/key', twiml(say('承りました')))
  const phone = simulator.network.phone('+81-90-0123-0001').behave({ msPerChar: 0 })
  const rung = phone.rings()
  await call()
  ;(await rung).answer()
  const first = await phone.hears('障害')
  phone.press('1')
  expect((await phone.hears('承り', { afterN: first.n })).language).toBe('ja-JP')
  expect((await phone.isFree()).calls()[0]?.status).toBe('completed')
  await expect(phone.rings(1)).rejects.toThrow('nothing came of it within 1 ms')
})

test('a document of thousands of instant sounds is performed to the end', async () => {
  receiver.on('/voice', twiml('<Say>x</Say>'.repeat(5000)))
  simulator.network.phone(to).behave({ mode: 'answer', msPerChar: 0 })
  await call()
  await simulator.network.advance(0)
  expect(simulator.network.phone(to).transcript().at(-1)).toMatchObject({ kind: 'end', text: 'completed' })
})

describe('updates from outside', () => {
  test('cancels a queued or ringing call, once', async () => {
    const client = clientOf(simulator)
    const sid = await call()
    expect((await client.calls(sid).update({ status: 'canceled' })).status).toBe('canceled')
    await simulator.network.settled()
    expect(statuses().at(-1)).toEqual(['2', 'canceled'])
    await expect(client.calls(sid).update({ status: 'canceled' })).rejects.toMatchObject({ code: 21220, status: 400 })
  })

  test('canceled leaves a conversation alone, completed ends it', async () => {
    receiver.on('/voice', twiml('<Pause length="60"/>'))
    const client = clientOf(simulator)
    const sid = await call()
    simulator.network.phone(to).answer()
    expect((await client.calls(sid).update({ status: 'canceled' })).status).toBe('in-progress')
    expect((await client.calls(sid).update({ status: 'completed' })).status).toBe('completed')
  })

  test('new TwiML interrupts what is being said', async () => {
    receiver.on('/voice', twiml(say('とても長い話です。'), say('続きます。')))
    const client = clientOf(simulator)
    const sid = await call()
    await expect(client.calls(sid).update({ twiml: twiml(say('x')) })).rejects.toMatchObject({ code: 21220 })
    simulator.network.phone(to).answer()
    await simulator.network.advance(200)
    await client.calls(sid).update({ twiml: twiml(say('山田さんが対応中です。')) })
    await simulator.network.advance(5000)
    expect(simulator.network.phone(to).heard()).toEqual(['とても長い話です。', '山田さんが対応中です。'])
    expect(
      simulator.network
        .phone(to)
        .transcript()
        .find((item) => item.cut)?.text,
    ).toBe('とても長い話です。')
  })

  test('a deleted call is gone, a live one cannot be deleted', async () => {
    const client = clientOf(simulator)
    const sid = await call()
    await expect(client.calls(sid).remove()).rejects.toMatchObject({ code: 20009 })
    simulator.network.phone(to).reject()
    expect(await client.calls(sid).remove()).toBe(true)
    await expect(client.calls(sid).fetch()).rejects.toMatchObject({ code: 20404, status: 404 })
  })
})
