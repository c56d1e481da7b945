// Settings from the environment and an optional file, checked once at start, as one read-only value.
// It takes the environment as a record: only main.ts reads process.env. The environment wins over the file.
import type { z } from 'zod'
import { definitionOf, type definitions, type SettingKey, settingKeys } from './definitions.ts'
import { readSettingsFile } from './file.ts'
import { kinds } from './kinds.ts'
import { halfOfOidc, halfOfTls, type Language, type Problem, SettingsError, twoKeys, wrongValue } from './problems.ts'

export { settingsHelp } from './help.ts'
export { type Language, SettingsError } from './problems.ts'

type Environment = Record<string, string | undefined>

type ValueOf<K extends SettingKey> = z.output<(typeof kinds)[(typeof definitions)[K]['kind']]['schema']>
type Values = { [K in SettingKey]: ValueOf<K> | (null extends (typeof definitions)[K]['preset'] ? null : never) }

/** All settings; null where one is not given and has no default. */
export type Settings = Readonly<
  Omit<Values, 'publicUrl'> & {
    publicUrl: string
    /** the operator named the data directory: it is then used or refused, never replaced */
    dataDirGiven: boolean
    /** the operator named the public address; otherwise it follows the port */
    publicUrlGiven: boolean
  }
>

/** Other defaults than the table's, as text: the demo listens on 127.0.0.1 and takes mail. */
export type Defaults = Partial<Record<SettingKey, string>>

/**
 * Reads and checks every setting. `--config FILE` is passed as NOROSHI_CONFIG.
 * @throws SettingsError with every problem found
 */
export function readSettings(env: Environment, defaults: Defaults = {}): Settings {
  const file = given(env, 'NOROSHI_CONFIG')
  const { texts, problems } = readSettingsFile(file)
  const found = new Set<SettingKey>()
  const values: Partial<Record<SettingKey, unknown>> = {}
  for (const key of settingKeys) {
    const choice = choose(given(env, definitionOf(key).env), texts[key]?.trim() || null)
    if (choice.text !== null) found.add(key)
    const text = choice.text ?? defaults[key] ?? definitionOf(key).preset
    values[key] = read({ key, text, source: choice.isFromFile ? file : null, problems })
  }
  problems.push(...contradictions(found))
  if (problems.length > 0) throw new SettingsError(problems, languageOf(env))
  // Each value was read by its own definition's schema, which is where its type comes from.
  return complete(values as Values, found)
}

type Choice = { text: string | null; isFromFile: boolean }

function choose(fromEnv: string | null, fromFile: string | null): Choice {
  return { text: fromEnv ?? fromFile, isFromFile: fromEnv === null && fromFile !== null }
}

// Compose files and unit files often pass an empty value for "not set".
function given(env: Environment, name: string): string | null {
  return env[name]?.trim() || null
}

function read(item: { key: SettingKey; text: string | null; source: string | null; problems: Problem[] }): unknown {
  if (item.text === null) return null
  const result = kinds[definitionOf(item.key).kind].schema.safeParse(item.text)
  if (result.success) return result.data
  item.problems.push(wrongValue(item.key, item.text, item.source))
  return null
}

function contradictions(found: Set<SettingKey>): Problem[] {
  const problems: Problem[] = []
  if (found.has('tlsCert') && !found.has('tlsKey')) problems.push(halfOfTls('tlsKey'))
  if (found.has('tlsKey') && !found.has('tlsCert')) problems.push(halfOfTls('tlsCert'))
  if (found.has('secretKey') && found.has('secretKeyFile')) problems.push(twoKeys())
  if (found.has('oidcIssuer') !== found.has('oidcClientId')) problems.push(halfOfOidc(found.has('oidcIssuer')))
  return problems
}

function complete(values: Values, found: Set<SettingKey>): Settings {
  const scheme = values.tlsCert === null ? 'http' : 'https'
  const publicUrl = values.publicUrl ?? `${scheme}://127.0.0.1:${values.port}`
  return Object.freeze({
    ...values,
    publicUrl,
    dataDirGiven: found.has('dataDir'),
    publicUrlGiven: found.has('publicUrl'),
  })
}

/** The language of messages before anything is running: that of the terminal. */
export function languageOf(env: Environment): Language {
  const locale = given(env, 'LC_ALL') ?? given(env, 'LC_MESSAGES') ?? given(env, 'LANG') ?? ''
  return locale.startsWith('ja') ? 'ja' : 'en'
}
