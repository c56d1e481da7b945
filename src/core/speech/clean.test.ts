// Cleaned text: what no document and no speech engine refuses, cut into sentences.

import { describe, expect, test } from 'vitest'
import { cleanForSpeech, sentences } from './clean.ts'

describe('cleanForSpeech', () => {
  test.each([
    ['a\u0000b', 'a b'],
    ['a\bb', 'a b'],
    ['\u001b[31mred\u001b[0m', '[31mred [0m'],
    ['\ud800x', 'x'],
    ['x\udfff', 'x'],
    ['\ufffe\uffffx', 'x'],
    ['a\u200bb\ufeffc\u00add', 'abcd'],
    ['\u202eabc', 'abc'],
    ['か\u3099', 'が'],
    ['a  \t b', 'a b'],
    ['a\u3000\u00a0b', 'a b'],
    [' a \r\n\r\n b ', 'a\nb'],
    ['a\u0085b\u2028c', 'a\nb\nc'],
    ['🔥障害', '🔥障害'],
    ['', ''],
  ])('%j becomes %j', (text, clean) => {
    expect(cleanForSpeech(text)).toBe(clean)
  })
})

describe('sentences', () => {
  test.each([
    ['障害です。確認してください。', ['障害です。', '確認してください。']],
    ['本当？！はい', ['本当？！', 'はい']],
    ['「障害です。」と言う', ['「障害です。」', 'と言う']],
    ['Disk is full. Call 192.168.10.254 now.', ['Disk is full.', 'Call 192.168.10.254 now.']],
    ['web01\nweb02', ['web01', 'web02']],
    ['一行', ['一行']],
    ['', []],
  ])('%j is %j', (text, found) => {
    expect(sentences(text)).toEqual(found)
  })
})
