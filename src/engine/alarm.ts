// Wakes the engine when something is due: sleeps until the earliest known time, never polls faster than the safety net.
// Cost follows what is due, never what is live.

import type { Clock, EngineLog } from './ports.ts'

export type Alarm = {
  /** Something will be due at `atMs`. */
  readonly expect: (atMs: number) => void
  readonly stop: () => Promise<void>
}

export type AlarmOptions = {
  readonly clock: Clock
  readonly log: EngineLog
  /** Does what is due; answers whether it may have left some, and when the next is due. */
  readonly work: () => Promise<{ more: boolean; nextDueMs: number | null }>
  readonly safetyMs: number
  readonly answerLost: () => void
}

/** Rows another transaction holds are due again at once; this keeps the second look from spinning. */
const BREATH_MS = 15

export const createAlarm = (options: AlarmOptions): Alarm => {
  const { clock, log } = options
  let cancel: (() => void) | null = null
  let setForMs = Number.POSITIVE_INFINITY
  /** Became known while a round was running; its last look may have missed it. */
  let expectedMs = Number.POSITIVE_INFINITY
  let running: Promise<void> | null = null
  let stopped = false

  const setFor = (atMs: number): void => {
    if (stopped || atMs >= setForMs) return
    cancel?.()
    setForMs = atMs
    cancel = clock.wakeAt(atMs, ring)
  }

  const ring = (): void => {
    cancel = null
    setForMs = Number.POSITIVE_INFINITY
    if (stopped || running !== null) return
    running = round()
  }

  const round = async (): Promise<void> => {
    let nextMs = clock.nowMs() + options.safetyMs
    try {
      let found = await options.work()
      while (found.more && !stopped) found = await options.work()
      nextMs = Math.min(nextMs, Math.max(found.nextDueMs ?? nextMs, clock.nowMs() + BREATH_MS))
    } catch (error) {
      options.answerLost()
      log.warn({ cause: String(error) }, 'due timers could not be read; trying again')
      nextMs = clock.nowMs() + 250
    }
    running = null
    setFor(Math.min(nextMs, expectedMs))
    expectedMs = Number.POSITIVE_INFINITY
  }

  return {
    expect: (atMs) => {
      if (running === null) setFor(atMs)
      else expectedMs = Math.min(expectedMs, atMs)
    },
    stop: async () => {
      stopped = true
      cancel?.()
      await running
    },
  }
}
