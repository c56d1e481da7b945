// Two texts compared line by line, as the history of changes shows them; two versions of an object, as a conflict does; and what is
// meant by what people paste.

import { expect, it } from 'vitest'
import { diffLines } from '../console/data/diff.ts'
import { changedFields, differing } from '../console/data/merge.ts'
import { meant } from '../console/data/pasted.ts'

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

it('what one person changed goes into the other’s version, and nothing else does', () => {
  const base = { name: 'A', language: 'ja', opening: '', methods: [{ channel: 'phone', address: '1' }], quiet: null }
  const mine = changedFields(base, { ...base, name: 'B', methods: [{ channel: 'phone', address: '2' }] })
  expect(mine).toEqual({ name: 'B', methods: [{ channel: 'phone', address: '2' }] })
  const theirs = { id: 'x', name: 'B', language: 'en', methods: [{ id: 'm', channel: 'phone', address: '1' }] }
  expect(differing(theirs, mine)).toEqual([
    { field: 'methods', before: [{ channel: 'phone', address: '1' }], after: [{ channel: 'phone', address: '2' }] },
  ])
  expect(changedFields({ opening: null, on: false, list: [], in: {} }, { opening: '', list: [] })).toEqual({})
})

it.each([
  ['tel', ' ０９０－１２３４\n－５６７８\u200b', '090-1234-5678'],
  ['tel', '+81 90 1234  5678', '+81 90 1234 5678'],
  ['email', ' ｓato@example.jp\r\n', 'sato@example.jp'],
  ['number', ' １２\t', '12'],
  ['url', 'https://example.jp/\n a', 'https://example.jp/a'],
  ['tel', '\u202A090-1234-5678\u202C', '090-1234-5678'],
  ['number', '12\u200D', '12'],
  ['text', '\u2068佐藤\u2069 \u{1F469}\u200D\u{1F692}', '佐藤 \u{1F469}\u200D\u{1F692}'],
  ['text', '  夜間\r\n 当番\ufeff', '夜間 当番'],
])('pasted into a field of %s: %j', (kind, text, clean) => expect(meant(text, kind)).toBe(clean))
