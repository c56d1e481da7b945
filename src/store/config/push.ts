// Registering browsers that receive push messages: with which keys they may, and the contact method each becomes.

import type pg from 'pg'
import { limits } from '#core/limits'
import { addressOfPush, goneSubscriptions, type PushTarget, sealTarget } from '../message/push-subscriptions.ts'
import { connectionTable, type SecretSealer, secretContext } from './connections.ts'
import { type ConfigDeps, ConfigRefusal, change, spaceHere } from './context.ts'
import { isUuid } from './objects.ts'
import { type MethodWrite, peopleOf, updateUser } from './users.ts'

/** A connection browsers may register with; its public key is no secret. */
export type PushKey = { readonly key: string; readonly name: string; readonly publicKey: string }

export type PushRegistration = {
  readonly userId: string
  /** Of a connection, by key or id. */
  readonly connection: string
  readonly target: PushTarget
  /** What its person calls the browser. */
  readonly label: string
}

type PushDeps = ConfigDeps & { readonly sealer: SecretSealer }

const KIND = 'web_push'

const keysIn = async (client: pg.PoolClient, sealer: SecretSealer): Promise<readonly PushKey[]> => {
  const found = await connectionTable.all(client)
  return found.flatMap(({ id, key, name, kind, secrets }) => {
    const sealed = kind === KIND ? secrets['publicKey'] : undefined
    return sealed === undefined ? [] : [{ key, name, publicKey: sealer.open(sealed, secretContext(id, 'publicKey')) }]
  })
}

/** @errors push.of_another */
const mustBeOwn = async (client: pg.PoolClient, userId: string, address: string): Promise<void> => {
  const { rows } = await client.query<{ name: string }>(
    `select u.name from contact_method m join app_user u on u.id = m.user_id
     where m.space_id = ${spaceHere} and m.channel = 'push' and m.address = $1 and m.user_id <> $2 and u.deleted_at is null limit 1`,
    [address, userId],
  )
  const [other] = rows
  if (other !== undefined) throw new ConfigRefusal('push.of_another', other.name)
}

/** Another browser of the same name stays: this one is numbered. One that receives nothing any more makes room. */
const freeLabel = (label: string, taken: ReadonlySet<string>): string => {
  if (!taken.has(label)) return label
  for (let number = 2; ; number += 1) if (!taken.has(`${label} ${number}`)) return `${label} ${number}`
}

type Known = { readonly methods: readonly MethodWrite[]; readonly gone: ReadonlyMap<string, unknown> }

const withBrowser = ({ methods, gone }: Known, made: MethodWrite): readonly MethodWrite[] => {
  const others = methods.filter(({ channel, address, label }) => {
    const isSame = address === made.address
    return channel !== 'push' || (!isSame && !(label === made.label && gone.has(address)))
  })
  const taken = others.flatMap(({ channel, label }) => (channel === 'push' ? [label] : []))
  const isDefault = methods.find(({ address }) => address === made.address)?.isDefault ?? made.isDefault
  return [...others, { ...made, isDefault, label: freeLabel(made.label, new Set(taken)) }]
}

const methodsOf = async (client: pg.PoolClient, userId: string) => {
  const people = await peopleOf(client, [userId])
  return people.get(userId)?.methods ?? []
}

export const createPush = (deps: PushDeps) => {
  const write = (client: pg.PoolClient, userId: string, methods: readonly MethodWrite[]): Promise<string> => {
    const keeper = { holder: 'everything' as const, roles: deps.roles }
    return updateUser(client, userId, { patch: { methods }, by: 'console', tools: deps, keeper })
  }
  return {
    keys: (spaceId: string): Promise<readonly PushKey[]> =>
      deps.inSpace(spaceId, (client) => keysIn(client, deps.sealer)),
    /**
     * Makes a browser a contact method of its person, or renews the one it is.
     * @errors connection.not_found, push.of_another, push.too_many, config.managed_by_file
     */
    register: (spaceId: string, { userId, connection, target, label }: PushRegistration): Promise<void> =>
      change(deps, spaceId, async (client) => {
        const { id, key, kind } = await connectionTable.get(client, connection)
        if (kind !== KIND) throw new ConfigRefusal('connection.not_found', connection)
        const address = addressOfPush(target)
        await mustBeOwn(client, userId, address)
        await client.query(
          `insert into push_subscription (space_id, address, connection_id, secret, made_at) values (${spaceHere}, $1, $2, $3, $4)
           on conflict (space_id, address) do update set connection_id = excluded.connection_id, secret = excluded.secret,
             made_at = excluded.made_at, gone_at = null`,
          [address, id, sealTarget(deps.sealer, target), new Date(deps.nowMs())],
        )
        const methods = await methodsOf(client, userId)
        const made = { channel: 'push', label, address, isDefault: true, connection: key } as const
        const all = withBrowser({ methods, gone: await goneSubscriptions(client, methods) }, made)
        if (all.length > limits.methodsPerUser.max) throw new ConfigRefusal('push.too_many', String(all.length))
        await write(client, userId, all)
      }),
    /** @errors contact_method.not_found, config.managed_by_file */
    remove: (spaceId: string, { userId, methodId }: { readonly userId: string; readonly methodId: string }) =>
      change(deps, spaceId, async (client): Promise<void> => {
        const methods = await methodsOf(client, userId)
        const left = methods.filter(({ id, channel }) => id !== methodId || channel !== 'push')
        if (!isUuid(methodId) || left.length === methods.length)
          throw new ConfigRefusal('contact_method.not_found', methodId)
        await write(client, userId, left)
      }),
  }
}
