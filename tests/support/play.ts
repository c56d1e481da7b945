// Plays one callout in memory, whole: no scopes, no store. For tables and properties of the pure core.

import { decide } from '#core/callout/decide'
import type { DutyFound } from '#core/callout/duty'
import type { Event } from '#core/callout/event'
import type { Attempt, Head, Target } from '#core/callout/state'
import { initialHead } from '#core/callout/state'
import type { Follow, HistoryEntry } from '#core/callout/work'
import { refsToLookUp, withOnDuty } from '#core/plan/on-call'
import type { DutyRef, Plan } from '#core/plan/plan'
import type { Speech } from '#core/speech/speech'

type Duty = (ref: DutyRef, atMs: number) => DutyFound['duties']

export type Play = {
  readonly plan: () => Plan
  readonly head: () => Head
  readonly attempt: (ordinal: number) => Attempt
  readonly attempts: () => readonly Attempt[]
  readonly target: (destination: number) => Target
  readonly targets: () => readonly Target[]
  readonly history: () => readonly HistoryEntry[]
  readonly reasons: () => readonly string[]
  readonly now: () => number
  readonly wait: (ms: number) => void
  readonly escalated: () => boolean
  /** Sends one event now, with everything it sets off; answers what is spoken. */
  readonly send: (event: Event) => Speech | null
  /** A planned attempt rings and is in the provider's hands. */
  readonly place: (ordinal: number) => void
  readonly answer: (ordinal: number, key?: string) => Speech | null
  readonly ends: (ordinal: number, end?: 'completed' | 'no_answer' | 'busy' | 'failed' | 'cancelled') => void
}

/** @param duty who is on duty at an instant, for plans that name schedules */
export const play = (frozen: Plan, startMs = 1_000_000, duty: Duty = () => []): Play => {
  let plan = frozen
  let head: Head = initialHead
  let nowMs = startMs
  let escalated = false
  const targets = new Map<number, Target>()
  const attempts = new Map<number, Attempt>()
  const history: HistoryEntry[] = []

  const send = (event: Event): Speech | null => {
    let spoken: Speech | null = null
    let next: Event | Follow | null = event
    while (next !== null) {
      const refs = refsToLookUp(plan, next)
      if (refs.length > 0 && next.type === 'OpenStep') {
        const joined = withOnDuty(
          plan,
          refs.map((ref) => ({ ref, duties: duty(ref, nowMs) })),
        )
        plan = joined.plan
        next = { ...next, onDuty: joined.onDuty }
      }
      const decision = decide({ plan, head, targets, attempts }, next, nowMs)
      head = decision.head
      for (const target of decision.targets) targets.set(target.destination, target)
      for (const attempt of decision.attempts) attempts.set(attempt.ordinal, attempt)
      history.push(...decision.history)
      escalated ||= decision.escalates
      spoken = decision.answer ?? spoken
      next = decision.follow
    }
    return spoken
  }

  const must = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error('no such thing in this play')
    return value
  }
  const providerId = (ordinal: number): string => `CA${ordinal}`

  send({ type: 'Started', escalatedFrom: null })
  return {
    plan: () => plan,
    head: () => head,
    attempt: (ordinal) => must(attempts.get(ordinal)),
    attempts: () => [...attempts.values()],
    target: (destination) => must(targets.get(destination)),
    targets: () => [...targets.values()],
    history: () => history,
    reasons: () => history.map((entry) => entry.reason),
    now: () => nowMs,
    wait: (ms) => {
      nowMs += ms
      send({ type: 'TimerFired' })
    },
    escalated: () => escalated,
    send,
    place: (ordinal) => {
      send({ type: 'AttemptBegan', attempt: ordinal })
      send({ type: 'CallPlaced', attempt: ordinal, providerId: providerId(ordinal) })
    },
    answer: (ordinal, key) => {
      const turn = (attempts.get(ordinal)?.turn ?? 0) as number
      const message = { attempt: ordinal, providerId: providerId(ordinal), answeredBy: null } as const
      if (turn > 0) return send({ type: 'VoiceTurn', ...message, turn, key: key ?? null })
      const greeting = send({ type: 'VoiceTurn', ...message, turn: 0, key: null })
      return key === undefined ? greeting : send({ type: 'VoiceTurn', ...message, turn: 1, key })
    },
    ends: (ordinal, end = 'completed') => {
      send({
        type: 'CallEnded',
        attempt: ordinal,
        providerId: providerId(ordinal),
        end,
        detail: null,
        answeredBy: null,
      })
    },
  }
}
