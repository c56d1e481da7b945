// Accounts: how users sign in, unlocked, disabled and reset by whoever may write them. Nobody can take over an account of somebody
// who may do more than they may themselves.

import { z } from '@hono/zod-openapi'
import {
  type Account,
  account,
  accountInput,
  accountPage,
  accountPatch,
  accountsQuery,
  newAccount,
  reset,
  resetInput,
} from '#contract/accounts'
import { byId } from '#contract/callouts'
import { pageAsked } from '#contract/objects'
import { ownSession } from '#contract/sessions'
import type { AccountRecord } from './account-ports.ts'
import { listed } from './listed.ts'
import { mailed } from './mailed.ts'
import type { V1Deps } from './ports.ts'
import { instant, instantOrNull } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'
import { showOwn } from './sessions.ts'
import { given } from './users.ts'

const tags = ['accounts']

const showAccount = (record: AccountRecord, nowMs: number): Account => ({
  id: record.id,
  account: record.account,
  subaccount: record.subaccount,
  user: record.user,
  userName: record.userName,
  mustChange: record.mustChange,
  disabled: record.disabled,
  hasSecondFactor: record.hasSecondFactor,
  policies: record.policies === null ? null : [...record.policies],
  lockedUntil: record.lockedUntilMs !== null && record.lockedUntilMs > nowMs ? instant(record.lockedUntilMs) : null,
  lastSignInAt: instantOrNull(record.lastSignInAtMs),
  createdAt: instant(record.createdAtMs),
  updatedAt: instant(record.updatedAtMs),
})

const getRoute = route('accounts:read', {
  method: 'get',
  path: '/v1/accounts/{id}',
  tags,
  summary: 'Read an account',
  request: { params: byId },
  responses: { 200: answer(account, 'The account.') },
})
const createRoute = route('accounts:write', {
  method: 'post',
  path: '/v1/accounts',
  tags,
  summary: 'Let a user sign in with a password set here',
  description: 'POST /v1/invitations lets them set it themselves.',
  request: body(accountInput),
  responses: { 201: answer(newAccount, 'The new account.') },
})
const updateRoute = route('accounts:write', {
  method: 'patch',
  path: '/v1/accounts/{id}',
  tags,
  summary: 'Rename, disable or limit an account; what is left out stays',
  request: { params: byId, ...body(accountPatch) },
  responses: { 200: answer(account, 'The account as it is now.') },
})
const removeRoute = route('accounts:write', {
  method: 'delete',
  path: '/v1/accounts/{id}',
  tags,
  summary: 'Delete an account with its sessions; the user stays',
  request: { params: byId },
  responses: { 204: nothing },
})
const unlockRoute = route('accounts:write', {
  method: 'post',
  path: '/v1/accounts/{id}/unlock',
  tags,
  summary: 'Open an account that too many wrong passwords locked',
  request: { params: byId },
  responses: { 200: answer(account, 'The account as it is now.') },
})
const resetRoute = route('accounts:write', {
  method: 'post',
  path: '/v1/accounts/{id}/reset',
  tags,
  summary: 'Let somebody set a new password, by a link, a link by mail, or a password for one use',
  description:
    'A password for one use replaces the old one at once and ends all sessions; with a link the old one stays until it is used.',
  request: { params: byId, ...body(resetInput) },
  responses: { 200: answer(reset, 'What to hand to the person, shown this once.') },
})
const sessionsRoute = route('accounts:read', {
  method: 'get',
  path: '/v1/accounts/{id}/sessions',
  tags,
  summary: 'Where an account is signed in, newest first',
  request: { params: byId },
  responses: { 200: answer(z.object({ items: z.array(ownSession) }), 'All that have not ended.') },
})
const endOneRoute = route('accounts:write', {
  method: 'delete',
  path: '/v1/accounts/{id}/sessions/{session}',
  tags,
  summary: 'Sign an account out in one place',
  request: { params: byId.extend({ session: z.string().max(100) }) },
  responses: { 204: nothing },
})
const endRoute = route('accounts:write', {
  method: 'delete',
  path: '/v1/accounts/{id}/sessions',
  tags,
  summary: 'Sign an account out everywhere',
  request: { params: byId },
  responses: { 204: nothing },
})

