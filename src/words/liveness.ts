// What was found of a device, in words.

import type { Seen } from '#core/alert/liveness'
import type { Language } from '#core/plan/plan'

type Words = { readonly codes: Readonly<Record<string, string>>; readonly status: string; readonly other: string }

const words: Readonly<Record<Language, Words>> = {
  ja: {
    codes: {
      timeout: '時間内に応答がありません',
      no_reply: '応答がありません',
      ECONNREFUSED: '接続が拒否されました',
      ECONNRESET: '接続が切断されました',
      EHOSTUNREACH: '到達できません',
      ENETUNREACH: '到達できません',
      ENOTFOUND: 'ホスト名が見つかりません',
      EAI_AGAIN: 'ホスト名を調べられません',
      CERT_HAS_EXPIRED: '証明書の期限が切れています',
      DEPTH_ZERO_SELF_SIGNED_CERT: '自己署名の証明書です',
      ping_missing: '確認できません。Noroshiのサーバーにpingコマンドがありません',
      ping_not_permitted: '確認できません。Noroshiのサーバーでpingコマンドを実行できません',
      address_forbidden: '確認できません。NOROSHI_MONITORED_NETWORKSで許可されていないアドレスです',
    },
    status: 'HTTPの応答が想定外です: ',
    other: '確認に失敗しました: ',
  },
  en: {
    codes: {
      timeout: 'No answer in time',
      no_reply: 'No reply',
      ECONNREFUSED: 'The connection was refused',
      ECONNRESET: 'The connection was closed',
      EHOSTUNREACH: 'It cannot be reached',
      ENETUNREACH: 'It cannot be reached',
      ENOTFOUND: 'The host name does not exist',
      EAI_AGAIN: 'The host name could not be looked up',
      CERT_HAS_EXPIRED: 'Its certificate has expired',
      DEPTH_ZERO_SELF_SIGNED_CERT: 'Its certificate is self-signed',
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
