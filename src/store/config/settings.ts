// The settings of a space: one object, whole or not there. Like every object it is kept in a file or by hand, never by both.

import type pg from 'pg'
import type { SpaceSettings } from '#core/settings'
import type { Sync } from './apply-kinds.ts'
import { type ConfigDeps, ConfigRefusal, change, type Manager, mayChange, spaceHere } from './context.ts'
import { differences } from './diff.ts'

export type SettingsRecord = {
  readonly body: SpaceSettings
  /** null: never set. */
  readonly managedBy: Manager | null
  readonly updatedAtMs: number | null
}

const KEY = 'settings'
const unset: SettingsRecord = { body: {}, managedBy: null, updatedAtMs: null }

/** What is there; nothing where nobody has set anything. */
export const readSettings = async (client: pg.PoolClient): Promise<SettingsRecord> => {
  const { rows } = await client.query<SettingsRecord>({
    name: 'settings',
    text: `select body, managed_by as "managedBy", updated_at as "updatedAtMs" from space_setting where space_id = ${spaceHere}`,
  })
  return rows[0] ?? unset
}

type Write = { readonly body: SpaceSettings; readonly by: Manager; readonly nowMs: number }

/** @errors config.managed_by_file, config.managed_by_console */
const writeSettings = async (client: pg.PoolClient, { body, by, nowMs }: Write): Promise<void> => {
  const { managedBy } = await readSettings(client)
  if (managedBy !== null) mayChange(managedBy, by, { key: KEY })
  await client.query(
    `insert into space_setting (space_id, body, managed_by, updated_at) values (${spaceHere}, $1, $2, $3)
     on conflict (space_id) do update set body = $1, managed_by = $2, updated_at = $3`,
    [JSON.stringify(body), by, new Date(nowMs)],
  )
}

const masked = (settings: SpaceSettings, showAddress: (address: string) => string): SpaceSettings => {
  const to = settings.pigeon?.transferTo
  return to === undefined ? settings : { ...settings, pigeon: { ...settings.pigeon, transferTo: showAddress(to) } }
}

/** Made equal to a file. Leaving them out of it leaves them alone, or with prune takes them away. */
export const settingsKind = async (
  client: pg.PoolClient,
  wanted: SpaceSettings | null,
  { nowMs, showAddress }: Pick<ConfigDeps, 'nowMs'> & { readonly showAddress: (address: string) => string },
): Promise<Sync> => {
  const { body, managedBy } = await readSettings(client)
  const existing = managedBy === null ? [] : [{ key: KEY, managedBy }]
  const write = () => writeSettings(client, { body: wanted ?? {}, by: 'file', nowMs: nowMs() })
  return {
    kind: 'settings',
    place: KEY,
    existing,
    wanted: wanted === null ? [] : [{ key: KEY }],
    compare: (row) => {
      if (row === null || differences(body, wanted ?? {}).length === 0) return Promise.resolve([])
      const shown = differences(masked(body, showAddress), masked(wanted ?? {}, showAddress))
      // Two numbers may look the same behind their masks; that they differ is still said.
      return Promise.resolve(shown.length > 0 ? shown : [{ field: 'pigeon' }])
    },
    insert: write,
    update: write,
    remove: async () => {
      await client.query(`delete from space_setting where space_id = ${spaceHere}`)
    },
  }
}

/**
 * Refuses where somebody else was quicker.
 * @param seenAtMs when it was last changed as far as whoever changes it knows, 0 for never; null: whatever it is now
 * @errors config.changed_meanwhile
 */
export const unchangedSince = (updatedAtMs: number | null, seenAtMs: number | null, what: string): void => {
  if (seenAtMs !== null && (updatedAtMs ?? 0) !== seenAtMs) throw new ConfigRefusal('config.changed_meanwhile', what)
}

export const createSettings = (deps: ConfigDeps) => ({
  get: (spaceId: string): Promise<SettingsRecord> => deps.inSpace(spaceId, readSettings),
  /**
   * Changes field by field: what the patch leaves out stays, what it says as undefined goes.
   * @param seenAtMs as of `unchangedSince`
   * @errors config.managed_by_file, config.changed_meanwhile
   */
  update: (spaceId: string, patch: SpaceSettings, seenAtMs: number | null = null): Promise<SettingsRecord> =>
    change(deps, spaceId, async (client) => {
      const { body, updatedAtMs } = await readSettings(client)
      unchangedSince(updatedAtMs, seenAtMs, KEY)
      await writeSettings(client, { body: { ...body, ...patch }, by: 'console', nowMs: deps.nowMs() })
      return readSettings(client)
    }),
})
