// Overrides (当番の変更): people make and take back exceptions to a schedule, also to one that is kept in a file. They raise the
// configuration's version, so that they hold here at once and elsewhere within a second.

import type pg from 'pg'
import { openStored } from '#core/calendar/calendar'
import { limits } from '#core/limits'
import { type ConfigDeps, ConfigRefusal, change, spaceHere } from '../config/context.ts'
import { isUuid, type Page, type PageRequest } from '../config/objects.ts'
import { userTable } from '../config/users.ts'
import { calendarBodies } from './calendars.ts'
import { type OverrideRow, overrideColumns, overrideOf, overridesOf } from './override-rows.ts'
import { type PersonShown, peopleShown } from './people.ts'
import { scheduleTable } from './schedules.ts'

export type OverrideWrite = {
  readonly position: string | null
  readonly kind: OverrideRow['kind']
  /** Keys or ids. */
  readonly user: string | null
  readonly by: string | null
  readonly fromMs: number
  readonly toMs: number
  readonly note: string
  readonly createdBy: string
}
export type OverrideRecord = Omit<OverrideRow, 'userId' | 'byUserId'> & {
  readonly user: PersonShown | null
  readonly by: PersonShown | null
}

/** What is over for longer is of no use to anybody who looks at the schedule. */
const KEPT_MS = limits.scheduleDays.max * 86_400_000

const shown = async (client: pg.PoolClient, rows: readonly OverrideRow[]): Promise<OverrideRecord[]> => {
  const people = await peopleShown(
    client,
    rows.flatMap(({ userId, byUserId }) => [userId ?? [], byUserId ?? []].flat()),
  )
  const personOf = (id: string | null) => (id === null ? null : (people.get(id) ?? { id, key: id, name: '' }))
  return rows.map(({ userId, byUserId, ...row }) => ({ ...row, user: personOf(userId), by: personOf(byUserId) }))
}

const resolved = async (client: pg.PoolClient, ref: string | null, field: string): Promise<string | null> => {
  if (ref === null) return null
  const id = (await userTable.resolve(client, [ref])).get(ref)
  if (id === undefined) throw new ConfigRefusal('schedule.user_unknown', ref, field)
  return id
}

/** Adds it and looks at the whole schedule again: what cannot be followed is rolled back. */
export const insertOverride = async (
  client: pg.PoolClient,
  ref: string,
  { write, nowMs, id }: { write: OverrideWrite; nowMs: number; id: string },
): Promise<OverrideRecord> => {
  const schedule = await scheduleTable.get(client, ref)
  await client.query('delete from duty_override where schedule_id = $1 and ends_at < $2', [
    schedule.id,
    new Date(nowMs - KEPT_MS),
  ])
  const userId = await resolved(client, write.user, 'user')
  const byUserId = await resolved(client, write.by, 'by')
  const { position, kind, fromMs, toMs, note, createdBy } = write
  const row: OverrideRow = { id, position, kind, userId, byUserId, fromMs, toMs, note, createdBy, createdAtMs: nowMs }
  const calendars = await calendarBodies(client, schedule.calendar_id === null ? [] : [schedule.calendar_id])
  const opened = openStored(schedule.body, {
    calendar: calendars.get(schedule.calendar_id ?? '') ?? null,
    overrides: [...(await overridesOf(client, schedule.id)), overrideOf(row)],
  })
  if (!opened.ok) throw new ConfigRefusal('schedule.invalid', `${opened.code}: ${opened.detail}`)
  await client.query(
    `insert into duty_override (id, space_id, schedule_id, position, kind, user_id, by_user_id, starts_at, ends_at, note,
       created_by, created_at) values ($1, ${spaceHere}, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      schedule.id,
      position,
      kind,
      userId,
      byUserId,
      new Date(fromMs),
      new Date(toMs),
      note,
      createdBy,
      new Date(nowMs),
    ],
  )
  const [record] = await shown(client, [row])
  return record as OverrideRecord
}

export const createOverrides = (deps: ConfigDeps) => ({
  /** Those that are not over, in the order they were made. @errors schedule.not_found, user.not_found */
  list: (
    spaceId: string,
    ref: string,
    { limit, cursor, user }: PageRequest & { readonly user: string | null },
  ): Promise<Page<OverrideRecord>> =>
    deps.inSpace(spaceId, async (client) => {
      const { id } = await scheduleTable.get(client, ref)
      const person = user === null ? null : (await userTable.get(client, user)).id
      const after = cursor !== null && isUuid(cursor) ? cursor : null
      const { rows } = await client.query<OverrideRow>(
        `select ${overrideColumns} from duty_override
         where schedule_id = $1 and ($2::uuid is null or id > $2) and ends_at > $3
           and ($5::uuid is null or $5 in (user_id, by_user_id)) order by id limit $4`,
        [id, after, new Date(deps.nowMs()), limit + 1, person],
      )
      const items = rows.slice(0, limit)
      return { items: await shown(client, items), next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
    }),
  /** @errors schedule.not_found, schedule.user_unknown, schedule.invalid */
  create: (spaceId: string, ref: string, write: OverrideWrite): Promise<OverrideRecord> =>
    change(deps, spaceId, (client) => {
      const nowMs = deps.nowMs()
      return insertOverride(client, ref, { write, nowMs, id: deps.newId(nowMs) })
    }),
  /** @errors schedule.not_found, override.not_found */
  remove: (spaceId: string, ref: string, id: string): Promise<void> =>
    change(deps, spaceId, async (client) => {
      const schedule = await scheduleTable.get(client, ref)
      const { rowCount } = await client.query('delete from duty_override where schedule_id = $1 and id = $2', [
        schedule.id,
        id,
      ])
      if (rowCount !== 1) throw new ConfigRefusal('override.not_found', id)
    }),
})
