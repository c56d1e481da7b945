// What a script of Kompira Pigeon needs to try the demo: a token of this start, and the ids of a call flow and of guidance that
// speaks {{server}} and {{incident}}.

import type { RunningServer } from '../src/server/server.ts'

const NAME = 'pigeon'
const CALLFLOW = 'shougai-call'
const GUIDANCE = 'shougai'

type Offer = { readonly token: string; readonly callflowId: string; readonly guidanceId: string }

/** Makes the token anew, so that the one of the start before ends. */
export const offerPigeon = async ({ config, spaceId }: RunningServer): Promise<Offer> => {
  for (const { id, name, revokedAtMs } of (await config.tokens.list(spaceId)).items)
    if (name === NAME && revokedAtMs === null) await config.tokens.revoke(spaceId, id)
  const scopes = ['callouts:start', 'callouts:read', 'callouts:cancel', 'numbers:read']
  const { token } = await config.tokens.create(spaceId, { name: NAME, scopes, expiresAtMs: null })
  const callflow = await config.policies.get(spaceId, CALLFLOW)
  const guidance = await config.templates.get(spaceId, GUIDANCE)
  return { token, callflowId: callflow.id, guidanceId: guidance.id }
}
