// The lines of paced connections: how many calls one carries and when its next may begin, on the connection's row, which
// every process locks before it lets a call go. Waiting attempts are taken here with a line reserved for each.

import { freeLines, nextSlotAfter, type Pace } from '#core/callout/admit'
import { liveStates } from '#core/callout/state'
import type { ConnectionId, SpaceId } from '#core/ids'
import type { AttemptRow, LineRow } from '#engine/ports'
import { attemptFields, columns, instant } from './fields.ts'
import { type Runner, run, type Statement } from './query.ts'
import { type AttemptRecord, toAttempt } from './rows.ts'
import { againAtMs, byUrgency } from './waiting.ts'

const live = liveStates.map((state) => `'${state}'`).join(', ')
const waits = `effect_kind = 'place' and detail = 'waits_for_line'`
// A waiting attempt that somebody has claimed is about to begin: its line is taken already.
const liveCalls = `(select count(*) from attempt where connection_id = c.id and state in (${live}))
  + (select count(*) from attempt where connection_id = c.id and ${waits} and claimed_by is not null)`
// Only whether anybody waits matters to the gate; counting a queue of thousands for every call would not be cheap.
const waiting = `(select count(*) from (
    select from attempt where connection_id = c.id and ${waits} and claimed_by is null limit 1) as first)`

const lockConnections: Statement = {
  name: 'engine_lock_lines',
  text: `select id, next_slot_at from connection where id = any($1::uuid[]) order by id for no key update`,
}
const countCalls: Statement = {
  name: 'engine_count_calls',
  text: `select c.id, ${liveCalls} as live_calls, ${waiting} as waiting from unnest($1::uuid[]) as c(id)`,
}
const moveSlot: Statement = {
  name: 'engine_move_slot',
  text: `update connection set next_slot_at = ${instant('$2::float8')} where id = $1`,
}
const takeWaiting: Statement = {
  name: 'engine_take_waiting',
  text: `with first as (
      select callout_id, ordinal from attempt
        where connection_id = $2 and ${waits} and claimed_by is null
        order by priority, planned_at, callout_id, ordinal limit $3 for no key update skip locked)
    update attempt a set claimed_by = $1, effect_at = ${instant('$4::float8')} from first
      where a.callout_id = first.callout_id and a.ordinal = first.ordinal
    returning ${columns('a', attemptFields)}`,
}
// From one connection to the next along the index, so that the cost follows the connections and not who waits for them.
const waitedFor: Statement = {
  name: 'engine_waited_for',
  text: `with recursive found as (
      (select connection_id, space_id from attempt where ${waits} and claimed_by is null and connection_id is not null
        order by connection_id limit 1)
      union all
      select next.connection_id, next.space_id from found cross join lateral (
        select connection_id, space_id from attempt
          where ${waits} and claimed_by is null and connection_id > found.connection_id
          order by connection_id limit 1) as next)
    select * from found`,
}

/** Locks connections in id order and counts what they carry. */
export const lockLines = async (runner: Runner, ids: readonly ConnectionId[]): Promise<readonly LineRow[]> => {
  const slots = await run<{ id: ConnectionId; next_slot_at: number }>(runner, lockConnections, [ids])
  // Counted in a statement of its own: one that waited for the lock would still see what was true before.
  const counts = await run<{ id: string; live_calls: number; waiting: number }>(runner, countCalls, [ids])
  const byId = new Map(counts.map((count) => [count.id, count]))
  return slots.map(({ id, next_slot_at }) => ({
    connectionId: id,
    nextSlotAtMs: next_slot_at,
    liveCalls: byId.get(id)?.live_calls ?? 0,
    waiting: byId.get(id)?.waiting ?? 0,
  }))
}

export const setNextSlot = async (runner: Runner, id: ConnectionId, nextSlotAtMs: number): Promise<void> => {
  await run(runner, moveSlot, [id, nextSlotAtMs])
}

export type ClaimWaiting = {
  readonly instance: string
  readonly connectionId: ConnectionId
  readonly limit: number
  readonly pace: Pace
  readonly nowMs: number
}
export type ClaimedWaiting = { readonly attempts: readonly AttemptRow[]; readonly againAtMs: number | null }

/** To be run in a transaction: the connection stays locked until it ends. */
export const claimWaiting = async (runner: Runner, options: ClaimWaiting): Promise<ClaimedWaiting> => {
  const { instance, connectionId, limit, pace, nowMs } = options
  const [row] = await lockLines(runner, [connectionId])
  const line = { pace, nextSlotAtMs: row?.nextSlotAtMs ?? 0, liveCalls: row?.liveCalls ?? 0 }
  const free = freeLines(line, nowMs)
  const wanted = Math.min(free, limit)
  const records =
    wanted === 0 ? [] : await run<AttemptRecord>(runner, takeWaiting, [instance, connectionId, wanted, nowMs])
  const attempts = records.map(toAttempt).sort(byUrgency)
  const nextSlotAtMs = nextSlotAfter(line, attempts.length, nowMs)
  if (nextSlotAtMs !== line.nextSlotAtMs) await setNextSlot(runner, connectionId, nextSlotAtMs)
  const left = await run<{ waiting: number }>(runner, countCalls, [[connectionId]])
  if ((left[0]?.waiting ?? 0) === 0) return { attempts, againAtMs: null }
  const after = { ...line, nextSlotAtMs, liveCalls: line.liveCalls + attempts.length }
  return { attempts, againAtMs: againAtMs(after, { nowMs, full: attempts.length === limit }) }
}

export const connectionsWaitedFor = async (
  runner: Runner,
): Promise<readonly { spaceId: SpaceId; connectionId: ConnectionId }[]> => {
  const found = await run<{ connection_id: ConnectionId; space_id: SpaceId }>(runner, waitedFor, [])
  return found.map(({ connection_id, space_id }) => ({ connectionId: connection_id, spaceId: space_id }))
}
