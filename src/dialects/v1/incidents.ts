// Incidents: made, read, changed. What belongs to one (messages, topics, people, files) is in incident-parts.ts.

import { idempotencyHeaders } from '#contract/callouts'
import { AppError } from '#contract/errors'
import {
  byIncident,
  type IncidentInput,
  type IncidentPatch,
  incident,
  incidentInput,
  incidentPage,
  incidentPatch,
  incidentSummary,
  incidentsQuery,
  noticeInput,
  noticeShown,
  statusInput,
  timeline,
  timelineQuery,
} from '#contract/incidents'
import type { UserId } from '#core/ids'
import { type Parameters, wrongParameters } from '#core/incident/options'
import type { Where } from '#core/incident/records'
import type { At, IncidentsPort, ProjectFacts } from '#dialects/shared/incidents-port'
import { cleanMessage } from '#dialects/shared/message'
import { may, type Principal } from '#http/port'
import { showIncident, showIncidentSummary, showNotice, showTimeline } from './incident-present.ts'
import { listed } from './listed.ts'
import type { V1Deps } from './ports.ts'
import { answer, body, route, type V1App } from './route.ts'

const tags = ['incidents']
const params = byIncident

export const whereOf = ({ spaceId, projectId }: Principal): Where => ({ spaceId, projectId })
export const atOf = (principal: Principal, ref: string): At => ({
  where: whereOf(principal),
  ref,
  by: { userId: principal.userId as UserId | null, name: principal.name },
})

/** What is left of a message; one of which nothing is left says nothing. @errors request.invalid */
export const messageOf = (text: string): string => {
  const html = cleanMessage(text)
  if (html.trim() !== '') return html
  throw new AppError('request.invalid', { field: 'message', detail: 'must have something that may be shown' })
}

const createRoute = route('incidents:write', {
  method: 'post',
  path: '/v1/incidents',
  tags,
  summary: 'Make an incident, with topics, a message and a notice to everybody where wanted',
  description: 'All of it is stored, or nothing. A notice starts a callout; to ring phones, ask for calls.',
  request: { headers: idempotencyHeaders, ...body(incidentInput) },
  responses: {
    201: answer(incident, 'Stored durably; the notice is on its way.'),
    200: answer(incident, 'This idempotency key made it before (Idempotency-Replayed: true).'),
  },
})
const getRoute = route('incidents:read', {
  method: 'get',
  path: '/v1/incidents/{ref}',
  tags,
  summary: 'Read an incident with everything that belongs to it but its timeline',
  request: { params },
  responses: { 200: answer(incident, 'The incident.') },
})
const patchRoute = route('incidents:write', {
  method: 'patch',
  path: '/v1/incidents/{ref}',
  tags,
  summary: 'Change an incident; what is left out stays',
  request: { params, ...body(incidentPatch) },
  responses: { 200: answer(incidentSummary, 'The incident as it is now.') },
})
const statusRoute = route('incidents:write', {
  method: 'post',
  path: '/v1/incidents/{ref}/status',
  tags,
  summary: 'Change the status: open (発生中), pend (暫定対応), close (恒久対応)',
  description: 'The same status again changes nothing. Back to open clears who pended, closed and took it.',
  request: { params, ...body(statusInput) },
  responses: { 200: answer(incidentSummary, 'The incident as it is now.') },
})
const takeRoute = route('incidents:write', {
  method: 'post',
  path: '/v1/incidents/{ref}/take',
  tags,
  summary: 'Say "I have it": the forgotten-incident alert does not come any more',
  request: { params },
  responses: { 200: answer(incidentSummary, 'The incident as it is now.') },
})
const timelineRoute = route('incidents:read', {
  method: 'get',
  path: '/v1/incidents/{ref}/timeline',
  tags,
  summary: 'Read the timeline, from the entry after `after` on',
  description:
    'Numbered without gaps. The first signed-in person who may change the incident and opens it from the beginning becomes commander (指揮者).',
  request: { params, query: timelineQuery },
  responses: { 200: answer(timeline, 'Entries in order.') },
})
const noticeRoute = route('incidents:write', {
  method: 'post',
  path: '/v1/incidents/{ref}/notices',
  tags,
  summary: 'Notify every member of the project on their default devices (一斉通知)',
  request: { params, ...body(noticeInput) },
  responses: { 201: answer(noticeShown, 'Stored durably; it is on its way.') },
})

/** @errors request.invalid */
const checkParameters = ({ settings }: ProjectFacts, parameters: Parameters | null | undefined): void => {
  const wrong = wrongParameters(settings.options, parameters ?? {})
  if (wrong.length === 0) return
  const errors = wrong.map((key) => ({ field: `parameters.${key}`, message: 'does not fit the option item' }))
  throw new AppError('request.invalid', { detail: wrong.join(', '), errors })
}

/** A token of a project makes incidents of that project only. @errors project.not_found */
const projectFor = async (
  incidents: IncidentsPort,
  who: Principal,
  asked: string | undefined,
): Promise<ProjectFacts> => {
  const project = await incidents.project(who.spaceId, asked ?? who.projectId)
  if (who.projectId !== null && project.id !== who.projectId) throw new AppError('project.not_found', { detail: asked })
  return project
}

const instantOf = (text: string | null): number | null => (text === null ? null : Date.parse(text))

