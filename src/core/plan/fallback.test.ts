// The plan of last resort.

import { expect, it } from 'vitest'
import { planOf } from '../../../tests/support/plans.ts'
import type { PlanHash, ScheduleId } from '../ids.ts'
import { fallbackPlan } from './fallback.ts'
import type { DutyRef } from './plan.ts'

it('a fall-back calls everybody once, at the same time, and goes nowhere else', () => {
  const plan = fallbackPlan(planOf(3, { stop: 'all', loopsMax: 9, escalatesTo: 'x' as PlanHash }))
  expect(plan).toMatchObject({
    stop: 'first',
    loopsMax: 1,
    escalatesTo: null,
    steps: [{ destinations: [0, 1, 2], waitMs: 0 }],
  })
})

it('whoever is on duty is called too', () => {
  const ref: DutyRef = { schedule: 's' as ScheduleId, name: 'night', channel: 'phone' }
  const plan = planOf(1, { steps: [{ destinations: [], waitMs: 5, onCall: [ref] }] })
  expect(fallbackPlan(plan).steps).toEqual([{ destinations: [0], waitMs: 0, onCall: [ref] }])
})
