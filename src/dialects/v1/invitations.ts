// Invitations and password resets by link. The link holds a secret that works once; whoever opens it sets a password of their own
// and is signed in. The secret stands behind #, so that it reaches no server's log on the way.

import {
  type Invitation,
  invitation,
  invitationInput,
  invitationLook,
  invitationPage,
  invitationsQuery,
  invitationUse,
  newInvitation,
} from '#contract/accounts'
import { byId } from '#contract/callouts'
import { AppError } from '#contract/errors'
import { session } from '#contract/sessions'
import type { LinkRecord } from './account-ports.ts'
import { listed } from './listed.ts'
import { mailed } from './mailed.ts'
import type { V1Deps } from './ports.ts'
import { instant } from './present.ts'
import { answer, body, nothing, openRoute, route, type V1App } from './route.ts'
import { openSession } from './sign-in.ts'

const tags = ['invitations']

const showInvitation = (record: LinkRecord): Invitation => ({
  id: record.id,
  kind: record.kind,
  user: record.user,
  userName: record.userName,
  account: record.account,
  subaccount: record.subaccount,
  createdBy: record.createdBy,
  createdAt: instant(record.createdAtMs),
  expiresAt: instant(record.expiresAtMs),
})

const list = (app: V1App, { links }: Pick<V1Deps, 'links'>): void =>
  listed(app, {
    needs: 'accounts:read',
    path: '/v1/invitations',
    tags,
    summary: 'List open invitations and resets, newest first',
    query: invitationsQuery,
    page: invitationPage,
    says: 'A page of those that can still be used; all of them where no limit is named.',
    columns: [
      ['kind', (one) => one.kind],
      ['user', (one) => one.user],
      ['name', (one) => one.userName],
      ['account', (one) => one.account],
      ['subaccount', (one) => one.subaccount],
      ['createdBy', (one) => one.createdBy],
      ['createdAt', (one) => one.createdAt],
      ['expiresAt', (one) => one.expiresAt],
      ['id', (one) => one.id],
    ],
    read: async (c, { limit, cursor = null, user = null, kind = null }) => {
      const { items, next } = await links.list(c.get('principal').spaceId, { limit, cursor }, { user, kind })
      return { items: items.map(showInvitation), next }
    },
  })

const inviteRoute = route('accounts:write', {
  method: 'post',
  path: '/v1/invitations',
  tags,
  summary: 'Invite a user to sign in',
  description: 'The link works once, within seven days.',
  request: body(invitationInput),
  responses: { 201: answer(newInvitation, 'The invitation with its link, which is shown this once.') },
})
const withdrawRoute = route('accounts:write', {
  method: 'delete',
  path: '/v1/invitations/{id}',
  tags,
  summary: 'Withdraw an invitation or a reset',
  request: { params: byId },
  responses: { 204: nothing },
})
const lookRoute = openRoute({
  method: 'post',
  path: '/v1/invitations/look',
  tags,
  summary: 'What a link is for, to whoever holds it',
  request: body(invitationLook),
  responses: { 200: answer(invitation, 'Whose it is, and until when.') },
})
const acceptRoute = openRoute({
  method: 'post',
  path: '/v1/invitations/accept',
  tags,
  summary: 'Use a link: set a password, and be signed in',
  description: 'For an invitation that names no account, `account` does.',
  request: body(invitationUse),
  responses: { 201: answer(session, 'Signed in; the session is in the cookie.') },
})

export const invitationRoutes = (app: V1App, deps: V1Deps): void => {
  const { links, linkFor } = deps
  list(app, { links })
  app.openapi(inviteRoute, async (c) => {
    const { spaceId, scopes, name: createdBy } = c.get('principal')
    const made = await links.invite(spaceId, { ...c.req.valid('json'), createdBy }, scopes)
    const mailedTo = await mailed(deps, spaceId, made)
    const link = mailedTo === null ? await linkFor(spaceId, made.secret) : null
    return c.json({ ...showInvitation(made.record), link, mailedTo }, 201)
  })
  app.openapi(withdrawRoute, async (c) => {
    await links.withdraw(c.get('principal').spaceId, c.req.valid('param').id)
    return c.body(null, 204)
  })
  app.openapi(lookRoute, async (c) => {
    const record = await links.look(c.get('spaceId'), c.req.valid('json').secret)
    return c.json(showInvitation(record), 200)
  })
  app.openapi(acceptRoute, async (c) => {
    const signedIn = await links.use(c.get('spaceId'), c.req.valid('json'))
    // The new password is set; a link by mail is no second factor.
    const { state } = await deps.secondFactor.state(signedIn.spaceId, signedIn.id)
    if (state === 'on') throw new AppError('auth.code_needed')
    return c.json(await openSession(c, deps, { account: signedIn, project: null }), 201)
  })
}
