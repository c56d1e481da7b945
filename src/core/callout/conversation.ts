// One call's conversation. Turn 0 is the moment the phone is answered; every later turn brings a key, or nothing. A turn that
// was answered before gets the same answer again; only a key changes anything, and what is said is derived from the state
// after it was counted.

import { limits } from '../limits.ts'
import type { Speech, Utterance } from '../speech/speech.ts'
import type { Event } from './event.ts'
import type { Attempt } from './state.ts'
import { acknowledge, finishTarget, stopAttempt } from './steps.ts'
import { attemptOf, destinationOf, recordAttempt, setAttempt, setHead, setTarget, targetOf, type Work } from './work.ts'

type Turn = Extract<Event, { type: 'VoiceTurn' }>

const say = (turn: number, utterances: readonly Utterance[], listens: boolean): Speech => ({
  turn,
  utterances,
  listens,
})

export const voiceTurn = (work: Work, event: Turn): void => {
  const attempt = attemptOf(work, event.attempt)
  const replayed = event.turn < attempt.turn && attempt.answer !== null
  if (replayed) {
    work.answer = attempt.answer
    return
  }
  if (event.turn !== attempt.turn) {
    // A turn we never offered: say nothing new, and listen where the conversation really is.
    work.answer = say(attempt.turn - 1, [], attempt.turn > 0)
    return
  }
  const heard = hear(work, attempt, event)
  const speech = event.turn === 0 ? greet(work, heard) : react(work, heard, event.key)
  const now = attemptOf(work, event.attempt)
  setAttempt(work, now, { turn: attempt.turn + 1, answer: speech })
  work.answer = speech
}

const isClosed = (attempt: Attempt): boolean => attempt.state === 'ended' && attempt.result !== 'lost'

/** Whatever brought the person to the phone, they are there: an attempt given up for lost is live again. */
const hear = (work: Work, attempt: Attempt, event: Turn): Attempt => {
  if (isClosed(attempt)) return attempt
  const lost = attempt.result === 'lost'
  if (lost) recordAttempt(work, attempt, 'late_answer')
  if (attempt.answeredAtMs === null) recordAttempt(work, attempt, 'answered')
  return setAttempt(work, attempt, {
    ...firstHeard(work, attempt, event),
    state: 'answered',
    result: lost ? null : attempt.result,
    possibleRepeat: attempt.possibleRepeat || lost,
    endedAtMs: null,
    answeredBy: event.answeredBy ?? attempt.answeredBy,
    // Every turn puts it off; after the last one the end may have been reported while nobody of us was there to hear it.
    effect: { kind: 'watch', atMs: work.nowMs + limits.watchEveryMs },
  })
}

/** What an answered call proves, where nothing had told us before. */
const firstHeard = (work: Work, attempt: Attempt, event: Turn) => ({
  providerId: attempt.providerId ?? event.providerId,
  begunAtMs: attempt.begunAtMs ?? work.nowMs,
  answeredAtMs: attempt.answeredAtMs ?? work.nowMs,
})

/** What is said when there is nothing left to take: who took it, or that it is over. */
const overSpeech = (work: Work, turn: number): Speech => {
  const by = work.head.acknowledgedBy
  return by === null
    ? say(turn, [{ phrase: 'over' }, { phrase: 'goodbye' }], false)
    : say(turn, [{ phrase: 'alreadyTaken', name: by.name }, { phrase: 'goodbye' }], false)
}

const greet = (work: Work, attempt: Attempt): Speech => {
  if (work.head.outcome !== null) return overSpeech(work, attempt.turn)
  setAttempt(work, attempt, { readings: 1 })
  return say(attempt.turn, [{ phrase: 'opening' }, { phrase: 'message' }, { phrase: 'menu' }], true)
}

