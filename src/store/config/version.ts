// The version of a space's configuration: raised by every change, read at most once a second per process. What is cached
// under an older version is read again. So a change made in this process holds at once, one made in another within a
// second (plus the reading); a token's expiry never waits, it is compared with the clock each time.

import type pg from 'pg'
import type { InSpace } from './context.ts'

const CHECK_EVERY_MS = 1_000
const SPACES_MAX = 10_000

export type Versions = {
  /** The version as of at most a second ago. */
  current(spaceId: string): Promise<number>
  /** Inside a changing transaction, first: locks the version until it ends. */
  raise(client: pg.PoolClient): Promise<void>
  /** Inside a snapshot: the version of everything read in it. */
  of(client: pg.PoolClient): Promise<number>
  forget(spaceId: string): void
  /** How often this process changed the space: what it keeps of before is read again. */
  changes(spaceId: string): number
}

type Known = { readonly version: number; readonly checkedAtMs: number }

/** @param leaseMs the real clock: a stepped one must not make a cache live for ever */
export const createVersions = (inSpace: InSpace, leaseMs: () => number): Versions => {
  const known = new Map<string, Known>()
  const asking = new Map<string, Promise<number>>()
  const changed = new Map<string, number>()

  const ask = (spaceId: string): Promise<number> => {
    const checkedAtMs = leaseMs()
    const asked = inSpace(spaceId, read)
    asking.set(spaceId, asked)
    // An answer overtaken by a change in this process is used by those who wait for it, but not kept.
    const settle = (version: number | null): void => {
      if (asking.get(spaceId) !== asked) return
      asking.delete(spaceId)
      if (known.size >= SPACES_MAX) known.clear()
      if (version !== null) known.set(spaceId, { version, checkedAtMs })
    }
    asked.then(settle, () => settle(null))
    return asked
  }

  return {
    current: (spaceId) => {
      const last = known.get(spaceId)
      if (last !== undefined && leaseMs() - last.checkedAtMs < CHECK_EVERY_MS) return Promise.resolve(last.version)
      return asking.get(spaceId) ?? ask(spaceId)
    },
    raise: async (client) => {
      await client.query(
        `insert into config_version (space_id, version) values (current_setting('noroshi.space')::uuid, 1)
         on conflict (space_id) do update set version = config_version.version + 1`,
      )
    },
    of: read,
    forget: (spaceId) => {
      known.delete(spaceId)
      asking.delete(spaceId)
      changed.set(spaceId, (changed.get(spaceId) ?? 0) + 1)
    },
    changes: (spaceId) => changed.get(spaceId) ?? 0,
  }
}

const read = async (client: pg.PoolClient): Promise<number> => {
  const { rows } = await client.query<{ version: number }>({
    name: 'config_version',
    text: 'select version from config_version',
  })
  return rows[0]?.version ?? 0
}
