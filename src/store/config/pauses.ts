// Pauses (停止): while one is on, whatever is started for its scope is kept as suppressed, or whom it is about is not contacted.
// They belong to the configuration: setting or ending one raises its version, so it holds here at once and elsewhere within a
// second.

import type pg from 'pg'
import type { Pause, PauseScope } from '#core/callout/pause'
import { limits } from '#core/limits'
import type { Calendars } from '#core/plan/variants'
import { calendarsForPlans, calendarTable } from '../duty/calendars.ts'
import { type ConfigDeps, ConfigRefusal, change, spaceHere } from './context.ts'
import { isUuid, nameNow, type Page, type PageRequest } from './objects.ts'
import { policyTable } from './policies.ts'
import { userTable } from './users.ts'

/** A condition of a calendar, by keys. */
export type Repeats = { readonly calendar: string; readonly condition: string }

export type PauseRecord = Omit<Pause, 'of' | 'repeats'> & {
  /** The policy's key, also after the policy was deleted. */
  readonly policyKey: string | null
  /** Names are null where what they name was deleted. */
  readonly policyName: string | null
  readonly channel: string | null
  readonly userKey: string | null
  readonly userName: string | null
  readonly repeats: Repeats | null
  /** Whether it is on now; one that repeats may not be. */
  readonly on: Pause
  readonly createdAtMs: number
  readonly endedBy: string | null
  /** What it kept is started when it is over. */
  readonly startsAfter: boolean
}

export type PauseWrite = {
  /** Of what: a policy or a user by key or id, a channel; nothing for the whole space. */
  readonly policy?: string | null | undefined
  readonly channel?: string | null | undefined
  readonly user?: string | null | undefined
  readonly beginsAtMs: number
  readonly endsAtMs: number | null
  readonly repeats?: Repeats | null | undefined
  readonly match?: string | null | undefined
  readonly stopsRunning?: boolean | undefined
  readonly startsAfter?: boolean | undefined
  readonly reason: string
  readonly by: string
}

type Row = Omit<PauseRecord, 'repeats' | 'on'> & {
  readonly of: string | null
  readonly calendarId: string | null
  readonly calendarKey: string | null
  readonly condition: string | null
}

const columns = `pause.id, scope, coalesce(pause.policy_id::text, pause.channel, pause.user_id::text) as of,
  policy.key as "policyKey", ${nameNow('policy', 'pause.policy_id')} as "policyName", channel,
  app_user.key as "userKey", ${nameNow('app_user', 'pause.user_id')} as "userName", begins_at as "beginsAtMs", ends_at as "endsAtMs",
  calendar_id as "calendarId", calendar.key as "calendarKey", condition, match, stops_running as "stopsRunning", reason,
  created_by as "createdBy", pause.created_at as "createdAtMs", ended_by as "endedBy", starts_after as "startsAfter"`
const from = `from pause
  left join policy on policy.id = pause.policy_id
  left join app_user on app_user.id = pause.user_id
  left join calendar on calendar.id = pause.calendar_id`

const conditionIn = (calendars: Calendars, { calendarId, condition }: Row): Pause['repeats'] =>
  calendarId === null ? null : (calendars.get(calendarId)?.open.conditions.get(condition ?? '') ?? 'gone')

const pauseOf = (row: Row, calendars: Calendars): Pause => {
  const { id, scope, of, beginsAtMs, endsAtMs, match, stopsRunning, reason, createdBy } = row
  const repeats = conditionIn(calendars, row)
  return { id, scope, of, beginsAtMs, endsAtMs, repeats, match, stopsRunning, reason, createdBy }
}

const opened = async (
  client: pg.PoolClient,
  rows: readonly Row[],
): Promise<readonly { readonly row: Row; readonly pause: Pause }[]> => {
  const calendars = await calendarsForPlans(client, [...new Set(rows.flatMap(({ calendarId }) => calendarId ?? []))])
  return rows.map((row) => ({ row, pause: pauseOf(row, calendars) }))
}

const records = async (client: pg.PoolClient, rows: readonly Row[]): Promise<readonly PauseRecord[]> =>
  (await opened(client, rows)).map(({ row, pause }) => {
    const { of: _of, calendarId, calendarKey, condition, ...rest } = row
    const repeats =
      calendarId === null || condition === null ? null : { calendar: calendarKey ?? calendarId, condition }
    return { ...rest, repeats, on: pause }
  })

/** Those that are not over at `nowMs`, of whatever. */
export const pausesAt = async (client: pg.PoolClient, nowMs: number): Promise<readonly Pause[]> => {
  const { rows } = await client.query<Row>({
    name: 'pauses_at',
    text: `select ${columns} ${from} where ends_at is null or ends_at > $1
     order by pause.created_at, pause.id limit ${limits.pauses.unendedMax}`,
    values: [new Date(nowMs)],
  })
  return (await opened(client, rows)).map(({ pause }) => pause)
}

