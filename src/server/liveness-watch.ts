// Looks at devices when they are due, a few at a time: a slow one keeps no other waiting. What is found is an alert, or its end.

import type { Probe } from '#channels/liveness/probe'
import type { Seen } from '#core/alert/liveness'
import type { Language } from '#core/plan/plan'
import { type Alarm, createAlarm } from '#engine/alarm'
import type { Clock, EngineLog } from '#engine/ports'
import type { ClaimedCheck } from '#store/alert/checks'
import type { ConfigStore } from '#store/config/store'
import { seenText } from '#words/liveness'
import type { AlertFollower } from './alert-follower.ts'

export type LivenessWatchOptions = {
  readonly checks: Pick<ConfigStore['alertChecks'], 'found'>
  /** What there is to do, of every space. */
  readonly look: {
    readonly claim: (order: { nowMs: number; untilMs: number; limit: number }) => Promise<readonly ClaimedCheck[]>
    readonly nextMs: () => Promise<number | null>
    readonly setBack: (order: { nowMs: number; claimMs: number }) => Promise<void>
  }
  readonly probe: Probe
  /** Follows the runs of alerts that begin and end here. */
  readonly take: AlertFollower['take']
  readonly language: Language
  readonly clock: Clock
  readonly log: EngineLog
}

const AT_ONCE = 20
const SAFETY_MS = 30_000
/** Longer than any look may take: one that is not told of by then is made anew. */
const CLAIM_MS = 60_000

export type LivenessWatch = {
  /** Begins to look at what is due. */
  readonly round: () => Promise<{ readonly more: false; readonly nextDueMs: number | null }>
  /** What was begun has been looked at. */
  readonly settled: () => Promise<void>
  readonly run: () => void
  readonly stop: () => Promise<void>
}

/** One look at a device, and telling of what was found. */
const createLooker = ({ checks, probe, take, language, log }: LivenessWatchOptions) => {
  const telling = new Set<Promise<void>>()
  let stopped = false

  const tell = async (claimed: ClaimedCheck, seen: Seen): Promise<void> => {
    if (seen.kind === 'unable')
      log.warn({ spaceId: claimed.spaceId, check: claimed.name, code: seen.code }, 'a device cannot be looked at')
    const taken = await checks.found(claimed, { seen, summaryOf: (one) => seenText(one, language) })
    if (taken !== null) take(claimed.spaceId, taken)
  }

  /** What is being written is waited for when the server stops. */
  const told = async (work: Promise<void>): Promise<void> => {
    telling.add(work)
    await work.finally(() => telling.delete(work))
  }

  return {
    lookAt: async (claimed: ClaimedCheck): Promise<void> => {
      try {
        const { check, timeoutSeconds } = claimed.body
        const seen = await probe(check, { timeoutMs: timeoutSeconds * 1_000 })
        if (!stopped) await told(tell(claimed, seen))
      } catch (error) {
        // Its claim passes, and somebody looks again.
        log.warn({ check: claimed.name, cause: String(error) }, 'what was found of a device could not be told of yet')
      }
    },
    forgo: () => {
      stopped = true
    },
    told: async () => {
      await Promise.allSettled(telling)
    },
  }
}

export const createLivenessWatch = (options: LivenessWatchOptions): LivenessWatch => {
  const { look, clock, log } = options
  const looker = createLooker(options)
  const looking = new Set<Promise<void>>()
  let alarm: Alarm | null = null
  let lastMs: number | null = null

  const begin = (claimed: ClaimedCheck): void => {
    const one = looker.lookAt(claimed).finally(() => {
      looking.delete(one)
      alarm?.expect(clock.nowMs())
    })
    looking.add(one)
  }

  const round: LivenessWatch['round'] = async () => {
    const nowMs = clock.nowMs()
    if (lastMs === null || nowMs < lastMs) await look.setBack({ nowMs, claimMs: CLAIM_MS })
    lastMs = nowMs
    const free = AT_ONCE - looking.size
    if (free <= 0) return { more: false, nextDueMs: null }
    for (const claimed of await look.claim({ nowMs, untilMs: nowMs + CLAIM_MS, limit: free })) begin(claimed)
    return { more: false, nextDueMs: looking.size < AT_ONCE ? await look.nextMs() : null }
  }

  return {
    round,
    settled: async () => {
      await Promise.all(looking)
    },
    run: () => {
      alarm = createAlarm({ clock, log, safetyMs: SAFETY_MS, work: round, answerLost: () => undefined })
      alarm.expect(clock.nowMs())
    },
    // A look that is on is not waited for: it may last half a minute, and is made anew.
    stop: async () => {
      looker.forgo()
      await alarm?.stop()
      await looker.told()
    },
  }
}
