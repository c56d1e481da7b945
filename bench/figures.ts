// Figures: percentiles, medians, and a row of the report — what was measured beside its goal or its ceiling.

export type Row = {
  /** Which of the list (a)–(g). */
  readonly part: string
  readonly what: string
  readonly value: number
  readonly unit: string
  /** The goal in words and whether it was met; null where there is none. */
  readonly goal: string | null
  readonly met: boolean | null
}

/** @param share 0.5 is the median */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
export const median = (values: readonly number[]): number => percentile(values, 0.5)

export const figure = (part: string, what: string, [value, unit]: readonly [number, string]): Row => ({
  part,
  what,
  value: rounded(value),
  unit,
  goal: null,
  met: null,
})
export const atMost = (row: Row, max: number): Row => ({ ...row, goal: `≤ ${max}`, met: row.value <= max })
export const atLeast = (row: Row, min: number): Row => ({ ...row, goal: `≥ ${min}`, met: row.value >= min })

const rounded = (value: number): number => {
  if (!Number.isFinite(value)) return value
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3
  return Number(value.toFixed(digits))
}

const mark = ({ met }: Row): string => (met === null ? ' ' : met ? '✓' : '✗')

export const printRow = (row: Row): void => {
  const value = `${row.value} ${row.unit}`.trim()
  console.log(`${mark(row)} (${row.part}) ${row.what.padEnd(66)} ${value.padStart(16)}  ${row.goal ?? ''}`)
}
