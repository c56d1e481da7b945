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
  /** Who rings is known, and nothing that runs is about them. */
  readonly nothingForYou: string
  /** Everything a call that came in was about has been said. */
  readonly allTold: string
  /** Who rings is not known. */
  readonly noReply: string
}

export const spoken: Readonly<Record<Language, Spoken>> = {
  ja: {
    oneMoment: '少々お待ちください。',
    notNow: '申し訳ありません。ただいま処理できません。のちほどあらためてお電話いたします。',
    over: 'この通報は終了しています。失礼いたします。',
    omitted: '以下省略します。',
    nothingForYou: '現在、あなたへの通報はありません。失礼いたします。',
    allTold: '以上です。失礼いたします。',
    noReply: 'こちらは通報専用の電話番号です。ご用件は、担当の窓口へご連絡ください。失礼いたします。',
  },
  en: {
    oneMoment: 'One moment please.',
    notNow: 'We are sorry, this cannot be handled right now. We will call you again. Goodbye.',
    over: 'This callout is over. Goodbye.',
    omitted: 'The rest is omitted.',
    nothingForYou: 'There is no callout for you at present. Goodbye.',
    allTold: 'That is all. Goodbye.',
    noReply: 'This number only makes calls. Please contact the people in charge by other means. Goodbye.',
  },
}

export const speechLanguage: Readonly<Record<Language, string>> = { ja: 'ja-JP', en: 'en-US' }
