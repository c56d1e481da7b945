// Receiving in a browser: with which keys it may subscribe, whose contact method it becomes, and a message to try it. Everybody does
// this for themselves, in the browser that is to receive.

import { directStarted } from '#contract/direct'
import { pushKeys, pushSubscriptionInput } from '#contract/push'
import { byOwnMethod, user } from '#contract/users'
import { testOwnMethod } from './direct.ts'
import { personOf } from './own-user.ts'
import type { V1Deps } from './ports.ts'
import { showUser } from './present.ts'
import { answer, body, nothing, ownRoute, type V1App } from './route.ts'

const tags = ['session']
const path = '/v1/session/user/push'

const keysRoute = ownRoute({
  method: 'get',
  path,
  tags,
  summary: 'With which keys one’s browser may subscribe to push messages',
  responses: { 200: answer(pushKeys, 'By connection; empty where none is set up.') },
})
const registerRoute = ownRoute({
  method: 'post',
  path,
  tags,
  summary: 'Receive on this browser: it becomes a contact method of one’s own, or is renewed',
  request: body(pushSubscriptionInput),
  responses: { 201: answer(user, 'The user, with the browser among the contact methods.') },
})
const removeRoute = ownRoute({
  method: 'delete',
  path: `${path}/{method}`,
  tags,
  summary: 'Receive no more on a browser',
  request: { params: byOwnMethod },
  responses: { 204: nothing },
})
const testRoute = ownRoute({
  method: 'post',
  path: `${path}/{method}/test`,
  tags,
  summary: 'Send a test message to one’s own browser',
  request: { params: byOwnMethod },
  responses: { 201: answer(directStarted, 'It is on its way: read the callout for what became of it.') },
})

export const pushRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(keysRoute, async (c) => {
    const { self } = personOf(c.get('principal'))
    const found = await deps.push.keys(self.spaceId)
    return c.json({ items: found.map(({ key, ...rest }) => ({ connection: key, ...rest })) }, 200)
  })
  app.openapi(registerRoute, async (c) => {
    const { userId, self } = personOf(c.get('principal'))
    const { connection, endpoint, keys, label } = c.req.valid('json')
    await deps.push.register(self.spaceId, { userId, connection, target: { endpoint, ...keys }, label })
    return c.json(showUser(await deps.users.get(self.spaceId, userId), self), 201)
  })
  app.openapi(removeRoute, async (c) => {
    const { userId, self } = personOf(c.get('principal'))
    await deps.push.remove(self.spaceId, { userId, methodId: c.req.valid('param').method })
    return c.body(null, 204)
  })
  app.openapi(testRoute, async (c) => {
    const { userId, self } = personOf(c.get('principal'))
    const asked = { methodId: c.req.valid('param').method, channel: 'push', language: c.get('language') } as const
    const started = await testOwnMethod(deps, { ...asked, principal: self, userId })
    return c.json(started, 201, { Location: started.links.self })
  })
}
