// Being connected (転送): the person presses the key, hears that they will be called back, and is cut off; the call-back is
// answered, the callout has its taker, and the phone joins them to the transfer number. An unanswered call-back leaves that
// person unreached and the callout goes on. While somebody is being called back, no other phone begins to ring.
//
//   answered + key → transfer → ended → call_back planned → … → answered (connected) | ended (unreached)

import { limits } from '../limits.ts'
import type { Speech } from '../speech/speech.ts'
import type { Event } from './event.ts'
import { actorOf, personTook } from './person.ts'
import { type Attempt, isCallBack, type Target } from './state.ts'
import { dropNewerAttempt, finishTarget, isAwaitingCallBack } from './steps.ts'
import { planAttempt, recordAttempt, setAttempt, setHead, setTarget, targetOf, type Work } from './work.ts'

/** Whether a transfer key does anything for this person: there is a number to join them to, and theirs may be called again. */
export const canTransfer = (work: Work, attempt: Attempt): boolean =>
  work.plan.transferTo !== undefined && !targetOf(work, attempt.destination).settled

/** Makes the pressed attempt the one that speaks for its person, so that its end leads to the call-back. */
export const askForTransfer = (work: Work, attempt: Attempt, key: string): void => {
  if (attempt.result === 'transfer') return
  recordAttempt(work, attempt, ['key_transfer', { key }])
  const before = targetOf(work, attempt.destination)
  if (!isAwaitingCallBack(work, before)) setHead(work, { callBacks: (work.head.callBacks ?? 0) + 1 })
  dropNewerAttempt(work, attempt)
  // Somebody whose turn was over already is called back all the same; whatever was to come next waits for it.
  if (!before.open) setHead(work, { open: work.head.open + 1, due: null })
  setAttempt(work, attempt, { result: 'transfer' })
  setTarget(work, before, { open: true, attempt: attempt.ordinal })
  if (attempt.state === 'ended') planCallBack(work, targetOf(work, attempt.destination))
}

export const planCallBack = (work: Work, target: Target): void =>
  planAttempt(work, target, { reason: 'call_back', atMs: work.nowMs + limits.callBackAfterMs })

/** Nobody answered the call-back: no redial, since that person was spoken to; the next one is called. */
export const callBackMissed = (work: Work, attempt: Attempt): void =>
  finishTarget(work, targetOf(work, attempt.destination), { outcome: 'unreached', settled: false })

/** Whether somebody else's call-back is on its way, so that this attempt must not begin to ring. */
export const isHeldBack = (work: Pick<Work, 'head'>, attempt: Attempt): boolean =>
  work.head.outcome === null && (work.head.callBacks ?? 0) > 0 && !isCallBack(attempt)

const isMachine = (answeredBy: string | null): boolean => (answeredBy ?? '').startsWith('machine')

/** The call-back was answered: that person has it now, whatever becomes of the transfer. */
export const connect = (work: Work, attempt: Attempt): Speech => {
  const { turn, destination } = attempt
  if (isMachine(attempt.answeredBy)) return { turn, utterances: [], listens: false }
  if (targetOf(work, destination).settled) return { turn, utterances: [{ phrase: 'goodbye' }], listens: false }
  recordAttempt(work, attempt, ['call_back_answered', { name: actorOf(work.plan, destination).name }])
  setAttempt(work, attempt, { result: 'connected' })
  dropNewerAttempt(work, attempt)
  personTook(work, { destination }, 'transfer_answered')
  return { turn, utterances: [{ phrase: 'connecting' }], listens: false, dials: true }
}

type Turn = Extract<Event, { type: 'VoiceTurn' }>

/** The call to the transfer number is over; the person is still on the line. */
export const afterDial = (work: Work, attempt: Attempt, { dialed }: Turn): Speech => {
  if (dialed === 'joined') recordAttempt(work, attempt, 'transfer_joined')
  else if (dialed !== undefined) recordAttempt(work, attempt, ['transfer_failed', { code: dialed }])
  const failed = dialed === undefined || dialed === 'joined' ? [] : [{ phrase: 'notConnected' } as const]
  return { turn: attempt.turn, utterances: [...failed, { phrase: 'goodbye' }], listens: false }
}
