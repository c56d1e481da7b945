// Browsers that receive push messages, as they are stored: where each is reached, sealed. Whose they are is told by the contact
// methods that have their addresses.

import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { SpaceId } from '#core/ids'
import type { ContactMethod } from '#core/plan/policy'

/** Where a browser is reached, and the keys of its own, in base64url. */
export type PushTarget = { readonly endpoint: string; readonly p256dh: string; readonly auth: string }

type Opener = { open(sealed: string, context: string): string }
type Sealer = { seal(plaintext: string, context: string): string }

/** What a subscription is called: the same for the same browser, and nobody gets anywhere by it. */
export const addressOfPush = ({ endpoint }: PushTarget): string =>
  createHash('sha256').update(endpoint).digest('base64url')

const contextOf = (address: string): string => `push_subscription/${address}`

export const sealTarget = (sealer: Sealer, { endpoint, p256dh, auth }: PushTarget): string =>
  sealer.seal(JSON.stringify({ endpoint, p256dh, auth }), contextOf(addressOfPush({ endpoint, p256dh, auth })))

/** Since when these browsers receive nothing any more; those that do are absent. */
export const goneSubscriptions = async (
  client: pg.PoolClient,
  methods: readonly ContactMethod[],
): Promise<ReadonlyMap<string, { readonly goneAtMs: number }>> => {
  const addresses = methods.flatMap(({ channel, address }) => (channel === 'push' ? [address] : []))
  if (addresses.length === 0) return new Map()
  const { rows } = await client.query<{ address: string; goneAtMs: number }>(
    `select address, gone_at as "goneAtMs" from push_subscription where address = any($1::text[]) and gone_at is not null`,
    [addresses],
  )
  return new Map(rows.map(({ address, goneAtMs }) => [address, { goneAtMs }]))
}

/** @param pool the engine's pool, which works across spaces */
export const createPushSubscriptions = (pool: pg.Pool, opener: Opener) => ({
  find: async (spaceId: SpaceId, address: string) => {
    const { rows } = await pool.query<{ connectionId: string; secret: string; isGone: boolean }>({
      name: 'push_subscription',
      text: `select connection_id as "connectionId", secret, gone_at is not null as "isGone" from push_subscription
        where space_id = $1 and address = $2`,
      values: [spaceId, address],
    })
    const [row] = rows
    if (row === undefined) return null
    const target = JSON.parse(opener.open(row.secret, contextOf(address))) as PushTarget
    return { ...target, connectionId: row.connectionId, isGone: row.isGone }
  },
  gone: async (spaceId: SpaceId, address: string, nowMs: number): Promise<void> => {
    await pool.query(
      'update push_subscription set gone_at = $3 where space_id = $1 and address = $2 and gone_at is null',
      [spaceId, address, new Date(nowMs)],
    )
  },
})
