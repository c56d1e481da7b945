// Two texts compared line by line, as the history of changes shows them.

import { expect, it } from 'vitest'
import { diffLines } from '../console/data/diff.ts'

const signs = { same: ' ', out: '-', in: '+' } as const
const told = (before: string, after: string) =>
  diffLines(before.split(''), after.split(''))
    .map(({ kind, text }) => `${signs[kind]}${text}`)
    .join('')

it.each([
  ['', '', ''],
  ['abc', 'abc', ' a b c'],
  ['abc', 'ac', ' a-b c'],
  ['ac', 'abc', ' a+b c'],
  ['ab', 'ba', '-a b+a'],
  ['', 'ab', '+a+b'],
  ['ab', '', '-a-b'],
])('%j to %j', (before, after, lines) => expect(told(before, after)).toBe(lines))

it('beyond what can be compared in a moment, one stands after the other', () => {
  const long = Array.from({ length: 601 }, (_one, index) => String(index))
  const lines = diffLines(long, [...long, 'more'])
  expect([lines.length, lines[0]?.kind, lines.at(-1)]).toEqual([1_203, 'out', { kind: 'in', text: 'more' }])
})
