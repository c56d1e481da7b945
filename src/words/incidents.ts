// What is said for an incident that nobody has taken.

import type { Language } from '#core/plan/plan'

type Forgotten = { readonly number: number; readonly name: string; readonly minutes: number }

const hoursOr = (minutes: number): { readonly count: number; readonly unit: 'hours' | 'minutes' } =>
  minutes >= 120 ? { count: Math.floor(minutes / 60), unit: 'hours' } : { count: minutes, unit: 'minutes' }

/** The forgotten-incident alert. @param minutes since it went open */
export const forgottenText = ({ number, name, minutes }: Forgotten, language: Language): string => {
  const { count, unit } = hoursOr(minutes)
  if (language === 'en') {
    return `Incident ${number} has been open for ${count} ${unit} and nobody has taken it. ${name}`
  }
  return `インシデント${number}番が${count}${unit === 'hours' ? '時間' : '分'}対応されていません。${name}`
}
