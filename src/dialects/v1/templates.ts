// Templates: stored as written, shown with the names of the parameters a callout must bring.

import type { z } from '@hono/zod-openapi'
import { byReference, objectsQuery, pageAsked, pageOf } from '#contract/objects'
import { type Template, template, templateInput, templatePatch } from '#contract/templates'
import { missingParameters } from '#core/speech/template'
import { completeTemplate } from '#words/speech'
import { listed } from './listed.ts'
import type { TemplateRecord, TemplateWrite, V1Deps } from './ports.ts'
import { stamps } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'
import { ifMatch, seenAt, versionOf } from './seen.ts'
import { given } from './users.ts'

const tags = ['templates']

/** The names a template's texts use beside text, name and policy. */
const showTemplate = (record: TemplateRecord): Template => ({
  id: record.id,
  key: record.key,
  name: record.name,
  ...record.body,
  parameters: [...missingParameters(completeTemplate(record.body), {})],
  ...stamps(record),
})

type Patch = Omit<z.output<typeof templatePatch>, 'key' | 'name'>

/** What is null is taken away: it stands there without a value. */
const changed = (fields: Patch): TemplateWrite['body'] =>
  Object.fromEntries(Object.entries(given(fields)).map(([name, value]) => [name, value ?? undefined]))

const getRoute = route('templates:read', {
  method: 'get',
  path: '/v1/templates/{ref}',
  tags,
  summary: 'Read a template',
  request: { params: byReference },
  responses: { 200: answer(template, 'The template.') },
})
const createRoute = route('templates:write', {
  method: 'post',
  path: '/v1/templates',
  tags,
  summary: 'Create a template',
  request: body(templateInput),
  responses: { 201: answer(template, 'The new template.') },
})
const updateRoute = route('templates:write', {
  method: 'patch',
  path: '/v1/templates/{ref}',
  tags,
  summary: 'Change a template; what is left out stays',
  request: { params: byReference, headers: ifMatch, ...body(templatePatch) },
  responses: { 200: answer(template, 'The template as it is now.') },
})
const removeRoute = route('templates:write', {
  method: 'delete',
  path: '/v1/templates/{ref}',
  tags,
  summary: 'Delete a template; policies that name it fall back to our own words',
  request: { params: byReference },
  responses: { 204: nothing },
})

const list = (app: V1App, { templates }: Pick<V1Deps, 'templates'>): void =>
  listed(app, {
    needs: 'templates:read',
    path: '/v1/templates',
    tags,
    summary: 'List templates by key',
    query: objectsQuery,
    page: pageOf(template),
    columns: [
      ['key', (one) => one.key],
      ['name', (one) => one.name],
      ['message', (one) => one.message ?? null],
      ['parameters', (one) => one.parameters],
      ['updatedAt', (one) => one.updatedAt],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const { items, next } = await templates.list(c.get('principal').spaceId, pageAsked(query))
      return { items: items.map(showTemplate), next }
    },
  })

export const templateRoutes = (app: V1App, { templates }: V1Deps): void => {
  list(app, { templates })
  app.openapi(getRoute, async (c) => {
    const found = await templates.get(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.json(showTemplate(found), 200, versionOf(found))
  })
  app.openapi(createRoute, async (c) => {
    const { key, name, ...fields } = c.req.valid('json')
    const created = await templates.create(c.get('principal').spaceId, { key, name, body: fields })
    return c.json(showTemplate(created), 201, { Location: `/v1/templates/${created.id}` })
  })
  app.openapi(updateRoute, async (c) => {
    const { key, name, ...fields } = c.req.valid('json')
    const patch = { ...given({ key, name }), body: changed(fields), seenAtMs: seenAt(c.req.valid('header')) }
    const updated = await templates.update(c.get('principal').spaceId, c.req.valid('param').ref, patch)
    return c.json(showTemplate(updated), 200, versionOf(updated))
  })
  app.openapi(removeRoute, async (c) => {
    await templates.remove(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.body(null, 204)
  })
}
