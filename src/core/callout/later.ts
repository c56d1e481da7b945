// A callout that begins later than it was started: it is kept, nobody is contacted, and its timer or somebody's word lets it begin.
//
//   started → waits → begins, as any other (or is taken, cancelled, recovered before)

import type { BeginsLater, Event } from './event.ts'
import { pauseFacts } from './pause.ts'
import type { Head } from './state.ts'
import { end } from './steps.ts'
import { record, setHead, type Work } from './work.ts'

/** Whether nobody has been contacted yet because it is not time. */
export const waitsToBegin = ({ due }: Pick<Head, 'due'>): boolean => due?.for === 'begin'

export const beginLater = (work: Work, { untilMs: atMs, why, ...facts }: BeginsLater): void => {
  setHead(work, { due: { atMs, for: 'begin' } })
  record(work, why, { facts: { ...facts, atMs } })
}

/** Ended before it began: it stands in the lists with its reason, and no attempt is ever planned. */
export const suppress = (work: Work, pause: NonNullable<Extract<Event, { type: 'Started' }>['suppressedBy']>): void =>
  end(work, { outcome: 'suppressed', reason: 'suppressed_by_pause', facts: pauseFacts(pause) })

/** A pause that is on when it would begin holds it back like one that is started then. */
const beginNow = (work: Work, { suppressedBy }: Pick<Extract<Event, { type: 'TimerFired' }>, 'suppressedBy'>): void => {
  setHead(work, { due: null })
  if (suppressedBy !== undefined) suppress(work, suppressedBy)
  else work.follow = { type: 'OpenStep', loop: 1, step: 0 }
}

/** Nothing happens before its time. */
export const timeToBegin = (work: Work, event: Extract<Event, { type: 'TimerFired' }>): void => {
  if (Number(work.head.due?.atMs) <= work.nowMs) beginNow(work, event)
}

/** Somebody does not want to wait for it; of one that has begun, nothing comes. */
export const released = (work: Work, event: Extract<Event, { type: 'Released' }>): void => {
  if (!waitsToBegin(work.head)) return
  record(work, 'released_by_hand', { facts: { name: event.by.name, via: event.by.via } })
  beginNow(work, event)
}
