// What a button call says of alerts where nothing else was written, and the guide to the keys that are really offered.

import type { Buttons, Language } from '#core/plan/plan'
import type { ButtonPhrases } from '#core/speech/buttons'

const phrases: Readonly<Record<Language, Omit<ButtonPhrases, 'guide'>>> = {
  ja: {
    failedHosts: '障害、ホスト{{count}}件。',
    failedServices: '障害、サービス{{count}}件。',
    recoveredHosts: '復旧、ホスト{{count}}件。',
    recoveredServices: '復旧、サービス{{count}}件。',
    nothing: '現在、お伝えする障害と復旧はありません。',
    hostFailures: '次のホストで障害が発生しています。',
    serviceFailures: '次のサービスで障害が発生しています。',
    hostRecoveries: '次のホストが復旧しました。',
    serviceRecoveries: '次のサービスが復旧しました。',
    item: '{{object}}。',
    more: 'ほか{{count}}件。続きを聞くには、4、シャープを押してください。',
    noFailures: 'お伝えする障害はありません。',
    noRecoveries: 'お伝えする復旧はありません。',
    acknowledged: '{{count}}件を認知済みにしました。',
    downtime: '{{count}}件を{{minutes}}分間のダウンタイムにしました。',
    nothingHeard: '障害の詳細をまだお聞きになっていません。先に詳細をお聞きください。',
    ended: '{{name}}さんの対応として記録しました。',
  },
  en: {
    failedHosts: 'Failed hosts: {{count}}.',
    failedServices: 'Failed services: {{count}}.',
    recoveredHosts: 'Recovered hosts: {{count}}.',
    recoveredServices: 'Recovered services: {{count}}.',
    nothing: 'There are no failures and no recoveries to report.',
    hostFailures: 'Host failures:',
    serviceFailures: 'Service failures:',
    hostRecoveries: 'Host recoveries:',
    serviceRecoveries: 'Service recoveries:',
    item: '{{object}}.',
    more: 'And {{count}} more. To hear them, press 4, then pound.',
    noFailures: 'There are no failures to report.',
    noRecoveries: 'There are no recoveries to report.',
    acknowledged: 'Acknowledged: {{count}}.',
    downtime: 'Put into downtime for {{minutes}} minutes: {{count}}.',
    nothingHeard: 'You have not heard the details of any failure yet. Please hear them first.',
    ended: 'This is recorded as taken by {{name}}.',
  },
}

type Offer = {
  readonly key: string
  readonly ja: string
  readonly en: string
  readonly isOffered: (b: Buttons) => boolean
}

const always = (): boolean => true
const offers: readonly Offer[] = [
  { key: '1', ja: '障害の詳細は', en: 'For the failures', isOffered: always },
  { key: '7', ja: '復旧の詳細は', en: 'for the recoveries', isOffered: always },
  { key: '8', ja: 'もう一度聞くには', en: 'to hear this again', isOffered: always },
  { key: '2', ja: '次の人に回すには', en: 'to call the next person', isOffered: ({ passes }) => passes },
  {
    key: '3',
    ja: '詳細を聞いた障害を認知済みにして終えるには',
    en: 'to acknowledge the failures you heard, and end',
    isOffered: ({ acknowledges }) => acknowledges,
  },
  {
    key: '5',
    ja: '詳細を聞いた障害をダウンタイムにして終えるには',
    en: 'to put the failures you heard into downtime, and end',
    isOffered: ({ downtimeMs }) => downtimeMs !== undefined,
  },
  { key: '9', ja: '対応を始めて終えるには', en: 'to take it and end', isOffered: always },
]

/** Returns the guide to the keys, each followed by #. */
const guideFor = (buttons: Buttons, language: Language): string => {
  const offered = offers.filter(({ isOffered }) => isOffered(buttons))
  return language === 'ja'
    ? `${offered.map(({ key, ja }) => `${ja}、${key}、シャープ`).join('。')}を押してください。`
    : `${offered.map(({ key, en }) => `${en}, press ${key}, then pound`).join('; ')}.`
}

export const buttonPhrases = (buttons: Buttons, language: Language): ButtonPhrases => ({
  ...phrases[language],
  guide: guideFor(buttons, language),
})
