// The small decisions of the HTTP edge: who asks, in which language, how often a wrong token may come.
import { describe, expect, it } from 'vitest'
import { createFailures } from './auth.ts'
import { languageOf } from './language.ts'
import type { AppContext } from './port.ts'
import { createAddressOf, createHostOf } from './proxies.ts'
import { isCrossSite } from './same-site.ts'
import { plainHost } from './space.ts'

const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({
    env: { incoming: { socket: { remoteAddress } } },
    req: { header: (name: string) => headers[name] },
  }) as unknown as AppContext

describe('who asks', () => {
  const addressOf = createAddressOf(['10.0.0.0/8', '::1', 'not an address'])
  it.each([
    ['directly', '192.0.2.1', {}, '192.0.2.1'],
    ['in IPv6 clothes', '::ffff:192.0.2.1', {}, '192.0.2.1'],
    ['with a forged header', '192.0.2.1', { 'X-Forwarded-For': '198.51.100.7' }, '192.0.2.1'],
    ['behind our proxy', '10.0.0.1', { 'X-Forwarded-For': '198.51.100.7' }, '198.51.100.7'],
    ['behind two, forging', '10.0.0.1', { 'X-Forwarded-For': '1.2.3.4, 198.51.100.7, 10.0.0.2' }, '198.51.100.7'],
    [
      'by the standard header',
      '::1',
      { Forwarded: 'for=1.2.3.4, for="[2001:db8::1]:4711";proto=https' },
      '2001:db8::1',
    ],
    ['a proxy that says nothing', '10.0.0.1', {}, '10.0.0.1'],
  ])('%s', (...[, remote, headers, expected]) => {
    expect(addressOf(from(remote, headers as Record<string, string>))).toBe(expected)
  })
  it('trusts nobody when nobody is named', () => {
    expect(createAddressOf([])(from('10.0.0.1', { 'X-Forwarded-For': '198.51.100.7' }))).toBe('10.0.0.1')
  })
})

describe('which host was asked', () => {
  const hostOf = createHostOf(['10.0.0.0/8'])
  it.each([
    ['directly', '192.0.2.1', { Host: 'Acme.Example:8443' }, 'acme.example'],
    [
      'with a forged header',
      '192.0.2.1',
      { Host: 'acme.example', 'X-Forwarded-Host': 'other.example' },
      'acme.example',
    ],
    ['with a forged standard header', '192.0.2.1', { Host: 'acme.example', Forwarded: 'host=other' }, 'acme.example'],
    ['behind our proxy', '10.0.0.1', { Host: 'inner', 'X-Forwarded-Host': 'acme.example' }, 'acme.example'],
    ['behind two', '10.0.0.1', { Host: 'inner', 'X-Forwarded-Host': 'acme.example, middle' }, 'acme.example'],
    [
      'by the standard header',
      '10.0.0.1',
      { Host: 'i', Forwarded: 'for=x;host="acme.example:443";proto=https' },
      'acme.example',
    ],
    ['a proxy that says nothing', '10.0.0.1', { Host: 'acme.example.' }, 'acme.example'],
    [
      'a proxy that says nothing in many words',
      '10.0.0.1',
      { Host: 'acme.example', 'X-Forwarded-Host': ' ' },
      'acme.example',
    ],
    ['none', '192.0.2.1', {}, ''],
  ])('%s', (...[, remote, headers, expected]) => {
    expect(plainHost(hostOf(from(remote, headers as Record<string, string>)))).toBe(expected)
  })
})

describe('another site', () => {
  const ask = (headers: Record<string, string>, needsProof = true) =>
    isCrossSite({ header: (name) => headers[name], hosts: ['noroshi.example', 'public.example:8443'], needsProof })
  it.each([
    [{ 'Sec-Fetch-Site': 'same-origin' }, false],
    [{ 'Sec-Fetch-Site': 'none' }, false],
    [{ 'Sec-Fetch-Site': 'same-site' }, true],
    [{ 'Sec-Fetch-Site': 'cross-site', Origin: 'https://noroshi.example' }, true],
    [{ Origin: 'https://noroshi.example' }, false],
    [{ Origin: 'https://NOROSHI.example:443' }, false],
    [{ Origin: 'https://public.example:8443' }, false],
    [{ Origin: 'https://public.example' }, true],
    [{ Origin: 'https://noroshi.example.evil.test' }, true],
    [{ Origin: 'null' }, true],
    [{ Origin: 'nonsense' }, true],
    [{ 'X-Requested-With': 'x' }, false],
    [{}, true],
  ])('%j', (headers, crosses) => {
    expect(ask(headers as Record<string, string>)).toBe(crosses)
  })
  it('a request that counts on no cookie needs no proof, and still must not name another site', () => {
    expect([ask({}, false), ask({ Origin: 'https://evil.test' }, false)]).toEqual([false, true])
  })
})

describe('the language', () => {
  it.each([
    [undefined, 'ja'],
    ['', 'ja'],
    ['*', 'ja'],
    ['de-DE', 'ja'],
    ['en', 'en'],
    ['EN-gb;q=0.8, ja;q=0.7', 'en'],
    ['en;q=0, *', 'ja'],
    ['en;q=abc', 'en'],
  ])('%s', (...[header, language]) => expect(languageOf(header, 'ja')).toBe(language))
})

describe('wrong tokens', () => {
  it('60 a minute pass as wrong; then the address is asked to wait for the rest of the minute', () => {
    let nowMs = 0
    const failed = createFailures(() => nowMs)
    for (let count = 0; count < 60; count += 1) expect(failed('a')).toBeNull()
    nowMs = 20_000
    expect(failed('a')).toBe(40)
    expect(failed('b')).toBeNull()
    nowMs = 60_000
    expect(failed('a')).toBeNull()
  })
})