const list = (app: V1App, { accounts, nowMs }: Pick<V1Deps, 'accounts' | 'nowMs'>): void =>
  listed(app, {
    needs: 'accounts:read',
    path: '/v1/accounts',
    tags,
    summary: 'List accounts, in the order they were made',
    query: accountsQuery,
    page: accountPage,
    columns: [
      ['account', (one) => one.account],
      ['subaccount', (one) => one.subaccount],
      ['user', (one) => one.user],
      ['name', (one) => one.userName],
      ['disabled', (one) => one.disabled],
      ['lockedUntil', (one) => one.lockedUntil],
      ['secondFactor', (one) => one.hasSecondFactor],
      ['mustChange', (one) => one.mustChange],
      ['policies', (one) => one.policies],
      ['lastSignInAt', (one) => one.lastSignInAt],
      ['createdAt', (one) => one.createdAt],
      ['updatedAt', (one) => one.updatedAt],
      ['id', (one) => one.id],
    ],
    read: async (c, { user = null, ...query }) => {
      const { items, next } = await accounts.list(c.get('principal').spaceId, { ...pageAsked(query), user })
      return { items: items.map((one) => showAccount(one, nowMs())), next }
    },
  })

const reading = (app: V1App, { accounts, nowMs }: V1Deps): void => {
  list(app, { accounts, nowMs })
  app.openapi(getRoute, async (c) => {
    const record = await accounts.get(c.get('principal').spaceId, c.req.valid('param').id)
    return c.json(showAccount(record, nowMs()), 200)
  })
}

const changing = (app: V1App, { accounts, nowMs }: V1Deps): void => {
  app.openapi(createRoute, async (c) => {
    const { spaceId, scopes } = c.get('principal')
    const { password = null, ...rest } = c.req.valid('json')
    const { record, oneTimePassword } = await accounts.create(spaceId, { ...rest, password }, scopes)
    return c.json({ ...showAccount(record, nowMs()), oneTimePassword }, 201, { Location: `/v1/accounts/${record.id}` })
  })
  app.openapi(updateRoute, async (c) => {
    const { spaceId, scopes: holder } = c.get('principal')
    const patch = given(c.req.valid('json'))
    const record = await accounts.update(spaceId, c.req.valid('param').id, { patch, holder })
    return c.json(showAccount(record, nowMs()), 200)
  })
  app.openapi(removeRoute, async (c) => {
    const { spaceId, scopes } = c.get('principal')
    await accounts.remove(spaceId, c.req.valid('param').id, scopes)
    return c.body(null, 204)
  })
}

const helping = (app: V1App, deps: V1Deps): void => {
  const { accounts, sessions, links, linkFor, nowMs } = deps
  app.openapi(unlockRoute, async (c) => {
    const record = await accounts.unlock(c.get('principal').spaceId, c.req.valid('param').id)
    return c.json(showAccount(record, nowMs()), 200)
  })
  app.openapi(resetRoute, async (c) => {
    const { spaceId, scopes: holder, name: createdBy } = c.get('principal')
    const { id } = c.req.valid('param')
    const { by } = c.req.valid('json')
    if (by === 'password') {
      const oneTimePassword = await accounts.resetPassword(spaceId, id, holder)
      return c.json({ link: null, expiresAt: null, oneTimePassword, mailedTo: null }, 200)
    }
    const made = await links.reset(spaceId, id, { createdBy, holder, mail: by === 'mail' })
    const mailedTo = await mailed(deps, spaceId, made)
    const link = mailedTo === null ? await linkFor(spaceId, made.secret) : null
    return c.json({ link, expiresAt: instant(made.record.expiresAtMs), oneTimePassword: null, mailedTo }, 200)
  })
  app.openapi(sessionsRoute, async (c) => {
    const { spaceId, id: current } = c.get('principal')
    const { id } = await accounts.get(spaceId, c.req.valid('param').id)
    const items = await sessions.list(spaceId, id)
    return c.json({ items: items.map((record) => showOwn(record, current)) }, 200)
  })
  app.openapi(endOneRoute, async (c) => {
    const { spaceId, scopes: holder } = c.get('principal')
    const { id, session: sessionId } = c.req.valid('param')
    await accounts.endSession(spaceId, id, { sessionId, holder })
    return c.body(null, 204)
  })
  app.openapi(endRoute, async (c) => {
    const { spaceId, scopes } = c.get('principal')
    await accounts.endSessions(spaceId, c.req.valid('param').id, scopes)
    return c.body(null, 204)
  })
}

export const accountRoutes = (app: V1App, deps: V1Deps): void => {
  reading(app, deps)
  changing(app, deps)
  helping(app, deps)
}
