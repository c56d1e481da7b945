// Who has which role: users and groups, in the space or in one project of it.

import { z } from '@hono/zod-openapi'
import { type RoleGrant, roleGrant, roleInput } from '#contract/accounts'
import { byId } from '#contract/callouts'
import type { GrantRecord } from './account-ports.ts'
import type { V1Deps } from './ports.ts'
import { instant } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'

const tags = ['roles']

const showGrant = ({ createdAtMs, ...record }: GrantRecord): RoleGrant => ({
  ...record,
  createdAt: instant(createdAtMs),
})

const listRoute = route('accounts:read', {
  method: 'get',
  path: '/v1/roles',
  tags,
  summary: 'List who has which role',
  responses: { 200: answer(z.object({ items: z.array(roleGrant) }), 'In the order they were given.') },
})
const giveRoute = route('accounts:write', {
  method: 'post',
  path: '/v1/roles',
  tags,
  summary: 'Give a role to a user or a group',
  description: 'Nobody can give a role that may do more than they may themselves.',
  request: body(roleInput),
  responses: { 201: answer(roleGrant, 'The role as it is given; giving it again changes nothing.') },
})
const takeRoute = route('accounts:write', {
  method: 'delete',
  path: '/v1/roles/{id}',
  tags,
  summary: 'Take a role away',
  request: { params: byId },
  responses: { 204: nothing },
})

export const roleRoutes = (app: V1App, { grants }: V1Deps): void => {
  app.openapi(listRoute, async (c) => {
    const items = await grants.list(c.get('principal').spaceId)
    return c.json({ items: items.map(showGrant) }, 200)
  })
  app.openapi(giveRoute, async (c) => {
    const { spaceId, scopes } = c.get('principal')
    return c.json(showGrant(await grants.create(spaceId, c.req.valid('json'), scopes)), 201)
  })
  app.openapi(takeRoute, async (c) => {
    const { spaceId, scopes } = c.get('principal')
    await grants.remove(spaceId, c.req.valid('param').id, scopes)
    return c.body(null, 204)
  })
}
