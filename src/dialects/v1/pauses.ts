// Pauses (停止) and their end (再開). What is started meanwhile is kept as suppressed; a channel or a person is not used.

import { byId } from '#contract/callouts'
import { AppError } from '#contract/errors'
import { type Pause, pause, pauseInput, pausePage, pausesQuery } from '#contract/pauses'
import { isOn } from '#core/callout/pause'
import { listed } from './listed.ts'
import type { PauseRecord, V1Deps } from './ports.ts'
import { instant, instantOrNull } from './present.ts'
import { answer, body, route, type V1App } from './route.ts'

const tags = ['pauses']

const stateOf = ({ beginsAtMs, endsAtMs, on }: PauseRecord, nowMs: number): Pause['state'] => {
  if (endsAtMs !== null && endsAtMs <= nowMs) return 'over'
  if (beginsAtMs > nowMs) return 'planned'
  return isOn(on, nowMs) ? 'on' : 'waiting'
}

const showPause = (record: PauseRecord, nowMs: number): Pause => ({
  id: record.id,
  scope: record.scope,
  policy: record.policyKey,
  policyName: record.policyName,
  channel: record.channel as Pause['channel'],
  user: record.userKey,
  userName: record.userName,
  state: stateOf(record, nowMs),
  beginsAt: instant(record.beginsAtMs),
  endsAt: instantOrNull(record.endsAtMs),
  repeats: record.repeats,
  match: record.match,
  stopsRunning: record.stopsRunning,
  startsAfter: record.startsAfter,
  reason: record.reason,
  createdBy: record.createdBy,
  createdAt: instant(record.createdAtMs),
  endedBy: record.endedBy,
})

const getRoute = route('pauses:read', {
  method: 'get',
  path: '/v1/pauses/{id}',
  tags,
  summary: 'Read a pause',
  request: { params: byId },
  responses: { 200: answer(pause, 'The pause.') },
})
const createRoute = route('pauses:write', {
  method: 'post',
  path: '/v1/pauses',
  tags,
  summary: 'Pause the space, a policy, a channel or a person',
  request: body(pauseInput),
  responses: { 201: answer(pause, 'The pause; it holds at once here, within a second on other nodes.') },
})
const endRoute = route('pauses:write', {
  method: 'post',
  path: '/v1/pauses/{id}/end',
  tags,
  summary: 'End a pause now',
  request: { params: byId },
  responses: { 200: answer(pause, 'The pause as it is now.') },
})

const list = (app: V1App, { pauses, nowMs }: Pick<V1Deps, 'pauses' | 'nowMs'>): void =>
  listed(app, {
    needs: 'pauses:read',
    path: '/v1/pauses',
    tags,
    summary: 'List pauses, newest first',
    query: pausesQuery,
    page: pausePage,
    columns: [
      ['state', (one) => one.state],
      ['scope', (one) => one.scope],
      ['subject', (one) => one.policy ?? one.channel ?? one.user],
      ['beginsAt', (one) => one.beginsAt],
      ['endsAt', (one) => one.endsAt],
      ['condition', (one) => one.repeats?.condition ?? null],
      ['match', (one) => one.match],
      ['reason', (one) => one.reason],
      ['createdBy', (one) => one.createdBy],
      ['createdAt', (one) => one.createdAt],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const { limit, cursor = null, state } = query
      const filter = { unended: state === 'unended' }
      const { items, next } = await pauses.list(c.get('principal').spaceId, { limit, cursor }, filter)
      return { items: items.map((one) => showPause(one, nowMs())), next }
    },
  })

export const pauseRoutes = (app: V1App, { pauses, nowMs }: V1Deps): void => {
  list(app, { pauses, nowMs })
  app.openapi(getRoute, async (c) => {
    const found = await pauses.get(c.get('principal').spaceId, c.req.valid('param').id)
    return c.json(showPause(found, nowMs()), 200)
  })
  app.openapi(createRoute, async (c) => {
    const { spaceId, name } = c.get('principal')
    const { beginsAt, endsAt, ...asked } = c.req.valid('json')
    const now = nowMs()
    const beginsAtMs = beginsAt === null ? now : Date.parse(beginsAt)
    const endsAtMs = endsAt === null ? null : Date.parse(endsAt)
    if (endsAtMs !== null && endsAtMs <= Math.max(beginsAtMs, now))
      throw new AppError('request.invalid', { field: 'endsAt', detail: 'must be in the future and after beginsAt' })
    const created = await pauses.create(spaceId, { ...asked, beginsAtMs, endsAtMs, by: name })
    return c.json(showPause(created, now), 201, { Location: `/v1/pauses/${created.id}` })
  })
  app.openapi(endRoute, async (c) => {
    const { spaceId, name } = c.get('principal')
    return c.json(showPause(await pauses.end(spaceId, c.req.valid('param').id, name), nowMs()), 200)
  })
}
