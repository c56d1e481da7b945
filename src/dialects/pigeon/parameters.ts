// The values of a request's `parameters`: names are trimmed, as they are between {{ and }}; anything that is not a text is
// written as one.

import { storable } from '#contract/text'
import type { Values } from '#core/speech/template'
import { asObject } from '#dialects/shared/json-body'
import type { Reading } from './brought.ts'
import { limits } from './choices.ts'

const { max, nameCharacters, valueCharacters } = limits.parameters

const length = (text: string): number => Array.from(text).length

const textOf = (value: unknown): string => {
  if (value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const wrong = (detail: string): Reading<Values> => ({ ok: false, detail })

export const readParameters = (value: unknown): Reading<Values> => {
  if (value === undefined || value === null) return { ok: true, value: {} }
  const object = asObject(value)
  if (object === null) return wrong('parameters: must be an object')
  const given = Object.entries(object).map(([name, one]) => [storable(name).trim(), storable(textOf(one))] as const)
  if (given.length > max) return wrong(`parameters: must be at most ${max}`)
  for (const [name, text] of given) {
    if (length(name) > nameCharacters) return wrong(`parameters: a name must have at most ${nameCharacters} characters`)
    if (length(text) > valueCharacters)
      return wrong(`parameters.${name}: must have at most ${valueCharacters} characters`)
  }
  return { ok: true, value: Object.fromEntries(given) }
}
