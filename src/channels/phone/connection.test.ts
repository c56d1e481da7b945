// What a connection may be set to.

import { describe, expect, test } from 'vitest'
import { connectionSecrets, connectionSettings, defaultVoices, twilioConnection } from './connection.ts'
import { accountSid, authToken, connectionId } from './testing/fixtures.ts'

const codes = (input: unknown): string[] => {
  const parsed = connectionSettings.safeParse(input)
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.message)
}

test('X-016 X-017: an account id is enough; everything else has a default, the TwiML Bin may follow later', () => {
  expect(connectionSettings.parse({ accountSid })).toEqual({
    accountSid,
    voice: defaultVoices,
    inbound: 'webhook',
    callsPerSecond: 1,
    callsAtOnce: null,
    simulated: false,
    machineDetection: false,
  })
})

test('one voice may be chosen, the other stays', () => {
  const { voice } = connectionSettings.parse({ accountSid, voice: { ja: 'Polly.Takumi-Neural' } })
  expect(voice).toEqual({ ja: 'Polly.Takumi-Neural', en: defaultVoices.en })
})

describe('refusals', () => {
  test.each([
    [{ accountSid: 'SK00000000000000000000000000000001' }, 'connection.account_sid'],
    [{ accountSid, apiKeySid: accountSid }, 'connection.api_key_sid'],
    [{ accountSid, baseUrl: 'https://space.example.com/api/laml' }, 'connection.base_url_has_path'],
    [{ accountSid, baseUrl: 'ftp://x' }, 'connection.address'],
    [{ accountSid, twimlBinUrl: 'handler.twilio.com/x' }, 'connection.address'],
    [{ accountSid, voice: { ja: '"><Hangup' } }, 'connection.voice'],
    [{ accountSid, simulated: true }, 'connection.simulated_needs_base_url'],
  ])('%j: %s', (input, code) => {
    expect(codes(input)).toContain(code)
  })

  test.each([
    { accountSid, callsPerSecond: 0 },
    { accountSid, callsAtOnce: 1.5 },
    { accountSid, inbound: 'sip' },
    { accountSid, authToken },
  ])('%j', (input) => {
    expect(codes(input)).not.toEqual([])
  })
})

test('a stored row becomes a connection', () => {
  const row = {
    id: connectionId,
    settings: { accountSid, baseUrl: 'http://127.0.0.1:4010', simulated: true, callsPerSecond: null },
    secrets: { authToken, previousAuthToken: 'old' },
  }
  expect(twilioConnection(row)).toMatchObject({
    id: connectionId,
    accountSid,
    authToken,
    previousAuthToken: 'old',
    simulated: true,
    callsPerSecond: null,
  })
  expect(() => twilioConnection({ ...row, secrets: {} })).toThrow('authToken')
})

test('secrets and settings never mix', () => {
  const names = (schema: { shape: object }) => Object.keys(schema.shape)
  const both = names(connectionSecrets).filter((name) => name in connectionSettings.shape)
  expect(both).toEqual([])
})
