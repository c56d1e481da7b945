// The dictionary: substrings, longest first, each place once; and how entries are checked.

import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { checkEntry, createDictionary, type Entry } from './readings.ts'

const entriesOf = (pairs: Readonly<Record<string, string>>): Entry[] =>
  Object.entries(pairs).map(([word, reading]) => ({ word, reading }))

const replaced = (text: string, pairs: Readonly<Record<string, string>>): string => {
  const dictionary = createDictionary(entriesOf(pairs))
  let at = 0
  let said = ''
  for (const match of dictionary.find(text)) {
    said += text.slice(at, match.start) + dictionary.entry(match).reading
    at = match.end
  }
  return said + text.slice(at)
}

describe('a dictionary', () => {
  it.each([
    ['X-039', 'TRAFFIC', { TRAFFIC: 'トラフィック', DB: 'データベース' }, 'トラフィック'],
    ['X-039', 'DB と TRAFFIC', { TRAFFIC: 'トラフィック', DB: 'データベース' }, 'データベース と トラフィック'],
    ['X-040 a part of a name', 'db_server', { db: 'データベース' }, 'データベース_server'],
    ['X-040 every part', 'dbdb-db', { db: 'D' }, 'DD-D'],
    ['capitals are other words', 'DB db Db', { db: 'でーびー' }, 'DB でーびー Db'],
    ['the longest first', 'database', { data: '1', database: '2', base: '3' }, '2'],
    ['the longest of the whole text, not the leftmost', 'abcde', { ab: '1', bcde: '2' }, 'a2'],
    ['a shorter one where the longer is blocked', 'abcdef', { abc: '1', ab: '2', cdef: '3' }, '23'],
    ['nothing where all are blocked', 'abcde', { abc: '1', cde: '2', bcde: '3' }, 'a3'],
    ['of equal length the leftmost', 'aaa', { aa: '1' }, '1a'],
    [
      'of equal length the leftmost, also when one came late',
      'abxabc',
      { xabc: '1', xab: '2', ab: '3', bx: '4' },
      '31',
    ],
    ['a reading is never read again', 'a', { a: 'b', b: 'c' }, 'b'],
    ['a reading may hold its word', 'web', { web: 'web サーバ' }, 'web サーバ'],
    ['beyond the basic plane', '𠮷野家🔥', { 𠮷野: 'よしの', '🔥': '火' }, 'よしの家火'],
    ['nothing registered', 'db', {}, 'db'],
    ['nothing said', '', { db: 'x' }, ''],
  ])('%s: %s', (...[, text, pairs, said]) => {
    expect(replaced(text, pairs as Record<string, string>)).toBe(said)
  })

  it('of a word given twice the first counts', () => {
    const dictionary = createDictionary([
      { word: 'a', reading: '1' },
      { word: 'a', reading: '2' },
    ])
    expect(dictionary.find('aa').map((match) => dictionary.entry(match).reading)).toEqual(['1', '1'])
  })

  it('is linear: 10,000 entries and the worst of texts take a moment', () => {
    const entries = Array.from({ length: 9_900 }, (_, index) => ({ word: `host${index}-`, reading: `ホスト${index}` }))
    for (let size = 1; size <= 100; size += 1) entries.push({ word: 'a'.repeat(size), reading: `${size}` })
    const dictionary = createDictionary(entries)
    const started = performance.now()
    dictionary.find(`${'a'.repeat(29_999)}b${'host77-'.repeat(4_000)}`)
    // Measured at 30 ms; a search word by word takes minutes.
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

describe('an entry', () => {
  const { wordCharacters, readingCharacters } = limits.dictionary
  it.each([
    [' DB ', ' データベース ', { word: 'DB', reading: 'データベース' }],
    ['か\u3099', 'が', { word: 'が', reading: 'が' }],
    ['a\u200bb', 'x\ny', { word: 'ab', reading: 'x y' }],
    ['a\nb', 'c', { word: 'a b', reading: 'c' }],
    ['𠮷'.repeat(wordCharacters.max), 'x', { word: '𠮷'.repeat(wordCharacters.max), reading: 'x' }],
  ])('%j is kept as it is looked for', (word, reading, entry) => {
    expect(checkEntry({ word, reading })).toEqual({ ok: true, entry })
  })

  it.each([
    ['', 'x', 'word_empty'],
    [' \u200b\0', 'x', 'word_empty'],
    ['x', ' ', 'reading_empty'],
    ['x'.repeat(wordCharacters.max + 1), 'x', 'word_too_long'],
    ['x', 'x'.repeat(readingCharacters.max + 1), 'reading_too_long'],
  ])('%j is refused', (word, reading, code) => {
    expect(checkEntry({ word, reading })).toEqual({ ok: false, code })
  })
})
