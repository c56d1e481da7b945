// What a script of JP1 CS 通報管理 needs to try the demo: an account with a password of this start, and a 連絡網 by its name.

import { randomBytes } from 'node:crypto'
import type { RunningServer } from '../src/server/server.ts'

const ACCOUNT = 'jp1'
const USER = 'jobs'
const NET = 'blogtest'

type Offer = { readonly account: string; readonly password: string; readonly net: string }

/** Makes the account anew, so that the password of the start before ends. */
export const offerJp1 = async ({ config, spaceId }: RunningServer): Promise<Offer> => {
  const { items } = await config.accounts.list(spaceId, { limit: 200, cursor: null })
  for (const { id, account } of items) if (account === ACCOUNT) await config.accounts.remove(spaceId, id, 'everything')
  const password = randomBytes(15).toString('base64url')
  const write = { user: USER, account: ACCOUNT, subaccount: '', password, mustChange: false, policies: null }
  await config.accounts.create(spaceId, write, 'everything')
  await config.grants.create(spaceId, { role: 'member', user: USER, group: null, project: null }, 'everything')
  return { account: ACCOUNT, password, net: NET }
}
