// How the connections this process sends by are doing. Each process judges by what became of its own requests, and forgets it when it
// ends: a new one tries again. What is known is given out whenever it changes, for people to see.

import { admits, type Health, letGo, noted, saidOf, unknownHealth } from '#core/health'
import type { ConnectionId, SpaceId } from '#core/ids'
import type { AttemptRow, Clock, Placement } from './ports.ts'

export type HealthHeard = (spaceId: SpaceId, id: ConnectionId, health: Health) => void

export type Circuits = {
  readonly admits: (id: ConnectionId) => boolean
  /** An attempt was let go by a connection because its circuit admits it. */
  readonly letGo: (id: ConnectionId) => void
  readonly note: (attempt: Pick<AttemptRow, 'spaceId' | 'connectionId'>, placement: Placement) => void
}

const KNOWN_MAX = 100_000

export const createCircuits = ({
  clock,
  heard,
}: {
  readonly clock: Pick<Clock, 'nowMs'>
  readonly heard?: HealthHeard | undefined
}): Circuits => {
  const known = new Map<ConnectionId, Health>()
  const of = (id: ConnectionId): Health => known.get(id) ?? unknownHealth
  const keep = (id: ConnectionId, health: Health): void => {
    if (known.size >= KNOWN_MAX) known.clear()
    known.set(id, health)
  }
  return {
    admits: (id) => admits(of(id), clock.nowMs()),
    letGo: (id) => {
      const [before, after] = [of(id), letGo(of(id), clock.nowMs())]
      if (after !== before) keep(id, after)
    },
    note: ({ spaceId, connectionId }, placement) => {
      const said = saidOf(placement)
      if (connectionId === null || said === undefined) return
      const health = noted(of(connectionId), said, clock.nowMs())
      keep(connectionId, health)
      heard?.(spaceId, connectionId, health)
    },
  }
}
