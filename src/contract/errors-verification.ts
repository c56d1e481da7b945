// Error codes about verifying contact methods. Part of the table in errors.ts.

import type { ErrorEntry } from './errors.ts'

export const verificationErrors = {
  'contact_method.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'This user has no such contact method', cure: 'Read the user: each contact method has its id.' },
    ja: {
      title: 'そのユーザに、その連絡方法はありません',
      cure: 'ユーザを取得して、連絡方法のIDを確かめてください。',
    },
  },
  'verification.channel': {
    status: 422,
    retry: 'never',
    en: {
      title: 'No code can be sent on this channel: nobody in particular reads it',
      cure: 'Whoever manages people can vouch for the contact method instead.',
    },
    ja: {
      title: 'この手段では確認コードを送れません(特定の方だけが読むものではないためです)',
      cure: '代わりに、ユーザを管理する方が保証してください。',
    },
  },
  'verification.no_code': {
    status: 409,
    retry: 'never',
    en: {
      title: 'No code of this contact method counts now',
      cure: 'It has lapsed after ten minutes, was guessed at five times, or was used: have another one sent.',
    },
    ja: {
      title: 'この連絡方法には、有効な確認コードがありません',
      cure: '10分が過ぎたか、5回誤ったか、使用済みです。もう一度送ってください。',
    },
  },
  'verification.code_wrong': {
    status: 422,
    retry: 'never',
    en: {
      title: 'This is not the code that was sent',
      cure: 'Enter the newest one; detail says how many tries are left.',
    },
    ja: {
      title: '確認コードが違います',
      cure: '最後に届いたコードを入力してください。detailは残りの回数です。',
    },
  },
  'verification.too_many_codes': {
    status: 429,
    retry: 'later',
    en: {
      title: 'Too many codes were sent within an hour',
      cure: 'Wait an hour; detail says whose: the method’s (3), the user’s (6) or the space’s (100).',
    },
    ja: {
      title: '1時間に送れる確認コードの数を超えました',
      cure: '1時間お待ちください。detailは、連絡方法(3回)、ユーザ(6回)、スペース(100回)のどれを超えたかです。',
    },
  },
} as const satisfies Record<string, ErrorEntry>
