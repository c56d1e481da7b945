// The words of the picture: what stands beside the marks, so that it needs no legend. Short, for they stand in little room.

import type { AttemptResult } from '#core/callout/state'
import type { Channel, Language } from '#core/plan/plan'

export type PictureWords = {
  readonly results: Readonly<Record<AttemptResult, string>>
  readonly channels: Readonly<Record<Channel, string>>
  readonly rings: string
  readonly talks: string
  readonly loop: (loop: number) => string
  readonly waits: string
  readonly takes: (name: string) => string
  readonly more: (count: number) => string
  readonly now: string
  readonly nobody: string
  readonly preview: string
  readonly described: (facts: { calls: number; people: number; outcome: string }) => string
  readonly duration: (ms: number) => string
}

const parts = (ms: number): { hours: number; minutes: number; seconds: number } => {
  const all = Math.round(ms / 1_000)
  return { hours: Math.floor(all / 3_600), minutes: Math.floor((all % 3_600) / 60), seconds: all % 60 }
}

const durationOf =
  (units: readonly [hours: string, minutes: string, seconds: string], between: string) =>
  (ms: number): string => {
    const { hours, minutes, seconds } = parts(ms)
    const told = [
      hours > 0 ? `${hours}${units[0]}` : '',
      minutes > 0 ? `${minutes}${units[1]}` : '',
      (seconds > 0 && hours === 0) || hours + minutes === 0 ? `${seconds}${units[2]}` : '',
    ]
    return told.filter((one) => one !== '').join(between)
  }

export const pictureWords: Readonly<Record<Language, PictureWords>> = {
  ja: {
    results: {
      taken: '対応',
      transfer: '折り返し',
      connected: '転送',
      passed: '次の人へ',
      left: '辞退',
      delivered: '再生済み',
      no_key: 'キーなし',
      voicemail: '留守番電話',
      no_answer: '応答なし',
      busy: '話し中',
      failed: 'つながらず',
      refused: '発信できず',
      cancelled: '取りやめ',
      lost: '不明',
      withheld: '見合わせ',
    },
    channels: {
      phone: '電話',
      sms: 'SMS',
      mail: 'メール',
      slack: 'Slack',
      teams: 'Teams',
      lineworks: 'LINE WORKS',
      webhook: 'Webhook',
      push: 'プッシュ通知',
      light: '表示灯',
      command: 'コマンド',
    },
    rings: '呼び出し',
    talks: '通話',
    loop: (loop) => `${loop}周目`,
    waits: '待ち',
    takes: (name) => `${name}さんが対応`,
    more: (count) => `ほか${count}人`,
    now: 'いま',
    nobody: '電話をかける相手がいません',
    preview: '予行',
    described: ({ calls, people, outcome }) => `${people}人に${calls}回電話。結果: ${outcome}。`,
    duration: durationOf(['時間', '分', '秒'], ''),
  },
  en: {
    results: {
      taken: 'took it',
      transfer: 'called back',
      connected: 'connected',
      passed: 'passed on',
      left: 'opted out',
      delivered: 'played',
      no_key: 'no key',
      voicemail: 'voicemail',
      no_answer: 'no answer',
      busy: 'busy',
      failed: 'not connected',
      refused: 'not placed',
      cancelled: 'called off',
      lost: 'unknown',
      withheld: 'held back',
    },
    channels: {
      phone: 'phone',
      sms: 'SMS',
      mail: 'mail',
      slack: 'Slack',
      teams: 'Teams',
      lineworks: 'LINE WORKS',
      webhook: 'webhook',
      push: 'push',
      light: 'light',
      command: 'command',
    },
    rings: 'rings',
    talks: 'talks',
    loop: (loop) => `round ${loop}`,
    waits: 'wait',
    takes: (name) => `${name} has it`,
    more: (count) => `and ${count} more`,
    now: 'now',
    nobody: 'There is nobody to call',
    preview: 'Preview',
    described: ({ calls, people, outcome }) =>
      `${calls} call${calls === 1 ? '' : 's'} to ${people} ${people === 1 ? 'person' : 'people'}. Outcome: ${outcome}.`,
    duration: durationOf([' h', ' min', ' s'], ' '),
  },
}
