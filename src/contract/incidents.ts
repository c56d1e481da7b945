// Incidents: what people work on, as /v1 takes and shows them. People are shown with their integer too, which is what other
// products' APIs know them by.

import { z } from '@hono/zod-openapi'
import { channels, incidentStatuses, limits, outcomes } from './limits.ts'
import { pageOf, pageQuery } from './objects.ts'
import { id, instant, name, nameNow, reference, spokenText, storable } from './text.ts'

const characters = (text: string): number => Array.from(text).length

/** One line of free form; what a monitoring system calls it may be long. */
const line = (limit: { readonly min: number; readonly max: number }) =>
  z
    .string()
    .transform((text) => storable(text).trim())
    .refine((text) => characters(text) >= limit.min && characters(text) <= limit.max, {
      error: `must have ${limit.min} to ${limit.max} characters`,
    })
    .openapi({ type: 'string', minLength: limit.min, maxLength: limit.max })

export const messageText = z
  .string()
  .transform(storable)
  .refine((text) => text.trim() !== '' && characters(text) <= limits.messageCharacters.max, {
    error: `must have 1 to ${limits.messageCharacters.max} characters`,
  })
  .openapi({
    type: 'string',
    maxLength: limits.messageCharacters.max,
    description: 'May use the tags a, b, br and img with href, src and alt; everything else is taken out.',
  })

const scalar = z.union([
  z
    .string()
    .transform(storable)
    .refine((text) => characters(text) <= limits.incidentParameters.valueCharacters, { error: 'is too long' }),
  z.number(),
  z.boolean(),
  z.null(),
])
export const incidentParameters = z
  .record(z.string().min(1).max(limits.keyCharacters.max), z.union([scalar, z.array(scalar).max(200)]))
  .refine((all) => Object.keys(all).length <= limits.incidentParameters.max, {
    error: `must be at most ${limits.incidentParameters.max} parameters`,
  })
  .transform((all) => Object.fromEntries(Object.entries(all).map(([key, value]) => [storable(key), value])))
  .openapi({
    type: 'object',
    additionalProperties: true,
    description: 'By the keys of the project’s option items; other names are kept as they are.',
  })

const status = z.enum(incidentStatuses)
const topicName = line(limits.topicNameCharacters)
const incidentName = line(limits.incidentNameCharacters)

const notice = z
  .strictObject({
    text: spokenText,
    call: z.boolean().default(false).openapi({ description: 'ring phones too' }),
    methods: z.array(id).min(1).max(limits.membersPerProject.max).optional().openapi({
      description: 'contact methods of members, by id, in place of the defaults; phones among them ring only with call',
    }),
  })
  .openapi('NoticeInput', { description: 'To every member of the project, on each contact method that is a default.' })

export const incidentInput = z
  .strictObject({
    name: incidentName,
    project: reference.optional().openapi({ description: 'else the token’s, else the default one' }),
    status: status.default('open'),
    occurredAt: instant.nullable().default(null),
    permanentActionAt: instant.nullable().default(null),
    parameters: incidentParameters.nullable().default(null),
    topics: z.array(topicName).max(limits.topicsPerIncident.max).default([]),
    message: messageText.optional(),
    notice: notice.optional(),
  })
  .openapi('IncidentInput')

export const incidentPatch = z
  .strictObject({
    name: incidentName,
    occurredAt: instant.nullable(),
    permanentActionAt: instant.nullable(),
    parameters: incidentParameters.nullable(),
  })
  .partial()
  .openapi('IncidentPatch', { description: 'What is left out stays; parameters are replaced as a whole.' })

export const statusInput = z.strictObject({ status }).openapi('IncidentStatusInput')
export const messageInput = z
  .strictObject({ message: messageText, topic: z.int().positive().max(2_147_483_647).nullable().default(null) })
  .openapi('MessageInput')
export const noticeInput = notice
export const noticeDevices = z
  .object({
    phones: z.boolean().openapi({ description: 'false: there is no connection or no caller id to ring phones with' }),
    items: z.array(
      z.object({
        user: id,
        name: z.string(),
        methods: z.array(
          z.object({ id, channel: z.enum(channels), label: z.string(), address: z.string(), default: z.boolean() }),
        ),
      }),
    ),
  })
  .openapi('NoticeDevices')
export const topicInput = z.strictObject({ name: topicName }).openapi('TopicInput')
export const topicPatch = z
  .strictObject({ name: topicName, status: z.enum(['open', 'close']) })
  .partial()
  .openapi('TopicPatch')
export const responderInput = z
  .union([z.strictObject({ user: reference }), z.strictObject({ guest: name })])
  .openapi('ResponderInput', { description: 'A user of the space, or somebody else by name.' })
