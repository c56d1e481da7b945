// What is wrong with Noroshi itself: what is one is not said as many.
import { expect, it } from 'vitest'
import { selfText } from './itself.ts'

it.each([
  [1, 'en', '1 callout is late by more than a minute'],
  [3, 'en', '3 callouts are late by more than a minute'],
  [3, 'ja', '3件の通報の処理が1分以上遅れています'],
] as const)('%i late callouts, in %s', (count, language, text) => {
  expect(selfText({ kind: 'late', count }, language)).toBe(text)
})
