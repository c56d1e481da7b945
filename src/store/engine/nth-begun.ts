// When the nth newest attempt at somebody's addresses began: all that the guard against floods has to know, in one statement for as
// many as ask. Nothing is locked for it: two servers in the same instant may let one more through.

import type { NthBegun } from '#engine/ports'
import { type Runner, run, type Statement } from './query.ts'

const nth: Statement = {
  name: 'engine_nth_begun',
  text: `select begun.at
    from jsonb_to_recordset($1::jsonb) as x(place integer, space_id uuid, channel text, addresses text[], nth integer,
      since timestamptz, before timestamptz)
    left join lateral (
      select a.begun_at as at from attempt a where a.space_id = x.space_id and a.address = any(x.addresses)
        and a.channel = x.channel and a.begun_at > x.since and a.begun_at < x.before
      order by a.begun_at desc offset x.nth - 1 limit 1) begun on true
    order by x.place`,
}

export const nthBegun = async (runner: Runner, asked: readonly NthBegun[]): Promise<readonly (number | null)[]> => {
  if (asked.length === 0) return []
  const questions = asked.map(({ spaceId, channel, addresses, nth: nthNewest, sinceMs, beforeMs }, place) => ({
    place,
    space_id: spaceId,
    channel,
    addresses,
    nth: nthNewest,
    since: new Date(sinceMs),
    before: new Date(beforeMs),
  }))
  const rows = await run<{ at: number | null }>(runner, nth, [JSON.stringify(questions)])
  return rows.map(({ at }) => at)
}
