// Plans are saved before the callouts that follow them. The same plan is saved again and again, once per trigger, so this
// process remembers which ones are there and asks the database only for new ones, and once a day for the others: retention leaves
// alone what was saved lately.

import type { PlanHash, SpaceId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import { instant } from './fields.ts'
import { type Runner, run, type Statement } from './query.ts'

const KNOWN_MAX = 50_000

const GROUP_MAX = 100

/** Far less than the shortest time anything is kept. */
const KNOWN_MS = 86_400_000

const save: Statement = {
  name: 'engine_save_plans',
  text: `insert into plan (space_id, hash, body, created_at)
    select space_id, hash, body, ${instant('created_ms')}
    from jsonb_to_recordset($1::jsonb) as r(space_id uuid, hash text, body jsonb, created_ms float8)
    order by space_id, hash
    on conflict (space_id, hash) do update set created_at = excluded.created_at
      where plan.created_at < excluded.created_at - interval '1 hour'`,
}

export type PlanSaver = {
  readonly save: (options: { spaceId: SpaceId; hash: PlanHash; plan: Plan; nowMs: number }) => Promise<void>
  /** To be called when a plan that was known turns out to be gone. */
  readonly forget: () => void
}

type Waiting = {
  readonly key: string
  readonly row: object
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export const createPlanSaver = (runner: Runner): PlanSaver => {
  /** Until when it need not be saved again. */
  const known = new Map<string, number>()
  const waiting: Waiting[] = []
  let saving = false

  /** A burst of new policies shares statements: whatever came while one was under way goes with the next. */
  const saveWaiting = async (): Promise<void> => {
    if (saving) return
    saving = true
    while (waiting.length > 0) {
      const group = waiting.splice(0, GROUP_MAX)
      try {
        // One statement cannot write the same row twice.
        const rows = new Map(group.map(({ key, row }) => [key, row]))
        await run(runner, save, [JSON.stringify([...rows.values()])])
        for (const { resolve } of group) resolve()
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    saving = false
  }

  return {
    save: async ({ spaceId, hash, plan, nowMs }) => {
      const key = `${spaceId} ${hash}`
      if ((known.get(key) ?? Number.NEGATIVE_INFINITY) > nowMs) return
      await new Promise<void>((resolve, reject) => {
        waiting.push({ key, row: { space_id: spaceId, hash, body: plan, created_ms: nowMs }, resolve, reject })
        void saveWaiting()
      })
      if (known.size >= KNOWN_MAX) known.clear()
      known.set(key, nowMs + KNOWN_MS)
    },
    forget: () => known.clear(),
  }
}
