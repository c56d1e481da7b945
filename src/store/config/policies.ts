// Policies: references come in as keys or ids, are stored as ids, and go out as keys, so that renaming breaks nothing and
// people read names. What refers to nothing is named by its place.

import type pg from 'pg'
import type { CalendarId, ConnectionId, GroupId, PolicyId, ProjectId, ScheduleId, TemplateId, UserId } from '#core/ids'
import type {
  LaterAsWritten,
  LaterRule,
  PolicyBody,
  PolicyDestination,
  PolicyFields,
  PolicyVariant,
  VariantAsWritten,
  When,
} from '#core/plan/policy'
import { groupTable } from '../account/groups.ts'
import { projectTable } from '../account/projects.ts'
import { calendarTable } from '../duty/calendars.ts'
import { scheduleTable } from '../duty/schedules.ts'
import { connectionTable } from './connections.ts'
import { type ConfigDeps, ConfigRefusal, change, type Manager } from './context.ts'
import { isUuid, objectTable, type Page, type PageRequest, type Seen, type Stamp, type Stored } from './objects.ts'
import { templateTable } from './templates.ts'
import { userTable } from './users.ts'

export type PolicyWrite = { readonly key: string; readonly name: string; readonly fields: PolicyFields }
export type PolicyPatch = {
  readonly key?: string | undefined
  readonly name?: string | undefined
  readonly fields: Partial<PolicyFields>
}
export type PolicyRecord = Stored<{ readonly fields: PolicyFields }>

type Own = { readonly body: PolicyBody }
export const policyTable = objectTable<Own>({ table: 'policy', kind: 'policy', own: ['body'] })

/** Policies by key or id, and by name; in any order. */
export const findPolicies = async (
  client: pg.PoolClient,
  { refs, names }: { refs: readonly string[]; names: readonly string[] },
): Promise<readonly Stored<Own>[]> => {
  if (names.length === 0) return policyTable.findAll(client, refs)
  const { rows } = await client.query<Stored<Own>>(
    `${policyTable.selection} and (key = any($1::text[]) or id = any($2::uuid[]) or name = any($3::text[]))`,
    [refs, refs.filter(isUuid), names],
  )
  return rows
}

export type Unresolved = { readonly code: string; readonly ref: string; readonly field: string }
export type Resolved = { readonly body: PolicyBody; readonly unresolved: readonly Unresolved[] }

const present = (ref: string | null | undefined): string[] => (ref === null || ref === undefined ? [] : [ref])

type Steps = {
  readonly brought: ReadonlySet<string>
  readonly unresolved: Unresolved[]
  /** Where the steps stand. */
  readonly place?: string
}

const resolveSteps = async (
  client: pg.PoolClient,
  steps: PolicyFields['steps'],
  { brought, unresolved, place: whole = '' }: Steps,
): Promise<PolicyBody['steps']> => {
  const all = steps.flatMap((step) => step.destinations)
  const named = new Set(all.flatMap((one) => one.user ?? []).filter((ref) => !brought.has(ref)))
  const users = await userTable.resolve(client, [...named])
  const groups = await groupTable.resolve(client, [...new Set(all.flatMap((one) => one.group ?? []))])
  const projects = await projectTable.resolve(client, [...new Set(all.flatMap((one) => one.project ?? []))])
  const schedules = await scheduleTable.resolve(client, [...new Set(all.flatMap((one) => one.schedule ?? []))])
  const idOf = (ref: string, ids: ReadonlyMap<string, string>, as: Pick<Unresolved, 'code' | 'field'>): string => {
    const id = ids.get(ref)
    if (id === undefined) unresolved.push({ ...as, ref })
    return id ?? ref
  }
  return steps.map((step, stepIndex) => ({
    ...step,
    destinations: step.destinations.map(({ user, group, project, schedule, ...rest }, index): PolicyDestination => {
      const place = `${whole}steps.${stepIndex}.destinations.${index}`
      if (schedule !== undefined) {
        const as = { code: 'policy.schedule_unknown', field: `${place}.schedule` }
        return { ...rest, schedule: idOf(schedule, schedules, as) as ScheduleId }
      }
      if (group !== undefined)
        return {
          ...rest,
          group: idOf(group, groups, { code: 'policy.group_unknown', field: `${place}.group` }) as GroupId,
        }
      if (project !== undefined) {
        const as = { code: 'policy.project_unknown', field: `${place}.project` }
        return { ...rest, project: idOf(project, projects, as) as ProjectId }
      }
      const ref = user ?? ''
      if (brought.has(ref)) return { ...rest, user: ref as UserId }
      return { ...rest, user: idOf(ref, users, { code: 'policy.user_unknown', field: `${place}.user` }) as UserId }
    }),
  }))
}

