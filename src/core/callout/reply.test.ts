// What a person means by replying to a mail, in the words and quotings of real programs.
import { describe, expect, it } from 'vitest'
import { planOf } from '../../../tests/support/plans.ts'
import { meaningOf } from './reply.ts'

const plan = planOf(2)
const asks = {
  ...plan,
  template: {
    ...plan.template,
    reactions: { '1': { action: 'take' }, '2': { action: 'next' }, '7': { action: 'repeat' } },
  },
} as typeof plan

describe('T-008 a reply', () => {
  it.each([
    ['', 'take'],
    ['\n\n', 'take'],
    ['> 前のメール', 'take'],
    ['On Mon, 1 Jan 2026 at 03:00, Noroshi wrote:\n> x', 'take'],
    ['2026年1月1日(木) 3:00 Noroshi <n@example.jp>:\n> x', 'take'],
    ['2026/01/01 3:00、Noroshi <n@example.jp>のメール:\n> x', 'take'],
    ['-----Original Message-----\nFrom: x', 'take'],
    ['差出人: Noroshi\n件名: x', 'take'],
    ['-- \n佐藤', 'take'],
    ['iPhoneから送信', 'take'],
    ['了解しました。対応します。\n> x', 'take'],
    ['対応', 'take'],
    ['ACK', 'take'],
    ['１', 'take'],
    ['2', 'next'],
    ['次の人へ', 'next'],
    ['next please', 'next'],
    ['leave', null],
    ['7', null],
    ['9', null],
    ['本日は休暇をいただいております', null],
    ['対応できません', null],
    ["OK, but I can't do it", null],
    ['What is this?', null],
  ])('%j means %s', (text, action) => {
    expect(meaningOf(text, asks)).toBe(action)
  })

  it('answers nothing where nothing was asked', () => {
    expect(meaningOf('', { ...asks, deliveredIsEnough: true })).toBeNull()
  })
})
