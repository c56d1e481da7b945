// Routing rules, in the order of their positions. Each names a policy by id, so that renaming breaks nothing. The engine's side
// keeps a space's rules as long as its configuration stands still.

import type pg from 'pg'
import { type Router, routerOf } from '#core/alert/router'
import type { RuleBody } from '#core/alert/rule'
import { limits } from '#core/limits'
import { projectTable } from '../account/projects.ts'
import { type ConfigDeps, ConfigRefusal, change } from '../config/context.ts'
import { likeOf, objectTable, type Page, type PageRequest, type Seen, type Stored } from '../config/objects.ts'
import { policyTable } from '../config/policies.ts'
import { joinable } from './incident-members.ts'

export type RuleWrite = {
  readonly key: string
  readonly name: string
  readonly position: number
  /** Key or id. */
  readonly policy: string
  readonly body: RuleBody
}
export type RuleRecord = Stored<{
  readonly position: number
  /** The policy's key; its id when it is gone. */
  readonly policy: string
  readonly policyName: string | null
  readonly body: RuleBody
}>

type Own = { readonly position: number; readonly policy_id: string; readonly body: RuleBody }
export const ruleTable = objectTable<Own>({ table: 'alert_rule', kind: 'rule', own: ['position', 'policy_id', 'body'] })

/** A rule as routing needs it. */
export type Rule = { readonly id: string; readonly key: string; readonly policyId: string; readonly body: RuleBody }

const inOrder = async (client: pg.PoolClient): Promise<readonly Stored<Own>[]> =>
  (await client.query<Stored<Own>>(`${ruleTable.selection} order by position, key`)).rows

/** A place among them is the position and the key of the rule before. */
const placeOf = (cursor: string | null): readonly [position: number | null, key: string | null] => {
  const [, position = '', key = ''] = /^(\d{1,7}) ([^\0]+)$/.exec(cursor ?? '') ?? []
  return key === '' ? [null, null] : [Number(position), key]
}

const pageInOrder = async (
  client: pg.PoolClient,
  { limit, cursor, search = null }: PageRequest,
): Promise<Page<RuleRecord>> => {
  const { rows } = await client.query<Stored<Own>>(
    `${ruleTable.selection} and ($1::int is null or (position, key) > ($1, $2::text))
       and ($3::text is null or key ilike $3 or name ilike $3) order by position, key limit $4`,
    [...placeOf(cursor), likeOf(search), limit + 1],
  )
  const items = await shownRules(client, rows.slice(0, limit))
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? `${last.position} ${last.key}` : null }
}

/** @errors rule.project_unknown */
export const ownBody = async <Body extends Pick<RuleBody, 'incident'>>(
  client: pg.PoolClient,
  body: Body,
  field = 'incident.project',
): Promise<Body> => {
  const { incident = null } = body
  if (incident === null || incident.project === null) return body
  const found = await projectTable.find(client, incident.project)
  if (found === null) throw new ConfigRefusal('rule.project_unknown', incident.project, field)
  return { ...body, incident: { ...incident, project: found.id } }
}

const shownBody = (body: RuleBody, keys: ReadonlyMap<string, string>): RuleBody => {
  const { incident = null } = body
  if (incident === null) return { ...body, incident }
  const { project } = incident
  return { ...body, incident: { ...incident, project: project === null ? null : (keys.get(project) ?? project) } }
}

/** With the keys of their policies and projects, and what those policies are called. */
export const shownRules = async (
  client: pg.PoolClient,
  rows: readonly Stored<Own>[],
): Promise<readonly RuleRecord[]> => {
  const policies = await policyTable.findAll(client, [...new Set(rows.map(({ policy_id: id }) => id))])
  const known = new Map(policies.map((one) => [one.id, one]))
  const ofProjects = [...new Set(rows.flatMap(({ body }) => body.incident?.project ?? []))]
  const projects = new Map((await projectTable.findAll(client, ofProjects)).map(({ id, key }) => [id, key]))
  return rows.map(({ policy_id: policyId, body, ...rest }) => ({
    ...rest,
    policy: known.get(policyId)?.key ?? policyId,
    policyName: known.get(policyId)?.name ?? null,
    body: shownBody(body, projects),
  }))
}

/** In the order in which they are looked at. */
export const allRules = async (client: pg.PoolClient): Promise<readonly RuleRecord[]> =>
  shownRules(client, await inOrder(client))

/** @errors rule.policy_unknown */
const policyId = async (client: pg.PoolClient, ref: string): Promise<string> => {
  const found = await policyTable.find(client, ref)
  if (found === null) throw new ConfigRefusal('rule.policy_unknown', ref, 'policy')
  return found.id
}

/** How far rules that were put in order stand apart, so that a file may put one between. */
const APART = 10

/** @errors rule.order_stale */
const inThisOrder = (rules: readonly Stored<Own>[], refs: readonly string[]): readonly Stored<Own>[] => {
  const ordered = [...new Set(refs)].flatMap((ref) => rules.find(({ id, key }) => id === ref || key === ref) ?? [])
  if (ordered.length !== rules.length || refs.length !== rules.length)
    throw new ConfigRefusal('rule.order_stale', refs.join(' ').slice(0, 200), 'rules')
  return ordered
}

