// The night around a preview's callouts: it does what the engine does (place, watch, cancel, timers, the gate, lines,
// escalation) on an imagined clock, and lets imagined calls happen. It decides nothing; every decision is production's.

import { type Admission, admit, type Facts } from '../callout/admit.ts'
import { dutiesToCheck, isOnDuty } from '../callout/duty.ts'
import type { Event, Suppression } from '../callout/event.ts'
import { type Held, holdAt } from '../callout/held.ts'
import { waitsToBegin } from '../callout/later.ts'
import { suppressionAt } from '../callout/pause.ts'
import { type Attempt, type Effect, isCallBack, isLive } from '../callout/state.ts'
import { isHeldBack } from '../callout/transfer.ts'
import type { Destination, Plan } from '../plan/plan.ts'
import { cleanForSpeech } from '../speech/clean.ts'
import { type Speech, lines as spokenLines } from '../speech/speech.ts'
import { type Agenda, createAgenda } from './agenda.ts'
import { createNightAlerts, type NightAlerts, valuesFor } from './alerts.ts'
import { type Call, placeCall } from './call.ts'
import { floodIn } from './flood.ts'
import { createLines, type Lines } from './lines.ts'
import { createPeople, type People } from './people.ts'
import type { PreviewRequest } from './request.ts'
import { type Change, createRun, decideInto, type Run, type Witness } from './run.ts'

/** Why a preview ended before its night did. */
export type Stopped = { readonly why: 'attempts' | 'events' | 'time' | 'defect'; readonly atMs: number }

type Waiting = { readonly run: Run; readonly ordinal: number }

export type Night = {
  readonly request: PreviewRequest
  readonly agenda: Agenda<() => void>
  readonly lines: Lines<Waiting>
  readonly people: People
  /** What it tells of alerts; null where it is about a text. */
  readonly alerts: NightAlerts | null
  readonly runs: Run[]
  readonly calls: Map<Run, Map<number, Call>>
  /** The callout timers and effects that stand in the agenda: an older one is void. */
  readonly timers: Map<Run, Run['head']['due']>
  nowMs: number
  decisions: number
  attempts: number
  /** Attempts that the gate let go. */
  begun: number
  spokenCharacters: number
  linesLookAtMs: number | null
}

const attemptOf = ({ run, ordinal }: Waiting): Attempt => run.attempts.get(ordinal) as Attempt

const stillWaits = (waiting: Waiting): boolean => {
  const { effect, detail } = attemptOf(waiting)
  return effect?.kind === 'place' && detail === 'waits_for_line'
}

/** By age, as the lines of a connection are given out. */
const isBefore = (runs: readonly Run[], one: Waiting, other: Waiting): boolean => {
  const age = attemptOf(one).plannedAtMs - attemptOf(other).plannedAtMs
  const place = runs.indexOf(one.run) - runs.indexOf(other.run)
  return (age || place || one.ordinal - other.ordinal) < 0
}

export const createNight = (request: PreviewRequest): Night => {
  const runs: Run[] = []
  const night: Night = {
    request,
    agenda: createAgenda(),
    lines: createLines(request.network.pace, { stillWaits, isBefore: (one, other) => isBefore(runs, one, other) }),
    people: createPeople(request),
    alerts: request.alerts === undefined ? null : createNightAlerts(request.alerts.items, () => night.nowMs),
    runs,
    calls: new Map(),
    timers: new Map(),
    nowMs: request.startMs,
    decisions: 0,
    attempts: 0,
    begun: 0,
    spokenCharacters: 0,
    linesLookAtMs: null,
  }
  night.agenda.add(request.startMs, () => start(night, null))
  return night
}

const start = (night: Night, escalatedFrom: string | null): void => {
  const plan = night.request.plans[night.runs.length]
  if (plan === undefined) return
  const run = createRun(plan, night.nowMs)
  night.runs.push(run)
  night.calls.set(run, new Map())
  // As in production only the first of a chain is kept from beginning, or begins later.
  const first = escalatedFrom === null
  const suppressedBy = first ? suppressedNow(night, plan) : undefined
  happen(night, run, { type: 'Started', escalatedFrom, suppressedBy, later: first ? night.request.later : undefined })
}

