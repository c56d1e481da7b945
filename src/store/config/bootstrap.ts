// The first space. A single-space install needs no other; its key is `default`.

import type pg from 'pg'

/**
 * Makes the default space where there is none, and returns its id.
 * @param engine a pool that may see every space: only such a one may make them
 */
export const ensureDefaultSpace = async (
  engine: pg.Pool,
  { id, nowMs }: { id: string; nowMs: number },
): Promise<string> => {
  await engine.query(
    `insert into space (id, key, name, created_at) values ($1, 'default', 'Default', $2) on conflict (key) do nothing`,
    [id, new Date(nowMs)],
  )
  const { rows } = await engine.query<{ id: string }>(`select id from space where key = 'default'`)
  const spaceId = rows[0]?.id
  if (spaceId === undefined) throw new Error('the default space could not be made')
  await engine.query(
    'insert into config_version (space_id, version) values ($1, 1) on conflict (space_id) do nothing',
    [spaceId],
  )
  return spaceId
}
