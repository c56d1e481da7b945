// What readiness is judged by and only the database knows: what became of the last attempts at each address, and which week's digest
// a space has been told already.

import { limits } from '#core/limits'
import { fanOut } from '../webhook/fan-out.ts'
import { type ConfigDeps, spaceHere } from './context.ts'

export type Tried = {
  readonly triedAtMs: number
  /** Newest first. */
  readonly results: readonly string[]
}

type Row = Tried & { readonly address: string }

export type DigestTold = { readonly week: number; readonly data: object }

export const createReadinessFacts = ({ inSpace, nowMs, newId }: Pick<ConfigDeps, 'inSpace' | 'nowMs' | 'newId'>) => ({
  /** By address; those that were never tried are absent. */
  tried: (spaceId: string, addresses: readonly string[]): Promise<ReadonlyMap<string, Tried>> =>
    inSpace(spaceId, async (client) => {
      if (addresses.length === 0) return new Map()
      const { rows } = await client.query<Row>(
        `select wanted.address, max(last.begun_at) as "triedAtMs",
           array_agg(coalesce(last.result, '') order by last.begun_at desc) as results
         from unnest($1::text[]) as wanted (address) cross join lateral (
           select begun_at, result from attempt
           where space_id = ${spaceHere} and address = wanted.address and begun_at is not null
           order by begun_at desc limit $2) last
         group by wanted.address`,
        [[...new Set(addresses)], limits.readiness.failuresMin],
      )
      return new Map(rows.map(({ address, ...tried }) => [address, tried]))
    }),
  /** Whether this week's is still to be told. */
  isUntold: (spaceId: string, week: number): Promise<boolean> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query(`select from readiness_told where space_id = ${spaceHere} and week >= $1`, [
        week,
      ])
      return rows.length === 0
    }),
  /**
   * Tells the digest of a week to whoever wants it; of several processes one does, in the transaction that notes it. Returns to how
   * many it was told, or null where another was quicker. What a new space lacks in its first week is no news.
   */
  tell: (spaceId: string, { week, data }: DigestTold): Promise<number | null> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query<{ isNew: boolean }>(
        `insert into readiness_told (space_id, week) values (${spaceHere}, $1)
         on conflict (space_id) do update set week = excluded.week where readiness_told.week < excluded.week
         returning xmax = 0 as "isNew"`,
        [week],
      )
      const [noted] = rows
      if (noted === undefined) return null
      if (noted.isNew) return 0
      const name = 'readiness.digest'
      const atMs = nowMs()
      const noroshi = { event: name, at: new Date(atMs).toISOString(), data }
      const event = { spaceId, projectId: null, name, once: `${name} ${week}`, bodies: { noroshi } }
      return fanOut(client, event, { nowMs: atMs, newId })
    }),
})
