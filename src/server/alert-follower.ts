// Follows runs: what a request has just stored is started at once, what the engine has committed is settled a moment later, and
// beneath both lies a net that finds whatever a process that died has left. Waits are timers of their own.

import { type Alarm, createAlarm } from '#engine/alarm'
import type { CalloutRow, Clock, EngineLog } from '#engine/ports'
import type { Unfinished, UnfinishedPage } from '#store/alert/runs'
import type { DueWait } from '#store/alert/waits'
import type { AlertStarts } from './alert-starts.ts'
import { createCarrier } from './carrier.ts'
import { runOfSource } from './causes.ts'

export type AlertFollowerOptions = {
  readonly starts: AlertStarts
  /** Ends a wait; the run whose callout is to be started, or null. */
  readonly serve: (wait: DueWait) => Promise<string | null>
  /** What there is to do, of every space. */
  readonly look: {
    readonly dueWaits: (nowMs: number, limit: number) => Promise<readonly DueWait[]>
    readonly nextWaitMs: () => Promise<number | null>
    readonly unfinished: (page: UnfinishedPage) => Promise<readonly Unfinished[]>
  }
  readonly clock: Clock
  readonly log: EngineLog
  /** Test: how often the net is drawn. */
  readonly netMs?: number
}

type RunRef = { readonly spaceId: string; readonly id: string }

export type AlertFollower = {
  /** Runs that events have just made, or may have put to rest. */
  readonly take: (
    spaceId: string,
    found: {
      readonly wanted: readonly string[]
      readonly resting: readonly string[]
      readonly waitsUntilMs: number | null
    },
  ) => void
  /** The engine committed these. */
  readonly observe: (rows: readonly CalloutRow[]) => void
  readonly run: () => void
  readonly stop: () => Promise<void>
}

const NET_MS = 5_000
/** Younger ones are in the hands of the request that stored them. */
const LEFT_AFTER_MS = 5_000
const AT_ONCE = 50
const WAIT_SAFETY_MS = 30_000

/** What a run that was left lying needs. */
const stepFor = ({ state, ended, resting }: Unfinished): keyof AlertStarts | null => {
  if (state === 'wanted') return 'launch'
  if (ended) return 'settle'
  return resting ? 'rest' : null
}

export const createAlertFollower = (options: AlertFollowerOptions): AlertFollower => {
  const { starts, look, clock, log, netMs = NET_MS } = options
  const carrier = createCarrier(log, 'a run of alerts waits to be looked at again')
  const carry = (step: keyof AlertStarts, { spaceId, id }: RunRef): void =>
    carrier.add(`${step} ${id}`, () => starts[step](spaceId, id))
  const alarms: Alarm[] = []
  let waits: Alarm | null = null

  const serveDue = async (): Promise<{ more: boolean; nextDueMs: number | null }> => {
    const due = await look.dueWaits(clock.nowMs(), AT_ONCE)
    for (const wait of due) {
      const run = await options.serve(wait)
      if (run !== null) carry('launch', { spaceId: wait.spaceId, id: run })
    }
    return { more: due.length === AT_ONCE, nextDueMs: due.length === AT_ONCE ? null : await look.nextWaitMs() }
  }

  let after: string | null = null
  /** A live run may rest, because a downtime began or what was told got lost; one whose callout ended is closed. */
  const drawNet = async (): Promise<{ more: boolean; nextDueMs: number | null }> => {
    const nowMs = clock.nowMs()
    const found = await look.unfinished({ nowMs, beforeMs: nowMs - LEFT_AFTER_MS, after, limit: AT_ONCE })
    for (const run of found) {
      const step = stepFor(run)
      if (step !== null) carry(step, run)
    }
    after = found.length === AT_ONCE ? (found.at(-1)?.id ?? null) : null
    return { more: after !== null, nextDueMs: null }
  }

  return {
    take: (spaceId, { wanted, resting, waitsUntilMs }) => {
      for (const id of wanted) carry('launch', { spaceId, id })
      for (const id of resting) carry('rest', { spaceId, id })
      if (waitsUntilMs !== null) waits?.expect(waitsUntilMs)
    },
    observe: (rows) => {
      for (const { spaceId, cause, head } of rows) {
        const run = cause.kind === 'live' ? runOfSource(cause.source) : null
        if (run !== null && head.outcome !== null) carry('settle', { spaceId, id: run })
      }
    },
    run: () => {
      const shared = { clock, log, answerLost: () => undefined }
      waits = createAlarm({ ...shared, safetyMs: WAIT_SAFETY_MS, work: serveDue })
      alarms.push(waits, createAlarm({ ...shared, safetyMs: netMs, work: drawNet }))
      for (const alarm of alarms) alarm.expect(clock.nowMs())
    },
    stop: async () => {
      await Promise.all(alarms.map((alarm) => alarm.stop()))
      await carrier.drain()
    },
  }
}
