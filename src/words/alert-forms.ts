// The built-in forms of what is said of alerts, with a sample of each: what it says of three alerts, one of which recovered.

import type { Alert } from '#core/alert/alert'
import { type AlertForm, alertForms, type Language } from '#core/plan/plan'
import { alertsText } from './alerts.ts'

const names: Readonly<Record<Language, Readonly<Record<AlertForm, string>>>> = {
  ja: { names: 'ホスト名とサービス名', counts: '件数', full: '件数と、ホスト名とサービス名' },
  en: { names: 'Names of hosts and services', counts: 'Numbers', full: 'Numbers, then names' },
}

const sample = (
  host: string,
  service: string | null,
  state: Alert['state'],
): Pick<Alert, 'host' | 'service' | 'state' | 'condition' | 'summary'> => ({
  host,
  service,
  state,
  condition: service === null ? 'DOWN' : 'CRITICAL',
  summary: '',
})

/** Who picks up, and by what they are called, where nobody is named. */
export const sampleNames: Readonly<Record<Language, { readonly person: string; readonly policy: string }>> = {
  ja: { person: '担当者', policy: '連絡網' },
  en: { person: 'somebody', policy: 'the policy' },
}

/** Alerts that never were, for samples and previews. */
export const sampleAlerts = [
  sample('db01', null, 'problem'),
  sample('web01', 'HTTP', 'problem'),
  sample('mail01', null, 'recovered'),
] as const

export const alertFormsIn = (language: Language) =>
  alertForms.map((form) => ({
    form,
    name: names[language][form],
    sample: alertsText(sampleAlerts, language, { form }),
  }))
