// Messages that change as their callout proceeds: remembered when they are posted, forgotten when they say how it ended.

import type pg from 'pg'
import type { CalloutId, ConnectionId, SpaceId } from '#core/ids'

export type PostedMessage = {
  readonly calloutId: CalloutId
  readonly ordinal: number
  readonly providerId: string
  /** What it says of how things stand. */
  readonly shown: string
  readonly failures: number
}

export type NewPosted = Omit<PostedMessage, 'failures'> & { readonly spaceId: SpaceId; readonly seenSeq: number }

/** @param pool the engine's pool, which works across spaces */
export const createPostedStore = (pool: pg.Pool) => ({
  /** Twice is once. @param changeAtMs before that it is not looked at; null: at any time */
  add: async (posted: NewPosted, changeAtMs: number | null): Promise<void> => {
    const { calloutId, ordinal, spaceId, providerId, shown, seenSeq } = posted
    await pool.query(
      `insert into posted_message (callout_id, ordinal, space_id, provider_id, shown, seen_seq, failures, retry_at)
       values ($1, $2, $3, $4, $5, $6, 0, $7) on conflict do nothing`,
      [calloutId, ordinal, spaceId, providerId, shown, seenSeq, changeAtMs === null ? null : new Date(changeAtMs)],
    )
  },
  of: async (calloutId: CalloutId, nowMs: number): Promise<readonly PostedMessage[]> => {
    const { rows } = await pool.query<PostedMessage>(
      `select callout_id as "calloutId", ordinal, provider_id as "providerId", shown, failures from posted_message
       where callout_id = $1 and (retry_at is null or retry_at <= $2) order by ordinal`,
      [calloutId, new Date(nowMs)],
    )
    return rows
  },
  /** Callouts about which their messages may not say the latest. */
  behind: async ({ nowMs, limit }: { nowMs: number; limit: number }): Promise<readonly CalloutId[]> => {
    const { rows } = await pool.query<{ id: CalloutId }>(
      `select p.callout_id as id from posted_message p join callout c on c.id = p.callout_id
       where (p.retry_at is null or p.retry_at <= $1) and (c.head->>'seq')::integer > p.seen_seq
       group by p.callout_id order by p.callout_id limit $2`,
      [new Date(nowMs), limit],
    )
    return rows.map(({ id }) => id)
  },
  /** The address of the newest attempt by the same connection whose message another running callout still has; null: none. */
  otherOn: async (at: { calloutId: CalloutId; connectionId: ConnectionId | null }): Promise<string | null> => {
    const { rows } = await pool.query<{ address: string }>(
      `select a.address from posted_message p
       join attempt a on a.callout_id = p.callout_id and a.ordinal = p.ordinal
       join callout c on c.id = p.callout_id
       where a.connection_id = $1 and p.callout_id <> $2 and c.head->>'outcome' is null
       order by a.begun_at desc limit 1`,
      [at.connectionId, at.calloutId],
    )
    return rows[0]?.address ?? null
  },
  says: async ({ calloutId, ordinal }: PostedMessage, { shown, seenSeq }: Pick<NewPosted, 'shown' | 'seenSeq'>) => {
    await pool.query(
      `update posted_message set shown = $3, seen_seq = greatest(seen_seq, $4), failures = 0, retry_at = null
       where callout_id = $1 and ordinal = $2`,
      [calloutId, ordinal, shown, seenSeq],
    )
  },
  later: async ({ calloutId, ordinal }: PostedMessage, retryAtMs: number): Promise<void> => {
    await pool.query(
      'update posted_message set failures = failures + 1, retry_at = $3 where callout_id = $1 and ordinal = $2',
      [calloutId, ordinal, new Date(retryAtMs)],
    )
  },
  remove: async ({ calloutId, ordinal }: PostedMessage): Promise<void> => {
    await pool.query('delete from posted_message where callout_id = $1 and ordinal = $2', [calloutId, ordinal])
  },
})

export type PostedStore = ReturnType<typeof createPostedStore>
