// People on duty as they are shown; deleted ones are nobody.

import type pg from 'pg'

export type PersonShown = { readonly id: string; readonly key: string; readonly name: string }

export const peopleShown = async (
  client: pg.PoolClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PersonShown>> => {
  if (ids.length === 0) return new Map()
  const { rows } = await client.query<PersonShown>(
    'select id, key, name from app_user where deleted_at is null and id = any($1::uuid[])',
    [[...new Set(ids)]],
  )
  return new Map(rows.map((row) => [row.id, row]))
}
