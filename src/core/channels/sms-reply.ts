// What a person means by answering an SMS. Each SMS that may be answered names a code, as `1a`: the number is that of the callout on
// this phone, the letter what is done. People write it as they like: `1a`, `“1 A”`, `ack 12`, `12 ok`, in full width, on a line of its own.

import type { ResponseAction } from '../callout/event.ts'
import { limits } from '../limits.ts'

export type SmsReply =
  | { readonly kind: 'answer'; readonly action: ResponseAction; readonly code: number | null }
  /** Nothing is to be sent to this number any more; or again. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'start' }
  | { readonly kind: 'unread' }

const letters = { take: 'a', next: 'n', leave: 'l' } as const satisfies Readonly<Record<ResponseAction, string>>

const words: Readonly<Record<ResponseAction, string>> = {
  take: 'a|ack|acknowledge|ok|okay|take|taken|対応|対応する|対応します|了解|了解です|了解しました|承知|承知しました',
  next: 'n|next|pass|次|次の人',
  leave: 'l|leave|抜ける|抜けます',
}

/** What carriers and Twilio take for a wish to hear nothing more, and to hear again. */
const STOP = /^(stop|stopall|stop all|unsubscribe|cancel|end|quit|optout|opt out|revoke|停止|配信停止)$/
const START = /^(start|unstop|yes|再開|配信再開)$/

/** The first line with something on it, in small letters of half width, without quotes and full stops around and in it. */
const tidy = (text: string): string => {
  const lines = text.normalize('NFKC').split(/[\r\n]+/)
  const line = lines.find((one) => one.trim() !== '') ?? ''
  return line
    .toLowerCase()
    .replace(/["'`“”„‘’‚«»‹›「」『』()<>]/g, '')
    .replace(/[.。,、!#:：\s]+/g, ' ')
    .trim()
}

const answers = (Object.keys(words) as ResponseAction[]).map((action) => ({
  action,
  before: new RegExp(`^(\\d{1,4}) ?(?:${words[action]})$`),
  after: new RegExp(`^(?:${words[action]}) ?(\\d{1,4})$`),
  // A single letter without a number may be anything.
  alone: new RegExp(`^(?:${words[action].slice(2)})$`),
}))

/** Returns what an SMS answers; `code` is null where its words stand without one. */
export const smsReplyOf = (text: string): SmsReply => {
  const line = tidy(text)
  if (STOP.test(line)) return { kind: 'stop' }
  if (START.test(line)) return { kind: 'start' }
  for (const { action, before, after, alone } of answers) {
    const [, code] = before.exec(line) ?? after.exec(line) ?? []
    if (code !== undefined) return { kind: 'answer', action, code: Number(code) }
    if (alone.test(line)) return { kind: 'answer', action, code: null }
  }
  return { kind: 'unread' }
}

/** Returns how an answer is written in an SMS. */
export const smsCodeOf = (code: number, action: ResponseAction): string => `${code}${letters[action]}`

/** Whether a phone can answer at all. Japanese carriers take no SMS to numbers abroad, and Twilio has none in Japan that receive. */
export const canReply = (e164: string): boolean => !e164.startsWith('+81')

/** Whether a number is told something again. @param toldLately how often it was within the hour */
export const mayTell = (toldLately: number): boolean => toldLately < limits.smsReplies.toldPerHour
