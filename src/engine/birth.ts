// New callouts, decided in memory: they have no row yet, so nothing needs a lock. Used for triggers and for escalations. One
// that ends by escalating before anybody could be contacted is born together with its successor.

import type { BeginsLater, Reminding, Suppression } from '#core/callout/event'
import { type Head, initialHead } from '#core/callout/state'
import type { Follow } from '#core/callout/work'
import type { CalloutId, PlanHash } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import { type Columns, closeDraft, type Draft, decideInto, openDraft } from './draft.ts'
import { type Join, joins } from './join.ts'
import type { CalloutRow, NewCallout } from './ports.ts'

export type Birth = {
  readonly row: Omit<CalloutRow, 'head'>
  readonly plan: Plan
  readonly createdBy: string
  readonly idempotency: NewCallout['idempotency']
  readonly escalatedFrom: CalloutId | null
  readonly suppressedBy?: Suppression | undefined
  readonly later?: BeginsLater | undefined
  readonly reminder?: Reminding | undefined
  readonly thinningKey?: string | null | undefined
  readonly dialect?: string | null | undefined
}

export type BirthTools = {
  readonly columns: Columns
  readonly newId: () => CalloutId
  readonly planOf: (hash: PlanHash) => Plan | Promise<Plan>
  readonly join: Join
}

/** A callout that is decided and not yet written: its attempts may still meet the gate. */
export type Born = { readonly birth: Birth; readonly draft: Draft }

/** Decides the start of the new callout and of those it escalates to at once. */
export const conceive = async (birth: Birth, tools: BirthTools): Promise<readonly [Born, ...Born[]]> => {
  const draft = await begin(birth, tools)
  if (!draft.escalates) return [{ birth, draft }]
  const planHash = birth.plan.escalatesTo ?? birth.row.planHash
  const next = successor({ row: draft.row, head: draft.head, planHash, plan: await tools.planOf(planHash) }, tools)
  return [{ birth, draft }, ...(await conceive(next, tools))]
}

/** Returns what is to be inserted. */
export const deliver = ({ birth, draft }: Born, columns: Columns): NewCallout => {
  const { policyId, policyKey } = birth.plan
  const { createdBy, idempotency, thinningKey, dialect } = birth
  return { policyId, policyKey, createdBy, thinningKey, dialect, idempotency, ...closeDraft(draft, columns) }
}

/** Returns the new callout, its first attempts planned, and those it has escalated to already; nothing is written. */
export const giveBirth = async (first: Birth, tools: BirthTools): Promise<readonly NewCallout[]> =>
  (await conceive(first, tools)).map((born) => deliver(born, tools.columns))

export type Succession = {
  readonly row: CalloutRow
  readonly head: Head
  readonly planHash: PlanHash
  readonly plan: Plan
}

/** The callout on the next policy: about the same cause, with a row and an end of its own. */
export const successor = (
  { row: { head: _head, ...row }, head: { reminding }, planHash, plan }: Succession,
  { newId, columns }: BirthTools,
): Birth => ({
  row: { ...row, id: newId(), planHash, parentId: row.id, createdAtMs: columns.nowMs },
  plan,
  createdBy: 'escalation',
  idempotency: null,
  escalatedFrom: row.id,
  reminder: reminding && { count: reminding.count },
})

const begin = async (
  { row, plan, escalatedFrom, suppressedBy, later, reminder }: Birth,
  { columns: { nowMs }, join }: BirthTools,
): Promise<Draft> => {
  const draft: Draft = openDraft({ head: initialHead, ...row }, plan)
  let follow = decideInto(draft, { type: 'Started', escalatedFrom, suppressedBy, later, reminder }, nowMs).follow
  // Nothing is stored yet, so every scope is empty or in the draft already.
  while (follow !== null) {
    const next: Follow = joins(draft, follow) ? await join(draft, follow, nowMs) : follow
    follow = decideInto(draft, next, nowMs).follow
  }
  return draft
}
