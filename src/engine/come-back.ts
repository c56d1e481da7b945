// What was acknowledged and not resolved comes back: a callout of its own, in the transaction in which its time was over.

import { comingBack } from '#core/plan/reminder'
import { type BirthTools, giveBirth } from './birth.ts'
import type { Draft } from './draft.ts'
import type { Adopt } from './join.ts'
import type { DutyReader, NewCallout } from './ports.ts'

type Tools = BirthTools & { readonly adopt: Adopt; readonly duty: Pick<DutyReader, 'hashOf'> }

/** Of a return to whoever acknowledged it, what comes back is again what calls everybody. */
const wholePlan = ({ plan, row }: Draft, { planOf }: Tools) =>
  plan.reminder?.part === 'acknowledger' ? planOf(plan.escalatesTo ?? row.planHash) : plan

export const comeBack = async (draft: Draft, tools: Tools): Promise<readonly NewCallout[]> => {
  const { head, row } = draft
  const { nowMs } = tools.columns
  const { acknowledgedBy: by, reminding } = head
  const [first, ...others] = comingBack(await wholePlan(draft, tools), { by, hashOf: tools.duty.hashOf })
  for (const named of [...others, first]) await tools.adopt(row.spaceId, named, nowMs)
  const { head: _head, ...given } = row
  const name = by?.name ?? ''
  return giveBirth(
    {
      row: { ...given, id: tools.newId(), planHash: first.hash, parentId: row.id, createdAtMs: nowMs },
      plan: first.plan,
      createdBy: 'reminder',
      idempotency: null,
      escalatedFrom: null,
      reminder: { count: (reminding?.count ?? 0) + 1, of: { callout: row.id, name } },
    },
    { ...tools, planOf: (hash) => [first, ...others].find((one) => one.hash === hash)?.plan ?? tools.planOf(hash) },
  )
}
