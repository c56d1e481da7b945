// The second factor of an account: set up and confirmed by its person, asked for when they sign in, taken away by them or by whoever
// manages accounts. A code is taken once: whoever looked over a shoulder comes too late with it.

import type pg from 'pg'
import type { SecretSealer } from '../config/connections.ts'
import { ConfigRefusal, change, spaceHere } from '../config/context.ts'
import { type AccountDeps, createManaged, getAccount } from './accounts.ts'
import { createFailures } from './failures.ts'
import type { Holder } from './roles.ts'
import { hashRecovery, isTotp, newRecoveryCodes, newSecret, plainCode, stepOf, uriOf } from './second-factor-codes.ts'
import { factorRequired } from './second-factor-sql.ts'

export type SecretOpener = { open(sealed: string, context: string): string }
export type FactorDeps = AccountDeps & { readonly sealer: SecretSealer & SecretOpener }

export type FactorState = {
  readonly state: 'none' | 'unconfirmed' | 'on'
  /** Whether the space asks everybody for one. */
  readonly required: boolean
  readonly recoveryCodesLeft: number
}

type Row = { readonly secret: string; readonly on: boolean; readonly left: number }

const contextOf = (accountId: string): string => `second_factor/${accountId}`

const find = async (client: pg.PoolClient, accountId: string): Promise<Row | null> => {
  const { rows } = await client.query<Row>(
    `select secret, confirmed_at is not null as "on", cardinality(recovery_hash) as "left"
     from second_factor where account_id = $1`,
    [accountId],
  )
  return rows[0] ?? null
}

type Given = { readonly accountId: string; readonly code: string; readonly nowMs: number }

/** Takes a code of the authenticator, or a recovery code, if it is one that was not taken yet. */
const take = async (
  client: pg.PoolClient,
  { accountId, code, nowMs }: Given,
  secret: string,
): Promise<'passed' | 'wrong'> => {
  const plain = plainCode(code)
  if (!isTotp(plain)) {
    const hash = hashRecovery(plain)
    const used = await client.query(
      `update second_factor set recovery_hash = array_remove(recovery_hash, $2)
       where account_id = $1 and $2 = any(recovery_hash)`,
      [accountId, hash],
    )
    return used.rowCount === 1 ? 'passed' : 'wrong'
  }
  const step = stepOf(secret, plain, nowMs)
  const taken = await client.query('update second_factor set last_step = $2 where account_id = $1 and last_step < $2', [
    accountId,
    step ?? -1,
  ])
  return step !== null && taken.rowCount === 1 ? 'passed' : 'wrong'
}

/** What a sign-in needs to know: an empty code is none. */
export const passFactor = async (
  client: pg.PoolClient,
  given: Given,
  opener: SecretOpener,
): Promise<'none' | 'needed' | 'passed' | 'wrong'> => {
  const row = await find(client, given.accountId)
  if (row === null || !row.on) return 'none'
  if (plainCode(given.code) === '') return 'needed'
  return take(client, given, opener.open(row.secret, contextOf(given.accountId)))
}

/** Guesses a minute of somebody who sits at a session that is not theirs. */
const GUESSES = 5

type Own = { readonly accountId: string; readonly code: string }

const proving = (deps: FactorDeps) => {
  const guesses = createFailures(GUESSES, deps.nowMs)
  /** Makes a change that only whoever holds the factor may make. @errors auth.code_wrong, auth.too_many_codes */
  return async <T>(spaceId: string, own: Own, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    if (guesses.blocked(own.accountId) !== null) throw new ConfigRefusal('auth.too_many_codes', 'wait a minute')
    guesses.add(own.accountId)
    return change(deps, spaceId, async (client) => {
      const passed = await passFactor(client, { ...own, nowMs: deps.nowMs() }, deps.sealer)
      if (passed === 'none') throw new ConfigRefusal('second_factor.none', '')
      if (passed !== 'passed') throw new ConfigRefusal('auth.code_wrong', '', 'code')
      guesses.undo(own.accountId)
      return work(client)
    })
  }
}

