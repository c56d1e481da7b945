// What is to be done about swaps without anybody asking: people are told, and what nobody took ends when the shift begins. Found by
// timers, across spaces, and claimed by locking those.

import type pg from 'pg'
import { nextLookMs } from '#core/calendar/swap'
import type { Person } from '#core/plan/policy'
import type { ConfigDeps } from '../config/context.ts'
import { peopleOf } from '../config/users.ts'
import { answer, fromSwaps, type SwapRow, swapColumns } from './swap-rows.ts'

export type DueSwap = { readonly swapId: string; readonly spaceId: string }
/** Deleted people are absent. */
export type SwapToTell = {
  readonly swap: SwapRow
  readonly zone: string
  readonly people: ReadonlyMap<string, Person>
  readonly nowMs: number
}

type Row = SwapRow & { readonly zone: string; readonly untold: boolean }
type Deps = { readonly engine: pg.Pool } & Pick<ConfigDeps, 'inSpace' | 'nowMs'>
/** Answers whether somebody is still to be told: something keeps it from them. */
type Work = (found: SwapToTell) => Promise<{ readonly again: boolean }>

/** Alone: the swap's own row is locked after it, as by whoever answers. */
const claim = async (client: pg.PoolClient, swapId: string, nowMs: number): Promise<Row | undefined> => {
  const { rows: timers } = await client.query<{ untold: boolean }>(
    'select untold from duty_swap_timer where swap_id = $1 and due_at <= $2 for no key update skip locked',
    [swapId, new Date(nowMs)],
  )
  const [timer] = timers
  if (timer === undefined) return undefined
  const { rows } = await client.query<Row>(
    `select ${swapColumns}, s.body->>'zone' as zone ${fromSwaps} where w.id = $1 for no key update of w skip locked`,
    [swapId],
  )
  return rows[0] === undefined ? undefined : { ...rows[0], untold: timer.untold }
}

const expired = async (client: pg.PoolClient, row: Row, nowMs: number): Promise<Row> => {
  const { declined } = row
  await answer(client, row, { state: 'expired', declined, takenBy: null, overrideId: null, nowMs })
  return { ...row, state: 'expired', untold: true }
}

const settle = async (client: pg.PoolClient, id: string, { atMs, again }: { atMs: number | null; again: boolean }) => {
  if (atMs === null) await client.query('delete from duty_swap_timer where swap_id = $1', [id])
  else
    await client.query('update duty_swap_timer set due_at = $2, untold = $3 where swap_id = $1', [
      id,
      new Date(atMs),
      again,
    ])
}

/** @param deps.engine works across spaces */
export const createSwapTimers = ({ engine, inSpace, nowMs: now }: Deps) => ({
  due: async (nowMs: number, limit: number): Promise<readonly DueSwap[]> => {
    const { rows } = await engine.query<DueSwap>(
      `select swap_id as "swapId", space_id as "spaceId" from duty_swap_timer where due_at <= $1 order by due_at limit $2`,
      [new Date(nowMs), limit],
    )
    return rows
  },
  nextMs: async (): Promise<number | null> => {
    const { rows } = await engine.query<{ at: number }>(
      'select due_at as at from duty_swap_timer order by due_at limit 1',
    )
    return rows[0]?.at ?? null
  },
  /** Does what is due of one; answers whether it was ours to do. What `work` throws is tried again: nothing was written. */
  tell: ({ swapId, spaceId }: DueSwap, work: Work): Promise<boolean> =>
    inSpace(spaceId, async (client) => {
      const nowMs = now()
      const found = await claim(client, swapId, nowMs)
      if (found === undefined) return false
      const { zone, untold, ...swap } =
        found.state === 'open' && found.fromMs <= nowMs ? await expired(client, found, nowMs) : found
      const people = await peopleOf(client, [...new Set([swap.fromUserId, ...swap.asked])])
      const { again } = untold ? await work({ swap, zone, people, nowMs }) : { again: false }
      await settle(client, swapId, { atMs: nextLookMs(swap, again, nowMs), again })
      return true
    }),
})

export type SwapTimers = ReturnType<typeof createSwapTimers>
