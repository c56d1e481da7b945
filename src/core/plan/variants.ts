// Which variant of a policy applies (切替): decided once, when a callout begins, for its policy and for all it may escalate to.
// The first whose condition holds; where none does the policy itself. What a variant leaves out is as in the policy.

import type { OpenCalendar } from '../calendar/calendar.ts'
import { holds, type OpenCondition, unchangedUntil } from '../calendar/condition.ts'
import type { ChosenVariant } from './plan.ts'
import type { Policy, PolicyBody, PolicyVariant, When } from './policy.ts'

/** A calendar as a plan needs it. */
export type PlanCalendar = { readonly key: string; readonly open: OpenCalendar }
export type Calendars = ReadonlyMap<string, PlanCalendar>

/** A policy as it is to be followed, with no variants left in it. */
export type Applied = {
  readonly policy: Policy
  /** Absent: the policy has no variants. */
  readonly variant?: ChosenVariant | null
}

export type VariantFinding = { readonly code: 'policy.condition_unknown'; readonly variant: string }

export type Switched = Applied & {
  readonly findings: readonly VariantFinding[]
  /** Up to when the same applies; null: for ever. */
  readonly untilMs: number | null
}

/** Returns the condition as it is now, or undefined where it is no longer there. */
export const conditionOf = (calendars: Calendars, { calendar, condition }: When): OpenCondition | undefined =>
  calendars.get(calendar)?.open.conditions.get(condition)

const plain = ({ body: { variants: _variants, ...body }, ...policy }: Policy): Policy => ({ ...policy, body })

const overlaid = (policy: Policy, { name: _name, when: _when, ...said }: PolicyVariant): Policy => {
  const own = plain(policy)
  const body: PolicyBody = { ...own.body, ...said, steps: said.steps ?? own.body.steps }
  return { ...own, body }
}

const chosen = (calendars: Calendars, { name, when }: PolicyVariant): ChosenVariant => ({
  name,
  calendar: calendars.get(when.calendar)?.key ?? when.calendar,
  condition: when.condition,
})

/** Returns the policy as it is while this variant applies. */
export const appliedVariant = (policy: Policy, variant: PolicyVariant, calendars: Calendars): Applied => ({
  policy: overlaid(policy, variant),
  variant: chosen(calendars, variant),
})

/** Returns the policy itself, for where a variant that applies could call nobody: silence is worse than the wrong shift. */
export const withoutVariant = (policy: Policy, variant: ChosenVariant): Applied => ({
  policy: plain(policy),
  variant: { ...variant, unusable: true },
})

/** Returns what applies at an instant. A variant whose condition is gone never does, and is found. */
export const switchedAt = (policy: Policy, calendars: Calendars, atMs: number): Switched => {
  const { variants = [] } = policy.body
  if (variants.length === 0) return { policy: plain(policy), findings: [], untilMs: null }
  const findings: VariantFinding[] = []
  let [first, untilMs]: [PolicyVariant | null, number | null] = [null, null]
  for (const variant of variants) {
    const condition = conditionOf(calendars, variant.when)
    if (condition === undefined) {
      findings.push({ code: 'policy.condition_unknown', variant: variant.name })
      continue
    }
    const held = holds(condition, atMs)
    // Beyond the years that calendars are answered for, none applies.
    if (!held.ok) continue
    if (held.value) first ??= variant
    untilMs = Math.min(untilMs ?? Number.POSITIVE_INFINITY, unchangedUntil(condition, atMs))
  }
  if (first === null) return { policy: plain(policy), variant: null, findings, untilMs }
  return { ...appliedVariant(policy, first, calendars), findings, untilMs }
}
