// Rules for what is made of digits: network addresses, ids, long numbers, and numbers with a unit.

import type { Language } from '../../plan/plan.ts'
import { places, type Rule } from './found.ts'
import { lastFour, spell } from './spell.ts'

const V4 = /(?<![\d.A-Za-z\uFFFC])(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?(?::(\d{1,5}))?(?![\dA-Za-z\uFFFC]|\.\d)/g
const V6 = /(?<![0-9A-Za-z:.\uFFFC])[0-9A-Fa-f:]{2,45}(?:%[0-9A-Za-z]{1,16})?(?:\/\d{1,3})?(?![0-9A-Za-z:\uFFFC])/g

const words = {
  ja: { dot: ' テン ', colon: ' コロン ', colons: ' コロンコロン ', slash: ' スラッシュ ', port: ' ポート ' },
  en: { dot: ' dot ', colon: ' colon ', colons: ' double colon ', slash: ' slash ', port: ' port ' },
} as const

/** Returns an IPv4 address digit by digit; null for four numbers that are none. */
export const sayV4 = (text: string, language: Language): string | null => {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return null
  return parts.map((part) => spell(part, language)).join(words[language].dot)
}

const tail = (before: string, digits: string | undefined, language: Language): string =>
  digits === undefined ? '' : before + spell(digits, language)

const isMac = (groups: readonly string[]): boolean => groups.length === 6 && groups.every((group) => group.length === 2)

/** Eight groups, or fewer around one `::`; a MAC address is said in the same way. */
const isV6 = (text: string): boolean => {
  const halves = text.split('::')
  const groups = text.split(':').filter((group) => group !== '')
  if (halves.length > 2 || groups.some((group) => group.length > 4) || !/\d/.test(text)) return false
  const edges = text.replaceAll('::', '')
  if (edges.startsWith(':') || edges.endsWith(':')) return false
  return halves.length === 2 ? groups.length < 8 : groups.length === 8 || isMac(groups)
}

type SaidAddress = {
  readonly spoken: string /** A colon after it ends a part of the sentence. */
  readonly colons: number
}

const sayV6 = (whole: string, language: Language): SaidAddress | null => {
  const [run = '', prefix] = whole.replace(/%\w+/, '').split('/')
  const address = run.replace(/(?<=[^:]):$/, '')
  if (!isV6(address)) return null
  const { colon, colons, slash } = words[language]
  const said = address
    .split(/(::|:)/)
    .map((part) => (part === '::' ? colons : part === ':' ? colon : spell(part, language)))
  return { colons: run.length - address.length, spoken: (said.join('') + tail(slash, prefix, language)).trim() }
}

/** IPv4 and IPv6 addresses, with prefix and port, and MAC addresses. */
export const addresses: Rule = (text, language) => {
  const { slash, port } = words[language]
  const four = places(text, V4, ([, address = '', prefix, portNumber]) => {
    const said = sayV4(address, language)
    return said === null ? null : said + tail(slash, prefix, language) + tail(port, portNumber, language)
  })
  const six = places(text, V6, (match) => {
    const said = sayV6(match[0], language)
    if (said === null) return null
    return { end: match.index + match[0].length - said.colons, spoken: said.spoken }
  })
  return [...four, ...six]
}

const ID =
  /(?<![0-9A-Za-z\uFFFC])(?:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|(?:0x)?[0-9A-Fa-f]{7,})(?![0-9A-Za-z\uFFFC])/g

/** UUIDs and hexadecimal ids: nobody can take one down from a phone, so the last four letters tell them apart. */
export const ids: Rule = (text, language) =>
  places(text, ID, ([id]) => {
    const digits = id.replace(/^0x/, '')
    if (!/\d/.test(digits) || !/[A-Fa-f]/.test(digits)) return null
    return language === 'ja' ? `${lastFour(digits, 'ja')}のID` : `ID ${lastFour(digits, 'en')}`
  })

/** Not before a Japanese counter: an amount is a number. */
const LONG = /(?<![0-9A-Za-z.,:_\uFFFC-])\d{7,}(?![0-9A-Za-z:_\uFFFC-]|[.,]\d|[円件個人回秒分時日月年万億兆%])/g
const DIGITS_SAID_MAX = 20

/** Numbers of seven digits and more are names, not amounts: digit by digit, in groups of four. */
export const digits: Rule = (text, language) =>
  places(text, LONG, ([number]) => {
    if (number.length > DIGITS_SAID_MAX) return lastFour(number, language)
    const groups = number.split(/(?<=^(?:\d{4})+)/)
    return groups.map((group) => spell(group, language)).join(language === 'ja' ? '、' : ', ')
  })

const unitWords: Readonly<Record<string, { readonly ja: string; readonly en: string }>> = {
  '%': { ja: 'パーセント', en: 'percent' },
  B: { ja: 'バイト', en: 'bytes' },
  KB: { ja: 'キロバイト', en: 'kilobytes' },
  kB: { ja: 'キロバイト', en: 'kilobytes' },
  KiB: { ja: 'キロバイト', en: 'kilobytes' },
  MB: { ja: 'メガバイト', en: 'megabytes' },
  MiB: { ja: 'メガバイト', en: 'megabytes' },
  GB: { ja: 'ギガバイト', en: 'gigabytes' },
  GiB: { ja: 'ギガバイト', en: 'gigabytes' },
  TB: { ja: 'テラバイト', en: 'terabytes' },
  TiB: { ja: 'テラバイト', en: 'terabytes' },
  'KB/s': { ja: 'キロバイト毎秒', en: 'kilobytes per second' },
  'MB/s': { ja: 'メガバイト毎秒', en: 'megabytes per second' },
  'GB/s': { ja: 'ギガバイト毎秒', en: 'gigabytes per second' },
  kbps: { ja: 'キロビーピーエス', en: 'kilobits per second' },
  Mbps: { ja: 'メガビーピーエス', en: 'megabits per second' },
  Gbps: { ja: 'ギガビーピーエス', en: 'gigabits per second' },
  Hz: { ja: 'ヘルツ', en: 'hertz' },
  MHz: { ja: 'メガヘルツ', en: 'megahertz' },
  GHz: { ja: 'ギガヘルツ', en: 'gigahertz' },
  s: { ja: '秒', en: 'seconds' },
  ms: { ja: 'ミリ秒', en: 'milliseconds' },
  us: { ja: 'マイクロ秒', en: 'microseconds' },
  rpm: { ja: '回転', en: 'revolutions per minute' },
  '℃': { ja: '度', en: 'degrees Celsius' },
  '°C': { ja: '度', en: 'degrees Celsius' },
}
const UNIT = new RegExp(
  `(?<![A-Za-z0-9_\\uFFFC]|[A-Za-z_][.,:/-]|[0-9][.,:/])([+-]?)(\\d{1,15}(?:,\\d{3}){0,5}(?:\\.\\d{1,9})?) ?(${Object.keys(
    unitWords,
  )
    .toSorted((one, other) => other.length - one.length)
    .join('|')})(?![A-Za-z0-9_/\\uFFFC])`,
  'g',
)
const signs: Readonly<Record<string, { readonly ja: string; readonly en: string }>> = {
  '-': { ja: 'マイナス', en: 'minus ' },
  '+': { ja: 'プラス', en: 'plus ' },
}

/** Percent and units after a number. */
export const units: Rule = (text, language) =>
  places(text, UNIT, ([, sign = '', number = '', unit = '']) => {
    const said = `${signs[sign]?.[language] ?? ''}${number}${language === 'ja' ? '' : ' '}`
    return said + (unitWords[unit] as (typeof unitWords)[string])[language]
  })
