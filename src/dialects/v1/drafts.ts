// Drafts over /v1: kept where a change needs somebody else's approval, listed with what they would change, approved, rejected,
// withdrawn, or shown anew after others have changed the same things.

import { byId } from '#contract/callouts'
import { approval, type Draft, type DraftSummary, draft, draftPage, draftQuery, rejection } from '#contract/drafts'
import { AppError } from '#contract/errors'
import { type AppContext, Drafted, may, type Principal } from '#http/port'
import { showAudit } from './audit.ts'
import { createAgain, lookedAt, sentOf } from './draft-again.ts'
import type { DraftParty, DraftRecord, DraftSummaryRecord, FoundChanges } from './draft-ports.ts'
import { listed } from './listed.ts'
import type { V1Deps } from './ports.ts'
import { instant, instantOrNull } from './present.ts'
import { answer, body, ownRoute, route, type V1App } from './route.ts'
import { ifMatch, seenAt, versionOf } from './seen.ts'

const tags = ['drafts']

/** A person is the same whatever they signed in with. */
const partyOf = ({ kind, id, userId, name }: Principal): DraftParty => ({ kind, id: userId ?? id, name })

const showSummary = (record: DraftSummaryRecord, viewer: Principal): DraftSummary => ({
  id: record.id,
  state: record.state,
  kind: record.kind,
  name: record.name,
  total: record.total,
  author: record.author,
  mine: record.author.id === partyOf(viewer).id,
  createdAt: instant(record.createdAtMs),
  updatedAt: instant(record.updatedAtMs),
  decidedAt: instantOrNull(record.decidedAtMs),
  decidedBy: record.decidedBy === null ? null : { id: record.decidedBy, name: record.decidedName ?? '' },
  reason: record.reason,
})

const show = (record: DraftRecord, viewer: Principal): Draft => ({
  ...showSummary(record, viewer),
  changes: record.changes.map(({ action, kind, name, objectId, changes }) => ({
    action,
    kind,
    name,
    object: objectId,
    changes: changes.map((one) => ({ ...one })),
  })),
  meanwhile: record.meanwhile.map(showAudit),
})

const getRoute = ownRoute({
  method: 'get',
  path: '/v1/drafts/{id}',
  tags,
  summary: 'Read a draft: what it would change, and what has changed since',
  request: { params: byId },
  responses: { 200: answer(draft, 'The draft.') },
})
const approveRoute = route('drafts:approve', {
  method: 'post',
  path: '/v1/drafts/{id}/approve',
  tags,
  summary: 'Make the change of a draft, whole or not at all',
  description:
    'By the right of whoever approves, who must be allowed to make the change themselves. Refused where what it would change is no longer what was shown, and for one’s own draft while somebody else may approve.',
  request: { params: byId, headers: ifMatch },
  responses: { 200: answer(draft, 'The draft, approved; the change is live.') },
})
const rejectRoute = route('drafts:approve', {
  method: 'post',
  path: '/v1/drafts/{id}/reject',
  tags,
  summary: 'Reject a draft, with a reason',
  request: { params: byId, ...body(rejection) },
  responses: { 200: answer(draft, 'The draft, rejected.') },
})
const withdrawRoute = ownRoute({
  method: 'post',
  path: '/v1/drafts/{id}/withdraw',
  tags,
  summary: 'Withdraw one’s own draft',
  request: { params: byId },
  responses: { 200: answer(draft, 'The draft, withdrawn.') },
})
const rebaseRoute = ownRoute({
  method: 'post',
  path: '/v1/drafts/{id}/rebase',
  tags,
  summary: 'Show a draft anew: what it would change as things are now',
  request: { params: byId },
  responses: { 200: answer(draft, 'The draft, as it stands now.') },
})
const readApproval = ownRoute({
  method: 'get',
  path: '/v1/approval',
  tags,
  summary: 'Whether changes of this space need approval',
  responses: { 200: answer(approval, 'As it is set.') },
})
const writeApproval = route('drafts:approve', {
  method: 'put',
  path: '/v1/approval',
  tags,
  summary: 'Ask for approval in this space, or do not',
  request: body(approval),
  responses: { 200: answer(approval, 'As it is now.') },
})

/** @errors account.password_must_change, account.second_factor_needed */
const signedIn = (c: AppContext): Principal => {
  const principal = c.get('principal')
  if (principal.account?.mustChange) throw new AppError('account.password_must_change')
  if (principal.account?.mustAddFactor) throw new AppError('account.second_factor_needed')
  return principal
}

/** Somebody else's is not there for whoever may not approve. @errors draft.not_found */
const visible = async ({ drafts }: V1Deps, viewer: Principal, id: string): Promise<DraftRecord> => {
  const found = await drafts.get(viewer.spaceId, id)
  if (may(viewer, 'drafts:approve') || found.author.id === partyOf(viewer).id) return found
  throw new AppError('draft.not_found', { detail: id })
}

