// Connections: settings come and go, secrets only come. The numbers a connection owns are asked of its provider.

import {
  connection,
  connectionInput,
  connectionKinds,
  connectionPatch,
  ownedNumbers,
  wrongParts,
  wrongStandIns,
} from '#contract/connections'
import { AppError } from '#contract/errors'
import { byReference, objectsQuery, pageAsked, pageOf } from '#contract/objects'
import { listed } from './listed.ts'
import type { V1Deps } from './ports.ts'
import { showConnection } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'
import { ifMatch, seenAt, versionOf } from './seen.ts'
import { given } from './users.ts'

const tags = ['connections']

const getRoute = route('connections:read', {
  method: 'get',
  path: '/v1/connections/{ref}',
  tags,
  summary: 'Read a connection, without its secrets',
  request: { params: byReference },
  responses: { 200: answer(connection, 'The connection.') },
})
const numbersRoute = route('connections:read', {
  method: 'get',
  path: '/v1/connections/{ref}/numbers',
  tags,
  summary: 'The numbers this connection owns: what a policy’s from may be',
  request: { params: byReference },
  responses: { 200: answer(ownedNumbers, 'As the provider tells now.') },
})
const createRoute = route('connections:write', {
  method: 'post',
  path: '/v1/connections',
  tags,
  summary: 'Create a connection',
  request: body(connectionInput),
  responses: { 201: answer(connection, 'The new connection.') },
})
const updateRoute = route('connections:write', {
  method: 'patch',
  path: '/v1/connections/{ref}',
  tags,
  summary: 'Change a connection; secrets that are left out stay',
  request: { params: byReference, headers: ifMatch, ...body(connectionPatch) },
  responses: { 200: answer(connection, 'The connection as it is now.') },
})
const removeRoute = route('connections:write', {
  method: 'delete',
  path: '/v1/connections/{ref}',
  tags,
  summary: 'Delete a connection; running callouts finish on it',
  request: { params: byReference },
  responses: { 204: nothing },
})

/** The settings and secrets of each kind stand in the document, under their names. */
const describeKinds = (app: V1App): void => {
  for (const { settings, secrets, name } of Object.values(connectionKinds)) {
    app.openAPIRegistry.register(`${name}Settings`, settings)
    app.openAPIRegistry.register(`${name}Secrets`, secrets)
  }
}

const list = (app: V1App, deps: V1Deps): void =>
  listed(app, {
    needs: 'connections:read',
    path: '/v1/connections',
    tags,
    summary: 'List connections by key',
    query: objectsQuery,
    page: pageOf(connection),
    columns: [
      ['key', (one) => one.key],
      ['name', (one) => one.name],
      ['kind', (one) => one.kind],
      ['standIns', (one) => one.standIns],
      ['health', (one) => one.health?.state ?? null],
      ['updatedAt', (one) => one.updatedAt],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const { items, next } = await deps.connections.list(c.get('principal').spaceId, pageAsked(query))
      return { items: items.map((one) => showConnection(one, deps)), next }
    },
  })

export const connectionRoutes = (app: V1App, deps: V1Deps): void => {
  describeKinds(app)
  const { connections } = deps
  list(app, deps)
  app.openapi(getRoute, async (c) => {
    const found = await connections.get(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.json(showConnection(found, deps), 200, versionOf(found))
  })
  app.openapi(numbersRoute, async (c) => {
    const { spaceId } = c.get('principal')
    const found = await connections.get(spaceId, c.req.valid('param').ref)
    const owned = await deps.ownedNumbers.list(spaceId, found.id)
    if (!owned.ok) throw new AppError(owned.code, { detail: owned.detail })
    return c.json({ items: owned.numbers.map((one) => ({ ...one })), incomingUrl: deps.incomingUrl(found) ?? '' }, 200)
  })
  app.openapi(createRoute, async (c) => {
    const created = await connections.create(c.get('principal').spaceId, c.req.valid('json'))
    return c.json(showConnection(created, deps), 201, { Location: `/v1/connections/${created.id}` })
  })
  app.openapi(updateRoute, async (c) => {
    const patch = given(c.req.valid('json'))
    const { kind } = await connections.get(c.get('principal').spaceId, c.req.valid('param').ref)
    const wrong = wrongParts(kind, patch)
    const errors = [
      ...wrong.map(({ path, message }) => ({ field: path.map(String).join('.'), message })),
      ...wrongStandIns(kind, patch.standIns).map((message) => ({ field: 'standIns', message })),
    ]
    if (errors.length > 0) throw new AppError('request.invalid', { errors, detail: errors[0]?.message })
    const seen = { ...patch, seenAtMs: seenAt(c.req.valid('header')) }
    const updated = await connections.update(c.get('principal').spaceId, c.req.valid('param').ref, seen)
    return c.json(showConnection(updated, deps), 200, versionOf(updated))
  })
  app.openapi(removeRoute, async (c) => {
    await connections.remove(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.body(null, 204)
  })
}
