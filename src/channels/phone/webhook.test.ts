// What the provider sends us: the signature table, keys, states and ends; and that anything malformed is refused.

import twilio from 'twilio'
import { describe, expect, test } from 'vitest'
import { parseForm } from './form.ts'
import { accountSid, authToken, connection } from './testing/fixtures.ts'
import { parseStatus, parseVoice, verifySignature } from './webhook.ts'

const sign = (token: string, url: string, form: Record<string, string | string[]>) =>
  twilio.getExpectedTwilioSignature(token, url, form)

const given = { AccountSid: accountSid, CallSid: 'CA00000000000000000000000000000001', Digits: '1', Empty: '' }
const encode = (form: Record<string, string>) => new URLSearchParams(form).toString()

/** Whether a request signed for `signedFor` is accepted where it arrives as `target` under `publicUrl`. */
const accepts = (
  signedFor: string,
  seen: { publicUrl: string; target: string; body?: string; contentType?: string; signature?: string },
): boolean | string => {
  const verified = verifySignature({
    connection: connection(),
    publicUrl: seen.publicUrl,
    requestTarget: seen.target,
    rawBody: seen.body ?? encode(given),
    contentType: seen.contentType ?? 'application/x-www-form-urlencoded; charset=UTF-8',
    signature: seen.signature ?? sign(authToken, signedFor, given),
  })
  return verified.ok || verified.code
}

describe('signatures', () => {
  test.each<[string, string, string, true | 'webhook.signature']>([
    ['https://ops.example.jp/tw/voice?x=1&y=%E3%81%82', 'https://ops.example.jp', '/tw/voice?x=1&y=%E3%81%82', true],
    ['https://ops.example.jp:8443/tw', 'https://ops.example.jp:8443', '/tw', true],
    ['https://ops.example.jp:8443/tw', 'https://ops.example.jp', '/tw', 'webhook.signature'],
    ['https://ops.example.jp/tw', 'https://ops.example.jp:443', '/tw', true],
    ['http://ops.example.jp/tw', 'https://ops.example.jp', '/tw', 'webhook.signature'],
    ['https://ops.example.jp/tw', 'https://ops.example.jp', '/tw/', 'webhook.signature'],
    ['https://OPS.example.jp/tw', 'https://ops.example.jp', '/tw', 'webhook.signature'],
    ['https://OPS.example.jp/tw', 'https://OPS.example.jp', '/tw', true],
    ["https://ops.example.jp/tw?q='a'", 'https://ops.example.jp', "/tw?q='a'", true],
    ['https://u:p@ops.example.jp/tw', 'https://u:p@ops.example.jp', '/tw', true],
    ['https://u:p@ops.example.jp/tw', 'https://ops.example.jp', '/tw', 'webhook.signature'],
    ['https://ops.example.jp/tw', 'https://ops.example.jp', '/tw#rc=3', true],
    ['https://ops.example.jp/p/tw', 'https://ops.example.jp/p', '/tw', true],
  ])('signed %s, seen as %s %s', (...[signedFor, publicUrl, target, result]) => {
    expect(accepts(signedFor, { publicUrl, target })).toBe(result)
  })

  const url = 'https://ops.example.jp/tw'
  const seen = { publicUrl: 'https://ops.example.jp', target: '/tw' }

  test('a tampered digit, an extra field, a trimmed or a dropped empty value are refused', () => {
    for (const body of [
      encode({ ...given, Digits: '2' }),
      encode({ ...given, Extra: 'x' }),
      encode({ ...given, Empty: ' ' }),
      encode({ AccountSid: accountSid, CallSid: given.CallSid, Digits: '1' }),
    ]) {
      expect(accepts(url, { ...seen, body })).toBe('webhook.signature')
    }
  })

  test('empty and padded values are kept as they are', () => {
    const form = { AccountSid: accountSid, Padded: ' x ', Plus: 'a+b c', Empty: '', Japanese: '障害' }
    expect(accepts(url, { ...seen, body: encode(form), signature: sign(authToken, url, form) })).toBe(true)
  })

  test('repeated fields count as a list', () => {
    const signature = sign(authToken, url, { AccountSid: accountSid, a: ['2', '1'] })
    expect(accepts(url, { ...seen, body: `a=2&AccountSid=${accountSid}&a=1`, signature })).toBe(true)
  })

  test('no signature, an empty one, a wrong one, one by an API key’s secret', () => {
    for (const signature of ['', 'x', sign('simulatorsimulatorsimulator00001', url, given)]) {
      expect(accepts(url, { ...seen, signature })).toBe('webhook.signature')
    }
  })

  test('a signed request of another account is refused', () => {
    const form = { ...given, AccountSid: 'AC99999999999999999999999999999999' }
    const signature = sign(authToken, url, form)
    expect(accepts(url, { ...seen, body: encode(form), signature })).toBe('webhook.account')
  })

  test('the token before is accepted while it is being changed', () => {
    const request = {
      publicUrl: seen.publicUrl,
      requestTarget: seen.target,
      rawBody: encode(given),
      contentType: '',
      signature: sign('old', url, given),
    }
    expect(verifySignature({ ...request, connection: connection() }).ok).toBe(false)
    expect(verifySignature({ ...request, connection: connection({ previousAuthToken: 'old' }) }).ok).toBe(true)
  })

  test('JSON is verified by its raw bytes, and is still no form', () => {
    const body = '{"a": 1}'
    const target = `/tw?bodySHA256=${twilio.getExpectedBodyHash(body)}`
    const signature = sign(authToken, seen.publicUrl + target, {})
    const json = { publicUrl: seen.publicUrl, target, contentType: 'application/json', signature }
    expect(accepts('', { ...json, body })).toBe('webhook.not_a_form')
    expect(accepts('', { ...json, body: '{"a":1}' })).toBe('webhook.signature')
  })

  test('a body that is no form', () => {
    expect(accepts(url, { ...seen, body: 'a=%E3%8' })).toBe('webhook.not_a_form')
    expect(accepts(url, { ...seen, body: Array.from({ length: 300 }, (_, n) => `f${n}=1`).join('&') })).toBe(
      'webhook.not_a_form',
    )
  })
})

