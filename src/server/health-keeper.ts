// Writes down how connections are doing, for people to see: the newest of each, some times a minute however many messages go out. What
// cannot be written is written with what is learned next.

import type { Health } from '#core/health'
import type { HealthHeard } from '#engine/circuits'
import type { Clock, EngineLog } from '#engine/ports'
import type { HealthSeen } from '#store/config/connection-health'

export type HealthKeeperOptions = {
  readonly clock: Clock
  readonly log: EngineLog
  readonly write: (seen: readonly HealthSeen[], nowMs: number) => Promise<void>
}

const EVERY_MS = 1_000

export const createHealthKeeper = ({ clock, log, write }: HealthKeeperOptions) => {
  const unwritten = new Map<string, HealthSeen>()
  const newest = new Map<string, Health['circuit']['state']>()
  let writing = Promise.resolve()
  let cancel: (() => void) | null = null

  const flush = async (): Promise<void> => {
    const seen = [...unwritten.values()]
    unwritten.clear()
    if (seen.length === 0) return
    try {
      await write(seen, clock.nowMs())
    } catch (error) {
      log.warn({ cause: String(error) }, 'how connections are doing was not written down')
    }
  }
  const soon = (): void => {
    cancel ??= clock.wakeAt(clock.nowMs() + EVERY_MS, () => {
      cancel = null
      writing = writing.then(flush)
    })
  }
  const heard: HealthHeard = (spaceId, connectionId, health) => {
    unwritten.set(connectionId, { spaceId, connectionId, health })
    const before = newest.get(connectionId) ?? 'closed'
    const { state } = health.circuit
    newest.set(connectionId, state)
    if (before !== state && state !== 'half_open')
      log.warn(
        { spaceId, connectionId, state },
        state === 'open' ? 'a connection does not work' : 'a connection works again',
      )
    soon()
  }
  return {
    heard,
    /** How many connections this process has found not to work, for metrics. */
    failing: (): number => [...newest.values()].filter((state) => state !== 'closed').length,
    stop: async (): Promise<void> => {
      cancel?.()
      await writing
      await flush()
    },
  }
}
