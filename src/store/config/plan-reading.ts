// Everything some plans are built from, read at once: policies with those they escalate to, their people, templates and
// connections. The number of statements does not depend on the number of policies.

import type pg from 'pg'
import type { ConnectionId, PolicyId, TemplateId } from '#core/ids'
import { limits } from '#core/limits'
import { channelOfKind } from '#core/plan/connection-kinds'
import type { DutySchedule, Group } from '#core/plan/groups'
import type { StandInFacts } from '#core/plan/other-ways'
import type { Channel } from '#core/plan/plan'
import { type ContactMethod, type InlinePerson, inlinePerson, type Person, type Policy } from '#core/plan/policy'
import type { PolicyGroup } from '#core/plan/policy-groups'
import type { Calendars } from '#core/plan/variants'
import type { TemplateBody } from '#words/speech'
import { groupsForPlans } from '../account/groups.ts'
import { projectsForPlans } from '../account/projects.ts'
import { calendarsForPlans } from '../duty/calendars.ts'
import { scheduleTable } from '../duty/schedules.ts'
import { findPolicies } from './policies.ts'
import { findPolicyGroups } from './policy-groups.ts'
import { templateTable } from './templates.ts'
import { peopleOf } from './users.ts'

export type Calling = { readonly id: ConnectionId; readonly from: string | null; readonly hearsKeys: boolean }

export type StoredTemplate = { readonly id: TemplateId; readonly name: string; readonly body: TemplateBody }

export type Reading = {
  /** By key or id, else by name. */
  readonly policy: (ref: string) => Policy | null
  readonly policyNamed: (name: string) => Policy | null
  /** A policy group by key, id or name. */
  readonly policyGroup: (ref: string) => PolicyGroup | null
  readonly policyGroupNamed: (name: string) => PolicyGroup | null
  readonly people: ReadonlyMap<string, Person>
  readonly groups: ReadonlyMap<string, Group>
  readonly schedules: ReadonlyMap<string, DutySchedule>
  /** By id, also deleted ones: whoever goes by their conditions goes on doing so. */
  readonly calendars: Calendars
  /** As stored, by key or id; null where there is none. */
  readonly template: (ref: string) => StoredTemplate | null
  /** The named connection, or the only one there is. */
  readonly connection: (named: ConnectionId | null) => Calling | null
  /** By which connection a method that is no phone is reached. */
  readonly wayTo: (method: Pick<ContactMethod, 'channel' | 'connection'>) => ConnectionId | null
  /** Which connections stand in for one, in their order. */
  readonly standInsOf: (id: ConnectionId) => readonly StandInFacts[]
}

type Wanted = {
  /** Keys, ids or names. */
  readonly refs?: readonly string[]
  /** Names only, whatever the keys are. */
  readonly names?: readonly string[]
  /** Keys, ids or names of policy groups. */
  readonly policyGroups?: readonly string[]
  /** Keys or ids of templates beside those of the policies. */
  readonly templates?: readonly string[]
  /** Policies that are not stored, as they would be. */
  readonly drafts?: readonly Policy[]
  /** People whom drafts bring along. */
  readonly people?: readonly InlinePerson[]
}

/** What does not wait for each other's answers is asked at once: under load every answer waits for its turn in this process. */
export const readForPlans = async (client: pg.PoolClient, wanted: Wanted): Promise<Reading> => {
  const [called, connections] = await Promise.all([calledIn(client, wanted), connectionsOf(client)])
  const { policyGroups, byRef, byName } = called
  const policies = [...new Set([...byRef.values(), ...byName.values()]), ...(wanted.drafts ?? [])]
  const [{ groups, people }, schedules, calendars, templates] = await Promise.all([
    everybodyIn(client, policies, wanted.people ?? []),
    schedulesIn(client, policies),
    calendarsIn(client, policies, policyGroups),
    templatesOf(client, policies, wanted.templates ?? []),
  ])
  return {
    policy: (ref) => byRef.get(ref) ?? byRef.get(ref.toLowerCase()) ?? byName.get(ref) ?? null,
    policyNamed: (name) => byName.get(name) ?? null,
    policyGroup: (ref) => policyGroupIn(policyGroups, ref),
    policyGroupNamed: (called) => policyGroups.find(({ name }) => name === called) ?? null,
    people,
    groups,
    schedules,
    calendars,
    template: (ref) => templates.get(ref) ?? templates.get(ref.toLowerCase()) ?? null,
    ...connections,
  }
}

