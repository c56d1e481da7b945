// What every request of a provider needs to know, read cheaply: a burst of callbacks shares its statements, and a connection
// is checked against its schema once per reading of its row.

import { type TwilioConnection, twilioConnection } from '#channels/phone/connection'
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

export const createAttempts = (read: (keys: readonly Key[]) => Promise<readonly (AttemptRow | null)[]>) => {
  const reads = createGrouper<Key, AttemptRow | null>({
    groupMax: GROUP_MAX,
    flush: read,
    splits: (error) => !(error instanceof StoreUnavailable),
  })
  return { find: (calloutId: CalloutId, ordinal: number) => reads.submit({ calloutId, ordinal }) }
}
