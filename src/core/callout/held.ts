// All that may keep somebody from being contacted at an instant: pauses, then their own quiet hours. The engine reads both together,
// previews imagine both together.

import type { QuietNow } from './event.ts'
import { type Contacting, type HeldByPause, heldAt, type Pause } from './pause.ts'
import { type QuietPeople, quietAt } from './quiet.ts'

export type Holds = { readonly pauses: readonly Pause[]; readonly quiet: QuietPeople }

/** Why the gate lets somebody not be contacted now. */
export type Held = HeldByPause | { readonly why: 'quiet_hours'; readonly quiet: QuietNow }

type Trying = Contacting & {
  readonly priority: number
  /** Whoever asked to be connected is called back, whatever the hour. */
  readonly isCallBack: boolean
}

/** Returns what keeps somebody from being contacted now, or undefined. */
export const holdAt = ({ pauses, quiet }: Holds, trying: Trying, nowMs: number): Held | undefined => {
  const paused = heldAt(pauses, trying, nowMs)
  if (paused !== undefined || trying.isCallBack) return paused
  const found = quietAt(quiet, trying, nowMs)
  return found && { why: 'quiet_hours', quiet: found }
}
