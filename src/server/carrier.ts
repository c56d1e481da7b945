// Does a few things at once, each by its name once at a time; what is asked for while it is done is done again.

import type { EngineLog } from '#engine/ports'

const CARRIED_MAX = 16

/** @param failed what the log says of work that went wrong; a net finds it again */
export const createCarrier = (log: EngineLog, failed: string) => {
  const running = new Map<string, Promise<void>>()
  const waiting = new Map<string, () => Promise<void>>()
  const next = (): void => {
    for (const [name, work] of waiting) {
      if (running.size >= CARRIED_MAX) return
      if (running.has(name)) continue
      waiting.delete(name)
      const done = work()
        // Whatever goes wrong is found again by the net.
        .catch((error: unknown) => log.warn({ work: name, cause: String(error) }, failed))
        .finally(() => {
          running.delete(name)
          next()
        })
      running.set(name, done)
    }
  }
  return {
    add: (name: string, work: () => Promise<void>): void => {
      waiting.set(name, work)
      next()
    },
    drain: async (): Promise<void> => {
      waiting.clear()
      await Promise.all(running.values())
    },
  }
}