type Place = { readonly place: string; readonly unresolved: Unresolved[] }

/** The calendar's id, where it has such a condition. */
const resolveWhen = async (
  client: pg.PoolClient,
  { calendar: ref, condition }: VariantAsWritten['when'],
  { place, unresolved }: Place,
): Promise<When> => {
  const calendar = await calendarTable.find(client, ref)
  if (calendar === null) unresolved.push({ code: 'policy.calendar_unknown', ref, field: `${place}.calendar` })
  else if (!calendar.body.conditions.some(({ key }) => key === condition))
    unresolved.push({ code: 'policy.condition_unknown', ref: condition, field: `${place}.condition` })
  return { calendar: (calendar?.id ?? ref) as CalendarId, condition }
}

const resolveVariant = async (
  client: pg.PoolClient,
  { when, steps, template, ...rest }: VariantAsWritten,
  { place, unresolved }: Place,
): Promise<PolicyVariant> => {
  const found = (await templateTable.resolve(client, present(template))).get(template ?? '')
  if (typeof template === 'string' && found === undefined)
    unresolved.push({ code: 'policy.template_unknown', ref: template, field: `${place}.template` })
  const own = steps && (await resolveSteps(client, steps, { brought: new Set(), unresolved, place: `${place}.` }))
  return {
    ...rest,
    when: await resolveWhen(client, when, { place: `${place}.when`, unresolved }),
    ...(own === undefined ? {} : { steps: own }),
    ...(template === undefined ? {} : { template: (found ?? null) as TemplateId | null }),
  }
}

const resolveVariants = async (
  client: pg.PoolClient,
  variants: readonly VariantAsWritten[],
  unresolved: Unresolved[],
): Promise<readonly PolicyVariant[]> => {
  const resolved: PolicyVariant[] = []
  for (const [index, variant] of variants.entries())
    resolved.push(await resolveVariant(client, variant, { place: `variants.${index}`, unresolved }))
  return resolved
}

const resolveLater = async (
  client: pg.PoolClient,
  rules: readonly LaterAsWritten[],
  unresolved: Unresolved[],
): Promise<readonly LaterRule[]> => {
  const resolved: LaterRule[] = []
  for (const [index, { until, ...rest }] of rules.entries()) {
    const place = `later.${index}.until`
    resolved.push(
      until === undefined ? rest : { ...rest, until: await resolveWhen(client, until, { place, unresolved }) },
    )
  }
  return resolved
}

/**
 * Turns references into ids. An unknown user or group stays in its place as written: a plan leaves it out with a finding.
 * @param known.policies ids of policies by key that are about to be stored, the one itself among them: it may name itself,
 *   which is a circle and found when it is built
 * @param known.people keys of people who come with the policy and are no users
 */
