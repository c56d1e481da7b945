// Sources over /v1: the ways in for alerts. The key of one is in the answer that made it, and nowhere else, ever.

import {
  newSource,
  type SourcePreview,
  type SourceShown,
  source,
  sourceInput,
  sourcePage,
  sourcePatch,
  sourcePreview,
  sourcePreviewInput,
} from '#contract/alert-sources'
import { byReference, objectsQuery, pageAsked } from '#contract/objects'
import type { AlertEvent } from '#core/alert/alert'
import { readAs } from '#dialects/monitors/hooks'
import { pathOf } from '#dialects/monitors/paths'
import type { SourceRecord } from '#dialects/shared/alerts-port'
import { listed } from './listed.ts'
import type { V1Deps } from './ports.ts'
import { instantOrNull, stamps } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'
import { ifMatch, seenAt, versionOf } from './seen.ts'
import { given } from './users.ts'

const tags = ['sources']

const showBeat = ({ enabled, beat }: SourceRecord): SourceShown['heartbeatNow'] =>
  beat && {
    state: enabled ? beat.state : 'paused',
    pingedAt: instantOrNull(beat.pingedAtMs),
    dueAt: instantOrNull(beat.dueAtMs),
    excusedAt: instantOrNull(beat.excusedAtMs),
  }

const showSource = (record: SourceRecord): SourceShown => {
  const { id, key, name, kind, enabled, mapping, mail, heartbeat, liveness, back, backHasSecret, heardAtMs } = record
  const path = pathOf(kind)
  const told = back === null ? null : { ...back, hasSecret: backHasSecret }
  const does = {
    mapping,
    mail: mail as SourceShown['mail'],
    heartbeat,
    liveness,
    heartbeatNow: showBeat(record),
    back: told,
  }
  return { id, key, name, kind, enabled, ...does, path, heardAt: instantOrNull(heardAtMs), ...stamps(record) }
}

/** What an event says that tells of no state. */
const noFacts = { host: null, service: null, severity: null, condition: '', summary: '', groups: [], url: null }

const showEvent = (event: AlertEvent): SourcePreview['events'][number] => {
  const { kind, dedupKey, atMs } = event
  const { host, service, severity, condition, summary, groups, url } = 'facts' in event ? event.facts : noFacts
  const told = { kind, dedupKey, at: instantOrNull(atMs), host, service, severity, condition, summary, url }
  return { ...told, groups: [...groups], by: kind === 'acknowledged' ? event.by : null }
}

const getRoute = route('sources:read', {
  method: 'get',
  path: '/v1/sources/{ref}',
  tags,
  summary: 'Read a source, without its key',
  request: { params: byReference },
  responses: { 200: answer(source, 'The source.') },
})
const createRoute = route('sources:write', {
  method: 'post',
  path: '/v1/sources',
  tags,
  summary: 'Create a source; its key is shown once, now',
  request: body(sourceInput),
  responses: { 201: answer(newSource, 'The new source, with its key.') },
})
const updateRoute = route('sources:write', {
  method: 'patch',
  path: '/v1/sources/{ref}',
  tags,
  summary: 'Change a source; what is left out stays',
  request: { params: byReference, headers: ifMatch, ...body(sourcePatch) },
  responses: { 200: answer(source, 'The source as it is now.') },
})
const previewRoute = route('sources:read', {
  method: 'post',
  path: '/v1/sources/preview',
  tags,
  summary: 'What a source would make of a sample; nothing is kept',
  request: body(sourcePreviewInput),
  responses: { 200: answer(sourcePreview, 'The events, or why it would be refused.') },
})
const renewRoute = route('sources:write', {
  method: 'post',
  path: '/v1/sources/{ref}/renew',
  tags,
  summary: 'Make a new key; the one before is worth nothing from now on',
  request: { params: byReference },
  responses: { 200: answer(newSource, 'The source, with its new key.') },
})
const removeRoute = route('sources:write', {
  method: 'delete',
  path: '/v1/sources/{ref}',
  tags,
  summary: 'Delete a source; its alerts stay as they are',
  request: { params: byReference },
  responses: { 204: nothing },
})

const list = (app: V1App, { alertSources }: Pick<V1Deps, 'alertSources'>): void =>
  listed(app, {
    needs: 'sources:read',
    path: '/v1/sources',
    tags,
    summary: 'List the sources of alerts by key',
    query: objectsQuery,
    page: sourcePage,
    columns: [
      ['key', (one) => one.key],
      ['name', (one) => one.name],
      ['kind', (one) => one.kind],
      ['enabled', (one) => one.enabled],
      ['heardAt', (one) => one.heardAt],
      ['updatedAt', (one) => one.updatedAt],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const { items, next } = await alertSources.list(c.get('principal').spaceId, pageAsked(query))
      return { items: items.map(showSource), next }
    },
  })

export const sourceRoutes = (app: V1App, { alertSources, digest, nowMs }: V1Deps): void => {
  list(app, { alertSources })
  app.openapi(getRoute, async (c) => {
    const found = await alertSources.get(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.json(showSource(found), 200, versionOf(found))
  })
  app.openapi(createRoute, async (c) => {
    const { record, secret } = await alertSources.create(c.get('principal').spaceId, c.req.valid('json'))
    return c.json({ ...showSource(record), secret }, 201, { Location: `/v1/sources/${record.id}` })
  })
  app.openapi(previewRoute, (c) => {
    const { kind, mapping, sample } = c.req.valid('json')
    const read = readAs(kind, sample, { reading: { digest, nowMs }, mapping })
    return c.json(read.ok ? { why: null, events: read.events.map(showEvent) } : { why: read.why, events: [] }, 200)
  })
  app.openapi(updateRoute, async (c) => {
    const patch = { ...given(c.req.valid('json')), seenAtMs: seenAt(c.req.valid('header')) }
    const updated = await alertSources.update(c.get('principal').spaceId, c.req.valid('param').ref, patch)
    return c.json(showSource(updated), 200, versionOf(updated))
  })
  app.openapi(renewRoute, async (c) => {
    const { record, secret } = await alertSources.renew(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.json({ ...showSource(record), secret }, 200)
  })
  app.openapi(removeRoute, async (c) => {
    await alertSources.remove(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.body(null, 204)
  })
}
