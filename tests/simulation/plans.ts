// Plans drawn from chance: short and long, sequential and simultaneous, patient and not, with a shared number now and then.

import type { ConnectionId, PlanHash } from '#core/ids'
import { type Destination, type Plan, type Reminder, type Step, unreachedKinds } from '#core/plan/plan'
import { person, planOf, template } from '../support/plans.ts'
import { dutyRef } from './duty.ts'
import { byMail, mailboxOf, standIns } from './outages.ts'
import type { Random } from './random.ts'

type Given = { readonly connectionId: ConnectionId; readonly escalatesTo: PlanHash | null }

/** The same few people stand in many plans, so that their phones are wanted by several callouts at once. */
const PEOPLE = 8

const TRANSFER_TO = '+81312340000'

const drawDestination = (random: Random): Destination => {
  const destination = person(random.between(1, PEOPLE))
  if (random.chance(0.05)) return { ...destination, channel: 'mail', address: 'someone@example.jp' }
  return random.chance(0.2) ? byMail(destination) : destination
}

/** Some of the phones belong to one person, whose word on one holds for the others. */
const ofFewPeople = (random: Random, destinations: readonly Destination[]): readonly Destination[] =>
  destinations.map((destination) =>
    random.chance(0.7) ? { ...destination, person: random.between(0, 1) } : destination,
  )

/** Some plans write to people where their phones cannot be called at all. */
const withMailboxes = (random: Random, destinations: readonly Destination[]): readonly Destination[] => {
  if (random.chance(0.5)) return destinations
  return destinations.map((one) => (one.channel === 'phone' ? { ...one, otherWays: mailboxOf(one.address) } : one))
}

const drawSteps = (random: Random, count: number): readonly Step[] => {
  const all = Array.from({ length: count }, (_, index) => index)
  const waitMs = random.pick([0, 0, 30_000, 120_000])
  if (count > 0 && random.chance(0.3)) return [{ destinations: all, waitMs }]
  const steps: Step[] = []
  while (all.length > 0) steps.push({ destinations: all.splice(0, random.between(1, 2)), waitMs })
  return steps
}

/** Some steps call whoever is on duty, beside those they name or alone. */
const withDuty = (random: Random, steps: readonly Step[]): readonly Step[] => {
  if (steps.length > 0 && random.chance(0.6)) return steps
  const beside = steps.map((step) => (random.chance(0.4) ? { ...step, onCall: [dutyRef] } : step))
  const alone: Step = { destinations: [], waitMs: random.pick([0, 30_000]), onCall: [dutyRef] }
  return random.pick([[...beside, alone], [alone, ...beside], steps.length > 0 ? beside : [alone]])
}

const drawReminder = (random: Random): Reminder => ({
  afterMs: random.pick([1_000, 60_000, 240_000]),
  times: random.between(1, 2),
  acknowledgerFirst: random.chance(0.7),
})

export const drawPlan = (random: Random, { connectionId, escalatesTo }: Given): Plan => {
  const count = random.chance(0.1) ? 0 : random.between(1, 4)
  const destinations = Array.from({ length: count }, () => drawDestination(random))
  return planOf(destinations.length, {
    destinations: withMailboxes(random, random.chance(0.5) ? ofFewPeople(random, destinations) : destinations),
    steps: withDuty(random, drawSteps(random, destinations.length)),
    stop: random.pick(['first', 'first', 'all', 'none']),
    loopsMax: random.between(1, 3),
    loopIntervalMs: random.pick([0, 60_000, 300_000]),
    ringMs: random.pick([20_000, 60_000]),
    redial: {
      max: random.between(0, 2),
      intervalMs: random.pick([0, 60_000]),
      on: unreachedKinds.filter(() => random.chance(0.6)),
    },
    endsOnRecovery: random.chance(0.5),
    connectionId,
    ...(random.chance(0.6) ? { standIns } : {}),
    escalatesTo,
    template: { ...template, readingsMax: random.between(1, 3), readingsPerSet: random.between(1, 2) },
    ...(random.chance(0.7) ? { transferTo: TRANSFER_TO } : {}),
    ...(random.chance(0.15) ? { reminder: drawReminder(random) } : {}),
  })
}
