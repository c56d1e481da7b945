// The few sentences the channel itself has to say, when the template cannot be read or has no words for it. Everything else
// comes from the callout's own template.

import type { Language } from '#core/plan/plan'

type Spoken = {
  /** The answer is not ready. */
  readonly oneMoment: string
  /** The answer did not become ready while the person waited. */
  readonly notNow: string
  /** This call belongs to nothing that is still running. */
  readonly over: string
  /** A text was too long for one call. */
  readonly omitted: string
}

export const spoken: Readonly<Record<Language, Spoken>> = {
  ja: {
    oneMoment: '少々お待ちください。',
    notNow: '申し訳ありません。ただいま処理できません。のちほどあらためてお電話いたします。',
    over: 'この通報は終了しています。失礼いたします。',
    omitted: '以下省略します。',
  },
  en: {
    oneMoment: 'One moment please.',
    notNow: 'We are sorry, this cannot be handled right now. We will call you again. Goodbye.',
    over: 'This callout is over. Goodbye.',
    omitted: 'The rest is omitted.',
  },
}

export const speechLanguage: Readonly<Record<Language, string>> = { ja: 'ja-JP', en: 'en-US' }