/** A pause that keeps a callout from beginning at this instant. */
const suppressedNow = ({ request, nowMs }: Night, { policyId }: Plan): Suppression | undefined =>
  suppressionAt(request.pauses ?? [], { policyId, text: request.values['text'] ?? '' }, nowMs)

/** An event goes through the same door as in production: decided, kept, and what is to be done is put on the agenda. */
const happen = (night: Night, run: Run, event: Event): Speech | null => {
  const decided = decideInto(run, event, { nowMs: night.nowMs, duty: dutyOf(night) })
  night.decisions += decided.decisions
  for (const change of decided.changes) attemptChanged(night, run, change)
  setTimer(night, run)
  if (decided.escalates) start(night, String(night.runs.indexOf(run) + 1))
  return decided.answer
}

const dutyOf = ({ request }: Night): NonNullable<PreviewRequest['duty']> =>
  request.duty ?? ((refs) => refs.map((ref) => ({ ref, duties: [] })))

/** Somebody called for being on duty, and no longer is. */
const isOffDuty = (night: Night, { run, ordinal }: Waiting): boolean => {
  const attempt = run.attempts.get(ordinal) as Attempt
  const refs = dutiesToCheck(run, attempt)
  return refs.length > 0 && !isOnDuty(dutyOf(night)(refs, night.nowMs), destinationOf(run, attempt).userId)
}

const setTimer = (night: Night, run: Run): void => {
  const { due: set, outcome } = run.head
  // What is acknowledged comes back only where nobody resolves it; a preview says when, and imagines that somebody does.
  const due = outcome === null ? set : null
  if (due === (night.timers.get(run) ?? null)) return
  night.timers.set(run, due)
  if (due === null) return
  night.agenda.addTimer(due.atMs, () => {
    const suppressedBy = waitsToBegin(run.head) ? suppressedNow(night, run.plan) : undefined
    happen(night, run, { type: 'TimerFired', suppressedBy })
  })
}

const attemptChanged = (night: Night, run: Run, { before, after }: Change): void => {
  if (before === undefined) night.attempts += 1
  else if (isLive(before) && !isLive(after) && night.calls.get(run)?.has(after.ordinal) === true)
    phoneFreed(night, run, after)
  const { effect } = after
  if (effect !== null && effect !== before?.effect) setEffect(night, { run, ordinal: after.ordinal }, effect)
}

const phoneFreed = (night: Night, run: Run, attempt: Attempt): void => {
  night.calls.get(run)?.delete(attempt.ordinal)
  night.lines.end(addressOf(run, attempt))
  lineFreed(night)
}

/** As in the engine, whoever waits is looked for at once: after a call, and after a line that was kept was not needed. */
const lineFreed = (night: Night): void =>
  lookForLines(night, night.lines.againAtMs(night.nowMs) === null ? null : night.nowMs)

const setEffect = (night: Night, waiting: Waiting, effect: Effect): void => {
  // The process that begins an attempt does not die in a preview, so nobody has to settle what it left.
  if (effect.kind === 'settle') return
  const act = (): void => perform(night, waiting, effect)
  if (effect.atMs > night.nowMs) night.agenda.addTimer(effect.atMs, act)
  else night.agenda.add(night.nowMs, act)
}

const destinationOf = (run: Run, attempt: Attempt): Destination =>
  run.plan.destinations[attempt.destination] as Destination
const addressOf = (run: Run, attempt: Attempt): string => destinationOf(run, attempt).address

const perform = (night: Night, waiting: Waiting, effect: Effect): void => {
  // What was put in its place meanwhile stands in the agenda too.
  if (attemptOf(waiting).effect !== effect) return
  if (effect.kind === 'place') place(night, waiting, false)
  else if (effect.kind === 'cancel') cancel(night, waiting)
  else watch(night, waiting)
}

const noPauses: NonNullable<PreviewRequest['pauses']> = []
const noQuiet = { people: new Map(), priority: 0 }

