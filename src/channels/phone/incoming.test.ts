// Calls that come in: who is let in, who is known by the caller id, and what everybody else hears.
import { Hono } from 'hono'
import twilio from 'twilio'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type IncomingDeps, incoming } from './incoming.ts'
import {
  accountSid,
  attempt,
  authToken,
  calloutId,
  connection,
  connectionId,
  connectionsOf,
  type MemoryLog,
  memoryLog,
  nonce,
  spaceId,
  toNumber,
} from './testing/fixtures.ts'

const publicUrl = 'https://noroshi.example.jp'
const providerId = 'CA00000000000000000000000000000009'
const path = `/hooks/twilio/incoming/${connectionId}`

const engine = {
  returned: vi.fn<IncomingDeps['engine']['returned']>(),
  callEnded: vi.fn<IncomingDeps['engine']['callEnded']>(),
}
const returnedCalls = {
  spaceOf: vi.fn<IncomingDeps['returnedCalls']['spaceOf']>(),
  concerning: vi.fn<IncomingDeps['returnedCalls']['concerning']>(),
  ownerOf: vi.fn<IncomingDeps['returnedCalls']['ownerOf']>(),
  settings: vi.fn<IncomingDeps['returnedCalls']['settings']>(),
}
let log: MemoryLog

beforeEach(() => {
  vi.resetAllMocks()
  log = memoryLog()
  returnedCalls.spaceOf.mockResolvedValue(spaceId)
  returnedCalls.concerning.mockResolvedValue([{ calloutId, destination: 0 }])
  returnedCalls.ownerOf.mockResolvedValue({ name: '佐藤', language: 'en' })
  returnedCalls.settings.mockResolvedValue(null)
  engine.returned.mockResolvedValue(attempt({ reason: 'returned_call', providerId }))
})

type Sent = {
  readonly form?: Record<string, string>
  readonly query?: string
  readonly token?: string
  readonly at?: string
}
const ring = async ({ form = {}, query = '', token = authToken, at = path }: Sent = {}) => {
  const sent = { AccountSid: accountSid, CallSid: providerId, From: toNumber, To: '+815012340001', ...form }
  const target = `${at}${query}`
  const deps = { publicUrl, connections: connectionsOf(connection()), engine, returnedCalls, log }
  const app = new Hono().post('/hooks/twilio/incoming/:connection', (context) => incoming(deps, context))
  const response = await app.request(`http://internal:8080${target}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(token, publicUrl + target, sent),
    },
    body: new URLSearchParams(sent).toString(),
  })
  return { status: response.status, text: await response.text() }
}

describe('a call that comes in', () => {
  test('of somebody we have called becomes a call of theirs, and is led to its conversation', async () => {
    const { status, text } = await ring()
    expect([status, engine.returned.mock.calls[0]?.[0]]).toEqual([200, { calloutId, destination: 0, providerId }])
    expect(text).toContain(`/hooks/twilio/voice/${calloutId}/1/${nonce}/0?lang=en`)
    expect(returnedCalls.concerning).toHaveBeenCalledWith(spaceId, toNumber)
  })

  test.each([
    [
      'somebody we know and have nothing for',
      { name: '佐藤', language: 'en' } as const,
      null,
      'There is no callout for you',
    ],
    ['a stranger', null, null, 'こちらは通報専用の電話番号です。'],
    ['a stranger, by the space’s own words', null, { message: 'No.', language: 'en' } as const, '>No.<'],
    ['a stranger, who is to hear nothing', null, { message: '' }, '<Hangup/>'],
  ])('of %s', async (...[, owner, settings, words]) => {
    returnedCalls.concerning.mockResolvedValue([])
    returnedCalls.ownerOf.mockResolvedValue(owner)
    returnedCalls.settings.mockResolvedValue(settings)
    const { status, text } = await ring()
    expect([status, text.includes('Redirect')]).toEqual([200, false])
    expect(text).toContain(words)
  })

  test.each([
    ['who hides it', { From: 'anonymous' }],
    ['whose number is none', { From: '' }],
    ['whose number the provider knows to be forged', { StirVerstat: 'TN-Validation-Failed-C' }],
  ])('of somebody %s opens nothing', async (...[, form]) => {
    const { text } = await ring({ form })
    expect(text).toContain('こちらは通報専用の電話番号です。')
    expect(returnedCalls.concerning).not.toHaveBeenCalled()
    expect(engine.returned).not.toHaveBeenCalled()
  })

  test('goes on with the next callout after one is over, ends that one’s call, and says so when none is left', async () => {
    const later = 'ffffffff-0000-7000-8000-00000000a002' as typeof calloutId
    returnedCalls.concerning.mockResolvedValue([
      { calloutId, destination: 0 },
      { calloutId: later, destination: 3 },
    ])
    await ring({ query: `?after=${calloutId}&of=4` })
    const ended = { calloutId, attempt: 4, providerId, end: 'completed', detail: null, answeredBy: null }
    expect(engine.callEnded).toHaveBeenCalledWith(ended)
    expect(engine.returned.mock.calls).toEqual([[{ calloutId: later, destination: 3, providerId }]])
    engine.returned.mockResolvedValue(null)
    expect((await ring({ query: `?after=${calloutId}&of=4` })).text).toContain('That is all. Goodbye.')
  })

  test.each([
    ['not signed by the account', { token: 'another' }, 403],
    ['of another account', { form: { AccountSid: 'AC00000000000000000000000000000002' } }, 403],
    ['without a call', { form: { CallSid: '' } }, 400],
    ['at a place no connection has', { at: '/hooks/twilio/incoming/none' }, 404],
  ])('%s does nothing', async (...[, sent, expected]) => {
    expect((await ring(sent)).status).toBe(expected)
    expect(engine.returned).not.toHaveBeenCalled()
  })

  test('to a connection nobody has does nothing, and where nothing can be read people hear so', async () => {
    returnedCalls.spaceOf.mockResolvedValueOnce(null)
    expect((await ring()).status).toBe(404)
    returnedCalls.concerning.mockRejectedValueOnce(new Error('no database'))
    const { status, text } = await ring()
    expect([status, text.includes('申し訳ありません')]).toEqual([200, true])
  })
})
