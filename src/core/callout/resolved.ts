// The end of waiting for a resolution: a person says so, the cause recovers, or the time is over and it comes back.

import { limits } from '../limits.ts'
import type { Event } from './event.ts'
import { pauseFacts } from './pause.ts'
import { awaitsResolving } from './reminder.ts'
import type { Actor } from './state.ts'
import { end } from './steps.ts'
import { record, setHead, type Work } from './work.ts'

const settle = (work: Work, by: Actor | null): void => setHead(work, { due: null, resolved: { atMs: work.nowMs, by } })

/** What ended otherwise is nobody's to resolve; whoever says it twice changes nothing. */
export const resolved = (work: Work, { by }: Extract<Event, { type: 'Resolved' }>): void => {
  const { outcome, resolved: before } = work.head
  if (before !== undefined || (outcome !== null && outcome !== 'acknowledged')) return
  settle(work, by)
  if (outcome === null) end(work, { outcome: 'recovered', reason: 'resolved_by_hand', by })
  else record(work, 'resolved_by_hand', { facts: { name: by.name, via: by.via } })
}

const recoveredSince = (work: Work): void => {
  settle(work, null)
  record(work, 'recovered_since')
}

export const causeRecovered = (work: Work): void => {
  if (awaitsResolving(work.head)) recoveredSince(work)
  else if (work.plan.endsOnRecovery) end(work, { outcome: 'recovered', reason: 'cause_recovered' })
}

/** Nothing happens before its time. A pause that is on puts it off: it is not forgotten a second time. */
export const timeToRemind = (work: Work, event: Extract<Event, { type: 'TimerFired' }>): void => {
  const { head, nowMs } = work
  const { suppressedBy, causeOver } = event
  if (Number(head.due?.atMs) > nowMs) return
  if (causeOver) return recoveredSince(work)
  if (suppressedBy !== undefined) {
    const atMs = suppressedBy.untilMs ?? nowMs + limits.reminderPausedMs
    setHead(work, { due: { atMs, for: 'remind' } })
    return record(work, 'reminder_paused', { facts: { ...pauseFacts(suppressedBy), atMs } })
  }
  setHead(work, { due: null })
  work.comesBack = true
  record(work, 'comes_back')
}
