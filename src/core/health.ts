// How a connection is doing, from what came of the last requests by it; and whether it is to be gone by while there are others. A
// circuit, as of fuses: closed → open (too many of the last requests failed) → half-open (one is let go, to see) → closed, or
// open again for longer. It only ever chooses between ways: where there is one way only, that is gone by whatever the circuit says.

import { limits } from './limits.ts'

/** What one request says of its connection: null is a success, a code a failure. */
type Result = { readonly atMs: number; readonly failed: string | null }

export type Circuit =
  | { readonly state: 'closed' }
  /** `times`: how often in a row it has opened; each time it stays so for longer. */
  | { readonly state: 'open'; readonly times: number; readonly untilMs: number }
  /** One request is on its way; if nothing is heard of it until then, another may go. */
  | { readonly state: 'half_open'; readonly times: number; readonly untilMs: number }

export type Health = {
  readonly circuit: Circuit
  /** When the circuit came into its state; null: it never was in another. */
  readonly sinceMs: number | null
  /** Of the sliding window, oldest first. */
  readonly results: readonly Result[]
  readonly lastFailure: { readonly atMs: number; readonly code: string } | null
  readonly lastSuccessAtMs: number | null
}

export const unknownHealth: Health = {
  circuit: { state: 'closed' },
  sinceMs: null,
  results: [],
  lastFailure: null,
  lastSuccessAtMs: null,
}

/** What became of a request, as far as it tells of its connection. */
export type Sent =
  | { readonly kind: 'placed' | 'delivered' | 'failed' }
  | { readonly kind: 'unknown'; readonly code: string }
  | {
      readonly kind: 'refused'
      readonly refusal: 'permanent' | 'configuration' | 'temporary'
      readonly code: string
      /** What refused it is not the connection. */
      readonly ofConnection?: false | undefined
    }

/** What a request says of its connection: null is well, a code is not; undefined says nothing. */
export const saidOf = (sent: Sent): string | null | undefined => {
  switch (sent.kind) {
    case 'placed':
    case 'delivered':
      return null
    case 'failed':
      return undefined
    case 'unknown':
      return sent.code
    case 'refused':
      return sent.refusal === 'permanent' || sent.ofConnection === false ? undefined : sent.code
  }
}

/** Whether the next request may go by it, where there are others to go by. */
export const admits = ({ circuit }: Health, nowMs: number): boolean =>
  circuit.state === 'closed' || circuit.untilMs <= nowMs

/** A request was let go by it: of an open circuit that was the one to try it with. */
export const letGo = (health: Health, nowMs: number): Health => {
  const { circuit } = health
  if (circuit.state === 'closed' || circuit.untilMs > nowMs) return health
  const untilMs = nowMs + limits.health.probeMs
  return { ...health, circuit: { state: 'half_open', times: circuit.times, untilMs }, sinceMs: nowMs }
}

const inWindow = (results: readonly Result[], nowMs: number): readonly Result[] =>
  results.filter(({ atMs }) => atMs > nowMs - limits.health.windowMs).slice(-limits.health.results)

/** How many requests of the window went well, and how many did not. */
export const countsOf = ({ results }: Health, nowMs: number): { readonly ok: number; readonly failed: number } => {
  const seen = inWindow(results, nowMs)
  const failed = seen.filter((one) => one.failed !== null).length
  return { ok: seen.length - failed, failed }
}

const opened = (health: Health, times: number, nowMs: number): Health => {
  const { openFirstMs, openMaxMs } = limits.health
  const untilMs = nowMs + Math.min(openMaxMs, openFirstMs * 2 ** (times - 1))
  return { ...health, circuit: { state: 'open', times, untilMs }, sinceMs: nowMs }
}

/** It works again: what went wrong before says nothing any more. */
const closed = (health: Health, nowMs: number): Health => ({
  ...health,
  circuit: { state: 'closed' },
  sinceMs: nowMs,
  results: health.results.slice(-1),
})

/** @param failed the code of the failure; null where the request was taken */
export const noted = (health: Health, failed: string | null, nowMs: number): Health => {
  const results = inWindow([...health.results, { atMs: nowMs, failed }], nowMs)
  const next: Health =
    failed === null
      ? { ...health, results, lastSuccessAtMs: nowMs }
      : { ...health, results, lastFailure: { atMs: nowMs, code: failed } }
  const { circuit } = health
  if (failed === null) return circuit.state === 'closed' ? next : closed(next, nowMs)
  // What was under way when it opened says nothing new.
  if (circuit.state === 'open') return circuit.untilMs > nowMs ? next : opened(next, circuit.times + 1, nowMs)
  if (circuit.state === 'half_open') return opened(next, circuit.times + 1, nowMs)
  const counts = countsOf(next, nowMs)
  const { failuresMin, failedShare } = limits.health
  const isBad = counts.failed >= failuresMin && counts.failed >= failedShare * (counts.ok + counts.failed)
  return isBad ? opened(next, 1, nowMs) : next
}
