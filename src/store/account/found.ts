// A new space, whole or not at all: its host names, its default project, its first API token and its first administrator. And what
// else is done to spaces from above: listing and renaming them, giving and taking host names.

import type pg from 'pg'
import { ConfigRefusal, violates } from '../config/context.ts'
import { insertToken } from '../config/tokens.ts'
import {
  type AdministratorWrite,
  type FirstAdministrator,
  insertAdministrator,
  prepareAdministrator,
} from './first-administrator.ts'
import { addHost, removeHost } from './hosts.ts'
import { hashPassword, type PasswordCost, passwordCost } from './passwords.ts'
import { acrossSpaces, insertSpace } from './spaces.ts'

export type SpaceWrite = {
  readonly key: string
  readonly name: string
  readonly hosts: readonly string[]
  readonly administrator: AdministratorWrite
  /** What its first token may do. */
  readonly scopes: readonly string[]
}
/** Token and password are here and nowhere else. */
export type FoundedSpace = {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly hosts: readonly string[]
  readonly token: string
  readonly administrator: FirstAdministrator
}
export type SpaceRecord = {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly hosts: readonly string[]
  readonly createdAtMs: number
}

export type SpacesDeps = {
  /** A pool that sees every space. */
  readonly engine: pg.Pool
  readonly nowMs: () => number
  readonly newId: (atMs: number) => string
  readonly passwordCost?: PasswordCost
}

/** Everything after it in the transaction happens inside this space. */
const enter = (client: pg.PoolClient, spaceId: string) =>
  client.query(`select set_config('noroshi.space', $1, true)`, [spaceId])

const found = async (deps: SpacesDeps, write: SpaceWrite): Promise<FoundedSpace> => {
  const { key, name, scopes } = write
  const hash = (password: string) => hashPassword(password, deps.passwordCost ?? passwordCost)
  const ready = await prepareAdministrator(write.administrator, hash)
  const nowMs = deps.nowMs()
  const work = async (client: pg.PoolClient): Promise<FoundedSpace> => {
    const id = deps.newId(nowMs)
    await insertSpace(client, { id, key, name, projectId: deps.newId(nowMs), nowMs })
    const hosts: string[] = []
    for (const host of write.hosts) hosts.push(await addHost(client, id, { host, nowMs }))
    await enter(client, id)
    const token = { name: 'first', scopes, expiresAtMs: null }
    const made = await insertToken(client, token, { spaceId: id, id: deps.newId(nowMs), nowMs })
    await insertAdministrator(client, ready, deps)
    const { account, oneTimePassword } = ready
    return { id, key, name, hosts, token: made.token, administrator: { account, oneTimePassword } }
  }
  return acrossSpaces(deps.engine, work, nowMs)
}

/** @errors space.not_found */
const idOf = async (client: pg.PoolClient, key: string): Promise<string> => {
  const { rows } = await client.query<{ id: string }>('select id from space where key = $1', [key])
  if (rows[0] === undefined) throw new ConfigRefusal('space.not_found', key)
  return rows[0].id
}

export const createSpaces = (deps: SpacesDeps) => ({
  /** @errors space.key_taken, space.host_invalid, space.host_taken, account.password_rules */
  add: (write: SpaceWrite): Promise<FoundedSpace> => found(deps, write),
  /** By key. */
  list: async (): Promise<readonly SpaceRecord[]> => {
    const { rows } = await deps.engine.query<SpaceRecord>(
      `select s.id, s.key, s.name, s.created_at as "createdAtMs",
         coalesce(array_agg(h.host order by h.created_at, h.host) filter (where h.host is not null), '{}') as hosts
       from space s left join space_host h on h.space_id = s.id group by s.id order by s.key`,
    )
    return rows
  },
  /** @errors space.not_found, space.key_taken, space.is_default */
  rename: (key: string, change: { readonly key: string | null; readonly name: string | null }): Promise<void> => {
    const work = async (client: pg.PoolClient): Promise<void> => {
      const id = await idOf(client, key)
      // The first start looks for it by its key.
      if (key === 'default' && change.key !== null && change.key !== key) {
        throw new ConfigRefusal('space.is_default', key)
      }
      try {
        await client.query('update space set key = coalesce($2, key), name = coalesce($3, name) where id = $1', [
          id,
          change.key,
          change.name,
        ])
      } catch (error) {
        if (violates(error, 'space_key_key')) throw new ConfigRefusal('space.key_taken', change.key ?? '')
        throw error
      }
    }
    return acrossSpaces(deps.engine, work, deps.nowMs())
  },
  /** @errors space.not_found, space.host_invalid, space.host_taken */
  addHost: (key: string, host: string): Promise<string> =>
    acrossSpaces(deps.engine, async (client) =>
      addHost(client, await idOf(client, key), { host, nowMs: deps.nowMs() }),
    ),
  /** @errors space.not_found, space.host_unknown */
  removeHost: (key: string, host: string): Promise<void> =>
    acrossSpaces(deps.engine, async (client) => removeHost(client, await idOf(client, key), host), deps.nowMs()),
})
