// One imagined call: dialled, ringing, picked up, spoken to, ended. It tells what a provider tells, when a provider would, and
// the person does what their behaviour says. What is heard comes back from decide(), as in production.

// queued → ringing → answered → over (one of the provider's ends)

import { buttonKeys } from '../callout/buttons.ts'
import type { CallEnd, DialEnd, Event } from '../callout/event.ts'
import { limits } from '../limits.ts'
import type { Plan } from '../plan/plan.ts'
import type { Speech, Utterance } from '../speech/speech.ts'
import type { Certain } from './people.ts'
import type { Network } from './request.ts'

/** What a call needs from the night around it. */
export type Around = {
  readonly nowMs: () => number
  readonly at: (atMs: number, happens: () => void) => void
  readonly send: (event: Event) => Speech | null
  /** Says it, and returns how long that takes. */
  readonly speak: (speech: Speech, key: string | null) => number
}

/** What a callout is about. */
export type About = 'text' | 'alerts'

export type CallOrder = {
  readonly attempt: number
  readonly about: About
  readonly plan: Plan
  readonly behaviour: Certain
  readonly network: Network
}

export type Call = {
  /** The provider was asked to end it. */
  readonly cancel: () => void
  /** What the provider says when it is asked how the call is doing. */
  readonly observe: () => Event
}

type Ended = Exclude<CallEnd, 'delivered'>
type Status = 'queued' | 'ringing' | 'answered' | Ended

type Talk = {
  readonly attempt: number
  readonly about: About
  readonly plan: Plan
  readonly behaviour: Certain
  readonly network: Network
  readonly around: Around
  readonly providerId: string
  status: Status
  /** Keys not pressed yet, and when the next one will be. */
  keys: string
  pressAtMs: number | null
  turn: number
}

const REACTION_MS = 1_000
/** A person who is joined to the transfer number talks about this long. */
const JOINED_MS = 60_000

/** In a button call each key is dialled by itself, and the # after it is no key. Who takes it has heard what failed before. */
const keysOf = ({ behaviour, plan, about }: CallOrder): string => {
  if (behaviour.does !== 'answers') return ''
  if (about === 'text' || plan.buttons === undefined) return behaviour.keys ?? '1'
  return behaviour.keys?.replaceAll('#', '') ?? `${buttonKeys.failures}${buttonKeys.end}`
}

export const placeCall = (order: CallOrder, around: Around): Call => {
  const { attempt, about, plan, behaviour, network } = order
  const talk: Talk = {
    attempt,
    about,
    plan,
    behaviour,
    network,
    around,
    providerId: `preview-${attempt}`,
    status: 'queued',
    keys: keysOf(order),
    pressAtMs: null,
    turn: 0,
  }
  const { providerId } = talk
  const nowMs = around.nowMs()
  if (behaviour.does === 'refused') {
    talk.status = 'failed'
    around.at(nowMs + network.answerMs, () => {
      around.send({ type: 'CallRefused', attempt, kind: 'permanent', code: 'preview.refused' })
    })
  } else {
    around.at(nowMs + network.answerMs, () => around.send({ type: 'CallPlaced', attempt, providerId }))
    around.at(nowMs + network.setupMs, () => dialled(talk))
  }
  return {
    cancel: () => finish(talk, 'cancelled'),
    observe: () => seen(talk),
  }
}

const isOver = ({ status }: Talk): boolean => !['queued', 'ringing', 'answered'].includes(status)

/** A connection without inbound HTTP hears nothing; there the engine has to ask. */
const report = (talk: Talk, event: Event): void => {
  if (talk.plan.hearsKeys) talk.around.send(event)
}

/** After `ms`, unless the call is over by then. */
const later = (talk: Talk, ms: number, happens: () => void): void => {
  talk.around.at(talk.around.nowMs() + ms, () => {
    if (!isOver(talk)) happens()
  })
}

const answeredBy = ({ behaviour, network }: Talk): string | null => {
  if (!network.detectsMachines) return null
  return behaviour.does === 'voicemail' ? 'machine_start' : 'human'
}

const ended = (talk: Talk, end: Ended): Event => {
  const { attempt, providerId } = talk
  return {
    type: 'CallEnded',
    attempt,
    providerId,
    end,
    detail: null,
    answeredBy: end === 'completed' ? answeredBy(talk) : null,
  }
}

