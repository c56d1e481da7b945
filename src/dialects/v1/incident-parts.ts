// What belongs to an incident: messages, topics, the people who work on it, and what its project says about incidents.

import type { z } from '@hono/zod-openapi'
import { AppError } from '#contract/errors'
import { type IncidentSettings, incidentSettings, incidentSettingsPatch } from '#contract/incident-settings'
import {
  byIncident,
  byPart,
  byTopic,
  commanderInput,
  incidentSummary,
  message,
  messageInput,
  type NoticeDevices,
  noticeDevices,
  responder,
  responderInput,
  topic,
  topicInput,
  topicPatch,
} from '#contract/incidents'
import { byReference } from '#contract/objects'
import type { Member } from '#core/incident/notice'
import type { IncidentSettings as Settings } from '#core/incident/records'
import type { SettingsPatch } from '#dialects/shared/incidents-port'
import type { Principal } from '#http/port'
import { showIncidentSummary, showResponder, showTopic } from './incident-present.ts'
import { atOf, messageOf, whereOf } from './incidents.ts'
import { parseNumber } from './numbers.ts'
import type { V1Deps } from './ports.ts'
import { address, instant, instantOrNull } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'
import { ifMatch, seenAt, versionOf } from './seen.ts'

const tags = ['incidents']

const messageRoute = route('incidents:write', {
  method: 'post',
  path: '/v1/incidents/{ref}/messages',
  tags,
  summary: 'Write into the timeline',
  request: { params: byIncident, ...body(messageInput) },
  responses: { 201: answer(message, 'The message, without what was taken out of it.') },
})
const topicRoute = route('incidents:write', {
  method: 'post',
  path: '/v1/incidents/{ref}/topics',
  tags,
  summary: 'Open a topic; its colour is chosen by itself',
  request: { params: byIncident, ...body(topicInput) },
  responses: { 201: answer(topic, 'The topic.') },
})
const topicPatchRoute = route('incidents:write', {
  method: 'patch',
  path: '/v1/incidents/{ref}/topics/{topic}',
  tags,
  summary: 'Rename, close or reopen a topic',
  request: { params: byTopic, ...body(topicPatch) },
  responses: { 200: answer(topic, 'The topic as it is now.') },
})
const responderRoute = route('incidents:write', {
  method: 'post',
  path: '/v1/incidents/{ref}/responders',
  tags,
  summary: 'Add somebody who works on it: a user, or a guest by name',
  description: 'A user who is no member of the project is a guest too. Adding somebody twice changes nothing.',
  request: { params: byIncident, ...body(responderInput) },
  responses: { 201: answer(responder, 'The responder.') },
})
const removeRoute = route('incidents:write', {
  method: 'delete',
  path: '/v1/incidents/{ref}/responders/{id}',
  tags,
  summary: 'Take a responder off',
  request: { params: byPart },
  responses: { 204: nothing },
})
const commanderRoute = route('incidents:write', {
  method: 'put',
  path: '/v1/incidents/{ref}/commander',
  tags,
  summary: 'Name the commander (指揮者), or nobody',
  request: { params: byIncident, ...body(commanderInput) },
  responses: { 200: answer(incidentSummary, 'The incident as it is now.') },
})
const devicesRoute = route('incidents:write', {
  method: 'get',
  path: '/v1/projects/{ref}/notice-devices',
  tags: ['projects'],
  summary: 'Whom a notice (一斉通知) can go to, by what, and which of it is a default',
  request: { params: byReference },
  responses: { 200: answer(noticeDevices, 'Every member of the project with their contact methods.') },
})
const settingsRoute = route('projects:read', {
  method: 'get',
  path: '/v1/projects/{ref}/incident-settings',
  tags: ['projects'],
  summary: 'Read what a project says about its incidents: option items, alert, Reactio',
  request: { params: byReference },
  responses: { 200: answer(incidentSettings, 'The settings, defaults included.') },
})
const settingsPatchRoute = route('projects:write', {
  method: 'patch',
  path: '/v1/projects/{ref}/incident-settings',
  tags: ['projects'],
  summary: 'Change what a project says about its incidents; what is left out stays',
  request: { params: byReference, headers: ifMatch, ...body(incidentSettingsPatch) },
  responses: { 200: answer(incidentSettings, 'The settings as they are now.') },
})

const MINUTE_MS = 60_000

type Shown = { readonly settings: Settings; readonly settingsUpdatedAtMs: number | null }

const showSettings = ({ settings, settingsUpdatedAtMs }: Shown): IncidentSettings => {
  const { options, forgotten, notice, reactio } = settings
  return {
    options: options.map(({ key, label, kind, choices }) => ({ key, label, kind, choices: [...choices] })),
    forgotten: {
      enabled: forgotten.enabled,
      firstMinutes: forgotten.firstMs / MINUTE_MS,
      everyMinutes: forgotten.everyMs / MINUTE_MS,
    },
    notice: { ...notice },
    reactio: { ...reactio },
    updatedAt: instantOrNull(settingsUpdatedAtMs),
  }
}
const settingsVersion = ({ settingsUpdatedAtMs }: Shown) => versionOf({ updatedAtMs: settingsUpdatedAtMs })

