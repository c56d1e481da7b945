// The engine's store on PostgreSQL: its port, each method by its query. These queries run across spaces, on the engine's own
// pool; everything else in the product sees one space at a time.

import type pg from 'pg'
import { type EngineStore, PlanGone, type PlanToSave } from '#engine/ports'
import { isPlanMissing } from '../failure.ts'
import { announce, listen } from './announce.ts'
import { claimEffects, claimedBy, nextDueMs } from './claims.ts'
import { insertCallouts } from './insert.ts'
import { createInstances } from './instances.ts'
import { claimWaiting, connectionsWaitedFor } from './lines.ts'
import { createKnownPlans, savePlans } from './plans.ts'
import { progress } from './progress.ts'
import { preparePool } from './query.ts'
import { findIdempotent, readAttempt, readCallout, readPlan } from './read.ts'
import { inEngineTransaction, numbersInCall, openTransaction } from './transaction.ts'

/** @param options.pool the engine pool of `createPools`; its connections are settled here, so give it before its first use */
export const createEngineStore = ({ pool }: { pool: pg.Pool }): EngineStore => {
  preparePool(pool)
  const known = createKnownPlans()
  const instances = createInstances(pool)

  const withPlans = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (!isPlanMissing(error)) throw error
      known.forget()
      throw new PlanGone('a plan was removed while it was about to be used', { cause: error })
    }
  }

  const withUnknown = async (
    plans: readonly PlanToSave[],
    save: (unknown: readonly PlanToSave[]) => Promise<unknown>,
  ): Promise<void> => {
    const unknown = known.unknown(plans)
    await save(unknown)
    known.remember(unknown)
  }

  return {
    savePlan: (plan) => withUnknown([plan], (unknown) => savePlans(pool, unknown)),
    findIdempotent: (spaceId, key) => findIdempotent(pool, { spaceId, key }),
    insert: (callouts, plans = []) =>
      withPlans(() => withUnknown(plans, (unknown) => insertCallouts(pool, callouts, unknown))),
    transact: (work) =>
      withPlans(() => inEngineTransaction(pool, (runner, behind) => work(openTransaction(runner, behind)))),
    numbersInCall: (pairs) => numbersInCall(pool, pairs),
    plan: (spaceId, hash) => readPlan(pool, { spaceId, hash }),
    claimEffects: (options) => claimEffects(pool, options),
    claimed: (instance) => claimedBy(pool, instance),
    claimWaiting: (options) => inEngineTransaction(pool, (runner) => claimWaiting(runner, options)),
    connectionsWaitedFor: () => connectionsWaitedFor(pool),
    nextDueMs: () => nextDueMs(pool),
    progress: (updates) => progress(pool, updates),
    callout: (id) => readCallout(pool, id),
    attempt: (calloutId, ordinal) => readAttempt(pool, { calloutId, ordinal }),
    keepAlive: instances.keepAlive,
    takeOver: instances.takeOver,
    leave: instances.leave,
    announce: (atMs) => announce(pool, atMs),
    listen: (heard) => listen(pool, heard),
  }
}