const finish = (talk: Talk, end: Ended): void => {
  talk.status = end
  report(talk, ended(talk, end))
}

const progressed = (talk: Talk, state: 'placed' | 'ringing' | 'answered'): Event => {
  const { attempt, providerId } = talk
  return { type: 'CallProgressed', attempt, providerId, state }
}

const seen = (talk: Talk): Event => {
  switch (talk.status) {
    case 'queued':
      return progressed(talk, 'placed')
    case 'ringing':
    case 'answered':
      return progressed(talk, talk.status)
    case 'completed':
    case 'no_answer':
    case 'busy':
    case 'failed':
    case 'cancelled':
      return ended(talk, talk.status)
  }
}

const dialled = (talk: Talk): void => {
  if (isOver(talk)) return
  const { behaviour } = talk
  if (behaviour.does === 'busy') finish(talk, 'busy')
  else if (behaviour.does === 'unreachable') finish(talk, 'failed')
  else ring(talk, 'afterMs' in behaviour ? behaviour.afterMs : Number.POSITIVE_INFINITY)
}

const ring = (talk: Talk, afterMs: number): void => {
  talk.status = 'ringing'
  report(talk, progressed(talk, 'ringing'))
  const { ringMs } = talk.plan
  if (afterMs >= ringMs) later(talk, ringMs, () => finish(talk, 'no_answer'))
  else if (talk.behaviour.does === 'rejects') later(talk, afterMs, () => finish(talk, 'busy'))
  else later(talk, afterMs, () => pickUp(talk))
}

const pickUp = (talk: Talk): void => {
  const { behaviour } = talk
  talk.status = 'answered'
  later(talk, talk.plan.callMaxMs ?? limits.callMs.default, () => finish(talk, 'completed'))
  if (behaviour.does === 'hangs_up') later(talk, behaviour.talkMs, () => finish(talk, 'completed'))
  report(talk, progressed(talk, 'answered'))
  if (talk.plan.hearsKeys) turn(talk, null)
  else later(talk, talk.around.speak(wholeMessage(talk.plan, talk.about), null), () => finish(talk, 'completed'))
}

/** What a call says that asks for nothing: everything, as often as it is read, and no menu. Own words are heard about alerts. */
export const wholeMessage = ({ template }: Plan, about: About): Speech => {
  const first: Utterance = { phrase: about === 'alerts' ? 'userOpening' : 'opening' }
  const last: readonly Utterance[] = about === 'alerts' ? [{ phrase: 'userClosing' }] : []
  const reading: readonly Utterance[] = [first, { phrase: 'message' }]
  const readings = Array.from({ length: template.readingsMax }, () => reading).flat()
  return { turn: 0, utterances: [...readings, ...last, { phrase: 'goodbye' }], listens: false }
}

/** The phone asks what to say, and brings the key that was pressed. */
const turn = (talk: Talk, key: string | null, dialed?: DialEnd): void => {
  const { attempt, providerId, around } = talk
  const said = { attempt, providerId, turn: talk.turn, key, answeredBy: answeredBy(talk) }
  // A voice turn is always answered.
  const speech = around.send({ type: 'VoiceTurn', ...said, dialed }) as Speech
  const speechMs = around.speak(speech, key)
  talk.turn = speech.turn + 1
  if (speech.listens) listen(talk, speechMs)
  else if (speech.dials === true) later(talk, speechMs + JOINED_MS, () => turn(talk, null, 'joined'))
  else later(talk, speechMs, () => finish(talk, 'completed'))
}

/** A key while it speaks or within the wait after it; or silence, which asks for the next turn too. */
const listen = (talk: Talk, speechMs: number): void => {
  const { behaviour, keys } = talk
  const nowMs = talk.around.nowMs()
  const windowMs = speechMs + talk.plan.template.keyWaitMs
  const pressMs = behaviour.does === 'answers' ? behaviour.pressMs : undefined
  if (keys !== '') talk.pressAtMs ??= nowMs + (pressMs ?? speechMs + REACTION_MS)
  const inMs = talk.pressAtMs === null ? Number.POSITIVE_INFINITY : talk.pressAtMs - nowMs
  if (inMs > windowMs) later(talk, windowMs, () => turn(talk, null))
  else {
    talk.keys = keys.slice(1)
    talk.pressAtMs = null
    later(talk, inMs, () => turn(talk, keys.slice(0, 1)))
  }
}
