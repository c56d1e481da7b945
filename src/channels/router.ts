// All ways out as one: whatever is asked about a connection is asked of the way that carries its kind. A kind never changes, so
// it is read once.

import type { ConnectionId, SpaceId } from '#core/ids'
import type { CallOrder, Observation, WayOut } from '#engine/ports'
import type { ConnectionRows } from './message/way.ts'

export type RouterOptions = {
  readonly connections: ConnectionRows
  /** By kind of connection. */
  readonly ways: Readonly<Record<string, WayOut>>
}

type Found =
  | { readonly kind: 'way'; readonly way: WayOut }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable' }

const KNOWN_MAX = 100_000
/** A connection that cannot be read now must not look like one that does not exist: nobody would be contacted. */
const UNREADABLE = 'unreadable'

export const createRouter = ({ connections, ways }: RouterOptions): WayOut => {
  const known = new Map<string, WayOut>()

  const read = async (spaceId: SpaceId, id: ConnectionId): Promise<Found> => {
    try {
      const row = await connections.load(spaceId, id)
      const way = row === null || !Object.hasOwn(ways, row.kind) ? undefined : ways[row.kind]
      if (way === undefined) return { kind: 'missing' }
      if (known.size >= KNOWN_MAX) known.clear()
      known.set(`${spaceId} ${id}`, way)
      return { kind: 'way', way }
    } catch {
      return { kind: 'unreadable' }
    }
  }

  const find = (spaceId: SpaceId, id: ConnectionId): Found | Promise<Found> => {
    const way = known.get(`${spaceId} ${id}`)
    return way === undefined ? read(spaceId, id) : { kind: 'way', way }
  }

  const of = ({ attempt }: CallOrder): Found | Promise<Found> =>
    attempt.connectionId === null ? { kind: 'missing' } : find(attempt.spaceId, attempt.connectionId)

  const ask = async (order: CallOrder, question: (way: WayOut) => Promise<Observation>): Promise<Observation> => {
    const found = await of(order)
    return found.kind === 'way' ? question(found.way) : { kind: 'unavailable', code: `connection.${found.kind}` }
  }

  return {
    connection: async (spaceId, id) => {
      const found = await find(spaceId, id)
      if (found.kind === 'way') return found.way.connection(spaceId, id)
      if (found.kind === 'missing') return null
      const pace = { callsPerSecond: 1, callsAtOnce: null }
      return { id, kind: UNREADABLE, engages: true, pace, simulated: false }
    },
    allows: (address, facts) => facts.kind === UNREADABLE || (ways[facts.kind]?.allows(address, facts) ?? false),
    place: async (order) => {
      const found = await of(order)
      if (found.kind === 'way') return found.way.place(order)
      if (found.kind === 'missing') return { kind: 'refused', refusal: 'configuration', code: 'connection.missing' }
      return { kind: 'refused', refusal: 'temporary', code: 'connection.unreadable' }
    },
    lookup: (order) => ask(order, (way) => way.lookup(order)),
    watch: (order) => ask(order, (way) => way.watch(order)),
    cancel: async (order) => {
      const found = await of(order)
      return found.kind === 'way' ? found.way.cancel(order) : false
    },
  }
}
