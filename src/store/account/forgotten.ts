// A forgotten password: a link by mail, for an hour, to whoever names an account. Whether there is such an account, and whether it
// has a mail address, is told to nobody; how often may be asked is counted like wrong passwords.

import type pg from 'pg'
import type { AccountDeps } from './accounts.ts'
import { createFailures } from './failures.ts'
import { insertLink, type NewLink } from './links.ts'
import { folded } from './passwords.ts'
import { type Recipient, recipientOf } from './recipient.ts'

export const forgottenLimits = {
  perAddressMinute: 10,
  perNameMinute: 2,
  /** Links of one account that are open at once, whoever made them: nobody's mailbox is flooded. */
  openMax: 5,
  lifeMs: 60 * 60_000,
} as const

export type Forgotten = {
  readonly account: string
  readonly subaccount: string
  /** Who asks. */
  readonly address: string
}

export type ForgottenLink = NewLink & { readonly recipient: Recipient }
type Account = { readonly id: string; readonly userId: string; readonly name: string; readonly open: number }

const find = async (client: pg.PoolClient, { account, subaccount }: Forgotten, nowMs: number) => {
  const { rows } = await client.query<Account>(
    `select a.id, a.user_id as "userId", a.name,
       (select count(*)::int from one_time_link l where l.account_id = a.id and l.expires_at > $3) as open
     from account a where a.name_folded = $1 and a.subaccount_folded = $2 and not a.disabled`,
    [folded(account), folded(subaccount), new Date(nowMs)],
  )
  return rows[0] ?? null
}

export const createForgotten = (deps: AccountDeps) => {
  const byAddress = createFailures(forgottenLimits.perAddressMinute, deps.nowMs)
  const byName = createFailures(forgottenLimits.perNameMinute, deps.nowMs)
  return {
    /** Counts the question; returns the seconds to wait, or null when it may be worked on. */
    ask: (spaceId: string, { account, subaccount, address }: Forgotten): number | null => {
      const name = JSON.stringify([spaceId, folded(account), folded(subaccount)])
      const wait = byAddress.blocked(address) ?? byName.blocked(name)
      if (wait !== null) return wait
      byAddress.add(address)
      byName.add(name)
      return null
    },
    /** Null when no letter is to be sent, for whatever reason. */
    link: (spaceId: string, forgotten: Forgotten): Promise<ForgottenLink | null> =>
      deps.inSpace(spaceId, async (client) => {
        const nowMs = deps.nowMs()
        const found = await find(client, forgotten, nowMs)
        if (found === null || found.open >= forgottenLimits.openMax) return null
        const recipient = await recipientOf(client, found.userId)
        if (recipient === null) return null
        const row = { kind: 'reset', userId: found.userId, accountId: found.id, account: null, subaccount: '' } as const
        const made = { id: deps.newId(nowMs), spaceId, roles: [], createdBy: found.name, nowMs }
        const { lifeMs } = forgottenLimits
        return { ...(await insertLink(client, { ...row, ...made, lifeMs })), recipient }
      }),
  }
}