const settingUp = (deps: FactorDeps) => ({
  state: (spaceId: string, accountId: string): Promise<FactorState> =>
    deps.inSpace(spaceId, async (client) => {
      const row = await find(client, accountId)
      const { rows } = await client.query<{ required: boolean }>(`select ${factorRequired(spaceHere)} as required`)
      const state = row === null ? 'none' : row.on ? 'on' : 'unconfirmed'
      return { state, required: rows[0]?.required === true, recoveryCodesLeft: row?.left ?? 0 }
    }),
  /** A new secret, shown this once; it counts when a code of it was given. @errors second_factor.exists */
  begin: (spaceId: string, accountId: string): Promise<{ readonly secret: string; readonly uri: string }> =>
    change(deps, spaceId, async (client) => {
      if ((await find(client, accountId))?.on === true) throw new ConfigRefusal('second_factor.exists', '')
      const { account, subaccount } = await getAccount(client, accountId)
      const secret = newSecret()
      await client.query(
        `insert into second_factor (account_id, space_id, secret, last_step, recovery_hash, created_at)
         values ($1, ${spaceHere}, $2, 0, '{}', $3)
         on conflict (account_id) do update set secret = excluded.secret, created_at = excluded.created_at`,
        [accountId, deps.sealer.seal(secret, contextOf(accountId)), new Date(deps.nowMs())],
      )
      return { secret, uri: uriOf(secret, subaccount === '' ? account : `${account}/${subaccount}`) }
    }),
  /**
   * The first code turns it on and ends every other session. Returns the recovery codes, shown this once.
   * @errors second_factor.none, second_factor.exists, auth.code_wrong
   */
  confirm: (spaceId: string, { accountId, code, sessionId }: Own & { sessionId: string }): Promise<readonly string[]> =>
    change(deps, spaceId, async (client) => {
      const row = await find(client, accountId)
      if (row === null) throw new ConfigRefusal('second_factor.none', '')
      if (row.on) throw new ConfigRefusal('second_factor.exists', '')
      const nowMs = deps.nowMs()
      const secret = deps.sealer.open(row.secret, contextOf(accountId))
      const isRight = isTotp(plainCode(code)) && (await take(client, { accountId, code, nowMs }, secret)) === 'passed'
      if (!isRight) throw new ConfigRefusal('auth.code_wrong', '', 'code')
      await client.query('update second_factor set confirmed_at = $2 where account_id = $1', [
        accountId,
        new Date(nowMs),
      ])
      await client.query('delete from session where account_id = $1 and id <> $2', [accountId, sessionId])
      return writeCodes(client, accountId)
    }),
})

const writeCodes = async (client: pg.PoolClient, accountId: string): Promise<readonly string[]> => {
  const codes = newRecoveryCodes()
  await client.query('update second_factor set recovery_hash = $2 where account_id = $1', [
    accountId,
    codes.map(hashRecovery),
  ])
  return codes
}

const remove = (client: pg.PoolClient, accountId: string): Promise<unknown> =>
  client.query('delete from second_factor where account_id = $1', [accountId])

export const createSecondFactor = (deps: FactorDeps) => {
  const prove = proving(deps)
  const managed = createManaged(deps)
  return {
    ...settingUp(deps),
    /** New recovery codes; the old ones end. @errors second_factor.none, auth.code_wrong, auth.too_many_codes */
    renewCodes: (spaceId: string, own: Own): Promise<readonly string[]> =>
      prove(spaceId, own, (client) => writeCodes(client, own.accountId)),
    /** @errors second_factor.none, second_factor.required, auth.code_wrong, auth.too_many_codes */
    remove: (spaceId: string, own: Own): Promise<void> =>
      prove(spaceId, own, async (client) => {
        const { rows } = await client.query<{ required: boolean }>(`select ${factorRequired(spaceHere)} as required`)
        if (rows[0]?.required === true) throw new ConfigRefusal('second_factor.required', '')
        await remove(client, own.accountId)
      }),
    /** For somebody who lost theirs; their sessions end as well. @errors account.not_found, role.too_wide */
    reset: (spaceId: string, accountId: string, holder: Holder): Promise<void> =>
      change(deps, spaceId, async (client) => {
        const { id } = await managed(client, accountId, holder)
        await remove(client, id)
        await client.query('delete from session where account_id = $1', [id])
      }),
  }
}
