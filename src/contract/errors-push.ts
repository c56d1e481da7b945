// Error codes about browsers that receive push messages. Part of the table in errors.ts.

import type { ErrorEntry } from './errors.ts'

export const pushErrors = {
  'push.of_another': {
    status: 409,
    retry: 'never',
    en: {
      title: 'This browser already receives for somebody else',
      cure: 'Have them remove it on their own page (detail says who), or let the browser make another subscription.',
    },
    ja: {
      title: 'このブラウザは、すでに別の方の受信先です',
      cure: 'その方(detail)がマイページで解除するか、ブラウザで購読を作り直してください。',
    },
  },
  'push.too_many': {
    status: 409,
    retry: 'never',
    en: { title: 'This user has as many contact methods as there may be', cure: 'Remove one first.' },
    ja: { title: '連絡方法の数が上限に達しています', cure: '使わないものを削除してください。' },
  },
} as const satisfies Record<string, ErrorEntry>
