// The ways in of monitoring systems, and a plain one for everything else. Each answers in the shape its senders know; whatever is
// answered with 2xx is on disk. Alertmanager takes every 4xx as final, so what may succeed
// later is 503.

import type { Context } from 'hono'
import { answerJson, createDialectApp, type Failure, refuseOtherMethods } from '#dialects/shared/dialect-app'
import { type JsonBody, readJson } from '#dialects/shared/json-body'
import type { AppContext, AppEnv, Dialect } from '#http/port'
import { senderOf, sourceOf } from './caller.ts'
import { eventsV2 } from './events-v2.ts'
import { takePing } from './heartbeat.ts'
import { type Hook, hooks } from './hooks.ts'
import { pathOf } from './paths.ts'
import type { MonitorDeps } from './ports.ts'

const EVENT_BYTES_MAX = 512 * 1024

type Why = Extract<JsonBody, { ok: false }>['why']

const whys: Readonly<Record<Why, string>> = {
  empty: 'the body is empty',
  malformed: 'the body cannot be read: it is to be in UTF-8, and JSON where nothing else is asked for',
  too_large: 'the body is too large',
  too_deep: 'the body is nested too deeply',
}

const refuse = (context: Context<AppEnv>, status: 400 | 401 | 413 | 422, error: string): Response =>
  answerJson(
    context,
    { error },
    { status, headers: status === 401 ? { 'WWW-Authenticate': 'Basic realm="noroshi"' } : {} },
  )

/** Its sender will not come again: this line is what remains of somebody's cry for help. */
const lost = ({ log }: MonitorDeps, context: AppContext, why: string): void =>
  log.warn({ spaceId: context.get('spaceId'), path: context.req.path, why }, 'alerts were refused')

const refuseBody = (deps: MonitorDeps, context: AppContext, why: Why): Response => {
  lost(deps, context, whys[why])
  return refuse(context, why === 'too_large' ? 413 : 400, whys[why])
}

const receive =
  (deps: MonitorDeps, hook: Hook) =>
  async (context: AppContext): Promise<Response> => {
    const sender = await senderOf(deps, context, hook.kinds)
    if (!sender.ok) return refuse(context, 401, sender.why)
    const body = await hook.body(context)
    if (!body.ok) return refuseBody(deps, context, body.why)
    const read = hook.read(body.value, deps, sender.source.mapping)
    if (!read.ok) {
      lost(deps, context, read.why)
      return refuse(context, 422, read.why)
    }
    const { events, leftOut = 0 } = read
    if (leftOut > 0) lost(deps, context, `the sender left ${leftOut} alerts out`)
    const { taken, ignored } = await deps.alerts.receive(context.get('spaceId'), { source: sender.source, events })
    return answerJson(context, { taken, ignored }, { status: hook.status })
  }

const invalidEvent = (context: AppContext, errors: readonly string[]): Response =>
  answerJson(context, { status: 'invalid event', message: 'Event object is invalid', errors }, { status: 400 })

const enqueue =
  (deps: MonitorDeps) =>
  async (context: AppContext): Promise<Response> => {
    const spaceId = context.get('spaceId')
    const body = await readJson(context, { bytesMax: EVENT_BYTES_MAX })
    if (!body.ok && body.why === 'too_large') return refuseBody(deps, context, body.why)
    if (!body.ok) return invalidEvent(context, [whys[body.why]])
    const read = eventsV2(body.value, deps.newKey)
    if (!read.ok) return invalidEvent(context, read.errors)
    const sender = await sourceOf(deps, { spaceId, key: read.routingKey, kinds: ['events_v2'] })
    if (!sender.ok) return invalidEvent(context, ['Invalid routing key'])
    await deps.alerts.receive(spaceId, { source: sender.source, events: [read.event] })
    const answer = { status: 'success', message: 'Event processed', dedup_key: read.event.dedupKey }
    return answerJson(context, answer, { status: 202 })
  }

const hear =
  (deps: MonitorDeps) =>
  async (context: AppContext): Promise<Response> =>
    (await takePing(deps, context)) ?? refuse(context, 401, 'the key of a heartbeat is needed')

const shape = ({ status }: Failure): object => ({
  error: status === 405 ? 'method not allowed' : status === 503 ? 'try again later' : 'something went wrong',
})

export const createMonitors = (deps: MonitorDeps): Dialect => {
  const app = createDialectApp({ shape, isUnavailable: deps.isUnavailable, log: deps.log })
  for (const hook of hooks) app.post(hook.path, receive(deps, hook))
  app.post(pathOf('events_v2'), enqueue(deps))
  const ping = hear(deps)
  for (const path of [pathOf('heartbeat').replace('{key}', ':key'), '/hooks/heartbeat']) {
    app.get(path, ping)
    app.post(path, ping)
  }
  refuseOtherMethods(app, { shape })
  return { app }
}
