// Users and their contact methods. Numbers are read as people write them and stored as E.164; a number that must never be
// dialled is refused here already.

import { z } from '@hono/zod-openapi'
import { AppError } from '#contract/errors'
import { byReference, objectsQuery, pageAsked, pageOf } from '#contract/objects'
import { type UserInput, user, userInput, userPatch } from '#contract/users'
import { wrongAddress } from '#core/plan/address'
import type { ContactMethod } from '#core/plan/policy'
import { parseNumber } from './numbers.ts'
import { opened, sealed } from './place.ts'
import type { V1Deps } from './ports.ts'
import { showUser } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'
import { ifMatch, seenAt, versionOf } from './seen.ts'

const tags = ['users']
const mailAddress = z.email()

type MethodInput = UserInput['contactMethods'][number]

/** @errors number.*, request.invalid */
export const addressOf = (
  { numbers }: V1Deps,
  { channel, address }: Pick<MethodInput, 'channel' | 'address'>,
  { field, simulated }: { readonly field: string; readonly simulated: boolean },
): string => {
  if (channel === 'phone' || channel === 'sms') return parseNumber(numbers, address, { use: channel, simulated, field })
  if (channel === 'mail' && !mailAddress.safeParse(address).success) {
    throw new AppError('request.invalid', { field, detail: 'must be a mail address' })
  }
  const wrong = wrongAddress(channel, address)
  if (wrong !== null) throw new AppError('request.invalid', { field, detail: wrong })
  return address
}

/** Demo numbers pass where the space has a connection that can dial them. @errors number.*, request.invalid */
export const methodsOf = async (
  deps: V1Deps,
  spaceId: string,
  inputs: readonly MethodInput[],
): Promise<Omit<ContactMethod, 'id'>[]> => {
  const simulated = await deps.connections.hasSimulated(spaceId)
  return inputs.map((method, index) => ({
    channel: method.channel,
    label: method.label,
    address: addressOf(deps, method, { field: `contactMethods.${index}.address`, simulated }),
    isDefault: method.default,
    connection: method.connection,
    waitMinutes: method.waitMinutes,
  }))
}

const listRoute = route('users:read', {
  method: 'get',
  path: '/v1/users',
  tags,
  summary: 'List users by key',
  request: { query: objectsQuery },
  responses: { 200: answer(pageOf(user), 'A page.') },
})
const getRoute = route('users:read', {
  method: 'get',
  path: '/v1/users/{ref}',
  tags,
  summary: 'Read a user',
  request: { params: byReference },
  responses: { 200: answer(user, 'The user.') },
})
const createRoute = route('users:write', {
  method: 'post',
  path: '/v1/users',
  tags,
  summary: 'Create a user',
  request: body(userInput),
  responses: { 201: answer(user, 'The new user.') },
})
const updateRoute = route('users:write', {
  method: 'patch',
  path: '/v1/users/{ref}',
  tags,
  summary: 'Change a user; what is left out stays',
  request: { params: byReference, headers: ifMatch, ...body(userPatch) },
  responses: { 200: answer(user, 'The user as it is now.') },
})
const removeRoute = route('users:write', {
  method: 'delete',
  path: '/v1/users/{ref}',
  tags,
  summary: 'Delete a user; running callouts go on with their plan',
  request: { params: byReference },
  responses: { 204: nothing },
})

export const userRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(listRoute, async (c) => {
    const principal = c.get('principal')
    const { cursor, ...query } = c.req.valid('query')
    const page = pageAsked({ ...query, cursor: opened(c, cursor) })
    const { items, next } = await deps.users.list(principal.spaceId, page)
    return c.json({ items: items.map((one) => showUser(one, principal)), next: sealed(c, next) }, 200)
  })
  app.openapi(getRoute, async (c) => {
    const principal = c.get('principal')
    const found = await deps.users.get(principal.spaceId, c.req.valid('param').ref)
    return c.json(showUser(found, principal), 200, versionOf(found))
  })
  app.openapi(createRoute, async (c) => {
    const { contactMethods, ...rest } = c.req.valid('json')
    const principal = c.get('principal')
    const methods = await methodsOf(deps, principal.spaceId, contactMethods)
    const created = await deps.users.create(principal.spaceId, { ...rest, methods })
    return c.json(showUser(created, principal), 201, { Location: `/v1/users/${created.id}` })
  })
  app.openapi(updateRoute, async (c) => {
    const { contactMethods, ...rest } = c.req.valid('json')
    const principal = c.get('principal')
    const methods = contactMethods && (await methodsOf(deps, principal.spaceId, contactMethods))
    const seenAtMs = seenAt(c.req.valid('header'))
    const patch = { ...given(rest), ...(methods === undefined ? {} : { methods }), seenAtMs, holder: principal.scopes }
    const updated = await deps.users.update(principal.spaceId, c.req.valid('param').ref, patch)
    return c.json(showUser(updated, principal), 200, versionOf(updated))
  })
  app.openapi(removeRoute, async (c) => {
    const { spaceId, scopes } = c.get('principal')
    await deps.users.remove(spaceId, c.req.valid('param').ref, scopes)
    return c.body(null, 204)
  })
}

type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }

/** Drops what is undefined, so that it cannot be mistaken for a value. */
export const given = <Fields extends object>(fields: Fields): Given<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>
