// Spaces stand above everything that a request can reach: they are made by the first start and by the `noroshi space`
// commands, through a connection that sees every space.

import pg from 'pg'
import { ConfigRefusal, type InSpace, violates } from '../config/context.ts'
import { inTransaction } from '../transaction.ts'

export type NewSpace = {
  readonly id: string
  readonly key: string
  readonly name: string
  /** The id of its first project, whose key is `default`. */
  readonly projectId: string
  readonly nowMs: number
}

/**
 * Makes a space with its default project. Inside a transaction, so that there is never a space without one.
 * @errors space.key_taken
 */
export const insertSpace = async (client: pg.PoolClient, space: NewSpace): Promise<void> => {
  const { id, key, name, projectId, nowMs } = space
  const at = new Date(nowMs)
  try {
    await client.query('insert into space (id, key, name, created_at) values ($1, $2, $3, $4)', [id, key, name, at])
  } catch (error) {
    if (violates(error, 'space_key_key')) throw new ConfigRefusal('space.key_taken', key, 'key')
    throw error
  }
  await client.query('insert into config_version (space_id, version) values ($1, 1)', [id])
  await client.query(
    `insert into project (id, space_id, key, name, managed_by, created_at, updated_at)
     values ($1, $2, 'default', 'Default', 'console', $3, $3)`,
    [projectId, id, at],
  )
}

/** All there are. @param engine a pool that sees every space */
export const spaceIds = async (engine: pg.Pool): Promise<readonly string[]> => {
  const { rows } = await engine.query<{ id: string }>('select id from space order by id')
  return rows.map(({ id }) => id)
}

/** A space as seen from inside it. */
export const createSpaces = ({ inSpace }: { readonly inSpace: InSpace }) => ({
  get: (spaceId: string): Promise<{ readonly id: string; readonly name: string }> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query<{ name: string }>('select name from space where id = $1', [spaceId])
      return { id: spaceId, name: rows[0]?.name ?? '' }
    }),
})

/** The server itself, to the audit log; a row without an instant of its own needs one. */
const actor = (atMs: number | null): string =>
  JSON.stringify({ kind: 'server', name: '', ...(atMs === null ? {} : { atMs }) })

/** Runs a change above the spaces in one transaction. @param engine a pool that sees every space */
export const acrossSpaces = <T>(
  engine: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  atMs: number | null = null,
): Promise<T> => {
  const begin = `begin; select set_config('noroshi.actor', ${pg.escapeLiteral(actor(atMs))}, true)`
  return inTransaction({ pool: engine, begin }, work)
}
