// Duty schedules: people and calendar come in as keys or ids, are stored as ids, and go out as keys. Core checks one whole
// before it is written. Deleted users stay where they stood: their shifts are gaps, not somebody else's.

import type pg from 'pg'
import { openStored, peopleIn, renamed, type ScheduleBody } from '#core/calendar/calendar'
import { type ConfigDeps, ConfigRefusal, change, type Manager } from '../config/context.ts'
import { objectTable, type Page, type PageRequest, type Stored } from '../config/objects.ts'
import { userTable } from '../config/users.ts'
import { calendarBodies, calendarTable, fieldOfRefusal } from './calendars.ts'
import { overridesOf } from './override-rows.ts'

/** People and calendar by key or id. */
export type ScheduleFields = { readonly calendar: string | null; readonly body: ScheduleBody }
export type ScheduleWrite = { readonly key: string; readonly name: string } & ScheduleFields
export type SchedulePatch = {
  readonly key?: string | undefined
  readonly name?: string | undefined
  readonly calendar?: string | null | undefined
  readonly body: Partial<ScheduleBody>
}
export type ScheduleRecord = Stored<ScheduleFields>

type Own = { readonly body: ScheduleBody; readonly calendar_id: string | null }
export const scheduleTable = objectTable<Own>({ table: 'schedule', kind: 'schedule', own: ['body', 'calendar_id'] })

/** Where a person stands in the fields, for a refusal. */
const placeOf = ({ positions, temporaries }: ScheduleBody, person: string): string => {
  for (const [at, { layers }] of positions.entries())
    for (const [number, { people }] of layers.entries())
      if (people.includes(person)) return `positions.${at}.layers.${number}.people.${people.indexOf(person)}`
  const at = temporaries.findIndex(({ shifts }) => shifts.some((shift) => shift.person === person))
  return `temporaries.${at}.shifts.${temporaries[at]?.shifts.findIndex((shift) => shift.person === person) ?? 0}.user`
}

/** @errors schedule.user_unknown, schedule.calendar_unknown */
export const resolveSchedule = async (
  client: pg.PoolClient,
  { calendar, body }: ScheduleFields,
  /** Deleted people who stand there already may stay. */
  known: readonly string[] = [],
): Promise<Own> => {
  const people = peopleIn(body)
  const ids = new Map([...known.map((id) => [id, id] as const), ...(await userTable.resolve(client, people))])
  const unknown = people.find((person) => !ids.has(person))
  if (unknown !== undefined) throw new ConfigRefusal('schedule.user_unknown', unknown, placeOf(body, unknown))
  const calendars = await calendarTable.resolve(client, calendar === null ? [] : [calendar])
  const calendarId = calendars.get(calendar ?? '') ?? null
  if (calendar !== null && calendarId === null)
    throw new ConfigRefusal('schedule.calendar_unknown', calendar, 'calendar')
  return { body: renamed(body, (person) => ids.get(person) ?? person), calendar_id: calendarId }
}

/** @errors schedule.invalid */
const check = async (client: pg.PoolClient, own: Own, id: string | null): Promise<Own> => {
  const overrides = id === null ? [] : await overridesOf(client, id)
  const calendars = await calendarBodies(client, own.calendar_id === null ? [] : [own.calendar_id])
  const calendar = calendars.get(own.calendar_id ?? '') ?? null
  const opened = openStored(own.body, { calendar, overrides })
  if (!opened.ok)
    throw new ConfigRefusal('schedule.invalid', `${opened.code}: ${opened.detail}`, fieldOfRefusal(opened.code))
  return own
}

const withKeys = async (client: pg.PoolClient, rows: readonly Stored<Own>[]): Promise<ScheduleRecord[]> => {
  const people = new Map(
    (await userTable.findAll(client, [...new Set(rows.flatMap(({ body }) => peopleIn(body)))])).map((user) => [
      user.id,
      user.key,
    ]),
  )
  const calendars = new Map(
    (await calendarTable.findAll(client, [...new Set(rows.flatMap((row) => row.calendar_id ?? []))])).map((one) => [
      one.id,
      one.key,
    ]),
  )
  return rows.map(({ body, calendar_id, ...row }) => ({
    ...row,
    calendar: calendar_id === null ? null : (calendars.get(calendar_id) ?? calendar_id),
    body: renamed(body, (person) => people.get(person) ?? person),
  }))
}

