// What a webhook would be told, as a mail for people: a subject and a few lines. Pure words in both languages.

import type { Outcome } from '#core/callout/state'
import type { Language } from '#core/plan/plan'
import { outcomeWords } from './outcomes.ts'
import { pictureWords } from './picture.ts'
import { type Digest, digestMail } from './readiness.ts'
import { dateAndTime } from './times.ts'

type Labels = Readonly<
  Record<'policy' | 'state' | 'text' | 'by' | 'started' | 'ended' | 'guidance' | 'key' | 'run', string>
>

const labels: Readonly<Record<Language, Labels>> = {
  ja: {
    policy: '連絡網',
    state: '状態',
    text: '内容',
    by: '対応者',
    started: '開始',
    ended: '終了',
    guidance: 'ガイダンス',
    key: '押されたキー',
    run: '実行ID',
  },
  en: {
    policy: 'Policy',
    state: 'State',
    text: 'Text',
    by: 'Taken by',
    started: 'Started',
    ended: 'Ended',
    guidance: 'Guidance',
    key: 'Key pressed',
    run: 'Run',
  },
}

const startedWord: Readonly<Record<Language, string>> = { ja: '開始', en: 'started' }

const runWords: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  ja: { started: '開始', completed: '完了', cancelled: '中止', failed: '失敗' },
  en: { started: 'started', completed: 'completed', cancelled: 'cancelled', failed: 'failed' },
}

const time = (text: string): string => {
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? '' : dateAndTime(atMs, 'seconds')
}

type Fields = Readonly<Record<string, unknown>>
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})

/** Lines without a value are left out. */
const linesOf = (lines: readonly (readonly [label: string, value: string])[]): string =>
  lines.flatMap(([label, value]) => (value === '' ? [] : [`${label}: ${value}`])).join('\n')

export type NoticeMail = { readonly subject: string; readonly text: string }

const ofCallout = (event: string, callout: Fields, language: Language): NoticeMail => {
  const said = labels[language]
  const policy = textOf(fieldsOf(callout['policy'])['name'])
  const outcome = textOf(callout['outcome'])
  const words: Readonly<Record<string, string>> = outcomeWords[language]
  const state = words[outcome as Outcome] ?? (event === 'callout.started' ? startedWord[language] : event)
  return {
    subject: `[Noroshi] ${policy}: ${state}`,
    text: linesOf([
      [said.policy, policy],
      [said.state, state],
      [said.by, textOf(fieldsOf(callout['acknowledgedBy'])['name'])],
      [said.started, time(textOf(callout['createdAt']))],
      [said.ended, time(textOf(callout['endedAt']))],
      ['ID', textOf(callout['id'])],
      [said.text, `\n${textOf(callout['text'])}`],
    ]),
  }
}

const ofRun = (run: Fields, language: Language): NoticeMail => {
  const said = labels[language]
  const event = textOf(run['event'])
  const state = runWords[language][event] ?? event
  const flow = textOf(run['callflowName']) || textOf(run['callflowId'])
  return {
    subject: `[Pigeon] ${flow === '' ? textOf(run['resultId']) : flow}: ${state}`,
    text: linesOf([
      [said.policy, flow],
      [said.guidance, textOf(run['guidanceName'])],
      [said.state, state],
      [said.by, textOf(run['receivedContactName'])],
      [said.key, textOf(run['keyInput'])],
      [said.run, textOf(run['resultId'])],
    ]),
  }
}

const unmatchedWords = {
  ja: {
    subject: (count: number) => `どの通報ルールにも当てはまらないアラートが${count}件あり、だれにも通報していません`,
    cure: 'このようなお知らせは1時間に一度までです。すべてはアラートの一覧(unmatched)にあります。通報するには通報ルールを追加してください。',
  },
  en: {
    subject: (count: number) => `Nobody was called: no rule matches ${count} alert${count === 1 ? '' : 's'}`,
    cure: 'You get this at most once an hour; all of them are in the list of alerts (no rule matches). Add a rule to have somebody called.',
  },
} as const

