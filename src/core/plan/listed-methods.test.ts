// What a table of people says of somebody's addresses, and what becomes of their contact methods.
import { describe, expect, it } from 'vitest'
import { methodsListed } from './listed-methods.ts'
import type { Channel } from './plan.ts'

const method = (channel: Channel, label: string, address: string) => ({
  channel,
  label,
  address,
  isDefault: label !== '2',
})
const told = (methods: ReturnType<typeof methodsListed>) =>
  methods.map(({ channel, label, address, isDefault }) => `${channel} ${label} ${address}${isDefault ? ' *' : ''}`)

const phones = [method('phone', 'mobile', '+1'), method('teams', 'default', 'T'), method('phone', '2', '+2')] as const

describe('a table names addresses', () => {
  it.each([
    ['of somebody new', [], { phone: ['+1', '+2'], mail: [] }, ['phone default +1 *', 'phone 2 +2']],
    [
      'that are those there are',
      phones,
      { phone: ['+1', '+2'] },
      ['phone mobile +1 *', 'teams default T *', 'phone 2 +2'],
    ],
    ['nowhere', phones, {}, ['phone mobile +1 *', 'teams default T *', 'phone 2 +2']],
    [
      'one of them corrected',
      phones,
      { phone: ['+9', '+2'] },
      ['phone mobile +9 *', 'teams default T *', 'phone 2 +2'],
    ],
    ['in another order', phones, { phone: ['+2', '+1'] }, ['phone 2 +2', 'teams default T *', 'phone mobile +1 *']],
    ['one fewer', phones, { phone: ['+2'] }, ['phone 2 +2', 'teams default T *']],
    ['none any more', phones, { phone: [] }, ['teams default T *']],
    [
      'one more, and another channel, some of them twice',
      phones,
      { phone: ['+1', '+2', '+3', '+3'], sms: ['+1'] },
      ['phone mobile +1 *', 'teams default T *', 'phone 2 +2', 'phone default +3', 'sms default +1 *'],
    ],
  ])('%s', (...[, old, listed, expected]) => {
    expect(told(methodsListed(old, listed))).toEqual(expected)
  })
})
