// On-call facts: who is on duty when a step opens, or when a call is about to begin. The engine reads them and passes them in as
// data; here they become reasons. Whoever is no longer on duty when their call would begin is relieved by who is.

import type { UserId } from '../ids.ts'
import type { DutyRef, Plan } from '../plan/plan.ts'
import type { Person } from '../plan/policy.ts'
import { type Attempt, isCallBack } from './state.ts'
import { record, type Work } from './work.ts'

export type Because = 'rotation' | 'temporary' | 'added' | 'replaced'

/** Who is on duty for one reference at an instant, with what reaches them. */
export type DutyFound = {
  readonly ref: DutyRef
  readonly duties: readonly { readonly person: Person; readonly position: string; readonly because: Because }[]
}

export type OnDuty = {
  /** By their places in the plan, each once. */
  readonly people: readonly {
    readonly destination: number
    readonly schedule: string
    readonly position: string
    readonly because: Because
  }[]
  /** Where nobody is on duty (name null), or somebody whom nothing reaches that was asked for. */
  readonly missing: readonly {
    readonly schedule: string
    readonly position: string | null
    readonly name: string | null
  }[]
}

/** Returns whose being on duty decides whether this attempt may begin; empty where it does not matter. */
export const dutiesToCheck = (
  { plan, head }: Pick<Work, 'plan' | 'head'>,
  attempt: Pick<Attempt, 'destination' | 'reason'>,
): readonly DutyRef[] => {
  // Whoever asked to be connected is called back, on duty or not.
  if (plan.destinations[attempt.destination]?.onDuty !== true || isCallBack(attempt)) return []
  return plan.steps[head.step]?.onCall ?? []
}

/** Whether somebody is among those found on duty. */
export const isOnDuty = (found: readonly DutyFound[], userId: UserId | null): boolean =>
  found.some(({ duties }) => duties.some(({ person }) => person.id === userId))

/** Whether anybody may still join the plan in this step or a later one: then it is never known who everybody is. */
export const mayBeJoined = (plan: Plan): boolean => plan.steps.some(({ onCall }) => onCall !== undefined)

/** Whether a step that nobody has joined yet is still to come. */
export const awaitsJoining = ({ plan, head }: Pick<Work, 'plan' | 'head'>): boolean =>
  head.loop === 1 && plan.steps.some(({ onCall }, step) => onCall !== undefined && step > head.step)

export const recordDuty = (work: Work, { people, missing }: OnDuty): void => {
  for (const { destination, schedule, position, because } of people)
    record(work, 'on_duty', { destination, facts: { schedule, position, because } })
  for (const { schedule, position, name } of missing) {
    const facts = { schedule, ...(position === null ? {} : { position }), ...(name === null ? {} : { name }) }
    record(work, name === null ? 'nobody_on_duty' : 'on_duty_unreachable', { facts })
  }
}
