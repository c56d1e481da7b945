// The second factor of one's own account, and taking away that of somebody who lost theirs.

import { byId } from '#contract/callouts'
import { factorBegin, factorCode, factorState, newFactor, recoveryCodes } from '#contract/second-factor'
import type { V1Deps } from './ports.ts'
import { answer, body, nothing, ownRoute, route, type V1App } from './route.ts'
import { acceptedAgain, personOf } from './sign-in.ts'

const tags = ['session']

const stateRoute = ownRoute({
  method: 'get',
  path: '/v1/session/second-factor',
  tags,
  summary: 'Whether one’s own account has a second factor',
  responses: { 200: answer(factorState, 'As it is.') },
})
const beginRoute = ownRoute({
  method: 'post',
  path: '/v1/session/second-factor',
  tags,
  summary: 'Begin to set up a second factor (TOTP); it counts once it is confirmed',
  request: body(factorBegin),
  responses: { 201: answer(newFactor, 'For the authenticator.') },
})
const confirmRoute = ownRoute({
  method: 'post',
  path: '/v1/session/second-factor/confirm',
  tags,
  summary: 'Turn the second factor on by its first code; every other session of the account ends',
  request: body(factorCode),
  responses: { 200: answer(recoveryCodes, 'For the day the authenticator is lost.') },
})
const codesRoute = ownRoute({
  method: 'post',
  path: '/v1/session/second-factor/recovery-codes',
  tags,
  summary: 'Make new recovery codes; the old ones end',
  request: body(factorCode),
  responses: { 200: answer(recoveryCodes, 'For the day the authenticator is lost.') },
})
const removeRoute = ownRoute({
  method: 'post',
  path: '/v1/session/second-factor/remove',
  tags,
  summary: 'Remove the second factor, by a code of it',
  request: body(factorCode),
  responses: { 204: nothing },
})
const resetRoute = route('accounts:write', {
  method: 'delete',
  path: '/v1/accounts/{id}/second-factor',
  tags: ['accounts'],
  summary: 'Remove the second factor of somebody who lost it; their sessions end',
  request: { params: byId },
  responses: { 204: nothing },
})

export const secondFactorRoutes = (app: V1App, deps: V1Deps): void => {
  const { secondFactor } = deps
  app.openapi(stateRoute, async (c) => {
    const { spaceId, account } = personOf(c.get('principal'))
    return c.json(await secondFactor.state(spaceId, account.id), 200)
  })
  app.openapi(beginRoute, async (c) => {
    const { spaceId, account } = personOf(c.get('principal'))
    const { password } = c.req.valid('json')
    const who = { account: account.name, subaccount: account.subaccount, address: c.get('address') }
    acceptedAgain(await deps.signIn(spaceId, { ...who, password, code: null }), 'password')
    return c.json(await secondFactor.begin(spaceId, account.id), 201)
  })
  app.openapi(confirmRoute, async (c) => {
    const { spaceId, account, id: sessionId } = personOf(c.get('principal'))
    const { code } = c.req.valid('json')
    const codes = await secondFactor.confirm(spaceId, { accountId: account.id, code, sessionId })
    return c.json({ recoveryCodes: [...codes] }, 200)
  })
  app.openapi(codesRoute, async (c) => {
    const { spaceId, account } = personOf(c.get('principal'))
    const codes = await secondFactor.renewCodes(spaceId, { accountId: account.id, ...c.req.valid('json') })
    return c.json({ recoveryCodes: [...codes] }, 200)
  })
  app.openapi(removeRoute, async (c) => {
    const { spaceId, account } = personOf(c.get('principal'))
    await secondFactor.remove(spaceId, { accountId: account.id, ...c.req.valid('json') })
    return c.body(null, 204)
  })
  app.openapi(resetRoute, async (c) => {
    const { spaceId, scopes } = c.get('principal')
    await secondFactor.reset(spaceId, c.req.valid('param').id, scopes)
    return c.body(null, 204)
  })
}