describe('parseForm', () => {
  test.each([
    ['', {}],
    ['a=1&b=&c', { a: '1', b: '', c: '' }],
    ['a=1&a=2&a=3', { a: ['1', '2', '3'] }],
    ['?a=b%20c+d', { '?a': 'b c d' }],
    ['a=b=c&&', { a: 'b=c' }],
    ['__proto__=x&constructor=y', { ['__proto__']: 'x', constructor: 'y' }],
  ])('%s', (body, form) => {
    expect(Object.entries(parseForm(body) ?? {})).toEqual(Object.entries(form))
  })
})

const call = { CallSid: 'CA00000000000000000000000000000001' }
const providerId = call.CallSid

describe('parseVoice', () => {
  test.each([
    [{}, null, null],
    [{ Digits: '' }, null, null],
    [{ Digits: '1' }, '1', null],
    [{ Digits: '#' }, '#', null],
    [{ Digits: '*' }, '*', null],
    [{ Digits: '9#' }, '9#', null],
    [{ AnsweredBy: 'machine_start' }, null, 'machine_start'],
    [{ AnsweredBy: '<b>' }, null, null],
  ])('%j', (form, key, answeredBy) => {
    expect(parseVoice({ ...call, ...form })).toEqual({ ok: true, providerId, key, answeredBy })
  })

  test.each([
    ['completed', 'joined'],
    ['answered', 'joined'],
    ['busy', 'busy'],
    ['no-answer', 'no_answer'],
    ['failed', 'failed'],
    ['canceled', 'cancelled'],
  ])('B.5 a call to the transfer number that ended %s is %s', (status, dialed) => {
    expect(parseVoice({ ...call, DialCallStatus: status })).toMatchObject({ ok: true, key: null, dialed })
    expect(parseVoice(call, { dialed: status })).toMatchObject({ dialed })
  })

  test('a word for it that nobody knows says nothing', () => {
    expect(parseVoice({ ...call, DialCallStatus: 'x' })).not.toHaveProperty('dialed')
  })

  test('a key carried along in the address counts, whatever the form of the redirect says', () => {
    expect(parseVoice({ ...call, Digits: '' }, { digits: '1' })).toMatchObject({ key: '1' })
    expect(parseVoice(call, { digits: '2' })).toMatchObject({ key: '2' })
  })

  test.each([
    [{}, 'webhook.no_call'],
    [{ CallSid: '' }, 'webhook.no_call'],
    [{ CallSid: "x' or 1=1" }, 'webhook.no_call'],
    [{ CallSid: [providerId, providerId] }, 'webhook.no_call'],
    [{ ...call, Digits: 'abc' }, 'webhook.key'],
    [{ ...call, Digits: '1'.repeat(40) }, 'webhook.key'],
  ])('%j is refused: %s', (form, code) => {
    expect(parseVoice(form)).toEqual({ ok: false, code })
  })
})