const react = (work: Work, attempt: Attempt, key: string | null): Speech => {
  const reaction = key === null ? undefined : work.plan.template.reactions[key]
  if (work.head.outcome !== null) return reactAfterEnd(work, attempt, reaction?.action === 'take' ? key : null)
  if (key === null || reaction === undefined) return readAgain(work, attempt, key)
  if (reaction.action === 'repeat') return readAgain(work, attempt, null)
  const pressed = setAttempt(work, attempt, { key })
  if (reaction.action === 'take') return take(work, pressed, key)
  return reaction.action === 'next' ? pass(work, pressed, key) : leave(work, pressed, key)
}

const reactAfterEnd = (work: Work, attempt: Attempt, takeKey: string | null): Speech => {
  if (takeKey !== null) recordAttempt(work, attempt, ['key_after_end', { key: takeKey }])
  return overSpeech(work, attempt.turn)
}

const readAgain = (work: Work, attempt: Attempt, unknownKey: string | null): Speech => {
  const apology: Utterance[] = unknownKey === null ? [] : [{ phrase: 'unknownKey' }]
  if (unknownKey !== null) recordAttempt(work, attempt, ['unknown_key', { key: unknownKey }])
  if (attempt.readings >= work.plan.template.readingsMax)
    return say(attempt.turn, [...apology, { phrase: 'goodbye' }], false)
  setAttempt(work, attempt, { readings: attempt.readings + 1 })
  recordAttempt(work, attempt, ['read_again', { reading: attempt.readings + 1 }])
  return say(attempt.turn, [...apology, { phrase: 'message' }, { phrase: 'menu' }], true)
}

const spokenAfter = (work: Work, key: string, phrase: 'taken' | 'passed' | 'left'): Utterance[] => {
  const own = work.plan.template.reactions[key]?.say
  return [own === undefined ? { phrase } : { phrase: 'reaction', key }, { phrase: 'goodbye' }]
}

/** A later attempt at the same person (after a lost one) has no purpose any more. */
const dropNewerAttempt = (work: Work, attempt: Attempt): void => {
  const target = targetOf(work, attempt.destination)
  if (target.attempt !== attempt.ordinal) stopAttempt(work, target, 'already_taken')
}

const take = (work: Work, attempt: Attempt, key: string): Speech => {
  const { userId, name } = destinationOf(work.plan, attempt.destination)
  const by = { userId, name, via: 'phone' } as const
  recordAttempt(work, attempt, ['key_take', { key, name }])
  setAttempt(work, attempt, { result: 'taken' })
  dropNewerAttempt(work, attempt)
  const target = targetOf(work, attempt.destination)
  if (!target.taken) setHead(work, { taken: work.head.taken + 1 })
  const everybody = work.plan.stop === 'all' && work.head.taken === work.plan.destinations.length
  if (work.plan.stop === 'first') acknowledge(work, 'taken_by_key', by)
  else if (everybody) acknowledge(work, 'everybody_took', by)
  finishTarget(work, setTarget(work, target, { taken: true }), { outcome: 'reached', settled: true })
  return say(attempt.turn, spokenAfter(work, key, 'taken'), false)
}

const pass = (work: Work, attempt: Attempt, key: string): Speech => {
  recordAttempt(work, attempt, ['key_next', { key }])
  setAttempt(work, attempt, { result: 'passed' })
  dropNewerAttempt(work, attempt)
  finishTarget(work, targetOf(work, attempt.destination), { outcome: 'refused', settled: false, hurry: true })
  return say(attempt.turn, spokenAfter(work, key, 'passed'), false)
}

const leave = (work: Work, attempt: Attempt, key: string): Speech => {
  recordAttempt(work, attempt, ['key_leave', { key }])
  setAttempt(work, attempt, { result: 'left' })
  dropNewerAttempt(work, attempt)
  finishTarget(work, targetOf(work, attempt.destination), { outcome: 'refused', settled: true, hurry: true })
  return say(attempt.turn, spokenAfter(work, key, 'left'), false)
}
