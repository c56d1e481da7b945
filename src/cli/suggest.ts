// "Did you mean": the known name nearest to a mistyped one, by the number of letters to change. Pure.

const DISTANCE_MAX = 3

/** Returns the nearest known name, or null when none is near enough to be what was meant. */
export function nearest(typed: string, known: readonly string[]): string | null {
  const lower = typed.toLowerCase()
  const longest = Math.min(DISTANCE_MAX, Math.max(1, Math.floor(lower.length / 2)))
  let best: { name: string; distance: number } | null = null
  for (const name of known) {
    const distance = name.startsWith(lower) ? 0.5 : distanceBetween(lower, name.toLowerCase())
    if (distance <= longest && (best === null || distance < best.distance)) best = { name, distance }
  }
  return best?.name ?? null
}

// Levenshtein's distance in which two swapped neighbours count as one change, the commonest slip of all.
function distanceBetween(from: string, to: string): number {
  const first = Array.from({ length: to.length + 1 }, (_, index) => index)
  let rows = [first, first] as const
  for (let row = 1; row <= from.length; row += 1) {
    const next = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const [before, last] = rows
      const step = from[row - 1] === to[column - 1] ? 0 : 1
      const isSwap = row > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const swapped = isSwap ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min(at(last, column - 1) + step, swapped, at(last, column) + 1, at(next, column - 1) + 1))
    }
    rows = [rows[1], next]
  }
  return at(rows[1], to.length)
}

const at = (row: readonly number[], column: number) => row[column] ?? Number.POSITIVE_INFINITY
