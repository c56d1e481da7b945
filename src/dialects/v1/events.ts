// Live changes: one stream of everything the reader may see, or of one incident's timeline, which goes on where it was left.

import { z } from '@hono/zod-openapi'
import { byIncident } from '#contract/incidents'
import type { AppContext, Principal } from '#http/port'
import { whereOf } from './incidents.ts'
import type { V1Deps } from './ports.ts'
import { route, type V1App } from './route.ts'

const tags = ['events']
const eventStream = {
  description: 'A stream of server-sent events.',
  content: { 'text/event-stream': { schema: { type: 'string' as const } } },
}
const resume = z.object({
  'last-event-id': z
    .string()
    .regex(/^\d{1,9}$/, 'must be the id of an event')
    .optional()
    .openapi({ description: 'the last one heard; browsers send it by themselves' }),
})

const eventsRoute = route(['callouts:read', 'incidents:read', 'alerts:read'], {
  method: 'get',
  path: '/v1/events',
  tags,
  summary: 'Hear what changes, as it changes',
  description:
    'Events `incident`, `callout` and `alert` carry an id and how far it has come, nothing else: look again. Each kind is told to those who may read it. `reset` means that anything may have changed; so does every reconnection.',
  responses: { 200: eventStream },
})
const incidentEventsRoute = route('incidents:read', {
  method: 'get',
  path: '/v1/incidents/{ref}/events',
  tags,
  summary: 'Hear when an incident’s timeline grows',
  description:
    'Events `timeline` have the number of the last entry as their id. With Last-Event-ID, what came since is told of at once.',
  request: { params: byIncident, headers: resume },
  responses: { 200: eventStream },
})

export interface LivePort {
  open(order: {
    readonly who: Principal
    readonly incident: { readonly id: string; readonly after: number; readonly seq: () => Promise<number> } | null
    readonly cut: () => void
  }): Promise<ReadableStream<Uint8Array>>
}

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  // Reverse proxies that gather answers before they pass them on.
  'X-Accel-Buffering': 'no',
} as const

type Order = Omit<Parameters<LivePort['open']>[0], 'cut'>

/** The answer's own connection, which the server beneath puts into the environment. */
const cutter = ({ env }: AppContext) => {
  const { outgoing } = env as { readonly outgoing?: { destroy(): void } }
  return () => outgoing?.destroy()
}

export const eventRoutes = (app: V1App, { incidents, live }: V1Deps): void => {
  /** A stream nobody will read is not opened. */
  const stream = async (c: AppContext, order: Order): Promise<Response> =>
    c.req.method === 'HEAD'
      ? c.body(null, 200, headers)
      : c.body(await live.open({ ...order, cut: cutter(c) }), 200, headers)

  app.openapi(eventsRoute, (c) => stream(c, { who: c.get('principal'), incident: null }))
  app.openapi(incidentEventsRoute, async (c) => {
    const who = c.get('principal')
    const { id, seq } = await incidents.find(whereOf(who), c.req.valid('param').ref)
    const heard = c.req.valid('header')['last-event-id']
    const incident = {
      id,
      after: heard === undefined ? seq : Number(heard),
      seq: async () => (await incidents.find(whereOf(who), id)).seq,
    }
    return stream(c, { who, incident })
  })
}
