// What is left of a text where it has to be plain and short.

import { expect, it } from 'vitest'
import { plainWords } from './plain-words.ts'

it.each([
  ['  障害\r\n発生\u0007\r', 99, '障害\n発生'],
  ['\ud800半分', 99, '半分'],
  ['12345', 5, '12345'],
  ['123456', 5, '1234…'],
  ['🔥🔥🔥', 5, '🔥🔥…'],
  ['🔥🔥🔥', 4, '🔥…'],
])('%j in %i units is %j', (text, units, words) => {
  expect(plainWords(text, units)).toBe(words)
})
