// What was acknowledged and is not resolved comes back, where its policy says so: an acknowledgement can be forgotten. The callout
// has its outcome and keeps it; what comes back is a callout of its own.
//
//   acknowledged → awaits resolving → resolved (a person says so, or the cause recovers)
//                                   ↘ comes back (as another callout), a few times at most

import type { Head } from './state.ts'
import { record, setHead, type Work } from './work.ts'

/** Whether somebody has it, and has not said that it is resolved. */
export const awaitsResolving = ({ outcome, due }: Pick<Head, 'outcome' | 'due'>): boolean =>
  outcome === 'acknowledged' && due?.for === 'remind'

/** Sets the timer at whose end it comes back. */
export const awaitResolving = (work: Work): void => {
  const { plan, head, nowMs } = work
  const { reminder } = plan
  if (reminder === undefined || head.resolved !== undefined) return
  if ((head.reminding?.count ?? 0) >= reminder.times) return record(work, 'reminders_used_up')
  const atMs = nowMs + reminder.afterMs
  setHead(work, { due: { atMs, for: 'remind' } })
  record(work, 'awaits_resolving', { facts: { atMs } })
}
