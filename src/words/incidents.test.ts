// What is said for an incident that nobody has taken.
import { expect, it } from 'vitest'
import { alertsHtml, forgottenText } from './incidents.ts'

it.each([
  [30, 'ja', 'インシデント12番が30分対応されていません。サイト閲覧不可'],
  [119, 'ja', 'インシデント12番が119分対応されていません。サイト閲覧不可'],
  [150, 'ja', 'インシデント12番が2時間対応されていません。サイト閲覧不可'],
  [30, 'en', 'Incident 12 has been open for 30 minutes, and nobody has taken it. サイト閲覧不可'],
  [1, 'en', 'Incident 12 has been open for 1 minute, and nobody has taken it. サイト閲覧不可'],
  [600, 'en', 'Incident 12 has been open for 10 hours, and nobody has taken it. サイト閲覧不可'],
] as const)('after %i minutes, in %s', (minutes, language, text) => {
  expect(forgottenText({ number: 12, name: 'サイト閲覧不可', minutes }, language)).toBe(text)
})

const failed = {
  host: 'db<01>',
  service: 'disk',
  condition: 'CRITICAL',
  summary: '"98 %" & more',
  state: 'problem',
} as const

it.each([
  ['ja', [failed], '障害: db&lt;01&gt; / disk CRITICAL &quot;98 %&quot; &amp; more'],
  ['en', [{ ...failed, state: 'recovered' }], 'Recovered: db&lt;01&gt; / disk'],
  [
    'ja',
    Array.from({ length: 12 }, () => ({ ...failed, host: null, summary: '' })),
    /^(障害: disk CRITICAL<br>){10}ほか2件$/,
  ],
  ['en', Array.from({ length: 11 }, () => failed), /and 1 more$/],
] as const)('a timeline is told of alerts in %s, as text and never as markup', (language, alerts, html) => {
  expect(alertsHtml(alerts, language)).toMatch(html)
})
