// Lists of callouts and, of one, its attempts and what was merged into it.

import { attemptList, byId, calloutPage, calloutsQuery, mergedList } from '#contract/callouts'
import { AppError } from '#contract/errors'
import { pageQuery } from '#contract/objects'
import { listed } from './listed.ts'
import type { V1Deps } from './ports.ts'
import { instant, showAttempt, showSummary } from './present.ts'
import type { V1App } from './route.ts'

type Deps = Pick<V1Deps, 'callouts' | 'merged'>

const msOrNull = (at: string | undefined): number | null => (at === undefined ? null : Date.parse(at))

const callouts = (app: V1App, { callouts: all }: Deps): void =>
  listed(app, {
    needs: 'callouts:read',
    path: '/v1/callouts',
    tags: ['callouts'],
    summary: 'List callouts, newest first',
    query: calloutsQuery,
    page: calloutPage,
    columns: [
      ['createdAt', (one) => one.createdAt],
      ['state', (one) => one.status],
      ['outcome', (one) => one.outcome],
      ['policy', (one) => one.policy],
      ['text', (one) => one.text],
      ['priority', (one) => one.priority],
      ['purpose', (one) => one.purpose],
      ['createdBy', (one) => one.createdBy],
      ['acknowledgedBy', (one) => one.acknowledgedBy?.name ?? null],
      ['endedAt', (one) => one.endedAt],
      ['resolvedAt', (one) => one.resolvedAt],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const { limit, cursor = null, status = null, policy = null, pause = null, from, to } = query
      const filter = { status, policy, pause, fromMs: msOrNull(from), toMs: msOrNull(to) }
      const { items, next } = await all.list(c.get('principal').spaceId, { limit, cursor }, filter)
      return { items: items.map(showSummary), next }
    },
  })

const attempts = (app: V1App, { callouts: all }: Deps): void =>
  listed(app, {
    needs: 'callouts:read',
    path: '/v1/callouts/{id}/attempts',
    tags: ['callouts'],
    summary: 'List a callout’s attempts in order',
    params: byId,
    query: pageQuery,
    page: attemptList,
    columns: [
      ['attempt', (one) => one.ordinal],
      ['plannedAt', (one) => one.plannedAt],
      ['begunAt', (one) => one.begunAt],
      ['answeredAt', (one) => one.answeredAt],
      ['endedAt', (one) => one.endedAt],
      ['name', (one) => one.name],
      ['channel', (one) => one.channel],
      ['destination', (one) => one.address],
      ['state', (one) => one.state],
      ['result', (one) => one.result],
      ['detail', (one) => one.detail],
      ['pressed', (one) => one.key],
      ['reason', (one) => one.reason],
      ['providerId', (one) => one.providerId],
    ],
    read: async (c, { id, limit, cursor = '' }) => {
      const principal = c.get('principal')
      const after = Number(/^\d{1,9}$/.exec(cursor)?.[0] ?? 0)
      const found = await all.attempts(principal.spaceId, id, { after, limit: limit + 1 })
      if (found === null) throw new AppError('callout.not_found', { detail: id })
      const items = found.attempts.slice(0, limit)
      const next = found.attempts.length > limit ? String(items.at(-1)?.ordinal ?? 0) : null
      return { items: items.map((one) => showAttempt(one, found.plan, principal)), next }
    },
  })

const merged = (app: V1App, { callouts: all, merged: requests }: Deps): void =>
  listed(app, {
    needs: 'callouts:read',
    path: '/v1/callouts/{id}/merged',
    tags: ['callouts'],
    summary: 'List the requests that were merged into a callout, oldest first',
    params: byId,
    query: pageQuery,
    page: mergedList,
    columns: [
      ['createdAt', (one) => one.createdAt],
      ['text', (one) => one.text],
      ['createdBy', (one) => one.createdBy],
      ['id', (one) => one.id],
    ],
    read: async (c, { id, limit, cursor = null }) => {
      const { spaceId } = c.get('principal')
      if (!(await all.exists(spaceId, id))) throw new AppError('callout.not_found', { detail: id })
      const { items, next } = await requests.list(spaceId, id, { limit, cursor })
      return { items: items.map(({ createdAtMs, ...rest }) => ({ ...rest, createdAt: instant(createdAtMs) })), next }
    },
  })

export const calloutLists = (app: V1App, deps: Deps): void => {
  callouts(app, deps)
  attempts(app, deps)
  merged(app, deps)
}
