// Why a request was rejected, in the original's shape: a title and a detail. An unknown call flow or guidance is named as its
// users name it; everything else has the words our own API has for it.

import { type ErrorCode, errorWords, isErrorCode } from '#contract/errors'
import type { NotStarted } from '#dialects/shared/starter'
import type { Language } from '#http/port'

export type ErrorDescriptor = { readonly title: string; readonly detail: string }

type Words = Readonly<Record<Language, string>>

const titles = {
  invalid: { ja: 'リクエストの内容が正しくありません', en: 'Invalid Request' },
  callflowUnknown: { ja: 'コールフローが見つかりません', en: 'Callflow Not Found' },
  guidanceUnknown: { ja: 'ガイダンスが見つかりません', en: 'Guidance Not Found' },
  parameterMissing: { ja: 'パラメータが足りません', en: 'Parameter Missing' },
  callerMissing: { ja: '発信者番号が設定されていません', en: 'Caller ID Not Set' },
} as const satisfies Record<string, Words>

export type RefusalTitle = keyof typeof titles

export const descriptor = (title: RefusalTitle, detail: string, language: Language): ErrorDescriptor => ({
  title: titles[title][language],
  detail,
})

const own: Partial<Record<ErrorCode, RefusalTitle>> = {
  'policy.not_found': 'callflowUnknown',
  'template.not_found': 'guidanceUnknown',
  'template.parameter_missing': 'parameterMissing',
}

/** Returns the words for what the starter refused. */
export const describe = ({ code, detail, parameters }: NotStarted, language: Language): ErrorDescriptor => {
  if (!isErrorCode(code)) return { title: code, detail }
  const title = own[code]
  if (code === 'template.parameter_missing') {
    return descriptor('parameterMissing', parameters.map((name) => `{{${name}}}`).join(', '), language)
  }
  if (title !== undefined) return descriptor(title, detail, language)
  const words = errorWords(code, language)
  return { title: words.title, detail: detail === '' ? words.cure : `${detail}: ${words.cure}` }
}