const calledIn = async (client: pg.PoolClient, wanted: Wanted) => {
  const policyGroups = await findPolicyGroups(client, wanted.policyGroups ?? [])
  const refs = [...(wanted.refs ?? []), ...policiesIn(policyGroups)]
  return { policyGroups, ...(await policiesOf(client, { ...wanted, refs })) }
}

const variantsOf = (policies: readonly Policy[]) => policies.flatMap(({ body }) => body.variants ?? [])

const destinationsOf = (policies: readonly Policy[]) =>
  [...policies.map(({ body }) => body), ...variantsOf(policies)].flatMap(({ steps = [] }) =>
    steps.flatMap((step) => step.destinations),
  )

const policiesIn = (groups: readonly PolicyGroup[]): readonly PolicyId[] =>
  groups.flatMap(({ body }) => body.policies.map(({ policy }) => policy))

/** A key counts before a name. */
const policyGroupIn = (groups: readonly PolicyGroup[], ref: string): PolicyGroup | null =>
  groups.find(({ id, key }) => key === ref || id === ref.toLowerCase()) ??
  groups.find(({ name }) => name === ref) ??
  null

const calendarsIn = (
  client: pg.PoolClient,
  policies: readonly Policy[],
  groups: readonly PolicyGroup[],
): Promise<Calendars> => {
  const grouped = groups.flatMap(({ body }) => body.policies.flatMap(({ when }) => when ?? []))
  const later = policies.flatMap(({ body }) => (body.later ?? []).flatMap(({ until }) => until ?? []))
  const conditions = [...variantsOf(policies).map(({ when }) => when), ...later, ...grouped]
  return calendarsForPlans(client, [...new Set(conditions.map(({ calendar }) => calendar))])
}

/** Groups and projects: both are people. */
const groupsIn = async (client: pg.PoolClient, policies: readonly Policy[]): Promise<Map<string, Group>> => {
  const all = destinationsOf(policies)
  const [groups, projects] = await Promise.all([
    groupsForPlans(client, [...new Set(all.flatMap((one) => one.group ?? []))]),
    projectsForPlans(client, [...new Set(all.flatMap((one) => one.project ?? []))]),
  ])
  return new Map([...groups, ...projects])
}

/** As plans need them, by id; deleted ones are absent. */
const schedulesIn = async (client: pg.PoolClient, policies: readonly Policy[]): Promise<Map<string, DutySchedule>> => {
  const rows = await scheduleTable.findAll(client, [
    ...new Set(destinationsOf(policies).flatMap((one) => one.schedule ?? [])),
  ])
  return new Map(
    rows.map(({ id, key, name, body }) => [id, { key, name, positions: body.positions.map((one) => one.key) }]),
  )
}

/** Groups, and whoever is named or in one of them. */
const everybodyIn = async (client: pg.PoolClient, policies: readonly Policy[], brought: readonly InlinePerson[]) => {
  const groups = await groupsIn(client, policies)
  const named = destinationsOf(policies).flatMap((one) => one.user ?? [])
  const members = [...groups.values()].flatMap((group) => group.members)
  const people: Map<string, Person> = await peopleOf(client, [...new Set([...named, ...members])])
  for (const person of brought) people.set(person.key, inlinePerson(person))
  return { groups, people }
}

type Found = { readonly byRef: ReadonlyMap<string, Policy>; readonly byName: ReadonlyMap<string, Policy> }

