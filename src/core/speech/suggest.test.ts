// Suggestions: which words of recent texts have no reading.

import { describe, expect, it } from 'vitest'
import { createReader } from './normalise.ts'
import type { Entry } from './readings.ts'
import { createSuggester } from './suggest.ts'

const suggested = (texts: readonly string[], entries: readonly Entry[] = [], wordsMax = 50) => {
  const suggester = createSuggester(createReader({ language: 'ja', switches: {}, entries }))
  for (const text of texts) suggester.add(text)
  return suggester.best(wordsMax)
}
const words = (texts: readonly string[], entries: readonly Entry[] = []) =>
  suggested(texts, entries).map(({ word, texts: count }) => [word, count])

describe('suggestions', () => {
  it('X-038 are capitals and the words of host names, the most frequent first, once a text', () => {
    expect(words(['TRAFFIC on db_server-01 TRAFFIC', 'TRAFFIC on db02 is high'])).toEqual([
      ['TRAFFIC', 2],
      ['db', 2],
      ['server', 1],
    ])
  })

  it.each([
    [
      'words that have a reading',
      'TRAFFIC db_server',
      [
        { word: 'TRAFFIC', reading: 'x' },
        { word: 'db', reading: 'y' },
      ],
      [['server', 1]],
    ],
    ['what rules know', 'CRITICAL Zabbix 10.0.0.1 fe80::1 2026-11-22 98%', [], []],
    ['addresses of pages, paths and ids', 'https://web01/ /var/log_x 3f2a9c1e0b7d', [], []],
    ['common ends of names, single letters, plain words', 'www.example.co.jp x_y disk is full', [], [['example', 1]]],
    [
      'people’s mail',
      'sato.taro@EXAMPLE.com',
      [],
      [
        ['sato', 1],
        ['taro', 1],
      ],
    ],
  ])('leave out %s', (...[, text, entries, expected]) => {
    expect(words([text], entries as Entry[])).toEqual(expected)
  })

  it('say what is said now, and are as many as asked for', () => {
    expect(suggested(['CPU SAKURA'], [], 1)).toEqual([{ word: 'CPU', texts: 1, spoken: 'シーピーユー' }])
  })

  it('look at so much of a text and remember so many words', () => {
    expect(words([`${'あ'.repeat(2_000)} DB`])).toEqual([])
    const letters = (index: number) =>
      index
        .toString(26)
        .replace(/\d/g, (digit) => 'QRSTUVWXYZ'[Number(digit)] ?? '')
        .toUpperCase()
    const many = Array.from({ length: 100 }, (_, text) =>
      Array.from({ length: 250 }, (_, index) => `K${letters(text * 250 + index + 1_000)}`).join(' '),
    )
    expect(suggested(many, [], 30_000).length).toBeLessThanOrEqual(20_000)
  })
})
