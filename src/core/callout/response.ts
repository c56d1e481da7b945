// What somebody answers to a message: by its link, a button, a reply. A message is over the moment it is handed over, and its
// answer may come at any time after that: while it is still under way, after its step, and after the end, which changes nothing.

import type { Event, ResponseAction } from './event.ts'
import { personDecided, personTook } from './person.ts'
import type { Reason } from './reason.ts'
import type { Attempt, AttemptResult } from './state.ts'
import { advance, dropNewerAttempt } from './steps.ts'
import { attemptOf, destinationOf, recordAttempt, setAttempt, setHead, type Work } from './work.ts'

type Response = Extract<Event, { type: 'Responded' }>
type Meaning = { readonly reason: Reason; readonly result: AttemptResult }

const meanings: Readonly<Record<ResponseAction, Meaning>> = {
  take: { reason: 'answer_take', result: 'taken' },
  next: { reason: 'answer_next', result: 'passed' },
  leave: { reason: 'answer_leave', result: 'left' },
}

/** Whether the person has said already what they will do; whoever passed it on may still take it. */
const isSaid = ({ result }: Attempt, action: ResponseAction): boolean =>
  result === 'taken' || result === 'left' || (result === 'passed' && action !== 'take')

export const responded = (work: Work, { attempt: ordinal, action }: Response): void => {
  const attempt = attemptOf(work, ordinal)
  if (attempt.begunAtMs === null || isSaid(attempt, action)) return
  const { name } = destinationOf(work.plan, attempt.destination)
  if (work.head.outcome !== null) {
    if (action === 'take') recordAttempt(work, attempt, ['answer_after_end', { name }])
    return
  }
  const { reason, result } = meanings[action]
  recordAttempt(work, attempt, [reason, { name, via: attempt.channel }])
  setAttempt(work, attempt, { result, answeredAtMs: work.nowMs })
  dropNewerAttempt(work, attempt)
  if (action === 'take') personTook(work, { destination: attempt.destination, via: attempt.channel }, 'taken_by_answer')
  else {
    personDecided(work, { destination: attempt.destination }, action === 'next' ? 'passed' : 'left')
    goOnWithout(work, attempt)
  }
}

/** Nobody else of this step can answer any more, and its wait was for an answer only. */
export const goOnWithout = (work: Work, { destination }: Attempt): void => {
  const { head, plan } = work
  const step = plan.steps[head.step]
  const alone = step?.destinations.length === 1 && step.destinations[0] === destination
  if (head.outcome !== null || work.follow !== null || !alone || head.open > 0) return
  if (head.due === null || head.due.for === 'next_loop') return
  setHead(work, { due: null })
  advance(work, { hurry: true })
}