export const resolvePolicy = async (
  client: pg.PoolClient,
  fields: PolicyFields,
  known: { readonly policies: ReadonlyMap<string, string>; readonly people?: ReadonlySet<string> },
): Promise<Resolved> => {
  const connections = await connectionTable.resolve(client, present(fields.connection))
  const templates = await templateTable.resolve(client, present(fields.template))
  const policies = new Map(await policyTable.resolve(client, present(fields.escalatesTo)))
  for (const [key, id] of known.policies) policies.set(key, id)
  const unresolved: Unresolved[] = []
  const only = (
    ref: string | null | undefined,
    ids: ReadonlyMap<string, string>,
    as: [field: string, code: string],
  ) => {
    if (ref === null || ref === undefined) return ref
    const id = ids.get(ref)
    if (id === undefined) unresolved.push({ code: as[1], ref, field: as[0] })
    return id ?? null
  }
  const steps = await resolveSteps(client, fields.steps, { brought: known.people ?? new Set(), unresolved })
  const body: PolicyBody = {
    ...fields,
    steps,
    connection: only(fields.connection, connections, [
      'connection',
      'policy.connection_unknown',
    ]) as ConnectionId | null,
    template: only(fields.template, templates, ['template', 'policy.template_unknown']) as TemplateId | null,
    escalatesTo: only(fields.escalatesTo, policies, ['escalatesTo', 'policy.escalation_unknown']) as PolicyId | null,
    later: fields.later && (await resolveLater(client, fields.later, unresolved)),
    variants: fields.variants && (await resolveVariants(client, fields.variants, unresolved)),
  }
  return { body, unresolved }
}

/** @errors policy.user_unknown, policy.group_unknown, policy.schedule_unknown, policy.connection_unknown, policy.template_unknown, policy.escalation_unknown, policy.calendar_unknown, policy.condition_unknown */
const resolveAll = async (
  client: pg.PoolClient,
  fields: PolicyFields,
  own: { key: string; id: string },
): Promise<PolicyBody> => {
  const { body, unresolved } = await resolvePolicy(client, fields, { policies: new Map([[own.key, own.id]]) })
  const [first] = unresolved
  if (first !== undefined) throw new ConfigRefusal(first.code, first.ref, first.field)
  return body
}

type Tools = Pick<ConfigDeps, 'newId' | 'nowMs'>

type BodyWrite = { readonly key: string; readonly name: string; readonly body: PolicyBody } & Stamp

export const insertPolicyBody = (client: pg.PoolClient, id: string, { body, ...write }: BodyWrite): Promise<void> =>
  policyTable.insert(client, id, { ...write, own: { body } })

export const writePolicyBody = (
  client: pg.PoolClient,
  old: Stored<Own>,
  { body, ...write }: BodyWrite,
): Promise<void> => policyTable.update(client, old, { ...write, own: { body } })

const insertPolicy = async (
  client: pg.PoolClient,
  { key, name, fields, by }: PolicyWrite & { by: Manager },
  tools: Tools,
): Promise<string> => {
  const nowMs = tools.nowMs()
  const id = tools.newId(nowMs)
  await insertPolicyBody(client, id, { key, name, body: await resolveAll(client, fields, { key, id }), nowMs, by })
  return id
}

/** What the patch leaves out of `fields` stays as it was, even where it refers to something deleted since. */
const updatePolicy = async (
  client: pg.PoolClient,
  ref: string,
  { patch, by, tools }: { patch: PolicyPatch; by: Manager; tools: Tools },
): Promise<string> => {
  const old = await policyTable.get(client, ref)
  const key = patch.key ?? old.key
  const fields = Object.fromEntries(Object.entries(patch.fields).filter(([, value]) => value !== undefined))
  const resolved = await resolveAll(client, { steps: [], ...fields }, { key, id: old.id })
  const changed = Object.fromEntries(Object.entries(resolved).filter(([name]) => Object.hasOwn(fields, name)))
  const own = { body: { ...old.body, ...changed } }
  await policyTable.update(client, old, { key, name: patch.name ?? old.name, own, nowMs: tools.nowMs(), by })
  return old.id
}

