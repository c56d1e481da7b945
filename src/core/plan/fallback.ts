// What is left when a decision went wrong: call everybody in the plan once, at the same time, with the same words. As simple as
// a plan can be, so that whatever broke the other one has nothing to hold on to.

import type { Plan } from './plan.ts'

export const fallbackPlan = (plan: Plan): Plan => {
  const onCall = plan.steps.flatMap((step) => step.onCall ?? [])
  return {
    ...plan,
    stop: 'first',
    steps: [
      {
        destinations: plan.destinations.map((_, ordinal) => ordinal),
        waitMs: 0,
        ...(onCall.length === 0 ? {} : { onCall }),
      },
    ],
    loopsMax: 1,
    loopIntervalMs: 0,
    redial: { max: 0, intervalMs: 0, on: [] },
    endsOnRecovery: false,
    escalatesTo: null,
  }
}
