// What may keep people of a space from being contacted (pauses, quiet hours, not being verified), for the engine and for previews. Kept in memory per
// version of the configuration: it is asked for every attempt.

import type pg from 'pg'
import type { Guard } from '#core/callout/guard'
import { contactKey, type Holds } from '#core/callout/held'
import { type OpenQuiet, openQuiet, type QuietHours, type QuietPeople } from '#core/callout/quiet'
import { limits } from '#core/limits'
import type { ContactMethodSettings } from '#core/settings'
import type { HoldReader } from '#engine/ports'
import { translate } from '../failure.ts'
import type { ConfigDeps } from './context.ts'
import { pausesAt } from './pauses.ts'
import { readSettings } from './settings.ts'

const SPACES_MAX = 2_000

type Kept = { readonly version: number; readonly holds: Holds }

/** Many have the same: each is opened once. */
const quietPeople = async (client: pg.PoolClient): Promise<QuietPeople> => {
  const { rows } = await client.query<{ hours: QuietHours; ids: readonly string[] }>(
    `select quiet as hours, array_agg(id::text) as ids from app_user
     where quiet is not null and deleted_at is null group by quiet`,
  )
  return new Map(
    rows.flatMap(({ hours, ids }) => {
      const open = openQuiet(hours)
      return open.ok ? ids.map((id): [string, OpenQuiet] => [id, open.value]) : []
    }),
  )
}

/** Only where the space wants those left out whom nobody verified. */
const unverifiedMethods = async (
  client: pg.PoolClient,
  { unverified }: ContactMethodSettings,
): Promise<Holds['unverified']> => {
  if (unverified !== 'skip') return undefined
  const { rows } = await client.query<{ userId: string; address: string }>(
    `select user_id as "userId", address from contact_method where verified_how is null`,
  )
  return new Set(rows.map(({ userId, address }) => contactKey(userId, address)))
}

const MINUTE_MS = 60_000

const guardOf = ({ flood }: ContactMethodSettings): Guard => {
  const { attempts, minutes } = limits.flood
  const windowMs = (flood?.minutes ?? minutes.default) * MINUTE_MS
  return { attempts: flood?.attempts ?? attempts.default, windowMs }
}

const holdsOf = async (client: pg.PoolClient, nowMs: number): Promise<Holds> => {
  const { contactMethods = {} } = (await readSettings(client)).body
  return {
    pauses: await pausesAt(client, nowMs),
    quiet: await quietPeople(client),
    unverified: await unverifiedMethods(client, contactMethods),
    guard: guardOf(contactMethods),
  }
}

export const createHoldReader = (deps: Pick<ConfigDeps, 'inSnapshot' | 'versions' | 'nowMs'>): HoldReader => {
  const kept = new Map<string, Kept>()
  const read = async (spaceId: string): Promise<Holds> => {
    const version = await deps.versions.current(spaceId)
    const known = kept.get(spaceId)
    if (known !== undefined && known.version >= version) return known.holds
    const loaded = await deps.inSnapshot(spaceId, async (client) => ({
      version: await deps.versions.of(client),
      holds: await holdsOf(client, deps.nowMs()),
    }))
    if (kept.size >= SPACES_MAX) kept.clear()
    kept.set(spaceId, loaded)
    return loaded.holds
  }
  return {
    read: async (spaceId) => {
      try {
        return await read(spaceId)
      } catch (error) {
        throw translate(error)
      }
    },
  }
}
