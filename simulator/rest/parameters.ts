// Reading the parameters that several resources share: numbers, addresses, HTTP methods, dates. A bad one is refused with the
// service's code for it, so that the product's classification of errors can be rehearsed.

import type { HttpMethod } from '../call.ts'
import { RestError } from './errors.ts'

/** E.164 without the punctuation people write, or null. */
export function phoneNumber(text: string): string | null {
  const number = text.replaceAll(/[\s().-]/g, '')
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : null
}

/** An absolute http address; the service also refuses underscores in host names. */
export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\/[^/?#_]+([/?#]|$)/i.test(text)
}

export function httpMethod(text: string | null): HttpMethod {
  if (text === null || text === '') return 'POST'
  const method = text.toUpperCase()
  if (method !== 'GET' && method !== 'POST') throw new RestError(21209, `Invalid HTTP method: ${text}`)
  return method
}

/** Fixed lines, toll-free and premium numbers of Japan, which take no SMS. */
export function isJapaneseLandline(number: string): boolean {
  return number.startsWith('+81') && !/^\+81(60|70|80|90|50)/.test(number)
}

export type TimeFilter = (atMs: number) => boolean

/** `StartTime`, `StartTime<`, `StartTime>`: the comparison is part of the parameter's name; a bare date means that day (UTC). */
export function timeFilter(query: URLSearchParams, name: string): TimeFilter | null {
  const on = dateOf(query, name)
  const before = dateOf(query, `${name}<`)
  const after = dateOf(query, `${name}>`)
  if (!on && !before && !after) return null
  return (atMs) =>
    (!on || (atMs >= on.fromMs && atMs <= on.untilMs)) &&
    (!before || atMs <= before.untilMs) &&
    (!after || atMs >= after.fromMs)
}

function dateOf(query: URLSearchParams, name: string): { fromMs: number; untilMs: number } | null {
  const text = query.get(name)
  if (text === null || text === '') return null
  const fromMs = Date.parse(text)
  if (Number.isNaN(fromMs)) throw new RestError(20001, `Invalid date: ${text}`)
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text)
  // Times are kept to the second on the wire; a filter for a second means all of it.
  return { fromMs, untilMs: fromMs + (isDay ? 86_400_000 : 1000) - 1 }
}
