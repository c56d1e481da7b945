// Policy groups (連絡網グループ): references come in as keys or ids, are stored as ids, and go out as keys, as in policies.

import type pg from 'pg'
import type { CalendarId, PolicyGroupId, PolicyId } from '#core/ids'
import type { PolicyGroup, PolicyGroupBody } from '#core/plan/policy-groups'
import { calendarTable } from '../duty/calendars.ts'
import { type ConfigDeps, ConfigRefusal, change, type Manager } from './context.ts'
import { isUuid, objectTable, type Page, type PageRequest, type Seen, type Stored } from './objects.ts'
import { policyTable } from './policies.ts'

type Own = { readonly body: PolicyGroupBody }
export const policyGroupTable = objectTable<Own>({ table: 'policy_group', kind: 'policy_group', own: ['body'] })

/** As people write them: keys or ids as references. */
export type GroupedPolicies = readonly {
  readonly policy: string
  readonly when?: { readonly calendar: string; readonly condition: string } | undefined
}[]
export type PolicyGroupWrite = { readonly key: string; readonly name: string; readonly policies: GroupedPolicies }
export type PolicyGroupRecord = Stored<{
  readonly policies: GroupedPolicies
  /** In the same order; null for one that was deleted. */
  readonly policyNames: readonly (string | null)[]
}>

const asGroup = ({ id, key, name, body }: Stored<Own>): PolicyGroup => ({ id: id as PolicyGroupId, key, name, body })

/** Groups by key, id or name; in any order. */
export const findPolicyGroups = async (
  client: pg.PoolClient,
  refs: readonly string[],
): Promise<readonly PolicyGroup[]> => {
  if (refs.length === 0) return []
  const { rows } = await client.query<Stored<Own>>(
    `${policyGroupTable.selection} and (key = any($1::text[]) or id = any($2::uuid[]) or name = any($1::text[]))`,
    [refs, refs.filter(isUuid)],
  )
  return rows.map(asGroup)
}

type When = NonNullable<PolicyGroupBody['policies'][number]['when']>

/** @errors policy.calendar_unknown, policy.condition_unknown */
const resolveWhen = async (
  client: pg.PoolClient,
  { calendar: ref, condition }: NonNullable<GroupedPolicies[number]['when']>,
  place: string,
): Promise<When> => {
  const calendar = await calendarTable.find(client, ref)
  if (calendar === null) throw new ConfigRefusal('policy.calendar_unknown', ref, `${place}.calendar`)
  if (!calendar.body.conditions.some(({ key }) => key === condition))
    throw new ConfigRefusal('policy.condition_unknown', condition, `${place}.condition`)
  return { calendar: calendar.id as CalendarId, condition }
}

/**
 * @param place where the list stands
 * @errors policy_group.policy_unknown, policy_group.policy_twice, policy.calendar_unknown, policy.condition_unknown
 */
export const resolvePolicies = async (
  client: pg.PoolClient,
  policies: GroupedPolicies,
  place = 'policies',
): Promise<PolicyGroupBody> => {
  const ids = await policyTable.resolve(client, [...new Set(policies.map(({ policy }) => policy))])
  const resolved: PolicyGroupBody['policies'][number][] = []
  for (const [index, { policy: ref, when }] of policies.entries()) {
    const at = `${place}.${index}`
    const id = ids.get(ref)
    if (id === undefined) throw new ConfigRefusal('policy_group.policy_unknown', ref, `${at}.policy`)
    const own = when === undefined ? {} : { when: await resolveWhen(client, when, `${at}.when`) }
    const one = { policy: id as PolicyId, ...own }
    const same = JSON.stringify(one)
    if (resolved.some((other) => JSON.stringify(other) === same))
      throw new ConfigRefusal('policy_group.policy_twice', ref, `${at}.policy`)
    resolved.push(one)
  }
  return { policies: resolved }
}

/** Puts keys in the place of ids; the id of something deleted stays an id. */
export const groupsWithKeys = async (
  client: pg.PoolClient,
  rows: readonly Stored<Own>[],
): Promise<readonly PolicyGroupRecord[]> => {
  const all = rows.flatMap(({ body }) => body.policies)
  const policies = await policyTable.findAll(client, [...new Set(all.map(({ policy }) => policy))])
  const calendars = await calendarTable.findAll(client, [...new Set(all.flatMap(({ when }) => when?.calendar ?? []))])
  const keys = new Map([...policies, ...calendars].map(({ id, key }) => [id, key]))
  const names = new Map(policies.map(({ id, name }) => [id, name]))
  const keyOf = (id: string): string => keys.get(id) ?? id
  return rows.map(({ body, ...row }) => ({
    ...row,
    policies: body.policies.map(({ policy, when }) => ({
      policy: keyOf(policy),
      ...(when === undefined ? {} : { when: { calendar: keyOf(when.calendar), condition: when.condition } }),
    })),
    policyNames: body.policies.map(({ policy }) => names.get(policy) ?? null),
  }))
}

const recordOf = async (client: pg.PoolClient, ref: string): Promise<PolicyGroupRecord> => {
  const [record] = await groupsWithKeys(client, [await policyGroupTable.get(client, ref)])
  return record as PolicyGroupRecord
}

type Tools = Pick<ConfigDeps, 'newId' | 'nowMs'>

const insert = async (
  client: pg.PoolClient,
  { key, name, policies, by }: PolicyGroupWrite & { readonly by: Manager },
  tools: Tools,
): Promise<string> => {
  const nowMs = tools.nowMs()
  const id = tools.newId(nowMs)
  const body = await resolvePolicies(client, policies)
  await policyGroupTable.insert(client, id, { key, name, own: { body }, nowMs, by })
  return id
}

const update = async (
  client: pg.PoolClient,
  ref: string,
  { patch, tools }: { readonly patch: Partial<PolicyGroupWrite>; readonly tools: Tools },
): Promise<string> => {
  const old = await policyGroupTable.get(client, ref)
  const { key = old.key, name = old.name, policies } = patch
  const body = policies === undefined ? old.body : await resolvePolicies(client, policies)
  await policyGroupTable.update(client, old, { key, name, own: { body }, nowMs: tools.nowMs(), by: 'console' })
  return old.id
}

export const createPolicyGroups = (deps: ConfigDeps) => ({
  list: (spaceId: string, page: PageRequest): Promise<Page<PolicyGroupRecord>> =>
    deps.inSpace(spaceId, async (client) => {
      const { items, next } = await policyGroupTable.list(client, page)
      return { items: await groupsWithKeys(client, items), next }
    }),
  get: (spaceId: string, ref: string): Promise<PolicyGroupRecord> =>
    deps.inSpace(spaceId, (client) => recordOf(client, ref)),
  create: (spaceId: string, write: PolicyGroupWrite): Promise<PolicyGroupRecord> =>
    change(deps, spaceId, async (client) => recordOf(client, await insert(client, { ...write, by: 'console' }, deps))),
  update: (
    spaceId: string,
    ref: string,
    { seenAtMs = null, ...patch }: Partial<PolicyGroupWrite> & Seen,
  ): Promise<PolicyGroupRecord> =>
    change(deps, spaceId, async (client) => {
      await policyGroupTable.unchanged(client, ref, seenAtMs)
      return recordOf(client, await update(client, ref, { patch, tools: deps }))
    }),
  remove: (spaceId: string, ref: string): Promise<void> =>
    change(deps, spaceId, async (client) =>
      policyGroupTable.remove(client, await policyGroupTable.get(client, ref), { nowMs: deps.nowMs(), by: 'console' }),
    ),
})
