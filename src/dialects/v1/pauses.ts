// Pauses (停止) and their end (再開). What is started meanwhile is kept as suppressed; a channel or a person is not used.

import { byId } from '#contract/callouts'
import { AppError } from '#contract/errors'
import { type Pause, pause, pauseInput, pausePage, pausesQuery } from '#contract/pauses'
import { isOn } from '#core/callout/pause'
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
  channel: record.channel as Pause['channel'],
  user: record.userKey,
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

const listRoute = route('pauses:read', {
  method: 'get',
  path: '/v1/pauses',
  tags,
  summary: 'List pauses, newest first',
  request: { query: pausesQuery },
  responses: { 200: answer(pausePage, 'A page.') },
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

export const pauseRoutes = (app: V1App, { pauses, nowMs }: V1Deps): void => {
  app.openapi(listRoute, async (c) => {
    const { limit, cursor, state } = c.req.valid('query')
    const page = { limit, cursor: cursor ?? null }
    const { items, next } = await pauses.list(c.get('principal').spaceId, page, { unended: state === 'unended' })
    return c.json({ items: items.map((one) => showPause(one, nowMs())), next }, 200)
  })
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
