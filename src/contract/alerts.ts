// Alerts: the latest state of each monitored object, and the events that change it.

import { z } from '@hono/zod-openapi'
import { limits, severities } from './limits.ts'
import { pageOf, pageQuery } from './objects.ts'
import { id, instant, nameNow, reference, storable } from './text.ts'

const { alerts: bounds } = limits

/** Texts of monitoring systems are dirty and long: they are cut, never refused for what stands in them. */
const dirty = z.string().max(65_536).transform(storable)

const dedupKey = z
  .string()
  .min(bounds.keyCharacters.min)
  .max(bounds.keyCharacters.max)
  .refine((text) => storable(text) === text, { error: 'must not hold NUL or half a character' })
  .openapi({ description: 'Names the object at its source: the same key is the same object.' })

const http = z.url({ protocol: /^https?$/ }).max(2_000)

const facts = {
  host: dirty.nullable().default(null),
  service: dirty.nullable().default(null).openapi({ description: 'null: the host itself' }),
  severity: z.enum(severities).default('critical'),
  condition: dirty.default('').openapi({ description: 'The source’s own word: DOWN, CRITICAL, …' }),
  summary: dirty.default(''),
  groups: z.array(dirty).max(bounds.groups.max).default([]),
  url: http.nullable().default(null),
  hard: z.boolean().default(true).openapi({ description: 'false: the source is still checking again' }),
  attempt: z.int().min(1).max(1_000_000).nullable().default(null),
}
const told = {
  dedupKey,
  at: instant
    .nullable()
    .default(null)
    .openapi({ description: 'When it happened; null: now. Older than what is known changes nothing.' }),
}
const counts = z.int().min(1).max(1_000_000).nullable().default(null)

export const alertEvent = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('problem'),
      ...told,
      ...facts,
      notification: counts.openapi({ description: 'Which telling of this problem it is, where the source counts' }),
    }),
    z.strictObject({
      kind: z.literal('recovered'),
      ...told,
      ...facts,
      severity: facts.severity.unwrap().default('unknown').openapi({ description: 'unknown: as it was' }),
    }),
    z.strictObject({ kind: z.literal('acknowledged'), ...told, by: dirty.default('') }),
    z.strictObject({ kind: z.literal('unacknowledged'), ...told }),
    z.strictObject({
      kind: z.literal('downtime'),
      ...told,
      until: instant.nullable().openapi({ description: 'null: it is over' }),
    }),
  ])
  .openapi('AlertEvent')

export const alertEvents = z.array(alertEvent).min(bounds.eventsPerRequest.min).max(bounds.eventsPerRequest.max)

export const alertsInput = z.strictObject({ source: reference, events: alertEvents }).openapi('AlertsInput')

export const alertsTaken = z
  .object({
    taken: z.int().openapi({ description: 'events that changed something' }),
    ignored: z.int().openapi({ description: 'events that did not: older than what is known, or so already' }),
    alerts: z.array(id.nullable()).openapi({ description: 'the alert of each event, in order' }),
  })
  .openapi('AlertsTaken')

const fields = {
  id,
  source: z.string(),
  sourceName: nameNow,
  dedupKey: z.string(),
  state: z.enum(['problem', 'recovered']),
  since: instant,
  host: z.string().nullable(),
  service: z.string().nullable(),
  severity: z.enum(severities),
  condition: z.string(),
  summary: z.string(),
  groups: z.array(z.string()),
  url: z.string().nullable(),
  hard: z.boolean(),
  attempt: z.int().nullable(),
  notifications: z.int(),
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: instant.nullable(),
  downtimeUntil: instant.nullable(),
  flapping: z.boolean(),
  matched: z.boolean().nullable().openapi({ description: 'false: no rule is about it, and nobody is called' }),
  createdAt: instant,
  updatedAt: instant,
}

export const alert = z.object(fields).openapi('Alert')
export const alertPage = pageOf(alert).openapi('AlertPage')

export const alertDetail = z
  .object({
    ...fields,
    callouts: z.array(
      z.object({
        rule: z.string(),
        ruleName: nameNow,
        state: z.enum(['wanted', 'live', 'over', 'refused']),
        callout: id.nullable(),
        refusal: z.string().nullable().openapi({ description: 'why no callout could be started' }),
        joinedAt: instant,
        heardAt: instant.nullable().openapi({ description: 'when it was first said to somebody' }),
      }),
    ),
    back: z
      .array(
        z.object({
          kind: z.enum(['acknowledge', 'downtime']),
          until: instant.nullable(),
          author: z.string().openapi({ description: 'the id of whoever did it' }),
          state: z
            .enum(['waiting', 'told', 'failed', 'dropped'])
            .openapi({ description: 'failed: its source did not take it. dropped: it was not so any more' }),
          at: instant,
          attempts: z.int(),
          attemptedAt: instant.nullable(),
          nextAt: instant.nullable().openapi({ description: 'when it is tried next' }),
          error: z.string().nullable().openapi({ description: 'timeout, http_500, no_reader, …: docs/alerts.md' }),
          answer: z.string().nullable().openapi({ description: 'the beginning of what the source answered' }),
        }),
      )
      .openapi({ description: 'what its source was told, or is yet to be told; the latest first' }),
  })
  .openapi('AlertDetail')

const flag = z.enum(['true', 'false']).transform((text) => text === 'true')
export const alertsQuery = pageQuery.extend({
  state: z.enum(['problem', 'recovered']).optional(),
  source: reference.optional(),
  severity: z.enum(severities).optional(),
  acknowledged: flag.optional().openapi({ type: 'boolean', description: 'false: those that nobody has' }),
  unmatched: flag.optional().openapi({ type: 'boolean', description: 'true: problems that no rule is about' }),
})

export const byAlert = z.object({ id })

export type AlertEventInput = z.output<typeof alertEvent>
export type AlertShown = z.infer<typeof alert>
export type AlertDetail = z.infer<typeof alertDetail>
