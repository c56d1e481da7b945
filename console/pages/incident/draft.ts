// An incident as it stands in a form: times as fields hold them, option items as words or lists of words.

import type { IncidentSettings } from '#contract/incident-settings'
import type { Incident } from '#contract/incidents'
import { fieldOf, instantTyped } from '../../data/instants.ts'

export type Item = IncidentSettings['options'][number]
export type Values = Readonly<Record<string, string | readonly string[]>>
export type About = {
  readonly name: string
  readonly occurredAt: string
  readonly permanentActionAt: string
  readonly values: Values
}
type Parameters = Incident['parameters']

/** What stands for "not chosen" in programs that can only send words. */
const NOT_CHOSEN = 'null'

/** Whatever a program sent, as text. */
export const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** What is typed as a message is text: its signs stand for themselves, and its lines stay lines. */
export const htmlOf = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>')

const wordsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : textOf(value).split(','))
    .map((one) => textOf(one).trim())
    .filter((one) => one !== '' && one !== NOT_CHOSEN)

/** What people call a value: the labels of what was chosen. */
export const shownOf = (item: Item | undefined, value: unknown): string => {
  const label = (word: string) => item?.choices.find((one) => one.value === word)?.label ?? word
  return [value]
    .flat()
    .map((one) => label(textOf(one)) || '–')
    .join('・')
}

const valueOf = ({ kind }: Item, value: unknown): string | readonly string[] => {
  if (kind === 'checkbox') return wordsOf(value)
  return value === NOT_CHOSEN ? '' : textOf(value)
}

export const valuesOf = (items: readonly Item[], parameters: Parameters): Values =>
  Object.fromEntries(items.map((item) => [item.key, valueOf(item, parameters?.[item.key])]))

const isEmpty = (value: string | readonly string[]): boolean => value.length === 0

/** What was filled in. */
export const parametersOf = (values: Values): Parameters => {
  const given = Object.entries(values).filter(([, value]) => !isEmpty(value))
  return given.length === 0 ? null : Object.fromEntries(given)
}

export const aboutOf = (incident: Incident, items: readonly Item[]): About => ({
  name: incident.name,
  occurredAt: fieldOf(incident.occurredAt),
  permanentActionAt: fieldOf(incident.permanentActionAt),
  values: valuesOf(items, incident.parameters),
})

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Option items that differ, over what the incident has now: what others changed meanwhile stays. */
const changedValues = (before: Values, draft: Values, now: Parameters): Parameters => {
  const changed = Object.entries(draft).filter(([key, value]) => !same(value, before[key]))
  return { ...now, ...Object.fromEntries(changed.map(([key, value]) => [key, isEmpty(value) ? null : value])) }
}

/** Only what differs from what was read, so that nobody's work on the rest is undone. */
export const patchOf = (before: About, draft: About, now: Parameters) => ({
  ...(draft.name === before.name ? {} : { name: draft.name }),
  ...(draft.occurredAt === before.occurredAt ? {} : { occurredAt: instantTyped(draft.occurredAt) }),
  ...(draft.permanentActionAt === before.permanentActionAt
    ? {}
    : { permanentActionAt: instantTyped(draft.permanentActionAt) }),
  ...(same(draft.values, before.values) ? {} : { parameters: changedValues(before.values, draft.values, now) }),
})
