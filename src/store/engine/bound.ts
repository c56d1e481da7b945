// Whose a provider's call is. A list of calls to one number holds those of other callouts as well; what belongs to another
// attempt is not the call that an attempt with an unknown result is looking for.

import type pg from 'pg'
import type { AttemptRow } from '#engine/ports'
import { type Runner, run, type Statement } from './query.ts'

const bound: Statement = {
  name: 'engine_bound',
  text: `select a.provider_id from unnest($1::text[]) as x(provider_id)
      join attempt a on a.provider_id = x.provider_id
    where not (a.callout_id = $2 and a.ordinal = $3)`,
}

type Key = Pick<AttemptRow, 'calloutId' | 'ordinal'>

/**
 * Returns those of the calls that belong to another attempt.
 * @errors StoreUnavailable
 */
const boundElsewhere = async (
  runner: Runner,
  { calloutId, ordinal }: Key,
  providerIds: readonly string[],
): Promise<ReadonlySet<string>> => {
  if (providerIds.length === 0) return new Set()
  const rows = await run<{ provider_id: string }>(runner, bound, [providerIds, calloutId, ordinal])
  return new Set(rows.map((row) => row.provider_id))
}

/** @param pool the engine's pool, which works across spaces: two of them may share an account */
export const createBoundCalls = (pool: pg.Pool) => ({
  elsewhere: (attempt: Key, providerIds: readonly string[]): Promise<ReadonlySet<string>> =>
    boundElsewhere(pool, attempt, providerIds),
})
