// Projects (プロジェクト): parts of a space with their members. API tokens and incidents belong to one.

import { AppError } from '#contract/errors'
import { byReference, objectsQuery, pageAsked, pageOf } from '#contract/objects'
import { type Project, project, projectInput, projectPatch } from '#contract/projects'
import type { Principal } from '#http/port'
import { listed } from './listed.ts'
import type { ProjectRecord } from './people-ports.ts'
import type { V1Deps } from './ports.ts'
import { stamps } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'
import { ifMatch, seenAt, versionOf } from './seen.ts'
import { given } from './users.ts'

const tags = ['projects']

const showProject = (record: ProjectRecord): Project => ({
  id: record.id,
  key: record.key,
  name: record.name,
  members: [...record.members],
  ...stamps(record),
})

const getRoute = route('projects:read', {
  method: 'get',
  path: '/v1/projects/{ref}',
  tags,
  summary: 'Read a project',
  request: { params: byReference },
  responses: { 200: answer(project, 'The project.') },
})
const createRoute = route('projects:write', {
  method: 'post',
  path: '/v1/projects',
  tags,
  summary: 'Create a project',
  request: body(projectInput),
  responses: { 201: answer(project, 'The new project.') },
})
const updateRoute = route('projects:write', {
  method: 'patch',
  path: '/v1/projects/{ref}',
  tags,
  summary: 'Change a project; what is left out stays',
  request: { params: byReference, headers: ifMatch, ...body(projectPatch) },
  responses: { 200: answer(project, 'The project as it is now.') },
})
const removeRoute = route('projects:write', {
  method: 'delete',
  path: '/v1/projects/{ref}',
  tags,
  summary: 'Delete a project; the one named default stays',
  request: { params: byReference },
  responses: { 204: nothing },
})

/** Who works in one project sets up that one alone. @errors auth.scope_missing */
const needsSpace = ({ projectId }: Principal): void => {
  if (projectId !== null) throw new AppError('auth.scope_missing', { detail: 'projects:write in the whole space' })
}

const list = (app: V1App, { projects }: Pick<V1Deps, 'projects'>): void =>
  listed(app, {
    needs: 'projects:read',
    path: '/v1/projects',
    tags,
    summary: 'List projects by key',
    query: objectsQuery,
    page: pageOf(project),
    columns: [
      ['key', (one) => one.key],
      ['name', (one) => one.name],
      ['members', (one) => one.members.map((member) => ('user' in member ? member.user : member.group))],
      ['updatedAt', (one) => one.updatedAt],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const { items, next } = await projects.list(c.get('principal').spaceId, pageAsked(query))
      return { items: items.map(showProject), next }
    },
  })

export const projectRoutes = (app: V1App, { projects }: V1Deps): void => {
  list(app, { projects })
  app.openapi(getRoute, async (c) =>
    c.json(showProject(await projects.get(c.get('principal').spaceId, c.req.valid('param').ref)), 200),
  )
  app.openapi(createRoute, async (c) => {
    needsSpace(c.get('principal'))
    const created = await projects.create(c.get('principal').spaceId, c.req.valid('json'))
    return c.json(showProject(created), 201, { Location: `/v1/projects/${created.id}` })
  })
  app.openapi(updateRoute, async (c) => {
    const { spaceId, projectId } = c.get('principal')
    const { id } = await projects.get(spaceId, c.req.valid('param').ref)
    if (projectId !== null && projectId !== id)
      throw new AppError('project.not_found', { detail: c.req.valid('param').ref })
    const patch = { ...given(c.req.valid('json')), seenAtMs: seenAt(c.req.valid('header')) }
    const updated = await projects.update(spaceId, id, patch)
    return c.json(showProject(updated), 200, versionOf(updated))
  })
  app.openapi(removeRoute, async (c) => {
    needsSpace(c.get('principal'))
    await projects.remove(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.body(null, 204)
  })
}
