// Why somebody would not be reached, and the weekly digest of it as a mail. Pure words in both languages.

import type { Language } from '#core/plan/plan'
import type { ReadinessProblem } from '#core/readiness'

export const readinessWords: Readonly<Record<Language, Readonly<Record<ReadinessProblem, string>>>> = {
  ja: {
    no_method: '連絡方法がありません',
    none_verified: '確認済みの連絡方法が一つもありません',
    user_paused: 'この人への通報は停止中です',
    quiet_all_day: 'おやすみ時間が一日中続いています',
    not_asked: 'この連絡網では使いません',
    address_invalid: '番号または宛先の形が正しくありません',
    connection_missing: '送るための接続先がありません',
    connection_failing: '接続先の不調が続いています',
    channel_paused: 'この手段は停止中です',
    opted_out: '受信が拒否されています(STOP)',
    subscription_gone: 'そのブラウザではもう受け取れません',
    unverified_skipped: '未確認のため連絡しません(スペースの設定)',
    unverified: '未確認です',
    not_tried: '90日以上、何も送っていません',
    last_failed: '最近の送信がすべて失敗しました',
  },
  en: {
    no_method: 'no contact method',
    none_verified: 'no contact method is verified',
    user_paused: 'callouts to this person are paused',
    quiet_all_day: 'in quiet hours all day',
    not_asked: 'this policy does not use it',
    address_invalid: 'not a valid number or address',
    connection_missing: 'no connection to send it by',
    connection_failing: 'the connection does not work',
    channel_paused: 'this channel is paused',
    opted_out: 'opted out (STOP)',
    subscription_gone: 'that browser no longer receives anything',
    unverified_skipped: 'left out because it is not verified (a setting of the space)',
    unverified: 'not verified',
    not_tried: 'not tried in 90 days',
    last_failed: 'the last attempts all failed',
  },
}

export type DigestPerson = { readonly name: string; readonly problems: readonly ReadinessProblem[] }
export type Digest = {
  readonly unreachable: number
  readonly doubtful: number
  /** The first of those who cannot be reached. */
  readonly people: readonly DigestPerson[]
  readonly policies: readonly { readonly name: string; readonly nobody: boolean; readonly people: readonly string[] }[]
}

const texts = {
  ja: {
    subject: (count: number) => (count === 0 ? '全員に連絡できます' : `連絡できない人が${count}人います`),
    people: '連絡できない人:',
    doubtful: (count: number) => `ほかに、届くかどうか確かめられていない人が${count}人います。`,
    policies: '連絡できない人がいる連絡網:',
    nobody: 'だれにも連絡できません',
    all: 'くわしくは、コンソールの「連絡できるか」をご覧ください。',
    and: '、',
  },
  en: {
    subject: (count: number) =>
      count === 0 ? 'everybody can be reached' : `${count} ${count === 1 ? 'person' : 'people'} cannot be reached`,
    people: 'Who cannot be reached:',
    doubtful: (count: number) => `For ${count} more, it is not proven that anything would reach them.`,
    policies: 'Policies with somebody who cannot be reached:',
    nobody: 'nobody can be reached',
    all: 'All the details are in the console, under “Readiness”.',
    and: ', ',
  },
} as const

export const digestMail = (digest: Digest, language: Language): { readonly subject: string; readonly text: string } => {
  const said = texts[language]
  const words = readinessWords[language]
  const people = digest.people.map(
    ({ name, problems }) => `- ${name}: ${problems.map((one) => words[one]).join(said.and)}`,
  )
  const policies = digest.policies.map(
    ({ name, nobody, people: names }) => `- ${name}: ${nobody ? said.nobody : names.join(said.and)}`,
  )
  const lines = [
    ...(people.length === 0 ? [] : [said.people, ...people, '']),
    ...(policies.length === 0 ? [] : [said.policies, ...policies, '']),
    ...(digest.doubtful === 0 ? [] : [said.doubtful(digest.doubtful), '']),
    said.all,
  ]
  return { subject: `[Noroshi] ${said.subject(digest.unreachable)}`, text: lines.join('\n') }
}
