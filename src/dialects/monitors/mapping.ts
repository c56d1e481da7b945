// Reads any JSON as alerts by a source's mapping. What is not where the mapping says is left open; only what names the object must
// be there.

import { type AlertEvent, type AlertFacts, oneLine, type Severity, severities } from '#core/alert/alert'
import type { SourceMapping } from '#core/alert/source-mapping'
import { limits } from '#core/limits'
import { cleanFacts } from '#dialects/shared/alert-events'
import type { Read, Reading } from './ports.ts'
import { severityOf, severityUnsaid } from './severity.ts'

const STEP = /\.([^.[\]'"\s*]+)|\[(\d{1,6})\]|\['([^']+)'\]|\["([^"]+)"\]/g

/** Returns what stands at a path; undefined where nothing does. Inherited names are nobody's. */
const at = (body: unknown, path: string): unknown => {
  let found = body
  for (const [, dotted, place, single, double] of path.matchAll(STEP)) {
    const name = dotted ?? place ?? single ?? double ?? ''
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Readonly<Record<string, unknown>>)[name]
  }
  return found
}

const textFrom = (value: unknown): string => {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

type Item = (value: string | null) => string

const reader =
  (item: unknown): Item =>
  (value) =>
    value === null ? '' : value.startsWith('$') ? textFrom(at(item, value)) : value

/** A group may be a list of them. */
const groupsIn = (item: unknown, values: readonly string[]): readonly string[] =>
  values.flatMap((value) => {
    const found = value.startsWith('$') ? at(item, value) : value
    return (Array.isArray(found) ? found : [found]).map(textFrom)
  })

type Kind = 'problem' | 'recovered'

const severityIn = (word: string, own: SourceMapping['severities'], kind: Kind): Severity => {
  const named = Object.entries(own).find(([name]) => name.toLowerCase() === word.toLowerCase())?.[1]
  return (
    named ??
    severities.find((one) => one === word.toLowerCase()) ??
    (word === '' ? severityUnsaid(kind) : severityOf(word))
  )
}

const MILLISECONDS_FROM = 100_000_000_000

const timeOf = (text: string): number | null => {
  if (/^\d{9,14}(\.\d+)?$/.test(text)) {
    const given = Number(text)
    return Math.floor(given >= MILLISECONDS_FROM ? given : given * 1_000)
  }
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) || atMs <= 0 ? null : atMs
}

const factsOf = (mapping: SourceMapping, item: unknown, kind: Kind): AlertFacts => {
  const text = reader(item)
  const severity = text(mapping.severity)
  return cleanFacts({
    host: text(mapping.host) || null,
    service: text(mapping.service) || null,
    severity: severityIn(severity, mapping.severities, kind),
    condition: text(mapping.condition) || text(mapping.state.value),
    summary: text(mapping.summary),
    groups: groupsIn(item, mapping.groups),
    url: text(mapping.url) || null,
    hard: true,
    attempt: null,
  })
}

type State = 'problem' | 'recovered' | 'acknowledged' | 'nothing'

const stateOf = ({ state }: SourceMapping, text: Item): State => {
  const word = text(state.value).toLowerCase()
  const has = (words: readonly string[]) => words.some((one) => one.toLowerCase() === word)
  if (has(state.recovered)) return 'recovered'
  if (has(state.acknowledged)) return 'acknowledged'
  return has(state.problem) ? 'problem' : state.otherwise
}

/** Without any of its parts an object has no name. */
const keyOf = ({ key }: SourceMapping, text: Item, digest: Reading['digest']): string | null => {
  const parts = key.map(text)
  if (parts.every((part, index) => part === '' || part === key[index])) return null
  const whole = parts.join('/')
  return oneLine(whole, limits.alerts.keyCharacters.max) === whole ? whole : digest(whole)
}

type Mapped = { readonly ok: true; readonly event: AlertEvent | null } | { readonly ok: false; readonly why: string }

const eventOf = (mapping: SourceMapping, item: unknown, { digest }: Reading): Mapped => {
  const text = reader(item)
  const state = stateOf(mapping, text)
  if (state === 'nothing') return { ok: true, event: null }
  const dedupKey = keyOf(mapping, text, digest)
  if (dedupKey === null)
    return { ok: false, why: `nothing stands at ${mapping.key.join(', ')}, which names the object` }
  const told = { dedupKey, atMs: timeOf(text(mapping.at)) }
  if (state === 'acknowledged') {
    const by = oneLine(text(mapping.by), limits.alerts.nameCharacters.max)
    return { ok: true, event: { kind: state, ...told, by } }
  }
  const facts = factsOf(mapping, item, state)
  return {
    ok: true,
    event: state === 'problem' ? { kind: state, ...told, facts, notification: null } : { kind: state, ...told, facts },
  }
}

/** Returns the events a body is about; refused as a whole when one of its alerts has no name. */
export const mappedEvents = (mapping: SourceMapping, body: unknown, reading: Reading): Read => {
  const items = mapping.items === null ? [body] : at(body, mapping.items)
  if (!Array.isArray(items)) return { ok: false, why: `no list stands at ${mapping.items}` }
  if (items.length > limits.alerts.eventsPerRequest.max)
    return { ok: false, why: `there must be at most ${limits.alerts.eventsPerRequest.max} alerts` }
  const events: AlertEvent[] = []
  for (const [index, item] of items.entries()) {
    const mapped = eventOf(mapping, item, reading)
    if (!mapped.ok) return { ok: false, why: mapping.items === null ? mapped.why : `${index}: ${mapped.why}` }
    if (mapped.event !== null) events.push(mapped.event)
  }
  return { ok: true, events }
}