/** What keeps somebody from being contacted at this instant. */
const heldNow = ({ request, nowMs }: Night, waiting: Waiting): Held | undefined => {
  const { pauses = noPauses, quiet: { people, priority } = noQuiet, unverified, values } = request
  if (pauses.length === 0 && people.size === 0 && unverified === undefined) return undefined
  const attempt = attemptOf(waiting)
  const { channel, userId, address } = destinationOf(waiting.run, attempt)
  const about = { policyId: waiting.run.plan.policyId, text: values['text'] ?? '', priority }
  const trying = { ...about, channel, userId, address, isCallBack: isCallBack(attempt) }
  return holdAt({ pauses, quiet: people, unverified }, trying, nowMs)
}

/** What holds a repeat back for there having been so many. */
const floodNow = ({ request, runs, nowMs }: Night, waiting: Waiting): Facts['flood'] =>
  floodIn({ runs, nowMs, guard: request.guard }, { run: waiting.run, attempt: attemptOf(waiting) })

const factsOf = (night: Night, waiting: Waiting, reserved: boolean): Facts => {
  const address = addressOf(waiting.run, attemptOf(waiting))
  const allowed = night.request.allows(address)
  const offDuty = isOffDuty(night, waiting)
  const facts = night.lines.facts({ address, allowed, offDuty, reserved, held: heldNow(night, waiting) })
  return { ...facts, flood: floodNow(night, waiting) }
}

/** Production's gate, with the facts of this night. */
const place = (night: Night, waiting: Waiting, reserved: boolean): void => {
  const { run, ordinal: attempt } = waiting
  if (isMessage(waiting)) return handOver(night, waiting)
  const held = isHeldBack(run, attemptOf(waiting))
  const admission: Admission = held ? { kind: 'go' } : admit(factsOf(night, waiting, reserved), night.nowMs)
  if (reserved && (held || admission.kind !== 'go')) night.lines.release()
  if (admission.kind === 'go') {
    happen(night, run, { type: 'AttemptBegan', attempt })
    if (!held) dial(night, waiting, reserved)
    return
  }
  putOff(night, waiting, admission)
  if (admission.kind === 'skip') lineFreed(night)
  else if (admission.why === 'waits_for_line') {
    night.lines.wait(waiting)
    lookForLines(night, night.lines.againAtMs(night.nowMs))
  }
}

const putOff = (
  night: Night,
  { run, ordinal: attempt }: Waiting,
  { kind, ...rest }: Exclude<Admission, { kind: 'go' }>,
): void => {
  const event = { type: kind === 'skip' ? 'AttemptSkipped' : 'AttemptDeferred', attempt, ...rest }
  happen(night, run, event as Event)
}

const lookForLines = (night: Night, atMs: number | null): void => {
  if (atMs === null || (night.linesLookAtMs !== null && night.linesLookAtMs <= atMs)) return
  night.linesLookAtMs = atMs
  night.agenda.add(atMs, () => {
    if (night.linesLookAtMs !== atMs) return
    night.linesLookAtMs = null
    const claimed = night.lines.claim(night.nowMs)
    // As in the engine, the next look is set before it is known whether a line that was kept is needed.
    const againAtMs = night.lines.againAtMs(night.nowMs)
    for (const waiting of claimed) place(night, waiting, true)
    lookForLines(night, againAtMs)
  })
}

/** What needs no line: it is handed over at once, and in a preview nobody answers it. */
const isMessage = ({ run, ordinal }: Waiting): boolean =>
  destinationOf(run, run.attempts.get(ordinal) as Attempt).connectionId !== undefined

const handOver = (night: Night, waiting: Waiting): void => {
  const { run, ordinal: attempt } = waiting
  const free = { connectionKnown: true, numberAllowed: true, numberInCall: false, line: null }
  const admission = admit({ ...free, held: heldNow(night, waiting), flood: floodNow(night, waiting) }, night.nowMs)
  if (admission.kind !== 'go') return putOff(night, waiting, admission)
  happen(night, run, { type: 'AttemptBegan', attempt })
  night.begun += 1
  night.agenda.add(night.nowMs + night.request.network.answerMs, () => {
    const sent = { attempt, providerId: `preview-${attempt}`, detail: null, answeredBy: null }
    happen(night, run, { type: 'CallEnded', end: 'delivered', ...sent })
  })
}

