// All that may keep somebody from being contacted at an instant: pauses, then their own quiet hours, then, where the space wants it so,
// that nobody verified the number or address. The engine reads them together, previews imagine them together.

import type { QuietNow } from './event.ts'
import type { Guard } from './guard.ts'
import { type Contacting, type HeldByPause, heldAt, type Pause } from './pause.ts'
import { type QuietPeople, quietAt } from './quiet.ts'

export type Holds = {
  readonly pauses: readonly Pause[]
  readonly quiet: QuietPeople
  /** Contact methods that are not verified, by `contactKey`; absent: it does not matter. */
  readonly unverified?: ReadonlySet<string> | undefined
  /** How often somebody is tried within a while; absent: as often as callouts want. */
  readonly guard?: Guard | undefined
}

export const contactKey = (userId: string, address: string): string => `${userId} ${address}`

/** Why the gate lets somebody not be contacted now. */
export type Held =
  | HeldByPause
  | { readonly why: 'quiet_hours'; readonly quiet: QuietNow }
  | { readonly why: 'unverified' }

type Trying = Contacting & {
  readonly address: string
  readonly priority: number
  /** Whoever asked to be connected is called back, whatever the hour. */
  readonly isCallBack: boolean
}

/** Returns what keeps somebody from being contacted now, or undefined. */
export const holdAt = ({ pauses, quiet, unverified }: Holds, trying: Trying, nowMs: number): Held | undefined => {
  const paused = heldAt(pauses, trying, nowMs)
  if (paused !== undefined || trying.isCallBack) return paused
  const found = quietAt(quiet, trying, nowMs)
  if (found !== undefined) return { why: 'quiet_hours', quiet: found }
  const { userId, address } = trying
  return userId !== null && unverified?.has(contactKey(userId, address)) === true ? { why: 'unverified' } : undefined
}
