// Whoever is on duty, in a plan: the frozen plan keeps references to schedules, and each time a step opens the people on duty at
// that instant join its destinations. Destinations are only ever added, so that their numbers stay what they were.

import type { DutyFound, OnDuty } from '../callout/duty.ts'
import { otherWaysOf, wayToIn } from './other-ways.ts'
import { ownWords } from './own-words.ts'
import type { Destination, DutyRef, Plan } from './plan.ts'
import type { ContactMethod, Person } from './policy.ts'

/** Returns what must be looked up before an event can be decided: who is on duty, where it opens a step that asks for them. */
export const refsToLookUp = (
  plan: Plan,
  next: { readonly type: string; readonly step?: number },
): readonly DutyRef[] =>
  next.type === 'OpenStep' && next.step !== undefined ? (plan.steps[next.step]?.onCall ?? []) : []

/** The plan with everybody on duty in it, and who of them the step calls. */
export type Joined = { readonly plan: Plan; readonly onDuty: OnDuty }

const methodOf = ({ methods }: Person, { channel, methodLabel }: DutyRef): ContactMethod | undefined => {
  const fitting = methods.filter((method) => method.channel === channel)
  if (methodLabel !== undefined) return fitting.find((method) => method.label === methodLabel)
  return fitting.find((method) => method.isDefault) ?? fitting[0]
}

/** By which else somebody on duty is reached; nobody's method stands in two places. */
const otherWaysIn = (plan: Plan, person: Person, { channel }: ContactMethod): Pick<Destination, 'otherWays'> => {
  const known = new Set(plan.destinations.flatMap((one) => [one, ...(one.otherWays ?? [])].map((way) => way.methodId)))
  if (plan.otherChannels === undefined) return {}
  const otherWays = otherWaysOf(person, { channel, wayTo: wayToIn(plan), contacted: ({ id }) => known.has(id) })
  return otherWays.length === 0 ? {} : { otherWays }
}

const destinationOf = (plan: Plan, person: Person, method: ContactMethod): Destination => ({
  channel: method.channel,
  userId: person.id,
  methodId: method.id,
  name: person.name,
  address: method.address,
  language: person.language,
  ...ownWords(person, method, plan),
  ...otherWaysIn(plan, person, method),
  onDuty: true,
})

/** Adds whoever is not in the plan yet; somebody whose number was changed since joins again under the new one. */
export const withOnDuty = (plan: Plan, found: readonly DutyFound[]): Joined => {
  const destinations = [...plan.destinations]
  const people: OnDuty['people'][number][] = []
  const missing: OnDuty['missing'][number][] = []
  for (const { ref, duties } of found) {
    if (duties.length === 0) missing.push({ schedule: ref.name, position: ref.position ?? null, name: null })
    for (const { person, position, because } of duties) {
      const method = methodOf(person, ref)
      if (method === undefined) {
        missing.push({ schedule: ref.name, position, name: person.name })
        continue
      }
      const { id, address } = method
      const known = destinations.findIndex((one) => one.methodId === id && one.address === address)
      const destination = known >= 0 ? known : destinations.push(destinationOf(plan, person, method)) - 1
      if (people.some((one) => one.destination === destination)) continue
      people.push({ destination, schedule: ref.name, position, because })
    }
  }
  const grown = destinations.length > plan.destinations.length
  return { plan: grown ? { ...plan, destinations } : plan, onDuty: { people, missing } }
}
