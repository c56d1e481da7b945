// The first lines of analytics as CSV.

import type { Language } from '#core/plan/plan'

/** In the order in which they stand. */
export const analyticsColumns = {
  policies: ['policy', 'callouts', 'acknowledged', 'exhausted', 'medianSeconds', 'p90Seconds'],
  channels: ['channel', 'attempts', 'reached', 'delivered', 'unreached', 'failed'],
  hours: ['hour', 'attempts', 'reached'],
  people: ['name', 'attempts', 'reached', 'unreached', 'nights'],
  alerts: ['source', 'host', 'service', 'callouts'],
} as const
export type AnalyticsTable = keyof typeof analyticsColumns
type Column = (typeof analyticsColumns)[AnalyticsTable][number]

export const analyticsHeadings: Readonly<Record<Language, Readonly<Record<Column, string>>>> = {
  ja: {
    policy: '連絡網',
    callouts: '通報',
    acknowledged: '認知',
    exhausted: '応答なし',
    medianSeconds: '認知まで(秒、中央値)',
    p90Seconds: '認知まで(秒、90%)',
    channel: '手段',
    attempts: '発信',
    reached: '到達',
    delivered: '送達',
    unreached: '未到達',
    failed: '失敗',
    hour: '時',
    name: '名前',
    nights: '夜間の発信',
    source: '監視元',
    host: 'ホスト',
    service: 'サービス',
  },
  en: {
    policy: 'policy',
    callouts: 'callouts',
    acknowledged: 'acknowledged',
    exhausted: 'nobody responded',
    medianSeconds: 'seconds to acknowledge (median)',
    p90Seconds: 'seconds to acknowledge (90%)',
    channel: 'channel',
    attempts: 'attempts',
    reached: 'reached',
    delivered: 'delivered',
    unreached: 'unreached',
    failed: 'failed',
    hour: 'hour',
    name: 'name',
    nights: 'attempts at night',
    source: 'source',
    host: 'host',
    service: 'service',
  },
}
