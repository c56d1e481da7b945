// What people write back, and what it means.

import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { canReply, mayTell, smsCodeOf, smsReplyOf } from './sms-reply.ts'

const take = (code: number | null) => ({ kind: 'answer', action: 'take', code })
const next = (code: number | null) => ({ kind: 'answer', action: 'next', code })
const leave = (code: number | null) => ({ kind: 'answer', action: 'leave', code })
const [stop, start, unread] = [{ kind: 'stop' }, { kind: 'start' }, { kind: 'unread' }]

describe('a reply by SMS', () => {
  it.each([
    ['1a', take(1)],
    ['12A', take(12)],
    ['１ａ', take(1)],
    ['１２　Ａ', take(12)],
    [' 1 a ', take(1)],
    ['"1a"', take(1)],
    ["'1a'.", take(1)],
    ['“1 a”', take(1)],
    ['「1a」', take(1)],
    ['1a。', take(1)],
    ['a1', take(1)],
    ['ack 12', take(12)],
    ['Ack12', take(12)],
    ['ACK: 12', take(12)],
    ['ack #12', take(12)],
    ['12 ack', take(12)],
    ['ok 3', take(3)],
    ['対応 ３', take(3)],
    ['3 了解しました', take(3)],
    ['\r\n\n 1a \nSent from my phone', take(1)],
    ['ack', take(null)],
    ['OK!', take(null)],
    ['了解です。', take(null)],
    ['2n', next(2)],
    ['next 2', next(2)],
    ['次', next(null)],
    ['2l', leave(2)],
    ['leave', leave(null)],
    ['抜けます 7', leave(7)],
    ['STOP', stop],
    ['stop.', stop],
    ['Ｓｔｏｐ', stop],
    ['stop all', stop],
    ['Unsubscribe', stop],
    ['停止', stop],
    ['START', start],
    ['unstop', start],
    ['再開', start],
    ['', unread],
    ['   \n ', unread],
    ['1', unread],
    ['a', unread],
    ['12345a', unread],
    ['1b', unread],
    ['1a 2a', unread],
    ['not ok', unread],
    ['ok but I cannot', unread],
    ['please stop calling', unread],
    ['x'.repeat(1_600), unread],
  ])('%j', (text, meaning) => {
    expect(smsReplyOf(text)).toEqual(meaning)
  })

  it.each(['take', 'next', 'leave'] as const)('reads the code an SMS names for it: %s', (action) => {
    expect(smsReplyOf(smsCodeOf(42, action))).toEqual({ kind: 'answer', action, code: 42 })
  })
})

it.each([
  ['+819012345678', false],
  ['+14155552671', true],
  ['+8613800138000', true],
])('a phone with the number %s can answer: %s', (number, can) => expect(canReply(number)).toBe(can))

it('a number is told so much an hour and no more', () => {
  expect([mayTell(0), mayTell(limits.smsReplies.toldPerHour - 1), mayTell(limits.smsReplies.toldPerHour)]).toEqual([
    true,
    true,
    false,
  ])
})
