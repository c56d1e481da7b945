// Everything a provider can do wrong: to requests, to callbacks, to SMS. Each knob once.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CallbackFaults } from './behaviour.ts'
import type { FaultKind, Simulator } from './index.ts'
import { startSimulator } from './index.ts'
import type { Receiver } from './testing.ts'
import { clientOf, say, startReceiver, twiml } from './testing.ts'

let simulator: Simulator
let receiver: Receiver
const to = '+819001230001'
const from = '+815012340001'

beforeEach(async () => {
  simulator = await startSimulator({ clock: 'stepped', behaviour: { msPerChar: 0 }, random: () => 0.5 })
  receiver = await startReceiver()
  receiver.on('/voice', twiml(`<Gather numDigits="1" action="/key">${say('押して')}</Gather>`))
  receiver.on('/key', twiml(say('はい')))
})

afterEach(async () => {
  await simulator.close()
  await receiver.close()
})

const order = (): { to: string; from: string; twiml: string } => ({ to, from, twiml: twiml(say('x')) })

describe('faults of the API', () => {
  const refusing: [kind: FaultKind, status: number, code: number | undefined][] = [
    ['401', 401, 20003],
    ['403', 403, 20006],
    ['429', 429, 20429],
    ['500', 500, 20500],
    ['503', 503, 20503],
    ['html', 502, undefined],
  ]

  test.each(refusing)('%s answers so once, then all is well', async (kind, status, code) => {
    simulator.network.faults.add({ kind, next: 1 })
    const client = clientOf(simulator)
    await expect(client.calls.create(order())).rejects.toMatchObject({ status, ...(code ? { code } : {}) })
    expect(simulator.network.calls.all).toHaveLength(0)
    expect((await client.calls.create(order())).status).toBe('queued')
  })

  test('an error of one’s own choosing, for one number only, until cleared', async () => {
    simulator.network.faults.set([{ kind: 'error', to, status: 400, code: 21216, message: 'blocked' }])
    const client = clientOf(simulator)
    for (let at = 0; at < 2; at++) await expect(client.calls.create(order())).rejects.toMatchObject({ code: 21216 })
    expect((await client.calls.create({ ...order(), to: '+819001230002' })).status).toBe('queued')
    simulator.network.faults.clear()
    expect((await client.calls.create(order())).status).toBe('queued')
  })

  const silent: [kind: FaultKind, created: number][] = [
    ['close', 0],
    ['lost', 1],
    ['cut', 1],
  ]

  test.each(silent)('%s breaks the connection; %i calls exist afterwards', async (kind, created) => {
    simulator.network.faults.add({ kind, next: 1, action: 'create' })
    await expect(clientOf(simulator).calls.create(order())).rejects.toThrow(/socket hang up|ECONNRESET|aborted/)
    expect(simulator.network.calls.all).toHaveLength(created)
    expect(simulator.network.requests.list().at(-1)).toMatchObject({ fault: kind, status: null })
    await simulator.network.settled()
    expect(simulator.network.phone(to).state()).toBe(created === 1 ? 'ringing' : 'idle')
  })

  test.each([
    ['hang', 0],
    ['stuck', 1],
  ] as const)('%s never answers; %i calls exist', async (kind, created) => {
    simulator.network.faults.add({ kind })
    const request = clientOf(simulator)
      .calls.create(order())
      .catch((error: unknown) => error)
    const { requests, calls } = simulator.network
    await simulator.network.waitFor(() => requests.total === 1)
    expect(calls.all).toHaveLength(created)
    await simulator.close()
    expect(await request).toBeInstanceOf(Error)
  })

  test('slow takes its time by the clock', async () => {
    simulator.network.faults.add({ kind: 'slow', delayMs: 3000, next: 1 })
    const request = clientOf(simulator).calls.create(order())
    await simulator.network.waitFor(() => simulator.network.faults.list().length === 0)
    expect(simulator.network.calls.all).toHaveLength(0)
    await simulator.network.advance(3000)
    expect((await request).status).toBe('queued')
  })
})

