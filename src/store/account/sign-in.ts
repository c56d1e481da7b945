// Signing in: account, subaccount and password, from whichever way in. A wrong password, an unknown, disabled or locked account
// are one answer, and each costs one hash. Wrong ones are counted per address and per name here, and per account in the
// database, where too many in a row lock it for a while.

import type pg from 'pg'
import { recordFailedSignIn } from '../audit/audit.ts'
import { createFailures } from './failures.ts'
import { folded, isOutdated, type PasswordCost } from './passwords.ts'
import { type FactorDeps, passFactor } from './second-factor.ts'

export type Credentials = {
  readonly account: string
  /** Empty: the account itself. */
  readonly subaccount: string
  readonly password: string
  /** Of the second factor, where there is one; null: who asks is signed in, and only the password is looked at. */
  readonly code?: string | null | undefined
  /** Who asks. */
  readonly address: string
}

export type SignedIn = {
  readonly id: string
  readonly spaceId: string
  readonly userId: string
  /** The password was for one use: until it is changed a session may do nothing else. */
  readonly mustChange: boolean
}

/** `code_needed` tells that the password was right: it comes to nobody else. */
export type SignInRefusal = 'auth.sign_in_failed' | 'auth.code_needed' | 'auth.code_wrong'

export type SignInResult =
  | { readonly ok: true; readonly account: SignedIn }
  | { readonly ok: false; readonly code: SignInRefusal }
  | { readonly ok: false; readonly code: 'auth.too_many_sign_ins'; readonly retryAfterSeconds: number }

export const signInLimits = {
  perAddressMinute: 30,
  perNameMinute: 5,
  /** Wrong passwords in a row that lock an account, and for how long; after an hour without one they are forgotten. */
  failuresMax: 10,
  lockMs: 15 * 60_000,
  forgottenMs: 60 * 60_000,
} as const

const BUSY_SECONDS = 5
const NOBODY = '00000000-0000-0000-0000-000000000000'

type Row = SignedIn & {
  /** With its subaccount, for the audit log. */
  readonly name: string
  readonly password: string | null
  readonly disabled: boolean
  readonly lockedUntilMs: number | null
}

const find = async (client: pg.PoolClient, { account, subaccount }: Credentials): Promise<Row | null> => {
  const { rows } = await client.query<Row>(
    `select a.id, a.space_id as "spaceId", a.user_id as "userId", a.must_change as "mustChange", a.password, a.disabled,
       concat_ws(' / ', a.name, nullif(a.subaccount, '')) as name,
       a.locked_until as "lockedUntilMs"
     from account a join app_user u on u.id = a.user_id and u.deleted_at is null
     where a.name_folded = $1 and a.subaccount_folded = $2`,
    [folded(account), folded(subaccount)],
  )
  return rows[0] ?? null
}

/** Once locked, further wrong ones neither count nor prolong it: guessing must not keep people out for ever. */
const recordFailure = (client: pg.PoolClient, id: string, nowMs: number): Promise<unknown> => {
  const { failuresMax, lockMs, forgottenMs } = signInLimits
  return client.query(
    `update account set failures = new.failures, failed_at = $2,
       locked_until = case when new.failures >= $3 then $4::timestamptz end
     from (select id, case when failed_at > $5 and locked_until is null then failures else 0 end + 1 as failures
             from account where id = $1 for update) as new
     where account.id = new.id and (locked_until is null or locked_until <= $2)`,
    [id, new Date(nowMs), failuresMax, new Date(nowMs + lockMs), new Date(nowMs - forgottenMs)],
  )
}

/** Looks at the account once more: whatever happened to it while the password was compared counts. */
const recordSuccess = async (client: pg.PoolClient, row: Row, nowMs: number): Promise<boolean> => {
  const { rowCount } = await client.query(
    `update account set failures = 0, locked_until = null, last_sign_in_at = $2
     where id = $1 and password = $3 and not disabled and (locked_until is null or locked_until <= $2)`,
    [row.id, new Date(nowMs), row.password],
  )
  return rowCount === 1
}

