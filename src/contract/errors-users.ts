// Error codes about users and tables of them. Part of the table in errors.ts.

import type { ErrorEntry } from './errors.ts'

export const userErrors = {
  'user.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such user', cure: 'Check the key or id.' },
    ja: { title: 'そのユーザはいません', cure: 'キーまたはIDを確かめてください。' },
  },
  'user.quiet_hours_invalid': {
    status: 422,
    retry: 'never',
    en: { title: 'The quiet hours cannot be followed', cure: 'Correct what detail names: a zone, a day or a time.' },
    ja: {
      title: 'おやすみ時間の内容が正しくありません',
      cure: 'detailに示された箇所（タイムゾーン、日、時刻）を直してください。',
    },
  },
  'user.table_unreadable': {
    status: 422,
    retry: 'never',
    en: {
      title: 'The table cannot be read',
      cure: 'Save it as CSV with the headings of the one that can be downloaded; detail says what is wrong.',
    },
    ja: {
      title: '表を読み取れません',
      cure: 'ダウンロードできる CSV と同じ見出しで、CSV として保存してください。detailに理由を示します。',
    },
  },
  'user.table_invalid': {
    status: 422,
    retry: 'never',
    en: {
      title: 'Some lines of the table cannot be taken; nothing was changed',
      cure: 'Correct the lines named, and send the table again.',
    },
    ja: {
      title: '表に取り込めない行があります。何も変更していません',
      cure: '示された行を直して、もう一度送ってください。',
    },
  },
  'user.key_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'Another user has this key', cure: 'Choose another key.' },
    ja: { title: 'そのキーは別のユーザが使っています', cure: '別のキーにしてください。' },
  },
} as const satisfies Record<string, ErrorEntry>
