// The first line of the audit log as CSV.

import type { Language } from '#core/plan/plan'

/** In the order in which they stand. */
export const auditColumns = [
  'at',
  'by',
  'name',
  'address',
  'action',
  'kind',
  'what',
  'object',
  'changes',
  'request',
] as const
export type AuditColumn = (typeof auditColumns)[number]

export const auditHeadings: Readonly<Record<Language, Readonly<Record<AuditColumn, string>>>> = {
  ja: {
    at: '日時',
    by: '操作者の種別',
    name: '操作者',
    address: '接続元',
    action: '操作',
    kind: '対象の種別',
    what: '対象',
    object: '対象ID',
    changes: '変更内容',
    request: 'リクエストID',
  },
  en: {
    at: 'at',
    by: 'by',
    name: 'name',
    address: 'address',
    action: 'action',
    kind: 'kind',
    what: 'what',
    object: 'object id',
    changes: 'changes',
    request: 'request id',
  },
}
