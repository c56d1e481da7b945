// Two texts, line by line: what was taken out, what came in, and what stayed. Pure.

export type DiffLine = { readonly kind: 'same' | 'out' | 'in'; readonly text: string }

/** Beyond it one is shown after the other: comparing costs the product of both. */
const LINES_MAX = 600

const whole = (before: readonly string[], after: readonly string[]): DiffLine[] => [
  ...before.map((text) => ({ kind: 'out', text }) as const),
  ...after.map((text) => ({ kind: 'in', text }) as const),
]

/** How many lines the rests of both have in common, from each place on. */
const inCommon = (before: readonly string[], after: readonly string[]): Uint16Array[] => {
  const table = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1))
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const row = table[i] as Uint16Array
      const below = table[i + 1] as Uint16Array
      row[j] = before[i] === after[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0)
    }
  }
  return table
}

export const diffLines = (before: readonly string[], after: readonly string[]): readonly DiffLine[] => {
  if (before.length > LINES_MAX || after.length > LINES_MAX) return whole(before, after)
  const common = inCommon(before, after)
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      lines.push({ kind: 'same', text: before[i] ?? '' })
      i += 1
      j += 1
    } else if ((common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0)) {
      lines.push({ kind: 'out', text: before[i] ?? '' })
      i += 1
    } else {
      lines.push({ kind: 'in', text: after[j] ?? '' })
      j += 1
    }
  }
  return [...lines, ...whole(before.slice(i), after.slice(j))]
}
