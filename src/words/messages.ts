// What is told otherwise of a message than of a call: it is sent, nobody picks it up, and nothing rings.

import type { Reason } from '#core/callout/reason'
import type { Channel, Language } from '#core/plan/plan'
import { pictureWords } from './picture.ts'
import type { Telling } from './telling.ts'

type About = Telling & { readonly channel: string }
type MessageSentences = Readonly<Partial<Record<Reason, (about: About) => string>>>

const who = (t: About): string => (t.who === '' ? '連絡先' : `${t.who}さん`)
const ja = (code: string): string => (code === '' ? '' : `(コード ${code})`)
const whom = (t: About): string => (t.who === '' ? 'the destination' : t.who)
const en = (code: string): string => (code === '' ? '' : ` (code ${code})`)
const first = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** Taken by somebody who never tells what became of it: SMS that were only sent, chats that work later. */
const unproven = (t: About): boolean => ['sent', 'accepted'].includes(t.text('code'))

const otherJa = (t: About): string => (t.text('connection') === '' ? '別の接続先' : `接続先「${t.text('connection')}」`)
const otherEn = (t: About): string => (t.text('connection') === '' ? 'another one' : `“${t.text('connection')}”`)

const plannedJa = (t: About): string => {
  const when = t.time('atMs')
  return `${who(t)}に${when === '' ? '' : `${when}に`}${t.channel}で連絡することにしました(${t.nth}回目。${t.why})。`
}
const plannedEn = (t: About): string => {
  const when = t.time('atMs')
  return `Will contact ${whom(t)} by ${t.channel}${when === '' ? '' : ` at ${when}`} (message ${t.nth}: ${t.why}).`
}

/** Of a number whose owner wants no SMS, as they said to us or to the provider. */
const optedOut: ReadonlySet<string> = new Set(['sms.opted_out', '21610'])
/** Of a browser that was to receive. */
const gone: ReadonlySet<string> = new Set(['push.gone', 'push.unregistered', 'push.other_key'])

const inJapanese: MessageSentences = {
  first_attempt: plannedJa,
  loop_repeat: plannedJa,
  next_connection: plannedJa,
  next_channel: plannedJa,
  connection_down: (t) => `いつもの接続先が使えないため、${who(t)}への${t.channel}は${otherJa(t)}で送ります。`,
  channel_down: (t) => `いつもの手段が使えないため、${who(t)}には${t.channel}で連絡します。`,
  repeat_after_unknown: plannedJa,
  already_taken: (t) => `${who(t)}はすでに引き受けているため、連絡しません。`,
  left_callout: (t) => `${who(t)}はこの通報から抜けたため、連絡しません。`,
  number_withdrawn: (t) => `${who(t)}の宛先は取り下げられたため、連絡しません。`,
  refused_before: (t) => `${who(t)}の宛先には前に送れなかったため、連絡しません。`,
  callout_over: (t) => `通報が終わったため、${who(t)}への${t.channel}を取りやめました。`,
  number_refused: (t) => `${who(t)}の宛先は${t.channel}として使えないため、連絡しません。`,
  connection_missing: (t) => `接続先がないため、${who(t)}に${t.channel}で連絡できません。`,
  begun: (t) => `${who(t)}に${t.channel}を送りました(${t.nth}回目。${t.why})。`,
  waits_for_line: (t) => `送信の順番を待って、${who(t)}に${t.channel}を送ります。`,
  placed: (t) => `${who(t)}への${t.channel}を送信先が受け付けました。`,
  found_at_provider: (t) => `${who(t)}への${t.channel}が送信先で見つかりました。`,
  retry_later: (t) => `${who(t)}への${t.channel}を${t.time('atMs')}にやり直します${ja(t.text('code'))}。`,
  provider_refused: (t) =>
    optedOut.has(t.text('code'))
      ? `${who(t)}からSMSを受け取らないとの返信(STOP)があったため、SMSを送りませんでした。`
      : gone.has(t.text('code'))
        ? `${who(t)}の登録したブラウザは、もうプッシュ通知を受け取れません。マイページで登録し直す必要があります。`
        : `${who(t)}への${t.channel}を断られました${ja(t.text('code'))}。この宛先には再び送りません。`,
  provider_misconfigured: (t) =>
    `接続先の設定が誤っているため、${who(t)}に${t.channel}を送れませんでした${ja(t.text('code'))}。`,
  provider_unavailable: (t) => `接続先につながらず、${who(t)}に${t.channel}を送れませんでした${ja(t.text('code'))}。`,
  result_unknown: (t) => `${who(t)}への${t.channel}が送られたかわかりません${ja(t.text('code'))}。`,
  nothing_found: (t) => `${who(t)}への${t.channel}が送られたか確かめられませんでした。`,
  ended_delivered: (t) =>
    unproven(t)
      ? `${who(t)}への${t.channel}を送信先が受け取りました。本人に届いたかどうかは知らされません。`
      : `${who(t)}への${t.channel}を届けました。`,
  came_back: (t) => `${who(t)}への${t.channel}が、届かずに戻ってきました${ja(t.text('code'))}。`,
  ended_failed: (t) => `${who(t)}への${t.channel}は届きませんでした${ja(t.text('code'))}。`,
  ended_after_key: (t) => `${who(t)}への${t.channel}は、返事のあとで届いたと知らされました。`,
  end_not_reported: (t) => `${who(t)}への${t.channel}が届いたか知らされないため、届かなかったものとします。`,
  cancel_wanted: (t) => `${who(t)}への${t.channel}は、もう要りません。`,
}

