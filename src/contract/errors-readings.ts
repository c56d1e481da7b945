// Error codes about readings. Part of the table in errors.ts.

import type { ErrorEntry } from './errors.ts'

export const readingErrors = {
  'reading.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such reading', cure: 'Check the id.' },
    ja: { title: 'その読みはありません', cure: 'IDを確かめてください。' },
  },
  'reading.word_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'The word has a reading already', cure: 'Change that one, or PUT the reading.' },
    ja: { title: 'その単語の読みはすでにあります', cure: '登録済みの読みを変更するか、PUTで上書きしてください。' },
  },
  'reading.invalid': {
    status: 422,
    retry: 'never',
    en: { title: 'This cannot be a reading', cure: 'Correct the field that is named.' },
    ja: { title: '読みとして登録できません', cure: '示された項目を直してください。' },
  },
  'reading.list_invalid': {
    status: 422,
    retry: 'never',
    en: {
      title: 'The list has lines that cannot be taken; nothing was changed',
      cure: 'Correct the lines that are named and send the whole list again.',
    },
    ja: {
      title: '読み込めない行があります(何も変更していません)',
      cure: '示された行を直し、全体を送り直してください。',
    },
  },
  'reading.list_encoding': {
    status: 422,
    retry: 'never',
    en: { title: 'The letters of the list cannot be read', cure: 'Send it in UTF-8, UTF-16 or Shift_JIS.' },
    ja: { title: '文字コードを判別できません', cure: 'UTF-8、UTF-16、Shift_JISのいずれかで送ってください。' },
  },
  'reading.too_many': {
    status: 422,
    retry: 'never',
    en: { title: 'There would be too many readings', cure: 'Remove readings that are not needed.' },
    ja: { title: '読みが多すぎます', cure: '不要な読みを削除してください。' },
  },
} as const satisfies Record<string, ErrorEntry>
