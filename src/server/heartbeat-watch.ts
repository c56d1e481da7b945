// Watches for pings that do not come. Before it looks it says that this process can be reached; where nobody could say so for a
// while (a restart, a database out of reach, a clock that was set) what may have been missed then is awaited anew.

import type { Heartbeat, HeartbeatSettings } from '#core/alert/heartbeat'
import type { Language } from '#core/plan/plan'
import { type Alarm, createAlarm } from '#engine/alarm'
import type { Clock, EngineLog } from '#engine/ports'
import type { DueHeartbeat } from '#store/alert/heartbeats'
import type { Listening } from '#store/alert/listening'
import type { ConfigStore } from '#store/config/store'
import { missedSummary } from '#words/heartbeats'
import type { AlertFollower } from './alert-follower.ts'

export type HeartbeatWatchOptions = {
  readonly heartbeats: ConfigStore['alertHeartbeats']
  readonly listening: Listening
  /** What there is to do, of every space. */
  readonly look: {
    readonly due: (nowMs: number, limit: number) => Promise<readonly DueHeartbeat[]>
    readonly nextMs: () => Promise<number | null>
  }
  /** Follows the runs of alerts that begin and end here. */
  readonly take: AlertFollower['take']
  readonly language: Language
  readonly clock: Clock
  readonly log: EngineLog
}

/** How often it says that it listens, and what is a silence: two of these missed. */
const BEAT_MS = 2_000
const SILENCE_MS = 2 * BEAT_MS
const AT_ONCE = 50

type Round = { readonly more: boolean; readonly nextDueMs: number | null }

/** Says that this process listens, and looks back at whether somebody did until now. */
const createListener = ({ listening, log }: Pick<HeartbeatWatchOptions, 'listening' | 'log'>) => {
  /** This process, of itself. */
  let lastMs: number | null = null

  const lookBack = async (nowMs: number, knownMs: number | null): Promise<{ readonly isBack: boolean }> => {
    const ownMs = lastMs ?? knownMs
    if (ownMs !== null && nowMs < ownMs - SILENCE_MS) {
      const earlier = await listening.setBack(nowMs)
      log.warn({ ms: ownMs - nowMs, heartbeats: earlier }, 'the clock was set back: heartbeats are awaited by it')
      return { isBack: true }
    }
    const fromMs = Math.max(lastMs ?? knownMs ?? nowMs, knownMs ?? nowMs)
    if (nowMs - fromMs <= SILENCE_MS) return { isBack: false }
    const anew = await listening.excuse({ fromMs, untilMs: nowMs })
    log.warn(
      { ms: nowMs - fromMs, heartbeats: anew },
      'no ping could be received for a while: heartbeats are awaited anew',
    )
    return { isBack: false }
  }

  return async (nowMs: number): Promise<void> => {
    const { untilMs, awaits } = await listening.read()
    if (awaits) await listening.write(nowMs, await lookBack(nowMs, untilMs))
    lastMs = nowMs
  }
}

/** One look at all heartbeats: what is missed becomes an alert. */
export const createHeartbeatRound = (options: HeartbeatWatchOptions): (() => Promise<Round>) => {
  const { heartbeats, look, take, clock, log, language } = options
  const listen = createListener(options)
  const summaryOf = (settings: HeartbeatSettings): string => missedSummary(settings, language)

  const miss = async (due: DueHeartbeat, atMs: number): Promise<boolean> => {
    try {
      const taken = await heartbeats.miss(due, { atMs, summaryOf })
      if (taken !== null) take(due.spaceId, taken)
      return taken !== null
    } catch (error) {
      // The others are not to wait for this one; it is found again.
      log.warn({ ...due, cause: String(error) }, 'a missed heartbeat could not be told of yet')
      return false
    }
  }

  return async () => {
    const nowMs = clock.nowMs()
    await listen(nowMs)
    let told = 0
    for (const due of await look.due(nowMs, AT_ONCE)) if (await miss(due, nowMs)) told += 1
    const more = told === AT_ONCE
    return { more, nextDueMs: more ? null : await look.nextMs() }
  }
}

export type HeartbeatWatch = { readonly run: () => void; readonly stop: () => Promise<void> }

export const createHeartbeatWatch = (options: HeartbeatWatchOptions): HeartbeatWatch => {
  const { clock, log } = options
  let alarm: Alarm | null = null
  return {
    run: () => {
      const work = createHeartbeatRound(options)
      alarm = createAlarm({ clock, log, safetyMs: BEAT_MS, work, answerLost: () => undefined })
      alarm.expect(clock.nowMs())
    },
    stop: async () => alarm?.stop(),
  }
}

/** Pings as they come in; what ends an alert is followed. */
export const createPings =
  (heartbeats: ConfigStore['alertHeartbeats'], take: AlertFollower['take']) =>
  async (spaceId: string, sourceId: string): Promise<Heartbeat | null> => {
    const found = await heartbeats.ping(spaceId, sourceId)
    if (found?.taken) take(spaceId, found.taken)
    return found?.heartbeat ?? null
  }
