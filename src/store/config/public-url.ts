// The public address as somebody applied it: the installation's, not a space's.

import type pg from 'pg'

const KEY = 'public_url'

/** Null where nobody has applied one. */
export const readPublicUrl = async (pool: Pick<pg.Pool, 'query'>): Promise<string | null> => {
  const { rows } = await pool.query<{ value: string }>('select value from meta where key = $1', [KEY])
  return rows[0]?.value ?? null
}

export const writePublicUrl = async (pool: Pick<pg.Pool, 'query'>, url: string): Promise<void> => {
  await pool.query('insert into meta (key, value) values ($1, $2) on conflict (key) do update set value = $2', [
    KEY,
    url,
  ])
}
