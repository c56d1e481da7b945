// The demo's administrator: the first one of its data directory, with the password that was given, or one of this start.

import { randomBytes } from 'node:crypto'
import type { Settings } from '#settings/settings'
import type { RunningServer } from '../src/server/server.ts'

type Offer = { readonly account: string; readonly password: string }

/** Needs no change at the first sign-in: whoever reads it here has it from the demo itself. */
export const offerAdministrator = async ({ config, spaceId }: RunningServer, settings: Settings): Promise<Offer> => {
  const { adminAccount: account, adminPassword } = settings
  const { items } = await config.accounts.list(spaceId, { limit: 200, cursor: null })
  const own = items.find((one) => one.account === account && one.subaccount === '') ?? items[0]
  if (own === undefined) throw new Error('the demo has no administrator')
  const password = adminPassword ?? randomBytes(15).toString('base64url')
  await config.accounts.setPassword(spaceId, own.id, password)
  return { account: own.account, password }
}
