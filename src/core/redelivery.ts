// Whether and when something is tried again that was not taken: a webhook's delivery, a message that is to be changed.

/** The wait after a failed try doubles, from the first to the longest. */
export type Waits = { readonly firstMs: number; readonly maxMs: number }

/** Ten seconds, twenty, … an hour. */
export const deliveryWaits: Waits = { firstMs: 10_000, maxMs: 3_600_000 }

const waitMs = ({ waits: { firstMs, maxMs }, tries, adviceMs = 0 }: Tries): number =>
  Math.min(maxMs, Math.max(adviceMs, firstMs * 2 ** (tries - 1)))

/** `final`: the other side said for good that it will not take it. */
export type TryResult = 'taken' | 'not_taken' | 'final'

export type Tries = {
  /** How often it was tried, from 1: the one that has just been made included. */
  readonly tries: number
  readonly triesMax: number
  readonly waits: Waits
  /** How long the other side asked to be left alone: heeded up to the longest wait. */
  readonly adviceMs?: number | undefined
}

export type AfterTry =
  | { readonly state: 'delivered' | 'failed' }
  | { readonly state: 'waiting'; readonly waitMs: number }

export const afterTry = (result: TryResult, made: Tries): AfterTry => {
  if (result === 'taken') return { state: 'delivered' }
  if (result === 'final' || made.tries >= made.triesMax) return { state: 'failed' }
  return { state: 'waiting', waitMs: waitMs(made) }
}
