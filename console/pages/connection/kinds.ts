// What each kind of connection asks for, in the order a person has it at hand. The server checks; see contract/connections.ts.

import type { ConnectionKind } from '#contract/connections'
import type words from '../../words/en.json'

/** As the catalogues name it: `voice_ja` is `voice.ja` in the settings. */
export type SettingName = keyof typeof words.setting
export type SecretName = keyof typeof words.secret
type OptionName = keyof typeof words.settingOption

/** How a setting is entered; `pairs` are lines of `name=value`, `json` is an object, a list is what may be chosen. */
export type Form = 'text' | 'number' | 'tick' | 'lines' | 'pairs' | 'json' | readonly OptionName[]
export type Setting = { readonly name: SettingName; readonly form: Form }

const like =
  (form: Form) =>
  (...names: readonly SettingName[]): readonly Setting[] =>
    names.map((name) => ({ name, form }))
const text = like('text')
const number = like('number')
const tick = like('tick')

/** Where a setting stands in the settings. */
export const pathOf = (name: SettingName): string => name.replace('_', '.')

type Asked = {
  readonly channel:
    | 'phone'
    | 'sms'
    | 'mail'
    | 'slack'
    | 'teams'
    | 'lineworks'
    | 'webhook'
    | 'push'
    | 'light'
    | 'command'
  readonly settings: readonly Setting[]
  readonly secrets: readonly { readonly name: SecretName; readonly long?: true }[]
}

const secrets = (...names: readonly SecretName[]): Asked['secrets'] => names.map((name) => ({ name }))
const ofTwilio = secrets('authToken', 'apiKeySecret', 'previousAuthToken')

export const kinds: Readonly<Record<ConnectionKind, Asked>> = {
  twilio: {
    channel: 'phone',
    settings: [
      ...text('accountSid', 'apiKeySid', 'from'),
      { name: 'inbound', form: ['usual', 'webhook', 'inline', 'twiml_bin'] },
      ...text('twimlBinUrl', 'voice_ja', 'voice_en'),
      ...tick('machineDetection'),
      ...number('callsPerSecond', 'callsAtOnce'),
      ...text('price_currency'),
      ...number('price_perCallMicros', 'price_perMinuteMicros'),
      ...text('baseUrl'),
      ...tick('simulated'),
    ],
    secrets: ofTwilio,
  },
  twilio_sms: {
    channel: 'sms',
    settings: [
      ...text('accountSid', 'apiKeySid', 'from', 'messagingServiceSid'),
      ...number('messagesPerSecond'),
      ...text('price_currency'),
      ...number('price_perMessageMicros'),
      ...tick('replies'),
      ...text('baseUrl'),
      ...tick('simulated'),
    ],
    secrets: ofTwilio,
  },
  smtp: {
    channel: 'mail',
    settings: [
      ...text('host'),
      ...number('port'),
      { name: 'security', form: ['usual', 'starttls', 'tls', 'none'] },
      ...text('user', 'from', 'fromName', 'replyTo', 'answersTo', 'bouncesTo', 'dkim_domain', 'dkim_selector'),
      ...tick('trustAnyCertificate'),
      ...number('messagesPerSecond', 'connectionsMax'),
    ],
    secrets: [{ name: 'password' }, { name: 'dkimPrivateKey', long: true }],
  },
  slack: {
    channel: 'slack',
    settings: [...number('messagesPerSecond'), ...text('baseUrl')],
    secrets: secrets('botToken', 'signingSecret', 'appToken'),
  },
  teams: { channel: 'teams', settings: number('messagesPerSecond'), secrets: secrets('url') },
  lineworks: {
    channel: 'lineworks',
    settings: [...text('botId', 'clientId', 'serviceAccount'), ...number('messagesPerSecond'), ...text('baseUrl')],
    secrets: [{ name: 'clientSecret' }, { name: 'privateKey', long: true }, { name: 'botSecret' }],
  },
  webhook: {
    channel: 'webhook',
    settings: [
      { name: 'format', form: ['usual', 'text', 'discord', 'noroshi'] },
      { name: 'body', form: 'json' },
      ...number('messagesPerSecond', 'timeoutSeconds'),
    ],
    secrets: secrets('url', 'signingKey', 'authorization'),
  },
  web_push: {
    channel: 'push',
    settings: [...text('contact'), ...number('keepSeconds', 'messagesPerSecond')],
    secrets: [],
  },
  patlite: {
    channel: 'light',
    settings: [
      ...text('host'),
      { name: 'protocol', form: ['usual', 'http', 'rsh', 'pns'] },
      ...number('port'),
      { name: 'patterns', form: 'pairs' },
      ...number('seconds'),
      ...text('user'),
    ],
    secrets: [],
  },
  command: {
    channel: 'command',
    settings: [...text('program'), { name: 'arguments', form: 'lines' }, ...number('timeoutSeconds')],
    secrets: [],
  },
}

export const isKind = (kind: string): kind is ConnectionKind => Object.hasOwn(kinds, kind)

/** As a form holds it: a text per setting; a tick is `true` or empty. */
export type Written = Readonly<Partial<Record<SettingName, string>>>

type Settings = Readonly<Record<string, unknown>>

const valueAt = (settings: Settings, path: string): unknown =>
  path.split('.').reduce<unknown>((part, name) => (part as Settings | undefined)?.[name], settings)

const pairsOf = (value: unknown): string =>
  Object.entries(value as Record<string, string>)
    .map((pair) => pair.join('='))
    .join('\n')

const writtenOf = (form: Form, value: unknown): string => {
  if (value === undefined || value === null || value === false) return ''
  if (form === 'pairs') return pairsOf(value)
  if (form === 'lines') return (value as readonly string[]).join('\n')
  return form === 'json' ? JSON.stringify(value, null, 2) : `${value as string | number | true}`
}

export const toWritten = (kind: ConnectionKind, settings: Settings): Written =>
  Object.fromEntries(
    kinds[kind].settings.map(({ name, form }) => [name, writtenOf(form, valueAt(settings, pathOf(name)))]),
  )

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** What is no number or no JSON goes as it was typed: the server says what is wrong with it, and where. */
const read = (form: Form, text: string): unknown => {
  if (form === 'tick') return true
  if (form === 'lines') return linesOf(text)
  if (form === 'pairs') return Object.fromEntries(linesOf(text).map((line) => splitOnce(line)))
  if (form === 'json') return parsed(text)
  if (form === 'number' && text.trim() !== '' && !Number.isNaN(Number(text))) return Number(text)
  return text.trim()
}

const splitOnce = (line: string): readonly [string, string] => {
  const at = line.indexOf('=')
  return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const withValue = (settings: Settings, [name = '', ...rest]: readonly string[], value: unknown): Settings => {
  const { [name]: old, ...others } = settings
  if (rest.length === 0) return value === undefined ? others : { ...others, [name]: value }
  const part = withValue((old ?? {}) as Settings, rest, value)
  return Object.keys(part).length === 0 ? others : { ...others, [name]: part }
}

/** Returns the settings with what was typed; settings no field stands for stay as they were. */
export const fromWritten = (kind: ConnectionKind, written: Written, old: Settings): Settings =>
  kinds[kind].settings.reduce<Settings>((settings, { name, form }) => {
    const typed = written[name] ?? ''
    return withValue(settings, pathOf(name).split('.'), typed === '' ? undefined : read(form, typed))
  }, old)
