// Which space a host name means. The whole table is kept in memory: a request never waits for a query of its own, and
// invented host names cost nothing. It is read again when its version in `meta` moved, which is looked at once a second.

import type pg from 'pg'
import { ConfigRefusal, violates } from '../config/context.ts'

const FRESH_MS = 1_000
const VERSION = 'space_hosts'

export type HostTable = {
  /** The space of a lower-case host name without port; the default space when no space has this name. */
  spaceAt(host: string): Promise<string>
  /** A host name of the space; null when it has none, like the default space of a single company. */
  hostOf(spaceId: string): Promise<string | null>
}

type Options = {
  /** A pool that sees every space. */
  readonly pool: pg.Pool
  readonly defaultSpaceId: string
  /** The real clock: a stepped one must not make the table live for ever. */
  readonly leaseMs: () => number
}

type Table = {
  readonly version: string | null
  readonly spaces: ReadonlyMap<string, string>
  readonly hosts: ReadonlyMap<string, string>
}

const versionOf = async (pool: pg.Pool): Promise<string | null> => {
  const { rows } = await pool.query<{ value: string }>(`select value from meta where key = '${VERSION}'`)
  return rows[0]?.value ?? null
}

/** The version is read first: a change in between is found by the next look. */
const read = async (pool: pg.Pool, known: Table | null): Promise<Table> => {
  const version = await versionOf(pool)
  if (known !== null && known.version === version) return known
  const { rows } = await pool.query<{ host: string; spaceId: string }>(
    'select host, space_id as "spaceId" from space_host order by created_at desc, host desc',
  )
  // Of several the first that was given is the one people are shown.
  const hosts = new Map(rows.map(({ host, spaceId }) => [spaceId, host]))
  return { version, spaces: new Map(rows.map(({ host, spaceId }) => [host, spaceId])), hosts }
}

export const createHostTable = ({ pool, defaultSpaceId, leaseMs }: Options): HostTable => {
  let known: Table | null = null
  let lookedAtMs = Number.NEGATIVE_INFINITY
  let looking: Promise<Table> | null = null

  const look = (): Promise<Table> => {
    const startedAtMs = leaseMs()
    looking ??= read(pool, known)
      .then((table) => {
        known = table
        lookedAtMs = startedAtMs
        return table
      })
      .finally(() => {
        looking = null
      })
    return looking
  }

  const table = async (): Promise<Table> => {
    if (known !== null && leaseMs() - lookedAtMs < FRESH_MS) return known
    // Without its database nothing here can be changed either: what was known last still holds.
    return look().catch((error: unknown) => known ?? Promise.reject(error as Error))
  }
  return {
    spaceAt: async (host) => (await table()).spaces.get(host) ?? defaultSpaceId,
    hostOf: async (spaceId) => (await table()).hosts.get(spaceId) ?? null,
  }
}

const HOST = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*$/

/** Returns a host name as it is stored: lower-case, without port and final dot. @errors space.host_invalid */
export const hostName = (text: string): string => {
  const host = text.trim().toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
  if (!HOST.test(host)) throw new ConfigRefusal('space.host_invalid', text)
  return host
}

/** Other processes learn of it within a second. */
const raise = (client: pg.PoolClient | pg.Pool) =>
  client.query(
    `insert into meta (key, value) values ('${VERSION}', '1')
     on conflict (key) do update set value = (meta.value::bigint + 1)::text`,
  )

/** @param client sees every space, in a transaction. @errors space.host_invalid, space.host_taken */
export const addHost = async (
  client: pg.PoolClient,
  spaceId: string,
  { host, nowMs }: { host: string; nowMs: number },
): Promise<string> => {
  const name = hostName(host)
  try {
    await client.query('insert into space_host (host, space_id, created_at) values ($1, $2, $3)', [
      name,
      spaceId,
      new Date(nowMs),
    ])
  } catch (error) {
    if (violates(error, 'space_host_pkey')) throw new ConfigRefusal('space.host_taken', name)
    throw error
  }
  await raise(client)
  return name
}

/** @param client sees every space, in a transaction. @errors space.host_unknown */
export const removeHost = async (client: pg.PoolClient, spaceId: string, host: string): Promise<void> => {
  const { rowCount } = await client.query('delete from space_host where space_id = $1 and host = $2', [
    spaceId,
    host.trim().toLowerCase(),
  ])
  if (rowCount === 0) throw new ConfigRefusal('space.host_unknown', host)
  await raise(client)
}
