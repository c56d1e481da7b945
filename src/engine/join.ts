// People on duty join a callout's plan when a step opens that names schedules: they are looked up, the plan with them in it is
// stored under its own name, and the decision gets them as data.

import type { Follow } from '#core/callout/work'
import type { PlanHash, SpaceId } from '#core/ids'
import { refsToLookUp, withOnDuty } from '#core/plan/on-call'
import type { Plan } from '#core/plan/plan'
import type { Draft } from './draft.ts'
import type { Plans } from './plans.ts'
import type { DutyReader, EngineStore } from './ports.ts'

/** Returns what is to be decided, with who is on duty; the draft then follows the plan they are in. */
export type Join = (draft: Draft, follow: Follow, nowMs: number) => Promise<Follow>

/** Whether somebody has to be looked up; most callouts ask for nobody on duty. */
export const joins = ({ plan }: Pick<Draft, 'plan'>, follow: Follow): boolean => refsToLookUp(plan, follow).length > 0

type AdoptOptions = {
  readonly store: Pick<EngineStore, 'savePlan'>
  readonly learn: Plans['learn']
}

/** Stores a plan that a decision has made of another, under its own name. */
export type Adopt = (
  spaceId: SpaceId,
  named: { readonly hash: PlanHash; readonly plan: Plan },
  nowMs: number,
) => Promise<void>

/** A plan is never changed, so one that is stored for a decision that is taken back does no harm. */
export const createAdopt =
  ({ store, learn }: AdoptOptions): Adopt =>
  async (spaceId, { hash, plan }, nowMs) => {
    await store.savePlan({ spaceId, hash, plan, nowMs })
    learn(spaceId, hash, plan)
  }

export const createJoin =
  ({ duty, adopt }: { readonly duty: DutyReader; readonly adopt: Adopt }): Join =>
  async (draft, follow, nowMs) => {
    if (follow.type !== 'OpenStep') return follow
    const refs = refsToLookUp(draft.plan, follow)
    const { spaceId } = draft.row
    const { plan, onDuty } = withOnDuty(draft.plan, await duty.read(spaceId, refs, nowMs))
    if (plan !== draft.plan) {
      const hash = duty.hashOf(plan)
      await adopt(spaceId, { hash, plan }, nowMs)
      draft.plan = plan
      draft.row = { ...draft.row, planHash: hash }
    }
    return { ...follow, onDuty }
  }
