// Plans are saved before the callouts that follow them. The same plan is saved again and again, once per trigger, so this
// process remembers which ones are there and asks the database only for new ones.

import type { PlanHash, SpaceId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import { instant } from './fields.ts'
import { type Runner, run, type Statement } from './query.ts'

const KNOWN_MAX = 50_000

const save: Statement = {
  name: 'engine_save_plan',
  text: `insert into plan (space_id, hash, body, created_at) values ($1, $2, $3::jsonb, ${instant('$4::float8')})
    on conflict (space_id, hash) do nothing`,
}

export type PlanSaver = {
  readonly save: (options: { spaceId: SpaceId; hash: PlanHash; plan: Plan; nowMs: number }) => Promise<void>
  /** To be called when a plan that was known turns out to be gone. */
  readonly forget: () => void
}

export const createPlanSaver = (runner: Runner): PlanSaver => {
  const known = new Set<string>()
  return {
    save: async ({ spaceId, hash, plan, nowMs }) => {
      const key = `${spaceId} ${hash}`
      if (known.has(key)) return
      await run(runner, save, [spaceId, hash, JSON.stringify(plan), nowMs])
      if (known.size >= KNOWN_MAX) known.clear()
      known.add(key)
    },
    forget: () => known.clear(),
  }
}
