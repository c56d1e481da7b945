// A signed-in person changes their own password. It needs the present one, which counts like a sign-in, and ends every other session.

import { ConfigRefusal, change } from '../config/context.ts'
import { type AccountDeps, getAccount, writePassword } from './accounts.ts'
import { checkPassword, samePassword } from './passwords.ts'
import type { createSignIn, SignInResult } from './sign-in.ts'

export type OwnPassword = {
  readonly accountId: string
  /** The session that stays. */
  readonly sessionId: string
  readonly current: string
  readonly password: string
  readonly address: string
}

export const createOwnPassword =
  (deps: AccountDeps & { readonly signIn: ReturnType<typeof createSignIn> }) =>
  /** @errors account.password_rules */
  async (spaceId: string, { accountId, sessionId, current, password, address }: OwnPassword): Promise<SignInResult> => {
    const { account, subaccount } = await deps.inSpace(spaceId, (client) => getAccount(client, accountId))
    checkPassword(password, [account, subaccount])
    if (samePassword(password, current)) {
      throw new ConfigRefusal('account.password_rules', 'is the present one', 'password')
    }
    const result = await deps.signIn(spaceId, { account, subaccount, password: current, code: null, address })
    if (!result.ok) return result
    const hash = await deps.passwords.hash(password)
    await change(deps, spaceId, (client) =>
      writePassword(client, accountId, { hash, mustChange: false, nowMs: deps.nowMs(), except: sessionId }),
    )
    return result
  }
