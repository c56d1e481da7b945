// Integers that count up within a space, by name. The counter's row is locked until the transaction ends, so numbers are
// given in the order of commits, and one that was rolled back was never given.

import type pg from 'pg'
import { spaceHere } from '../config/context.ts'

/** What is counted: the users of a space, its incidents, and whatever else other products' APIs know by integers. */
export type CounterName = 'user' | 'incident' | 'topic' | 'notification' | 'message' | 'file'

/** Returns the next number of the space, beginning with 1; of `count` numbers the first. */
export const nextNumber = async (client: pg.PoolClient, name: CounterName, count = 1): Promise<number> => {
  const { rows } = await client.query<{ value: number }>(
    `insert into space_counter (space_id, name, value) values (${spaceHere}, $1, $2)
     on conflict (space_id, name) do update set value = space_counter.value + $2 returning value`,
    [name, count],
  )
  const last = rows[0]?.value
  if (last === undefined) throw new Error(`the counter ${name} gave no number`)
  return last - count + 1
}