describe('parseStatus', () => {
  test.each([
    [{ CallStatus: 'queued' }, { kind: 'progressed', state: 'placed' }],
    [{ CallStatus: 'initiated' }, { kind: 'progressed', state: 'placed' }],
    [{ CallStatus: 'ringing' }, { kind: 'progressed', state: 'ringing' }],
    [{ CallStatus: 'in-progress' }, { kind: 'progressed', state: 'answered' }],
    [
      { CallStatus: 'completed', SipResponseCode: '200' },
      { end: 'completed', detail: null },
    ],
    [{ CallStatus: 'completed' }, { end: 'completed', detail: null }],
    [
      { CallStatus: 'busy', SipResponseCode: '486' },
      { end: 'busy', detail: 'sip.486' },
    ],
    [
      { CallStatus: 'busy', SipResponseCode: '603' },
      { end: 'busy', detail: 'sip.603' },
    ],
    [
      { CallStatus: 'no-answer', SipResponseCode: '487' },
      { end: 'no_answer', detail: 'sip.487' },
    ],
    [
      { CallStatus: 'canceled', SipResponseCode: '487' },
      { end: 'cancelled', detail: 'sip.487' },
    ],
    [
      { CallStatus: 'failed', SipResponseCode: '404' },
      { end: 'failed', detail: 'sip.404' },
    ],
    [
      { CallStatus: 'failed', SipResponseCode: '480' },
      { end: 'no_answer', detail: 'sip.480' },
    ],
    [
      { CallStatus: 'failed', SipResponseCode: '408' },
      { end: 'no_answer', detail: 'sip.408' },
    ],
    [
      { CallStatus: 'failed', SipResponseCode: '603' },
      { end: 'busy', detail: 'sip.603' },
    ],
    [
      { CallStatus: 'failed', SipResponseCode: '503' },
      { end: 'failed', detail: 'sip.503' },
    ],
    [
      { CallStatus: 'failed', ErrorCode: '13225' },
      { end: 'failed', detail: '13225' },
    ],
    [
      { CallStatus: 'failed', ErrorCode: 'x', SipResponseCode: '<' },
      { end: 'failed', detail: null },
    ],
    [
      { CallStatus: 'completed', AnsweredBy: 'machine_start' },
      { end: 'completed', answeredBy: 'machine_start' },
    ],
    [
      { CallStatus: 'in-progress', AnsweredBy: 'machine_start', MachineDetectionDuration: '3000' },
      { kind: 'detected', answeredBy: 'machine_start' },
    ],
  ])('%j', (form, event) => {
    expect(parseStatus({ ...call, ...form, SequenceNumber: '3' })).toMatchObject({ providerId, sequence: 3, event })
  })

  test('a provider need not number its callbacks', () => {
    expect(parseStatus({ ...call, CallStatus: 'ringing' })).toMatchObject({ sequence: null })
    expect(parseStatus({ ...call, CallStatus: 'ringing', SequenceNumber: '-1' })).toMatchObject({ sequence: null })
  })

  test.each([
    [{ CallStatus: 'ringing' }, 'webhook.no_call'],
    [{ ...call }, 'webhook.status'],
    [{ ...call, CallStatus: 'exploded' }, 'webhook.status'],
    [{ ...call, CallStatus: 'constructor' }, 'webhook.status'],
  ])('%j is refused: %s', (form, code) => {
    expect(parseStatus(form)).toEqual({ ok: false, code })
  })
})
