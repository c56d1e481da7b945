// Looks each hour whether something is not kept any longer, and deletes it a little at a time, with a breath between, so that calls
// and whoever looks at the console do not notice.

import { retentionOf } from '#core/retention'
import { type Alarm, createAlarm } from '#engine/alarm'
import type { Clock, EngineLog } from '#engine/ports'
import type { RetentionSweep } from '#store/retention/sweep'

export type RetentionWatchOptions = { readonly store: RetentionSweep; readonly clock: Clock; readonly log: EngineLog }

export type RetentionWatch = { readonly run: () => void; readonly stop: () => Promise<void> }

const AT_ONCE = 200
const BREATH_MS = 250
const HOUR_MS = 3_600_000

type Due = Omit<Parameters<RetentionSweep['sweep']>[0], 'limit'>

const dueIn = async ({ store, clock }: RetentionWatchOptions): Promise<readonly Due[]> => {
  const nowMs = clock.nowMs()
  return (await store.spaces()).flatMap(({ spaceId, settings }) =>
    retentionOf(settings, nowMs).flatMap(({ kind, beforeMs }) =>
      beforeMs === null ? [] : [{ spaceId, kind, beforeMs, nowMs }],
    ),
  )
}

/** One step for each kind of each space. Returns whether there may be more. */
export const createRetentionRound =
  (options: RetentionWatchOptions, limit = AT_ONCE): (() => Promise<boolean>) =>
  async () => {
    let more = false
    for (const due of await dueIn(options)) {
      try {
        more = (await options.store.sweep({ ...due, limit })) || more
      } catch (error) {
        // The others are not to wait for this one; it is found again.
        options.log.warn(
          { space: due.spaceId, kind: due.kind, cause: String(error) },
          'what is old could not be deleted yet',
        )
      }
    }
    return more
  }

export const createRetentionWatch = (options: RetentionWatchOptions): RetentionWatch => {
  const { clock, log } = options
  const round = createRetentionRound(options)
  const work = async () => ({ more: false, nextDueMs: (await round()) ? clock.nowMs() + BREATH_MS : null })
  let alarm: Alarm | null = null
  return {
    run: () => {
      alarm = createAlarm({ clock, log, safetyMs: HOUR_MS, work, answerLost: () => undefined })
      alarm.expect(clock.nowMs())
    },
    stop: async () => alarm?.stop(),
  }
}
