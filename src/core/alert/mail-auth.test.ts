// Lines of Authentication-Results as mail servers write them, and what they are worth.

import { expect, it } from 'vitest'
import { mailAuthOf } from './mail-auth.ts'

const server = 'mx.example.jp'
const from = 'zabbix@mon.example.jp'
const auth = (...lines: string[]) => {
  const { spf, dkim, dmarc, passes } = mailAuthOf({ lines, from, server })
  return [spf, dkim, dmarc, passes]
}
const nothing = [null, null, null, false]

it.each([
  ['nothing', [], nothing],
  ['none', ['mx.example.jp; none'], nothing],
  ['another server', ['evil.example; dkim=pass header.d=mon.example.jp'], nothing],
  ['a longer name', ['mx.example.jp.evil.example; dkim=pass header.d=mon.example.jp'], nothing],
  ['no words', ['mx.example.jp; ; =; 1'], nothing],
  ['spf of the domain', ['mx.example.jp; spf=pass smtp.mailfrom=root@mon.example.jp'], ['pass', null, null, true]],
  ['spf by name', ['mx.example.jp 1; spf=pass smtp.helo=mon.example.jp'], ['pass', null, null, true]],
  ['spf of another domain', ['mx.example.jp; spf=pass smtp.mailfrom=bulk.example.com'], ['pass', null, null, false]],
  ['spf that fails', ['mx.example.jp; spf=fail smtp.mailfrom=mon.example.jp'], ['fail', null, null, false]],
  ['dkim of the domain above', ['MX.example.jp; dkim=pass header.d=example.jp'], [null, 'pass', null, true]],
  ['dkim of one beneath', ['mx.example.jp; dkim=pass header.i=@a.mon.example.jp'], [null, 'pass', null, true]],
  ['a domain that only ends so', ['mx.example.jp; dkim=pass header.d=le.jp'], [null, 'pass', null, false]],
  [
    'several signatures',
    ['mx.example.jp; dkim=fail header.d=x.example; dkim=pass header.d=example.jp'],
    [null, 'pass', null, true],
  ],
  [
    'comments and versions',
    ['mx.example.jp (our mx) 1; dmarc/1=pass (p=reject; dis=none) header.from="mon.example.jp"; spf=none'],
    ['none', null, 'pass', true],
  ],
  [
    'several lines',
    ['mx.example.jp; spf=softfail smtp.mailfrom=x.example', 'mx.example.jp; dkim=pass header.d=example.jp'],
    ['softfail', 'pass', null, true],
  ],
  [
    'a line beneath that contradicts',
    ['mx.example.jp; dkim=fail header.d=example.jp', 'mx.example.jp; dkim=pass header.d=example.jp'],
    [null, 'fail', null, false],
  ],
])('%s', (_what, lines, expected) => {
  expect(auth(...lines)).toEqual(expected)
})

it('without a server that is trusted nothing counts', () => {
  const lines = ['mx.example.jp; dkim=pass header.d=mon.example.jp']
  expect(mailAuthOf({ lines, from, server: null })).toMatchObject({ dkim: null, passes: false })
})
