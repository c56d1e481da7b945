// The guard against floods: when many callouts run at once, nobody's phone is to ring without a pause, or it is switched off. It holds
// repeats only, never the first attempt of a callout, nor one that has something new to tell. A redial is left out, for others may
// be called in the meantime; a repeat of a later loop waits, so that no loop is used up while nobody is called.

import type { Destination, Plan } from '../plan/plan.ts'
import type { Attempt } from './state.ts'
import type { Facts } from './work.ts'

/** So many attempts at somebody on one channel within that time; further repeats are held. */
export type Guard = { readonly attempts: number; readonly windowMs: number }

/** What an attempt is held for, and until when. */
export type Flood = Guard & { readonly untilMs: number }

const redials: ReadonlySet<Attempt['reason']> = new Set(['redial_no_key', 'redial_no_answer', 'redial_busy'])

/** How a repeat is held; null: this attempt never is. */
export const heldHow = ({ reason }: Pick<Attempt, 'reason'>): 'wait' | 'skip' | null => {
  if (reason === 'loop_repeat') return 'wait'
  return redials.has(reason) ? 'skip' : null
}

/**
 * Returns what a repeat is held for, or undefined.
 * @param nthBegunAtMs of the attempts that began within the window before now, newest first, the `attempts`th; null: there are fewer
 */
export const floodAt = (guard: Guard, nthBegunAtMs: number | null, nowMs: number): Flood | undefined => {
  if (nthBegunAtMs === null) return undefined
  const untilMs = nthBegunAtMs + guard.windowMs
  return untilMs > nowMs ? { ...guard, untilMs } : undefined
}

/** The addresses that count as one: all that a plan knows of the person on the channel by which an attempt goes. */
export const groupOf = (
  { destinations }: Pick<Plan, 'destinations'>,
  to: Pick<Destination, 'userId' | 'channel' | 'address'>,
): readonly string[] => {
  const theirs = destinations.filter(
    ({ userId, channel }) => userId !== null && userId === to.userId && channel === to.channel,
  )
  return [...new Set([to.address, ...theirs.map(({ address }) => address)])]
}

const MINUTE_MS = 60_000

/** What the words of it need. */
export const floodFacts = ({ attempts, windowMs, untilMs }: Flood): Facts => ({
  count: attempts,
  minutes: Math.ceil(windowMs / MINUTE_MS),
  atMs: untilMs,
})
