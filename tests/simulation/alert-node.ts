// What one process of the simulated world does about alerts: the server's own follower, starts and teller, on the in-memory store.

import type { PlanHash, SpaceId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import type { Starter } from '#dialects/shared/starter'
import type { Engine } from '#engine/engine'
import type { CauseReader, Clock, EngineLog, Teller } from '#engine/ports'
import { type AlertFollower, createAlertFollower } from '../../src/server/alert-follower.ts'
import { createAlertStarts } from '../../src/server/alert-starts.ts'
import { createTeller } from '../../src/server/alert-teller.ts'
import { createCauses } from '../../src/server/causes.ts'
import type { AlertStore } from './fake-alerts.ts'
import type { FakeDatabase, Statement } from './fake-store.ts'

export type Chain = readonly { readonly hash: PlanHash; readonly plan: Plan }[]

type Options = {
  readonly store: AlertStore
  readonly database: Pick<FakeDatabase, 'snapshot'>
  readonly statement: Statement
  /** The plans a policy leads to, by its id. */
  readonly chainOf: (policyId: string) => Chain
  readonly clock: Clock
  readonly log: EngineLog
}

export type AlertNode = {
  readonly causes: CauseReader
  readonly teller: Teller
  readonly observe: AlertFollower['observe']
  readonly take: AlertFollower['take']
  /** To be called with the engine that was given the rest. */
  readonly follow: (engine: Engine) => void
}

/** Beneath what requests and commits set going, now and then. */
const NET_MS = 20_000

const starterOf = (engine: Engine, chainOf: Options['chainOf']): Pick<Starter, 'start'> => ({
  start: async ({ spaceId, policy, cause, parameters, createdBy, idempotency }) => {
    const plans = chainOf('ref' in policy ? policy.ref : '')
    if (cause.kind !== 'live') throw new Error('alerts are live causes')
    const asked = { spaceId: spaceId as SpaceId, plans, cause, parameters, createdBy, idempotency, priority: 5 }
    const result = await engine.start(asked)
    if (!result.ok) return { ok: false, code: result.code, detail: '', parameters: [], findings: [] }
    const { id, createdAtMs, outcome, replayed } = result
    const about = { policyKey: '', plan: plans[0]?.plan ?? null, findings: [] }
    return { ok: true, id, createdAtMs, outcome, replayed, status: 'started', ...about }
  },
})

export const createAlertNode = ({ store, database, statement, chainOf, clock, log }: Options): AlertNode => {
  const nowMs = (): number => clock.nowMs()
  const teller = createTeller({ config: store, nowMs })
  let follower: AlertFollower | null = null
  return {
    causes: createCauses(store),
    teller,
    observe: (rows) => follower?.observe(rows),
    take: (...found) => follower?.take(...found),
    follow: (engine) => {
      const starts = createAlertStarts({
        runs: store.alertRuns,
        alerts: store.alerts,
        lastBegunAtMs: store.lastBegunAtMs,
        unresolved: (_spaceId, id) => Promise.resolve([id]),
        callout: (_spaceId, id) =>
          statement('readCallout', () => {
            const { callouts, planOf } = database.snapshot()
            const row = callouts.find((one) => one.id === id)
            const plan = row === undefined ? null : planOf(row)
            return row === undefined || plan === null ? null : { head: row.head, plan, answeredMessageAtMs: null }
          }),
        finishKeys: teller.finishKeys,
        starter: starterOf(engine, chainOf),
        engine,
        language: 'en',
        nowMs,
        log,
      })
      const { serve } = store.alertWaits
      follower = createAlertFollower({ starts, serve, look: store.look, clock, log, netMs: NET_MS })
      teller.restWith(follower.take)
      follower.run()
    },
  }
}
