// The plans a start needs, built from what is stored now. Those of stored policies and templates are built once per version
// of the space's configuration and kept in memory, because starting must cost one insert and nothing else; see version.ts for
// how old a kept plan can be. What a request brings along is built for it alone. Keyed by space first: no space can get
// another's.

import type pg from 'pg'
import type { PolicyId } from '#core/ids'
import type { Policy, PolicyBody, PolicyDraft } from '#core/plan/policy'
import type { PolicyGroup } from '#core/plan/policy-groups'
import type { TemplateBody } from '#words/speech'
import { watchesCallouts } from '../webhook/webhooks.ts'
import type { ConfigDeps } from './context.ts'
import { pausesAt } from './pauses.ts'
import {
  type BundleRefusal,
  type BundleResult,
  buildChain,
  type ChosenTemplate,
  checkAll,
  refusal,
  type SpaceRules,
} from './plan-chain.ts'
import { buildGroup } from './plan-group.ts'
import { createLoader } from './plan-loader.ts'
import { type Reading, readForPlans } from './plan-reading.ts'
import { resolvePolicy, type Unresolved } from './policies.ts'
import { readSettings } from './settings.ts'

/**
 * A stored policy: `ref` is a key, an id or a name; `name` is the name alone, of a policy or else of a policy group; `group` a key,
 * an id or a name of such a group.
 */
type PolicyRef = { readonly ref: string } | { readonly name: string } | { readonly group: string }
type TemplateRef = { readonly ref: string } | null

/** What a start goes by. Without a template the policy's own is said. */
export type Choice = {
  readonly policy: PolicyRef | { readonly inline: PolicyDraft }
  readonly template: TemplateRef | { readonly inline: TemplateBody }
}
type StoredChoice = { readonly policy: PolicyRef; readonly template: TemplateRef }

export type CheckResult = { readonly result: BundleResult; readonly unresolved: readonly Unresolved[] }

const BUNDLES_MAX = 2_000

/** The policy id of plans that belong to no stored policy. */
const NOBODYS = '00000000-0000-0000-0000-000000000000' as PolicyId

const inNfc = (policy: PolicyRef): PolicyRef => {
  if ('name' in policy) return { name: policy.name.normalize('NFC') }
  return 'group' in policy ? { group: policy.group.normalize('NFC') } : { ref: policy.ref.normalize('NFC') }
}

const storedChoice = ({ policy, template }: Choice): StoredChoice | null => {
  if ('inline' in policy || (template !== null && 'inline' in template)) return null
  return { policy: inNfc(policy), template: template === null ? null : { ref: template.ref.normalize('NFC') } }
}

/** Whatever a choice refers to by name. */
const namesIn = ({ policy, template }: Choice): readonly string[] => [
  ...('inline' in policy ? [] : [wordOf(policy)]),
  ...(template !== null && 'ref' in template ? [template.ref] : []),
]

const wordOf = (policy: PolicyRef): string => {
  if ('name' in policy) return policy.name
  return 'group' in policy ? policy.group : policy.ref
}

const notFound = (policy: PolicyRef): BundleRefusal =>
  refusal('group' in policy ? 'policy_group.not_found' : 'policy.not_found', wordOf(policy))

/** What must be read for stored policies and templates. */
const wantedBy = (choices: readonly StoredChoice[]) => ({
  refs: choices.flatMap(({ policy }) => ('ref' in policy ? policy.ref : [])),
  names: choices.flatMap(({ policy }) => ('name' in policy ? policy.name : [])),
  policyGroups: choices.flatMap(({ policy }) => ('ref' in policy ? [] : wordOf(policy))),
  templates: choices.flatMap(({ template }) => template?.ref ?? []),
})

type Found = { readonly first: Policy } | { readonly group: PolicyGroup } | null

const found = (reading: Reading, policy: PolicyRef): Found => {
  const first =
    'name' in policy ? reading.policyNamed(policy.name) : 'ref' in policy ? reading.policy(policy.ref) : null
  if (first !== null) return { first }
  if ('ref' in policy) return null
  const group = 'name' in policy ? reading.policyGroupNamed(policy.name) : reading.policyGroup(policy.group)
  return group === null ? null : { group }
}

type Chosen = { readonly ok: boolean; readonly template: ChosenTemplate | null }

const chosenTemplate = (reading: Reading, template: Choice['template']): Chosen => {
  if (template === null) return { ok: true, template: null }
  if ('inline' in template) return { ok: true, template: { body: template.inline } }
  const chosen = reading.template(template.ref.normalize('NFC'))
  return { ok: chosen !== null, template: chosen }
}

/** Whatever a request says, the database takes no NUL and no half of a pair: such a name stands for nothing. */
const isStorable = (text: string): boolean => !/\0|\p{Surrogate}/u.test(text)

const build = ({ reading, space, atMs }: Everything, called: Found, choice: Choice): BundleResult => {
  if (called === null) return 'inline' in choice.policy ? refusal('policy.not_found', '') : notFound(choice.policy)
  const { ok, template } = chosenTemplate(reading, choice.template)
  if (!ok && choice.template !== null && 'ref' in choice.template)
    return refusal('template.not_found', choice.template.ref)
  if ('group' in called) return buildGroup(reading, { ...called, template, space, atMs })
  return buildChain(reading, { ...called, template, space, atMs })
}

type Everything = { readonly reading: Reading; readonly space: SpaceRules; readonly atMs: number }

