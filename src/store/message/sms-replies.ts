// What is remembered of SMS that may be answered: which code means which callout on which phone, what came in, and who wants no SMS.

import type pg from 'pg'
import type { CalloutId, ConnectionId, SpaceId } from '#core/ids'
import { limits } from '#core/limits'
import type { Language } from '#core/plan/plan'
import type { AttemptRow } from '#engine/ports'

type Key = { readonly calloutId: CalloutId; readonly ordinal: number }
type Owner = { readonly language: Language }
type OptOut = { readonly nowMs: number; readonly atProvider: boolean }

const UNIQUE_VIOLATION = '23505'
const TRIES = 3
const { codeMax, codeKeptMs, seenMs } = limits.smsReplies

/** The lowest code no other callout of this phone has; those of callouts long over are free again. */
const give = `with gone as (
    delete from sms_code k using callout c
    where k.space_id = $1 and k.address = $2 and c.id = k.callout_id and c.outcome is not null and k.given_at < $6
  )
  insert into sms_code (space_id, address, code, callout_id, ordinal, given_at)
  select $1, $2, (select min(n) from generate_series(1, ${codeMax}) n where not exists (
    select from sms_code k where k.space_id = $1 and k.address = $2 and k.code = n)), $3, $4, $5
  on conflict (space_id, address, callout_id) do update set ordinal = excluded.ordinal, given_at = excluded.given_at
  returning code`

const isTaken = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === UNIQUE_VIOLATION

const createCodes = (pool: pg.Pool) => ({
  /** The same for every SMS of one callout to one phone. */
  give: async ({ spaceId, address, calloutId, ordinal }: AttemptRow, nowMs: number): Promise<number> => {
    const values = [spaceId, address, calloutId, ordinal, new Date(nowMs), new Date(nowMs - codeKeptMs)]
    for (let tries = 1; ; tries += 1) {
      try {
        const { rows } = await pool.query<{ code: number }>(give, values)
        return rows[0]?.code ?? 0
      } catch (error) {
        if (!isTaken(error) || tries === TRIES) throw error
      }
    }
  },
  /** What a code means on a phone; without one, whatever still runs there, else what was last: the newest first. */
  find: async (spaceId: SpaceId, address: string, code: number | null): Promise<readonly Key[]> => {
    const { rows } = await pool.query<Key & { runs: boolean }>(
      `select k.callout_id as "calloutId", k.ordinal, c.outcome is null as runs from sms_code k join callout c on c.id = k.callout_id
       where k.space_id = $1 and k.address = $2 and ($3::integer is null or k.code = $3) order by k.given_at desc`,
      [spaceId, address, code],
    )
    const running = rows.filter(({ runs }) => runs)
    return running.length > 0 || code !== null ? (code === null ? running : rows) : rows.slice(0, 1)
  },
})

const createReceived = (pool: pg.Pool) => ({
  isSeen: async (spaceId: SpaceId, messageId: string): Promise<boolean> =>
    ((await pool.query('select from sms_received where space_id = $1 and message_id = $2', [spaceId, messageId]))
      .rowCount ?? 0) > 0,
  toldSince: async (spaceId: SpaceId, address: string, sinceMs: number): Promise<number> => {
    const { rows } = await pool.query<{ count: number }>(
      `select count(*)::integer as count from sms_received
       where space_id = $1 and received_at > $3 and address = $2 and told`,
      [spaceId, address, new Date(sinceMs)],
    )
    return rows[0]?.count ?? 0
  },
  /** Returns whether it is the first to say so. */
  note: async (
    received: { readonly spaceId: SpaceId; readonly messageId: string; readonly address: string },
    { told, nowMs }: { readonly told: boolean; readonly nowMs: number },
  ): Promise<boolean> => {
    const { spaceId, messageId, address } = received
    await pool.query('delete from sms_received where space_id = $1 and received_at < $2', [
      spaceId,
      new Date(nowMs - seenMs),
    ])
    const { rowCount } = await pool.query(
      `insert into sms_received (space_id, message_id, address, received_at, told) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [spaceId, messageId, address, new Date(nowMs), told],
    )
    return rowCount === 1
  },
})

const createPeople = (pool: pg.Pool) => ({
  /** Null for a connection nobody has. */
  spaceOf: async (id: ConnectionId): Promise<SpaceId | null> => {
    const { rows } = await pool.query<{ spaceId: SpaceId }>(
      `select space_id as "spaceId" from connection where id = $1 and kind = 'twilio_sms' and deleted_at is null`,
      [id],
    )
    return rows[0]?.spaceId ?? null
  },
  /** Whose number it is; null for one that nobody has and that no SMS went to of late. */
  ownerOf: async (spaceId: SpaceId, address: string): Promise<Owner | null> => {
    const { rows } = await pool.query<Owner>(
      `select language from (
         select u.language, 1 as place from contact_method m join app_user u on u.id = m.user_id
         where m.space_id = $1 and m.channel = 'sms' and m.address = $2 and u.deleted_at is null
         union all select 'ja', 2 from sms_code where space_id = $1 and address = $2
       ) found order by place limit 1`,
      [spaceId, address],
    )
    return rows[0] ?? null
  },
  /** Null: SMS may be sent. */
  optOutOf: async (spaceId: SpaceId, address: string): Promise<'own' | 'at_provider' | null> => {
    const { rows } = await pool.query<{ atProvider: boolean }>(
      'select at_provider as "atProvider" from sms_opt_out where space_id = $1 and address = $2',
      [spaceId, address],
    )
    const [row] = rows
    if (row === undefined) return null
    return row.atProvider ? 'at_provider' : 'own'
  },
  /** What the owner wrote to us holds whatever the provider says. */
  optOut: async (spaceId: SpaceId, address: string, { nowMs, atProvider }: OptOut): Promise<void> => {
    await pool.query(
      `insert into sms_opt_out (space_id, address, since, at_provider) values ($1, $2, $3, $4)
       on conflict (space_id, address) do update set at_provider = false where not excluded.at_provider`,
      [spaceId, address, new Date(nowMs), atProvider],
    )
  },
  optIn: async (spaceId: SpaceId, address: string): Promise<void> => {
    await pool.query('delete from sms_opt_out where space_id = $1 and address = $2', [spaceId, address])
  },
})

/** @param pool the engine's pool, which works across spaces: whose an SMS is shows in the connection it came by */
export const createSmsReplies = (pool: pg.Pool) => ({
  codes: createCodes(pool),
  received: createReceived(pool),
  ...createPeople(pool),
})
