// Questions about the account, asked of the simulator and of a trial account.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultKeySecret, defaultKeySid, type Simulator, startSimulator } from '../../../simulator/index.ts'
import { checkCredentials, listNumbers } from './account.ts'
import { createClients } from './client.ts'
import type { TwilioConnection } from './connection.ts'
import { connection, json, startBadProvider } from './testing/fixtures.ts'

const httpLimits = { totalMs: 2_000, connectMs: 1_000, answerBytes: 1024 * 1024 }
let simulator: Simulator

beforeEach(async () => {
  simulator = await startSimulator()
})
afterEach(() => simulator.close())

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
