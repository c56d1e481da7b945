// Secret addresses (カレンダー購読) of somebody's duty or of a schedule. The secret is in the answer to its making and nowhere else;
// making it anew, or taking it back, ends it at once.

import { hashOpaque, makeOpaque, spaceOfOpaque } from '../account/opaque.ts'
import { type ConfigDeps, ConfigRefusal, spaceHere } from '../config/context.ts'
import { userTable } from '../config/users.ts'
import { scheduleTable } from './schedules.ts'

export type FeedOf = { readonly kind: 'user' | 'schedule'; readonly ref: string }
export type FeedRecord = {
  readonly language: 'ja' | 'en'
  readonly createdBy: string
  readonly createdAtMs: number
  readonly readAtMs: number | null
}
/** Whose or which a secret is. */
export type FeedFound = {
  readonly kind: FeedOf['kind']
  readonly id: string
  readonly name: string
  readonly language: 'ja' | 'en'
}

const HOUR_MS = 3_600_000

const columns = `language, created_by as "createdBy", created_at as "createdAtMs", read_at as "readAtMs"`
const columnOf = { user: 'user_id', schedule: 'schedule_id' } as const
const tableOf = { user: userTable, schedule: scheduleTable } as const

type Found = { readonly id: string; readonly language: 'ja' | 'en'; readonly readAtMs: number | null } & Record<
  'userId' | 'userName' | 'scheduleId' | 'scheduleName',
  string | null
>

const select = `select f.id, f.language, f.read_at as "readAtMs", u.id as "userId", u.name as "userName",
    s.id as "scheduleId", s.name as "scheduleName"
  from duty_feed f left join app_user u on u.id = f.user_id and u.deleted_at is null
    left join schedule s on s.id = f.schedule_id and s.deleted_at is null
  where f.hash = $1`

const foundOf = ({ userId, userName, scheduleId, scheduleName, language }: Found): FeedFound | null => {
  if (userId !== null) return { kind: 'user', id: userId, name: userName ?? '', language }
  return scheduleId === null ? null : { kind: 'schedule', id: scheduleId, name: scheduleName ?? '', language }
}

type Deps = Pick<ConfigDeps, 'inSpace' | 'newId' | 'nowMs'>

export const createFeeds = ({ inSpace, newId, nowMs }: Deps) => ({
  /** @errors user.not_found, schedule.not_found, feed.not_found */
  get: (spaceId: string, { kind, ref }: FeedOf): Promise<FeedRecord> =>
    inSpace(spaceId, async (client) => {
      const { id, key } = await tableOf[kind].get(client, ref)
      const { rows } = await client.query<FeedRecord>(`select ${columns} from duty_feed where ${columnOf[kind]} = $1`, [
        id,
      ])
      if (rows[0] === undefined) throw new ConfigRefusal('feed.not_found', key)
      return rows[0]
    }),
  /** Makes one; an old one ends. @errors user.not_found, schedule.not_found */
  renew: (
    spaceId: string,
    { kind, ref }: FeedOf,
    by: Pick<FeedRecord, 'language' | 'createdBy'>,
  ): Promise<{ readonly record: FeedRecord; readonly secret: string }> =>
    inSpace(spaceId, async (client) => {
      const { id } = await tableOf[kind].get(client, ref)
      const secret = makeOpaque('nrf', spaceId)
      const column = columnOf[kind]
      const { rows } = await client.query<FeedRecord>(
        `insert into duty_feed (id, space_id, hash, ${column}, language, created_by, created_at)
           values ($1, ${spaceHere}, $2, $3, $4, $5, $6)
         on conflict (space_id, ${column}) do update set hash = excluded.hash, language = excluded.language,
           created_by = excluded.created_by, created_at = excluded.created_at, read_at = null
         returning ${columns}`,
        [newId(nowMs()), hashOpaque(secret), id, by.language, by.createdBy, new Date(nowMs())],
      )
      return { record: rows[0] as FeedRecord, secret }
    }),
  /** @errors user.not_found, schedule.not_found, feed.not_found */
  revoke: (spaceId: string, { kind, ref }: FeedOf): Promise<void> =>
    inSpace(spaceId, async (client) => {
      const { id, key } = await tableOf[kind].get(client, ref)
      const { rowCount } = await client.query(`delete from duty_feed where ${columnOf[kind]} = $1`, [id])
      if (rowCount !== 1) throw new ConfigRefusal('feed.not_found', key)
    }),
  /** Whose or which a secret is; null for one that nobody knows, here. */
  find: async (spaceId: string, secret: string): Promise<FeedFound | null> => {
    if (spaceOfOpaque('nrf', secret) !== spaceId) return null
    return inSpace(spaceId, async (client) => {
      const { rows } = await client.query<Found>(select, [hashOpaque(secret)])
      const [row] = rows
      if (row === undefined) return null
      if (row.readAtMs === null || nowMs() - row.readAtMs >= HOUR_MS)
        await client.query('update duty_feed set read_at = $2 where id = $1', [row.id, new Date(nowMs())])
      return foundOf(row)
    })
  },
})