/** @errors rule.too_many */
const haveRoom = async (client: pg.PoolClient): Promise<void> => {
  if ((await inOrder(client)).length >= limits.alerts.rulesPerSpace.max)
    throw new ConfigRefusal('rule.too_many', String(limits.alerts.rulesPerSpace.max))
}

/** What rules there are now, read again when the configuration changed. */
export const createRuleReader = (deps: Pick<ConfigDeps, 'inSnapshot' | 'versions'>) => {
  const kept = new Map<string, { readonly version: number; readonly router: Router<Rule> }>()
  return async (spaceId: string): Promise<Router<Rule>> => {
    const version = await deps.versions.current(spaceId)
    const known = kept.get(spaceId)
    if (known !== undefined && known.version >= version) return known.router
    const read = await deps.inSnapshot(spaceId, async (client) => {
      const held = await deps.versions.of(client)
      const rules = (await inOrder(client)).map(({ id, key, policy_id: policy, body }) => ({
        id,
        key,
        policyId: policy,
        body,
      }))
      return { version: held, router: routerOf(rules) }
    })
    kept.set(spaceId, read)
    return read.router
  }
}

const one = async (client: pg.PoolClient, ref: string): Promise<RuleRecord> => {
  const [record] = await shownRules(client, [await ruleTable.get(client, ref)])
  return record as RuleRecord
}

const reading = (deps: ConfigDeps) => ({
  /** All of them, in the order in which they are looked at. */
  list: (spaceId: string): Promise<readonly RuleRecord[]> => deps.inSpace(spaceId, (client) => allRules(client)),
  /** The same by pages, narrowed by a part of the key or the name. */
  page: (spaceId: string, page: PageRequest): Promise<Page<RuleRecord>> =>
    deps.inSpace(spaceId, (client) => pageInOrder(client, page)),
  get: (spaceId: string, ref: string): Promise<RuleRecord> => deps.inSpace(spaceId, (client) => one(client, ref)),
  /** The numbers of the incidents that are joined there, by rule and scope. */
  joinable: (
    spaceId: string,
    places: readonly { readonly ruleId: string; readonly scope: string }[],
  ): Promise<ReadonlyMap<string, number>> => deps.inSpace(spaceId, (client) => joinable(client, places)),
})

export const createRules = (deps: ConfigDeps) => ({
  ...reading(deps),
  /** @errors rule.key_taken, rule.policy_unknown, rule.project_unknown, rule.too_many */
  create: (spaceId: string, write: RuleWrite): Promise<RuleRecord> =>
    change(deps, spaceId, async (client) => {
      await haveRoom(client)
      const nowMs = deps.nowMs()
      const id = deps.newId(nowMs)
      const { key, name, position, policy, body } = write
      const own = { position, policy_id: await policyId(client, policy), body: await ownBody(client, body) }
      await ruleTable.insert(client, id, { key, name, own, nowMs, by: 'console' })
      return one(client, id)
    }),
  /** What the patch leaves out stays. @errors rule.not_found, rule.key_taken, rule.policy_unknown, rule.project_unknown, config.changed_meanwhile */
  update: (
    spaceId: string,
    ref: string,
    { seenAtMs = null, ...patch }: Partial<Omit<RuleWrite, 'body'>> & { readonly body: Partial<RuleBody> } & Seen,
  ): Promise<RuleRecord> =>
    change(deps, spaceId, async (client) => {
      await ruleTable.unchanged(client, ref, seenAtMs)
      const old = await ruleTable.get(client, ref)
      const { key = old.key, name = old.name, position = old.position, policy = old.policy_id } = patch
      const policyOf = policy === old.policy_id ? policy : await policyId(client, policy)
      const body = { ...old.body, ...(await ownBody(client, patch.body)) }
      const own = { position, policy_id: policyOf, body }
      await ruleTable.update(client, old, { key, name, own, nowMs: deps.nowMs(), by: 'console' })
      return one(client, old.id)
    }),
  /** Those kept in a file stay where it put them. @errors rule.order_stale, config.managed_by_file */
  order: (spaceId: string, refs: readonly string[]): Promise<readonly RuleRecord[]> =>
    change(deps, spaceId, async (client) => {
      const nowMs = deps.nowMs()
      for (const [index, rule] of inThisOrder(await inOrder(client), refs).entries()) {
        const { key, name, policy_id, body } = rule
        const position = (index + 1) * APART
        if (position === rule.position) continue
        await ruleTable.update(client, rule, { key, name, own: { position, policy_id, body }, nowMs, by: 'console' })
      }
      return allRules(client)
    }),
  /** A callout it has begun goes on. @errors rule.not_found */
  remove: (spaceId: string, ref: string): Promise<void> =>
    change(deps, spaceId, async (client) =>
      ruleTable.remove(client, await ruleTable.get(client, ref), { nowMs: deps.nowMs(), by: 'console' }),
    ),
})
