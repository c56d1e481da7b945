// What is written beneath an SMS that may be answered by SMS, and what whoever answered is told. Short: each is paid for. Pure words.

import type { ResponseAction } from '#core/callout/event'
import { smsCodeOf } from '#core/channels/sms-reply'
import type { Language } from '#core/plan/plan'

type Words = {
  readonly does: Readonly<Record<ResponseAction, string>>
  readonly reply: (choices: string) => string
  readonly unread: string
  readonly which: string
  readonly stopped: string
  readonly started: string
}

export const smsReplyWords: Readonly<Record<Language, Words>> = {
  ja: {
    does: { take: '対応', next: '次の人', leave: '抜ける' },
    reply: (choices) => `返信: ${choices}`,
    unread: '返信を読み取れませんでした。SMSに書かれた記号(例: 1a)だけを返信してください。',
    which: '通報が複数あります。SMSに書かれた記号(例: 1a)で返信してください。',
    stopped: 'この番号にSMSを送るのを止めました。STARTと返信すると再開します。',
    started: 'この番号にふたたびSMSを送ります。',
  },
  en: {
    does: { take: 'take it', next: 'next person', leave: 'leave' },
    reply: (choices) => `Reply ${choices}`,
    unread: 'We could not read this. Reply with the code in the SMS alone, like 1a.',
    which: 'There are several callouts. Reply with the code in the SMS, like 1a.',
    stopped: 'No more SMS to this number. Reply START to get them again.',
    started: 'SMS will be sent to this number again.',
  },
}

/** The line beneath an SMS by which it is answered. */
export const smsReplyLine = (language: Language, code: number, actions: readonly ResponseAction[]): string => {
  const { does, reply } = smsReplyWords[language]
  return `\n${reply(actions.map((action) => `${smsCodeOf(code, action)} ${does[action]}`).join(', '))}`
}