export const commanderInput = z.strictObject({ user: reference.nullable() }).openapi('CommanderInput')

export const incidentsQuery = pageQuery.extend({
  status: status.optional(),
  project: reference.optional(),
  from: instant.optional().openapi({ description: 'created at or after' }),
  to: instant.optional().openapi({ description: 'created at or before' }),
  text: z
    .string()
    .transform(storable)
    .refine((text) => text !== '' && text.length <= 200, { error: 'must have 1 to 200 characters' })
    .optional()
    .openapi({ type: 'string', maxLength: 200, description: 'part of the name, or # and a number' }),
})
export const byIncident = z.object({ ref: reference.openapi({ description: 'The number or the id.' }) })
export const byTopic = byIncident.extend({ topic: z.coerce.number().int().positive().max(2_147_483_647) })
export const byPart = byIncident.extend({ id })
export const timelineQuery = z.object({
  after: z.coerce.number().int().min(0).max(2_147_483_647).default(0),
  limit: pageQuery.shape.limit,
})
export const fileQuery = z.object({
  name: z.string().max(1_000).optional().openapi({ description: 'of the file, where the body is its bytes' }),
})

export const person = z.object({ id, number: z.int(), name: z.string() }).openapi('Person')
const mark = z
  .object({ at: instant, by: person.nullable() })
  .openapi('Mark', { description: 'when, and who; null: a program' })

export const incidentSummary = z
  .object({
    id,
    number: z.int(),
    project: z.string(),
    projectName: nameNow,
    name: z.string(),
    status,
    parameters: z.record(z.string(), z.unknown()).nullable(),
    occurredAt: instant.nullable(),
    permanentActionAt: instant.nullable(),
    commander: person.nullable(),
    pended: mark.nullable(),
    closed: mark.nullable(),
    taken: mark.nullable(),
    created: mark,
    updated: mark,
    alertAt: instant.nullable().openapi({ description: 'when everybody is called again unless somebody takes it' }),
    seq: z.int().openapi({ description: 'the number of the last timeline entry' }),
  })
  .openapi('IncidentSummary')

export const topic = z
  .object({
    id,
    number: z.int(),
    name: z.string(),
    status: z.enum(['open', 'close']),
    colour: z.string(),
    closed: mark.nullable(),
    created: mark,
    updated: mark,
  })
  .openapi('Topic')

export const responder = z
  .object({ id, user: person.nullable(), name: z.string(), guest: z.boolean(), addedAt: instant })
  .openapi('Responder')

export const file = z
  .object({
    id,
    name: z.string(),
    mediaType: z.string(),
    bytes: z.int(),
    path: z.string().openapi({ description: 'opens without a token for whoever has it; nobody can guess it' }),
    created: mark,
  })
  .openapi('IncidentFile')

const people = z.array(person)
export const noticeShown = z
  .object({
    id,
    number: z.int(),
    text: z.string(),
    call: z.boolean(),
    notified: z.object({ phone: people, mail1: people, mail2: people, push: people }),
    createdAt: instant,
  })
  .openapi('Notice')

const link = z.object({
  id,
  why: z.enum(['notice', 'forgotten']),
  startedAt: instant,
  outcome: z.enum(outcomes).nullable(),
})

export const incident = incidentSummary
  .extend({
    topics: z.array(topic),
    responders: z.array(responder),
    files: z.array(file),
    notices: z.array(noticeShown).openapi({ description: 'newest first' }),
    callouts: z.array(link),
  })
  .openapi('Incident')

export const message = z
  .object({ number: z.int(), seq: z.int(), message: z.string(), createdAt: instant })
  .openapi('Message')

export const timeline = z
  .object({
    seq: z.int().openapi({ description: 'the number of the last entry there is' }),
    items: z.array(
      z
        .object({
          seq: z.int(),
          at: instant,
          kind: z.string(),
          by: z
            .object({ user: person.nullable(), name: z.string() })
            .nullable()
            .openapi({ description: 'null for what the system noted' }),
        })
        .catchall(z.unknown())
        .openapi('TimelineEntry'),
    ),
  })
  .openapi('Timeline')

export const incidentPage = pageOf(incidentSummary).openapi('IncidentPage')

export type IncidentInput = z.output<typeof incidentInput>
export type IncidentPatch = z.output<typeof incidentPatch>
export type IncidentSummary = z.infer<typeof incidentSummary>
export type Incident = z.infer<typeof incident>
export type Topic = z.infer<typeof topic>
export type Responder = z.infer<typeof responder>
export type IncidentFile = z.infer<typeof file>
export type NoticeDevices = z.infer<typeof noticeDevices>
export type Notice = z.infer<typeof noticeShown>
export type Timeline = z.infer<typeof timeline>
