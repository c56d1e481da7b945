// The plans of one policy: its own and those it escalates to, built from what was read. What cannot be built is refused with
// words for the caller; an escalation that cannot be followed is left off with a finding.

import type pg from 'pg'
import type { Contents } from '#core/cause'
import type { PlanHash, PolicyId } from '#core/ids'
import { limits } from '#core/limits'
import { buildPlan, escalationOrder, type Finding } from '#core/plan/build'
import type { Plan } from '#core/plan/plan'
import type { Policy, Thinning } from '#core/plan/policy'
import type { SpaceSettings } from '#core/settings'
import { missingParameters } from '#core/speech/template'
import { completeTemplate, type TemplateBody } from '#words/speech'
import { planHash } from './canonical.ts'
import { ConfigRefusal } from './context.ts'
import type { Pause } from './pauses.ts'
import { type Reading, readForPlans, type StoredTemplate } from './plan-reading.ts'

/** What decides about a request beside its plan. */
export type StartRules = {
  /** The policy's default texts, then the space's standard ones. */
  readonly texts: readonly Contents[]
  readonly thinning: Thinning | null
  /** Those of the whole space and of this policy that are on, or will be. */
  readonly pauses: readonly Pause[]
  /** Somebody is to be told of what is started. */
  readonly watched: boolean
}

export type PlanBundle = {
  readonly policyId: string
  readonly policyKey: string
  readonly policyName: string
  readonly priority: number
  /** The plan to run first, then those it escalates to. */
  readonly plans: readonly { readonly hash: PlanHash; readonly plan: Plan }[]
  readonly findings: readonly Finding[]
  /** Names the texts need beside text, name and policy. */
  readonly parameters: readonly string[]
  readonly rules: StartRules
}
export type BundleRefusal = {
  readonly ok: false
  readonly code: string
  readonly detail: string
  readonly findings: readonly Finding[]
}
export type BundleResult = ({ readonly ok: true } & PlanBundle) | BundleRefusal

export const refusal = (code: string, detail: string): BundleRefusal => ({ ok: false, code, detail, findings: [] })

type Built = { readonly hash: PlanHash; readonly plan: Plan }
/** A stored template, or the body of one that was brought along. */
export type ChosenTemplate = StoredTemplate | { readonly id?: undefined; readonly body: TemplateBody }
/** What holds for every policy of a space. */
export type SpaceRules = {
  readonly settings: SpaceSettings
  readonly pauses: readonly Pause[]
  readonly watched: boolean
}
/** @property template what is said on the whole chain, instead of each policy's own */
type Chain = {
  readonly first: Policy
  readonly template: ChosenTemplate | null
  readonly space?: SpaceRules | undefined
}
type Child = { readonly hash: PlanHash; readonly depth: number }

/** What a policy says: what was chosen for the callout, else its own, with its kind's words for what is left out. */
const templateOf = (reading: Reading, { body }: Policy, chosen: ChosenTemplate | null) => {
  const own = body.template ?? null
  const said = chosen ?? (own === null ? null : reading.template(own))
  const transfers = (body.transferTo ?? null) !== null
  return {
    template: completeTemplate(said?.body ?? null, { kind: body.kind, transfers }),
    templateIs: said?.id === undefined ? undefined : { id: said.id, name: said.name },
  }
}

const buildOne = (
  reading: Reading,
  policy: Policy,
  { template, child }: { template: ChosenTemplate | null; child: Child | null },
) =>
  buildPlan({
    policy,
    people: reading.people,
    groups: reading.groups,
    schedules: reading.schedules,
    ...templateOf(reading, policy, template),
    connection: reading.connection(policy.body.connection ?? null),
    wayTo: reading.wayTo,
    escalatesTo: child,
  })

/**
 * Builds the chain, last first. Only the first policy must be callable: an escalation that cannot be followed is left off
 * with a finding, since the people before it are better called without it than not at all.
 */
export const buildChain = (reading: Reading, { first, template, space }: Chain): BundleResult => {
  const policyOf = (id: PolicyId): Policy | null => (id === first.id ? first : reading.policy(id))
  const order = escalationOrder(first.id, (id) => {
    const next = policyOf(id)?.body.escalatesTo ?? null
    return next !== null && policyOf(next) !== null ? next : null
  })
  if (!order.ok) return refusal(order.code, first.key)
  let plans: Built[] = []
  let findings: readonly Finding[] = []
  for (const id of order.order) {
    const policy = policyOf(id) as Policy
    const below = plans[0]
    const child = below === undefined ? null : { hash: below.hash, depth: plans.length }
    const result = buildOne(reading, policy, { template, child })
    if (result.ok) plans = [{ hash: planHash(result.plan), plan: result.plan }, ...plans]
    else if (id === first.id) return { ...result, detail: policy.key }
    else plans = []
    findings = result.findings
  }
  const leftOff = (first.body.escalatesTo ?? null) !== null && plans.length < 2
  return {
    ok: true,
    policyId: first.id,
    policyKey: first.key,
    policyName: first.name,
    priority: first.body.priority ?? limits.priority.default,
    plans,
    findings: leftOff ? [...findings, escalationLeftOff] : findings,
    parameters: [...new Set(plans.flatMap(({ plan }) => missingParameters(plan.template, {})))],
    rules: rulesFor(first, space),
  }
}

const rulesFor = (
  { id, body }: Policy,
  { settings = {}, pauses = [], watched = false }: Partial<SpaceRules> = {},
): StartRules => ({
  texts: [body.texts, settings.texts].flatMap((texts) => texts ?? []),
  thinning: body.thinning ?? null,
  pauses: pauses.filter(({ policyId }) => policyId === null || policyId === id),
  watched,
})

const escalationLeftOff: Finding = {
  code: 'policy.escalation_left_off',
  step: null,
  destination: null,
  user: null,
  group: null,
  channel: null,
}

/** Refusals that no later change of people or connections can cure: such a policy is not even stored. */
const neverBuildable = new Set([
  'policy.empty',
  'policy.too_many_destinations',
  'policy.escalation_cycle',
  'policy.escalation_too_deep',
])

/** @errors policy.empty, policy.too_many_destinations, policy.escalation_cycle, policy.escalation_too_deep */
export const verifyPolicy = async (client: pg.PoolClient, ref: string): Promise<void> => {
  const reading = await readForPlans(client, { refs: [ref] })
  const first = reading.policy(ref)
  const result = first === null ? null : buildChain(reading, { first, template: null })
  if (result !== null && !result.ok && neverBuildable.has(result.code))
    throw new ConfigRefusal(result.code, result.detail)
}
