// What may leave the house: a configuration with everything people wrote taken out of it, and error codes without what stood around
// them. By what is known to be harmless, never by what looks like a secret: what nobody thought of stays in.

/** Whose values are words of ours. */
const ours: ReadonlySet<string> = new Set(['kind', 'mode', 'channel', 'methods', 'stop', 'on', 'by', 'form', 'action'])
const WORD = /^[a-z][a-z0-9_]{0,29}$/
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const FIELD = /^[A-Za-z]{1,40}$/

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** The same thing has the same number wherever it is named. */
export const createAnonymous = () => {
  const numbers = new Map<string, number>()
  const numbered = (id: string): string => {
    const number = numbers.get(id) ?? numbers.size + 1
    numbers.set(id, number)
    return `#${number}`
  }
  const text = (field: string, value: string): string => {
    if (UUID.test(value)) return numbered(value)
    return ours.has(field) && WORD.test(value) ? value : `(${Array.from(value).length} characters)`
  }
  const within = (field: string, value: Json): Json => {
    if (typeof value === 'string') return text(field, value)
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return (value as readonly Json[]).map((one) => within(field, one))
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [FIELD.test(name) ? name : '(a name)', within(name, inner as Json)]),
    )
  }
  return { id: numbered, body: (value: unknown): unknown => within('', value as Json) }
}

const CODE =
  /^(\d{3,5}|E[A-Z_]{3,30}|(answer|connection|http|number|provider|request|slack|smtp|template|webhook)\.[a-z_]{1,40})$/

/** A provider's or our own code; anything else might be what somebody wrote. */
export const codeOf = (detail: string | null): string | null =>
  detail === null ? null : CODE.test(detail) ? detail : '(other)'

/** Of a row whose columns hold words of ours: whatever else stands in one is not told. */
export const wordsOnly = (row: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && !WORD.test(value) ? '(other)' : value,
    ]),
  )

/** A statement without the values in it. */
export const statementOf = (statement: string): string =>
  statement
    .replace(/'(?:[^']|'')*'/g, '?')
    .replace(/\b\d+\b/g, '?')
    .replace(/\s+/g, ' ')
    .slice(0, 500)
