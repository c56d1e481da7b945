// A preview (予行): the whole timeline of a policy for an imagined instant and imagined people, from the code that production
// runs. Pure, and bounded: what has no end is stopped, and it says so.

import { InvariantError } from '../assert.ts'
import type { Attempt, Head } from '../callout/state.ts'
import type { HistoryEntry } from '../callout/work.ts'
import type { Plan } from '../plan/plan.ts'
import { createNight, type Night, type Stopped } from './night.ts'
import type { PreviewRequest } from './request.ts'
import type { Run, Witness } from './run.ts'

/** An attempt as it would be stored, and what only a preview knows of it. */
export type PreviewedAttempt = { readonly attempt: Attempt; readonly witness: Readonly<Witness> }

/** One callout: the policy's own, then those it escalated to. */
export type PreviewedCallout = {
  readonly plan: Plan
  readonly startedAtMs: number
  readonly head: Head
  readonly attempts: readonly PreviewedAttempt[]
  readonly history: readonly HistoryEntry[]
}

export type Preview = {
  readonly startMs: number
  /** The last thing that happened: the end of the last call, or of the callout. */
  readonly endMs: number
  readonly callouts: readonly PreviewedCallout[]
  readonly stopped: Stopped | null
  /** Texts beyond the limit were left out. */
  readonly textsLeftOut: boolean
}

export type OpenPreview = {
  /** Goes on for at most this many decisions, so that a server can do something else in between; true when it is over. */
  readonly advance: (decisions: number) => boolean
  /** Whether an attempt has begun. */
  readonly hasBegun: () => boolean
  readonly result: () => Preview
}

const whyStop = ({ request, decisions, attempts }: Night, atMs: number): Stopped['why'] | null => {
  const { limits, startMs } = request
  if (attempts > limits.attemptsMax) return 'attempts'
  if (decisions > limits.eventsMax) return 'events'
  return atMs > startMs + limits.simulatedMs ? 'time' : null
}

const finished = (run: Run): PreviewedCallout => ({
  plan: run.plan,
  startedAtMs: run.startedAtMs,
  head: run.head,
  attempts: [...run.attempts.values()].map((attempt) => ({
    attempt,
    witness: run.witnesses.get(attempt.ordinal) as Witness,
  })),
  history: run.history,
})

export const openPreview = (request: PreviewRequest): OpenPreview => {
  const night = createNight(request)
  let stopped: Stopped | null = null
  let over = false

  /** False when there is nothing more to happen. */
  const next = (): boolean => {
    const entry = night.agenda.take()
    if (entry === null) return false
    const why = whyStop(night, entry.atMs)
    if (why !== null) {
      stopped = { why, atMs: night.nowMs }
      return false
    }
    night.nowMs = entry.atMs
    entry.item()
    return true
  }

  const advance = (decisions: number): boolean => {
    const until = night.decisions + decisions
    try {
      while (!over && night.decisions < until) over = !next()
    } catch (error) {
      // In production this callout would end as a defect, and its people be called by the fall-back.
      if (!(error instanceof InvariantError)) throw error
      stopped = { why: 'defect', atMs: night.nowMs }
      over = true
    }
    return over
  }

  return {
    advance,
    hasBegun: () => night.begun > 0,
    result: () => {
      const callouts = night.runs.map(finished)
      return {
        startMs: request.startMs,
        endMs: endOf(callouts, request.startMs),
        callouts,
        stopped,
        textsLeftOut: textsLeftOut(night),
      }
    },
  }
}

const textsLeftOut = ({ spokenCharacters, request }: Night): boolean =>
  spokenCharacters > request.limits.spokenCharactersMax

const endOf = (callouts: readonly PreviewedCallout[], startMs: number): number =>
  callouts
    .flatMap(({ head, attempts, history }) => [
      head.endedAtMs,
      history.at(-1)?.atMs,
      ...attempts.map(({ attempt }) => attempt.endedAtMs),
    ])
    .reduce<number>((latest, atMs) => Math.max(latest, atMs ?? startMs), startMs)

/** Runs to the end at once. */
export const preview = (request: PreviewRequest): Preview => {
  const open = openPreview(request)
  open.advance(Number.POSITIVE_INFINITY)
  return open.result()
}
