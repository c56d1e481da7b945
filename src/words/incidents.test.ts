// What is said for an incident that nobody has taken.
import { expect, it } from 'vitest'
import { forgottenText } from './incidents.ts'

it.each([
  [30, 'ja', 'インシデント12番が30分対応されていません。サイト閲覧不可'],
  [119, 'ja', 'インシデント12番が119分対応されていません。サイト閲覧不可'],
  [150, 'ja', 'インシデント12番が2時間対応されていません。サイト閲覧不可'],
  [30, 'en', 'Incident 12 has been open for 30 minutes and nobody has taken it. サイト閲覧不可'],
  [600, 'en', 'Incident 12 has been open for 10 hours and nobody has taken it. サイト閲覧不可'],
] as const)('after %i minutes, in %s', (minutes, language, text) => {
  expect(forgottenText({ number: 12, name: 'サイト閲覧不可', minutes }, language)).toBe(text)
})
