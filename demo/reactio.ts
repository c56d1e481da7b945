// What a script of Reactio needs to try the demo: a key of the project `ops`, whose members a notification rings.

import type { RunningServer } from '../src/server/server.ts'

const NAME = 'demo reactio'
const PROJECT = 'ops'

type Offer = { readonly apiKey: string }

/** Every start has a key of its own; the one of the last start ends. */
export const offerReactio = async ({ config, spaceId }: RunningServer): Promise<Offer> => {
  for (const { id, name, revokedAtMs } of (await config.tokens.list(spaceId)).items) {
    if (name === NAME && revokedAtMs === null) await config.tokens.revoke(spaceId, id)
  }
  const scopes = ['incidents:read', 'incidents:write'] as const
  const { token } = await config.tokens.create(spaceId, { name: NAME, scopes, expiresAtMs: null, project: PROJECT })
  return { apiKey: token }
}
