// Numbers as people write them: every line of docs/telephony.md's table, and the spellings of the manuals that came before us.

import { describe, expect, test } from 'vitest'
import { type ParsedNumber, parseNumber } from './numbers.ts'

const phone = (raw: string): ParsedNumber => parseNumber(raw, { country: 'JP', use: 'phone', simulated: false })
const demo = (raw: string): ParsedNumber => parseNumber(raw, { country: 'JP', use: 'phone', simulated: true })
const accepted = (result: ParsedNumber) => (result.ok ? [result.e164, result.type] : result.code)

describe('the table', () => {
  test.each([
    ['090-1234-5678', '+819012345678', 'mobile'],
    ['+819012345678', '+819012345678', 'mobile'],
    ['+81 (0)90-1234-5678', '+819012345678', 'mobile'],
    ['81-90-1234-5678', '+819012345678', 'mobile'],
    ['010-81-90-1234-5678', '+819012345678', 'mobile'],
    ['070-1234-5678', '+817012345678', 'mobile'],
    ['080-1234-5678', '+818012345678', 'mobile'],
    ['060-1234-5678', '+816012345678', 'mobile'],
    ['050-1234-5678', '+815012345678', 'voip'],
    ['+815012345678', '+815012345678', 'voip'],
    ['0120-123-456', '+81120123456', 'toll_free'],
    ['0800-123-4567', '+818001234567', 'toll_free'],
    ['03-1234-5678', '+81312345678', 'fixed'],
    ['+81312345678', '+81312345678', 'fixed'],
    ['0466-12-3456', '+81466123456', 'fixed'],
    ['+14155552671', '+14155552671', 'fixed_or_mobile'],
    ['090−1234−5678', '+819012345678', 'mobile'],
    ['０９０－１２３４－５６７８', '+819012345678', 'mobile'],
    ['٠٩٠١٢٣٤٥٦٧٨', '+819012345678', 'mobile'],
  ])('%s is accepted as %s, %s', (raw, e164, type) => {
    expect(accepted(phone(raw))).toEqual([e164, type])
  })

  test.each([
    ['0081-90-1234-5678', 'number.prefix_00'],
    ['0570-012-345', 'number.uan'],
    ['110', 'number.emergency'],
    ['119', 'number.emergency'],
    ['118', 'number.emergency'],
    ['171', 'number.emergency'],
    ['104', 'number.emergency'],
    ['117', 'number.emergency'],
    ['177', 'number.emergency'],
    ['#9110', 'number.emergency'],
    ['+81110', 'number.emergency'],
    ['+81119', 'number.emergency'],
    ['0110', 'number.emergency'],
    ['911', 'number.emergency'],
    ['+1911', 'number.emergency'],
    ['020-1234-5678', 'number.pager'],
    ['0990-123-456', 'number.premium'],
    ['09012345678 内線12', 'number.extension'],
    ['+81 90 1234 567', 'number.invalid'],
    ['+8190123456789', 'number.invalid'],
    ['1234', 'number.invalid'],
    ['+882 16 12345678', 'number.satellite'],
    ['sip:bob@example.jp', 'number.invalid'],
    ['184-090-1234-5678', 'number.prefix_caller_id'],
    ['1860901234567', 'number.prefix_caller_id'],
    ['+81-90-0123-0001', 'number.demo_on_real'],
    ['090-0123-0001', 'number.demo_on_real'],
  ])('%s is refused: %s', (raw, code) => {
    expect(accepted(phone(raw))).toBe(code)
  })
})

describe('spellings of the manuals', () => {
  test.each([
    ['+81-3-1234-5678', '+81312345678'],
    ['+8190-1234-5678', '+819012345678'],
    ['+81-90-1234-5678', '+819012345678'],
    ['+81-090-1234-5678', '+819012345678'],
    ['+81(0)90-1234-5678', '+819012345678'],
    ['090ー1234ー5678', '+819012345678'],
    ['(03) 1234-5678', '+81312345678'],
    ['03.1234.5678', '+81312345678'],
    [' 090 1234 5678 ', '+819012345678'],
    ['\u202a090-1234-5678\u202c', '+819012345678'],
    ['＋８１－９０－１２３４－５６７８', '+819012345678'],
  ])('X-010 X-011: %s becomes %s', (raw, e164) => {
    expect(phone(raw)).toMatchObject({ ok: true, e164 })
  })

  test('domestic digits need no country code', () => {
    expect(phone('0312345678')).toMatchObject({ ok: true, e164: '+81312345678' })
  })
})

describe('numbers never dialled', () => {
  test.each([
    '115',
    '188',
    '189',
    '116',
    '113',
    '112',
    '999',
    '000',
    '+44999',
    '+81-118',
    '0119',
    '＃9110',
    '1 1 0',
    '*86',
  ])('%s is refused however it is written', (raw) => {
    expect(accepted(phone(raw))).toBe('number.emergency')
    expect(accepted(demo(raw))).toBe('number.emergency')
  })

  test.each([
    ['+881 612345678', 'number.satellite'],
    ['+870 773111632', 'number.satellite'],
    ['+979 123456789', 'number.premium'],
    ['+808 12345678', 'number.shared_cost'],
    ['+44 7012345678', 'number.unsupported'],
    ['', 'number.empty'],
    ['　', 'number.empty'],
    ['090-1234-5678 ext 3', 'number.extension'],
    ['090-1234-5678x3', 'number.extension'],
    ['電話番号', 'number.invalid'],
    ['+81 90 1234 5678 DROP TABLE', 'number.invalid'],
    ['0', 'number.invalid'],
  ])('%s is refused: %s', (raw, code) => {
    expect(accepted(phone(raw))).toBe(code)
  })
})

test('a refusal says how to write it, when that is clear', () => {
  expect(phone('0081-90-1234-5678')).toMatchObject({ code: 'number.prefix_00', hint: '+81-90-1234-5678' })
  expect(phone('184-090-1234-5678')).toMatchObject({ code: 'number.prefix_caller_id', hint: '090-1234-5678' })
})

test('toll free numbers are accepted with a warning: often they cannot be reached from outside', () => {
  expect(phone('0120-123-456')).toMatchObject({ ok: true, warning: 'number.toll_free' })
  expect(phone('090-1234-5678')).not.toHaveProperty('warning')
})

describe('X-011: demo numbers exist in the simulator only', () => {
  test.each(['+81-90-0123-0001', '090-0123-0001', '+819001230001', '０９０－０１２３－０００１'])('%s', (raw) => {
    expect(demo(raw)).toEqual({ ok: true, e164: '+819001230001', type: 'mobile', demo: true })
    expect(accepted(phone(raw))).toBe('number.demo_on_real')
  })

  test('real numbers may be given to the simulator: nobody rings', () => {
    expect(demo('090-1234-5678')).toMatchObject({ ok: true, demo: false })
  })
})

describe('short messages go to mobile numbers only', () => {
  const sms = (raw: string): ParsedNumber => parseNumber(raw, { use: 'sms', simulated: true })
  test.each(['090-1234-5678', '+14155552671', '090-0123-0001'])('%s', (raw) => {
    expect(sms(raw).ok).toBe(true)
  })
  test.each(['03-1234-5678', '050-1234-5678', '0120-123-456'])('not %s', (raw) => {
    expect(accepted(sms(raw))).toBe('number.not_mobile')
  })
})

test('numbers without a country code belong to the given country', () => {
  expect(parseNumber('(415) 555-2671', { country: 'US', use: 'phone', simulated: false })).toMatchObject({
    e164: '+14155552671',
  })
})
