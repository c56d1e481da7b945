// New callouts, decided in memory: they have no row yet, so nothing needs a lock. Used for triggers and for escalations. One
// that ends by escalating before anybody could be contacted is born together with its successor.

import type { Suppression } from '#core/callout/event'
import { initialHead } from '#core/callout/state'
import type { CalloutId, PlanHash } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import { type Columns, closeDraft, type Draft, decideInto, openDraft } from './draft.ts'
import type { CalloutRow, NewCallout } from './ports.ts'

export type Birth = {
  readonly row: Omit<CalloutRow, 'head'>
  readonly plan: Plan
  readonly createdBy: string
  readonly idempotency: NewCallout['idempotency']
  readonly escalatedFrom: CalloutId | null
  readonly suppressedBy?: Suppression | undefined
  readonly thinningKey?: string | null | undefined
}

export type BirthTools = {
  readonly columns: Columns
  readonly newId: () => CalloutId
  readonly planOf: (hash: PlanHash) => Plan | Promise<Plan>
}

/** Returns the new callout, its first attempts planned, and those it has escalated to already; nothing is written. */
export const giveBirth = async (first: Birth, tools: BirthTools): Promise<readonly [NewCallout, ...NewCallout[]]> => {
  const { callout, escalates } = born(first, tools.columns)
  if (!escalates) return [callout]
  const planHash = first.plan.escalatesTo ?? first.row.planHash
  const next = successor({ row: first.row, planHash, plan: await tools.planOf(planHash) }, tools)
  return [callout, ...(await giveBirth(next, tools))]
}

type Succession = { readonly row: Omit<CalloutRow, 'head'>; readonly planHash: PlanHash; readonly plan: Plan }

/** The callout on the next policy: about the same cause, with a row and an end of its own. */
export const successor = ({ row, planHash, plan }: Succession, { newId, columns }: BirthTools): Birth => ({
  row: { ...row, id: newId(), planHash, parentId: row.id, createdAtMs: columns.nowMs },
  plan,
  createdBy: 'escalation',
  idempotency: null,
  escalatedFrom: row.id,
})

const born = (birth: Birth, columns: Columns): { callout: NewCallout; escalates: boolean } => {
  const { row, plan, escalatedFrom, suppressedBy } = birth
  const draft: Draft = openDraft({ ...row, head: initialHead }, plan)
  let follow = decideInto(draft, { type: 'Started', escalatedFrom, suppressedBy }, columns.nowMs).follow
  // Nothing is stored yet, so every scope is empty or in the draft already.
  while (follow !== null) follow = decideInto(draft, follow, columns.nowMs).follow
  const { policyId, policyKey } = plan
  const { createdBy, idempotency, thinningKey } = birth
  return {
    callout: { ...closeDraft(draft, columns), policyId, policyKey, createdBy, thinningKey, idempotency },
    escalates: draft.escalates,
  }
}
