// What holds for every text and every dictionary: nothing is thrown, nothing grows without bound, readings are never read
// again, the longest word wins, and no rule brings in a sign that means something to a document.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { cleanForSpeech } from './clean.ts'
import { createReader, type RuleName, ruleNames } from './normalise.ts'
import { parseReadingList, printReadingList } from './reading-list.ts'
import { checkEntry, createDictionary, type Entry } from './readings.ts'

const pieces = fc.constantFrom(
  ...'db|DB|web-01|_|.|-|/|:|::| |\n|192.168.0.1|fe80::1|2026-11-22|T03:15:00Z|https://a@b/|C:\\|98.5%|CRITICAL'.split(
    '|',
  ),
  ...'1234567|deadbeef0|<&>"\'|\uFFFC|\u0000|障害|𠮷|#1|***|2026-11-22T03:15:00+05:30|/var/log|A,B'.split('|'),
)
const text = fc.oneof(
  fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
  fc.string({ unit: 'binary', maxLength: 80 }),
)
const entry = fc
  .record({
    word: fc.oneof(
      fc.array(pieces, { minLength: 1, maxLength: 3 }).map((all) => all.join('')),
      fc.string({ maxLength: 4 }),
    ),
    reading: fc.oneof(pieces, fc.string({ maxLength: 12 })),
  })
  .map(checkEntry)
  .filter((checked) => checked.ok)
  .map((checked) => (checked as { entry: Entry }).entry)
const entries = fc.uniqueArray(entry, { selector: ({ word }) => word, maxLength: 12 })
const switches = fc
  .subarray([...ruleNames])
  .map((off) => Object.fromEntries(off.map((name) => [name, false])) as Partial<Record<RuleName, boolean>>)
const language = fc.constantFrom('ja' as const, 'en' as const)
const options = fc.record({ language, entries, switches })

/** Runs on which a careless pattern looks at everything again from each letter. */
const worst = [
  ...'a|1|A|.|/|:|-|1.|a.|a-|/a|0:|f:|http://|\\|=|1,234|a@|Z_'.split('|'),
  ...' |\n| \n|1 |# |あ|\u200b'.split('|'),
]

describe('a reader', () => {
  it('tells a text as places that are changed and places that are not', () => {
    fc.assert(
      fc.property(options, text, (given, written) => {
        const explained = createReader(given).explain(written)
        let at = 0
        let said = ''
        for (const { start, end, spoken } of explained.parts) {
          expect(start).toBeGreaterThanOrEqual(at)
          said += explained.text.slice(at, start) + spoken
          at = end
        }
        said += explained.text.slice(at)
        expect(explained.text).toBe(cleanForSpeech(written))
        expect(explained.spoken).toBe(cleanForSpeech(said))
        expect(explained.spoken.length).toBeLessThanOrEqual(
          explained.text.length + limits.dictionary.growthCharacters.max,
        )
      }),
      { numRuns: 1_000 },
    )
  })

  it('brings in no sign of a document, and no half of a letter', () => {
    fc.assert(
      fc.property(language, text, (which, written) => {
        const said = createReader({ language: which, entries: [], switches: {} }).read(written)
        for (const sign of ['<', '&', '"']) {
          expect(said.split(sign).length).toBeLessThanOrEqual(written.split(sign).length)
        }
        expect(said).not.toMatch(/\p{Surrogate}/u)
      }),
      { numRuns: 1_000 },
    )
  })

  it('reads once: what a reading says is not read, whatever else is registered', () => {
    fc.assert(
      fc.property(entries, switches, (given, off) => {
        const reader = createReader({ language: 'ja', entries: given, switches: off })
        for (const { word, reading } of given) {
          const { parts } = reader.explain(word)
          expect(parts.flatMap((part) => part.entries)).toEqual([{ word, reading }])
          expect(reader.read(word)).toBe(reading)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('takes the longest first: no word is left out but for one at least as long', () => {
    fc.assert(
      fc.property(entries, text, (given, written) => {
        const matches = createDictionary(given).find(written)
        for (const { word } of given) {
          for (let at = written.indexOf(word); at >= 0; at = written.indexOf(word, at + 1)) {
            const end = at + word.length
            expect(
              matches.some((match) => match.start < end && match.end > at && match.end - match.start >= word.length),
            ).toBe(true)
          }
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('is linear in the text: the worst of each rule at 60,000 letters takes a moment', () => {
    const reader = createReader({ language: 'ja', entries: [], switches: {} })
    for (const piece of worst) {
      const started = performance.now()
      reader.read(piece.repeat(60_000 / piece.length))
      // Measured at 1 to 300 ms; what is quadratic takes six seconds and more.
      expect(performance.now() - started, piece).toBeLessThan(3_000)
    }
  })
})

describe('a list', () => {
  it('that was written is read as the same entries', () => {
    fc.assert(
      fc.property(entries, (given) => {
        const read = parseReadingList(printReadingList(given))
        expect(read.problems).toEqual([])
        expect(read.entries.map(({ word, reading }) => ({ word, reading }))).toEqual(given)
      }),
      { numRuns: 500 },
    )
  })

  it('of anything is read or told', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (given) => {
        const { entries: read, problems, repeated } = parseReadingList(given)
        const lines = given.split(/\r\n|\r|\n/).filter((line) => line.replace(/^\uFEFF/, '').trim() !== '').length
        expect(read.length + problems.length + repeated).toBe(lines)
      }),
      { numRuns: 1_000 },
    )
  })
})
