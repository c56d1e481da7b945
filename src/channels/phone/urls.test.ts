// The addresses the provider is given, and what we read out of them again.

import { describe, expect, test } from 'vitest'
import { fallbackUrl, publicUrlProblems, readVoiceTarget, signedUrl, statusUrl, voiceUrl } from './urls.ts'

const address = { publicUrl: 'https://ops.example.jp/noroshi/', callout: 'c-1', ordinal: 3, nonce: 'abc_DEF-1' }

test('shapes', () => {
  const overrides = '#rc=2&rp=ct,rt,5xx&rt=4500'
  expect(voiceUrl(address, { turn: 0, lang: 'ja' })).toBe(
    `https://ops.example.jp/noroshi/hooks/twilio/voice/c-1/3/abc_DEF-1/0?lang=ja${overrides}`,
  )
  expect(statusUrl(address)).toBe(`https://ops.example.jp/noroshi/hooks/twilio/status/c-1/3/abc_DEF-1${overrides}`)
  expect(fallbackUrl(address, 'en')).toBe(
    `https://ops.example.jp/noroshi/hooks/twilio/fallback/c-1/3/abc_DEF-1?lang=en${overrides}`,
  )
})

test.each([
  { turn: 0, lang: 'ja' as const, again: 0 },
  { turn: 12, lang: 'en' as const, digits: '#', again: 0 },
  { turn: 3, lang: 'ja' as const, digits: '1', again: 4 },
])('what a voice address carries can be read again: %j', (place) => {
  expect(readVoiceTarget(voiceUrl(address, place))).toEqual(place)
})

test.each([
  '/hooks/twilio/status/c/1/n',
  '/hooks/twilio/voice/c/1/n',
  '/hooks/twilio/voice/c/1/n/x',
  '',
  '/voice/c/1/n/1/2',
])('%s is no voice address', (target) => {
  expect(readVoiceTarget(target)).toBeNull()
})

test('nonsense in the query is harmless', () => {
  expect(readVoiceTarget(`/voice/c/1/n/2?again=-5&Digits=${'12'.repeat(20)}&lang=fr`)).toEqual({
    turn: 2,
    lang: 'ja',
    digits: '12'.repeat(16),
    again: 0,
  })
  expect(readVoiceTarget('/voice/c/1/n/2?again=x')).toMatchObject({ again: 0 })
})

describe('the signed address', () => {
  test.each([
    ['https://a.jp', '/hooks/x?y=1', 'https://a.jp/hooks/x?y=1'],
    ['https://a.jp/', '/hooks/x', 'https://a.jp/hooks/x'],
    ['https://a.jp:8443', '/hooks/x', 'https://a.jp:8443/hooks/x'],
    ['https://a.jp/p', '/hooks/x', 'https://a.jp/p/hooks/x'],
    ['https://a.jp/p', '/p/hooks/x', 'https://a.jp/p/hooks/x'],
    ['https://u:p@a.jp/p/', '/p/hooks/x', 'https://u:p@a.jp/p/hooks/x'],
    ['https://a.jp', '/hooks/x#rc=2', 'https://a.jp/hooks/x'],
    ['https://A.jp', "/hooks/x?q='a'", "https://A.jp/hooks/x?q='a'"],
  ])('%s and %s are %s', (publicUrl, target, signed) => {
    expect(signedUrl(publicUrl, target)).toBe(signed)
  })
})

test.each([
  ['https://ops.example.jp', []],
  ['https://ops.example.jp/noroshi', []],
  ['http://111.222.111.222', ['public_url.not_https']],
  ['https://my_host.example.jp', ['public_url.underscore']],
  ['http://localhost:8080', ['public_url.not_https', 'public_url.not_public']],
  ['https://192.168.1.5', ['public_url.not_public']],
  ['https://172.20.0.1', ['public_url.not_public']],
  ['https://ops.example.jp/?a=1', ['public_url.has_query']],
  ['ops.example.jp', ['public_url.invalid']],
  ['ftp://ops.example.jp', ['public_url.invalid']],
])('X-003 X-007: problems of %s are %j', (publicUrl, problems) => {
  expect(publicUrlProblems(publicUrl)).toEqual(problems)
})