/** Whatever reads little is a prepared statement: a burst of new policies would spend longer on planning than on reading. */
const everything = async (
  client: pg.PoolClient,
  wanted: Parameters<typeof readForPlans>[1],
  nowMs: number,
): Promise<Everything> => {
  const [reading, { body: settings }, pauses, watched] = await Promise.all([
    readForPlans(client, wanted),
    readSettings(client),
    pausesAt(client, nowMs),
    watchesCallouts(client),
  ])
  return { reading, atMs: nowMs, space: { settings, pauses, watched } }
}

/** A policy that is not stored, with its references turned into ids. */
const drafted = async (client: pg.PoolClient, { key, name, fields, people = [] }: PolicyDraft) => {
  const known = { policies: new Map([[key, NOBODYS as string]]), people: new Set(people.map((one) => one.key)) }
  const { body, unresolved } = await resolvePolicy(client, fields, known)
  const policy: Policy = { id: NOBODYS, key, name, body: JSON.parse(JSON.stringify(body)) as PolicyBody }
  return { policy, unresolved }
}

/** Reads what a request brought along, and what it refers to. Unknown people are left out with a finding. */
const composeOnce = async (client: pg.PoolClient, choice: Choice, nowMs: number): Promise<BundleResult> => {
  const { policy, template } = choice
  const templates = template !== null && 'ref' in template ? [template.ref.normalize('NFC')] : []
  if (!('inline' in policy)) {
    const wanted = inNfc(policy)
    const all = await everything(client, { ...wantedBy([{ policy: wanted, template: null }]), templates }, nowMs)
    return build(all, found(all.reading, wanted), choice)
  }
  const { policy: first, unresolved } = await drafted(client, policy.inline)
  // Unknown people are left out with a finding, as they are where a stored policy names somebody who is gone.
  const missing = unresolved.find(
    ({ code }) =>
      !['policy.user_unknown', 'policy.group_unknown', 'policy.project_unknown', 'policy.schedule_unknown'].includes(
        code,
      ),
  )
  if (missing !== undefined) return refusal(missing.code, missing.ref)
  const { people = [], through, alone } = policy.inline
  const all = await everything(client, { drafts: [first], people, templates }, nowMs)
  const reading = {
    ...all.reading,
    ...(through === undefined ? {} : { wayTo: () => through }),
    ...(alone === true ? { standInsOf: () => [] } : {}),
  }
  return build({ ...all, reading }, { first }, choice)
}

type Kept = { readonly version: number; readonly madeAtMs: number; readonly result: BundleResult }

/** Whether the same variants apply as when it was made. */
const isOfNow = ({ madeAtMs, result }: Kept, nowMs: number): boolean =>
  !result.ok || result.untilMs === null || (madeAtMs <= nowMs && nowMs < result.untilMs)

export const createPlanBundles = (deps: Pick<ConfigDeps, 'inSpace' | 'inSnapshot' | 'versions' | 'nowMs'>) => {
  const kept = new Map<string, Kept>()

  const loader = createLoader<StoredChoice, Kept>((spaceId, wanted) =>
    deps.inSnapshot(spaceId, async (client) => {
      const madeAtMs = deps.nowMs()
      const [version, all] = await Promise.all([
        deps.versions.of(client),
        everything(client, wantedBy([...wanted.values()]), madeAtMs),
      ])
      const built = (choice: StoredChoice) => build(all, found(all.reading, choice.policy), choice)
      return new Map([...wanted].map(([place, choice]) => [place, { version, madeAtMs, result: built(choice) }]))
    }),
  )

  const composeStored = async (spaceId: string, choice: StoredChoice): Promise<BundleResult> => {
    const place = `${spaceId} ${JSON.stringify([choice.policy, choice.template])}`
    const version = await deps.versions.current(spaceId)
    const known = kept.get(place)
    if (known !== undefined && known.version >= version && isOfNow(known, deps.nowMs())) return known.result
    const loaded = await loader(spaceId, place, choice)
    if (loaded === undefined || !loaded.result.ok) {
      kept.delete(place)
      return loaded?.result ?? notFound(choice.policy)
    }
    if (kept.size >= BUNDLES_MAX) kept.delete(kept.keys().next().value ?? '')
    kept.set(place, loaded)
    return loaded.result
  }

  return {
    /**
     * As a start at this instant would; now, where none is given.
     * @errors policy.not_found, policy_group.not_found, policy_group.empty, template.not_found, those of resolvePolicy and buildPlan
     */
    compose: (spaceId: string, choice: Choice, atMs?: number): Promise<BundleResult> => {
      const named = namesIn(choice).find((text) => !isStorable(text))
      if (named !== undefined) return Promise.resolve(refusal('policy.not_found', ''))
      const stored = storedChoice(choice)
      if (stored !== null && atMs === undefined) return composeStored(spaceId, stored)
      return deps.inSnapshot(spaceId, (client) => composeOnce(client, choice, atMs ?? deps.nowMs()))
    },
    /** Builds the plan of a policy that is not stored: as it would be at an instant, else with whatever is wrong with any variant. */
    check: (spaceId: string, draft: Omit<PolicyDraft, 'people'>, atMs?: number): Promise<CheckResult> =>
      deps.inSpace(spaceId, async (client) => {
        const { policy: first, unresolved } = await drafted(client, draft)
        const reading = await readForPlans(client, { drafts: [first] })
        const result =
          atMs === undefined ? checkAll(reading, first) : buildChain(reading, { first, template: null, atMs })
        return { result, unresolved }
      }),
  }
}
