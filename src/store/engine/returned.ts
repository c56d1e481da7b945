// Who rings back, and about what: the callouts that still run and have called this number, and the person it belongs to.

import type pg from 'pg'
import type { CalloutId, ConnectionId, SpaceId } from '#core/ids'
import type { Language } from '#core/plan/plan'
import type { SpaceSettings } from '#core/settings'
import { type Runner, run, type Statement, type Value } from './query.ts'

const spaceOf: Statement = {
  name: 'returned_space',
  text: `select space_id as "spaceId" from connection where id = $1 and kind = 'twilio' and deleted_at is null`,
}
const concerning: Statement = {
  name: 'returned_concerning',
  text: `select c.id as "calloutId", max(a.destination) as destination
    from callout c join attempt a on a.callout_id = c.id
    where c.space_id = $1 and c.outcome is null and a.channel = 'phone' and a.address = $2
    group by c.id order by c.id limit 50`,
}
const owner: Statement = {
  name: 'returned_owner',
  text: `select u.name, u.language from contact_method m join app_user u on u.id = m.user_id
    where m.space_id = $1 and m.channel = 'phone' and m.address = $2 and u.deleted_at is null
    order by u.created_at limit 1`,
}
const incoming: Statement = {
  name: 'returned_settings',
  text: `select body->'incoming' as incoming from space_setting where space_id = $1`,
}

type Concerning = { readonly calloutId: CalloutId; readonly destination: number }
type Owner = { readonly name: string; readonly language: Language }

const rowOf = async <Row extends pg.QueryResultRow>(
  runner: Runner,
  statement: Statement,
  values: readonly Value[],
): Promise<Row | null> => (await run<Row>(runner, statement, values))[0] ?? null

/** @param pool the engine's pool, which works across spaces: whose a call is shows in the connection it came by */
export const createReturnedCalls = (pool: pg.Pool) => ({
  /** Null for a connection nobody has. */
  spaceOf: async (id: ConnectionId): Promise<SpaceId | null> =>
    (await rowOf<{ spaceId: SpaceId }>(pool, spaceOf, [id]))?.spaceId ?? null,
  /** In a fixed order, so that a call can go on where it was. */
  concerning: (spaceId: SpaceId, address: string): Promise<readonly Concerning[]> =>
    run<Concerning>(pool, concerning, [spaceId, address]),
  ownerOf: (spaceId: SpaceId, address: string): Promise<Owner | null> => rowOf<Owner>(pool, owner, [spaceId, address]),
  settings: async (spaceId: SpaceId): Promise<SpaceSettings['incoming'] | null> =>
    (await rowOf<{ incoming: SpaceSettings['incoming'] | null }>(pool, incoming, [spaceId]))?.incoming ?? null,
})