const create = async (
  { incidents, digest }: V1Deps,
  who: Principal,
  { input, key }: { input: IncidentInput; key: string | undefined },
) => {
  const project = await projectFor(incidents, who, input.project)
  checkParameters(project, input.parameters)
  const { name, status, parameters, topics, message, notice } = input
  const created = await incidents.create({
    spaceId: who.spaceId,
    project,
    by: { userId: who.userId as UserId | null, name: who.name },
    name,
    status,
    parameters,
    occurredAtMs: instantOf(input.occurredAt),
    permanentActionAtMs: instantOf(input.permanentActionAt),
    topics,
    message: message === undefined ? null : messageOf(message),
    notice: notice ?? null,
    withoutDestination: 'refuse',
    idempotency: key === undefined ? null : { key, fingerprint: digest(JSON.stringify([project.id, input])) },
  })
  if (!created.ok) throw new AppError(created.code, { field: 'notice' })
  return created
}

const patchOf = ({ occurredAt, permanentActionAt, ...rest }: IncidentPatch) => ({
  ...rest,
  ...(occurredAt === undefined ? {} : { occurredAtMs: instantOf(occurredAt) }),
  ...(permanentActionAt === undefined ? {} : { permanentActionAtMs: instantOf(permanentActionAt) }),
})

/** Whoever opens the timeline first commands; a program never does, and neither does who may only look. */
const opened = async ({ incidents }: V1Deps, who: Principal, ref: string): Promise<void> => {
  if (who.userId === null || !may(who, 'incidents:write')) return
  await incidents.timelineOpened(whereOf(who), ref, { userId: who.userId as UserId, name: who.name })
}

const reads = (app: V1App, deps: V1Deps): void => {
  const { incidents } = deps
  list(app, deps)
  app.openapi(getRoute, async (c) =>
    c.json(showIncident(await incidents.get(whereOf(c.get('principal')), c.req.valid('param').ref)), 200),
  )
  app.openapi(timelineRoute, async (c) => {
    const { ref } = c.req.valid('param')
    const { after, limit } = c.req.valid('query')
    const who = c.get('principal')
    if (after === 0) await opened(deps, who, ref)
    return c.json(showTimeline(await incidents.timeline(whereOf(who), ref, { after, limit })), 200)
  })
}

const changes = (app: V1App, { incidents }: V1Deps): void => {
  const now = async (who: Principal, ref: string) => showIncidentSummary(await incidents.find(whereOf(who), ref))
  app.openapi(patchRoute, async (c) => {
    const { ref } = c.req.valid('param')
    const patch = c.req.valid('json')
    const who = c.get('principal')
    const { projectId } = await incidents.find(whereOf(who), ref)
    checkParameters(await incidents.project(who.spaceId, projectId), patch.parameters)
    await incidents.amend(atOf(who, ref), patchOf(patch))
    return c.json(await now(who, ref), 200)
  })
  app.openapi(statusRoute, async (c) => {
    const { ref } = c.req.valid('param')
    const who = c.get('principal')
    await incidents.setStatus(atOf(who, ref), c.req.valid('json').status)
    return c.json(await now(who, ref), 200)
  })
  app.openapi(takeRoute, async (c) => {
    const { ref } = c.req.valid('param')
    const who = c.get('principal')
    await incidents.take(atOf(who, ref))
    return c.json(await now(who, ref), 200)
  })
  app.openapi(noticeRoute, async (c) => {
    const notified = await incidents.notify(atOf(c.get('principal'), c.req.valid('param').ref), c.req.valid('json'))
    if (!notified.ok) throw new AppError(notified.code)
    return c.json(showNotice(notified.notice), 201)
  })
}

const list = (app: V1App, { incidents }: Pick<V1Deps, 'incidents'>): void =>
  listed(app, {
    needs: 'incidents:read',
    path: '/v1/incidents',
    tags,
    summary: 'List incidents, newest first',
    description: 'Ordered by the second of their creation, then by number. A token of a project sees its project.',
    query: incidentsQuery,
    page: incidentPage,
    columns: [
      ['number', (one) => one.number],
      ['name', (one) => one.name],
      ['state', (one) => one.status],
      ['project', (one) => one.project],
      ['commander', (one) => one.commander?.name ?? null],
      ['occurredAt', (one) => one.occurredAt],
      ['createdAt', (one) => one.created.at],
      ['takenAt', (one) => one.taken?.at ?? null],
      ['closedAt', (one) => one.closed?.at ?? null],
      ['updatedAt', (one) => one.updated.at],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const { limit, cursor = null, status, project, from, to, text } = query
      const who = c.get('principal')
      const asked = project === undefined ? who.projectId : (await projectFor(incidents, who, project)).id
      const filter = {
        status: status ?? null,
        fromMs: from === undefined ? null : Date.parse(from),
        toMs: to === undefined ? null : Date.parse(to),
        text: text ?? null,
      }
      const where = { spaceId: who.spaceId, projectId: asked }
      const { items, next } = await incidents.list(where, filter, { limit, cursor })
      return { items: items.map(showIncidentSummary), next }
    },
  })

export const incidentRoutes = (app: V1App, deps: V1Deps): void => {
  reads(app, deps)
  app.openapi(createRoute, async (c) => {
    const key = c.req.valid('header')['idempotency-key']
    const { detail, replayed } = await create(deps, c.get('principal'), { input: c.req.valid('json'), key })
    const shown = showIncident(detail)
    if (replayed) return c.json(shown, 200, { 'Idempotency-Replayed': 'true' })
    return c.json(shown, 201, { Location: `/v1/incidents/${shown.number}` })
  })
  changes(app, deps)
}
