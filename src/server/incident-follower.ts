// Keeps incidents up with their callouts, and time with its incidents. What the engine has committed is copied into the timeline
// a moment later; beneath it lies a net that finds, a few at a time, whatever a process that died has left: notices whose
// callout nobody started, callouts that had more to say. And an alarm of its own raises the forgotten-incident alert.

import type { CalloutId } from '#core/ids'
import { type Alarm, createAlarm } from '#engine/alarm'
import type { CalloutRow, Clock, EngineLog } from '#engine/ports'
import type { OpenLink } from '#store/incident/callouts'
import type { DueIncident } from '#store/incident/forgotten'
import type { WantedNotice } from '#store/incident/notices'
import type { IncidentStarts } from './incident-starts.ts'

export type FollowerOptions = {
  readonly starts: IncidentStarts
  readonly copy: (spaceId: string, callout: CalloutId) => Promise<boolean>
  /** What there is to do, of every space. */
  readonly look: {
    readonly wantedNotices: (beforeMs: number, limit: number) => Promise<readonly WantedNotice[]>
    readonly openLinks: (after: string | null, limit: number) => Promise<readonly OpenLink[]>
    readonly dueIncidents: (page: {
      readonly nowMs: number
      readonly limit: number
      readonly without: readonly string[]
    }) => Promise<readonly DueIncident[]>
    readonly nextAlertMs: () => Promise<number | null>
  }
  readonly clock: Clock
  readonly log: EngineLog
  /** Test: how often the net is drawn. */
  readonly netMs?: number
}

/** A burst of results of one callout is copied together. */
const GATHER_MS = 200
const NET_MS = 5_000
/** Younger ones are in the hands of the request that stored them. */
const WANTED_AFTER_MS = 10_000
const AT_ONCE = 50
/** An alert is a matter of minutes; other processes' changes are looked for now and then. */
const ALERT_SAFETY_MS = 30_000

export type Follower = {
  /** The engine committed these. */
  readonly observe: (rows: readonly CalloutRow[]) => void
  /** An alert will be due then. */
  readonly expectAlert: (atMs: number) => void
  readonly run: () => void
  readonly stop: () => Promise<void>
}

export const createFollower = (options: FollowerOptions): Follower => {
  const { clock, log, netMs = NET_MS } = options
  const copier = createCopier(options)
  const net = createNet(options, (link) => copier.add(link))
  const shared = { clock, log, answerLost: () => undefined }
  const alarms: Alarm[] = []
  let alerts: Alarm | null = null
  return {
    observe: (rows) => {
      for (const { id, spaceId, cause } of rows) {
        if (cause.incidentId !== undefined) copier.add({ callout: id, spaceId })
      }
    },
    expectAlert: (atMs) => alerts?.expect(atMs),
    run: () => {
      alerts = createAlarm({ ...shared, safetyMs: ALERT_SAFETY_MS, work: createRaiser(options) })
      const drawn = createAlarm({
        ...shared,
        safetyMs: netMs,
        work: async () => ({ more: await net(), nextDueMs: null }),
      })
      alarms.push(alerts, drawn)
      for (const alarm of alarms) alarm.expect(clock.nowMs())
    },
    stop: async () => {
      await Promise.all(alarms.map((alarm) => alarm.stop()))
      await copier.stop()
    },
  }
}

/** One alert that cannot be raised now must not keep the others: it stays due, and is tried again later. */
const createRaiser = ({ starts, look, clock, log }: FollowerOptions) => {
  const failed = new Map<string, number>()
  return async (): Promise<{ more: boolean; nextDueMs: number | null }> => {
    const nowMs = clock.nowMs()
    for (const [id, againMs] of failed) if (againMs <= nowMs) failed.delete(id)
    const due = await look.dueIncidents({ nowMs, limit: AT_ONCE, without: [...failed.keys()] })
    for (const incident of due) {
      // Raised by us or in another process's hands: either way it is not ours to try again at once.
      failed.set(incident.id, nowMs + ALERT_SAFETY_MS)
      try {
        if (await starts.raise(incident)) failed.delete(incident.id)
      } catch (error) {
        log.warn(
          { spaceId: incident.spaceId, incidentId: incident.id, cause: String(error) },
          'a forgotten-incident alert could not be raised yet',
        )
      }
    }
    const more = due.length === AT_ONCE
    return { more, nextDueMs: more || failed.size > 0 ? null : await look.nextAlertMs() }
  }
}

const createNet = ({ starts, look, clock, log }: FollowerOptions, found: (link: OpenLink) => void) => {
  let after: string | null = null
  return async (): Promise<boolean> => {
    for (const notice of await look.wantedNotices(clock.nowMs() - WANTED_AFTER_MS, AT_ONCE)) {
      await starts.launchWanted(notice).catch((error: unknown) => {
        log.warn(
          { spaceId: notice.spaceId, noticeId: notice.id, cause: String(error) },
          'a notice could not be started yet; it will be',
        )
      })
    }
    const links = await look.openLinks(after, AT_ONCE)
    for (const link of links) found(link)
    after = links.length === AT_ONCE ? (links.at(-1)?.callout ?? null) : null
    return after !== null
  }
}

/** Copies each callout at most once at a time, a moment after it was heard of. */
const createCopier = ({ copy, clock, log }: FollowerOptions) => {
  const waiting = new Map<CalloutId, OpenLink>()
  let cancel: (() => void) | null = null
  let running: Promise<void> | null = null
  let stopped = false

  const round = async (): Promise<void> => {
    const links = [...waiting.values()]
    waiting.clear()
    for (const { callout, spaceId } of links) {
      // Whatever goes wrong is found again by the net.
      await copy(spaceId, callout).catch((error: unknown) => {
        log.warn(
          { spaceId, calloutId: callout, cause: String(error) },
          'an incident could not be told of its callout yet',
        )
      })
    }
  }
  const wake = (): void => {
    cancel = null
    if (running !== null) return
    running = round().finally(() => {
      running = null
      if (waiting.size > 0) schedule()
    })
  }
  const schedule = (): void => {
    if (!stopped) cancel ??= clock.wakeAt(clock.nowMs() + GATHER_MS, wake)
  }
  return {
    add: (link: OpenLink): void => {
      waiting.set(link.callout, link)
      if (running === null) schedule()
    },
    stop: async (): Promise<void> => {
      stopped = true
      cancel?.()
      await running
    },
  }
}