const inEnglish: MessageSentences = {
  first_attempt: plannedEn,
  loop_repeat: plannedEn,
  next_connection: plannedEn,
  next_channel: plannedEn,
  connection_down: (t) => `The usual connection does not work: the ${t.channel} to ${whom(t)} goes by ${otherEn(t)}.`,
  channel_down: (t) => `The usual channel does not work: ${whom(t)} is contacted by ${t.channel}.`,
  repeat_after_unknown: plannedEn,
  already_taken: (t) => `${first(whom(t))} is not contacted: has already taken it.`,
  left_callout: (t) => `${first(whom(t))} is not contacted: left this callout.`,
  number_withdrawn: (t) => `${first(whom(t))} is not contacted: the address was withdrawn.`,
  refused_before: (t) => `${first(whom(t))} is not contacted: an earlier message to this address failed.`,
  callout_over: (t) => `The ${t.channel} to ${whom(t)} was dropped: the callout is over.`,
  number_refused: (t) => `${first(whom(t))} is not contacted: the address cannot be used for ${t.channel}.`,
  connection_missing: (t) => `${first(whom(t))} cannot be contacted by ${t.channel}: there is no connection.`,
  begun: (t) => `Sent ${whom(t)} a message by ${t.channel} (message ${t.nth}: ${t.why}).`,
  waits_for_line: (t) => `The ${t.channel} to ${whom(t)} is waiting for its turn.`,
  placed: (t) => `The ${t.channel} to ${whom(t)} was accepted.`,
  found_at_provider: (t) => `The ${t.channel} to ${whom(t)} was found at the provider.`,
  retry_later: (t) => `The ${t.channel} to ${whom(t)} is tried again at ${t.time('atMs')}${en(t.text('code'))}.`,
  provider_refused: (t) =>
    optedOut.has(t.text('code'))
      ? `No SMS was sent to ${whom(t)}: the number answered that it wants none (STOP).`
      : gone.has(t.text('code'))
        ? `The browser of ${whom(t)} no longer receives push messages: it has to be registered again.`
        : `The ${t.channel} to ${whom(t)} was refused${en(t.text('code'))}. It is not tried again.`,
  provider_misconfigured: (t) =>
    `The ${t.channel} to ${whom(t)} failed: the connection is not set up correctly${en(t.text('code'))}.`,
  provider_unavailable: (t) =>
    `The ${t.channel} to ${whom(t)} failed: the connection could not be reached${en(t.text('code'))}.`,
  result_unknown: (t) => `It is not known whether the ${t.channel} to ${whom(t)} was sent${en(t.text('code'))}.`,
  nothing_found: (t) => `It could not be found out whether the ${t.channel} to ${whom(t)} was sent.`,
  ended_delivered: (t) =>
    unproven(t)
      ? `The ${t.channel} to ${whom(t)} was accepted; nobody reports whether it arrived.`
      : `The ${t.channel} to ${whom(t)} was handed over.`,
  came_back: (t) => `The ${t.channel} to ${whom(t)} came back undelivered${en(t.text('code'))}.`,
  ended_failed: (t) => `The ${t.channel} to ${whom(t)} was not delivered${en(t.text('code'))}.`,
  ended_after_key: (t) => `The ${t.channel} to ${whom(t)} was reported as delivered after its answer.`,
  end_not_reported: (t) => `Nobody reported what became of the ${t.channel} to ${whom(t)}; it counts as not delivered.`,
  cancel_wanted: (t) => `The ${t.channel} to ${whom(t)} is no longer needed.`,
}

const sentences: Readonly<Record<Language, MessageSentences>> = { ja: inJapanese, en: inEnglish }

/** Returns the sentence about a message, or null where what is said of calls fits it too. */
export const messageSentence = (reason: Reason, telling: Telling, at: { channel: Channel; language: Language }) => {
  if (at.channel === 'phone') return null
  return (
    sentences[at.language][reason]?.({ ...telling, channel: pictureWords[at.language].channels[at.channel] }) ?? null
  )
}
