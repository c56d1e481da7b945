// What comes after a message was handed over and is no answer: it came back undelivered, or somebody replied with words that
// nobody could read as an answer. Neither is a person's word; a person's word that came first stands.

import type { Event } from './event.ts'
import { isOwnChannel } from './failover.ts'
import { goOnWithout } from './response.ts'
import { attemptOf, recordAttempt, setAttempt, setHead, setTarget, targetOf, type Work } from './work.ts'

type Of<Type extends Event['type']> = Extract<Event, { type: Type }>

/** Whoever it was for was not reached after all; where it was refused for good, they are not written to again. */
export const cameBack = (work: Work, { attempt: ordinal, code, permanent }: Of<'CameBack'>): void => {
  const attempt = attemptOf(work, ordinal)
  if (attempt.result !== 'delivered') return
  recordAttempt(work, attempt, ['came_back', { code }])
  setAttempt(work, attempt, { result: 'failed', detail: code })
  if (work.head.outcome !== null) return
  const target = targetOf(work, attempt.destination)
  // A later attempt speaks for the person by now, or a person has spoken.
  if (target.attempt !== ordinal || target.outcome !== 'delivered') return
  const forGood = permanent && isOwnChannel(work, attempt)
  const newlySettled = forGood && !target.settled
  setTarget(work, target, { outcome: 'unreached', settled: forGood })
  setHead(work, {
    delivered: work.head.delivered - 1,
    settled: work.head.settled + Number(newlySettled) - Number(target.settled && !forGood),
  })
  goOnWithout(work, attempt)
}

/** Told once: somebody tried to answer, and the callout goes on. */
export const replyUnread = (work: Work, { attempt: ordinal }: Of<'ReplyUnread'>): void => {
  const attempt = attemptOf(work, ordinal)
  if (attempt.result !== 'delivered' || attempt.detail === 'reply_unread' || work.head.outcome !== null) return
  recordAttempt(work, attempt, 'reply_unread')
  setAttempt(work, attempt, { detail: 'reply_unread' })
}