type GivenForgotten = NonNullable<z.output<typeof incidentSettingsPatch>['forgotten']>

const forgottenOf = ({ enabled, firstMinutes, everyMinutes }: GivenForgotten): SettingsPatch['forgotten'] => ({
  ...(enabled === undefined ? {} : { enabled }),
  ...(firstMinutes === undefined ? {} : { firstMs: firstMinutes * MINUTE_MS }),
  ...(everyMinutes === undefined ? {} : { everyMs: everyMinutes * MINUTE_MS }),
})

/** Another project's settings are nobody's business. @errors project.not_found */
const own = (who: Principal, id: string, ref: string): void => {
  if (who.projectId !== null && who.projectId !== id) throw new AppError('project.not_found', { detail: ref })
}

const people = (app: V1App, { incidents }: V1Deps): void => {
  app.openapi(responderRoute, async (c) => {
    const at = atOf(c.get('principal'), c.req.valid('param').ref)
    return c.json(showResponder(await incidents.addResponder(at, c.req.valid('json'))), 201)
  })
  app.openapi(removeRoute, async (c) => {
    const { ref, id } = c.req.valid('param')
    await incidents.removeResponder(atOf(c.get('principal'), ref), id)
    return c.body(null, 204)
  })
  app.openapi(commanderRoute, async (c) => {
    const { ref } = c.req.valid('param')
    const who = c.get('principal')
    await incidents.nameCommander(atOf(who, ref), c.req.valid('json').user)
    return c.json(showIncidentSummary(await incidents.find(whereOf(who), ref)), 200)
  })
}

const showDevices = (members: readonly Member[], viewer: Principal): NoticeDevices['items'] =>
  members.map(({ userId, name, methods }) => ({
    user: userId,
    name,
    methods: methods.map((one) => ({
      id: one.id,
      channel: one.channel,
      label: one.label,
      address: address(one.address, viewer),
      default: one.isDefault,
    })),
  }))

const settings = (app: V1App, deps: V1Deps): void => {
  const { incidents } = deps
  app.openapi(devicesRoute, async (c) => {
    const { ref } = c.req.valid('param')
    const who = c.get('principal')
    const { id, callsPhones } = await incidents.project(who.spaceId, ref)
    own(who, id, ref)
    const members = await incidents.members(who.spaceId, id)
    return c.json({ phones: callsPhones, items: showDevices(members, who) }, 200)
  })
  app.openapi(settingsRoute, async (c) => {
    const { ref } = c.req.valid('param')
    const who = c.get('principal')
    const project = await incidents.project(who.spaceId, ref)
    own(who, project.id, ref)
    return c.json(showSettings(project), 200, settingsVersion(project))
  })
  app.openapi(settingsPatchRoute, async (c) => {
    const { ref } = c.req.valid('param')
    const { options, forgotten, notice, reactio } = c.req.valid('json')
    const who = c.get('principal')
    own(who, (await incidents.project(who.spaceId, ref)).id, ref)
    const from =
      notice?.from && parseNumber(deps.numbers, notice.from, { use: 'phone', simulated: true, field: 'notice.from' })
    const patch = {
      options,
      forgotten: forgotten && forgottenOf(forgotten),
      notice: notice && { ...notice, ...(from ? { from } : {}) },
      reactio,
      seenAtMs: seenAt(c.req.valid('header')),
    }
    const set = await incidents.setSettings(who.spaceId, ref, patch as SettingsPatch)
    return c.json(showSettings(set), 200, settingsVersion(set))
  })
}

export const incidentPartRoutes = (app: V1App, deps: V1Deps): void => {
  const { incidents } = deps
  app.openapi(messageRoute, async (c) => {
    const { message: text, topic: number } = c.req.valid('json')
    const at = atOf(c.get('principal'), c.req.valid('param').ref)
    const said = await incidents.say(at, { html: messageOf(text), topic: number })
    const shown = { number: said.number, seq: said.seq, message: said.html, createdAt: instant(said.createdAtMs) }
    return c.json(shown, 201)
  })
  app.openapi(topicRoute, async (c) => {
    const at = atOf(c.get('principal'), c.req.valid('param').ref)
    return c.json(showTopic(await incidents.addTopic(at, c.req.valid('json').name)), 201)
  })
  app.openapi(topicPatchRoute, async (c) => {
    const { ref, topic: number } = c.req.valid('param')
    const { name, status } = c.req.valid('json')
    const patch = { name, closed: status === undefined ? undefined : status === 'close' }
    return c.json(showTopic(await incidents.changeTopic(atOf(c.get('principal'), ref), number, patch)), 200)
  })
  people(app, deps)
  settings(app, deps)
}
