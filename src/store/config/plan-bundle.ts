// The plans a start needs: the policy's own and those it escalates to, built from what is stored now. Built once per
// version of the space's configuration and kept in memory, because starting must cost one insert and nothing else. See
// version.ts for how old a kept plan can be. Keyed by space first: no space can get another's.

import type pg from 'pg'
import type { PlanHash, PolicyId } from '#core/ids'
import { limits } from '#core/limits'
import { buildPlan, escalationOrder, type Finding } from '#core/plan/build'
import type { Plan } from '#core/plan/plan'
import type { Policy, PolicyBody } from '#core/plan/policy'
import { missingParameters } from '#core/speech/template'
import { planHash } from './canonical.ts'
import { type ConfigDeps, ConfigRefusal } from './context.ts'
import { type Reading, readForPlans } from './plan-reading.ts'
import { type PolicyFields, resolvePolicy, type Unresolved } from './policies.ts'

export type PlanBundle = {
  readonly policyId: string
  readonly policyKey: string
  readonly priority: number
  /** The plan to run first, then those it escalates to. */
  readonly plans: readonly { readonly hash: PlanHash; readonly plan: Plan }[]
  readonly findings: readonly Finding[]
  /** Names the texts need beside text, name and policy. */
  readonly parameters: readonly string[]
}
export type BundleRefusal = {
  readonly ok: false
  readonly code: string
  readonly detail: string
  readonly findings: readonly Finding[]
}
export type BundleResult = ({ readonly ok: true } & PlanBundle) | BundleRefusal

const BUNDLES_MAX = 2_000
/** Policies read together; each may have thousands of people. */
const READ_TOGETHER_MAX = 50

type Built = { readonly hash: PlanHash; readonly plan: Plan }

const buildOne = (reading: Reading, policy: Policy, child: { hash: PlanHash; depth: number } | null) =>
  buildPlan({
    policy,
    people: reading.people,
    template: reading.template(policy.body.template ?? null),
    connection: reading.connection(policy.body.connection ?? null),
    escalatesTo: child,
  })

/**
 * Builds the chain, last first. Only the first policy must be callable: an escalation that cannot be followed is left off
 * with a finding, since the people before it are better called without it than not at all.
 */
const buildChain = (reading: Reading, first: Policy): BundleResult => {
  const policyOf = (id: PolicyId): Policy | null => (id === first.id ? first : reading.policy(id))
  const order = escalationOrder(first.id, (id) => {
    const next = policyOf(id)?.body.escalatesTo ?? null
    return next !== null && policyOf(next) !== null ? next : null
  })
  if (!order.ok) return { ok: false, code: order.code, detail: first.key, findings: [] }
  let plans: Built[] = []
  let findings: readonly Finding[] = []
  for (const id of order.order) {
    const policy = policyOf(id) as Policy
    const below = plans[0]
    const result = buildOne(reading, policy, below === undefined ? null : { hash: below.hash, depth: plans.length })
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
    priority: first.body.priority ?? limits.priority.default,
    plans,
    findings: leftOff ? [...findings, escalationLeftOff] : findings,
    parameters: [...new Set(plans.flatMap(({ plan }) => missingParameters(plan.template, {})))],
  }
}

const escalationLeftOff: Finding = {
  code: 'policy.escalation_left_off',
  step: null,
  destination: null,
  user: null,
  channel: null,
}

const refusal = (code: string, detail: string): BundleRefusal => ({ ok: false, code, detail, findings: [] })

/** Refusals that no later change of people or connections can cure: such a policy is not even stored. */
const neverBuildable = new Set([
  'policy.empty',
  'policy.too_many_destinations',
  'policy.escalation_cycle',
  'policy.escalation_too_deep',
])

/** @errors policy.empty, policy.too_many_destinations, policy.escalation_cycle, policy.escalation_too_deep */
export const verifyPolicy = async (client: pg.PoolClient, ref: string): Promise<void> => {
  const reading = await readForPlans(client, { refs: [ref], drafts: [] })
  const policy = reading.policy(ref)
  const result = policy === null ? null : buildChain(reading, policy)
  if (result !== null && !result.ok && neverBuildable.has(result.code))
    throw new ConfigRefusal(result.code, result.detail)
}

