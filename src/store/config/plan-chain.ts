// The plans of one policy: its own and those it escalates to, built from what was read. What cannot be built is refused with
// words for the caller; an escalation that cannot be followed is left off with a finding.

import type pg from 'pg'
import type { Pause } from '#core/callout/pause'
import type { Contents } from '#core/cause'
import type { PlanHash, PolicyId } from '#core/ids'
import { limits } from '#core/limits'
import { type BuildResult, buildPlan, escalationOrder, type Finding } from '#core/plan/build'
import { buttonsOf } from '#core/plan/buttons'
import { goneIn, type OpenLater, openLater } from '#core/plan/later'
import type { Plan } from '#core/plan/plan'
import type { Policy, PolicyVariant, Thinning } from '#core/plan/policy'
import {
  type Applied,
  appliedVariant,
  type Calendars,
  type Switched,
  switchedAt,
  withoutVariant,
} from '#core/plan/variants'
import type { SpaceSettings } from '#core/settings'
import { missingParameters, type Template } from '#core/speech/template'
import { completeTemplate, type TemplateBody, type TemplateUse } from '#words/speech'
import { planHash } from './canonical.ts'
import { ConfigRefusal } from './context.ts'
import { type Reading, readForPlans, type StoredTemplate } from './plan-reading.ts'

/** What decides about a request beside its plan. */
export type StartRules = {
  /** The policy's default texts, then the space's standard ones. */
  readonly texts: readonly Contents[]
  readonly thinning: Thinning | null
  /** When what is not urgent begins. */
  readonly later: readonly OpenLater[]
  /** Those of the space that are on, or will be. */
  readonly pauses: readonly Pause[]
  /** Somebody is to be told of what is started. */
  readonly watched: boolean
}

export type PlanBundle = {
  readonly policyId: string
  readonly policyKey: string
  readonly policyName: string
  /** The policy group it was started for; absent: none. */
  readonly groupId?: string | undefined
  readonly priority: number
  /** The plan to run first, then those it escalates to. */
  readonly plans: readonly { readonly hash: PlanHash; readonly plan: Plan }[]
  readonly findings: readonly Finding[]
  /** Names the texts need beside text, name and policy. */
  readonly parameters: readonly string[]
  readonly rules: StartRules
  /** Another variant may apply from then on; null: never. */
  readonly untilMs: number | null
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
  /** When the callout begins: by it variants are chosen. */
  readonly atMs: number
  /** Follows this variant of the first policy, whether it applies or not. */
  readonly variant?: PolicyVariant | undefined
}
type Child = { readonly hash: PlanHash; readonly depth: number }

const completed = new WeakMap<Reading, Map<TemplateBody | null, Map<string, Template>>>()

/** Policies of one reading that say the same share what they say: most of building a plan is that. */
const completeOnce = (reading: Reading, body: TemplateBody | null, use: TemplateUse): Template => {
  const ofReading = completed.get(reading) ?? new Map<TemplateBody | null, Map<string, Template>>()
  const ofBody = ofReading.get(body) ?? new Map<string, Template>()
  const place = JSON.stringify(use)
  const template = ofBody.get(place) ?? completeTemplate(body, use)
  completed.set(reading, ofReading.set(body, ofBody.set(place, template)))
  return template
}

/** What a policy says: what was chosen for the callout, else its own, with its kind's words for what is left out. */
const templateOf = (reading: Reading, { body }: Policy, chosen: ChosenTemplate | null) => {
  const own = body.template ?? null
  const said = chosen ?? (own === null ? null : reading.template(own))
  const transfers = (body.transferTo ?? null) !== null
  return {
    template: completeOnce(reading, said?.body ?? null, {
      kind: body.kind,
      transfers,
      buttons: buttonsOf(body),
      reminds: (body.reminder ?? null) !== null,
    }),
    templateIs: said?.id === undefined ? undefined : { id: said.id, name: said.name },
  }
}

type Applying = { readonly template: ChosenTemplate | null; readonly child: Child | null }

const buildOne = (reading: Reading, { policy, variant }: Applied, { template, child }: Applying) =>
  buildPlan({
    policy,
    variant,
    people: reading.people,
    groups: reading.groups,
    schedules: reading.schedules,
    ...templateOf(reading, policy, template),
    connection: reading.connection(policy.body.connection ?? null),
    wayTo: reading.wayTo,
    standInsOf: reading.standInsOf,
    escalatesTo: child,
  })

const switchedFor = (reading: Reading, stored: Policy, { atMs, first, variant }: Chain): Switched =>
  variant === undefined || stored.id !== first.id
    ? switchedAt(stored, reading.calendars, atMs)
    : { ...appliedVariant(stored, variant, reading.calendars), findings: [], untilMs: null }

type Link = { readonly policy: Policy; readonly result: BuildResult; readonly untilMs: number | null }

