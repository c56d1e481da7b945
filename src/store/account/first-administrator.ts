// The first administrator of a space: a user, an account and the role, made together where there is no account yet. With a password
// that was given it can be used as it is; one that was made is for one use.

import type pg from 'pg'
import type { ConfigDeps } from '../config/context.ts'
import { change } from '../config/context.ts'
import { insertUser, userTable } from '../config/users.ts'
import { type AccountDeps, insertAccount } from './accounts.ts'
import { checkPassword, oneTimePassword } from './passwords.ts'
import { insertGrant } from './roles.ts'

export type FirstAdministrator = {
  readonly account: string
  /** One for one use, which stands nowhere else; null where the password was given. */
  readonly oneTimePassword: string | null
}

export type AdministratorWrite = {
  readonly account: string
  /** null: one for one use is made. */
  readonly password: string | null
  readonly language: 'ja' | 'en'
}

export type ReadyAdministrator = FirstAdministrator & { readonly hash: string; readonly language: 'ja' | 'en' }

/** Checks and hashes before any transaction begins. @errors account.password_rules */
export const prepareAdministrator = async (
  { account, password, language }: AdministratorWrite,
  hash: (password: string) => Promise<string>,
): Promise<ReadyAdministrator> => {
  if (password !== null) checkPassword(password, [account])
  const oneTime = password === null ? oneTimePassword() : null
  return { account, oneTimePassword: oneTime, hash: await hash(password ?? oneTime ?? ''), language }
}

/** A key made of the account's name; people who are there already are left alone. */
const freeKey = async (client: pg.PoolClient, account: string): Promise<string> => {
  const key =
    account
      .normalize('NFC')
      .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
      .replace(/^[^\p{L}\p{N}_]+/u, '') || 'admin'
  for (let count = 1; ; count += 1) {
    const wanted = count === 1 ? key : `${key}-${count}`
    if ((await userTable.find(client, wanted)) === null) return wanted
  }
}

/** Inside a changing transaction of the space. */
export const insertAdministrator = async (
  client: pg.PoolClient,
  ready: ReadyAdministrator,
  tools: Pick<ConfigDeps, 'newId' | 'nowMs'>,
): Promise<void> => {
  const { account, hash, oneTimePassword: oneTime, language } = ready
  const key = await freeKey(client, account)
  const userId = await insertUser(client, { key, name: account, language, methods: [], by: 'console' }, tools)
  const nowMs = tools.nowMs()
  const made = { id: tools.newId(nowMs), userId, account, subaccount: '', password: hash, mustChange: oneTime !== null }
  await insertAccount(client, made, nowMs)
  const grant = { role: 'administrator', projectId: null, userId, groupId: null }
  await insertGrant(client, { ...grant, id: tools.newId(nowMs) }, nowMs)
}

const hasAccounts = async (client: pg.PoolClient): Promise<boolean> =>
  (await client.query('select from account limit 1')).rowCount === 1

export const createFirstAdministrator =
  (deps: AccountDeps) =>
  /** Null when the space has accounts. @errors account.password_rules */
  async (spaceId: string, write: AdministratorWrite): Promise<FirstAdministrator | null> => {
    if (await deps.inSpace(spaceId, hasAccounts)) return null
    const ready = await prepareAdministrator(write, (password) => deps.passwords.hash(password))
    return change(deps, spaceId, async (client) => {
      // Another process that started at the same time may have been first.
      if (await hasAccounts(client)) return null
      await insertAdministrator(client, ready, deps)
      return { account: ready.account, oneTimePassword: ready.oneTimePassword }
    })
  }