const ofUnmatched = (data: Fields, language: Language): NoticeMail => {
  const { subject, cure } = unmatchedWords[language]
  const alerts = Array.isArray(data['alerts']) ? data['alerts'].map(fieldsOf) : []
  const lines = alerts.map((alert) =>
    ['host', 'service', 'condition', 'summary']
      .map((name) => textOf(alert[name]))
      .filter((text) => text !== '')
      .join(' '),
  )
  return {
    subject: `[Noroshi] ${subject(Number(data['count']))}`,
    text: [textOf(data['source']), ...lines, '', cure].join('\n'),
  }
}

const pauseWords = {
  ja: {
    subject: '通知の停止が終わらずに続いています',
    scope: { space: 'スペース全体', policy: '連絡網', channel: '手段', user: 'ユーザ' },
    since: (name: string, at: string) => `${name}さんが ${at} から停止しています。`,
    cure: '終わりが決められていません。停止が要らなくなったら、コンソールの「停止」か noroshi resume で再開してください。',
    every: (hours: number) => `このお知らせは${hours === 24 ? '1日' : `${hours}時間`}に一度です。`,
  },
  en: {
    subject: 'A pause goes on without an end',
    scope: { space: 'the whole space', policy: 'a policy', channel: 'a channel', user: 'a user' },
    since: (name: string, at: string) => `Set by ${name}; on since ${at}.`,
    cure: 'It has no end. Once it is no longer needed, resume in the console or with noroshi resume.',
    every: (hours: number) =>
      ` You get this ${hours === 24 ? 'once a day' : `every ${hours === 1 ? 'hour' : `${hours} hours`}`}.`,
  },
} as const

const ofPause = (data: Fields, language: Language): NoticeMail => {
  const { subject, scope, since, cure, every } = pauseWords[language]
  const what = scope[textOf(data['scope']) as keyof typeof scope]
  const of = textOf(data['of'])
  const channels: Readonly<Record<string, string>> = pictureWords[language].channels
  const lines = [
    `${what} ${data['scope'] === 'channel' ? (channels[of] ?? of) : of}`.trim(),
    since(textOf(data['createdBy']), time(textOf(data['since']))),
    textOf(data['reason']),
  ]
  const end = `${cure}${every(Number(data['everyHours'] ?? 24))}`
  return { subject: `[Noroshi] ${subject}`, text: [...lines.filter((line) => line !== ''), '', end].join('\n') }
}

/** @param body what the webhook's shape would have sent as JSON */
export const noticeMail = (event: string, body: object, language: Language): NoticeMail => {
  const fields: Fields = { ...body }
  if (typeof fields['callout'] === 'object') return ofCallout(event, fieldsOf(fields['callout']), language)
  if (event === 'readiness.digest') return digestMail(fields['data'] as Digest, language)
  if (event === 'alert.unmatched') return ofUnmatched(fieldsOf(fields['data']), language)
  if (event === 'pause.unended') return ofPause(fieldsOf(fields['data']), language)
  if (typeof fields['resultId'] === 'string') return ofRun(fields, language)
  return { subject: `[Noroshi] ${event}`, text: JSON.stringify(body, null, 2) }
}

/** Slack, Mattermost and Google Chat take more. */
const CHAT_MAX = 4_000

/** In one text, which calls nobody and nothing of which is markup, whatever stands in it. @param body as above */
export const chatWords = (event: string, body: object, language: Language): string => {
  const { subject, text } = noticeMail(event, body, language)
  const calmed = `${subject}\n${text}`
    .replace(/@(?=(channel|all|here|everyone)\b)/gi, '@\u200b')
    .replace(/<(?=[!@#]|users\/)/gi, '<\u200b')
  return Array.from(calmed).slice(0, CHAT_MAX).join('')
}
