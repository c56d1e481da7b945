// Before an attempt meets the gate: where the connection it is to go by is known not to work, and there is another way that does, it
// goes by that one.

import { chooseWay } from '#core/callout/failover'
import { heldAt, type Pause } from '#core/callout/pause'
import type { Attempt } from '#core/callout/state'
import { briefly } from '#core/cause'
import type { Channel } from '#core/plan/plan'
import { connectionOf, hasOtherWays, type Way } from '#core/plan/way'
import type { Circuits } from './circuits.ts'
import { type Draft, decideInto } from './draft.ts'
import type { HoldReader } from './ports.ts'

type Beginning = { readonly draft: Draft; readonly attempt: Attempt }
type Tools = {
  readonly circuits: Pick<Circuits, 'admits' | 'letGo'>
  readonly holds: HoldReader
  readonly nowMs: number
}

type Asked = {
  readonly destination: number
  readonly channel: Channel
  readonly pauses: readonly Pause[]
  readonly nowMs: number
}

const isPaused = ({ row, plan }: Draft, { destination, channel, pauses, nowMs }: Asked): boolean => {
  const userId = plan.destinations[destination]?.userId ?? null
  const contacting = { policyId: plan.policyId, text: briefly(row.cause), channel, userId }
  return row.purpose === undefined && heldAt(pauses, contacting, nowMs) !== undefined
}

const rerouteOne = async ({ draft, attempt }: Beginning, { circuits, holds, nowMs }: Tools): Promise<void> => {
  if (draft.head.outcome !== null || !hasOtherWays(draft.plan, attempt.destination)) return
  const { destination } = attempt
  const asked = { destination, pauses: (await holds.read(draft.row.spaceId)).pauses, nowMs }
  const paused = (channel: Channel): boolean => isPaused(draft, { ...asked, channel })
  // Whoever is not to be contacted on their own channel now is not contacted on another either.
  if (paused(attempt.channel)) return
  const works = ({ connectionId, channel }: Way): boolean =>
    connectionId !== null && circuits.admits(connectionId) && (channel === attempt.channel || !paused(channel))
  const way = chooseWay(draft, attempt, works)
  if (way !== (attempt.way ?? 0)) decideInto(draft, { type: 'AttemptRerouted', attempt: attempt.ordinal, way }, nowMs)
  const by = connectionOf(draft.plan, { destination: attempt.destination, way })
  if (by !== null) circuits.letGo(by)
}

/** One after another: of a circuit that is tried again only one attempt is let go to try it. */
export const reroute = async (beginnings: readonly Beginning[], tools: Tools): Promise<void> => {
  for (const one of beginnings) await rerouteOne(one, tools)
}
