// Whom a schedule has to tell of a hand-off: found by its timer, across spaces, and claimed by locking that. The schedule is read in
// the same transaction and not from memory: whatever changes it sets the timer anew, and would wait for this one.

import type pg from 'pg'
import type { ScheduleBody } from '#core/calendar/calendar'
import { DAY_MS } from '#core/calendar/day'
import { type Notice, type NoticeRule, noticesAt, type Told } from '#core/calendar/hand-offs'
import { limits } from '#core/limits'
import type { Person } from '#core/plan/policy'
import { type ConfigDeps, spaceHere } from '../config/context.ts'
import { peopleOf } from '../config/users.ts'
import { openRow, valueOf } from './open-schedules.ts'
import type { PersonShown } from './people.ts'

export type DueWatch = { readonly scheduleId: string; readonly spaceId: string }

/** What is due of one schedule, with everybody it speaks of; deleted people are absent. */
export type DueNotices = {
  readonly schedule: PersonShown
  readonly zone: string
  readonly notices: readonly Notice[]
  readonly people: ReadonlyMap<string, Person>
  readonly nowMs: number
}

/** `again`: some are held back, and are looked at again. */
export type NoticesTold = { readonly told: readonly Notice[]; readonly again: boolean }

type Row = PersonShown & {
  readonly body: ScheduleBody
  readonly calendar_id: string | null
  readonly since: number
}

/** What was told is of no use once its shift cannot be told of any more. */
const KEPT_MS = 31 * DAY_MS

const edgeOf = (notice: Notice) => (notice.says === 'hand_off' ? notice.handOff : notice.edge)

const claim = async (client: pg.PoolClient, scheduleId: string, nowMs: number): Promise<Row | undefined> => {
  const { rows } = await client.query<Row>(
    `select s.id, s.key, s.name, s.body, s.calendar_id, w.since
     from duty_watch w join schedule s on s.id = w.schedule_id
     where w.schedule_id = $1 and w.due_at <= $2 for no key update of w skip locked`,
    [scheduleId, new Date(nowMs)],
  )
  return rows[0]
}

const toldOf = async (client: pg.PoolClient, scheduleId: string, nowMs: number): Promise<readonly Told[]> => {
  await client.query('delete from duty_told where schedule_id = $1 and at < $2', [
    scheduleId,
    new Date(nowMs - KEPT_MS),
  ])
  const { rows } = await client.query<Told>(
    `select user_id as person, kind, at as "atMs", state, times from duty_told where schedule_id = $1`,
    [scheduleId],
  )
  return rows
}

const note = async (client: pg.PoolClient, scheduleId: string, notice: Notice): Promise<void> => {
  const { person, kind, atMs } = edgeOf(notice)
  const state: Told['state'] = notice.says === 'hand_off' ? 'told' : 'withdrawn'
  await client.query(
    `insert into duty_told (space_id, schedule_id, user_id, kind, at, state, times)
       values (${spaceHere}, $1, $2, $3, $4, $5, $6)
     on conflict (schedule_id, at, user_id, kind) do update set state = excluded.state, times = excluded.times`,
    [scheduleId, person, kind, new Date(atMs), state, notice.times],
  )
}

const setTimer = async (client: pg.PoolClient, scheduleId: string, dueAtMs: number): Promise<void> => {
  await client.query('update duty_watch set due_at = $2 where schedule_id = $1', [scheduleId, new Date(dueAtMs)])
}

const namedIn = (notice: Notice): readonly string[] =>
  notice.says === 'hand_off' ? [notice.handOff.person, ...notice.handOff.others] : [notice.edge.person]

type Deps = { readonly engine: pg.Pool } & Pick<ConfigDeps, 'inSpace' | 'nowMs'>
type Work = (due: DueNotices) => Promise<NoticesTold>

const tellOf = async (client: pg.PoolClient, row: Row, { nowMs, work }: { nowMs: number; work: Work }) => {
  const { id, key, name, body, since } = row
  const { open } = await openRow(client, row)
  const rule = body.notices as NoticeRule
  const found = valueOf(noticesAt(open, { rule, sinceMs: since, told: await toldOf(client, id, nowMs), nowMs }))
  const people = await peopleOf(client, [...new Set(found.due.flatMap(namedIn))])
  const notices = found.due.filter((notice) => people.has(edgeOf(notice).person))
  const { told, again } =
    notices.length === 0
      ? { told: [], again: false }
      : await work({ schedule: { id, key, name }, zone: body.zone, notices, people, nowMs })
  for (const notice of told) await note(client, id, notice)
  const soonMs = again ? nowMs + limits.dutyNotices.heldMs : Number.POSITIVE_INFINITY
  await setTimer(client, id, Math.min(found.nextAtMs, soonMs))
}

/** @param deps.engine works across spaces */
export const createDutyNotices = ({ engine, inSpace, nowMs: now }: Deps) => ({
  due: async (nowMs: number, limit: number): Promise<readonly DueWatch[]> => {
    const { rows } = await engine.query<DueWatch>(
      `select schedule_id as "scheduleId", space_id as "spaceId" from duty_watch
       where due_at <= $1 order by due_at limit $2`,
      [new Date(nowMs), limit],
    )
    return rows
  },
  /** When the next may be due; null: nobody knows. */
  nextMs: async (): Promise<number | null> => {
    const { rows } = await engine.query<{ at: number }>('select due_at as at from duty_watch order by due_at limit 1')
    return rows[0]?.at ?? null
  },
  /** Has what is due of one schedule told; answers whether it was ours to tell. What `work` throws is tried again: nothing was written. */
  tell: ({ scheduleId, spaceId }: DueWatch, work: Work): Promise<boolean> =>
    inSpace(spaceId, async (client) => {
      const nowMs = now()
      const row = await claim(client, scheduleId, nowMs)
      if (row === undefined) return false
      await tellOf(client, row, { nowMs, work })
      return true
    }),
})

export type DutyNotices = ReturnType<typeof createDutyNotices>
