// Rules for dates and times of day, as logs and monitoring systems write them.

import type { Language } from '../../plan/plan.ts'
import { places, type Rule } from './found.ts'

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const
const shortMonths = months.map((month) => month.slice(0, 3))

const sayDay = ({ year, month, day }: { year: string; month: number; day: number }, language: Language): string => {
  if (language === 'ja') return `${year === '' ? '' : `${Number(year)}年`}${month}月${day}日`
  return `${months[month - 1] as string} ${day}${year === '' ? '' : `, ${Number(year)}`}`
}

const isDay = (month: number, day: number): boolean => month >= 1 && month <= 12 && day >= 1 && day <= 31

/** The T before a time of day belongs to the date. */
const DATE =
  /(?<![0-9A-Za-z./\uFFFC-])((?:19|20|21)\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?:T(?=\d\d:)|(?![0-9A-Za-z\uFFFC]|[-/.]\d))/g
const SYSLOG_DATE = new RegExp(
  `(?<![A-Za-z0-9\\uFFFC])(${shortMonths.join('|')}) (\\d{1,2})(?![0-9A-Za-z:.\\uFFFC])`,
  'g',
)

/** 2026-11-22, 2026/11/22, Nov 22. */
export const dates: Rule = (text, language) => {
  const whole = places(text, DATE, ([all, year = '', , month, day]) => {
    if (!isDay(Number(month), Number(day))) return null
    return sayDay({ year, month: Number(month), day: Number(day) }, language) + (all.endsWith('T') ? ' ' : '')
  })
  const ofLogs = places(text, SYSLOG_DATE, ([, name = '', day]) => {
    const month = shortMonths.indexOf(name) + 1
    return isDay(month, Number(day)) ? sayDay({ year: '', month, day: Number(day) }, language) : null
  })
  return [...whole, ...ofLogs]
}

/** A zone is read only after seconds: after minutes a hyphen may as well mean "until". */
const TIME =
  /(?<![0-9A-SU-Za-z:.\uFFFC])([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d)(?:[.,]\d{1,9})?(Z|[+-]\d\d:?\d\d(?!\d))?)?(?![0-9\uFFFC]|:\d)/g

/** Known by name where the listener is most likely to be; otherwise how far from UTC. */
const zoneOf = (zone: string): { readonly ja: string; readonly en: string } => {
  const [hours, minutes] = [zone.slice(1, 3), zone.slice(-2)]
  if (/^Z|^.00:?00/.test(zone)) return { ja: '協定世界時', en: ' UTC' }
  if (/^[+]09:?00/.test(zone)) return { ja: '日本時間', en: ' Japan time' }
  const sign = zone.startsWith('+') ? { ja: 'プラス', en: 'plus' } : { ja: 'マイナス', en: 'minus' }
  const rest = minutes === '00' ? { ja: '', en: '' } : { ja: `${Number(minutes)}分`, en: `:${minutes}` }
  return {
    ja: `協定世界時${sign.ja}${Number(hours)}時間${rest.ja}の`,
    en: ` UTC ${sign.en} ${Number(hours)}${rest.en}`,
  }
}

/** 03:15, 3:15:30, 03:15:30.123+09:00. Fractions of a second are not said. */
export const times: Rule = (text, language) =>
  places(text, TIME, ([, hour = '', minute = '', second, zone]) => {
    const told = zone === undefined ? { ja: '', en: '' } : zoneOf(zone)
    if (language === 'ja') {
      const minutes = minute === '00' && second === undefined ? '' : `${Number(minute)}分`
      return `${told.ja}${Number(hour)}時${minutes}${second === undefined ? '' : `${Number(second)}秒`}`
    }
    return `${Number(hour)}:${minute}${second === undefined ? '' : ` and ${Number(second)} seconds`}${told.en}`
  })
