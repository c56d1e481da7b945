// A new callout, decided in memory: it has no row yet, so nothing needs a lock. Used for triggers and for escalations.

import { initialHead } from '#core/callout/state'
import type { CalloutId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import { type Columns, closeDraft, decideInto, openDraft } from './draft.ts'
import type { CalloutRow, NewCallout } from './ports.ts'

export type Birth = {
  readonly row: Omit<CalloutRow, 'head'>
  readonly plan: Plan
  readonly createdBy: string
  readonly idempotency: NewCallout['idempotency']
  readonly escalatedFrom: CalloutId | null
}

/** Returns the new callout with its first attempts planned; nothing is written. */
export const giveBirth = (birth: Birth, columns: Columns): NewCallout => {
  const draft = openDraft({ ...birth.row, head: initialHead }, birth.plan)
  let follow = decideInto(draft, { type: 'Started', escalatedFrom: birth.escalatedFrom }, columns.nowMs).follow
  // Nothing is stored yet, so every scope is empty or in the draft already.
  while (follow !== null) {
    follow = decideInto(draft, follow, columns.nowMs).follow
  }
  return {
    ...closeDraft(draft, columns),
    policyId: birth.plan.policyId,
    policyKey: birth.plan.policyKey,
    createdBy: birth.createdBy,
    idempotency: birth.idempotency,
  }
}
