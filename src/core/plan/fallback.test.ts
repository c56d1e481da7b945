// The plan of last resort.

import { expect, it } from 'vitest'
import { planOf } from '../../../tests/support/plans.ts'
import type { PlanHash } from '../ids.ts'
import { fallbackPlan } from './fallback.ts'

it('a fall-back calls everybody once, at the same time, and goes nowhere else', () => {
  const plan = fallbackPlan(planOf(3, { stop: 'all', loopsMax: 9, escalatesTo: 'x' as PlanHash }))
  expect(plan).toMatchObject({
    stop: 'first',
    loopsMax: 1,
    escalatesTo: null,
    steps: [{ destinations: [0, 1, 2], waitMs: 0 }],
  })
})
