// The rows of swaps, how they are shown, and the timer beside each that is not over.

import type pg from 'pg'
import type { SwapState } from '#core/calendar/swap'
import { ConfigRefusal, spaceHere } from '../config/context.ts'
import { isUuid } from '../config/objects.ts'
import { type PersonShown, peopleShown } from './people.ts'

export type SwapRow = {
  readonly id: string
  readonly scheduleId: string
  readonly scheduleKey: string
  readonly scheduleName: string
  readonly position: string | null
  readonly fromUserId: string
  readonly toUserId: string | null
  readonly asked: readonly string[]
  readonly declined: readonly string[]
  readonly fromMs: number
  readonly toMs: number
  readonly note: string
  readonly state: SwapState
  readonly takenBy: string | null
  readonly answeredAtMs: number | null
  readonly overrideId: string | null
  readonly createdAtMs: number
}

export type SwapRecord = Pick<
  SwapRow,
  'id' | 'position' | 'fromMs' | 'toMs' | 'note' | 'state' | 'answeredAtMs' | 'overrideId' | 'createdAtMs'
> & {
  readonly schedule: PersonShown
  readonly from: PersonShown
  /** Asked of anybody of the layer, not of one. */
  readonly anybody: boolean
  readonly asked: readonly PersonShown[]
  readonly declined: readonly PersonShown[]
  readonly takenBy: PersonShown | null
}

export const swapColumns = `w.id, w.schedule_id as "scheduleId", s.key as "scheduleKey", s.name as "scheduleName", w.position,
  w.from_user_id as "fromUserId", w.to_user_id as "toUserId", w.asked, w.declined, w.starts_at as "fromMs", w.ends_at as "toMs",
  w.note, w.state, w.taken_by as "takenBy", w.answered_at as "answeredAtMs", w.override_id as "overrideId",
  w.created_at as "createdAtMs"`
export const fromSwaps = 'from duty_swap w join schedule s on s.id = w.schedule_id'

const namedIn = ({ fromUserId, asked, takenBy }: SwapRow): readonly string[] =>
  [fromUserId, ...asked, takenBy ?? []].flat()

export const shownSwaps = async (client: pg.PoolClient, rows: readonly SwapRow[]): Promise<SwapRecord[]> => {
  const people = await peopleShown(client, rows.flatMap(namedIn))
  const personOf = (id: string): PersonShown => people.get(id) ?? { id, key: id, name: '' }
  return rows.map((row) => {
    const { id, position, fromMs, toMs, note, state, answeredAtMs, overrideId, createdAtMs } = row
    return {
      id,
      position,
      fromMs,
      toMs,
      note,
      state,
      answeredAtMs,
      overrideId,
      createdAtMs,
      schedule: { id: row.scheduleId, key: row.scheduleKey, name: row.scheduleName },
      from: personOf(row.fromUserId),
      anybody: row.toUserId === null,
      asked: row.asked.map(personOf),
      declined: row.declined.map(personOf),
      takenBy: row.takenBy === null ? null : personOf(row.takenBy),
    }
  })
}

/** Locked, so that of two answers one comes after the other. @errors swap.not_found */
export const lockedSwap = async (client: pg.PoolClient, id: string): Promise<SwapRow> => {
  const { rows } = await client.query<SwapRow>(
    `select ${swapColumns} ${fromSwaps} where w.id = $1 for no key update of w`,
    [isUuid(id) ? id : null],
  )
  if (rows[0] === undefined) throw new ConfigRefusal('swap.not_found', id)
  return rows[0]
}

/** How somebody answered, or nobody did. */
export type Answered = Pick<SwapRow, 'state' | 'declined' | 'takenBy' | 'overrideId'>

export const answer = async (
  client: pg.PoolClient,
  { id }: SwapRow,
  { state, declined, takenBy, overrideId, nowMs }: Answered & { readonly nowMs: number },
): Promise<void> => {
  await client.query(
    `update duty_swap set state = $2, declined = $3, taken_by = $4, override_id = $5, answered_at = $6 where id = $1`,
    [id, state, declined, takenBy, overrideId, state === 'open' ? null : new Date(nowMs)],
  )
}

/** Somebody is to be told of it, as soon as may be. */
export const mustBeTold = async (client: pg.PoolClient, id: string): Promise<void> => {
  await client.query(
    `insert into duty_swap_timer (swap_id, space_id, due_at, untold) values ($1, ${spaceHere}, to_timestamp(0), true)
     on conflict (swap_id) do update set due_at = excluded.due_at, untold = true`,
    [id],
  )
}
