// Plans are immutable, so a plan read once is read for good. The cache is bounded by what it holds, in destinations.

import { assert } from '#core/assert'
import type { PlanHash, SpaceId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import type { EngineStore } from './ports.ts'

const DESTINATIONS_MAX = 200_000

export type Plans = {
  readonly of: (row: { readonly spaceId: SpaceId; readonly planHash: PlanHash }) => Promise<Plan>
  /** A plan that is stored and at hand, so that it need not be read back. */
  readonly learn: (spaceId: SpaceId, hash: PlanHash, plan: Plan) => void
}

export const createPlans = (store: Pick<EngineStore, 'plan'>): Plans => {
  const cache = new Map<string, Plan>()
  let held = 0

  const keyOf = (spaceId: SpaceId, hash: PlanHash): string => `${spaceId} ${hash}`

  const remember = (key: string, plan: Plan): void => {
    if (cache.has(key)) return
    cache.set(key, plan)
    held += plan.destinations.length
    for (const [oldKey, old] of cache) {
      if (held <= DESTINATIONS_MAX || oldKey === key) break
      cache.delete(oldKey)
      held -= old.destinations.length
    }
  }

  return {
    of: async ({ spaceId, planHash }) => {
      const key = keyOf(spaceId, planHash)
      const known = cache.get(key)
      if (known !== undefined) return known
      const plan = await store.plan(spaceId, planHash)
      assert(plan, `plan ${planHash} is stored before its callout`)
      remember(key, plan)
      return plan
    },
    learn: (spaceId, hash, plan) => remember(keyOf(spaceId, hash), plan),
  }
}
