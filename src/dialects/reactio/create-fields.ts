// The fields of a new incident. Selections and texts that are to move into the option items are kept under their names among
// the parameters; what was given there explicitly wins.

import { storable } from '#contract/text'
import { type IncidentStatus, incidentStatuses } from '#core/incident/incident'
import { type OptionItem, type Parameters, type ParameterValue, wrongParameters } from '#core/incident/options'
import { asObject } from '#dialects/shared/json-body'
import { cleanMessage } from '#dialects/shared/message'
import type { FieldError } from './answers.ts'
import {
  deprecatedFields,
  INVALID,
  MESSAGE_CHARACTERS_MAX,
  NAME_CHARACTERS_MAX,
  PARAMETER_KEY_CHARACTERS_MAX,
  PARAMETER_VALUES_MAX,
  PARAMETERS_MAX,
  selections,
  TEXT_CHARACTERS_MAX,
  TOPIC_CHARACTERS_MAX,
  TOPICS_MAX,
} from './choices.ts'
import { type Body, characters, flag, type Reading, selection, text, word, wrong } from './fields.ts'

export type NewIncident = {
  readonly name: string
  readonly status: IncidentStatus
  readonly parameters: Parameters | null
  readonly topics: readonly string[]
  /** Blank or left out: nobody is notified, whatever the other field says. */
  readonly notice: { readonly text: string; readonly call: boolean } | null
  /** Cleaned. */
  readonly message: string | null
}

const isScalar = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value)

const fits = (value: unknown): value is ParameterValue => {
  if (Array.isArray(value))
    return value.length <= PARAMETER_VALUES_MAX && value.every((one) => isScalar(one) && fits(one))
  return isScalar(value) && (typeof value !== 'string' || characters(value) <= TEXT_CHARACTERS_MAX)
}

const kept = (value: ParameterValue): ParameterValue => {
  if (Array.isArray(value)) return value.map((one) => kept(one as ParameterValue) as string)
  return typeof value === 'string' ? storable(value) : value
}

type Entries = readonly (readonly [string, ParameterValue])[]

/** What stands in `parameters` itself. */
const explicit = (reading: Reading, items: readonly OptionItem[]): Entries => {
  const given = reading.body['parameters']
  if (given === undefined || given === null || given === 'null') return []
  const object = asObject(given)
  const all = Object.entries(object ?? {})
  if (object === null || all.length > PARAMETERS_MAX) {
    wrong(reading, 'parameters', INVALID)
    return []
  }
  const entries = all.flatMap(([key, value]) => {
    if (key !== '' && characters(key) <= PARAMETER_KEY_CHARACTERS_MAX && fits(value)) {
      return [[storable(key), kept(value)] as const]
    }
    wrong(reading, `parameters.${key.slice(0, PARAMETER_KEY_CHARACTERS_MAX)}`, INVALID)
    return []
  })
  for (const key of wrongParameters(items, Object.fromEntries(entries))) wrong(reading, `parameters.${key}`, INVALID)
  return entries
}

const deprecated = (reading: Reading): Entries =>
  deprecatedFields.flatMap((field) => {
    const value = field in selections ? selection(reading, field, wordsOf(field)) : freeText(reading, field)
    return value === undefined ? [] : [[field, value] as const]
  })

const wordsOf = (field: string): readonly string[] => selections[field as keyof typeof selections]

const freeText = (reading: Reading, field: string): string | null | undefined =>
  reading.body[field] === undefined ? undefined : text(reading, field)

/** An integer-like name would move to the front of an object; a Map keeps the order, and the object is made of it last. */
const parametersOf = (reading: Reading, items: readonly OptionItem[]): Parameters | null => {
  const own = explicit(reading, items)
  const names = new Set(own.map(([key]) => key))
  const all = [...deprecated(reading).filter(([key]) => !names.has(key)), ...own]
  return all.length === 0 ? null : Object.fromEntries(all)
}

const topicsOf = (reading: Reading): readonly string[] => {
  const given = reading.body['topics']
  if (given === undefined || given === null) return []
  const names = Array.isArray(given) && given.length <= TOPICS_MAX ? (given as readonly unknown[]) : [null]
  const good = names.flatMap((name) =>
    typeof name === 'string' && name.trim() !== '' && characters(name) <= TOPIC_CHARACTERS_MAX ? [storable(name)] : [],
  )
  if (good.length < names.length) wrong(reading, 'topics', INVALID)
  return good
}

const noticeOf = (reading: Reading): NewIncident['notice'] => {
  const said = text(reading, 'notification_text')
  const call = flag(reading, 'notification_call')
  return said === null ? null : { text: said, call }
}

const messageOf = (reading: Reading): string | null => {
  const said = text(reading, 'message', { max: MESSAGE_CHARACTERS_MAX })
  const html = said === null ? '' : cleanMessage(said)
  return html.trim() === '' ? null : html
}

/** @param items the option items of the key's project */
export const newIncident = (
  body: Body,
  items: readonly OptionItem[],
):
  | { readonly ok: true; readonly incident: NewIncident }
  | { readonly ok: false; readonly errors: readonly FieldError[] } => {
  const errors: FieldError[] = []
  const reading: Reading = { body, errors }
  const incident = {
    name: text(reading, 'name', { max: NAME_CHARACTERS_MAX, required: true }) ?? '',
    status: word(reading, 'status', incidentStatuses) ?? 'open',
    parameters: parametersOf(reading, items),
    topics: topicsOf(reading),
    notice: noticeOf(reading),
    message: messageOf(reading),
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, incident }
}
