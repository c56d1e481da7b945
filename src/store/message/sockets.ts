// The connections that keep a socket open to their provider.

import type pg from 'pg'
import type { ConnectionId, SpaceId } from '#core/ids'

export type SocketRow = {
  readonly spaceId: SpaceId
  readonly id: ConnectionId
  /** Another once anything of the connection changed. */
  readonly version: string
}

/** @param pool the engine's pool, which works across spaces */
export const readSocketRows = async (pool: pg.Pool, limit: number): Promise<readonly SocketRow[]> => {
  const { rows } = await pool.query<SocketRow>(
    `select space_id as "spaceId", id, updated_at::text as version from connection
     where kind = 'slack' and secrets ? 'appToken' and deleted_at is null order by id limit $1`,
    [limit],
  )
  return rows
}
