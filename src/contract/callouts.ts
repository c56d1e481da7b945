// Callouts: one run of one policy for one cause. Starting one is the request everything else exists for.

import { z } from '@hono/zod-openapi'
import { contents } from './contents.ts'
import { attemptStates, channels, languages, limits, outcomes, purposes, targetOutcomes } from './limits.ts'
import { pageOf, pageQuery } from './objects.ts'
import { atMost, id, instant, nameNow, reference, spokenText, storable } from './text.ts'

const { parameters: bounds } = limits

const parameterName = z.string().min(1).max(bounds.nameCharacters)
const parameterValue = z
  .union([z.string(), z.number(), z.boolean()])
  .transform((value) => storable(String(value)))
  .refine(...atMost(bounds.valueCharacters))
  .openapi({ type: 'string' })

export const parameters = z
  .record(parameterName, parameterValue)
  .refine((all) => Object.keys(all).length <= bounds.max, { error: `must be at most ${bounds.max} parameters` })
  .transform((all) => Object.fromEntries(Object.entries(all).map(([name, value]) => [storable(name), value])))
  .openapi({ type: 'object', additionalProperties: { type: 'string' } })

export const calloutInput = z
  .strictObject({
    policy: reference.optional(),
    policyGroup: reference.optional().openapi({ description: 'in the place of a policy: a policy group' }),
    text: spokenText,
    contents: contents.optional(),
    parameters: parameters.default({}),
    priority: z.int().min(limits.priority.min).max(limits.priority.max).optional(),
  })
  .refine(({ policy, policyGroup }) => (policy === undefined) !== (policyGroup === undefined), {
    error: 'either a policy or a policy group',
    path: ['policy'],
  })
  .openapi('CalloutInput')

export const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 printable ASCII characters')
    .optional()
    .openapi({ description: 'The same key with the same body starts nothing new; with another body it is refused.' }),
})

const links = z.object({ self: z.string(), explanation: z.string(), attempts: z.string() })

export const startedCallout = z
  .object({
    id,
    status: z.enum(['running', 'ended']),
    outcome: z.enum(outcomes).nullable().openapi({ description: 'suppressed while a pause is on; null while it runs' }),
    policy: z.string(),
    createdAt: instant,
    merged: z.boolean().openapi({ description: 'merged into this callout, which had begun shortly before (thinning)' }),
    links,
  })
  .openapi('StartedCallout')

const actor = z.object({
  userId: id.nullable(),
  name: z.string(),
  via: z.enum([...channels, 'api', 'console', 'system']),
})

export const calloutSummary = z
  .object({
    id,
    status: z.enum(['running', 'ended']),
    outcome: z.enum(outcomes).nullable(),
    policy: z.string(),
    policyName: nameNow,
    purpose: z.enum(purposes).nullable().openapi({
      description:
        'null: an alarm; test: a test send; direct: one message to one person; verification: a code; duty: what people are told of theirs',
    }),
    text: z.string(),
    priority: z.int(),
    createdAt: instant,
    createdBy: z.string(),
    endedAt: instant.nullable(),
    acknowledgedBy: actor.nullable(),
    escalatedFrom: id.nullable(),
    reminderOf: id
      .nullable()
      .openapi({ description: 'the callout that was acknowledged, not resolved, and came back as this' }),
    comesBackAt: instant
      .nullable()
      .openapi({ description: 'of an acknowledged one: when it comes back unless it is resolved' }),
    resolvedAt: instant.nullable(),
    resolvedBy: actor.nullable().openapi({ description: 'null where its cause recovered after it was acknowledged' }),
    links,
  })
  .openapi('CalloutSummary')

export const attempt = z
  .object({
    ordinal: z.int(),
    destination: z.int(),
    name: z.string(),
    channel: z.enum(channels),
    address: z.string().openapi({ description: 'masked without numbers:read' }),
    state: z.enum(attemptStates),
    reason: z.string(),
    result: z.string().nullable(),
    detail: z.string().nullable(),
    providerId: z.string().nullable(),
    key: z.string().nullable(),
    possibleRepeat: z.boolean(),
    plannedAt: instant,
    begunAt: instant.nullable(),
    ringingAt: instant.nullable(),
    answeredAt: instant.nullable(),
    endedAt: instant.nullable(),
  })
  .openapi('Attempt')

const destination = z.object({
  destination: z.int(),
  name: z.string(),
  user: id.nullable(),
  channel: z.enum(channels),
  address: z.string(),
  outcome: z.enum(targetOutcomes).nullable(),
  open: z.boolean(),
  taken: z.boolean(),
})

const coming = z
  .object({
    at: instant.nullable().openapi({ description: 'null: as soon as the attempts of this step have ended' }),
    kind: z.enum(['begin', 'attempt', 'step', 'loop', 'end']),
    names: z.array(z.string()).openapi({ description: 'whom it concerns; whoever is on duty, by the schedule’s name' }),
  })
  .openapi('Coming')

export const callout = calloutSummary
  .extend({
    next: coming.nullable().openapi({
      description: 'what happens next by itself while nobody responds; null once it has ended',
    }),
    policyGroup: z
      .object({ key: z.string(), name: z.string(), place: z.int(), of: z.int() })
      .nullable()
      .openapi({ description: 'the policy group it was started for, and where in it its policy stands; null: none' }),
    parameters: z.record(z.string(), z.string()),
    contents: contents.optional(),
    mergedRequests: z.int().openapi({ description: 'how many requests were merged into it' }),
    loop: z.int(),
    step: z.int(),
    destinations: z.array(destination),
    attempts: z.array(attempt),
  })
  .openapi('Callout')

export const calloutsQuery = pageQuery.extend({
  status: z
    .enum(['running', 'ended', 'unresolved'])
    .optional()
    .openapi({ description: 'unresolved: acknowledged, and comes back unless somebody resolves it' }),
  policy: reference.optional(),
  from: instant.optional().openapi({ description: 'begun at this instant or later' }),
  to: instant.optional().openapi({ description: 'begun before this instant' }),
  pause: z.uuid().optional().openapi({ description: 'those that this pause kept from beginning, or ended' }),
})
export const calloutPage = pageOf(calloutSummary).openapi('CalloutPage')
export const attemptList = pageOf(attempt).openapi('AttemptList')

export const mergedList = pageOf(
  z.object({ id, text: z.string(), createdBy: z.string(), createdAt: instant }).openapi('MergedRequest'),
).openapi('MergedRequestList')

export const byId = z.object({ id })

export const acknowledgeInput = z
  .strictObject({ by: reference.optional().openapi({ description: 'the user who takes it; else the token’s name' }) })
  .openapi('AcknowledgeInput')

export const explanationQuery = z.object({ lang: z.enum(languages).optional() })
export const explanation = z
  .object({
    language: z.enum(languages),
    items: z.array(
      z.object({
        seq: z.int(),
        at: instant,
        text: z.string(),
        reason: z.string(),
        attempt: z.int().nullable(),
        destination: z.int().nullable(),
      }),
    ),
  })
  .openapi('Explanation')

export const withdrawInput = z.strictObject({ number: z.string().min(1).max(40) }).openapi('WithdrawInput')
export const withdrawn = z.object({ callouts: z.int() }).openapi('Withdrawn')

export type CalloutInput = z.output<typeof calloutInput>
export type CalloutSummary = z.infer<typeof calloutSummary>
export type Callout = z.infer<typeof callout>
export type Attempt = z.infer<typeof attempt>
