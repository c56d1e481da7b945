// What a person says on one of their phones, and what it means for the others: whoever passed is not called in this loop any
// more, whoever left or took it never again in this callout. A person with one phone needs none of this, and costs nothing.

import type { Channel, Plan } from '../plan/plan.ts'
import { awaitsJoining } from './duty.ts'
import type { Reason } from './reason.ts'
import type { Actor } from './state.ts'
import { acknowledge, finishTarget, freshTarget, stopAttempt } from './steps.ts'
import { type Decided, destinationOf, record, setHead, setTarget, targetOf, type Work } from './work.ts'

/** Returns the destinations of whoever this one belongs to, this one among them. */
export const phonesOf = (plan: Plan, destination: number): readonly number[] => {
  const person = plan.destinations[destination]?.person
  if (person === undefined) return [destination]
  return plan.destinations.flatMap((one, ordinal) => (one.person === person ? [ordinal] : []))
}

/** @param via by which channel they said so, where it is not the destination's */
export const actorOf = (plan: Plan, destination: number, via?: Channel): Actor => {
  const { userId, name, channel } = destinationOf(plan, destination)
  return { userId, name, via: via ?? channel }
}

/** Who said something: behind which destination, and by which channel where it is not the destination's. */
type Who = { readonly destination: number; readonly via?: Channel | undefined }

/** Ends the part of the person behind a destination; where there are more phones than this one, they are loaded first. */
export const personDecided = (work: Work, { destination, via }: Who, decided: Decided): void => {
  const ended = work.head.outcome !== null
  if (ended || phonesOf(work.plan, destination).length === 1) apply(work, { destination, decided, others: [], via })
  else work.follow = { type: 'PersonDecided', destination, decided, via }
}

/** The person has it: the stop rule says whether that ends the callout. */
export const personTook = (work: Work, who: Who, reason: Reason): void => {
  if (work.plan.stop === 'first') acknowledge(work, reason, actorOf(work.plan, who.destination, who.via))
  personDecided(work, who, 'taken')
}

export const decideForAll = (work: Work, { destination, decided, via }: Omit<Decision, 'others'>): void => {
  const others = phonesOf(work.plan, destination).filter((one) => one !== destination)
  apply(work, { destination, decided, others, via })
}

type Decision = Who & { readonly decided: Decided; readonly others: readonly number[] }

const apply = (work: Work, { destination, decided, others, via }: Decision): void => {
  if (decided === 'taken') countTaken(work, { destination, others, via })
  for (const other of others) endOther(work, other, decided)
  const target = targetOf(work, destination)
  if (decided === 'taken') finishTarget(work, target, { outcome: 'reached', settled: true })
  else finishTarget(work, target, { outcome: 'refused', settled: decided === 'left', hurry: true })
}

const countTaken = (work: Work, { destination, others, via }: Omit<Decision, 'decided'>): void => {
  for (const one of [destination, ...others]) {
    const target = work.targets.get(one) ?? freshTarget(one)
    if (target.taken) continue
    setTarget(work, target, { taken: true })
    setHead(work, { taken: work.head.taken + 1 })
  }
  const everybody =
    work.plan.stop === 'all' && work.head.taken === work.plan.destinations.length && !awaitsJoining(work)
  if (everybody) acknowledge(work, 'everybody_took', actorOf(work.plan, destination, via))
}

const whyOther: Readonly<Record<Decided, Reason>> = {
  taken: 'already_taken',
  left: 'left_callout',
  passed: 'passed_this_loop',
}

/** A phone that rings falls silent; one that would have been called later is not. */
const endOther = (work: Work, destination: number, decided: Decided): void => {
  const target = work.targets.get(destination) ?? freshTarget(destination)
  if (target.settled || (decided === 'passed' && !target.open)) return
  const reason = whyOther[decided]
  record(work, reason, { destination })
  if (target.open) stopAttempt(work, target, reason)
  const outcome = decided === 'taken' ? (target.outcome ?? 'skipped') : 'refused'
  finishTarget(work, target, { outcome, settled: decided !== 'passed', hurry: true })
}
