// Everything some plans are built from, read at once: policies with those they escalate to, their people, templates and
// connections. The number of statements does not depend on the number of policies.

import type pg from 'pg'
import type { ConnectionId, PolicyId, TemplateId } from '#core/ids'
import { limits } from '#core/limits'
import type { Person, Policy } from '#core/plan/policy'
import type { Template } from '#core/speech/template'
import { completeTemplate } from '#words/speech'
import { policyTable } from './policies.ts'
import { templateTable } from './templates.ts'
import { peopleOf } from './users.ts'

export type Calling = { readonly id: ConnectionId; readonly from: null; readonly hearsKeys: boolean }

export type Reading = {
  /** By key or id. */
  readonly policy: (ref: string) => Policy | null
  readonly people: ReadonlyMap<string, Person>
  readonly template: (id: TemplateId | null) => Template
  /** The named connection, or the only one there is. */
  readonly connection: (named: ConnectionId | null) => Calling | null
}

/** Drafts are policies that are not stored, as they would be. */
type Wanted = { readonly refs: readonly string[]; readonly drafts: readonly Policy[] }

export const readForPlans = async (client: pg.PoolClient, wanted: Wanted): Promise<Reading> => {
  const stored = await policiesOf(client, wanted)
  const policies = [...new Set(stored.values()), ...wanted.drafts]
  const destinations = policies.flatMap(({ body }) => body.steps.flatMap((step) => step.destinations))
  const people = await peopleOf(client, [...new Set(destinations.map((one) => one.user))])
  return {
    policy: (ref) => stored.get(ref) ?? stored.get(ref.toLowerCase()) ?? null,
    people,
    template: await templatesOf(client, policies),
    connection: await connectionsOf(client, policies),
  }
}

/** The policies asked for and, step by step, those they escalate to; a deleted one ends its chain. */
const policiesOf = async (client: pg.PoolClient, { refs, drafts }: Wanted): Promise<Map<string, Policy>> => {
  const found = new Map<string, Policy>()
  const next = (policies: readonly Policy[]): string[] => [
    ...new Set(policies.flatMap(({ body }) => body.escalatesTo ?? []).filter((id) => !found.has(id))),
  ]
  let missing = [...new Set([...refs, ...next(drafts)])]
  for (let depth = 0; missing.length > 0 && depth <= limits.escalationsDeep.max + 1; depth += 1) {
    const rows = await policyTable.findAll(client, missing)
    const policies = rows.map(({ id, key, name, body }): Policy => ({ id: id as PolicyId, key, name, body }))
    for (const policy of policies) found.set(policy.key, policy).set(policy.id, policy)
    missing = next(policies)
  }
  return found
}

const templatesOf = async (client: pg.PoolClient, policies: readonly Policy[]): Promise<Reading['template']> => {
  const ids = [...new Set(policies.flatMap(({ body }) => body.template ?? []))]
  const bodies = new Map((await templateTable.findAll(client, ids)).map((row) => [row.id, row.body]))
  return (id) => completeTemplate(id === null ? null : (bodies.get(id) ?? null))
}

/** Without inbound HTTP nobody's keys reach us. */
const connectionsOf = async (client: pg.PoolClient, policies: readonly Policy[]): Promise<Reading['connection']> => {
  const named = [...new Set(policies.flatMap(({ body }) => body.connection ?? []))]
  const { rows } = await client.query<{ id: ConnectionId; inbound: string | null }>(
    `select id, settings->>'inbound' as inbound from connection where deleted_at is null and id = any($1::uuid[])
     union select * from (
       select id, settings->>'inbound' as inbound from connection where deleted_at is null limit 2) as first`,
    [named],
  )
  const all = new Map(
    rows.map(({ id, inbound }) => [id, { id, from: null, hearsKeys: (inbound ?? 'webhook') === 'webhook' }] as const),
  )
  const [only] = all.size === 1 ? all.values() : []
  return (id) => (id === null ? only : all.get(id)) ?? null
}
