// Policies (連絡網), and the check that builds a plan without saving anything: it finds what would go wrong before the night
// it is needed.

import { byReference, objectsQuery, pageAsked, pageOf } from '#contract/objects'
import {
  type Policy,
  type PolicyFields,
  type PolicyInput,
  policy,
  policyCheck,
  policyInput,
  policyPatch,
} from '#contract/policies'
import type { Language, Principal } from '#http/port'
import { codeWords, showFinding } from './finding.ts'
import { listed } from './listed.ts'
import { parseNumber } from './numbers.ts'
import type { PolicyRecord, V1Deps } from './ports.ts'
import { address, stamps } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'
import { ifMatch, seenAt, versionOf } from './seen.ts'
import { given } from './users.ts'

const tags = ['policies']

const showPolicy = (record: PolicyRecord, viewer: Principal): Policy => {
  const fields = structuredClone(record.fields) as PolicyFields
  const { transferTo } = fields
  return {
    id: record.id,
    key: record.key,
    name: record.name,
    ...fields,
    ...(typeof transferTo === 'string' ? { transferTo: address(transferTo, viewer) } : {}),
    ...stamps(record),
  }
}

type Numbers = Pick<PolicyFields, 'from' | 'transferTo'>

/** Numbers are stored as E.164. Whether the connection owns the caller id, the provider says when it is used. */
const numbersOf = async (deps: V1Deps, spaceId: string, { from, transferTo }: Numbers): Promise<Numbers> => {
  const simulated = await deps.connections.hasSimulated(spaceId)
  const read = (raw: string | null | undefined, field: string) =>
    typeof raw === 'string' ? parseNumber(deps.numbers, raw, { use: 'phone', simulated, field }) : raw
  return { from: read(from, 'from'), transferTo: read(transferTo, 'transferTo') }
}

const getRoute = route('policies:read', {
  method: 'get',
  path: '/v1/policies/{ref}',
  tags,
  summary: 'Read a policy',
  request: { params: byReference },
  responses: { 200: answer(policy, 'The policy.') },
})
const createRoute = route('policies:write', {
  method: 'post',
  path: '/v1/policies',
  tags,
  summary: 'Create a policy',
  request: body(policyInput),
  responses: { 201: answer(policy, 'The new policy.') },
})
const checkRoute = route('policies:read', {
  method: 'post',
  path: '/v1/policies/check',
  tags,
  summary: 'Build the plan of a policy without saving it',
  request: body(policyInput),
  responses: { 200: answer(policyCheck, 'Whether a callout could start now, and what to know about it.') },
})
const updateRoute = route('policies:write', {
  method: 'patch',
  path: '/v1/policies/{ref}',
  tags,
  summary: 'Change a policy; what is left out stays',
  request: { params: byReference, headers: ifMatch, ...body(policyPatch) },
  responses: { 200: answer(policy, 'The policy as it is now; running callouts keep their plan.') },
})
const removeRoute = route('policies:write', {
  method: 'delete',
  path: '/v1/policies/{ref}',
  tags,
  summary: 'Delete a policy; running callouts keep their plan',
  request: { params: byReference },
  responses: { 204: nothing },
})

const check = async (
  deps: V1Deps,
  { spaceId, language, input }: { spaceId: string; language: Language; input: PolicyInput },
) => {
  const { key, name, ...fields } = input
  const { result, unresolved } = await deps.plans.check(spaceId, { key, name, fields })
  // Unknown users and groups are among the findings already, with their place.
  const others = unresolved.filter(
    (one) => !['policy.user_unknown', 'policy.group_unknown', 'policy.project_unknown'].includes(one.code),
  )
  const [first] = others
  const code = result.ok ? (first?.code ?? null) : result.code
  const place = { step: null, destination: null, channel: null }
  return {
    ok: code === null,
    code,
    message: code === null ? null : codeWords(code, language),
    findings: [
      ...result.findings.map((finding) => showFinding(finding, language)),
      ...others.map(({ code: one, ref }) => ({
        code: one,
        message: `${codeWords(one, language)}: ${ref}`,
        user: null,
        group: null,
        ...place,
      })),
    ],
    parameters: result.ok ? [...result.parameters] : [],
    destinations: result.ok ? (result.plans[0]?.plan.destinations.length ?? 0) : 0,
  }
}

/** Whom a destination names: a user, or everybody in something. */
const namedIn = ({ user, group, project, schedule }: Policy['steps'][number]['destinations'][number]): string =>
  user ?? group ?? project ?? schedule ?? ''

const list = (app: V1App, { policies }: Pick<V1Deps, 'policies'>): void =>
  listed(app, {
    needs: 'policies:read',
    path: '/v1/policies',
    tags,
    summary: 'List policies by key',
    query: objectsQuery,
    page: pageOf(policy),
    columns: [
      ['key', (one) => one.key],
      ['name', (one) => one.name],
      ['mode', (one) => one.mode ?? null],
      ['steps', (one) => one.steps.length],
      ['people', (one) => one.steps.flatMap(({ destinations }) => destinations.map(namedIn))],
      ['loops', (one) => one.loops?.max ?? 1],
      ['template', (one) => one.template ?? null],
      ['connection', (one) => one.connection ?? null],
      ['escalatesTo', (one) => one.escalatesTo ?? null],
      ['updatedAt', (one) => one.updatedAt],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const principal = c.get('principal')
      const { items, next } = await policies.list(principal.spaceId, pageAsked(query))
      return { items: items.map((one) => showPolicy(one, principal)), next }
    },
  })

export const policyRoutes = (app: V1App, deps: V1Deps): void => {
  const { policies } = deps
  list(app, deps)
  app.openapi(checkRoute, async (c) => {
    const { spaceId } = c.get('principal')
    return c.json(await check(deps, { spaceId, language: c.get('language'), input: c.req.valid('json') }), 200)
  })
  app.openapi(getRoute, async (c) => {
    const principal = c.get('principal')
    const found = await policies.get(principal.spaceId, c.req.valid('param').ref)
    return c.json(showPolicy(found, principal), 200, versionOf(found))
  })
  app.openapi(createRoute, async (c) => {
    const { key, name, ...rest } = c.req.valid('json')
    const principal = c.get('principal')
    const { spaceId } = principal
    const fields = { ...rest, ...given(await numbersOf(deps, spaceId, rest)) }
    const created = await policies.create(spaceId, { key, name, fields })
    return c.json(showPolicy(created, principal), 201, { Location: `/v1/policies/${created.id}` })
  })
  app.openapi(updateRoute, async (c) => {
    const { key, name, ...rest } = c.req.valid('json')
    const principal = c.get('principal')
    const { spaceId } = principal
    const fields = given({ ...rest, ...(await numbersOf(deps, spaceId, rest)) })
    const patch = { key, name, fields, seenAtMs: seenAt(c.req.valid('header')) }
    const updated = await policies.update(spaceId, c.req.valid('param').ref, patch)
    return c.json(showPolicy(updated, principal), 200, versionOf(updated))
  })
  app.openapi(removeRoute, async (c) => {
    await policies.remove(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.body(null, 204)
  })
}
