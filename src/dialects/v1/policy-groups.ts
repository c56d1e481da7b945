// Policy groups (連絡網グループ): policies in an order, switched by calendars, each the next when nobody took it.

import { byReference, objectsQuery, pageAsked, pageOf } from '#contract/objects'
import { type PolicyGroup, policyGroup, policyGroupInput, policyGroupPatch } from '#contract/policy-groups'
import { listed } from './listed.ts'
import type { PolicyGroupRecord } from './policy-group-ports.ts'
import type { V1Deps } from './ports.ts'
import { stamps } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'
import { ifMatch, seenAt, versionOf } from './seen.ts'
import { given } from './users.ts'

const tags = ['policy groups']

const showPolicyGroup = (record: PolicyGroupRecord): PolicyGroup => ({
  id: record.id,
  key: record.key,
  name: record.name,
  policies: record.policies.map((one) => ({ ...one })),
  policyNames: [...record.policyNames],
  ...stamps(record),
})

const getRoute = route('policies:read', {
  method: 'get',
  path: '/v1/policy-groups/{ref}',
  tags,
  summary: 'Read a policy group',
  request: { params: byReference },
  responses: { 200: answer(policyGroup, 'The policy group.') },
})
const createRoute = route('policies:write', {
  method: 'post',
  path: '/v1/policy-groups',
  tags,
  summary: 'Create a policy group',
  request: body(policyGroupInput),
  responses: { 201: answer(policyGroup, 'The new policy group.') },
})
const updateRoute = route('policies:write', {
  method: 'patch',
  path: '/v1/policy-groups/{ref}',
  tags,
  summary: 'Change a policy group; what is left out stays',
  request: { params: byReference, headers: ifMatch, ...body(policyGroupPatch) },
  responses: { 200: answer(policyGroup, 'The policy group as it is now; running callouts go on as they began.') },
})
const removeRoute = route('policies:write', {
  method: 'delete',
  path: '/v1/policy-groups/{ref}',
  tags,
  summary: 'Delete a policy group; its policies stay, and running callouts go on',
  request: { params: byReference },
  responses: { 204: nothing },
})

const list = (app: V1App, { policyGroups }: Pick<V1Deps, 'policyGroups'>): void =>
  listed(app, {
    needs: 'policies:read',
    path: '/v1/policy-groups',
    tags,
    summary: 'List policy groups by key',
    query: objectsQuery,
    page: pageOf(policyGroup),
    columns: [
      ['key', (one) => one.key],
      ['name', (one) => one.name],
      ['policies', (one) => one.policies.map(({ policy }) => policy)],
      ['updatedAt', (one) => one.updatedAt],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const { items, next } = await policyGroups.list(c.get('principal').spaceId, pageAsked(query))
      return { items: items.map(showPolicyGroup), next }
    },
  })

export const policyGroupRoutes = (app: V1App, { policyGroups }: V1Deps): void => {
  list(app, { policyGroups })
  app.openapi(getRoute, async (c) => {
    const found = await policyGroups.get(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.json(showPolicyGroup(found), 200, versionOf(found))
  })
  app.openapi(createRoute, async (c) => {
    const created = await policyGroups.create(c.get('principal').spaceId, c.req.valid('json'))
    return c.json(showPolicyGroup(created), 201, { Location: `/v1/policy-groups/${created.id}` })
  })
  app.openapi(updateRoute, async (c) => {
    const patch = { ...given(c.req.valid('json')), seenAtMs: seenAt(c.req.valid('header')) }
    const updated = await policyGroups.update(c.get('principal').spaceId, c.req.valid('param').ref, patch)
    return c.json(showPolicyGroup(updated), 200, versionOf(updated))
  })
  app.openapi(removeRoute, async (c) => {
    await policyGroups.remove(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.body(null, 204)
  })
}
