// Reactio's API: /api/v1/incidents, /notifications, /messages, with an X-Api-Key that belongs to a project. The order of checks
// is the key, the body, its fields, the incident, the destinations; whatever is refused has written nothing.

import type { Hono } from 'hono'
import { type IncidentStatus, incidentStatuses } from '#core/incident/incident'
import type { Where } from '#core/incident/records'
import { answerJson, createDialectApp, type DialectOptions, refuseOtherMethods } from '#dialects/shared/dialect-app'
import type { At, IncidentsPort, ProjectFacts } from '#dialects/shared/incidents-port'
import { asObject, readJson } from '#dialects/shared/json-body'
import { cleanMessage } from '#dialects/shared/message'
import { type AppContext, type AppEnv, type Dialect, may, type Principal } from '#http/port'
import { type FieldError, refuse, refuseFields, shape } from './answers.ts'
import { INVALID, MESSAGE_CHARACTERS_MAX, STATUS_WHEN_LEFT_OUT } from './choices.ts'
import { newIncident } from './create-fields.ts'
import { type Body, flag, incidentId, numberOf, type Reading, text, wrong } from './fields.ts'
import { asked, listFields } from './list-query.ts'
import { showCreated, showDetail, showListed, showMessage, showNotification } from './present.ts'

export type KeyCheck = ({ readonly ok: true } & Principal) | { readonly ok: false }

export type ReactioDeps = Omit<DialectOptions, 'shape'> & {
  readonly incidents: IncidentsPort
  /** Keys are API tokens, or keys that were brought along from Reactio. */
  readonly keys: { check(key: string, spaceId: string): Promise<KeyCheck> }
  /** The address a client reaches us by, for the paths of files. */
  readonly originOf: (context: AppContext) => string
  readonly log: { warn(facts: Record<string, unknown>, message: string): void } & DialectOptions['log']
}

/** Who asks, and for which project. */
type Caller = { readonly who: Principal; readonly project: ProjectFacts; readonly where: Where }

type Handler<Extra extends unknown[]> = (context: AppContext, caller: Caller, ...extra: Extra) => Promise<Response>

/** A key that belongs to no project speaks for the default one. */
const callerOf = async ({ incidents }: ReactioDeps, who: Principal): Promise<Caller> => {
  const project = await incidents.project(who.spaceId, who.projectId)
  return { who, project, where: { spaceId: who.spaceId, projectId: project.id } }
}

const withKey =
  (deps: ReactioDeps, needs: 'read' | 'write', handle: Handler<[]>) =>
  async (context: AppContext): Promise<Response> => {
    const key = context.req.header('X-Api-Key')?.trim() ?? ''
    if (key === '') return refuse(context, 'keyRequired')
    const checked = await deps.keys.check(key, context.get('spaceId'))
    if (!checked.ok) return refuse(context, 'keyInvalid')
    // Reactio knows no key that may not do something: it is forbidden to look, and no key to write with.
    if (!may(checked, `incidents:${needs}`)) return refuse(context, needs === 'read' ? 'forbidden' : 'keyInvalid')
    return handle(context, await callerOf(deps, checked))
  }

/** Reads a body that must be an object with something in it, trailing commas forgiven. */
const withBody = (deps: ReactioDeps, handle: Handler<[Body]>) =>
  withKey(deps, 'write', async (context, caller) => {
    const read = await readJson(context, { trailingCommas: true })
    if (!read.ok) return refuse(context, read.why === 'too_large' ? 'bodyTooLarge' : 'bodyInvalid')
    const body = asObject(read.value)
    if (body === null || Object.keys(body).length === 0) return refuse(context, 'bodyInvalid')
    return handle(context, caller, body)
  })

const isUnknown = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'incident.not_found'

/** Runs what needs the incident; one of another project is one nobody knows. */
const onIncident = async (context: AppContext, run: () => Promise<Response>): Promise<Response> => {
  try {
    return await run()
  } catch (error) {
    if (isUnknown(error)) return refuse(context, 'incidentUnknown')
    throw error
  }
}

const atOf = ({ who, where }: Caller, ref: string): At => ({ where, ref, by: { userId: null, name: who.name } })

