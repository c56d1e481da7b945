// Every failure in the original's shape: a title and a detail, in one object. Nothing of ours (codes, stacks, paths) stands in
// it.

import { errorWords } from '#contract/errors'
import type { Failure } from '#dialects/shared/dialect-app'
import type { AppContext, Language } from '#http/port'

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  410: 'Gone',
  413: 'Payload Too Large',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
}

const other: Readonly<Record<Language, string>> = {
  ja: 'リクエストを処理できませんでした。しばらくしてからもう一度お試しください。',
  en: 'The request could not be handled. Try again later.',
}

const details: Readonly<Record<number, Readonly<Record<Language, string>>>> = {
  401: { ja: 'APIトークンが正しくありません。', en: 'The API token is missing or not valid.' },
  404: { ja: '見つかりません。', en: 'There is no such thing.' },
  405: { ja: 'このメソッドは使えません。', en: 'This method cannot be used here.' },
}

/** What a request got wrong before anything was looked at. */
export const badRequest = (detail: string): object => ({ title: 'Bad Request', detail })

/** Unknown, expired and revoked tokens cannot be told apart, nor from one that was never sent. */
export const failureBody = ({ status, error }: Failure, context: AppContext): object => {
  const language = context.get('language')
  const title = titles[status] ?? 'Internal Server Error'
  const own = details[status]
  if (own !== undefined) return { title, detail: error?.detail ?? own[language] }
  if (error === null) return { title, detail: other[language] }
  const words = errorWords(error.code, language)
  return { title, detail: error.detail === null ? words.title : `${words.title}: ${error.detail}` }
}
