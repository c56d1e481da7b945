// Calendars and schedules of a configuration file: how they are compared and written when it is applied. Overrides are in no
// file: they are made from day to day.

import type pg from 'pg'
import { renamed } from '#core/calendar/calendar'
import { type FileTools, type Sync, untyped } from '../config/apply-kinds.ts'
import { ConfigRefusal } from '../config/context.ts'
import { differences } from '../config/diff.ts'
import { userTable } from '../config/users.ts'
import { type CalendarWrite, calendarTable, insertCalendar, updateCalendar } from './calendars.ts'
import {
  allSchedules,
  exportedSchedule,
  insertSchedule,
  type ScheduleWrite,
  scheduleTable,
  updateSchedule,
} from './schedules.ts'

/** Names the place in the file of what is refused. */
const placed = async <T>(place: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ConfigRefusal)) throw error
    throw new ConfigRefusal(error.code, error.detail, error.field === null ? place : `${place}.${error.field}`)
  }
}

const stampOf = ({ nowMs }: FileTools) => ({ nowMs: nowMs(), by: 'file' as const })

export const calendarKind = async (
  client: pg.PoolClient,
  wanted: readonly CalendarWrite[],
  tools: FileTools,
): Promise<Sync> => {
  const place = (write: CalendarWrite) => `calendars.${wanted.indexOf(write)}`
  return untyped({
    kind: 'calendar',
    place: 'calendars',
    existing: await calendarTable.all(client),
    wanted,
    compare: (row, write) =>
      row === null ? [] : differences({ name: row.name, ...row.body }, { name: write.name, ...write.body }),
    insert: (write) => placed(place(write), () => insertCalendar(client, { ...write, by: 'file' }, tools)),
    update: (row, write) =>
      placed(place(write), () => updateCalendar(client, row.id, { patch: write, by: 'file', tools })),
    remove: (row) => calendarTable.remove(client, row, stampOf(tools)),
  })
}

export const scheduleKind = async (
  client: pg.PoolClient,
  wanted: readonly ScheduleWrite[],
  tools: FileTools,
): Promise<Sync> => {
  const existing = await allSchedules(client)
  const place = (write: ScheduleWrite) => `schedules.${wanted.indexOf(write)}`
  /** As a file has it, whether it names people and calendar by key or by id. */
  const withKeys = async (write: ScheduleWrite): Promise<ScheduleWrite> => {
    const people = await userTable.findAll(
      client,
      write.body.positions.flatMap(({ layers }) => layers.flatMap((one) => one.people)),
    )
    const keys = new Map(people.map(({ id, key }) => [id, key]))
    return { ...write, body: renamed(write.body, (person) => keys.get(person) ?? person) }
  }
  const shown = (write: ScheduleWrite): Readonly<Record<string, unknown>> => {
    const { key: _key, ...fields } = exportedSchedule(write)
    return fields
  }
  return untyped({
    kind: 'schedule',
    place: 'schedules',
    existing,
    wanted,
    compare: async (row, write) => (row === null ? [] : differences(shown(row), shown(await withKeys(write)))),
    insert: (write) => placed(place(write), () => insertSchedule(client, { ...write, by: 'file' }, tools)),
    update: (row, write) =>
      placed(place(write), () => updateSchedule(client, row.id, { patch: write, by: 'file', tools })),
    remove: async (row) => scheduleTable.remove(client, await scheduleTable.get(client, row.id), stampOf(tools)),
  })
}
