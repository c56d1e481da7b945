// Values as a line of CSV (RFC 4180). Whoever opens it in a spreadsheet must not run what a monitoring system, or somebody's name,
// brought along: what a spreadsheet would take for a formula gets an apostrophe before it.

const FORMULA = /^[=+\-@\t\r]/
const QUOTED = /[",\r\n]/

const cell = (value: string | number | null): string => {
  const text = value === null ? '' : String(value)
  const harmless = FORMULA.test(text) ? `'${text}` : text
  return QUOTED.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

export const csvLine = (values: readonly (string | number | null)[]): string => `${values.map(cell).join(',')}\r\n`
