// What is wrong with the settings, in words: which setting, what it should be, the cure. All problems at once, so that
// nobody starts five times for five mistakes. A secret's value never appears.
import { definitionOf, type SettingKey, settingKeys } from './definitions.ts'
import { kinds, type Words } from './kinds.ts'

export type Language = 'ja' | 'en'

export type Problem = { setting: string; words: Words }

/** The settings cannot be used; `message` lists every problem on a line of its own. */
export class SettingsError extends Error {
  readonly problems: Problem[]
  constructor(problems: Problem[], language: Language) {
    super(problems.map(({ setting, words }) => `${setting}: ${words[language]}`).join('\n'))
    this.name = 'SettingsError'
    this.problems = problems
  }
}

/** @param source the file the value came from; null for the environment */
export function wrongValue(key: SettingKey, text: string, source: string | null): Problem {
  const { env, kind, secret } = definitionOf(key)
  const { words, example } = kinds[kind]
  const [shownEn, shownJa] = secret
    ? [`the value given (hidden, ${text.length} characters)`, `指定された値（非表示、${text.length} 文字）`]
    : [JSON.stringify(text), `「${text}」`]
  const cure = source === null ? `${env}=${example}` : `${key}: ${example}`
  return {
    setting: nameOf(key, source),
    words: {
      en: `${shownEn} is not ${words.en}. Example: ${cure}`,
      ja: `${shownJa}は使えません。必要なもの — ${words.ja}。例: ${cure}`,
    },
  }
}

export function notText(key: SettingKey, source: string): Problem {
  const { words } = kinds[definitionOf(key).kind]
  return {
    setting: nameOf(key, source),
    words: { en: `is not a single value. Give ${words.en}.`, ja: `単一の値ではありません。必要なもの — ${words.ja}。` },
  }
}

export function unknownKey(name: string, source: string): Problem {
  const known = settingKeys.join(', ')
  return {
    setting: `${source}: ${name}`,
    words: { en: `there is no such setting. Known: ${known}`, ja: `そのような設定はありません。使えるもの: ${known}` },
  }
}

export function unreadableFile(source: string, why: string): Problem {
  return {
    setting: `NOROSHI_CONFIG ${source}`,
    words: { en: `the file cannot be used: ${why}`, ja: `ファイルを使えません: ${why}` },
  }
}

export function halfOfTls(missing: SettingKey): Problem {
  const [cert, key] = [definitionOf('tlsCert').env, definitionOf('tlsKey').env]
  return {
    setting: definitionOf(missing).env,
    words: {
      en: `is missing. HTTPS needs both ${cert} and ${key}; leave both out behind a reverse proxy.`,
      ja: `がありません。HTTPS には ${cert} と ${key} の両方が必要です（リバースプロキシの後ろでは両方とも不要）。`,
    },
  }
}

export function halfOfOidc(hasIssuer: boolean): Problem {
  const [issuer, client] = [definitionOf('oidcIssuer').env, definitionOf('oidcClientId').env]
  return {
    setting: hasIssuer ? client : issuer,
    words: {
      en: `is missing. Sign-in through a provider needs both ${issuer} and ${client}.`,
      ja: `がありません。プロバイダでのサインインには ${issuer} と ${client} の両方が必要です。`,
    },
  }
}

export function twoKeys(): Problem {
  const [key, file] = [definitionOf('secretKey').env, definitionOf('secretKeyFile').env]
  return {
    setting: key,
    words: {
      en: `is given twice. Leave out either it or ${file}.`,
      ja: `${file} と同時には指定できません。どちらか一方にしてください。`,
    },
  }
}

function nameOf(key: SettingKey, source: string | null): string {
  return source === null ? definitionOf(key).env : `${source}: ${key}`
}
