// Where the world reaches us: as a setting says; else as somebody applied it in the console, which every process on this database goes
// by within seconds; else this machine alone.

import { type Alarm, createAlarm } from '#engine/alarm'
import type { Clock, EngineLog } from '#engine/ports'
import type { Settings } from '#settings/settings'
import { readPublicUrl, writePublicUrl } from '#store/config/public-url'

type Options = {
  readonly pool: Parameters<typeof readPublicUrl>[0]
  readonly settings: Pick<Settings, 'publicUrl' | 'publicUrlGiven'>
  readonly clock: Clock
  readonly log: EngineLog
}

/** `set`: by a setting, which nothing else overrides. */
export type PublicAddress = { readonly url: string; readonly given: 'set' | 'applied' | null }

const LOOK_EVERY_MS = 10_000

export const createPublicAddress = ({ pool, settings, clock, log }: Options) => {
  const { publicUrl, publicUrlGiven } = settings
  let applied: string | null = null
  let alarm: Alarm | null = null
  const load = async (): Promise<void> => {
    applied = await readPublicUrl(pool)
  }
  const look = async () => {
    await load()
    return { more: false, nextDueMs: clock.nowMs() + LOOK_EVERY_MS }
  }
  return {
    now: (): PublicAddress => {
      if (publicUrlGiven) return { url: publicUrl, given: 'set' }
      return applied === null ? { url: publicUrl, given: null } : { url: applied, given: 'applied' }
    },
    /** Before anything is served. */
    load,
    /** Durable when it resolves; in this process it counts at once. */
    apply: async (url: string): Promise<void> => {
      await writePublicUrl(pool, url)
      applied = url
    },
    run: () => {
      if (publicUrlGiven) return
      alarm = createAlarm({ clock, log, safetyMs: LOOK_EVERY_MS, work: look, answerLost: () => undefined })
      alarm.expect(clock.nowMs())
    },
    stop: async () => alarm?.stop(),
  }
}