/** Every guess counts as wrong from its beginning until it turns out right: however many come at once, no more are compared. */
const createCounters = (nowMs: () => number) => {
  const byAddress = createFailures(signInLimits.perAddressMinute, nowMs)
  const byName = createFailures(signInLimits.perNameMinute, nowMs)
  return (spaceId: string, { account, subaccount, address }: Credentials) => {
    const name = JSON.stringify([spaceId, folded(account), folded(subaccount)])
    const wait = () => byAddress.blocked(address) ?? byName.blocked(name)
    return {
      wait,
      begin: (): boolean => {
        if (wait() !== null) return false
        byAddress.add(address)
        byName.add(name)
        return true
      },
      right: (): void => {
        byAddress.undo(address)
        byName.undo(name)
      },
    }
  }
}

type SignInDeps = FactorDeps & { readonly passwordCost: PasswordCost }

type Finishing = Credentials & { readonly isRight: boolean; readonly begin: () => boolean }
type Compared = Pick<Credentials, 'address' | 'code'> & { readonly isRight: boolean }

/** Hashes the password anew when the parameters became stronger since. */
const renew = async (deps: SignInDeps, row: Row, password: string): Promise<void> => {
  if (row.password === null || !isOutdated(row.password, deps.passwordCost)) return
  const hash = await deps.passwords.hash(password)
  await deps.inSpace(row.spaceId, (client) =>
    client.query('update account set password = $2 where id = $1 and password = $3', [row.id, hash, row.password]),
  )
}

type Given = { readonly code: string | null; readonly nowMs: number; readonly opener: FactorDeps['sealer'] }

/** A code is looked at when nothing else is in the way. */
const passed = async (client: pg.PoolClient, row: Row, given: Given): Promise<SignInRefusal | null> => {
  const { code, nowMs, opener } = given
  if (row.disabled || (row.lockedUntilMs ?? 0) > nowMs) return 'auth.sign_in_failed'
  if (code === null) return null
  const factor = await passFactor(client, { accountId: row.id, code, nowMs }, opener)
  return factor === 'needed' || factor === 'wrong' ? `auth.code_${factor}` : null
}

export const createSignIn = (deps: SignInDeps) => {
  const countersFor = createCounters(deps.nowMs)

  /** An account that does not exist takes the same statements. */
  const accepted = (
    spaceId: string,
    row: Row | null,
    { isRight, address, code = '' }: Compared,
  ): Promise<Row | SignInRefusal> =>
    deps.inSpace(spaceId, async (client) => {
      const nowMs = deps.nowMs()
      const refused = async (why: SignInRefusal): Promise<SignInRefusal> => {
        await recordFailedSignIn(client, { accountId: row?.id ?? null, name: row?.name ?? '', address, atMs: nowMs })
        return why
      }
      if (row === null || !isRight) {
        await recordFailure(client, row?.id ?? NOBODY, nowMs)
        return refused('auth.sign_in_failed')
      }
      const factor = await passed(client, row, { code, nowMs, opener: deps.sealer })
      if (factor === 'auth.code_needed') return factor
      if (factor === 'auth.code_wrong') await recordFailure(client, row.id, nowMs)
      if (factor !== null) return refused(factor)
      return (await recordSuccess(client, row, nowMs)) ? row : refused('auth.sign_in_failed')
    })

  const finished = async (spaceId: string, row: Row | null, given: Finishing): Promise<SignInResult> => {
    const found = await accepted(spaceId, row, given)
    if (typeof found === 'string') {
      // A wrong code, and the right password of an account that is locked or disabled, are wrong passwords as well.
      if (given.isRight && found !== 'auth.code_needed') given.begin()
      return { ok: false, code: found }
    }
    await renew(deps, found, given.password)
    const { id, userId, mustChange } = found
    return { ok: true, account: { id, spaceId, userId, mustChange } }
  }

  return async (spaceId: string, credentials: Credentials): Promise<SignInResult> => {
    const { wait, begin, right } = countersFor(spaceId, credentials)
    const tooMany = (): SignInResult => ({
      ok: false,
      code: 'auth.too_many_sign_ins',
      retryAfterSeconds: wait() ?? BUSY_SECONDS,
    })
    if (wait() !== null) return tooMany()
    const { password } = credentials
    const row = await deps.inSpace(spaceId, (client) => find(client, credentials))
    const isRight = await deps.passwords.check({ password, stored: row?.password ?? null, begin, right })
    if (isRight === null) return tooMany()
    return finished(spaceId, row, { ...credentials, isRight, begin })
  }
}
