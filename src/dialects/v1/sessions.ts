// Signing in and out. A session is a cookie that scripts in a page cannot read; what another site makes the browser send with it
// is refused where it would change something. The same session, asked as JSON, tells who is signed in and what they may do.

import { z } from '@hono/zod-openapi'
import { byId } from '#contract/callouts'
import { AppError } from '#contract/errors'
import {
  forgottenInput,
  ownSession,
  passwordInput,
  session,
  sessionPatch,
  signInInput,
  signInWays,
} from '#contract/sessions'
import type { SessionRecord } from './account-ports.ts'
import type { V1Deps } from './ports.ts'
import { instant } from './present.ts'
import { answer, body, nothing, openRoute, ownRoute, type V1App } from './route.ts'
import { accepted, acceptedAgain, currentSession, forgetCookie, openSession, personOf, showSession } from './sign-in.ts'

const tags = ['session']

const signInRoute = openRoute({
  method: 'post',
  path: '/v1/session',
  tags,
  summary: 'Sign in',
  request: body(signInInput),
  responses: { 201: answer(session, 'Signed in; the session is in the cookie.') },
})
const waysRoute = openRoute({
  method: 'get',
  path: '/v1/sign-in',
  tags,
  summary: 'How people may sign in here, beside account and password',
  responses: { 200: answer(signInWays, 'The ways.') },
})
const forgottenRoute = openRoute({
  method: 'post',
  path: '/v1/session/forgotten',
  tags,
  summary: 'Ask for a link by mail to set a new password',
  description: 'The answer is the same whether there is such an account or not. The link works once, within an hour.',
  request: body(forgottenInput),
  responses: { 204: nothing },
})
const readRoute = ownRoute({
  method: 'get',
  path: '/v1/session',
  tags,
  summary: 'Who is signed in, where, and with which permissions',
  responses: { 200: answer(session, 'The session, or the API token.') },
})
const patchRoute = ownRoute({
  method: 'patch',
  path: '/v1/session',
  tags,
  summary: 'Go on in another project, or in the whole space',
  request: body(sessionPatch),
  responses: { 200: answer(session, 'The session as it is now.') },
})
const signOutRoute = ownRoute({
  method: 'delete',
  path: '/v1/session',
  tags,
  summary: 'Sign out',
  responses: { 204: nothing },
})
const passwordRoute = ownRoute({
  method: 'put',
  path: '/v1/session/password',
  tags,
  summary: 'Change one’s own password; every other session of the account ends',
  request: body(passwordInput),
  responses: { 204: nothing },
})
const listRoute = ownRoute({
  method: 'get',
  path: '/v1/sessions',
  tags,
  summary: 'List the sessions of one’s own account, newest first',
  responses: { 200: answer(z.object({ items: z.array(ownSession) }), 'All that have not ended.') },
})
const endRoute = ownRoute({
  method: 'delete',
  path: '/v1/sessions/{id}',
  tags,
  summary: 'End one of one’s own sessions',
  request: { params: byId },
  responses: { 204: nothing },
})

export const showOwn = (record: SessionRecord, current: string) => ({
  id: record.id,
  kind: record.kind,
  address: record.address,
  agent: record.agent,
  createdAt: instant(record.createdAtMs),
  lastUsedAt: instant(record.lastUsedAtMs),
  expiresAt: instant(record.expiresAtMs),
  current: record.id === current,
})

const comingAndGoing = (app: V1App, deps: V1Deps): void => {
  const { sessions, secure, oidc } = deps
  app.openapi(waysRoute, (c) => c.json({ oidc }, 200))
  app.openapi(signInRoute, async (c) => {
    const { project, ...credentials } = c.req.valid('json')
    const result = await deps.signIn(c.get('spaceId'), { ...credentials, address: c.get('address') })
    return c.json(await openSession(c, deps, { account: accepted(result), project }), 201)
  })
  app.openapi(forgottenRoute, (c) => {
    const wait = deps.letters.forgotten(c.get('spaceId'), { ...c.req.valid('json'), address: c.get('address') })
    if (wait !== null) throw new AppError('auth.too_many_sign_ins', { retryAfterSeconds: wait })
    return c.body(null, 204)
  })
  app.openapi(readRoute, async (c) => c.json(await showSession(deps, c.get('principal')), 200))
  app.openapi(signOutRoute, async (c) => {
    const { spaceId, id, account } = personOf(c.get('principal'))
    await sessions.end(spaceId, account.id, id)
    forgetCookie(c, secure)
    return c.body(null, 204)
  })
}

const one = (app: V1App, deps: V1Deps): void => {
  const { sessions } = deps
  app.openapi(patchRoute, async (c) => {
    const { spaceId, id: sessionId, userId } = personOf(c.get('principal'))
    await sessions.chooseProject(spaceId, { sessionId, userId, project: c.req.valid('json').project })
    return c.json(await currentSession(c, deps), 200)
  })
  app.openapi(passwordRoute, async (c) => {
    const { spaceId, id: sessionId, account } = personOf(c.get('principal'))
    const change = { accountId: account.id, sessionId, address: c.get('address'), ...c.req.valid('json') }
    acceptedAgain(await deps.changePassword(spaceId, change), 'current')
    return c.body(null, 204)
  })
  app.openapi(listRoute, async (c) => {
    const { spaceId, id, account } = personOf(c.get('principal'))
    const items = await sessions.list(spaceId, account.id)
    return c.json({ items: items.map((record) => showOwn(record, id)) }, 200)
  })
  app.openapi(endRoute, async (c) => {
    const { spaceId, account } = personOf(c.get('principal'))
    await sessions.end(spaceId, account.id, c.req.valid('param').id)
    return c.body(null, 204)
  })
}

export const sessionRoutes = (app: V1App, deps: V1Deps): void => {
  comingAndGoing(app, deps)
  one(app, deps)
}