export type CheckResult = { readonly result: BundleResult; readonly unresolved: readonly Unresolved[] }

type Kept = { readonly version: number; readonly result: BundleResult }
type Load = (spaceId: string, refs: readonly string[]) => Promise<ReadonlyMap<string, Kept>>

/**
 * A burst of starts waits for one reading, and a burst of different policies shares one: what is asked for while a reading of
 * the space is under way goes with the next.
 */
const createLoader = (load: Load) => {
  const next = new Map<string, { readonly refs: Set<string>; readonly loaded: ReturnType<Load> }>()
  const last = new Map<string, Promise<unknown>>()

  const begin = (spaceId: string) => {
    const refs = new Set<string>()
    const before = last.get(spaceId) ?? Promise.resolve()
    const loaded = before
      .catch(() => undefined)
      .then(() => {
        if (next.get(spaceId)?.refs === refs) next.delete(spaceId)
        return load(spaceId, [...refs])
      })
    const reading = { refs, loaded }
    next.set(spaceId, reading)
    last.set(spaceId, loaded)
    void loaded.catch(() => undefined).then(() => last.get(spaceId) === loaded && last.delete(spaceId))
    return reading
  }

  return async (spaceId: string, ref: string): Promise<Kept> => {
    const waiting = next.get(spaceId)
    const reading = waiting !== undefined && waiting.refs.size < READ_TOGETHER_MAX ? waiting : begin(spaceId)
    reading.refs.add(ref)
    const found = (await reading.loaded).get(ref)
    return found ?? { version: 0, result: refusal('policy.not_found', ref) }
  }
}

export const createPlanBundles = (deps: Pick<ConfigDeps, 'inSpace' | 'inSnapshot' | 'versions'>) => {
  const kept = new Map<string, Kept>()

  const load = (spaceId: string, refs: readonly string[]): Promise<ReadonlyMap<string, Kept>> =>
    deps.inSnapshot(spaceId, async (client) => {
      const version = await deps.versions.of(client)
      const reading = await readForPlans(client, { refs, drafts: [] })
      const result = (ref: string): BundleResult => {
        const policy = reading.policy(ref)
        return policy === null ? refusal('policy.not_found', ref) : buildChain(reading, policy)
      }
      return new Map(refs.map((ref) => [ref, { version, result: result(ref) }]))
    })
  const loader = createLoader(load)

  return {
    /** @errors policy.not_found and those of buildPlan */
    bundle: async (spaceId: string, ref: string): Promise<BundleResult> => {
      const place = `${spaceId} ${ref}`
      const version = await deps.versions.current(spaceId)
      const known = kept.get(place)
      if (known !== undefined && known.version >= version) return known.result
      const loaded = await loader(spaceId, ref)
      if (!loaded.result.ok) {
        kept.delete(place)
        return loaded.result
      }
      if (kept.size >= BUNDLES_MAX) kept.delete(kept.keys().next().value ?? '')
      kept.set(place, loaded)
      return loaded.result
    },
    /** Builds the plan of a policy that is not stored, and says what is wrong with it. */
    check: (spaceId: string, draft: { key: string; name: string; fields: PolicyFields }): Promise<CheckResult> =>
      deps.inSpace(spaceId, async (client) => {
        const id = '00000000-0000-0000-0000-000000000000' as PolicyId
        const { body, unresolved } = await resolvePolicy(client, draft.fields, new Map([[draft.key, id]]))
        const clean: PolicyBody = JSON.parse(JSON.stringify(body)) as PolicyBody
        const policy: Policy = { id, key: draft.key, name: draft.name, body: clean }
        const reading = await readForPlans(client, { refs: [], drafts: [policy] })
        return { result: buildChain(reading, policy), unresolved }
      }),
  }
}
