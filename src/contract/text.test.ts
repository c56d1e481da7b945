// What a name may hold: whatever people write, in any script, and nothing by which it looks like another.
import { expect, it } from 'vitest'
import { atMost, name, note } from './text.ts'

const messageOf = (text: string): string | undefined => name.safeParse(text).error?.issues[0]?.message
const invisible = (code: string) => `must not have the invisible character ${code}`

it.each([
  ['Japanese', '佐藤 花子(夜間・本社)'],
  ['an ideographic variation sequence', '葛\u{E0100}城'],
  ['a variation sequence of a CJK standard form', '\u795E\uFE00社'],
  ['an emoji with its look', '火\u{1F525}\uFE0F'],
  ['a family, joined', '\u{1F469}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}'],
  ['a colour of skin', '\u{1F469}\u{1F3FD}\u200D\u{1F692}'],
  ['a key cap', '1\uFE0F\u20E3'],
  ['a flag of a country', '\u{1F1EF}\u{1F1F5}'],
  ['a flag of a region, written with tags', '\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}'],
  ['Arabic', 'محمد'],
  ['Persian with a non-joiner', 'می\u200Cخواهم'],
  ['Hebrew', 'שרה'],
  ['Sinhala with a joiner', 'ශ්\u200Dරී'],
  ['Thai', 'สมชาย'],
  ['combining marks', 'e\u0323\u0302'],
])('takes %s', (_, text) => expect(name.parse(text)).toBe(text.normalize('NFC')))

it.each([
  ['U+202A', '\u202A'],
  ['U+202B', '\u202B'],
  ['U+202C', '\u202C'],
  ['U+202D', '\u202D'],
  ['U+202E', '\u202E'],
  ['U+2066', '\u2066'],
  ['U+2067', '\u2067'],
  ['U+2068', '\u2068'],
  ['U+2069', '\u2069'],
  ['U+200E', '\u200E'],
  ['U+200F', '\u200F'],
  ['U+061C', '\u061C'],
  ['U+200B', '\u200B'],
  ['U+2028', '\u2028'],
  ['U+2029', '\u2029'],
  ['U+2060', '\u2060'],
  ['U+FEFF', '\uFEFF'],
  ['U+00AD', '\u00AD'],
  ['U+3164', '\u3164'],
  ['U+E0041', '\u{E0041}'],
])('refuses %s within a name', (code, mark) => expect(messageOf(`佐${mark}藤`)).toBe(invisible(code)))

it.each([
  ['NUL', 'a\0b'],
  ['a line feed', 'a\nb'],
  ['an escape', '\u001B[31mred'],
  ['DEL', 'a\u007F'],
  ['a C1 control', 'a\u0085b'],
  ['half a character', 'a\uD800'],
])('refuses %s', (_, text) => expect(messageOf(text)).toBe('must not have control characters'))

it.each([
  ['nothing', ''],
  ['spaces', ' \u3000\u00A0'],
  ['joiners alone', '\u200D\u200D'],
  ['a look of nothing', '\uFE0F'],
])('refuses %s, which nobody could see', (_, text) => expect(messageOf(text)).toBe('must have 1 to 200 characters'))

it('leaves out what stands around it', () => expect(name.parse(' \uFEFF佐藤\n')).toBe('佐藤'))

it('counts characters as people do', () => {
  expect(note.parse(undefined)).toBe('')
  expect(note.safeParse('\u{1F525}'.repeat(200)).success).toBe(true)
  const [isShort, { error }] = atMost(3)
  expect([isShort('\u{1F525}火事'), isShort('火事です'), error]).toEqual([
    true,
    false,
    'must have at most 3 characters',
  ])
  expect(note.safeParse('火'.repeat(201)).error?.issues[0]?.message).toBe('must have at most 200 characters')
})
