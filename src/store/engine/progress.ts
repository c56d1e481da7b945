// A provider's word that a phone rings: it touches only the attempt's row, without the callout's lock, so that the callbacks of
// ten thousand calls do not queue behind each other. Rows a decision is at work on are left to go through a decision too.

import type { Progress } from '#engine/ports'
import { instant } from './fields.ts'
import { type Runner, run, type Statement } from './query.ts'

// The state is wrapped so that the planner does not see an index of live attempts in it, which it would read whole.
const ring: Statement = {
  name: 'engine_progress',
  text: `with moved as (
      select a.callout_id, a.ordinal, x.at from unnest($1::uuid[], $2::integer[], $3::text[], $4::float8[])
          as x(callout_id, ordinal, provider_id, at)
        join attempt a on a.callout_id = x.callout_id and a.ordinal = x.ordinal
          and a.provider_id = x.provider_id and a.state || '' = 'placed'
        for no key update of a skip locked)
    update attempt a set state = 'ringing', ringing_at = ${instant('moved.at')} from moved
      where a.callout_id = moved.callout_id and a.ordinal = moved.ordinal
    returning a.callout_id, a.ordinal, a.provider_id`,
}

const keyOf = (calloutId: string, attempt: number, providerId: string): string =>
  `${calloutId} ${attempt} ${providerId}`

/** Only placed → ringing moves forward; answers in order whether each update was the one that did. */
export const progress = async (runner: Runner, updates: readonly Progress[]): Promise<readonly boolean[]> => {
  const first = new Map<string, Progress>()
  for (const update of updates) {
    const key = keyOf(update.calloutId, update.attempt, update.providerId)
    if (update.state === 'ringing' && !first.has(key)) first.set(key, update)
  }
  if (first.size === 0) return updates.map(() => false)
  const asked = [...first.values()]
  const moved = await run<{ callout_id: string; ordinal: number; provider_id: string }>(runner, ring, [
    asked.map(({ calloutId }) => calloutId),
    asked.map(({ attempt }) => attempt),
    asked.map(({ providerId }) => providerId),
    asked.map(({ atMs }) => atMs),
  ])
  const taken = new Set(moved.map((row) => keyOf(row.callout_id, row.ordinal, row.provider_id)))
  return updates.map((update) => {
    const key = keyOf(update.calloutId, update.attempt, update.providerId)
    return taken.has(key) && first.get(key) === update
  })
}
