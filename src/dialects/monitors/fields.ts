// Flat objects of texts, as scripts of monitoring systems send them. A macro that its program did not know stays as it was
// written, and counts as nothing.

export const UNKNOWN_MACRO_OF_NAGIOS = /^\$[A-Z0-9_.a-z:]+\$$/
export const UNKNOWN_MACRO_OF_ZABBIX = /^\{[A-Z0-9_.]+\}$/

/** The first of several names that is there and not empty, or an empty text. */
export type Texts = (...names: readonly string[]) => string

export const textsIn = (fields: Readonly<Record<string, unknown>>, unknownMacro: RegExp | null): Texts => {
  const text = (name: string): string => {
    const value = fields[name]
    const given = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
    return unknownMacro?.test(given) === true ? '' : given
  }
  return (...names) => names.map(text).find((one) => one !== '') ?? ''
}
