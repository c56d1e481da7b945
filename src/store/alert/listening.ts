// Until when pings could be heard by some process of this installation, and what becomes of awaited ones after a time in which they
// could not be, or after a clock was set back.

import type pg from 'pg'
import {
  type Awaited,
  excused,
  type Heartbeat,
  type HeartbeatSettings,
  notBeyond,
  type Silence,
} from '#core/alert/heartbeat'
import { heartbeatColumns } from './heartbeats.ts'

export type Listened = {
  readonly untilMs: number | null
  /** Some ping is awaited. */
  readonly awaits: boolean
}

type Row = Heartbeat & { readonly sourceId: string; readonly settings: HeartbeatSettings; readonly enabled: boolean }

const awaitedOnes = async (engine: pg.Pool): Promise<readonly Row[]> => {
  const { rows } = await engine.query<Row>(
    `select ${heartbeatColumns}, h.source_id as "sourceId", s.enabled, s.heartbeat as settings
     from alert_heartbeat h join alert_source s on s.id = h.source_id
     where h.due_at is not null and s.heartbeat is not null and s.deleted_at is null`,
  )
  return rows
}

type Change = (heartbeat: Heartbeat, awaited: Awaited) => Heartbeat | null

/** Returns how many changed. One that was pinged meanwhile stays as it is: it is awaited from then. */
const changeAwaited = async (engine: pg.Pool, change: Change): Promise<number> => {
  const changed = (await awaitedOnes(engine)).flatMap(({ sourceId, settings, enabled, ...before }) => {
    const after = change(before, { settings, enabled })
    return after === null ? [] : [{ id: sourceId, before, after }]
  })
  if (changed.length === 0) return 0
  const rows = changed.map(({ id, before, after }) => ({
    id,
    before: new Date(before.dueAtMs ?? 0),
    due: new Date(after.dueAtMs ?? 0),
    excused: after.excusedAtMs === null ? null : new Date(after.excusedAtMs),
  }))
  const { rowCount } = await engine.query(
    `update alert_heartbeat h set due_at = w.due, excused_at = w.excused
     from json_to_recordset($1::json) as w(id uuid, before timestamptz, due timestamptz, excused timestamptz)
     where h.source_id = w.id and h.due_at = w.before`,
    [JSON.stringify(rows)],
  )
  return rowCount ?? 0
}

/** @param engine works across spaces */
export const createListening = (engine: pg.Pool) => ({
  read: async (): Promise<Listened> => {
    const { rows } = await engine.query<Listened>(
      `select (select until_at from listening) as "untilMs",
         exists (select from alert_heartbeat where due_at is not null) as awaits`,
    )
    return rows[0] as Listened
  },
  /** @param isBack a clock was set back; else another process may have been here later */
  write: async (untilMs: number, { isBack }: { readonly isBack: boolean }): Promise<void> => {
    await engine.query(
      `insert into listening (until_at) values ($1) on conflict (one) do update
         set until_at = case when $2 then excluded.until_at else greatest(listening.until_at, excluded.until_at) end`,
      [new Date(untilMs), isBack],
    )
  },
  /** Nobody could be heard for a while. Returns how many pings are awaited anew. */
  excuse: (silence: Silence): Promise<number> =>
    changeAwaited(engine, (heartbeat, awaited) => excused(heartbeat, awaited, silence)),
  /** The clock was set back. Returns how many pings are awaited earlier. */
  setBack: (nowMs: number): Promise<number> =>
    changeAwaited(engine, (heartbeat, awaited) => notBeyond(heartbeat, awaited, nowMs)),
})

export type Listening = ReturnType<typeof createListening>
