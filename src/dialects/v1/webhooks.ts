// Webhooks: who is told what happens, what they were sent, and what they answered. A ping tries one out.

import { byReference, objectsQuery, pageAsked } from '#contract/objects'
import {
  byDelivery,
  type Delivery,
  deliveriesQuery,
  delivery,
  deliveryPage,
  type Webhook,
  webhook,
  webhookInput,
  webhookPage,
  webhookPatch,
} from '#contract/webhooks'
import { listed } from './listed.ts'
import type { DeliveryRecord, V1Deps, WebhookRecord } from './ports.ts'
import { instant, instantOrNull, stamps } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'
import { ifMatch, seenAt, versionOf } from './seen.ts'
import { given } from './users.ts'

const tags = ['webhooks']

/** Reactio waits a minute and never repeats; ours is patient in the other way. */
const defaults = {
  noroshi: { timeoutSeconds: 10, attemptsMax: 8 },
  pigeon: { timeoutSeconds: 10, attemptsMax: 8 },
  reactio: { timeoutSeconds: 60, attemptsMax: 1 },
  chat: { timeoutSeconds: 10, attemptsMax: 8 },
} as const

const showWebhook = (record: WebhookRecord): Webhook => {
  const { id, key, name, url, shape, project, enabled, timeoutSeconds, attemptsMax, hasCredential } = record
  const shown = { id, key, name, url, shape, project, enabled, timeoutSeconds, attemptsMax, hasCredential }
  return { ...shown, events: [...record.events], policies: [...record.policies], ...stamps(record) }
}

const showDelivery = (record: DeliveryRecord): Delivery => ({
  id: record.id,
  event: record.event,
  state: record.state,
  body: record.body === '' ? null : JSON.parse(record.body),
  createdAt: instant(record.createdAtMs),
  nextAttemptAt: record.state === 'waiting' ? instant(record.dueAtMs) : null,
  attempts: record.attempts,
  attemptedAt: instantOrNull(record.attemptedAtMs),
  tookMs: record.tookMs,
  status: record.status,
  error: record.error,
  answer: record.answer,
})

const getRoute = route('webhooks:read', {
  method: 'get',
  path: '/v1/webhooks/{ref}',
  tags,
  summary: 'Read a webhook, without its credential',
  request: { params: byReference },
  responses: { 200: answer(webhook, 'The webhook.') },
})
const createRoute = route('webhooks:write', {
  method: 'post',
  path: '/v1/webhooks',
  tags,
  summary: 'Create a webhook; it is told of what begins from now on',
  request: body(webhookInput),
  responses: { 201: answer(webhook, 'The new webhook.') },
})
const updateRoute = route('webhooks:write', {
  method: 'patch',
  path: '/v1/webhooks/{ref}',
  tags,
  summary: 'Change a webhook; what is left out stays',
  request: { params: byReference, headers: ifMatch, ...body(webhookPatch) },
  responses: { 200: answer(webhook, 'The webhook as it is now.') },
})
const removeRoute = route('webhooks:write', {
  method: 'delete',
  path: '/v1/webhooks/{ref}',
  tags,
  summary: 'Delete a webhook; what waits to be sent to it is dropped',
  request: { params: byReference },
  responses: { 204: nothing },
})
const pingRoute = route('webhooks:write', {
  method: 'post',
  path: '/v1/webhooks/{ref}/ping',
  tags,
  summary: 'Send a ping to a webhook; what came of it is in its deliveries',
  request: { params: byReference },
  responses: { 204: nothing },
})
const retryRoute = route('webhooks:write', {
  method: 'post',
  path: '/v1/webhooks/{ref}/deliveries/{id}/retry',
  tags,
  summary: 'Send a failed delivery again',
  request: { params: byDelivery },
  responses: { 200: answer(delivery, 'The delivery as it is now.') },
})

const list = (app: V1App, { webhooks }: Pick<V1Deps, 'webhooks'>): void =>
  listed(app, {
    needs: 'webhooks:read',
    path: '/v1/webhooks',
    tags,
    summary: 'List webhooks by key',
    query: objectsQuery,
    page: webhookPage,
    columns: [
      ['key', (one) => one.key],
      ['name', (one) => one.name],
      ['url', (one) => one.url],
      ['shape', (one) => one.shape],
      ['events', (one) => one.events],
      ['project', (one) => one.project],
      ['policies', (one) => one.policies],
      ['enabled', (one) => one.enabled],
      ['updatedAt', (one) => one.updatedAt],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const { items, next } = await webhooks.list(c.get('principal').spaceId, pageAsked(query))
      return { items: items.map(showWebhook), next }
    },
  })

const listDeliveries = (app: V1App, { deliveries }: Pick<V1Deps, 'deliveries'>): void =>
  listed(app, {
    needs: 'webhooks:read',
    path: '/v1/webhooks/{ref}/deliveries',
    tags,
    summary: 'List what was sent to a webhook and what it answered, newest first',
    params: byReference,
    query: deliveriesQuery,
    page: deliveryPage,
    says: 'A page; what is over is kept for 30 days.',
    columns: [
      ['createdAt', (one) => one.createdAt],
      ['event', (one) => one.event],
      ['state', (one) => one.state],
      ['attempts', (one) => one.attempts],
      ['attemptedAt', (one) => one.attemptedAt],
      ['status', (one) => one.status],
      ['tookMs', (one) => one.tookMs],
      ['error', (one) => one.error],
      ['answer', (one) => one.answer],
      ['id', (one) => one.id],
    ],
    read: async (c, { limit, cursor = null, state = null, ref }) => {
      const { items, next } = await deliveries.list(c.get('principal').spaceId, ref, { limit, cursor, state })
      return { items: items.map(showDelivery), next }
    },
  })

const configuring = (app: V1App, { webhooks }: V1Deps): void => {
  list(app, { webhooks })
  app.openapi(getRoute, async (c) => {
    const found = await webhooks.get(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.json(showWebhook(found), 200, versionOf(found))
  })
  app.openapi(createRoute, async (c) => {
    const input = c.req.valid('json')
    const created = await webhooks.create(c.get('principal').spaceId, {
      ...input,
      timeoutSeconds: input.timeoutSeconds ?? defaults[input.shape].timeoutSeconds,
      attemptsMax: input.attemptsMax ?? defaults[input.shape].attemptsMax,
    })
    return c.json(showWebhook(created), 201, { Location: `/v1/webhooks/${created.id}` })
  })
  app.openapi(updateRoute, async (c) => {
    const { ref } = c.req.valid('param')
    const patch = { ...given(c.req.valid('json')), seenAtMs: seenAt(c.req.valid('header')) }
    const updated = await webhooks.update(c.get('principal').spaceId, ref, patch)
    return c.json(showWebhook(updated), 200, versionOf(updated))
  })
  app.openapi(removeRoute, async (c) => {
    await webhooks.remove(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.body(null, 204)
  })
}

export const webhookRoutes = (app: V1App, deps: V1Deps): void => {
  configuring(app, deps)
  app.openapi(pingRoute, async (c) => {
    await deps.outbox.ping(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.body(null, 204)
  })
  listDeliveries(app, deps)
  app.openapi(retryRoute, async (c) => {
    const { ref, id } = c.req.valid('param')
    const again = await deps.deliveries.retry(c.get('principal').spaceId, ref, id)
    deps.outbox.wake()
    return c.json(showDelivery(again), 200)
  })
}
