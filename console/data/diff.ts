// Two texts, line by line: what was taken out, what came in, and what stayed. Pure.

export type DiffLine = { readonly kind: 'same' | 'out' | 'in'; readonly text: string }

/** Beyond it one is shown after the other: comparing costs the product of both. */
const LINES_MAX = 600

const whole = (before: readonly string[], after: readonly string[]): DiffLine[] => [
  ...before.map((text) => ({ kind: 'out', text }) as const),
  ...after.map((text) => ({ kind: 'in', text }) as const),
]

type Texts = { readonly before: readonly string[]; readonly after: readonly string[] }
/** How many lines the rests of both have in common, from each place on. */
type Common = (i: number, j: number) => number

const inCommon = ({ before, after }: Texts): Common => {
  const width = after.length + 1
  const table = new Uint16Array((before.length + 1) * width)
  const at: Common = (i, j) => table[i * width + j] ?? 0
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1)
      table[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  }
  return at
}

const next = ({ before, after }: Texts, common: Common, { i, j }: { i: number; j: number }): DiffLine => {
  const [out = '', come = ''] = [before[i], after[j]]
  if (out === come) return { kind: 'same', text: out }
  return common(i + 1, j) >= common(i, j + 1) ? { kind: 'out', text: out } : { kind: 'in', text: come }
}

export const diffLines = (before: readonly string[], after: readonly string[]): readonly DiffLine[] => {
  if (before.length > LINES_MAX || after.length > LINES_MAX) return whole(before, after)
  const common = inCommon({ before, after })
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < before.length && j < after.length) {
    const line = next({ before, after }, common, { i, j })
    lines.push(line)
    if (line.kind !== 'in') i += 1
    if (line.kind !== 'out') j += 1
  }
  return [...lines, ...whole(before.slice(i), after.slice(j))]
}