const dial = (night: Night, { run, ordinal }: Waiting, reserved: boolean): void => {
  const { agenda, lines, people, request } = night
  const attempt = run.attempts.get(ordinal) as Attempt
  const destination = destinationOf(run, attempt)
  lines.begin({ address: destination.address, reserved }, night.nowMs)
  night.begun += 1
  const witness = run.witnesses.get(ordinal) as Witness
  const call = placeCall(
    {
      attempt: ordinal,
      about: night.alerts === null ? 'text' : 'alerts',
      plan: run.plan,
      behaviour: people.next(destination),
      network: request.network,
    },
    {
      nowMs: () => night.nowMs,
      at: agenda.add,
      send: (event) => {
        if (event.type === 'VoiceTurn') return happen(night, run, withQueue(night, run, event))
        if (event.type !== 'CallProgressed' || event.state !== 'ringing') return happen(night, run, event)
        // As in the engine, news that decides nothing goes past the decisions.
        witness.ringingAtMs = night.nowMs
        return null
      },
      speak: (speech, key) => speak(night, { run, ordinal, destination, witness }, { speech, key }),
    },
  )
  night.calls.get(run)?.set(ordinal, call)
}

type Listener = {
  readonly run: Run
  readonly ordinal: number
  readonly destination: Destination
  readonly witness: Witness
}

/** A button call's turn is decided by what it has yet to tell. */
const withQueue = ({ alerts }: Night, run: Run, event: Extract<Event, { type: 'VoiceTurn' }>): Event =>
  alerts === null || run.plan.buttons === undefined
    ? event
    : { ...event, queue: alerts.queue({ run, ordinal: event.attempt }) }

/** As in production the callout ends once keys have left nothing that needs somebody. */
const restIfTaken = (night: Night, run: Run): void => {
  const rest = night.alerts?.rest() ?? null
  if (rest === null || run.head.outcome !== null) return
  night.agenda.add(night.nowMs, () => happen(night, run, rest))
}

/** The very words, rendered as production renders them; beyond the preview's limit they are counted but not kept. */
const speak = (
  night: Night,
  { run, ordinal, destination, witness }: Listener,
  said: { speech: Speech; key: string | null },
): number => {
  const { network, limits } = night.request
  const values = valuesFor(night.request, run.plan, destination)
  const told = night.alerts?.tell({ run, ordinal }, said.speech)
  const rendered = spokenLines({ speech: said.speech, plan: run.plan, destination, values, told }).map(cleanForSpeech)
  const characters = rendered.reduce((sum, line) => sum + line.length, 0)
  night.spokenCharacters += characters
  const lines = night.spokenCharacters > limits.spokenCharactersMax ? [] : rendered
  witness.said.push({ atMs: night.nowMs, key: said.key, lines })
  restIfTaken(night, run)
  return Math.round(characters * network.characterMs[destination.language])
}

const callOf = (night: Night, { run, ordinal }: Waiting): Call => night.calls.get(run)?.get(ordinal) as Call

/** Asking the provider takes as long as any request to it. */
const watch = (night: Night, waiting: Waiting): void => {
  const { run, ordinal: attempt } = waiting
  const call = callOf(night, waiting)
  night.agenda.add(night.nowMs + night.request.network.answerMs, () => {
    const event = call.observe()
    happen(night, run, event)
    if (event.type === 'CallProgressed') happen(night, run, { type: 'StillLive', attempt })
  })
}

const cancel = (night: Night, waiting: Waiting): void => {
  const { run, ordinal: attempt } = waiting
  callOf(night, waiting).cancel()
  night.agenda.add(night.nowMs + night.request.network.answerMs, () => {
    happen(night, run, { type: 'CancelSent', attempt, done: true })
  })
}
