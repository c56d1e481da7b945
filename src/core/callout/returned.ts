// Somebody who was called rings the number back. Their call is an attempt of its own, answered from the start: it is spoken to and
// pressed like any other, and what was about to call them does not.
//
//   returned → answered → … → ended, as a call of ours

import { limits } from '../limits.ts'
import type { Event } from './event.ts'
import { isAwaitingCallBack, stopAttempt } from './steps.ts'
import { attemptOf, planAttempt, setAttempt, setHead, type Work } from './work.ts'

type Returned = Extract<Event, { type: 'Returned' }>

/** Nothing comes of it where nothing is left for this person to take, where no key does anything, or where it was told before. */
export const returned = (work: Work, { destination, providerId }: Returned): void => {
  const target = work.targets.get(destination)
  if (work.head.outcome !== null || work.plan.simple !== undefined) return
  if (target === undefined || target.attempt === null || target.settled) return
  if (attemptOf(work, target.attempt).providerId === providerId || isAwaitingCallBack(work, target)) return
  if (work.head.attempts >= limits.attemptsPerCallout.max) return
  stopAttempt(work, target, 'rang_us_first')
  // Whatever was to come next waits for this call.
  if (!target.open) setHead(work, { open: work.head.open + 1, due: null })
  planAttempt(work, target, { reason: 'returned_call', atMs: work.nowMs })
  setAttempt(work, attemptOf(work, work.head.attempts), {
    state: 'answered',
    providerId,
    begunAtMs: work.nowMs,
    answeredAtMs: work.nowMs,
    effect: { kind: 'watch', atMs: work.nowMs + limits.watchEveryMs },
  })
}