async function answeredCall(callbacks: CallbackFaults): Promise<string[]> {
  const { network } = simulator
  network.phone(to).behave({ mode: 'answer', afterMs: 1000, keys: [{ afterMs: 1000, press: '1' }], callbacks })
  await clientOf(simulator).calls.create({
    to,
    from,
    url: `${receiver.url}/voice`,
    statusCallback: `${receiver.url}/status`,
    statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
  })
  await network.settled()
  await network.advance(60_000)
  return receiver.at('/status').map(({ fields }) => `${fields['SequenceNumber']} ${fields['CallStatus']}`)
}

describe('faults of callbacks', () => {
  const all = ['0 initiated', '1 ringing', '2 in-progress', '3 completed']

  const cases: [name: string, faults: CallbackFaults, seen: string[]][] = [
    ['none', {}, all],
    ['some events lost; numbers have a gap', { drop: ['ringing', 'completed'] }, ['0 initiated', '2 in-progress']],
    ['all lost', { drop: ['*'] }, []],
    ['the next two lost', { dropNext: 2 }, all.slice(2)],
    ['lost by chance', { dropProbability: 0.6 }, []],
    ['not lost by chance', { dropProbability: 0.4 }, all],
    ['doubled', { duplicate: ['completed'] }, [...all, '3 completed']],
    ['the next one doubled', { duplicateNext: 1 }, ['0 initiated', ...all]],
    [
      'late',
      { delayMs: 30_000, delayEvents: ['answered'] },
      ['0 initiated', '1 ringing', '3 completed', '2 in-progress'],
    ],
    ['all late', { delayMs: 30_000 }, all],
    ['swapped', { reorder: true }, ['1 ringing', '0 initiated', '3 completed', '2 in-progress']],
  ]

  test.each(cases)('%s', async (_name, faults, seen) => {
    expect(await answeredCall(faults)).toEqual(seen)
    expect(simulator.network.phone(to).heard()).toEqual(['押して', 'はい'])
  })

  test('the key itself arrives twice, as one and the same request', async () => {
    await answeredCall({ duplicate: ['gather', 'voice'] })
    const tokens = receiver.at('/key').map((hook) => hook.headers['i-twilio-idempotency-token'])
    expect(tokens).toHaveLength(2)
    expect(new Set(tokens).size).toBe(1)
    expect(receiver.at('/voice')).toHaveLength(2)
  })

  test('a callback that is refused is in the debugger', async () => {
    receiver.on('/status', { status: 500 })
    await answeredCall({ drop: ['initiated', 'ringing', 'answered'] })
    expect(simulator.network.debuggerLog.list()).toMatchObject([{ level: 'warning', code: 11200 }])
  })
})

describe('SMS', () => {
  const states = async (sms: object): Promise<(string | undefined)[][]> => {
    const { network } = simulator
    network.phone(to).behave({ sms })
    await clientOf(simulator).messages.create({ to, from, body: 'x', statusCallback: `${receiver.url}/sms` })
    await network.settled()
    await network.advance(10_000)
    expect(receiver.hooks.every((hook) => hook.isSigned)).toBe(true)
    return receiver.at('/sms').map(({ fields }) => [fields['MessageStatus'], fields['ErrorCode']])
  }

  test('is delivered', async () => {
    expect(await states({})).toEqual([
      ['queued', undefined],
      ['sent', undefined],
      ['delivered', undefined],
    ])
  })

  test('is undelivered with a code', async () => {
    expect(await states({ result: 'undelivered', errorCode: 30005 })).toEqual([
      ['queued', undefined],
      ['sent', undefined],
      ['undelivered', '30005'],
    ])
    expect(simulator.network.phone(to).inbox()).toHaveLength(0)
  })

  test('fails', async () => {
    expect(await states({ result: 'failed' })).toEqual([
      ['queued', undefined],
      ['failed', '30008'],
    ])
  })

  test('is sent and never heard of again', async () => {
    expect(await states({ result: 'sent' })).toEqual([
      ['queued', undefined],
      ['sent', undefined],
    ])
  })
})