const find = async (client: pg.PoolClient, id: string): Promise<PauseRecord> => {
  const { rows } = isUuid(id)
    ? await client.query<Row>(`select ${columns} ${from} where pause.id = $1`, [id])
    : { rows: [] }
  const [found] = await records(client, rows)
  if (found === undefined) throw new ConfigRefusal('pause.not_found', id)
  return found
}

type Place = {
  readonly scope: PauseScope
  readonly policyId: string | null
  readonly channel: string | null
  readonly userId: string | null
}

const placeOf = async (client: pg.PoolClient, { policy, channel, user }: PauseWrite): Promise<Place> => {
  const nowhere = { policyId: null, channel: null, userId: null }
  if (policy != null) return { ...nowhere, scope: 'policy', policyId: (await policyTable.get(client, policy)).id }
  if (channel != null) return { ...nowhere, scope: 'channel', channel }
  if (user != null) return { ...nowhere, scope: 'user', userId: (await userTable.get(client, user)).id }
  return { ...nowhere, scope: 'space' }
}

/** @errors calendar.not_found, policy.condition_unknown */
const calendarOf = async (client: pg.PoolClient, { repeats }: PauseWrite): Promise<string | null> => {
  if (repeats == null) return null
  const { id, body } = await calendarTable.get(client, repeats.calendar)
  if (!body.conditions.some(({ key }) => key === repeats.condition))
    throw new ConfigRefusal('policy.condition_unknown', repeats.condition, 'repeats.condition')
  return id
}

const insert = async (client: pg.PoolClient, write: PauseWrite, { nowMs, newId }: Tools): Promise<PauseRecord> => {
  const now = nowMs()
  const { scope, policyId, channel, userId } = await placeOf(client, write)
  const calendarId = await calendarOf(client, write)
  const unended = await pausesAt(client, now)
  if (unended.length >= limits.pauses.unendedMax)
    throw new ConfigRefusal('pause.too_many', String(limits.pauses.unendedMax))
  const id = newId(now)
  await client.query(
    `insert into pause (id, space_id, scope, policy_id, channel, user_id, begins_at, ends_at, calendar_id, condition, match,
       stops_running, reason, created_by, created_at, starts_after)
     values ($1, ${spaceHere}, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      id,
      scope,
      policyId,
      channel,
      userId,
      new Date(write.beginsAtMs),
      write.endsAtMs === null ? null : new Date(write.endsAtMs),
      calendarId,
      write.repeats?.condition ?? null,
      write.match ?? null,
      write.stopsRunning ?? false,
      write.reason,
      write.by,
      new Date(now),
      write.startsAfter ?? false,
    ],
  )
  return find(client, id)
}

type Tools = Pick<ConfigDeps, 'nowMs' | 'newId'>

export const createPauses = (deps: ConfigDeps) => ({
  /** Newest first. `unended`: those that are on, or will be. */
  list: (
    spaceId: string,
    { limit, cursor }: PageRequest,
    { unended }: { unended: boolean },
  ): Promise<Page<PauseRecord>> =>
    deps.inSpace(spaceId, async (client) => {
      // Ids begin with the time they were made at, so they are the order and the place in it.
      const after = cursor !== null && isUuid(cursor) ? cursor : null
      const { rows } = await client.query<Row>(
        `select ${columns} ${from}
         where ($1::uuid is null or pause.id < $1) and (not $2 or ends_at is null or ends_at > $3)
         order by pause.id desc limit $4`,
        [after, unended, new Date(deps.nowMs()), limit + 1],
      )
      const items = await records(client, rows.slice(0, limit))
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
    }),
  get: (spaceId: string, id: string): Promise<PauseRecord> => deps.inSpace(spaceId, (client) => find(client, id)),
  /** @errors policy.not_found, user.not_found, calendar.not_found, policy.condition_unknown, pause.too_many */
  create: (spaceId: string, write: PauseWrite): Promise<PauseRecord> =>
    change(deps, spaceId, (client) => insert(client, write, deps)),
  /** Ends it now; one that is over already stays as it is. @errors pause.not_found */
  end: (spaceId: string, id: string, by: string): Promise<PauseRecord> =>
    change(deps, spaceId, async (client) => {
      const { endsAtMs } = await find(client, id)
      const nowMs = deps.nowMs()
      if (endsAtMs === null || endsAtMs > nowMs)
        await client.query('update pause set ends_at = $2, ended_by = $3 where id = $1', [id, new Date(nowMs), by])
      return find(client, id)
    }),
})
