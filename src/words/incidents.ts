// What is said for an incident that nobody has taken, and what its timeline is told of alerts.

import type { Alert } from '#core/alert/alert'
import { limits } from '#core/limits'
import type { Language } from '#core/plan/plan'

type Forgotten = { readonly number: number; readonly name: string; readonly minutes: number }

const hoursOr = (minutes: number): { readonly count: number; readonly unit: 'hours' | 'minutes' } =>
  minutes >= 120 ? { count: Math.floor(minutes / 60), unit: 'hours' } : { count: minutes, unit: 'minutes' }

/** The forgotten-incident alert. @param minutes since it went open */
export const forgottenText = ({ number, name, minutes }: Forgotten, language: Language): string => {
  const { count, unit } = hoursOr(minutes)
  if (language === 'en') {
    return `Incident ${number} has been open for ${count} ${count === 1 ? 'minute' : unit}, and nobody has taken it. ${name}`
  }
  return `インシデント${number}番が${count}${unit === 'hours' ? '時間' : '分'}対応されていません。${name}`
}

type Told = Pick<Alert, 'host' | 'service' | 'condition' | 'summary' | 'state'>

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => escapes[character] ?? '')

const stateWords = {
  ja: { problem: '障害', recovered: '復旧', more: (count: number) => `ほか${count}件` },
  en: { problem: 'Failed', recovered: 'Recovered', more: (count: number) => `and ${count} more` },
} as const

const lineOf = ({ host, service, condition, summary, state }: Told, language: Language): string => {
  const object = [host, service].filter((name) => name !== null).join(' / ')
  const wrong = state === 'problem' ? [condition, summary] : []
  const words = [object, ...wrong].filter((text) => text !== '').join(' ')
  return `${stateWords[language][state]}: ${escaped(words)}`
}

/** What an incident's timeline is told of alerts: a line each, and how many more there are. */
export const alertsHtml = (alerts: readonly Told[], language: Language): string => {
  const named = alerts.slice(0, limits.alerts.named.max).map((alert) => lineOf(alert, language))
  const left = alerts.length - named.length
  return [...named, ...(left > 0 ? [stateWords[language].more(left)] : [])].join('<br>')
}
