// Rules for names that are written for machines: addresses of pages, paths of files, host and service names.

import type { Language } from '../../plan/plan.ts'
import { type Found, MARK, places, type Rule } from './found.ts'
import { sayV4 } from './numbers.ts'
import { spell } from './spell.ts'

/** Returns a name with its separators as they are said. */
const sayName = (name: string, language: Language): string =>
  name.replace(/[-_.]+/g, (run) => (language === 'en' && run.includes('.') ? ' dot ' : ' ')).trim()

const marksIn = (text: string): number => text.split(MARK).length - 1

const URL_PATTERN = /(?<![A-Za-z0-9+.\uFFFC-])[A-Za-z][A-Za-z0-9+]{1,15}:\/\/[!#-;=?-[\]_a-z~\uFFFC]+/g

/** Of the address of a page only the host can be used by somebody who listens; user names and passwords are never said. */
export const urls: Rule = (text, language) =>
  places(text, URL_PATTERN, (match) => {
    const whole = match[0].replace(/[!"'),.:;?\]]{1,20}$/, '')
    const authority = whole.replace(/^[^:]*:\/\//, '').replace(/[/?#].*$/, '')
    const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '')
    const name = sayV4(host, language) ?? sayName(host, language)
    const link = { ja: 'リンク', en: 'a link' }[language]
    const said = { ja: `${name}のリンク`, en: `a link to ${name}` }[language]
    return {
      end: match.index + whole.length,
      spoken: name === '' ? link : said,
      marksSkipped: marksIn(authority.slice(0, authority.length - host.length)),
    }
  })

const UNIX_PATH = /(?<![\p{L}\p{N}/.:~_\uFFFC%@-])(?:\/[A-Za-z0-9_.+@%~\uFFFC-]+)+\/?/gu
const WINDOWS_PATH = /(?<![A-Za-z0-9\\\uFFFC])(?:([A-Za-z]):|\\)\\([A-Za-z0-9_.$~()\\\uFFFC-]*)/g

const segments = (path: string, language: Language): readonly string[] =>
  path
    .split(/[/\\]+/)
    .map((segment) => sayName(segment, language))
    .filter((segment) => segment !== '')

const sayUnixPath = (path: string, language: Language): string => {
  const said = segments(path, language)
  return language === 'ja' ? said.join('、') : said.map((segment) => `slash ${segment}`).join(' ')
}

const sayDrive = (drive: string | undefined, language: Language): readonly string[] => {
  if (drive === undefined) return []
  return [language === 'ja' ? `${spell(drive, 'ja')}ドライブ` : `drive ${drive.toUpperCase()}`]
}

const unixPaths = (text: string, language: Language): readonly Found[] =>
  places(text, UNIX_PATH, (match) => {
    const path = match[0].replace(/\.{1,3}$/, '')
    const spoken = sayUnixPath(path, language)
    // A single letter after a slash is rather "per second" than a file.
    return path.length < 3 || spoken === '' ? null : { end: match.index + path.length, spoken }
  })

/** /var/log/messages, C:\logs\app.log, \\server\share: the names, with a pause between them. */
export const paths: Rule = (text, language) => [
  ...unixPaths(text, language),
  ...places(text, WINDOWS_PATH, ([, drive, rest = '']) => {
    const said = [...sayDrive(drive, language), ...segments(rest, language)]
    return said.length === 0 ? null : said.join(language === 'ja' ? '、' : ', ')
  }),
]

const NAME = /(?<![A-Za-z0-9_.@\uFFFC-])[A-Za-z0-9\uFFFC]+(?:[-_.]+[A-Za-z0-9\uFFFC]+)+/g
const SEPARATORS = /[-_.]+/g

/** Words joined by a hyphen, numbers and versions stay as they are; what a dictionary changed is surely a name. */
const isName = (token: string): boolean => {
  if (token.includes(MARK)) return true
  const isDotted = /[A-Za-z]\.|\.[A-Za-z]/.test(token)
  return /[A-Za-z]/.test(token) && (token.includes('_') || isDotted || (token.includes('-') && /\d/.test(token)))
}

const separatorsOf = (token: string, at: number, language: Language): readonly Found[] =>
  places(token, SEPARATORS, (match) => {
    const end = match.index + match[0].length
    const betweenDigits = match[0] === '.' && /\d/.test(token.charAt(match.index - 1)) && /\d/.test(token.charAt(end))
    return betweenDigits ? null : { end, spoken: language === 'en' && match[0].includes('.') ? ' dot ' : ' ' }
  }).map(({ start, end, spoken }) => ({ start: start + at, end: end + at, spoken }))

/** db_server-01.example.jp: only the separators are replaced, so that other rules see the words between them. */
export const hosts: Rule = (text, language) =>
  [...text.matchAll(NAME)].flatMap(({ 0: token, index }) => {
    const isMail = text.charAt(index + token.length) === '@'
    return isMail || !isName(token) ? [] : separatorsOf(token, index, language)
  })
