// Accounts: how a user signs in, by a name with or without a subaccount, each of them with a password of its own. Nothing here ever
// returns a password or its hash.

import type pg from 'pg'
import { type ConfigDeps, ConfigRefusal, change, spaceHere, violates } from '../config/context.ts'
import { isUuid, likeOf, type Page, type PageRequest } from '../config/objects.ts'
import { policyTable } from '../config/policies.ts'
import { userTable } from '../config/users.ts'
import type { PasswordChecker } from './password-check.ts'
import { checkPassword, folded, oneTimePassword } from './passwords.ts'
import { grantsOfUser, type Holder, keepingAdministrator, mustHoldGrants } from './roles.ts'
import { factorOn } from './second-factor-sql.ts'

export type AccountRecord = {
  readonly id: string
  readonly account: string
  /** Empty: the account itself. */
  readonly subaccount: string
  readonly userId: string
  readonly user: string
  readonly userName: string
  readonly mustChange: boolean
  readonly disabled: boolean
  readonly hasPassword: boolean
  readonly hasSecondFactor: boolean
  /** Keys of the policies it may start; null: all. */
  readonly policies: readonly string[] | null
  readonly lockedUntilMs: number | null
  readonly lastSignInAtMs: number | null
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

export type AccountWrite = {
  /** Key or id. */
  readonly user: string
  readonly account: string
  readonly subaccount: string
  /** null: one for one use is made. */
  readonly password: string | null
  readonly mustChange: boolean
  /** Keys or ids. */
  readonly policies: readonly string[] | null
}
export type AccountPatch = {
  readonly account?: string | undefined
  readonly subaccount?: string | undefined
  readonly disabled?: boolean | undefined
  readonly policies?: readonly string[] | null | undefined
}

const select = `select a.id, a.name as account, a.subaccount, a.user_id as "userId", u.key as "user", u.name as "userName",
    a.must_change as "mustChange", a.disabled, a.password is not null as "hasPassword",
    ${factorOn('a.id')} as "hasSecondFactor",
    (select array_agg(coalesce(p.key, one.id::text) order by one.place)
       from unnest(a.policies) with ordinality as one (id, place)
       left join policy p on p.id = one.id and p.deleted_at is null) as policies,
    a.policies is not null as limited, a.locked_until as "lockedUntilMs", a.last_sign_in_at as "lastSignInAtMs",
    a.created_at as "createdAtMs", a.updated_at as "updatedAtMs"
  from account a join app_user u on u.id = a.user_id and u.deleted_at is null`

type Row = AccountRecord & { readonly limited: boolean }

const recordOf = ({ limited, ...row }: Row): AccountRecord => ({
  ...row,
  policies: limited ? (row.policies ?? []) : null,
})

/** @errors account.not_found */
export const getAccount = async (client: pg.PoolClient, id: string): Promise<AccountRecord> => {
  const { rows } = isUuid(id) ? await client.query<Row>(`${select} where a.id = $1`, [id]) : { rows: [] }
  if (rows[0] === undefined) throw new ConfigRefusal('account.not_found', id)
  return recordOf(rows[0])
}

/** @errors policy.not_found */
const policyIds = async (
  client: pg.PoolClient,
  refs: readonly string[] | null | undefined,
): Promise<readonly string[] | null> => {
  if (refs === null || refs === undefined) return null
  const found = await policyTable.resolve(client, refs)
  const unknown = refs.findIndex((ref) => !found.has(ref))
  if (unknown >= 0) throw new ConfigRefusal('policy.not_found', refs[unknown] ?? '', `policies.${unknown}`)
  return [...new Set(found.values())]
}

const named = async <T>(account: string, run: () => Promise<T>): Promise<T> => {
  try {
    return await run()
  } catch (error) {
    if (violates(error, 'account_space_id_name_folded_subaccount_folded_key')) {
      throw new ConfigRefusal('account.name_taken', account, 'account')
    }
    throw error
  }
}

export type NewAccount = {
  readonly id: string
  readonly userId: string
  readonly account: string
  readonly subaccount: string
  /** The hash. */
  readonly password: string
  readonly mustChange: boolean
  readonly policies?: readonly string[] | null
}

/** Inside a changing transaction. @errors account.name_taken */
export const insertAccount = (client: pg.PoolClient, write: NewAccount, nowMs: number): Promise<unknown> => {
  const { id, userId, account, subaccount, password, mustChange, policies = null } = write
  const names = [account, subaccount, folded(account), folded(subaccount)]
  return named(account, () =>
    client.query(
      `insert into account (id, space_id, user_id, name, subaccount, name_folded, subaccount_folded, password, must_change,
         disabled, policies, failures, created_at, updated_at)
       values ($1, ${spaceHere}, $2, $3, $4, $5, $6, $7, $8, false, $9::uuid[], 0, $10, $10)`,
      [id, userId, ...names, password, mustChange, policies, new Date(nowMs)],
    ),
  )
}

type NewPassword = { readonly hash: string; readonly mustChange: boolean; readonly nowMs: number }

/** Sets a password, ends the lock, every session but one, and the links that would set another. */
export const writePassword = async (
  client: pg.PoolClient,
  accountId: string,
  { hash, mustChange, nowMs, except = null }: NewPassword & { readonly except?: string | null },
): Promise<void> => {
  await client.query(
    `update account set password = $2, must_change = $3, failures = 0, locked_until = null, updated_at = $4 where id = $1`,
    [accountId, hash, mustChange, new Date(nowMs)],
  )
  await client.query('delete from session where account_id = $1 and id is distinct from $2', [accountId, except])
  await client.query('delete from one_time_link where account_id = $1', [accountId])
}

export type AccountDeps = ConfigDeps & { readonly passwords: PasswordChecker }

const updateAccount = async (
  client: pg.PoolClient,
  old: AccountRecord,
  { patch, nowMs }: { patch: AccountPatch; nowMs: number },
): Promise<void> => {
  const { account = old.account, subaccount = old.subaccount, disabled = old.disabled } = patch
  const policies = await policyIds(client, patch.policies)
  await named(account, () =>
    client.query(
      `update account set name = $2, subaccount = $3, name_folded = $4, subaccount_folded = $5, disabled = $6,
         policies = case when $7 then $8::uuid[] else policies end, updated_at = $9 where id = $1`,
      [
        old.id,
        account,
        subaccount,
        folded(account),
        folded(subaccount),
        disabled,
        patch.policies !== undefined,
        policies,
        new Date(nowMs),
      ],
    ),
  )
  if (disabled) await client.query('delete from session where account_id = $1', [old.id])
}

/** A password that was made is here and nowhere else. */
export type CreatedAccount = { readonly record: AccountRecord; readonly oneTimePassword: string | null }

export type Managed = (client: pg.PoolClient, id: string, holder: Holder) => Promise<AccountRecord>

const reading = (deps: AccountDeps) => ({
  /** @param page.user key or id; null: everybody’s */
  list: (
    spaceId: string,
    { limit, cursor, search = null, user = null }: PageRequest & { readonly user?: string | null },
  ): Promise<Page<AccountRecord>> =>
    deps.inSpace(spaceId, async (client) => {
      const after = cursor !== null && isUuid(cursor) ? cursor : null
      const statement = `${select} where ($1::uuid is null or a.id > $1)
        and ($3::text is null or u.key = $3 or u.id::text = $3)
        and ($4::text is null or a.name ilike $4 or a.subaccount ilike $4 or u.name ilike $4) order by a.id limit $2`
      const { rows } = await client.query<Row>(statement, [after, limit + 1, user, likeOf(search)])
      const items = rows.slice(0, limit).map(recordOf)
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
    }),
  /** @errors account.not_found */
  get: (spaceId: string, id: string): Promise<AccountRecord> =>
    deps.inSpace(spaceId, (client) => getAccount(client, id)),
})

const changing = (deps: AccountDeps, managed: Managed) => ({
  /** @errors account.name_taken, account.password_rules, user.not_found, policy.not_found, role.too_wide */
  create: async (spaceId: string, write: AccountWrite, holder: Holder): Promise<CreatedAccount> => {
    const { account, subaccount } = write
    const oneTime = write.password === null ? oneTimePassword() : null
    if (write.password !== null) checkPassword(write.password, [account, subaccount])
    const password = await deps.passwords.hash(write.password ?? oneTime ?? '')
    const mustChange = write.mustChange || oneTime !== null
    return change(deps, spaceId, async (client) => {
      const user = await userTable.get(client, write.user, 'user')
      mustHoldGrants(holder, deps.roles, await grantsOfUser(client, user.id))
      const nowMs = deps.nowMs()
      const id = deps.newId(nowMs)
      const policies = await policyIds(client, write.policies)
      await insertAccount(client, { id, userId: user.id, account, subaccount, password, mustChange, policies }, nowMs)
      return { record: await getAccount(client, id), oneTimePassword: oneTime }
    })
  },
  /** @errors account.not_found, account.name_taken, account.last_administrator, policy.not_found, role.too_wide */
  update: (
    spaceId: string,
    id: string,
    { patch, holder }: { readonly patch: AccountPatch; readonly holder: Holder },
  ): Promise<AccountRecord> =>
    change(deps, spaceId, async (client) => {
      const old = await managed(client, id, holder)
      await keepingAdministrator(client, deps.roles, () => updateAccount(client, old, { patch, nowMs: deps.nowMs() }))
      return getAccount(client, id)
    }),
  /** @errors account.not_found, account.last_administrator, role.too_wide */
  remove: (spaceId: string, id: string, holder: Holder): Promise<void> =>
    change(deps, spaceId, async (client) => {
      const old = await managed(client, id, holder)
      await keepingAdministrator(client, deps.roles, () => client.query('delete from account where id = $1', [old.id]))
    }),
})

const opening = (deps: AccountDeps, managed: Managed) => ({
  /** @errors account.not_found */
  unlock: (spaceId: string, id: string): Promise<AccountRecord> =>
    change(deps, spaceId, async (client) => {
      await getAccount(client, id)
      await client.query('update account set failures = 0, locked_until = null where id = $1', [id])
      return getAccount(client, id)
    }),
  /** Sets a password for one use, which is in the answer and nowhere else. @errors account.not_found, role.too_wide */
  resetPassword: async (spaceId: string, id: string, holder: Holder): Promise<string> => {
    const password = oneTimePassword()
    const hash = await deps.passwords.hash(password)
    await change(deps, spaceId, async (client) => {
      const { id: accountId } = await managed(client, id, holder)
      await writePassword(client, accountId, { hash, mustChange: true, nowMs: deps.nowMs() })
    })
    return password
  },
  /** Sets a known password, for whoever hands it on at once. @errors account.not_found, account.password_rules */
  setPassword: async (spaceId: string, id: string, password: string): Promise<void> => {
    const { account, subaccount } = await deps.inSpace(spaceId, (client) => getAccount(client, id))
    checkPassword(password, [account, subaccount])
    const hash = await deps.passwords.hash(password)
    await change(deps, spaceId, (client) => writePassword(client, id, { hash, mustChange: false, nowMs: deps.nowMs() }))
  },
  /** @errors account.not_found, role.too_wide */
  endSessions: (spaceId: string, id: string, holder: Holder): Promise<void> =>
    change(deps, spaceId, async (client) => {
      await managed(client, id, holder)
      await client.query('delete from session where account_id = $1', [id])
    }),
  /** @errors account.not_found, role.too_wide, session.not_found */
  endSession: (
    spaceId: string,
    id: string,
    { sessionId, holder }: { sessionId: string; holder: Holder },
  ): Promise<void> =>
    change(deps, spaceId, async (client) => {
      await managed(client, id, holder)
      const ended = isUuid(sessionId)
        ? await client.query('delete from session where account_id = $1 and id = $2', [id, sessionId])
        : { rowCount: 0 }
      if (ended.rowCount === 0) throw new ConfigRefusal('session.not_found', sessionId)
    }),
})

/**
 * Whoever manages an account could sign in as its user: they must be allowed what that user is.
 * @errors account.not_found, role.too_wide
 */
export const createManaged =
  (deps: Pick<AccountDeps, 'roles'>): Managed =>
  async (client, id, holder) => {
    const record = await getAccount(client, id)
    mustHoldGrants(holder, deps.roles, await grantsOfUser(client, record.userId))
    return record
  }

export const createAccounts = (deps: AccountDeps) => {
  const managed = createManaged(deps)
  return { ...reading(deps), ...changing(deps, managed), ...opening(deps, managed) }
}
