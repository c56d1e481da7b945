// Plans at hand: read once, or known from the start that stored them.

import { expect, it } from 'vitest'
import type { PlanHash, SpaceId } from '#core/ids'
import { planOf } from '../../tests/support/plans.ts'
import { createPlans } from './plans.ts'

it('a plan that was learned is not read; any other is read once', async () => {
  const reads: string[] = []
  const plans = createPlans({
    plan: (_spaceId, hash) => {
      reads.push(hash)
      return Promise.resolve(planOf(2))
    },
  })
  const spaceId = 'space' as SpaceId
  const learned = planOf(1)
  plans.learn(spaceId, 'learned' as PlanHash, learned)
  expect(await plans.of({ spaceId, planHash: 'learned' as PlanHash })).toBe(learned)
  await plans.of({ spaceId, planHash: 'other' as PlanHash })
  await plans.of({ spaceId, planHash: 'other' as PlanHash })
  expect(reads).toEqual(['other'])
})
