// A clock that runs with the real one but can be moved forward: what was to happen in five minutes happens now.

import type { Clock } from '#engine/ports'

export type ShiftingClock = Clock & {
  readonly shift: (ms: number) => void
}

export const shiftingClock = (): ShiftingClock => {
  const waiting = new Set<{ atMs: number; set: () => void }>()
  let offsetMs = 0
  const nowMs = (): number => Date.now() + offsetMs

  return {
    nowMs,
    leaseMs: () => Date.now(),
    wakeAt: (atMs, wake) => {
      let timer: NodeJS.Timeout
      const entry = {
        atMs,
        set: () => {
          clearTimeout(timer)
          timer = setTimeout(
            () => {
              waiting.delete(entry)
              wake()
            },
            Math.max(0, Math.min(atMs - nowMs(), 2 ** 30)),
          )
        },
      }
      waiting.add(entry)
      entry.set()
      return () => {
        waiting.delete(entry)
        clearTimeout(timer)
      }
    },
    shift: (ms) => {
      offsetMs += ms
      for (const entry of waiting) entry.set()
    },
  }
}
