// Events that come as target, action and data, as Reactio tells of incidents; and the ping that tries a webhook out.

import type { ConfigDeps, InSpace } from '../config/context.ts'
import { fanOut, type WebhookEvent } from './fan-out.ts'
import { webhookTable } from './webhooks.ts'

export type Targeted = {
  readonly target: string
  readonly action: string
  readonly data: object
}

type Where = Pick<WebhookEvent, 'spaceId' | 'projectId' | 'once'> & { readonly atMs: number }

/**
 * Returns the event in the shapes that know it. To be given to `fanOut` in the transaction of the change it tells of.
 * @param where.once what it tells of: the same mark is told once
 */
export const targetedEvent = ({ target, action, data }: Targeted, where: Where): WebhookEvent => {
  const { atMs, ...rest } = where
  const name = `${target}.${action}`
  const at = new Date(atMs).toISOString()
  return { ...rest, name, bodies: { noroshi: { event: name, at, data }, reactio: { target, action, data } } }
}

/** `once`: what it tells of; the same mark is told once. */
export type Enqueued = Targeted & { readonly once?: string | undefined }

const ping: Targeted = { target: 'ping', action: 'requested', data: { message: 'ping' } }

type Deps = { readonly inSpace: InSpace; readonly woken: () => void } & Pick<ConfigDeps, 'nowMs' | 'newId'>

/** @param deps.woken called when there is something new to send */
export const createWebhookEvents = ({ inSpace, nowMs, newId, woken }: Deps) => {
  const tell = async (spaceId: string, event: WebhookEvent, only?: string): Promise<number> => {
    const written = await inSpace(spaceId, (client) => fanOut(client, event, { nowMs: nowMs(), newId, only }))
    if (written > 0) woken()
    return written
  }
  return {
    /** Puts an event into the outbox in a transaction of its own, and returns for how many webhooks. Durable when it resolves. */
    enqueue: (spaceId: string, projectId: string | null, { once, ...targeted }: Enqueued): Promise<number> => {
      const atMs = nowMs()
      return tell(spaceId, targetedEvent(targeted, { spaceId, projectId, atMs, once: once ?? newId(atMs) }))
    },
    /** Sends a ping to this webhook, whatever it is told otherwise. @errors webhook.not_found */
    ping: async (spaceId: string, webhook: string): Promise<void> => {
      const { id, project_id: projectId } = await inSpace(spaceId, (client) => webhookTable.get(client, webhook))
      const atMs = nowMs()
      const event = targetedEvent(ping, { spaceId, projectId, atMs, once: `ping ${newId(atMs)}` })
      await tell(spaceId, { ...event, bodies: { ...event.bodies, pigeon: { event: 'ping' } } }, id)
    },
  }
}
