// How often something failed within a minute, by a name: an address, an account. Kept in memory, so each process counts for
// itself; what must hold for all of them, the lock of an account, stands in the database.

const WINDOW_MS = 60_000
const NAMES_MAX = 10_000

export type Failures = {
  /** Seconds to wait, or null while the name has not failed too often. */
  blocked(name: string): number | null
  add(name: string): void
  /** Takes one back: it turned out to be none. */
  undo(name: string): void
}

export const createFailures = (max: number, nowMs: () => number): Failures => {
  const windows = new Map<string, { untilMs: number; count: number }>()
  const open = (name: string) => {
    const found = windows.get(name)
    return found === undefined || found.untilMs <= nowMs() ? null : found
  }
  return {
    blocked: (name) => {
      const found = open(name)
      if (found === null || found.count < max) return null
      return Math.max(1, Math.ceil((found.untilMs - nowMs()) / 1_000))
    },
    add: (name) => {
      const found = open(name)
      if (found !== null) found.count += 1
      else {
        if (windows.size >= NAMES_MAX) windows.delete(windows.keys().next().value ?? '')
        windows.delete(name)
        windows.set(name, { untilMs: nowMs() + WINDOW_MS, count: 1 })
      }
    },
    undo: (name) => {
      const found = open(name)
      if (found !== null) found.count -= 1
    },
  }
}
