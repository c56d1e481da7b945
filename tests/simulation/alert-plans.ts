// Plans of the policies that alerts call by in the simulated world: button calls, one person after another or all at once, and
// messages.

import type { ConnectionId, PlanHash, PolicyId } from '#core/ids'
import { type Plan, unreachedKinds } from '#core/plan/plan'
import { person, planOf, together } from '../support/plans.ts'
import type { Chain } from './alert-node.ts'
import type { Random } from './random.ts'

const PEOPLE = 8

type Given = { readonly policyId: string; readonly connectionId: ConnectionId; readonly escalatesTo: PlanHash | null }

const draw = (random: Random, { policyId, connectionId, escalatesTo }: Given): Plan => {
  const count = random.between(1, 3)
  const first = random.between(1, PEOPLE)
  const destinations = Array.from({ length: count }, (_, index) => ({
    ...person(1 + ((first + index) % PEOPLE)),
    language: 'en' as const,
  }))
  const make = random.chance(0.6) ? planOf : together
  const buttons = { passes: random.chance(0.7), acknowledges: random.chance(0.8) }
  return make(count, {
    policyId: policyId as PolicyId,
    policyKey: policyId,
    destinations,
    stop: random.pick(['first', 'first', 'first', 'all']),
    loopsMax: random.between(1, 3),
    loopIntervalMs: random.pick([0, 60_000]),
    ringMs: random.pick([20_000, 60_000]),
    redial: {
      max: random.between(0, 2),
      intervalMs: random.pick([0, 60_000]),
      on: unreachedKinds.filter(() => random.chance(0.6)),
    },
    endsOnRecovery: random.chance(0.7),
    connectionId,
    escalatesTo,
    ...(random.chance(0.75) ? { buttons: random.chance(0.3) ? { ...buttons, downtimeMs: 120_000 } : buttons } : {}),
  })
}

/** The plan of a policy, and perhaps the one it escalates to. */
export const drawChain = (
  random: Random,
  { policyId, connectionId }: { readonly policyId: string; readonly connectionId: ConnectionId },
): Chain => {
  const hash = `hash-${policyId}` as PlanHash
  if (random.chance(0.75)) return [{ hash, plan: draw(random, { policyId, connectionId, escalatesTo: null }) }]
  const next = `hash-${policyId}-next` as PlanHash
  const child = draw(random, { policyId: `${policyId}-next`, connectionId, escalatesTo: null })
  return [
    { hash, plan: draw(random, { policyId, connectionId, escalatesTo: next }) },
    { hash: next, plan: child },
  ]
}
