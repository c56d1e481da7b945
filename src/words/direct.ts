// What a test send is called, which stands where a policy's name stands, and what it says where nothing else was written.

import type { Language } from '#core/plan/plan'

export const testWords: Readonly<Record<Language, { readonly name: string; readonly text: string }>> = {
  ja: { name: 'テスト送信', text: 'これはテストです。対応は必要ありません。' },
  en: { name: 'a test', text: 'This is a test. Nothing needs to be done.' },
}
