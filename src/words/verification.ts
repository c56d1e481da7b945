// What a code says that verifies a contact method: on a phone slowly, digit by digit; in a message in one line that fits an SMS.

import type { Channel, Language } from '#core/plan/plan'
import { spell } from '#core/speech/rules/spell'
import type { TemplateBody } from './speech.ts'

type Words = {
  /** Stands where a policy's name stands. */
  readonly name: string
  /** Shown in lists in the place of what was said. */
  readonly listed: string
  readonly opening: string
  readonly spoken: (digits: readonly string[]) => string
  readonly written: (code: string) => string
  readonly short: (code: string) => string
  /** To whoever is called when it does not count any more. */
  readonly gone: string
  readonly again: string
}

export const verificationWords: Readonly<Record<Language, Words>> = {
  ja: {
    name: '連絡方法の確認',
    listed: '確認コードの送信',
    opening: '{{name}}さん、Noroshiから、確認コードのお知らせです。',
    spoken: (digits) => `確認コードは、${digits.map((digit) => `${digit}。`).join('')}以上の${digits.length}桁です。`,
    written: (code) =>
      `Noroshiの確認コード: ${code}\n10分以内に、連絡方法の画面で入力してください。心当たりがないときは、このまま破棄してください。`,
    short: (code) => `Noroshi 確認コード: ${code} (10分間有効)`,
    gone: 'この確認コードは、すでに無効です。もう一度お送りください。',
    again: 'もう一度聞く方は1を、押してください。',
  },
  en: {
    name: 'Verification of a contact method',
    listed: 'A verification code was sent',
    opening: 'Hello {{name}}, this is Noroshi with your verification code.',
    spoken: (digits) =>
      `Your code is: ${digits.map((digit) => `${digit}.`).join(' ')} That was ${digits.length} digits.`,
    written: (code) =>
      `Your Noroshi verification code: ${code}\nEnter it within 10 minutes on the page with your contact methods. If you did not expect it, ignore it.`,
    short: (code) => `Noroshi code: ${code} (valid for 10 minutes)`,
    gone: 'This verification code is no longer valid. Please have another one sent.',
    again: 'To hear this again, press 1.',
  },
}

export type Carried = { readonly code: string; readonly channel: Channel }

/** Returns what is said of a code on its channel; null: it does not count any more. */
export const codeText = (carried: Carried | null, language: Language): string => {
  const words = verificationWords[language]
  if (carried === null) return words.gone
  const { code, channel } = carried
  if (channel === 'phone') return words.spoken(Array.from(code, (digit) => spell(digit, language)))
  return channel === 'sms' ? words.short(code) : words.written(code)
}

const READINGS = 3
const KEY_WAIT_SECONDS = 5

const around = (language: Language) => {
  const { opening, again } = verificationWords[language]
  return { opening, message: '{{text}}', menu: again, unanswered: '' }
}

/** Nothing is asked of whoever hears it, and no key takes anything. */
export const verificationTemplate: TemplateBody = {
  phrases: { ja: around('ja'), en: around('en') },
  reactions: { '1': { action: 'repeat' } },
  readings: READINGS,
  readingsPerSet: 1,
  keyWaitSeconds: KEY_WAIT_SECONDS,
}
