// Whether and when something is told again that was not taken: a webhook's delivery, whatever way it goes.

const WAIT_MS = { first: 10_000, max: 3_600_000 }

/** The wait after a failed attempt doubles: ten seconds, twenty, … an hour. */
const waitMs = (attempts: number): number => Math.min(WAIT_MS.max, WAIT_MS.first * 2 ** Math.max(0, attempts - 1))

/** `final`: the other side said for good that it will not take it. */
export type TellingResult = 'taken' | 'not_taken' | 'final'

export type Telling = {
  /** The one that has just been made included. */
  readonly attempts: number
  readonly attemptsMax: number
}

export type AfterTelling =
  | { readonly state: 'delivered' | 'failed' }
  | { readonly state: 'waiting'; readonly waitMs: number }

export const afterTelling = (result: TellingResult, { attempts, attemptsMax }: Telling): AfterTelling => {
  if (result === 'taken') return { state: 'delivered' }
  if (result === 'final' || attempts >= attemptsMax) return { state: 'failed' }
  return { state: 'waiting', waitMs: waitMs(attempts) }
}
