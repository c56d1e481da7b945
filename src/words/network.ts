// Why an address could not be reached, in words: what the system calls it, whoever tried.

import type { Language } from '#core/plan/plan'

export const networkWords: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  ja: {
    timeout: '時間内に応答がありません',
    ECONNREFUSED: '接続が拒否されました',
    ECONNRESET: '接続が切断されました',
    EHOSTUNREACH: '到達できません',
    ENETUNREACH: '到達できません',
    ENOTFOUND: 'ホスト名が見つかりません',
    EAI_AGAIN: 'ホスト名を調べられません',
    CERT_HAS_EXPIRED: '証明書の期限が切れています',
    DEPTH_ZERO_SELF_SIGNED_CERT: '自己署名の証明書です',
  },
  en: {
    timeout: 'No answer in time',
    ECONNREFUSED: 'The connection was refused',
    ECONNRESET: 'The connection was closed',
    EHOSTUNREACH: 'It cannot be reached',
    ENETUNREACH: 'It cannot be reached',
    ENOTFOUND: 'The host name does not exist',
    EAI_AGAIN: 'The host name could not be looked up',
    CERT_HAS_EXPIRED: 'Its certificate has expired',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'Its certificate is self-signed',
  },
}
