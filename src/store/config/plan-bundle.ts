// The plans a start needs: the policy's own and those it escalates to, built from what is stored now. Built once per
// version of the space's configuration and kept in memory, because starting must cost one insert and nothing else. See
// version.ts for how old a kept plan can be. Keyed by space first: no space can get another's.

import type pg from 'pg'
import type { ConnectionId, PlanHash, PolicyId, TemplateId } from '#core/ids'
import { limits } from '#core/limits'
import { buildPlan, escalationOrder, type Finding } from '#core/plan/build'
import type { Plan } from '#core/plan/plan'
import type { Policy, PolicyBody } from '#core/plan/policy'
import { missingParameters } from '#core/speech/template'
import { completeTemplate } from '#words/speech'
import { planHash } from './canonical.ts'
import { type ConfigDeps, ConfigRefusal } from './context.ts'
import { type PolicyFields, policyTable, resolvePolicy, type Unresolved } from './policies.ts'
import { templateTable } from './templates.ts'
import { peopleOf } from './users.ts'

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

/** The policy and those it escalates to, by id; a deleted one ends the chain there. */
const chainOf = async (client: pg.PoolClient, first: Policy): Promise<Map<PolicyId, Policy>> => {
  const chain = new Map([[first.id, first]])
  let next = first.body.escalatesTo ?? null
  while (next !== null && !chain.has(next) && chain.size <= limits.escalationsDeep.max + 1) {
    const found = await policyTable.find(client, next)
    if (found === null) break
    const { key, name, body } = found
    chain.set(next, { id: next, key, name, body })
    next = body.escalatesTo ?? null
  }
  return chain
}

/** The named connection, or the only one there is. Without inbound HTTP nobody's keys reach us. */
const connectionOf = async (client: pg.PoolClient, named: ConnectionId | null) => {
  const { rows } = await client.query<{ id: ConnectionId; inbound: string | null }>(
    `select id, settings->>'inbound' as inbound from connection
     where deleted_at is null and ($1::uuid is null or id = $1) limit 2`,
    [named],
  )
  const [only, other] = rows
  if (only === undefined || other !== undefined) return null
  return { id: only.id, from: null, hearsKeys: (only.inbound ?? 'webhook') === 'webhook' }
}

const templateOf = async (client: pg.PoolClient, id: TemplateId | null) =>
  completeTemplate(id === null ? null : ((await templateTable.find(client, id))?.body ?? null))

type Built = { readonly hash: PlanHash; readonly plan: Plan }

const buildOne = async (client: pg.PoolClient, policy: Policy, child: { hash: PlanHash; depth: number } | null) => {
  const users = policy.body.steps.flatMap((step) => step.destinations.map((one) => one.user))
  return buildPlan({
    policy,
    people: await peopleOf(client, [...new Set(users)]),
    template: await templateOf(client, policy.body.template ?? null),
    connection: await connectionOf(client, policy.body.connection ?? null),
    escalatesTo: child,
  })
}

/**
 * Builds the chain, last first. Only the first policy must be callable: an escalation that cannot be followed is left off
 * with a finding, since the people before it are better called without it than not at all.
 */
const buildChain = async (client: pg.PoolClient, first: Policy): Promise<BundleResult> => {
  const policies = await chainOf(client, first)
  const order = escalationOrder(first.id, (id) => {
    const next = policies.get(id)?.body.escalatesTo ?? null
    return next !== null && policies.has(next) ? next : null
  })
  if (!order.ok) return { ok: false, code: order.code, detail: first.key, findings: [] }
  let plans: Built[] = []
  let findings: readonly Finding[] = []
  for (const id of order.order) {
    const policy = policies.get(id) as Policy
    const below = plans[0]
    const result = await buildOne(
      client,
      policy,
      below === undefined ? null : { hash: below.hash, depth: plans.length },
    )
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

const policyOf = async (client: pg.PoolClient, ref: string): Promise<Policy | null> => {
  const found = await policyTable.find(client, ref)
  return found === null ? null : { id: found.id as PolicyId, key: found.key, name: found.name, body: found.body }
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
  const policy = await policyOf(client, ref)
  const result = policy === null ? null : await buildChain(client, policy)
  if (result !== null && !result.ok && neverBuildable.has(result.code))
    throw new ConfigRefusal(result.code, result.detail)
}

export type CheckResult = { readonly result: BundleResult; readonly unresolved: readonly Unresolved[] }

export const createPlanBundles = (deps: Pick<ConfigDeps, 'inSpace' | 'inSnapshot' | 'versions'>) => {
  const kept = new Map<string, { version: number; result: BundleResult }>()

  const load = (spaceId: string, ref: string) =>
    deps.inSnapshot(spaceId, async (client) => {
      const version = await deps.versions.of(client)
      const policy = await policyOf(client, ref)
      return { version, result: policy === null ? refusal('policy.not_found', ref) : await buildChain(client, policy) }
    })

  /** A burst of starts waits for one reading. */
  const loading = new Map<string, ReturnType<typeof load>>()
  const once = (name: string, run: () => ReturnType<typeof load>): ReturnType<typeof load> => {
    const running = loading.get(name)
    if (running !== undefined) return running
    const started = run().finally(() => loading.delete(name))
    loading.set(name, started)
    return started
  }

  return {
    /** @errors policy.not_found and those of buildPlan */
    bundle: async (spaceId: string, ref: string): Promise<BundleResult> => {
      const place = `${spaceId} ${ref}`
      const version = await deps.versions.current(spaceId)
      const known = kept.get(place)
      if (known !== undefined && known.version >= version) return known.result
      const loaded = await once(`${version} ${place}`, () => load(spaceId, ref))
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
        return { result: await buildChain(client, { id, key: draft.key, name: draft.name, body: clean }), unresolved }
      }),
  }
}
