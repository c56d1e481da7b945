// All of a simulated night that has to do with alerts: what is monitored, the policies it calls by, where alerts are kept, and what
// each process does about them.

import type { ConnectionId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import type { Clock, EngineLog } from '#engine/ports'
import { type AlertNode, createAlertNode } from './alert-node.ts'
import { drawChain } from './alert-plans.ts'
import { type AlertTables, isOpen } from './fake-alert-tables.ts'
import { createFakeAlerts } from './fake-alerts.ts'
import type { FakeDatabase } from './fake-store.ts'
import { createMonitoring, type Monitoring, sourceKey, type WayIn } from './monitoring.ts'
import { createRandom } from './random.ts'
import type { Time } from './time.ts'

type Process = {
  readonly name: string
  readonly clock: Clock
  readonly log: EngineLog
}

export type Alerting = {
  readonly monitoring: Monitoring
  readonly tables: AlertTables
  readonly boot: (process: Process) => AlertNode & WayIn
  /** Draws when something changes. */
  readonly schedule: (within: () => number) => void
  /** Somebody was told something: now and then it changes at that very moment. */
  readonly told: () => void
  /** Everything was taken, and every run is over. */
  readonly isAtRest: () => boolean
  readonly revision: () => number
}

type Options = {
  readonly seed: number
  readonly time: Time
  readonly database: FakeDatabase
  readonly plans: Map<string, Plan>
  readonly spaceId: string
  readonly connectionId: ConnectionId
  readonly wayIn: () => WayIn | null
}

const policies = ['policy-web', 'policy-db'] as const

export const createAlerting = (options: Options): Alerting => {
  const { seed, time, database, plans, spaceId, connectionId, wayIn } = options
  // Chance of its own, so that what else happens in the night does not depend on what is monitored.
  const random = createRandom(seed * 7_919)
  const chains = new Map(
    policies.map((policyId) => [policyId as string, drawChain(random, { policyId, connectionId })]),
  )
  for (const chain of chains.values()) for (const { hash, plan } of chain) plans.set(hash, plan)
  const monitoring = createMonitoring({ time, random, policies, spaceId, wayIn })
  let ids = 0
  const store = createFakeAlerts({
    database,
    rules: monitoring.rules,
    sourceKey,
    nowMs: time.nowMs,
    newId: (atMs) => `${atMs}-${String(++ids).padStart(6, '0')}`,
  })
  const { tables } = store
  return {
    monitoring,
    tables,
    boot: ({ name, clock, log }) => {
      const own = store.open(name)
      const statement = database.statement(name)
      const chainOf = (policyId: string) => chains.get(policyId) ?? []
      const node = createAlertNode({ store: own, database, statement, chainOf, clock, log })
      return { ...node, receive: own.alerts.receive }
    },
    schedule: (within) => {
      for (let index = random.between(2, 14); index > 0; index -= 1) time.at(within(), monitoring.stir)
    },
    told: () => {
      if (random.chance(0.35)) monitoring.stir()
    },
    isAtRest: () =>
      monitoring.isQuiet() && tables.waits.size === 0 && ![...tables.runs.values()].some((run) => isOpen(run)),
    revision: store.revision,
  }
}
