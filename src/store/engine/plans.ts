// Plans are saved with the callouts that follow them, or before. The same plan is saved again and again, once per trigger, so this
// process remembers which ones are there and gives the database only new ones, and once a day the others: retention leaves alone
// what was saved lately.

import type { PlanToSave } from '#engine/ports'
import { instant } from './fields.ts'
import { type Runner, run, type Statement } from './query.ts'

const KNOWN_MAX = 50_000

/** Far less than the shortest time anything is kept. */
const KNOWN_MS = 86_400_000

/** Returns an insert of all plans in a JSON parameter; in one order, so that two of them never wait for each other. */
export const insertPlans = (parameter: string): string =>
  `insert into plan (space_id, hash, body, created_at)
    select space_id, hash, body, ${instant('created_ms')}
    from jsonb_to_recordset(${parameter}::jsonb) as r(space_id uuid, hash text, body jsonb, created_ms float8)
    order by space_id, hash
    on conflict (space_id, hash) do update set created_at = excluded.created_at
      where plan.created_at < excluded.created_at - interval '1 hour'`

const save: Statement = { name: 'engine_save_plans', text: insertPlans('$1') }

/** Plans as one parameter, each once: one statement cannot write the same row twice. */
export const plansAsJson = (plans: readonly PlanToSave[]): string => {
  const rows = plans.map(({ spaceId, hash, plan, nowMs }) => ({
    space_id: spaceId,
    hash,
    body: plan,
    created_ms: nowMs,
  }))
  return JSON.stringify([...new Map(rows.map((row) => [keyOf(row.space_id, row.hash), row])).values()])
}

export type KnownPlans = {
  /** Those the database may not have, and those it is to be told of again. */
  readonly unknown: (plans: readonly PlanToSave[]) => readonly PlanToSave[]
  /** They are stored. */
  readonly remember: (plans: readonly PlanToSave[]) => void
  /** To be called when a plan that was known turns out to be gone. */
  readonly forget: () => void
}

const keyOf = (spaceId: string, hash: string): string => `${spaceId} ${hash}`

export const createKnownPlans = (): KnownPlans => {
  /** Until when it need not be saved again. */
  const known = new Map<string, number>()
  return {
    unknown: (plans) =>
      plans.filter(
        ({ spaceId, hash, nowMs }) => (known.get(keyOf(spaceId, hash)) ?? Number.NEGATIVE_INFINITY) <= nowMs,
      ),
    remember: (plans) => {
      if (known.size >= KNOWN_MAX) known.clear()
      for (const { spaceId, hash, nowMs } of plans) known.set(keyOf(spaceId, hash), nowMs + KNOWN_MS)
    },
    forget: () => known.clear(),
  }
}

export const savePlans = async (runner: Runner, plans: readonly PlanToSave[]): Promise<void> => {
  if (plans.length > 0) await run(runner, save, [plansAsJson(plans)])
}
