// The demo's phones can call back: the simulated account's numbers lead to us, as an administrator would enter it at the provider.

import { incomingUrl } from '#channels/phone/urls'
import type { Simulator } from '../simulator/index.ts'
import type { RunningServer } from '../src/server/server.ts'

export const offerReturnedCalls = async (
  { config, spaceId }: Pick<RunningServer, 'config' | 'spaceId'>,
  { simulator, url }: { readonly simulator: Simulator; readonly url: string },
): Promise<void> => {
  const { items } = await config.connections.list(spaceId, { limit: 50, cursor: null })
  const calling = items.find(({ kind }) => kind === 'twilio')
  if (calling === undefined) return
  for (const { settings } of simulator.network.defaultAccount.numbers.values())
    settings['voice_url'] = incomingUrl(url, calling.id)
}
