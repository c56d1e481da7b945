// X-MON's button call: keys are dialled and ended with #, or by silence. What is said of alerts is what is true when it is spoken;
// here it is decided which of it, and what a key ends.
//
//   counts ⇄ failures (1#) ⇄ recoveries (7#) → ended by 9#, 3#, 5#, 2#; nothing dialled: ended without a key, and called again

import { limits } from '../limits.ts'
import type { Buttons } from '../plan/plan.ts'
import type { Speech, Utterance } from '../speech/speech.ts'
import type { Queue } from './event.ts'
import { personDecided, personTook } from './person.ts'
import type { Reason } from './reason.ts'
import type { Attempt } from './state.ts'
import { dropNewerAttempt } from './steps.ts'
import { destinationOf, recordAttempt, setAttempt, targetOf, type Work } from './work.ts'

export const buttonKeys = {
  failures: '1',
  next: '2',
  acknowledge: '3',
  more: '4',
  downtime: '5',
  recoveries: '7',
  repeat: '8',
  end: '9',
} as const

type ButtonTurn = { readonly turn: number; readonly key: string | null; readonly queue: Queue }

const guided = (turn: number, utterances: readonly Utterance[]): Speech => ({
  turn,
  utterances: [...utterances, { phrase: 'guide' }],
  listens: true,
  dialled: true,
})

const farewell = (turn: number, utterances: readonly Utterance[]): Speech => ({
  turn,
  utterances: [...utterances, { phrase: 'userClosing' }, { phrase: 'goodbye' }],
  listens: false,
})

/** What is said at one turn. `key` is as it was dialled. */
export const buttonTurn = (work: Work, attempt: Attempt, { turn, key, queue }: ButtonTurn): Speech => {
  if (turn === 0) return guided(turn, [{ phrase: 'userOpening' }, { phrase: 'counts' }])
  const dialled = key?.replaceAll('#', '') ?? ''
  // # alone, or thirty seconds of silence: no normal end, so the same person is called again.
  if (dialled === '') return { turn, utterances: [], listens: false }
  const said = setAttempt(work, attempt, { key: dialled })
  const speech = talk(work, said, { turn, key: dialled, queue }) ?? ending(work, said, { turn, key: dialled, queue })
  if (speech !== null) return speech
  recordAttempt(work, attempt, ['button_unknown', { key: dialled }])
  return guided(turn, [{ phrase: 'counts' }])
}

type Dialled = ButtonTurn & { readonly key: string }

/** The part of the last answer that was about alerts. */
const contentOf = ({ answer }: Attempt): Utterance =>
  answer?.utterances.find(({ phrase }) => phrase === 'failures' || phrase === 'recoveries') ?? { phrase: 'counts' }

/** The last content again, in the words of now. Pages that went on are read again as they were cut. */
const again = (attempt: Attempt): Utterance => {
  const content = contentOf(attempt)
  const isWhole = content.phrase === 'counts' || content.from === 'start'
  return isWhole ? content : { ...content, from: attempt.turn - 1 }
}

/** What the next page is of; null where no details were read yet. */
const onward = (attempt: Attempt): Utterance | null => {
  const { phrase } = contentOf(attempt)
  return phrase === 'counts' ? null : { phrase, from: 'next' }
}

/** Keys that only ask for something to be said. */
const talk = (work: Work, attempt: Attempt, { turn, key }: Dialled): Speech | null => {
  const asked: Readonly<Record<string, Utterance | null>> = {
    [buttonKeys.failures]: { phrase: 'failures', from: 'start' },
    [buttonKeys.recoveries]: { phrase: 'recoveries', from: 'start' },
    [buttonKeys.repeat]: again(attempt),
    [buttonKeys.more]: onward(attempt),
  }
  const content = asked[key] ?? null
  if (content === null) return null
  recordAttempt(work, attempt, ['button_pressed', { key }])
  return guided(turn, [content])
}

/** Keys that end the call. */
const ending = (work: Work, attempt: Attempt, dialled: Dialled): Speech | null => {
  const { turn, key, queue } = dialled
  const buttons = work.plan.buttons as Buttons
  if (key === buttonKeys.end) {
    took(work, attempt, { dialled, reason: 'key_take' })
    return farewell(turn, [{ phrase: 'ended' }])
  }
  if (key === buttonKeys.next && buttons.passes) {
    recordAttempt(work, attempt, ['key_next', { key }])
    setAttempt(work, attempt, { result: 'passed' })
    dropNewerAttempt(work, attempt)
    personDecided(work, { destination: attempt.destination }, 'passed')
    return farewell(turn, [{ phrase: 'passed' }])
  }
  const treats = treatment(key, buttons)
  if (treats === null) return null
  if (queue.heard === 0) {
    recordAttempt(work, attempt, ['button_nothing', { key }])
    return guided(turn, [{ phrase: 'nothingHeard' }, { phrase: 'counts' }])
  }
  took(work, attempt, { dialled, reason: treats.reason })
  return farewell(turn, [{ phrase: treats.phrase }])
}

/** What is done to the failures that were heard. */
const treatment = (key: string, buttons: Buttons) => {
  if (key === buttonKeys.acknowledge && buttons.acknowledges)
    return { reason: 'button_acknowledge', phrase: 'acknowledge' } as const
  if (key === buttonKeys.downtime && buttons.downtimeMs !== undefined)
    return { reason: 'button_downtime', phrase: 'downtime' } as const
  return null
}

type Took = { readonly dialled: Dialled; readonly reason: Reason }

/** The person has what was told; of what was not, the same person hears at once, by another call. */
const took = (work: Work, attempt: Attempt, { dialled: { key, queue }, reason }: Took): void => {
  const { name } = destinationOf(work.plan, attempt.destination)
  recordAttempt(work, attempt, [reason, { key, name }])
  setAttempt(work, attempt, { result: 'taken' })
  dropNewerAttempt(work, attempt)
  const target = targetOf(work, attempt.destination)
  const speaks = target.open && target.attempt === attempt.ordinal && attempt.state !== 'ended'
  if (queue.untold > 0 && speaks && work.head.attempts < limits.attemptsPerCallout.max)
    recordAttempt(work, attempt, ['rest_untold', { count: queue.untold }])
  else personTook(work, { destination: attempt.destination }, 'taken_by_key')
}
