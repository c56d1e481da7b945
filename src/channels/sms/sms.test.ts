// SMS through the official client, against the phone simulator.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CalloutId, ConnectionId } from '#core/ids'
import { limits } from '#core/limits'
import type { AttemptRow } from '#engine/ports'
import { type Simulator, startSimulator } from '../../../simulator/index.ts'
import { freePort } from '../../../tests/support/server-process.ts'
import { answerToken } from '../answer/token.ts'
import type { Message } from '../message/way.ts'
import { createMessageWay } from '../message/way.ts'
import { createClients } from '../phone/client.ts'
import { channelCase, orderFor } from '../testing/channel.case.ts'
import { smsText } from './compose.ts'
import { prepareSms, type SmsMemory } from './incoming.ts'
import { type SmsOptions, smsKind } from './sms.ts'

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator()
  simulator.network.behave({ sms: { sentAfterMs: 0, deliveredAfterMs: 0 } })
})
afterAll(() => simulator.close())

const kind = (prepare: SmsOptions['prepare'] = () => Promise.resolve({ optedOut: false, code: null })) =>
  smsKind({ clients: createClients(), publicUrl: 'https://noroshi.test', prepare, noted: () => Promise.resolve() })
const settingsOf = (baseUrl: string) => ({
  accountSid: simulator.accountSid,
  from: simulator.numbers[0],
  baseUrl,
  simulated: true,
  // Nothing is decided by it.
  price: { currency: 'JPY', perMessageMicros: 8_000_000 },
})

let count = 0
channelCase({
  channel: 'sms',
  kind: () => kind(),
  peer: async () => ({
    settings: settingsOf(simulator.url),
    secrets: { authToken: simulator.authToken },
    away: settingsOf(`http://127.0.0.1:${await freePort()}`),
    wrongSecrets: { settings: settingsOf(simulator.url), secrets: { authToken: 'wrong' } },
    arrived: async (address) => {
      const phone = simulator.network.phone(address)
      await simulator.network.watch.waitFor(() => phone.inbox().length > 0, 8_000)
      return { subject: null, text: phone.inbox()[0]?.body ?? '' }
    },
    close: () => Promise.resolve(),
  }),
  address: () => `+81900125${String(++count).padStart(4, '0')}`,
  refused: '+81312345678',
  badAddresses: ['', '119', '+81119', '+81312345678', 'person@example.jp', '+8190'],
})

describe('X-057 an SMS', () => {
  const deps = {
    connections: {
      load: () =>
        Promise.resolve({
          id: 'connection-1' as ConnectionId,
          kind: 'twilio_sms',
          settings: settingsOf(simulator.url),
          secrets: { authToken: simulator.authToken },
        }),
    },
    causes: { read: () => Promise.resolve('') },
    originOf: () => Promise.resolve('https://noroshi.test'),
    log: { warn: () => undefined, error: () => undefined },
  }
  const way = () => createMessageWay(kind(), deps)

  it.each([
    ['delivered', { end: 'delivered', detail: null }],
    ['undelivered', { end: 'failed', detail: '30003' }],
    ['failed', { end: 'failed', detail: '30008' }],
    ['sent', { end: 'delivered', detail: 'sent' }],
  ] as const)('of which nothing was reported is asked for: %s', async (result, expected) => {
    const address = `+81900126${String(++count).padStart(4, '0')}`
    simulator.network.phone(address).behave({ sms: { result } })
    const order = orderFor('sms', { address })
    const placed = await way().place(order)
    const providerId = placed.kind === 'placed' ? placed.providerId : ''
    const attempt = { ...order.attempt, providerId } as AttemptRow
    await expect
      .poll(() => way().watch({ ...order, attempt }), { timeout: 8_000 })
      .toMatchObject({ kind: 'ended', ...expected })
  })

  it.each([
    ['X-058: a fixed text is sent as it is, without anything around it', { text: '障害発生' }, '障害発生'],
    ['in the form the policy has chosen', { form: 'counts' }, 'message counts!'],
    ['in full where it has chosen none', undefined, 'message full!'],
  ] as const)('%s', async (...[, smsText, expected]) => {
    const address = `+81900127${String(++count).padStart(4, '0')}`
    const reading = createMessageWay(kind(), {
      ...deps,
      causes: { read: (...[, , { form = 'full' }]) => Promise.resolve(`${form}!`) },
    })
    const order = orderFor('sms', {
      address,
      cause: { kind: 'live', source: 'alerts:1', text: '' },
      plan: { stop: 'none', ...(smsText === undefined ? {} : { smsText }) },
    })
    await reading.place(order)
    const phone = simulator.network.phone(address)
    await simulator.network.watch.waitFor(() => phone.inbox().length > 0, 8_000)
    expect(phone.inbox()[0]?.body).toBe(expected)
  })

  const messageOf = (body: string, actions: Message['answering']['actions']): Message => ({
    order: orderFor('sms', { address: '+819001250001' }),
    said: { subject: null, body },
    answering: { url: 'https://noroshi.test/a/x', actions },
  })

  const away = () => Promise.reject(new Error('away'))
  const remembering = (memory: Partial<Record<'give' | 'optOutOf', () => Promise<never>>>) => {
    const codes = { give: memory.give ?? (() => Promise.resolve(7)) }
    const optOutOf = memory.optOutOf ?? (() => Promise.resolve(null))
    const deps = { memory: { codes, optOutOf } as unknown as SmsMemory, nowMs: () => 0 }
    return (attempt: AttemptRow, asks: boolean) => prepareSms(deps, attempt, asks)
  }
  const to = (address: string) => ({ ...orderFor('sms', { address }).attempt, address })

  it.each([
    ['asks for an answer', '+14155552671', true, 7],
    ['asks for none', '+14155552671', false, null],
    ['goes to a Japanese phone, which cannot send any', '+819012345678', true, null],
  ] as const)('has a code where it %s: %s', async (...[, address, asks, code]) => {
    expect(await remembering({})(to(address), asks)).toEqual({ optedOut: false, code })
  })

  it('goes without a code where none can be had, and later where nobody knows whether it may', async () => {
    expect(await remembering({ give: away })(to('+14155552671'), true)).toEqual({ optedOut: false, code: null })
    const unsure = createMessageWay(kind(remembering({ optOutOf: away })), deps)
    const order = orderFor('sms', { address: '+819001250099' })
    const later = { kind: 'refused', refusal: 'temporary', code: 'sms.unprepared', ofConnection: false }
    expect(await unsure.place(order)).toEqual(later)
  })

  it('has a link as long as its size is told beforehand with', () => {
    const { attempt } = orderFor('sms', { address: '+819001250001' })
    const [calloutId, nonce] = ['019ab2f0-0000-7000-8000-000000000001' as CalloutId, 'n'.repeat(22)]
    expect(answerToken({ ...attempt, calloutId, nonce })).toHaveLength(limits.answerTokenCharacters)
  })

  it('is cut where carriers would cut it, never in its link or in a character', () => {
    const text = smsText(messageOf('🔥'.repeat(1_000), ['take']))
    expect(text.length).toBeLessThanOrEqual(limits.smsCharacters.max)
    expect(text).toMatch(/🔥…\n応答:https:\/\/noroshi\.test\/a\/x$/)
    expect(smsText(messageOf('短い\u0007文\r\n', []))).toBe('短い文')
  })
})