const create = (deps: ReactioDeps) =>
  withBody(deps, async (context, { who, project }, body) => {
    const read = newIncident(body, project.settings.options)
    if (!read.ok) return refuseFields(context, read.errors)
    const { createWithoutDestination } = project.settings.reactio
    const created = await deps.incidents.create({
      ...read.incident,
      spaceId: who.spaceId,
      project,
      by: { userId: null, name: who.name },
      occurredAtMs: null,
      permanentActionAtMs: null,
      withoutDestination: createWithoutDestination ? 'create' : 'refuse',
      idempotency: null,
    })
    if (created.ok) return answerJson(context, showCreated(created.detail), { status: 201 })
    // Nothing of it is stored, so this line is what remains of somebody's cry for help.
    const { name, notice } = read.incident
    const facts = { spaceId: who.spaceId, project: project.key, key: who.name, name, text: notice?.text }
    deps.log.warn(facts, 'an incident was refused: its notification had nobody to go to')
    return refuse(context, 'nobody')
  })

const list = (deps: ReactioDeps) =>
  withKey(deps, 'read', async (context, { project, where }) => {
    const { filter, page } = asked(await listFields(context), project.settings.reactio.listStatus)
    const { items } = await deps.incidents.list(where, filter, page)
    return answerJson(context, items.map(showListed))
  })

const detail = (deps: ReactioDeps) =>
  withKey(deps, 'read', async (context, { where }) => {
    const ref = numberOf(context.req.param('id') ?? '')
    try {
      return answerJson(context, showDetail(await deps.incidents.get(where, ref), deps.originOf(context)))
    } catch (error) {
      if (!isUnknown(error)) throw error
      return refuse(context, (await deps.incidents.exists(where.spaceId, ref)) ? 'forbidden' : 'notFound')
    }
  })

const statusOf = (reading: Reading): IncidentStatus => {
  const given = reading.body['status']
  if (given === undefined) return STATUS_WHEN_LEFT_OUT
  const found = incidentStatuses.find((one) => one === given)
  if (found === undefined) wrong(reading, 'status', INVALID)
  return found ?? STATUS_WHEN_LEFT_OUT
}

const status = (deps: ReactioDeps) =>
  withBody(deps, async (context, caller, body) => {
    const errors: FieldError[] = []
    const to = statusOf({ body, errors })
    if (errors.length > 0) return refuseFields(context, errors)
    return onIncident(context, async () => {
      await deps.incidents.setStatus(atOf(caller, numberOf(context.req.param('id') ?? '')), to)
      return answerJson(context, { success: true })
    })
  })

const notify = (deps: ReactioDeps) =>
  withBody(deps, async (context, caller, body) => {
    const errors: FieldError[] = []
    const reading: Reading = { body, errors }
    const ref = incidentId(reading, 'incident_id')
    const said = text(reading, 'notification_text', { required: true })
    const call = flag(reading, 'notification_call')
    if (errors.length > 0 || said === null) return refuseFields(context, errors)
    return onIncident(context, async () => {
      const notified = await deps.incidents.notify(atOf(caller, ref), { text: said, call })
      if (!notified.ok) return refuse(context, 'nobody')
      return answerJson(context, showNotification(notified.notice), { status: 201 })
    })
  })

const messageOf = (reading: Reading): string => {
  const said = text(reading, 'message', { max: MESSAGE_CHARACTERS_MAX, required: true })
  const html = said === null ? '' : cleanMessage(said)
  if (said !== null && html.trim() === '') wrong(reading, 'message', INVALID)
  return html
}

const say = (deps: ReactioDeps) =>
  withBody(deps, async (context, caller, body) => {
    const errors: FieldError[] = []
    const reading: Reading = { body, errors }
    const ref = incidentId(reading, 'incident_id')
    const html = messageOf(reading)
    if (errors.length > 0) return refuseFields(context, errors)
    return onIncident(context, async () => {
      const said = await deps.incidents.say(atOf(caller, ref), { html, topic: null })
      return answerJson(context, showMessage(said), { status: 201 })
    })
  })

export const createReactio = (deps: ReactioDeps): Dialect => {
  const app: Hono<AppEnv> = createDialectApp({ ...deps, shape })
  app.post('/api/v1/incidents', create(deps))
  app.get('/api/v1/incidents', list(deps))
  app.get('/api/v1/incidents/:id', detail(deps))
  app.post('/api/v1/incidents/:id/status', status(deps))
  app.post('/api/v1/notifications', notify(deps))
  app.post('/api/v1/messages', say(deps))
  refuseOtherMethods(app, { shape })
  return { app }
}
