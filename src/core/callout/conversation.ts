// One call's conversation. Turn 0 is the moment the phone is answered; every later turn brings a key, or nothing. A turn that
// was answered before gets the same answer again; only a key changes anything, and what is said is derived from the state
// after it was counted.

import { limits } from '../limits.ts'
import type { Speech, Utterance } from '../speech/speech.ts'
import { type Reaction, type ReactionAction, takingActions } from '../speech/template.ts'
import { buttonTurn } from './buttons.ts'
import type { Event } from './event.ts'
import { actorOf, personDecided, personTook } from './person.ts'
import type { Attempt } from './state.ts'
import { isCallBack } from './state.ts'
import { acknowledge, dropNewerAttempt } from './steps.ts'
import { afterDial, askForTransfer, canTransfer, connect } from './transfer.ts'
import { attemptOf, destinationOf, recordAttempt, setAttempt, setHead, type Work } from './work.ts'

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
  const speech = spokenTo(work, heard, event)
  const now = attemptOf(work, event.attempt)
  setAttempt(work, now, { turn: attempt.turn + 1, answer: speech })
  work.answer = speech
}

const spokenTo = (work: Work, attempt: Attempt, event: Turn): Speech => {
  const { queue, key } = event
  if (queue !== undefined && work.head.outcome === null)
    return buttonTurn(work, attempt, { turn: event.turn, key, queue })
  // A message is answered with one key: whoever dials 9# means 9.
  return event.turn === 0 ? greet(work, attempt) : react(work, attempt, { ...event, key: key?.charAt(0) ?? null })
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

/** One set of readings: the message as often as it is said before the person is waited for. */
const readingSet = (work: Work, attempt: Attempt): readonly Utterance[] => {
  const { readingsPerSet, readingsMax } = work.plan.template
  const readings = Math.min(readingsPerSet ?? limits.readingsPerSet.default, readingsMax - attempt.readings)
  setAttempt(work, attempt, { readings: attempt.readings + readings })
  return Array.from({ length: readings }, () => [{ phrase: 'message' }, { phrase: 'menu' }] as const).flat()
}

const greet = (work: Work, attempt: Attempt): Speech => {
  if (work.head.outcome !== null) return overSpeech(work, attempt.turn)
  if (isCallBack(attempt)) return connect(work, attempt)
  return say(attempt.turn, [{ phrase: 'opening' }, ...readingSet(work, attempt)], true)
}

/** The key's reaction, where it has one that can be done. */
const reactionTo = (work: Work, attempt: Attempt, key: string | null): Reaction | undefined => {
  const reaction = key === null ? undefined : work.plan.template.reactions[key]
  return reaction?.action === 'transfer' && !canTransfer(work, attempt) ? undefined : reaction
}

const react = (work: Work, attempt: Attempt, event: Turn): Speech => {
  if (attempt.result === 'connected') return afterDial(work, attempt, event)
  const { key } = event
  const reaction = reactionTo(work, attempt, key)
  if (work.head.outcome !== null) return reactAfterEnd(work, attempt, takes(reaction) ? key : null)
  if (key === null || reaction === undefined) return readAgain(work, attempt, key)
  if (reaction.action === 'repeat') return readAgain(work, attempt, null)
  return done[reaction.action](work, setAttempt(work, attempt, { key }), key)
}

const takes = (reaction: Reaction | undefined): boolean =>
  reaction !== undefined && takingActions.includes(reaction.action)

const reactAfterEnd = (work: Work, attempt: Attempt, takeKey: string | null): Speech => {
  if (takeKey !== null) recordAttempt(work, attempt, ['key_after_end', { key: takeKey }])
  return overSpeech(work, attempt.turn)
}

const readAgain = (work: Work, attempt: Attempt, unknownKey: string | null): Speech => {
  const apology: Utterance[] = unknownKey === null ? [] : [{ phrase: 'unknownKey' }]
  if (unknownKey !== null) recordAttempt(work, attempt, ['unknown_key', { key: unknownKey }])
  if (attempt.readings >= work.plan.template.readingsMax)
    return say(attempt.turn, [...apology, { phrase: 'unanswered' }, { phrase: 'goodbye' }], false)
  recordAttempt(work, attempt, ['read_again', { reading: attempt.readings + 1 }])
  return say(attempt.turn, [...apology, ...readingSet(work, attempt)], true)
}

const spokenAfter = (
  work: Work,
  key: string,
  phrase: 'taken' | 'passed' | 'left' | 'transferring' | 'resolved',
): Utterance[] => {
  const own = work.plan.template.reactions[key]?.say
  return [own === undefined ? { phrase } : { phrase: 'reaction', key }, { phrase: 'goodbye' }]
}

type Done = (work: Work, attempt: Attempt, key: string) => Speech

const take: Done = (work, attempt, key) => {
  const { name } = destinationOf(work.plan, attempt.destination)
  recordAttempt(work, attempt, ['key_take', { key, name }])
  setAttempt(work, attempt, { result: 'taken' })
  dropNewerAttempt(work, attempt)
  personTook(work, { destination: attempt.destination }, 'taken_by_key')
  return say(attempt.turn, spokenAfter(work, key, 'taken'), false)
}

const pass: Done = (work, attempt, key) => {
  recordAttempt(work, attempt, ['key_next', { key }])
  setAttempt(work, attempt, { result: 'passed' })
  dropNewerAttempt(work, attempt)
  personDecided(work, { destination: attempt.destination }, 'passed')
  return say(attempt.turn, spokenAfter(work, key, 'passed'), false)
}

const leave: Done = (work, attempt, key) => {
  recordAttempt(work, attempt, ['key_leave', { key }])
  setAttempt(work, attempt, { result: 'left' })
  dropNewerAttempt(work, attempt)
  personDecided(work, { destination: attempt.destination }, 'left')
  return say(attempt.turn, spokenAfter(work, key, 'left'), false)
}

/** Whoever resolved it had it: the callout is over, whatever its stop rule asks for, and does not come back. */
const resolve: Done = (work, attempt, key) => {
  const by = actorOf(work.plan, attempt.destination)
  recordAttempt(work, attempt, ['key_resolve', { key, name: by.name }])
  setAttempt(work, attempt, { result: 'taken' })
  dropNewerAttempt(work, attempt)
  setHead(work, { resolved: { atMs: work.nowMs, by } })
  acknowledge(work, 'resolved_by_key', by)
  personDecided(work, { destination: attempt.destination }, 'taken')
  return say(attempt.turn, spokenAfter(work, key, 'resolved'), false)
}

const transfer: Done = (work, attempt, key) => {
  askForTransfer(work, attempt, key)
  return say(attempt.turn, spokenAfter(work, key, 'transferring'), false)
}

const done: Readonly<Record<Exclude<ReactionAction, 'repeat'>, Done>> = { take, next: pass, leave, transfer, resolve }
