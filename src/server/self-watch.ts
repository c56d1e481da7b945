// Looks at Noroshi itself for the sources that ask for it, and tells what is wrong as alerts: which connections do not work, and whether
// callouts are late. Every process looks, so that one whose engine is stuck is told of by another.

import { selfEvents } from '#core/alert/itself'
import type { Language } from '#core/plan/plan'
import type { AlertsPort } from '#dialects/shared/alerts-port'
import { type Alarm, createAlarm } from '#engine/alarm'
import type { Clock, EngineLog } from '#engine/ports'
import type { SelfSource } from '#store/alert/itself'
import { selfText } from '#words/itself'

export type SelfWatchOptions = {
  readonly read: (lateBeforeMs: number) => Promise<readonly SelfSource[]>
  readonly receive: AlertsPort['receive']
  readonly language: Language
  readonly clock: Clock
  readonly log: EngineLog
}

const EVERY_MS = 5_000
/** Timers are due within milliseconds: what waits for so long is stuck. After a start as much is caught up with. */
const LATE_MS = 60_000

export type SelfWatch = { readonly run: () => void; readonly stop: () => Promise<void> }

export const createSelfWatch = ({ read, receive, language, clock, log }: SelfWatchOptions): SelfWatch => {
  let alarm: Alarm | null = null
  let sinceMs = 0

  const tell = async ({ spaceId, id, key, known, failing, late }: SelfSource): Promise<void> => {
    const now = { failing, late: clock.nowMs() - sinceMs < 2 * LATE_MS ? 0 : late }
    const events = selfEvents(known, now, (trouble) => selfText(trouble, language))
    if (events.length > 0) await receive(spaceId, { source: { id, key }, events })
  }

  const round = async (): Promise<{ readonly more: false; readonly nextDueMs: number }> => {
    const nowMs = clock.nowMs()
    for (const source of await read(nowMs - LATE_MS)) await tell(source)
    return { more: false, nextDueMs: clock.nowMs() + EVERY_MS }
  }

  return {
    run: () => {
      sinceMs = clock.nowMs()
      alarm = createAlarm({ clock, log, safetyMs: EVERY_MS, work: round, answerLost: () => undefined })
      alarm.expect(sinceMs)
    },
    stop: async () => {
      await alarm?.stop()
    },
  }
}
