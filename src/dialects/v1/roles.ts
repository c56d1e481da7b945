// Who has which role: users and groups, in the space or in one project of it.

import { type RoleGrant, roleGrant, roleInput, rolePage, rolesQuery } from '#contract/accounts'
import { byId } from '#contract/callouts'
import { groupRoles } from '#contract/sessions'
import type { GrantRecord } from './account-ports.ts'
import { listed } from './listed.ts'
import type { V1Deps } from './ports.ts'
import { instant } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'

const tags = ['roles']

const showGrant = ({ createdAtMs, ...record }: GrantRecord): RoleGrant => ({
  ...record,
  createdAt: instant(createdAtMs),
})

const list = (app: V1App, { grants }: Pick<V1Deps, 'grants'>): void =>
  listed(app, {
    needs: 'accounts:read',
    path: '/v1/roles',
    tags,
    summary: 'List who has which role, in the order they were given',
    query: rolesQuery,
    page: rolePage,
    says: 'A page; all of them where no limit is named.',
    columns: [
      ['grantedRole', (one) => one.role],
      ['user', (one) => one.user],
      ['group', (one) => one.group],
      ['project', (one) => one.project],
      ['byProvider', (one) => one.byProvider],
      ['createdAt', (one) => one.createdAt],
      ['id', (one) => one.id],
    ],
    read: async (c, { limit, cursor = null, role = null, user = null, group = null, project = null }) => {
      const filter = { role, user, group, project }
      const { items, next } = await grants.list(c.get('principal').spaceId, { limit, cursor }, filter)
      return { items: items.map(showGrant), next }
    },
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

const groupsRoute = route('accounts:read', {
  method: 'get',
  path: '/v1/sign-in/roles',
  tags,
  summary: 'Which roles the groups of the OpenID provider give here',
  description: 'As the server’s settings say (`NOROSHI_OIDC_ROLES`); they are changed there alone.',
  responses: { 200: answer(groupRoles, 'All of them.') },
})

export const roleRoutes = (app: V1App, { grants, groupRoles: ofGroups }: V1Deps): void => {
  app.openapi(groupsRoute, async (c) => c.json(await ofGroups(c.get('principal').spaceId), 200))
  list(app, { grants })
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