/** Puts keys in the place of ids; the id of something deleted stays an id. */
export const withKeys = async (client: pg.PoolClient, rows: readonly Stored<Own>[]): Promise<PolicyRecord[]> => {
  const bodies = rows.map((row) => row.body)
  const variants = bodies.flatMap((body) => body.variants ?? [])
  const destinations = [...bodies, ...variants].flatMap(({ steps = [] }) => steps.flatMap((step) => step.destinations))
  const ids = {
    app_user: destinations.flatMap((one) => one.user ?? []),
    user_group: destinations.flatMap((one) => one.group ?? []),
    project: destinations.flatMap((one) => one.project ?? []),
    schedule: destinations.flatMap((one) => one.schedule ?? []),
    connection: bodies.flatMap((body) => present(body.connection)),
    template: [...bodies, ...variants].flatMap((body) => present(body.template)),
    calendar: [
      ...variants.map(({ when }) => when.calendar),
      ...bodies.flatMap(({ later = [] }) => later.flatMap(({ until }) => until?.calendar ?? [])),
    ],
    policy: bodies.flatMap((body) => present(body.escalatesTo)),
  }
  const keys = new Map<string, string>()
  for (const [table, wanted] of Object.entries(ids)) {
    if (wanted.length === 0) continue
    const { rows: found } = await client.query<{ id: string; key: string }>(
      `select id, key from ${table} where deleted_at is null and id = any($1::uuid[])`,
      [[...new Set(wanted)]],
    )
    for (const { id, key } of found) keys.set(id, key)
  }
  const keyOf = (id: string) => keys.get(id) ?? id
  const nullable = (id: string | null | undefined) => (id === null || id === undefined ? id : keyOf(id))
  const stepsOf = (steps: PolicyBody['steps']) =>
    steps.map((step) => ({
      ...step,
      destinations: step.destinations.map(({ user, group, project, schedule, ...rest }) => {
        if (project !== undefined) return { project: keyOf(project), ...rest }
        if (schedule !== undefined) return { schedule: keyOf(schedule), ...rest }
        return group === undefined ? { user: keyOf(user ?? ''), ...rest } : { group: keyOf(group), ...rest }
      }),
    }))
  const laterOf = ({ until, ...rest }: LaterRule): LaterAsWritten =>
    until === undefined ? rest : { ...rest, until: { ...until, calendar: keyOf(until.calendar) } }
  const variantOf = ({ when, steps, template, ...rest }: PolicyVariant): VariantAsWritten => ({
    ...rest,
    when: { ...when, calendar: keyOf(when.calendar) },
    ...(steps === undefined ? {} : { steps: stepsOf(steps) }),
    ...(template === undefined ? {} : { template: nullable(template) }),
  })
  return rows.map(({ body: { later, variants: own, ...body }, ...row }) => ({
    ...row,
    fields: {
      ...body,
      steps: stepsOf(body.steps),
      connection: nullable(body.connection),
      template: nullable(body.template),
      escalatesTo: nullable(body.escalatesTo),
      ...(later === undefined ? {} : { later: later.map(laterOf) }),
      ...(own === undefined ? {} : { variants: own.map(variantOf) }),
    },
  }))
}

const recordOf = async (client: pg.PoolClient, ref: string): Promise<PolicyRecord> => {
  const [record] = await withKeys(client, [await policyTable.get(client, ref)])
  return record as PolicyRecord
}

/** @param verify refuses what could never be built, inside the changing transaction */
export const createPolicies = (
  deps: ConfigDeps & { readonly verify: (client: pg.PoolClient, policyId: string) => Promise<void> },
) => ({
  list: (spaceId: string, page: PageRequest): Promise<Page<PolicyRecord>> =>
    deps.inSpace(spaceId, async (client) => {
      const { items, next } = await policyTable.list(client, page)
      return { items: await withKeys(client, items), next }
    }),
  get: (spaceId: string, ref: string): Promise<PolicyRecord> =>
    deps.inSpace(spaceId, (client) => recordOf(client, ref)),
  create: (spaceId: string, write: PolicyWrite): Promise<PolicyRecord> =>
    change(deps, spaceId, async (client) => {
      const id = await insertPolicy(client, { ...write, by: 'console' }, deps)
      await deps.verify(client, id)
      return recordOf(client, id)
    }),
  update: (spaceId: string, ref: string, { seenAtMs = null, ...patch }: PolicyPatch & Seen): Promise<PolicyRecord> =>
    change(deps, spaceId, async (client) => {
      await policyTable.unchanged(client, ref, seenAtMs)
      const id = await updatePolicy(client, ref, { patch, by: 'console', tools: deps })
      await deps.verify(client, id)
      return recordOf(client, id)
    }),
  remove: (spaceId: string, ref: string): Promise<void> =>
    change(deps, spaceId, async (client) =>
      policyTable.remove(client, await policyTable.get(client, ref), { nowMs: deps.nowMs(), by: 'console' }),
    ),
})
