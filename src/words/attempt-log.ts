// The first line of the delivery log as CSV.

import type { Language } from '#core/plan/plan'

/** In the order in which they stand. */
export const logColumns = [
  'plannedAt',
  'begunAt',
  'answeredAt',
  'endedAt',
  'policy',
  'purpose',
  'name',
  'channel',
  'address',
  'connection',
  'result',
  'detail',
  'key',
  'reason',
  'providerId',
  'startedBy',
  'callout',
  'ordinal',
] as const
export type LogColumn = (typeof logColumns)[number]

export const logHeadings: Readonly<Record<Language, Readonly<Record<LogColumn, string>>>> = {
  ja: {
    plannedAt: '予定日時',
    begunAt: '発信日時',
    answeredAt: '応答日時',
    endedAt: '終了日時',
    policy: '連絡網',
    purpose: '目的',
    name: '名前',
    channel: '手段',
    address: '宛先',
    connection: '接続先',
    result: '結果',
    detail: '詳細',
    key: 'ダイヤル操作',
    reason: '理由',
    providerId: '事業者ID',
    startedBy: '開始者',
    callout: '通報ID',
    ordinal: '回',
  },
  en: {
    plannedAt: 'planned at',
    begunAt: 'begun at',
    answeredAt: 'answered at',
    endedAt: 'ended at',
    policy: 'policy',
    purpose: 'purpose',
    name: 'name',
    channel: 'channel',
    address: 'address',
    connection: 'connection',
    result: 'result',
    detail: 'detail',
    key: 'key',
    reason: 'reason',
    providerId: 'provider id',
    startedBy: 'started by',
    callout: 'callout',
    ordinal: 'attempt',
  },
}
