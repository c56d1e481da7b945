// Alerts over /v1: what is failing now, what came of each, events by hand or by a program, and "I have it".

import {
  type AlertShown,
  alert,
  alertDetail,
  alertPage,
  alertsInput,
  alertsQuery,
  alertsTaken,
  byAlert,
} from '#contract/alerts'
import { AppError } from '#contract/errors'
import { eventOf } from '#dialects/shared/alert-events'
import type { AlertBack, AlertRecord, AlertRun } from '#dialects/shared/alerts-port'
import { listed } from './listed.ts'
import type { V1Deps } from './ports.ts'
import { instant, instantOrNull } from './present.ts'
import { answer, body, route, type V1App } from './route.ts'

const tags = ['alerts']

const showAlert = ({ dedupKey, matched, createdAtMs, updatedAtMs, body: of, ...record }: AlertRecord): AlertShown => ({
  id: record.id,
  source: record.source,
  sourceName: record.sourceName,
  dedupKey,
  state: of.state,
  since: instant(of.sinceMs),
  host: of.host,
  service: of.service,
  severity: of.severity,
  condition: of.condition,
  summary: of.summary,
  groups: [...of.groups],
  url: of.url,
  hard: of.hard,
  attempt: of.attempt,
  notifications: of.notifications,
  acknowledgedBy: of.acknowledgedBy,
  acknowledgedAt: instantOrNull(of.acknowledgedAtMs),
  downtimeUntil: instantOrNull(of.downtimeUntilMs),
  flapping: of.flapping,
  matched,
  createdAt: instant(createdAtMs),
  updatedAt: instant(updatedAtMs),
})

const showRun = ({ rule, ruleName, state, calloutId, refusal, joinedAtMs, heardAtMs }: AlertRun) => ({
  rule,
  ruleName,
  state,
  callout: calloutId,
  refusal,
  joinedAt: instant(joinedAtMs),
  heardAt: instantOrNull(heardAtMs),
})

const showBack = (back: AlertBack) => {
  const { deed, author, state, createdAtMs, dueAtMs, attempts, attemptedAtMs, error, answer } = back
  return {
    kind: deed.kind,
    until: deed.kind === 'downtime' ? instant(deed.untilMs) : null,
    author,
    state,
    at: instant(createdAtMs),
    attempts,
    attemptedAt: instantOrNull(attemptedAtMs),
    nextAt: state === 'waiting' ? instant(dueAtMs) : null,
    error,
    answer,
  }
}

const getRoute = route('alerts:read', {
  method: 'get',
  path: '/v1/alerts/{id}',
  tags,
  summary: 'Read an alert, with the callouts it is or was in',
  request: { params: byAlert },
  responses: { 200: answer(alertDetail, 'The alert.') },
})
const postRoute = route('alerts:write', {
  method: 'post',
  path: '/v1/alerts',
  tags,
  summary: 'Tell what happened to monitored objects',
  description: 'All of the events are on disk when this answers, or none. Whom they call is for the rules to say.',
  request: body(alertsInput),
  responses: { 202: answer(alertsTaken, 'Taken.') },
})
const acknowledgeRoute = route('alerts:acknowledge', {
  method: 'post',
  path: '/v1/alerts/{id}/acknowledge',
  tags,
  summary: 'Say that somebody has it; nobody is called about it any more',
  request: { params: byAlert },
  responses: { 200: answer(alert, 'The alert as it is now.') },
})

const list = (app: V1App, { alerts }: Pick<V1Deps, 'alerts'>): void =>
  listed(app, {
    needs: 'alerts:read',
    path: '/v1/alerts',
    tags,
    summary: 'List alerts, the latest change first',
    query: alertsQuery,
    page: alertPage,
    columns: [
      ['state', (one) => one.state],
      ['severity', (one) => one.severity],
      ['host', (one) => one.host],
      ['service', (one) => one.service],
      ['condition', (one) => one.condition],
      ['summary', (one) => one.summary],
      ['source', (one) => one.source],
      ['since', (one) => one.since],
      ['acknowledgedBy', (one) => one.acknowledgedBy],
      ['updatedAt', (one) => one.updatedAt],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const { limit, cursor = null, state = null, source = null, severity = null, acknowledged = null } = query
      const filter = { state, source, severity, acknowledged, unmatched: query.unmatched ?? false }
      const { items, next } = await alerts.list(c.get('principal').spaceId, { limit, cursor }, filter)
      return { items: items.map(showAlert), next }
    },
  })

export const alertRoutes = (app: V1App, { alerts, alertSources }: V1Deps): void => {
  list(app, { alerts })
  app.openapi(getRoute, async (c) => {
    const { alert: found, runs, backs } = await alerts.get(c.get('principal').spaceId, c.req.valid('param').id)
    return c.json({ ...showAlert(found), callouts: runs.map(showRun), back: backs.map(showBack) }, 200)
  })
  app.openapi(postRoute, async (c) => {
    const { spaceId } = c.get('principal')
    const { source: ref, events } = c.req.valid('json')
    const source = await alertSources.open(spaceId, ref)
    const { taken, ignored, alertIds } = await alerts.receive(spaceId, { source, events: events.map(eventOf) })
    return c.json({ taken, ignored, alerts: [...alertIds] }, 202)
  })
  app.openapi(acknowledgeRoute, async (c) => {
    const { spaceId, name, userId } = c.get('principal')
    const { id } = c.req.valid('param')
    const { alert: found } = await alerts.get(spaceId, id)
    if (found.body.state === 'recovered') throw new AppError('alert.recovered')
    await alerts.acknowledge(spaceId, [id], { userId, name })
    return c.json(showAlert((await alerts.get(spaceId, id)).alert), 200)
  })
}
