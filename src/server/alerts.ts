// Alerts put together: what the ways in see, and what follows their runs.

import type { Probe } from '#channels/liveness/probe'
import type { AlertsPort } from '#dialects/shared/alerts-port'
import type { Starter } from '#dialects/shared/starter'
import type { Engine } from '#engine/engine'
import type { Clock, EngineLog } from '#engine/ports'
import { claimChecks, nextCheckMs, notBeyondInterval } from '#store/alert/checks'
import { dueHeartbeats, nextHeartbeatMs } from '#store/alert/heartbeats'
import { readItself } from '#store/alert/itself'
import { createListening } from '#store/alert/listening'
import { lastBegunAtMs, unfinishedRuns } from '#store/alert/runs'
import { dueWaits, nextWaitMs } from '#store/alert/waits'
import type { ConfigStore } from '#store/config/store'
import type { Hints } from '#store/hints'
import type { Pools } from '#store/pool'
import { type AlertFollower, createAlertFollower } from './alert-follower.ts'
import { createIntake } from './alert-intake.ts'
import { createAlertStarts } from './alert-starts.ts'
import type { createTeller } from './alert-teller.ts'
import { createHeartbeatWatch, createPings, type HeartbeatWatch } from './heartbeat-watch.ts'
import { createLivenessWatch, type LivenessWatch } from './liveness-watch.ts'
import { createSelfWatch, type SelfWatch } from './self-watch.ts'

type Options = {
  readonly pools: Pick<Pools, 'engine' | 'inSpace'>
  readonly config: Pick<
    ConfigStore,
    'alerts' | 'alertRuns' | 'alertWaits' | 'alertHeartbeats' | 'alertChecks' | 'callouts'
  >
  readonly engine: Pick<Engine, 'recovered' | 'inDowntime' | 'acknowledge'>
  readonly starter: Pick<Starter, 'start'>
  readonly teller: Pick<ReturnType<typeof createTeller>, 'finishKeys' | 'restWith'>
  /** Looks at a device. */
  readonly probe: Probe
  readonly hints: Pick<Hints, 'publish'>
  readonly language: 'ja' | 'en'
  readonly clock: Clock
  readonly log: EngineLog
}

type Changed = (spaceId: string, alertIds: readonly (string | null)[]) => void

/** Events as the ways in hand them over: durable first, then followed. */
export const createAlertsPort = (
  { alerts, alertHeartbeats }: Pick<ConfigStore, 'alerts' | 'alertHeartbeats'>,
  take: AlertFollower['take'],
  changed: Changed,
): AlertsPort => {
  const receive = createIntake((spaceId, order) => alerts.receive(spaceId, order))
  return {
    ...alerts,
    ping: createPings(alertHeartbeats, take),
    receive: async (spaceId, order) => {
      const taken = await receive(spaceId, order)
      take(spaceId, taken)
      if (taken.taken > 0) changed(spaceId, taken.alertIds)
      return taken
    },
    acknowledge: async (spaceId, ids, by) => {
      const { resting } = await alerts.acknowledge(spaceId, ids, by)
      take(spaceId, { wanted: [], resting, waitsUntilMs: null })
      changed(spaceId, ids)
    },
  }
}

/** Whoever looks live is invited to look at these again; a callout that changes alerts is told of as a callout. */
const inviter =
  ({ hints, clock }: Pick<Options, 'hints' | 'clock'>): Changed =>
  (spaceId, ids) => {
    const seq = clock.nowMs()
    for (const id of new Set(ids)) if (id !== null) hints.publish({ spaceId, projectId: null, kind: 'alert', id, seq })
  }

type AlertParts = {
  readonly port: AlertsPort
  readonly follower: AlertFollower
  /** What looks for alerts by itself. */
  readonly watches: readonly (HeartbeatWatch | LivenessWatch | SelfWatch)[]
}

export const createAlertParts = (options: Options): AlertParts => {
  const { pools, config, clock, log } = options
  const starts = createAlertStarts({
    ...options,
    runs: config.alertRuns,
    alerts: config.alerts,
    unresolved: config.callouts.unresolved,
    lastBegunAtMs: (spaceId, calloutId) => lastBegunAtMs(pools.inSpace, spaceId, calloutId),
    callout: async (spaceId, id) => {
      const found = await config.callouts.get(spaceId, id)
      if (found === null) return null
      const answered = found.attempts.filter(({ channel, result }) => channel !== 'phone' && result === 'taken')
      const sentAtMs = answered.flatMap(({ begunAtMs }) => begunAtMs ?? [])
      const answeredMessageAtMs = sentAtMs.length === 0 ? null : Math.max(...sentAtMs)
      return { head: found.callout.head, plan: found.plan, answeredMessageAtMs }
    },
    finishKeys: options.teller.finishKeys,
    nowMs: () => clock.nowMs(),
  })
  const follower = createAlertFollower({
    starts,
    serve: config.alertWaits.serve,
    look: {
      dueWaits: (nowMs, limit) => dueWaits(pools.engine, { nowMs, limit }),
      nextWaitMs: () => nextWaitMs(pools.engine),
      unfinished: (page) => unfinishedRuns(pools.engine, page),
    },
    clock,
    log,
  })
  options.teller.restWith(follower.take)
  const heartbeats = createHeartbeatWatch({
    ...options,
    heartbeats: config.alertHeartbeats,
    listening: createListening(pools.engine),
    look: {
      due: (nowMs, limit) => dueHeartbeats(pools.engine, { nowMs, limit }),
      nextMs: () => nextHeartbeatMs(pools.engine),
    },
    take: follower.take,
  })
  const liveness = createLivenessWatch({
    ...options,
    checks: config.alertChecks,
    look: {
      claim: (order) => claimChecks(pools.engine, order),
      nextMs: () => nextCheckMs(pools.engine),
      setBack: (order) => notBeyondInterval(pools.engine, order),
    },
    take: follower.take,
  })
  const port = createAlertsPort(config, follower.take, inviter(options))
  const itself = createSelfWatch({
    ...options,
    read: (lateBeforeMs) => readItself(pools.engine, lateBeforeMs),
    receive: (spaceId, order) => port.receive(spaceId, order),
  })
  return { port, follower, watches: [heartbeats, liveness, itself] }
}
