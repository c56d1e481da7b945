// Stored schedules, opened once per version of the space's configuration and kept in memory. Deleted ones are opened too, for
// callouts that run by them.

import type pg from 'pg'
import { openStored, type ScheduleBody } from '#core/calendar/calendar'
import type { Checked } from '#core/calendar/refusal'
import type { OpenSchedule } from '#core/calendar/schedule'
import { type ConfigDeps, ConfigRefusal } from '../config/context.ts'
import { calendarBodies } from './calendars.ts'
import { overridesOf } from './override-rows.ts'
import type { PersonShown } from './people.ts'

export type OpenedSchedule = PersonShown & { readonly open: OpenSchedule }

type Row = PersonShown & { readonly body: ScheduleBody; readonly calendar_id: string | null }

const KEPT_MAX = 2_000

/** @errors schedule.invalid */
export const valueOf = <Value>(checked: Checked<Value>): Value => {
  if (!checked.ok) throw new ConfigRefusal('schedule.invalid', `${checked.code}: ${checked.detail}`)
  return checked.value
}

/** Reads what belongs to a stored schedule, and opens it. @errors schedule.invalid */
export const openRow = async (
  client: pg.PoolClient,
  { id, key, name, body, calendar_id }: Row,
): Promise<OpenedSchedule> => {
  const calendars = await calendarBodies(client, calendar_id === null ? [] : [calendar_id])
  const calendar = calendars.get(calendar_id ?? '') ?? null
  return { id, key, name, open: valueOf(openStored(body, { calendar, overrides: await overridesOf(client, id) })) }
}

/** Opens schedules by id; those nobody ever had are absent. */
export type OpenSchedules = (spaceId: string, ids: readonly string[]) => Promise<ReadonlyMap<string, OpenedSchedule>>

export const createOpenSchedules = (deps: Pick<ConfigDeps, 'inSnapshot' | 'versions'>): OpenSchedules => {
  const kept = new Map<string, { readonly version: number; readonly opened: OpenedSchedule }>()
  const placeOf = (spaceId: string, id: string): string => `${spaceId} ${id}`

  const read = (spaceId: string, ids: readonly string[]): Promise<readonly OpenedSchedule[]> =>
    deps.inSnapshot(spaceId, async (client) => {
      const version = await deps.versions.of(client)
      const { rows } = await client.query<Row>(
        'select id, key, name, body, calendar_id from schedule where id = any($1::uuid[])',
        [ids],
      )
      const all: OpenedSchedule[] = []
      for (const row of rows) {
        const opened = await openRow(client, row)
        if (kept.size >= KEPT_MAX) kept.clear()
        kept.set(placeOf(spaceId, row.id), { version, opened })
        all.push(opened)
      }
      return all
    })

  return async (spaceId, ids) => {
    const version = await deps.versions.current(spaceId)
    const known = ids.flatMap((id) => {
      const one = kept.get(placeOf(spaceId, id))
      return one !== undefined && one.version >= version ? [one.opened] : []
    })
    const missing = ids.filter((id) => known.every((one) => one.id !== id))
    const all = [...known, ...(missing.length === 0 ? [] : await read(spaceId, missing))]
    return new Map(all.map((one) => [one.id, one]))
  }
}