/** One policy as it applies. A variant by which nobody could be called gives way to it, unless the variant was asked for. */
export const buildLink = (
  reading: Reading,
  stored: Policy,
  { chain, child }: { chain: Chain; child: Child | null },
): Link => {
  const { template } = chain
  const { findings: found, untilMs, ...applied } = switchedFor(reading, stored, chain)
  const result = buildOne(reading, applied, { template, child })
  const later = openLater(stored.body.later ?? [], reading.calendars)
  const gone = [
    ...found.map((one): Finding => ({ ...nowhere, ...one })),
    ...goneIn(later).map((): Finding => ({ ...nowhere, code: 'policy.condition_unknown' })),
  ]
  const { policy, variant = null } = applied
  if (result.ok || variant === null || chain.variant !== undefined)
    return { policy, untilMs, result: { ...result, findings: [...result.findings, ...gone] } }
  const own = withoutVariant(stored, variant)
  const instead = buildOne(reading, own, { template, child })
  const unusable: Finding = { ...nowhere, code: 'policy.variant_unusable', variant: variant.name }
  return { policy: own.policy, untilMs, result: { ...instead, findings: [...instead.findings, ...gone, unusable] } }
}

const childOf = ([next, ...rest]: readonly Built[]): Child | null =>
  next === undefined ? null : { hash: next.hash, depth: rest.length + 1 }

export const earlier = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other)

const orderOf = (reading: Reading, { first }: Chain): ReturnType<typeof escalationOrder> => {
  const policyOf = (id: PolicyId): Policy | null => (id === first.id ? first : reading.policy(id))
  return escalationOrder(first.id, (id) => {
    const next = policyOf(id)?.body.escalatesTo ?? null
    return next !== null && policyOf(next) !== null ? next : null
  })
}

/**
 * Builds the chain, last first. Only the first policy must be callable: an escalation that cannot be followed is left off
 * with a finding, since the people before it are better called without it than not at all.
 */
export const buildChain = (reading: Reading, chain: Chain): BundleResult => {
  const { first, space } = chain
  const order = orderOf(reading, chain)
  if (!order.ok) return refusal(order.code, first.key)
  let plans: Built[] = []
  let untilMs: number | null = null
  for (const id of order.order.slice(0, -1)) {
    const link = buildLink(reading, reading.policy(id) as Policy, { chain, child: childOf(plans) })
    untilMs = earlier(untilMs, link.untilMs)
    plans = link.result.ok ? [{ hash: planHash(link.result.plan), plan: link.result.plan }, ...plans] : []
  }
  const { policy, result, ...last } = buildLink(reading, first, { chain, child: childOf(plans) })
  if (!result.ok) return { ...result, detail: first.key }
  const leftOff = (first.body.escalatesTo ?? null) !== null && plans.length === 0
  const all = [{ hash: planHash(result.plan), plan: result.plan }, ...plans]
  return {
    ok: true,
    policyId: first.id,
    policyKey: first.key,
    policyName: first.name,
    priority: policy.body.priority ?? limits.priority.default,
    plans: all,
    findings: leftOff ? [...result.findings, { ...nowhere, code: 'policy.escalation_left_off' }] : result.findings,
    parameters: [...new Set(all.flatMap(({ plan }) => missingParameters(plan.template, {})))],
    rules: rulesFor(policy, reading.calendars, space),
    untilMs: earlier(untilMs, last.untilMs),
  }
}

export const rulesFor = (
  { body }: Policy,
  calendars: Calendars,
  { settings = {}, pauses = [], watched = false }: Partial<SpaceRules> = {},
): StartRules => ({
  texts: [body.texts, settings.texts].flatMap((texts) => texts ?? []),
  thinning: body.thinning ?? null,
  later: openLater(body.later ?? [], calendars),
  pauses,
  watched,
})

export const nowhere = { step: null, destination: null, user: null, group: null, channel: null } as const

/** Refusals that no later change of people or connections can cure: such a policy is not even stored. */
const neverBuildable = new Set([
  'policy.empty',
  'policy.too_many_destinations',
  'policy.escalation_cycle',
  'policy.escalation_too_deep',
])

/** The policy itself, then each of its variants, whatever the time is. */
const everyVariant = (reading: Reading, first: Policy): readonly [BundleResult, ...BundleResult[]] => {
  const { variants = [], ...body } = first.body
  const itself = buildChain(reading, { first: { ...first, body }, template: null, atMs: 0 })
  return [itself, ...variants.map((variant) => buildChain(reading, { first, template: null, atMs: 0, variant }))]
}

/** The policy itself, with what was found in it and in its variants. */
export const checkAll = (reading: Reading, first: Policy): BundleResult => {
  const [itself, ...others] = everyVariant(reading, first)
  const found = others.flatMap((result, index): readonly Finding[] => {
    const variant = first.body.variants?.[index]?.name ?? ''
    const unusable = result.ok ? [] : [{ ...nowhere, code: 'policy.variant_unusable' } as const]
    return [...result.findings, ...unusable].map((one) => ({ ...one, variant }))
  })
  return { ...itself, findings: [...itself.findings, ...found] }
}

/** @errors policy.empty, policy.too_many_destinations, policy.escalation_cycle, policy.escalation_too_deep */
export const verifyPolicy = async (client: pg.PoolClient, ref: string): Promise<void> => {
  const reading = await readForPlans(client, { refs: [ref] })
  const first = reading.policy(ref)
  if (first === null) return
  for (const result of everyVariant(reading, first)) {
    if (!result.ok && neverBuildable.has(result.code)) throw new ConfigRefusal(result.code, result.detail)
  }
}
