// The plans of a policy group: of each of its policies that is followed now, in the group's order, each escalating to the next.
// One by which nobody could be called is passed over. Where its policies escalate by themselves does not count: the group says
// who is next.

import type { PlanHash, PolicyId } from '#core/ids'
import { limits } from '#core/limits'
import type { Finding } from '#core/plan/build'
import type { PassedOver, Plan } from '#core/plan/plan'
import type { Policy } from '#core/plan/policy'
import { type Followed, followedAt, type PolicyGroup, placeIn } from '#core/plan/policy-groups'
import { missingParameters } from '#core/speech/template'
import { planHash } from './canonical.ts'
import {
  type BundleResult,
  buildLink,
  type ChosenTemplate,
  earlier,
  nowhere,
  refusal,
  rulesFor,
  type SpaceRules,
} from './plan-chain.ts'
import type { Reading } from './plan-reading.ts'

type Asked = {
  readonly group: PolicyGroup
  readonly template: ChosenTemplate | null
  readonly space: SpaceRules
  readonly atMs: number
}
type Link = ReturnType<typeof buildLink> & { readonly stored: Policy }

/** Each policy of the group that is still there, by itself. */
const linksOf = (reading: Reading, { group, template, space, atMs }: Asked): ReadonlyMap<PolicyId, Link> => {
  const known = group.body.policies.flatMap(({ policy }) => reading.policy(policy) ?? [])
  return new Map(
    known.map((stored) => {
      const chain = { first: stored, template, space, atMs }
      return [stored.id, { stored, ...buildLink(reading, stored, { chain, child: null }) }]
    }),
  )
}

const codeOf: Readonly<Record<PassedOver['why'], Finding['code'] | null>> = {
  gone: 'policy_group.policy_unknown',
  condition_unknown: 'policy.condition_unknown',
  unusable: 'policy_group.policy_unusable',
  condition: null,
  twice: null,
}

/** What was found in each policy, and in the group. */
const findingsOf = (
  links: readonly Link[],
  { passedOver, noneApplies }: Pick<Followed, 'passedOver' | 'noneApplies'>,
) => {
  const own = links.flatMap(({ stored, result }): readonly Finding[] => {
    const escalates = (stored.body.escalatesTo ?? null) !== null
    const unused = escalates ? [{ ...nowhere, code: 'policy_group.escalation_unused' } as const] : []
    return [...result.findings, ...unused].map((one) => ({ ...one, policy: stored.key }))
  })
  const over = passedOver.flatMap(({ policy, why }): readonly Finding[] => {
    const code = codeOf[why]
    return code === null ? [] : [{ ...nowhere, code, policy }]
  })
  return [...(noneApplies ? [{ ...nowhere, code: 'policy_group.none_applies' } as const] : []), ...own, ...over]
}

type Built = { readonly hash: PlanHash; readonly plan: Plan }

/** Their plans, made from the last on, for each names the next. */
const chained = (
  group: PolicyGroup,
  chosen: Followed,
  followed: readonly (Link & { readonly place: number })[],
): readonly Built[] => {
  let plans: readonly Built[] = []
  for (const [index, { place, result }] of [...followed.entries()].toReversed()) {
    // Only what can be built is followed.
    if (!result.ok) continue
    const at = placeIn(group, place, index === 0 ? chosen : null)
    const plan: Plan = { ...result.plan, escalatesTo: plans[0]?.hash ?? null, group: at }
    plans = [{ hash: planHash(plan), plan }, ...plans]
  }
  return plans
}

/** @errors policy_group.empty, and why its first policy cannot be followed where none can */
export const buildGroup = (reading: Reading, asked: Asked): BundleResult => {
  const { group, space, atMs } = asked
  const links = linksOf(reading, asked)
  const policyOf = (id: PolicyId) => {
    const link = links.get(id)
    return link === undefined ? undefined : { name: link.stored.name, usable: link.result.ok }
  }
  const chosen = followedAt(group, { calendars: reading.calendars, policyOf }, atMs)
  const followed = chosen.followed.map((one) => ({ ...one, ...(links.get(one.policy) as Link) }))
  const plans = chained(group, chosen, followed)
  const [first] = followed
  if (first === undefined) {
    const [refused] = [...links.values()].flatMap(({ result, stored }) =>
      result.ok ? [] : [{ ...result, detail: stored.key }],
    )
    return refused ?? refusal('policy_group.empty', group.key)
  }
  return {
    ok: true,
    policyId: first.stored.id,
    policyKey: first.stored.key,
    policyName: first.stored.name,
    groupId: group.id,
    priority: first.policy.body.priority ?? limits.priority.default,
    plans,
    findings: findingsOf(followed, chosen),
    parameters: [...new Set(plans.flatMap(({ plan }) => missingParameters(plan.template, {})))],
    rules: rulesFor(first.policy, reading.calendars, space),
    untilMs: [...links.values()].reduce((until, link) => earlier(until, link.untilMs), chosen.untilMs),
  }
}
