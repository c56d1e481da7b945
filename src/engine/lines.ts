// Attempts that wait for a line of a paced connection. Each connection has one alarm: when its next slot frees, the most
// urgent waiting attempts are claimed with their slots. Cost follows the slots, not the queue.

import type { ConnectionId } from '#core/ids'
import type { AttemptRow, Clock, EngineLog, EngineStore, WayOut } from './ports.ts'

export type Lines = {
  /** Somebody waits for this connection; whoever waits already has set its alarm. */
  readonly joined: (attempt: Pick<AttemptRow, 'spaceId' | 'connectionId'>) => void
  /** Somebody waited when this connection was last looked at; whoever joins them is found by the next look, however it ends. */
  readonly isWaitedFor: (connectionId: ConnectionId) => boolean
  /** A line of this connection has become free; that matters only where somebody waits, who then has its alarm set. */
  readonly poke: (attempt: Pick<AttemptRow, 'spaceId' | 'connectionId'>) => void
  /** The net beneath: looks at every connection somebody waits for. */
  readonly sweep: () => Promise<void>
  readonly stop: () => void
}

export type LinesOptions = {
  readonly store: EngineStore
  readonly channel: WayOut
  readonly clock: Clock
  readonly log: EngineLog
  readonly instance: string
  readonly answerLost: () => void
  readonly offer: (attempts: readonly AttemptRow[], options: { reserved: boolean }) => void
}

const CLAIM_MAX = 50

/** Claims the most urgent attempts that wait for a connection, with their slots. */
const claimNext = async (options: LinesOptions, spaceId: AttemptRow['spaceId'], id: ConnectionId) => {
  const connection = await options.channel.connection(spaceId, id)
  return options.store.claimWaiting({
    instance: options.instance,
    connectionId: id,
    limit: CLAIM_MAX,
    pace: connection?.pace ?? { callsPerSecond: null, callsAtOnce: null },
    nowMs: options.clock.nowMs(),
  })
}

/** One for each connection; set again, it forgets the time before. */
const createAlarms = (clock: Clock) => {
  const cancels = new Map<ConnectionId, () => void>()
  return {
    has: (id: ConnectionId): boolean => cancels.has(id),
    set: (id: ConnectionId, atMs: number, ring: () => void): void => {
      cancels.get(id)?.()
      const ringOnce = (): void => {
        cancels.delete(id)
        ring()
      }
      cancels.set(id, clock.wakeAt(atMs, ringOnce))
    },
    stop: (): void => {
      for (const cancel of cancels.values()) cancel()
      cancels.clear()
    },
  }
}

export const createLines = (options: LinesOptions): Lines => {
  const { store, clock, log } = options
  const alarms = createAlarms(clock)
  const busy = new Set<ConnectionId>()
  const again = new Set<ConnectionId>()
  const waitedFor = new Set<ConnectionId>()
  let stopped = false

  const claim = async (spaceId: AttemptRow['spaceId'], id: ConnectionId): Promise<void> => {
    const { attempts, againAtMs } = await claimNext(options, spaceId, id)
    options.offer(attempts, { reserved: true })
    if (againAtMs === null) waitedFor.delete(id)
    else waitedFor.add(id)
    if (againAtMs !== null && !stopped) alarms.set(id, againAtMs, () => serve(spaceId, id))
  }

  const serve = (spaceId: AttemptRow['spaceId'], id: ConnectionId): void => {
    if (stopped) return
    if (busy.has(id)) {
      again.add(id)
      return
    }
    busy.add(id)
    void claim(spaceId, id)
      .catch((error: unknown) => {
        options.answerLost()
        log.warn({ spaceId, connectionId: id, cause: String(error) }, 'waiting attempts could not be claimed')
      })
      .finally(() => {
        busy.delete(id)
        if (again.delete(id)) serve(spaceId, id)
      })
  }

  return {
    joined: ({ spaceId, connectionId }) => {
      if (connectionId !== null && !alarms.has(connectionId)) serve(spaceId, connectionId)
    },
    isWaitedFor: (connectionId) => waitedFor.has(connectionId),
    poke: ({ spaceId, connectionId }) => {
      if (connectionId !== null && (alarms.has(connectionId) || busy.has(connectionId))) serve(spaceId, connectionId)
    },
    sweep: async () => {
      for (const { spaceId, connectionId } of await store.connectionsWaitedFor()) serve(spaceId, connectionId)
    },
    stop: () => {
      stopped = true
      alarms.stop()
    },
  }
}
