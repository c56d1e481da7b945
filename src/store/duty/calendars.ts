// Calendars: checked by core before they are written, stored as written.

import type pg from 'pg'
import { type CalendarBody, openCalendar } from '#core/calendar/calendar'
import type { Calendars } from '#core/plan/variants'
import { type ConfigDeps, ConfigRefusal, change, type Manager } from '../config/context.ts'
import { objectTable, type Page, type PageRequest, type Seen, type Stored } from '../config/objects.ts'

export type CalendarWrite = { readonly key: string; readonly name: string; readonly body: CalendarBody }
export type CalendarRecord = Stored<{ readonly body: CalendarBody }>

type Patch = {
  readonly key?: string | undefined
  readonly name?: string | undefined
  readonly body: Partial<CalendarBody>
}

export const calendarTable = objectTable<{ readonly body: CalendarBody }>({
  table: 'calendar',
  kind: 'calendar',
  own: ['body'],
})

/** Deleted ones too: a schedule goes on with the holidays it names. */
export const calendarBodies = async (
  client: pg.PoolClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, CalendarBody>> => {
  if (ids.length === 0) return new Map()
  const { rows } = await client.query<{ id: string; body: CalendarBody }>(
    'select id, body from calendar where id = any($1::uuid[])',
    [ids],
  )
  return new Map(rows.map(({ id, body }) => [id, body]))
}

/** As plans need them, by id. */
export const calendarsForPlans = async (client: pg.PoolClient, ids: readonly string[]): Promise<Calendars> => {
  if (ids.length === 0) return new Map()
  const { rows } = await client.query<{ id: string; key: string; body: CalendarBody }>(
    'select id, key, body from calendar where id = any($1::uuid[])',
    [ids],
  )
  return new Map(
    rows.flatMap(({ id, key, body }) => {
      const open = openCalendar(body)
      return open.ok ? [[id, { key, open: open.value }] as const] : []
    }),
  )
}

/** The field of what cannot be followed, where it is one that people fill in; null: the detail names the place. */
export const fieldOfRefusal = (code: string): string | null => (code === 'calendar.zone_unknown' ? 'zone' : null)

/** @errors calendar.invalid */
const checked = (body: CalendarBody): CalendarBody => {
  const opened = openCalendar(body)
  if (!opened.ok)
    throw new ConfigRefusal('calendar.invalid', `${opened.code}: ${opened.detail}`, fieldOfRefusal(opened.code))
  return body
}

type Tools = Pick<ConfigDeps, 'newId' | 'nowMs'>

export const insertCalendar = async (
  client: pg.PoolClient,
  { key, name, body, by }: CalendarWrite & { by: Manager },
  tools: Tools,
): Promise<string> => {
  const nowMs = tools.nowMs()
  const id = tools.newId(nowMs)
  await calendarTable.insert(client, id, { key, name, own: { body: checked(body) }, nowMs, by })
  return id
}

/** `body` changes field by field: what the patch leaves out stays. */
export const updateCalendar = async (
  client: pg.PoolClient,
  ref: string,
  { patch, by, tools }: { patch: Patch; by: Manager; tools: Tools },
): Promise<string> => {
  const old = await calendarTable.get(client, ref)
  const { key = old.key, name = old.name } = patch
  const body = checked({ ...old.body, ...patch.body })
  await calendarTable.update(client, old, { key, name, own: { body }, nowMs: tools.nowMs(), by })
  return old.id
}

export const createCalendars = (deps: ConfigDeps) => ({
  list: (spaceId: string, page: PageRequest): Promise<Page<CalendarRecord>> =>
    deps.inSpace(spaceId, (client) => calendarTable.list(client, page)),
  get: (spaceId: string, ref: string): Promise<CalendarRecord> =>
    deps.inSpace(spaceId, (client) => calendarTable.get(client, ref)),
  create: (spaceId: string, write: CalendarWrite): Promise<CalendarRecord> =>
    change(deps, spaceId, async (client) =>
      calendarTable.get(client, await insertCalendar(client, { ...write, by: 'console' }, deps)),
    ),
  update: (spaceId: string, ref: string, { seenAtMs = null, ...patch }: Patch & Seen): Promise<CalendarRecord> =>
    change(deps, spaceId, async (client) => {
      await calendarTable.unchanged(client, ref, seenAtMs)
      return calendarTable.get(client, await updateCalendar(client, ref, { patch, by: 'console', tools: deps }))
    }),
  remove: (spaceId: string, ref: string): Promise<void> =>
    change(deps, spaceId, async (client) =>
      calendarTable.remove(client, await calendarTable.get(client, ref), { nowMs: deps.nowMs(), by: 'console' }),
    ),
})
