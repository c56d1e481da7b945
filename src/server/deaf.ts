// Says at start which connections cannot hear keys, so that nobody finds out at night that nobody could acknowledge.

import type { ConfigStore } from '#store/config/store'
import type { ServerLog } from './log.ts'

const PAGE = 200

export const warnOfDeafConnections = async (config: ConfigStore, spaceId: string, log: ServerLog): Promise<void> => {
  const { items } = await config.connections.list(spaceId, { limit: PAGE, cursor: null })
  for (const { key, settings } of items) {
    const { inbound } = settings as { readonly inbound?: string }
    if (inbound === undefined || inbound === 'webhook') continue
    log.warn(
      { spaceId, connection: key, inbound },
      'keys cannot be read on this connection: calls are delivered at best',
    )
  }
}
