// What somebody took who took a callout about alerts: all of them, or what they had been told. And who may know of a failure, and
// would not know that it is over.

import type { Actor, Head } from '../callout/state.ts'
import type { Plan } from '../plan/plan.ts'

/** By hand everything is taken; on a channel what had been said or shown. Of itself a callout takes nothing. */
export const takesAlert = ({ via }: Pick<Actor, 'via'>, isHeard: boolean): boolean => {
  if (via === 'system') return false
  return via === 'api' || via === 'console' || isHeard
}

/** `everybody`: each who took it is to be told all of it; else one is enough. `recoveries`: they are told too. */
export type ByButtons = { readonly everybody: boolean; readonly recoveries: boolean }

/** How a callout was taken by button calls; null where it was not. There 9# acknowledges nothing, and 3# what was heard. */
export const takenByButtons = (
  { outcome, acknowledgedBy }: Pick<Head, 'outcome' | 'acknowledgedBy'>,
  plan: Pick<Plan, 'buttons' | 'stop' | 'endsOnRecovery'>,
): ByButtons | null => {
  if (plan.buttons === undefined || outcome !== 'acknowledged' || acknowledgedBy?.via !== 'phone') return null
  return { everybody: plan.stop !== 'first', recoveries: !plan.endsOnRecovery }
}

/** One time an object was called about by a policy: as a failure or a recovery, and whether somebody was told: heard it, or was written to. */
export type CalledAbout = { readonly recovery: boolean; readonly told: boolean }

/** Whether somebody may believe that it still fails. @param calls the newest first */
export const isBelievedToFail = (calls: readonly CalledAbout[]): boolean => {
  const over = calls.findIndex(({ recovery }) => recovery)
  return (over === -1 ? calls : calls.slice(0, over)).some(({ told }) => told)
}
