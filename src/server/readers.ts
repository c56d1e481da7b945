// What every request of a provider needs to know, read cheaply: a burst of callbacks shares its statements, and a connection
// is checked against its schema once per reading of its row.

import { type TwilioConnection, twilioConnection } from '#channels/phone/connection'
import type { PlacedAttempt } from '#channels/phone/hook'
import type { CalloutId, ConnectionId, SpaceId } from '#core/ids'
import { createGrouper } from '#engine/grouper'
import { type AttemptRow, StoreUnavailable } from '#engine/ports'
import type { createCredentials } from '#store/config/credentials'

type Credentials = Pick<ReturnType<typeof createCredentials>, 'load'>

export const createConnections = (credentials: Credentials) => {
  const checked = new WeakMap<object, TwilioConnection>()
  return {
    load: async (spaceId: SpaceId, id: ConnectionId): Promise<TwilioConnection | null> => {
      const found = await credentials.load(spaceId, id)
      // One of another kind calls nobody.
      if (found === null || found.kind !== 'twilio') return null
      const connection =
        checked.get(found) ?? twilioConnection({ id, settings: found.settings, secrets: found.secrets })
      checked.set(found, connection)
      return connection
    },
  }
}

/** Connections of any kind, as they are stored. */
export const createConnectionRows = (credentials: Credentials) => ({
  load: async (spaceId: SpaceId, id: ConnectionId) => {
    const found = await credentials.load(spaceId, id)
    return found === null ? null : { id, ...found }
  },
})

type Key = Pick<AttemptRow, 'calloutId' | 'ordinal'>

const GROUP_MAX = 200
/** Calls that may be under way at once; of one that is forgotten is read. */
const PLACED_MAX = 20_000

export const createAttempts = (read: (keys: readonly Key[]) => Promise<readonly (AttemptRow | null)[]>) => {
  const placed = new Map<string, PlacedAttempt>()
  const keyOf = ({ calloutId, ordinal }: Key): string => `${calloutId} ${ordinal}`
  const reads = createGrouper<Key, AttemptRow | null>({
    groupMax: GROUP_MAX,
    flush: read,
    splits: (error) => !(error instanceof StoreUnavailable),
  })
  return {
    find: (calloutId: CalloutId, ordinal: number) => reads.submit({ calloutId, ordinal }),
    placed: (calloutId: CalloutId, ordinal: number) => placed.get(keyOf({ calloutId, ordinal })),
    /** The reports of a call are told apart by what was placed, without reading it each time. */
    placing: ({ calloutId, ordinal, spaceId, connectionId, nonce, address, reason }: AttemptRow): void => {
      const key = keyOf({ calloutId, ordinal })
      placed.delete(key)
      placed.set(key, { calloutId, ordinal, spaceId, connectionId, nonce, address, reason })
      if (placed.size > PLACED_MAX) placed.delete(placed.keys().next().value ?? key)
    },
  }
}
