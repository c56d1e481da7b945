// Texts of others within a sentence of the console: whatever direction they are read in, it ends with them.
import { expect, it } from 'vitest'
import { apart } from '../console/data/apart.ts'

it.each([
  ['what turns nothing, as it is', '決済画面 (web01)', '決済画面 (web01)'],
  ['a text read from right to left', 'שלום', '\u2068שלום\u2069'],
  ['a mark that turns what follows', 'a\u202Egpj.exe', '\u2068a\u202Egpj.exe\u2069'],
  ['a mark that would end it early', 'a\u2069\u202Eb', '\u2068a\u202Eb\u2069'],
  ['a mark that is never ended', 'a\u2067b', '\u2068a\u2067b\u2069\u2069'],
  ['marks that end each other', 'a\u2067b\u2069c', '\u2068a\u2067b\u2069c\u2069'],
])('%s', (_, text, shown) => {
  expect(apart(text)).toBe(shown)
})
