// The optional configuration file (YAML): the same settings under their keys, as one flat list of names and values.
// Unknown names are refused, because a misspelt setting that is silently ignored is found out at night.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { type SettingKey, settingKeys } from './definitions.ts'
import { notText, type Problem, unknownKey, unreadableFile } from './problems.ts'

export type FileSettings = { texts: Partial<Record<SettingKey, string>>; problems: Problem[] }

/** Reads the file, if one is named, into texts, as if they came from the environment. */
export function readSettingsFile(path: string | null): FileSettings {
  if (path === null) return { texts: {}, problems: [] }
  const content = load(path)
  if (!content.ok) return { texts: {}, problems: [unreadableFile(path, content.why)] }
  const texts: Partial<Record<SettingKey, string>> = {}
  const problems: Problem[] = []
  for (const [name, value] of Object.entries(content.entries)) {
    const key = settingKeys.find((known) => known === name)
    const text = toText(value)
    if (!key) problems.push(unknownKey(name, path))
    else if (text === null) problems.push(notText(key, path))
    else texts[key] = text
  }
  return { texts, problems }
}

type Loaded = { ok: true; entries: Record<string, unknown> } | { ok: false; why: string }

function load(path: string): Loaded {
  try {
    const value: unknown = parse(readFileSync(path, 'utf8'), { prettyErrors: true })
    if (value === null || value === undefined) return { ok: true, entries: {} }
    if (typeof value !== 'object' || Array.isArray(value))
      return { ok: false, why: 'it is not a list of "name: value"' }
    return { ok: true, entries: { ...value } }
  } catch (error) {
    // The YAML error quotes the line, which may hold a secret: only its first sentence, with the place, is shown.
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return { ok: false, why: why.replace(/:$/, '') }
  }
}

// A list is only meaningful where text is separated by commas; the kind decides whether it is right there.
function toText(value: unknown): string | null {
  if (value === null) return ''
  if (Array.isArray(value)) {
    const items = value.map(toText)
    return items.every((item) => item !== null) ? items.join(',') : null
  }
  if (typeof value === 'string') return value
  // YAML reads a bare `off` as text in 1.2, but people write `false` for the same.
  if (value === false) return 'off'
  return typeof value === 'number' || value === true ? String(value) : null
}
