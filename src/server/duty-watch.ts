// Looks by itself at what people are to be told of their duty: hand-offs, and swaps that were asked for or answered.

import { type Alarm, createAlarm } from '#engine/alarm'
import { type DutyNoticeOptions, tellDuty } from './duty-notices.ts'
import { type SwapNoticeOptions, tellSwaps } from './swap-notices.ts'

/** Also finds what was changed through another process. */
const SAFETY_MS = 5_000

export const createDutyWatch = (options: DutyNoticeOptions & SwapNoticeOptions) => {
  const { clock, log } = options
  const alarms: Alarm[] = []
  const wake = (): void => {
    for (const alarm of alarms) alarm.expect(clock.nowMs())
  }
  return {
    run: (): void => {
      const shared = { clock, log, safetyMs: SAFETY_MS, answerLost: () => undefined }
      alarms.push(createAlarm({ ...shared, work: () => tellDuty(options) }))
      alarms.push(createAlarm({ ...shared, work: () => tellSwaps(options) }))
      wake()
    },
    /** Something was changed just now. */
    wake,
    stop: async (): Promise<void> => {
      await Promise.all(alarms.map((alarm) => alarm.stop()))
    },
  }
}
