// Who goes first of those that wait for a line, and when to look again for the rest. Pure; the simulation's store uses it too.

import { freeLines, type Pace } from '#core/callout/admit'
import type { AttemptRow } from '#engine/ports'

/** How soon to look again when a line must end before the next can begin; the process that ends it looks at once. */
const LINE_AGAIN_MS = 1_000

/** Those who wait still do so for a slot, for a call to end, or only because this claim took as many as it was asked to. */
export const againAtMs = (
  line: { pace: Pace; nextSlotAtMs: number; liveCalls: number },
  { nowMs, full }: { nowMs: number; full: boolean },
): number => {
  if (freeLines(line, nowMs) > 0) return full ? nowMs : nowMs + LINE_AGAIN_MS
  const busy = line.pace.callsAtOnce !== null && line.liveCalls >= line.pace.callsAtOnce
  return Math.max(line.nextSlotAtMs, busy ? nowMs + LINE_AGAIN_MS : nowMs)
}

/** By priority, then age. */
export const byUrgency = (one: AttemptRow, other: AttemptRow): number =>
  one.priority - other.priority ||
  one.plannedAtMs - other.plannedAtMs ||
  (one.calloutId < other.calloutId ? -1 : one.calloutId > other.calloutId ? 1 : one.ordinal - other.ordinal)
