// User groups (ユーザグループ): people in an order. Running callouts keep the people their plan was made with.

import { type Group, group, groupInput, groupPatch } from '#contract/groups'
import { byReference, objectsQuery, pageAsked, pageOf } from '#contract/objects'
import { listed } from './listed.ts'
import type { GroupRecord } from './people-ports.ts'
import type { V1Deps } from './ports.ts'
import { stamps } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'
import { ifMatch, seenAt, versionOf } from './seen.ts'
import { given } from './users.ts'

const tags = ['groups']

const showGroup = (record: GroupRecord): Group => ({
  id: record.id,
  key: record.key,
  name: record.name,
  members: record.members.map(({ id, key, name }) => ({ id, key, name })),
  ...stamps(record),
})

const getRoute = route('groups:read', {
  method: 'get',
  path: '/v1/groups/{ref}',
  tags,
  summary: 'Read a group',
  request: { params: byReference },
  responses: { 200: answer(group, 'The group.') },
})
const createRoute = route('groups:write', {
  method: 'post',
  path: '/v1/groups',
  tags,
  summary: 'Create a group',
  request: body(groupInput),
  responses: { 201: answer(group, 'The new group.') },
})
const updateRoute = route('groups:write', {
  method: 'patch',
  path: '/v1/groups/{ref}',
  tags,
  summary: 'Change a group; what is left out stays',
  request: { params: byReference, headers: ifMatch, ...body(groupPatch) },
  responses: { 200: answer(group, 'The group as it is now.') },
})
const removeRoute = route('groups:write', {
  method: 'delete',
  path: '/v1/groups/{ref}',
  tags,
  summary: 'Delete a group; running callouts go on with their plan',
  request: { params: byReference },
  responses: { 204: nothing },
})

const list = (app: V1App, { groups }: Pick<V1Deps, 'groups'>): void =>
  listed(app, {
    needs: 'groups:read',
    path: '/v1/groups',
    tags,
    summary: 'List groups by key',
    query: objectsQuery,
    page: pageOf(group),
    columns: [
      ['key', (one) => one.key],
      ['name', (one) => one.name],
      ['members', (one) => one.members.map(({ key }) => key)],
      ['updatedAt', (one) => one.updatedAt],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const { items, next } = await groups.list(c.get('principal').spaceId, pageAsked(query))
      return { items: items.map(showGroup), next }
    },
  })

export const groupRoutes = (app: V1App, { groups }: V1Deps): void => {
  list(app, { groups })
  app.openapi(getRoute, async (c) =>
    c.json(showGroup(await groups.get(c.get('principal').spaceId, c.req.valid('param').ref)), 200),
  )
  app.openapi(createRoute, async (c) => {
    const created = await groups.create(c.get('principal').spaceId, c.req.valid('json'))
    return c.json(showGroup(created), 201, { Location: `/v1/groups/${created.id}` })
  })
  app.openapi(updateRoute, async (c) => {
    const patch = given(c.req.valid('json'))
    const { spaceId, scopes } = c.get('principal')
    const seenAtMs = seenAt(c.req.valid('header'))
    const updated = await groups.update(spaceId, c.req.valid('param').ref, { patch, holder: scopes, seenAtMs })
    return c.json(showGroup(updated), 200, versionOf(updated))
  })
  app.openapi(removeRoute, async (c) => {
    const { spaceId, scopes } = c.get('principal')
    await groups.remove(spaceId, c.req.valid('param').ref, scopes)
    return c.body(null, 204)
  })
}
