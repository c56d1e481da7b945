// The first line of usage as CSV.

import type { Language } from '#core/plan/plan'

/** In the order in which they stand. */
export const usageColumns = [
  'month',
  'project',
  'name',
  'callouts',
  'sends',
  'calls',
  'answered',
  'minutes',
  'sms',
  'mails',
  'others',
  'cost',
  'currency',
  'unpriced',
] as const
type Column = (typeof usageColumns)[number]

export const usageHeadings: Readonly<Record<Language, Readonly<Record<Column, string>>>> = {
  ja: {
    month: '月',
    project: 'プロジェクトのキー',
    name: 'プロジェクト',
    callouts: '通報',
    sends: 'テスト・直接発信',
    calls: '電話',
    answered: '応答した電話',
    minutes: '通話(分)',
    sms: 'SMS',
    mails: 'メール',
    others: 'ほかの手段',
    cost: '料金の概算',
    currency: '通貨',
    unpriced: '料金が未設定の件数',
  },
  en: {
    month: 'month',
    project: 'project key',
    name: 'project',
    callouts: 'callouts',
    sends: 'tests and direct sends',
    calls: 'calls',
    answered: 'answered calls',
    minutes: 'minutes of calls',
    sms: 'SMS',
    mails: 'mails',
    others: 'other channels',
    cost: 'estimated cost',
    currency: 'currency',
    unpriced: 'without a price',
  },
}
