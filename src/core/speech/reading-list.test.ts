// Lists of readings: what X-MON's users have, what spreadsheets write, and what is wrong with the rest.

import { describe, expect, it } from 'vitest'
import { parseReadingList, printReadingList } from './reading-list.ts'

const entriesOf = (text: string) => parseReadingList(text).entries.map(({ word, reading }) => [word, reading])

describe('a list of readings', () => {
  it.each([
    [
      'X-037 one pair a line',
      'TRAFFIC,トラフィック\nDB,データベース',
      [
        ['TRAFFIC', 'トラフィック'],
        ['DB', 'データベース'],
      ],
    ],
    ['X-037 optional', '', []],
    [
      'a mark at the beginning, CRLF, empty lines',
      '\uFEFFa,1\r\n\r\n  \rb,2\r\n',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['spaces around the sides', ' a , 1 2 ', [['a', '1 2']]],
    ['quotes around a side', '"a,b","say ""hi"""', [['a,b', 'say "hi"']]],
    ['quotes with spaces around', ' "a" , "b" ', [['a', 'b']]],
    ['a quote within a word', '5" disk,5インチ', [['5" disk', '5インチ']]],
    ['the same line again', 'a,1\na,1', [['a', '1']]],
    [
      'other capitals',
      'a,1\nA,2',
      [
        ['a', '1'],
        ['A', '2'],
      ],
    ],
  ])('%s', (...[, text, entries]) => {
    expect(entriesOf(text)).toEqual(entries)
    expect(parseReadingList(text).problems).toEqual([])
  })

  it.each([
    ['no comma', 'DB データベース', 'comma_missing'],
    ['a full-width comma', 'DB，データベース', 'comma_missing'],
    ['more than one comma', 'a,b,c', 'comma_extra'],
    ['a comma at the end', 'a,b,', 'comma_extra'],
    ['a quote that does not end', '"a,b', 'quote_open'],
    ['something after a quote', '"a"b,c', 'quote_open'],
    ['no word', ',x', 'word_empty'],
    ['no reading', 'x,', 'reading_empty'],
    ['an empty side in quotes', 'x,""', 'reading_empty'],
    ['a long word', `${'x'.repeat(101)},y`, 'word_too_long'],
    ['a line beyond all measure', `"${'x'.repeat(1_000_000)}`, 'line_too_long'],
    ['a long reading', `y,${'x'.repeat(201)}`, 'reading_too_long'],
  ])('refuses %s, with its line', (...[, line, code]) => {
    const { problems } = parseReadingList(`ok,1\n\n${line}\nfine,2`)
    expect(problems).toEqual([{ line: 3, code, word: line.slice(0, 40) }])
  })

  it('refuses a word with two readings, and counts what only stands twice', () => {
    const { problems, repeated, entries } = parseReadingList('a,1\na,2\na,1\nb,3')
    expect(problems).toEqual([{ line: 2, code: 'word_twice', word: 'a' }])
    expect([repeated, entries]).toEqual([
      1,
      [
        { word: 'a', reading: '1', line: 1 },
        { word: 'b', reading: '3', line: 4 },
      ],
    ])
  })

  it('is written with quotes only where they are needed', () => {
    expect(
      printReadingList([
        { word: 'DB', reading: 'データベース' },
        { word: 'a,b', reading: '"' },
      ]),
    ).toBe('DB,データベース\r\n"a,b",""""\r\n')
  })

  it('of 5,000 lines is read in a moment', () => {
    const text = Array.from({ length: 5_000 }, (_, index) => `word-${index},読み${index}`).join('\r\n')
    expect(parseReadingList(text).entries).toHaveLength(5_000)
  })
})
