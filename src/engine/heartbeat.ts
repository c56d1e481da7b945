// Keeps this process's claims alive, takes over those of processes that are gone, and finds effects that an answer lost on
// its way left in our name with nobody performing them.

import type { Performer } from './performer.ts'
import type { AttemptRow, Clock, EngineLog, EngineStore } from './ports.ts'

export type Heartbeat = {
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  readonly suspectOrphans: () => void
  readonly problems: () => readonly string[]
}

export type HeartbeatOptions = {
  readonly store: EngineStore
  readonly clock: Clock
  readonly log: EngineLog
  readonly instance: string
  readonly performer: Pick<Performer, 'knows' | 'offer'>
  readonly sweep: () => Promise<void>
  /** Claims were freed: something is due now. */
  readonly freed: () => void
}

const BEAT_MS = 2_000
/** A partition is the only thing a lease is for; a killed process is seen by its dropped connection within two beats. */
const LEASE_MS = 12_000

const keyOf = (attempt: AttemptRow): string => `${attempt.calloutId}.${attempt.ordinal}`

/** Effects in our name that nobody performs: known to no performer, twice in a row. Looked for only when suspected. */
const createOrphans = ({ store, instance, performer }: Pick<HeartbeatOptions, 'store' | 'instance' | 'performer'>) => {
  let suspected = false
  let seenBefore: ReadonlySet<string> = new Set()
  return {
    suspect: (): void => {
      suspected = true
    },
    adopt: async (): Promise<void> => {
      if (!suspected) return
      const idle = (await store.claimed(instance)).filter((attempt) => !performer.knows(attempt))
      performer.offer(idle.filter((attempt) => seenBefore.has(keyOf(attempt))))
      seenBefore = new Set(idle.map(keyOf))
      suspected = idle.length > 0
    },
  }
}

export const createHeartbeat = (options: HeartbeatOptions): Heartbeat => {
  const { store, clock, log, instance } = options
  const orphans = createOrphans(options)
  let cancel: (() => void) | null = null
  let stopped = false
  let beating: Promise<void> = Promise.resolve()
  let lastBeatMs: number | null = null

  const beat = async (): Promise<void> => {
    const known = await store.keepAlive({ instance, leaseUntilMs: clock.leaseMs() + LEASE_MS })
    // Another process believed us dead and has taken our claims; what we still hold in memory is checked again at begin.
    if (!known) log.warn({ instance }, 'this process had been declared dead; it goes on under the same name')
    lastBeatMs = clock.leaseMs()
    const freed = await store.takeOver({ instance, leaseMs: clock.leaseMs() })
    if (freed > 0) {
      log.warn({ freed }, 'took over the effects of a process that is gone')
      options.freed()
    }
    await orphans.adopt()
    await options.sweep()
  }

  const loop = (): void => {
    if (stopped) return
    cancel = clock.wakeAt(clock.nowMs() + BEAT_MS, () => {
      beating = beat()
        .catch((error: unknown) => {
          orphans.suspect()
          log.warn({ cause: String(error) }, 'the heartbeat could not be written')
        })
        .then(loop)
    })
  }

  return {
    start: async () => {
      await beat()
      loop()
    },
    stop: async () => {
      stopped = true
      cancel?.()
      await beating
      await store.leave(instance)
    },
    suspectOrphans: orphans.suspect,
    problems: () => (lastBeatMs === null || clock.leaseMs() - lastBeatMs > LEASE_MS ? ['engine.no_heartbeat'] : []),
  }
}
