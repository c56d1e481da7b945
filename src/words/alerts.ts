// What a message or a simple call says of alerts, where a template says nothing else.

import type { Alert } from '#core/alert/alert'
import type { AlertForm, Language } from '#core/plan/plan'
import { type AlertPhrases, alertLines } from '#core/speech/alerts'

export const alertPhrases: Readonly<Record<Language, AlertPhrases>> = {
  ja: {
    failed: '障害は{{counts}}。',
    recovered: '復旧は{{counts}}。',
    hosts: 'ホスト{{count}}件',
    services: 'サービス{{count}}件',
    and: '、',
    hostFailures: '次のホストで障害が発生しています。',
    serviceFailures: '次のサービスで障害が発生しています。',
    hostRecoveries: '次のホストが復旧しました。',
    serviceRecoveries: '次のサービスが復旧しました。',
    item: '{{object}}。',
    more: 'ほか{{count}}件。',
    nothing: '現在、障害はありません。',
  },
  en: {
    failed: 'Failed: {{counts}}.',
    recovered: 'Recovered: {{counts}}.',
    hosts: '{{count}} host{{s}}',
    services: '{{count}} service{{s}}',
    and: ', ',
    hostFailures: 'Host failures:',
    serviceFailures: 'Service failures:',
    hostRecoveries: 'Host recoveries:',
    serviceRecoveries: 'Service recoveries:',
    item: '{{object}}.',
    more: 'And {{count}} more.',
    nothing: 'There are no failures at present.',
  },
}

type Telling = { readonly form?: AlertForm | undefined; readonly phrases?: AlertPhrases | undefined }
type Said = Pick<Alert, 'host' | 'service' | 'condition' | 'summary' | 'state'>

/** Returns what is said of these alerts. */
export const alertsText = (alerts: readonly Said[], language: Language, telling: Telling = {}): string => {
  const { form = 'full', phrases = alertPhrases[language] } = telling
  return alertLines(alerts, { form, phrases }).join(language === 'ja' ? '' : ' ')
}