export const allSchedules = async (client: pg.PoolClient): Promise<ScheduleRecord[]> =>
  withKeys(client, await scheduleTable.all(client))

const iso = (atMs: number): string => new Date(atMs).toISOString()

/** As a file and /v1 write it: instants as texts. */
export const exportedSchedule = ({ key, name, calendar, body }: Pick<ScheduleRecord, keyof ScheduleWrite>) => ({
  key,
  name,
  zone: body.zone,
  calendar,
  positions: body.positions.map(({ layers, ...position }) => ({
    ...position,
    layers: layers.map(({ startsAtMs, endsAtMs, people, ...layer }) => ({
      ...layer,
      people: [...people],
      startsAt: iso(startsAtMs),
      endsAt: endsAtMs === null ? null : iso(endsAtMs),
    })),
  })),
  temporaries: body.temporaries.map(({ id, fromMs, toMs, shifts }) => ({
    key: id,
    startsAt: iso(fromMs),
    endsAt: iso(toMs),
    shifts: shifts.map((shift) => ({
      position: shift.position,
      user: shift.person,
      startsAt: iso(shift.fromMs),
      endsAt: iso(shift.toMs),
    })),
  })),
  ...(body.notices == null ? {} : { notices: body.notices }),
})

type Tools = Pick<ConfigDeps, 'newId' | 'nowMs'>

export const insertSchedule = async (
  client: pg.PoolClient,
  { key, name, calendar, body, by }: ScheduleWrite & { by: Manager },
  tools: Tools,
): Promise<string> => {
  const nowMs = tools.nowMs()
  const id = tools.newId(nowMs)
  const own = await check(client, await resolveSchedule(client, { calendar, body }), null)
  await scheduleTable.insert(client, id, { key, name, own, nowMs, by })
  return id
}

/** Changes field by field: what the patch leaves out stays. */
export const updateSchedule = async (
  client: pg.PoolClient,
  ref: string,
  { patch, by, tools }: { patch: SchedulePatch; by: Manager; tools: Tools },
): Promise<string> => {
  const old = await scheduleTable.get(client, ref)
  const { key = old.key, name = old.name, calendar = old.calendar_id } = patch
  const known = peopleIn(old.body)
  const keepsCalendar = calendar === old.calendar_id
  const wanted = { calendar: keepsCalendar ? null : calendar, body: { ...old.body, ...patch.body } }
  const resolved = await resolveSchedule(client, wanted, known)
  const own = { ...resolved, calendar_id: keepsCalendar ? old.calendar_id : resolved.calendar_id }
  await check(client, own, old.id)
  await scheduleTable.update(client, old, { key, name, own, nowMs: tools.nowMs(), by })
  return old.id
}

const recordOf = async (client: pg.PoolClient, ref: string): Promise<ScheduleRecord> => {
  const [record] = await withKeys(client, [await scheduleTable.get(client, ref)])
  return record as ScheduleRecord
}

export const createSchedules = (deps: ConfigDeps) => ({
  list: (spaceId: string, page: PageRequest): Promise<Page<ScheduleRecord>> =>
    deps.inSpace(spaceId, async (client) => {
      const { items, next } = await scheduleTable.list(client, page)
      return { items: await withKeys(client, items), next }
    }),
  get: (spaceId: string, ref: string): Promise<ScheduleRecord> =>
    deps.inSpace(spaceId, (client) => recordOf(client, ref)),
  create: (spaceId: string, write: ScheduleWrite): Promise<ScheduleRecord> =>
    change(deps, spaceId, async (client) =>
      recordOf(client, await insertSchedule(client, { ...write, by: 'console' }, deps)),
    ),
  update: (spaceId: string, ref: string, patch: SchedulePatch): Promise<ScheduleRecord> =>
    change(deps, spaceId, async (client) =>
      recordOf(client, await updateSchedule(client, ref, { patch, by: 'console', tools: deps })),
    ),
  remove: (spaceId: string, ref: string): Promise<void> =>
    change(deps, spaceId, async (client) =>
      scheduleTable.remove(client, await scheduleTable.get(client, ref), { nowMs: deps.nowMs(), by: 'console' }),
    ),
})
