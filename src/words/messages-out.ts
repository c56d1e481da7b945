// What stands in a message beside its text: how to answer it, who has it, and why it came. Pure words in both languages.

import type { ResponseAction } from '#core/callout/event'
import type { Language } from '#core/plan/plan'

type MessageWords = {
  /** What a person may do, as on a button. */
  readonly actions: Readonly<Record<ResponseAction, string>>
  /** Above the link: opening it does nothing yet. */
  readonly answer: string
  readonly answerShort: string
  /** A button that opens the page to answer on. */
  readonly page: string
  /** What a reply may say, beside the link. */
  readonly answerByReply: (words: readonly string[]) => string
  readonly replies: Readonly<Record<ResponseAction, string>>
  readonly subject: (policy: string) => string
  readonly sentBecause: (policy: string) => string
  readonly running: string
  readonly takenBy: (name: string) => string
  readonly over: string
  readonly done: Readonly<Record<ResponseAction, string>>
  readonly title: string
  readonly unknown: string
}

export const messageWords: Readonly<Record<Language, MessageWords>> = {
  ja: {
    actions: { take: '対応する', next: '次の人に回す', leave: 'この通報から抜ける' },
    answer: '応答はこちらから(開いただけでは応答になりません):',
    answerShort: '応答:',
    page: 'ページを開く',
    answerByReply: (words) => `このメールへの返信でも応答できます: ${words.join('、')}。`,
    replies: {
      take: '空のまま、または「対応」で引き受け',
      next: '「次」で次の人へ',
      leave: '「抜ける」でこの通報から抜ける',
    },
    subject: (policy) => `【通報】${policy}`,
    sentBecause: (policy) => `「${policy}」の通報先になっているため、お送りしています。`,
    running: 'この通報は、まだだれも引き受けていません。',
    takenBy: (name) => `${name}さんが対応しています。`,
    over: 'この通報は終わりました。',
    done: {
      take: 'ありがとうございます。対応として記録しました。',
      next: '次の担当者に連絡します。',
      leave: 'この件では、もう連絡しません。',
    },
    title: '通報への応答',
    unknown: 'このリンクは使えません。期限が切れたか、途中で切れています。',
  },
  en: {
    actions: { take: 'I have it', next: 'Next person', leave: 'Leave this callout' },
    answer: 'Answer here (just opening the page does not answer yet):',
    answerShort: 'Answer: ',
    page: 'Open the page',
    answerByReply: (words) => `Or reply to this mail: ${words.join(', ')}.`,
    replies: {
      take: 'empty or “take” to take it',
      next: '“next” for the next person',
      leave: '“leave” to leave this callout',
    },
    subject: (policy) => `[Alert] ${policy}`,
    sentBecause: (policy) => `You are receiving this because you are among those contacted by “${policy}”.`,
    running: 'Nobody has taken this yet.',
    takenBy: (name) => `${name} is taking care of it.`,
    over: 'This callout is over.',
    done: {
      take: 'Thank you. This is recorded as taken by you.',
      next: 'The next person will be contacted.',
      leave: 'You will not be contacted about this any more.',
    },
    title: 'Answer a callout',
    unknown: 'This link cannot be used: it has expired, or part of it is missing.',
  },
}

/** The line beneath a short message by which it is answered. */
export const answerLine = (language: Language, url: string): string => `\n${messageWords[language].answerShort}${url}`
