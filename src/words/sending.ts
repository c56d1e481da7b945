// Why something that happened could not be told to an address or to a source, in words.

import type { Language } from '#core/plan/plan'
import { networkWords } from './network.ts'

const words: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  ja: {
    ...networkWords.ja,
    address_forbidden: 'NOROSHI_WEBHOOK_NETWORKSで許可されていないアドレスです',
    url_invalid: 'URLが正しくありません',
  },
  en: {
    ...networkWords.en,
    address_forbidden: 'NOROSHI_WEBHOOK_NETWORKS does not allow its address',
    url_invalid: 'The URL is not valid',
  },
}

/** The code itself where there are no words for it. */
export const sendingText = (code: string, language: Language): string => words[language][code] ?? code
