// API tokens: created with scopes no wider than those of the token that creates them, shown once, revoked for good.

import { byId } from '#contract/callouts'
import { AppError } from '#contract/errors'
import { newToken, tokenInput, tokenPage, tokensQuery } from '#contract/tokens'
import type { Principal } from '#http/port'
import { listed } from './listed.ts'
import type { V1Deps } from './ports.ts'
import { showToken } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'

const tags = ['tokens']

const createRoute = route('tokens:write', {
  method: 'post',
  path: '/v1/tokens',
  tags,
  summary: 'Create a token; the answer is the only place it is ever shown',
  request: body(tokenInput),
  responses: { 201: answer(newToken, 'The token.') },
})
const revokeRoute = route('tokens:write', {
  method: 'delete',
  path: '/v1/tokens/{id}',
  tags,
  summary: 'Revoke a token, for good',
  request: { params: byId },
  responses: { 204: nothing },
})

/** Whoever belongs to a project issues tokens of that project only. @errors project.not_found, token.project_too_wide */
const projectFor = async ({ projects }: V1Deps, who: Principal, asked: string | null): Promise<string | null> => {
  if (asked === null) return who.projectId
  const { id } = await projects.get(who.spaceId, asked)
  if (who.projectId === null || who.projectId === id) return id
  throw new AppError('token.project_too_wide', { detail: asked, field: 'project' })
}

const list = (app: V1App, { tokens, nowMs }: Pick<V1Deps, 'tokens' | 'nowMs'>): void =>
  listed(app, {
    needs: 'tokens:read',
    path: '/v1/tokens',
    tags,
    summary: 'List tokens, newest first, without the tokens themselves',
    description: 'A token of a project sees those of its project.',
    query: tokensQuery,
    page: tokenPage,
    columns: [
      ['name', (one) => one.name],
      ['scopes', (one) => one.scopes],
      ['project', (one) => one.project],
      ['createdAt', (one) => one.createdAt],
      ['expiresAt', (one) => one.expiresAt],
      ['lastUsedAt', (one) => one.lastUsedAt],
      ['revokedAt', (one) => one.revokedAt],
      ['id', (one) => one.id],
    ],
    read: async (c, { limit, cursor = null, search = '', state }) => {
      const { spaceId, projectId } = c.get('principal')
      const filter = {
        projectId,
        search: search === '' ? null : search,
        usableAtMs: state === 'usable' ? nowMs() : null,
      }
      const { items, next } = await tokens.list(spaceId, { limit, cursor }, filter)
      return { items: items.map(showToken), next }
    },
  })

export const tokenRoutes = (app: V1App, deps: V1Deps): void => {
  const { tokens, nowMs } = deps
  list(app, { tokens, nowMs })
  app.openapi(createRoute, async (c) => {
    const { name, scopes, key, expiresAt, project: asked } = c.req.valid('json')
    const principal = c.get('principal')
    const project = await projectFor(deps, principal, asked)
    const wider = scopes.filter((scope) => !principal.scopes.has(scope))
    if (wider.length > 0) throw new AppError('token.scope_too_wide', { detail: wider.join(', '), field: 'scopes' })
    const expiresAtMs = expiresAt === null ? null : Date.parse(expiresAt)
    if (expiresAtMs !== null && expiresAtMs <= nowMs()) {
      throw new AppError('request.invalid', { field: 'expiresAt', detail: 'must be in the future' })
    }
    const created = await tokens.create(principal.spaceId, { name, scopes, expiresAtMs, project, key })
    return c.json({ ...showToken(created.record), token: created.token }, 201)
  })
  app.openapi(revokeRoute, async (c) => {
    const { spaceId, projectId } = c.get('principal')
    await tokens.revoke(spaceId, c.req.valid('param').id, projectId)
    return c.body(null, 204)
  })
}
