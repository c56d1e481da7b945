// What was found of a device, in words.

import type { Seen } from '#core/alert/liveness'
import type { Language } from '#core/plan/plan'
import { networkWords } from './network.ts'

type Words = { readonly codes: Readonly<Record<string, string>>; readonly status: string; readonly other: string }

const words: Readonly<Record<Language, Words>> = {
  ja: {
    codes: {
      ...networkWords.ja,
      no_reply: '応答がありません',
      ping_missing: '確認できません。Noroshiのサーバにpingコマンドがありません',
      ping_not_permitted: '確認できません。Noroshiのサーバでpingコマンドを実行できません',
      address_forbidden: '確認できません。NOROSHI_MONITORED_NETWORKSで許可されていないアドレスです',
    },
    status: 'HTTPの応答が想定外です: ',
    other: '確認に失敗しました: ',
  },
  en: {
    codes: {
      ...networkWords.en,
      no_reply: 'No reply',
      ping_missing: 'It could not be checked: the Noroshi server has no ping command',
      ping_not_permitted: 'It could not be checked: the Noroshi server may not run ping',
      address_forbidden: 'It could not be checked: NOROSHI_MONITORED_NETWORKS does not allow its address',
    },
    status: 'Unexpected HTTP answer: ',
    other: 'The check failed: ',
  },
}

/** Empty where nothing is the matter. */
export const seenText = (seen: Seen, language: Language): string => {
  if (seen.kind === 'up') return ''
  const { codes, status, other } = words[language]
  const { code } = seen
  if (code.startsWith('status_')) return `${status}${code.slice('status_'.length)}`
  return codes[code] ?? `${other}${code}`
}