/** The policies asked for and, step by step, those they escalate to; a deleted one ends its chain. */
const policiesOf = async (client: pg.PoolClient, { refs = [], names = [], drafts = [] }: Wanted): Promise<Found> => {
  const byRef = new Map<string, Policy>()
  const byName = new Map<string, Policy>()
  const next = (policies: readonly Policy[]): string[] => [
    ...new Set(policies.flatMap(({ body }) => body.escalatesTo ?? []).filter((id) => !byRef.has(id))),
  ]
  let missing = [...new Set([...refs, ...next(drafts)])]
  let named = [...new Set([...names, ...refs])]
  for (let depth = 0; missing.length + named.length > 0 && depth <= limits.escalationsDeep.max + 1; depth += 1) {
    const rows = await findPolicies(client, { refs: missing, names: named })
    const policies = rows.map(({ id, key, name, body }): Policy => ({ id: id as PolicyId, key, name, body }))
    for (const policy of policies) {
      byRef.set(policy.key, policy).set(policy.id, policy)
      byName.set(policy.name, policy)
    }
    missing = next(policies)
    named = []
  }
  return { byRef, byName }
}

/** By key and by id. */
const templatesOf = async (client: pg.PoolClient, policies: readonly Policy[], chosen: readonly string[]) => {
  const own = [...policies.map(({ body }) => body), ...variantsOf(policies)].flatMap(({ template }) => template ?? [])
  const refs = [...new Set([...own, ...chosen])]
  const rows = await templateTable.findAll(client, refs)
  return new Map(
    rows.flatMap(({ id, key, name, body }) => {
      const template: StoredTemplate = { id: id as TemplateId, name, body }
      return [[id, template] as const, [key, template] as const]
    }),
  )
}

type ConnectionRow = {
  readonly id: ConnectionId
  readonly key: string
  readonly kind: string
  readonly inbound: string | null
  readonly from: string | null
  readonly stand_ins: readonly string[]
}

/** Without inbound HTTP nobody's keys reach us. */
const calling = ({ id, inbound, from }: ConnectionRow): Calling => ({
  id,
  from,
  hearsKeys: (inbound ?? 'webhook') === 'webhook',
})

/** Of phones alone the caller id is the connection's: what SMS come from is settled where they are sent. */
const standIn = (row: ConnectionRow): StandInFacts => {
  const { id, hearsKeys, from } = calling(row)
  return { id, key: row.key, hearsKeys, ...(from !== null && isOf('phone', row) ? { from } : {}) }
}

const isOf = (channel: Channel, { kind }: ConnectionRow): boolean =>
  (channelOfKind as Readonly<Record<string, Channel>>)[kind] === channel

/** More than so many connections of one space are nobody's. */
const CONNECTIONS_MAX = 1_000

/** Phones: the named connection, or the only one. Everything else: the method's own, or the first of its channel by key. */
const connectionsOf = async (client: pg.PoolClient): Promise<Pick<Reading, 'connection' | 'wayTo' | 'standInsOf'>> => {
  const { rows } = await client.query<ConnectionRow>({
    name: 'connections_for_plans',
    text: `select id, key, kind, settings->>'inbound' as inbound, settings->>'from' as from, stand_ins from connection
      where deleted_at is null order by key limit $1`,
    values: [CONNECTIONS_MAX],
  })
  const phones = rows.filter((row) => isOf('phone', row))
  const byKey = new Map(rows.map((row) => [row.key, row]))
  const byId = new Map(rows.map((row) => [row.id, row]))
  return {
    connection: (named) => {
      const found = named === null && phones.length === 1 ? phones[0] : phones.find(({ id }) => id === named)
      return found === undefined ? null : calling(found)
    },
    wayTo: ({ channel, connection }) => {
      const fitting = rows.filter((row) => isOf(channel, row))
      const named = connection ?? null
      return (named === null ? fitting[0] : fitting.find(({ key }) => key === named))?.id ?? null
    },
    standInsOf: (id) => {
      const of = byId.get(id)
      return (of?.stand_ins ?? []).flatMap((key) => {
        const one = byKey.get(key)
        return one === undefined || one.kind !== of?.kind ? [] : [standIn(one)]
      })
    },
  }
}