const list = (app: V1App, { drafts }: Pick<V1Deps, 'drafts'>): void =>
  listed(app, {
    needs: null,
    path: '/v1/drafts',
    tags,
    summary: 'Changes that wait for approval, and those that were decided; newest first',
    description: 'One’s own; whoever has `drafts:approve` sees everybody’s.',
    query: draftQuery,
    page: draftPage,
    columns: [
      ['state', (one) => one.state],
      ['kind', (one) => one.kind],
      ['name', (one) => one.name],
      ['author', (one) => one.author.name],
      ['createdAt', (one) => one.createdAt],
      ['updatedAt', (one) => one.updatedAt],
      ['decidedAt', (one) => one.decidedAt],
      ['decidedBy', (one) => one.decidedBy?.name ?? null],
      ['reason', (one) => one.reason],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const principal = signedIn(c)
      const { limit, cursor = null, state = null } = query
      const filter = { state, authorId: may(principal, 'drafts:approve') ? null : partyOf(principal).id }
      const { items, next } = await drafts.list(principal.spaceId, { limit, cursor }, filter)
      return { items: items.map((one) => showSummary(one, principal)), next }
    },
  })

const readRoutes = (app: V1App, deps: V1Deps): void => {
  list(app, deps)
  app.openapi(getRoute, async (c) => {
    const principal = signedIn(c)
    const found = await visible(deps, principal, c.req.valid('param').id)
    return c.json(show(found, principal), 200, versionOf(found))
  })
  app.openapi(readApproval, async (c) => c.json({ required: await deps.drafts.isRequired(signedIn(c).spaceId) }, 200))
  app.openapi(writeApproval, async (c) => {
    const { required } = c.req.valid('json')
    await deps.drafts.require(c.get('principal').spaceId, required)
    return c.json({ required }, 200)
  })
}

/** What may not be changed without approval is answered with its draft. */
const keepDrafts = (app: V1App, { drafts, digest }: V1Deps): void => {
  app.onError(async (thrown, c) => {
    if (!(thrown instanceof Drafted)) throw thrown
    if (lookedAt(c, thrown)) return c.body(null, 204)
    const principal = c.get('principal')
    const request = await sentOf(c)
    const kept = await drafts.keep(principal.spaceId, {
      author: partyOf(principal),
      found: thrown.found as FoundChanges,
      request,
      requestDigest: digest(request),
    })
    return c.json(showSummary(kept, principal), 202, {
      'Noroshi-Draft': kept.id,
      Location: `/v1/drafts/${kept.id}`,
    })
  })
}

type Closing = { readonly state: 'rejected' | 'withdrawn'; readonly reason: string | null }

export const draftRoutes = (app: V1App, deps: V1Deps): void => {
  const { drafts } = deps
  const again = createAgain(app, deps.actAgain)
  const now = async (viewer: Principal, id: string): Promise<Draft> =>
    show(await drafts.get(viewer.spaceId, id), viewer)
  const close = async (viewer: Principal, id: string, how: Closing): Promise<Draft> => {
    await drafts.close(viewer.spaceId, id, { ...how, by: partyOf(viewer) })
    return now(viewer, id)
  }
  keepDrafts(app, deps)
  readRoutes(app, deps)
  app.openapi(approveRoute, async (c) => {
    const principal = c.get('principal')
    const { id } = c.req.valid('param')
    await again(c, await drafts.request(principal.spaceId, id), {
      kind: 'approving',
      draft: id,
      seenAtMs: seenAt(c.req.valid('header')),
    })
    const decided = await now(principal, id)
    // Somebody else was quicker.
    if (decided.decidedBy !== null && decided.decidedBy.id !== partyOf(principal).id)
      throw new AppError('draft.closed', { detail: decided.state })
    // It would change nothing any more.
    if (decided.state === 'open') throw new AppError('draft.changed_meanwhile', { detail: decided.name })
    return c.json(decided, 200)
  })
  app.openapi(rejectRoute, async (c) => {
    const how = { state: 'rejected', reason: c.req.valid('json').reason } as const
    return c.json(await close(c.get('principal'), c.req.valid('param').id, how), 200)
  })
  app.openapi(withdrawRoute, async (c) => {
    const principal = signedIn(c)
    const found = await visible(deps, principal, c.req.valid('param').id)
    if (found.author.id !== partyOf(principal).id)
      throw new AppError('auth.scope_missing', { detail: found.author.name })
    return c.json(await close(principal, found.id, { state: 'withdrawn', reason: null }), 200)
  })
  app.openapi(rebaseRoute, async (c) => {
    const principal = signedIn(c)
    const { id } = await visible(deps, principal, c.req.valid('param').id)
    const found = await again(c, await drafts.request(principal.spaceId, id), { kind: 'looking' })
    // Somebody made this very change: there is nothing left to approve.
    if (found === null) throw new AppError('draft.empty', { detail: id })
    await drafts.rebase(principal.spaceId, id, found)
    return c.json(await now(principal, id), 200)
  })
}
