// Error codes about phone numbers; src/channels/numbers.ts gives them. Part of the table in errors.ts.

import type { ErrorEntry } from './errors.ts'

export const numberErrors = {
  'number.empty': {
    status: 422,
    retry: 'never',
    en: { title: 'The number is empty', cure: 'Write it with its country code, for example +81-90-1234-5678.' },
    ja: { title: '電話番号が空です', cure: '国番号を付けて、+81-90-1234-5678 のように書いてください。' },
  },
  'number.invalid': {
    status: 422,
    retry: 'never',
    en: {
      title: 'This is not a phone number that exists',
      cure: 'Write it with its country code, for example +81-90-1234-5678.',
    },
    ja: { title: '電話番号として正しくありません', cure: '国番号を付けて、+81-90-1234-5678 のように書いてください。' },
  },
  'number.extension': {
    status: 422,
    retry: 'never',
    en: { title: 'Extensions cannot be called', cure: 'Use a number that rings the person directly.' },
    ja: { title: '内線番号には発信できません', cure: '本人に直接つながる番号にしてください。' },
  },
  'number.prefix_zeros': {
    status: 422,
    retry: 'never',
    en: { title: 'The number begins with 00', cure: 'Write a plus sign in place of 00.' },
    ja: { title: '電話番号が00で始まっています', cure: '00の代わりに+を書いてください。' },
  },
  'number.prefix_caller_id': {
    status: 422,
    retry: 'never',
    en: { title: '184 and 186 work on Japanese phones only', cure: 'Leave them out.' },
    ja: { title: '184・186は付けられません', cure: '184・186を取ってください。' },
  },
  'number.emergency': {
    status: 422,
    retry: 'never',
    en: { title: 'Emergency and service numbers are never called', cure: 'Use a person’s own number.' },
    ja: { title: '緊急通報番号や特番には発信しません', cure: '本人の電話番号にしてください。' },
  },
  'number.premium': {
    status: 422,
    retry: 'never',
    en: { title: 'Premium numbers are never called', cure: 'Use a person’s own number.' },
    ja: { title: '有料番号には発信しません', cure: '本人の電話番号にしてください。' },
  },
  'number.shared_cost': {
    status: 422,
    retry: 'never',
    en: { title: 'Shared-cost numbers are never called', cure: 'Use a person’s own number.' },
    ja: { title: '通話料分担の番号には発信しません', cure: '本人の電話番号にしてください。' },
  },
  'number.uan': {
    status: 422,
    retry: 'never',
    en: { title: 'Company-wide numbers are never called', cure: 'Use a person’s own number.' },
    ja: { title: '統一番号には発信しません', cure: '本人の電話番号にしてください。' },
  },
  'number.pager': {
    status: 422,
    retry: 'never',
    en: { title: 'Pagers cannot be called', cure: 'Use a phone number.' },
    ja: { title: 'ポケットベルには発信できません', cure: '電話番号にしてください。' },
  },
  'number.satellite': {
    status: 422,
    retry: 'never',
    en: { title: 'Satellite phones are not called', cure: 'Use another number.' },
    ja: { title: '衛星電話には発信しません', cure: '別の番号にしてください。' },
  },
  'number.unsupported': {
    status: 422,
    retry: 'never',
    en: { title: 'Numbers of this kind are not called', cure: 'Use a mobile, fixed or VoIP number.' },
    ja: { title: 'この種類の番号には発信しません', cure: '携帯・固定・IP電話の番号にしてください。' },
  },
  'number.not_mobile': {
    status: 422,
    retry: 'never',
    en: { title: 'SMS reaches mobile phones only', cure: 'Use a mobile number.' },
    ja: { title: 'SMSは携帯電話にしか送れません', cure: '携帯電話の番号にしてください。' },
  },
  'number.demo_on_real': {
    status: 422,
    retry: 'never',
    en: {
      title: 'Demo numbers work with the phone simulator only',
      cure: 'Use a real number, or add a simulator connection first.',
    },
    ja: {
      title: 'デモ用の番号はシミュレータでしか使えません',
      cure: '実在の番号にするか、先にシミュレータの接続先を登録してください。',
    },
  },
} as const satisfies Record<string, ErrorEntry>
