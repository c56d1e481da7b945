// Who is signed in, as a user: their own language and ways to be reached, which they see whole and may change, whatever else
// they may do.

import { AppError } from '#contract/errors'
import { ownUserPatch, user } from '#contract/users'
import type { Principal } from '#http/port'
import type { V1Deps } from './ports.ts'
import { showUser } from './present.ts'
import { answer, body, ownRoute, type V1App } from './route.ts'
import { ifMatch, seenAt, versionOf } from './seen.ts'
import { given, methodsOf } from './users.ts'

const tags = ['session']
const path = '/v1/session/user'

const readRoute = ownRoute({
  method: 'get',
  path,
  tags,
  summary: 'Read oneself, with one’s own numbers',
  responses: { 200: answer(user, 'The user who is signed in.') },
})
const patchRoute = ownRoute({
  method: 'patch',
  path,
  tags,
  summary: 'Change one’s own name, language, contact methods and words around calls; what is left out stays',
  request: { headers: ifMatch, ...body(ownUserPatch) },
  responses: { 200: answer(user, 'The user as they are now.') },
})

/** @errors session.needed, account.password_must_change */
export const personOf = (principal: Principal) => {
  const { account, userId, scopes } = principal
  if (account === undefined || userId === null) throw new AppError('session.needed')
  if (account.mustChange) throw new AppError('account.password_must_change')
  return { userId, self: { ...principal, scopes: new Set([...scopes, 'numbers:read']) } }
}

export const ownUserRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(readRoute, async (c) => {
    const { userId, self } = personOf(c.get('principal'))
    const found = await deps.users.get(self.spaceId, userId)
    return c.json(showUser(found, self), 200, versionOf(found))
  })
  app.openapi(patchRoute, async (c) => {
    const { userId, self } = personOf(c.get('principal'))
    const { contactMethods, ...rest } = c.req.valid('json')
    const methods = contactMethods && (await methodsOf(deps, self.spaceId, contactMethods))
    const seenAtMs = seenAt(c.req.valid('header'))
    const patch = {
      ...given(rest),
      ...(methods === undefined ? {} : { methods }),
      seenAtMs,
      holder: 'everything' as const,
    }
    const updated = await deps.users.update(self.spaceId, userId, patch)
    return c.json(showUser(updated, self), 200, versionOf(updated))
  })
}
