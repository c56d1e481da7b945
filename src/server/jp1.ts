// JP1's dialect with what it works on: accounts, sessions, the starter.

import { createJp1 } from '#dialects/jp1/jp1'
import type { Jp1Deps, Jp1Sessions } from '#dialects/jp1/ports'
import type { Dialect } from '#http/port'
import { createAddressOf } from '#http/proxies'
import type { ConfigStore } from '#store/config/store'

type Accounts = Pick<ConfigStore, 'signIn' | 'sessions'>

export const jp1Sessions = ({ signIn, sessions }: Accounts): Jp1Sessions => ({
  signIn: async (spaceId, { agent, ...credentials }) => {
    const result = await signIn(spaceId, credentials)
    if (!result.ok)
      return { ok: false, retryAfterSeconds: 'retryAfterSeconds' in result ? result.retryAfterSeconds : null }
    const { address } = credentials
    return { ok: true, ...(await sessions.createSession(result.account, { address, agent })) }
  },
  checkIdToken: sessions.checkIdToken,
  refresh: sessions.refresh,
  signOut: sessions.signOut,
})

type Options = Pick<Jp1Deps, 'starter' | 'digest' | 'isUnavailable' | 'log'> & {
  readonly config: Accounts
  readonly trustedProxies: readonly string[]
}

export const jp1 = ({ config, trustedProxies, ...rest }: Options): Dialect =>
  createJp1({ ...rest, sessions: jp1Sessions(config), addressOf: createAddressOf(trustedProxies) })
