// Requests that were merged (間引き): each is written down with the callout it went into, which must be there. Whoever finds no
// such callout starts one, so that nothing is lost.

import type pg from 'pg'
import { type ConfigDeps, type InSpace, spaceHere, violates } from './context.ts'
import { isUuid, type Page, type PageRequest } from './objects.ts'

export type MergedRecord = {
  readonly id: string
  readonly text: string
  readonly createdBy: string
  readonly createdAtMs: number
}

export type AcceptedCallout = { readonly id: string; readonly createdAtMs: number }

export type MergeWrite = {
  readonly calloutId: string
  readonly text: string
  readonly createdBy: string
  readonly idempotency: { readonly key: string; readonly fingerprint: string } | null
}

/** `gone`: there is no such callout. `used`: the idempotency key was used before. */
export type MergeResult = 'merged' | 'gone' | 'used'

/** The newest callout that such requests are merged into. */
const accepted = async (
  client: pg.PoolClient,
  thinningKey: string,
  sinceMs: number,
): Promise<AcceptedCallout | null> => {
  const { rows } = await client.query<AcceptedCallout>(
    `select id, created_at as "createdAtMs" from callout
     where space_id = ${spaceHere} and thinning_key = $1 and created_at > $2 order by created_at desc limit 1`,
    [thinningKey, new Date(sinceMs)],
  )
  return rows[0] ?? null
}

const insert = async (client: pg.PoolClient, write: MergeWrite, { nowMs, newId }: Tools): Promise<MergeResult> => {
  const now = nowMs()
  const { calloutId, text, createdBy, idempotency } = write
  const { rowCount } = await client.query(
    `insert into merged_request (id, space_id, callout_id, text, created_by, created_at, idempotency_key)
     select $1, space_id, id, $3, $4, $5, $6 from callout where id = $2`,
    [newId(now), calloutId, text, createdBy, new Date(now), idempotency?.key ?? null],
  )
  if (rowCount === 0) return 'gone'
  if (idempotency === null) return 'merged'
  await client.query(
    `insert into idempotency (space_id, key, fingerprint, callout_id, created_at) values (${spaceHere}, $1, $2, $3, $4)`,
    [idempotency.key, idempotency.fingerprint, calloutId, new Date(now)],
  )
  return 'merged'
}

type Tools = Pick<ConfigDeps, 'nowMs' | 'newId'>

export type MergeOrStart = {
  readonly thinningKey: string
  readonly sinceMs: number
  readonly write: Omit<MergeWrite, 'calloutId'>
}

const isUsed = (error: unknown): boolean => violates(error, 'idempotency_pkey') || violates(error, 'merged_request_key')

/** `started`: nothing was there to be merged into. */
export type Alone<Result> =
  | { readonly kind: 'merged'; readonly into: AcceptedCallout }
  | { readonly kind: 'used' }
  | { readonly kind: 'started'; readonly result: Result }

export const createMerged = (deps: { readonly inSpace: InSpace } & Tools) => {
  const unlessUsed = async <Result, Used>(work: Promise<Result>, used: Used): Promise<Result | Used> => {
    try {
      return await work
    } catch (error) {
      if (isUsed(error)) return used
      throw error
    }
  }
  return {
    /** Durable when it resolves. */
    merge: (spaceId: string, write: MergeWrite): Promise<MergeResult> =>
      unlessUsed(
        deps.inSpace(spaceId, (client) => insert(client, write, deps)),
        'used',
      ),
    /**
     * Merges into the newest callout of this key since `sinceMs`, or starts one; nobody in any process does either for the
     * same key meanwhile. Holds a connection for as long as `start` takes: one at a time per key in a process is enough.
     */
    mergeOrStart: <Result>(
      spaceId: string,
      { thinningKey, sinceMs, write }: MergeOrStart,
      start: () => Promise<Result>,
    ): Promise<Alone<Result>> =>
      unlessUsed(
        deps.inSpace(spaceId, async (client): Promise<Alone<Result>> => {
          await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${spaceId} ${thinningKey}`])
          const into = await accepted(client, thinningKey, sinceMs)
          if (into === null) return { kind: 'started', result: await start() }
          await insert(client, { ...write, calloutId: into.id }, deps)
          return { kind: 'merged', into }
        }),
        { kind: 'used' } as const,
      ),
    /** Whether the request of this idempotency key was merged, and did not start a callout itself. */
    wasMerged: (spaceId: string, idempotencyKey: string): Promise<boolean> =>
      deps.inSpace(spaceId, async (client) => {
        const { rowCount } = await client.query('select from merged_request where idempotency_key = $1', [
          idempotencyKey,
        ])
        return rowCount === 1
      }),
    /** Oldest first. */
    list: (spaceId: string, calloutId: string, { limit, cursor }: PageRequest): Promise<Page<MergedRecord>> =>
      deps.inSpace(spaceId, async (client) => {
        const after = cursor !== null && isUuid(cursor) ? cursor : null
        const { rows } = await client.query<MergedRecord>(
          `select id, text, created_by as "createdBy", created_at as "createdAtMs" from merged_request
           where callout_id = $1 and ($2::uuid is null or id > $2) order by id limit $3`,
          [calloutId, after, limit + 1],
        )
        const items = rows.slice(0, limit)
        return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
      }),
  }
}
