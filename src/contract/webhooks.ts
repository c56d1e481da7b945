// Webhooks: addresses that are told what happens, in our own shape or in that of a product we replace.

import { z } from '@hono/zod-openapi'
import { deliveryStates, limits } from './limits.ts'
import { pageOf, pageQuery, stamps } from './objects.ts'
import { id, instant, key, name, reference } from './text.ts'

export const webhookShapes = ['noroshi', 'pigeon', 'reactio', 'chat'] as const

const { webhooks: bounds } = limits

const webUrl = z
  .url({ protocol: /^https?$/, error: 'must be an address beginning with https://, or mailto: and one mail address' })
  .max(bounds.urlCharacters.max)
  .refine((text) => !/^[^/]*\/\/[^/]*@/.test(text), { error: 'must not hold a password; use credential' })

const MAILTO = 'mailto:'
const isOneMail = (text: string): boolean => z.email().max(320).safeParse(text.slice(MAILTO.length)).success

/** An address on the web, or somebody's mail: `mailto:ops@example.jp`. */
const url = z
  .string()
  .startsWith(MAILTO)
  .refine(isOneMail, { error: 'must hold one mail address after mailto:' })
  .or(webUrl)
  .openapi({ description: 'https://…, or mailto: and one mail address, which is sent the same in words' })

/** A name, all of one target, or everything. */
const pattern = z.string().regex(/^(\*|[a-z_]+\.(\*|[a-z_]+))$/, 'must be like callout.started, callout.* or *')

const credential = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
  .max(bounds.credentialCharacters.max)

const fields = {
  url,
  shape: z.enum(webhookShapes),
  events: z.array(pattern).min(1).max(bounds.events.max).openapi({
    description:
      'callout.started, or how it ended: callout.acknowledged, callout.exhausted, …; incident.created, …; alert.unmatched; pause.unended; readiness.digest, once a week',
  }),
  project: reference.nullable().openapi({ description: 'null: whatever happens in the space' }),
  policies: z
    .array(reference)
    .max(bounds.policies.max)
    .openapi({ description: 'Of callouts, only those of these policies are told; empty: those of all' }),
  enabled: z.boolean(),
  timeoutSeconds: z.int().min(bounds.timeoutSeconds.min).max(bounds.timeoutSeconds.max),
  attemptsMax: z
    .int()
    .min(bounds.attempts.min)
    .max(bounds.attempts.max)
    .openapi({ description: '1: never repeated. The wait doubles from ten seconds to an hour' }),
}

const written = {
  credential: credential.nullable().optional().openapi({
    description: 'reactio: sent as X-Reactio-Origin-Credential; else the key of Noroshi-Signature. Never shown again',
  }),
}

export const webhookInput = z
  .strictObject({
    key,
    name,
    url,
    shape: fields.shape.default('noroshi'),
    events: fields.events.default(['*']),
    project: fields.project.default(null),
    policies: fields.policies.default([]),
    enabled: fields.enabled.default(true),
    timeoutSeconds: fields.timeoutSeconds.optional().openapi({ description: 'reactio 60, else 10' }),
    attemptsMax: fields.attemptsMax.optional().openapi({ description: 'reactio 1, else 8' }),
    ...written,
  })
  .openapi('WebhookInput')

export const webhookPatch = z
  .strictObject({
    key: key.optional(),
    name: name.optional(),
    url: fields.url.optional(),
    shape: fields.shape.optional(),
    events: fields.events.optional(),
    project: fields.project.optional(),
    policies: fields.policies.optional(),
    enabled: fields.enabled.optional(),
    timeoutSeconds: fields.timeoutSeconds.optional(),
    attemptsMax: fields.attemptsMax.optional(),
    ...written,
  })
  .openapi('WebhookPatch')

export const webhook = z
  .object({
    id,
    key: z.string(),
    name: z.string(),
    ...fields,
    url: z.string(),
    project: z.string().nullable(),
    policies: z.array(z.string()),
    hasCredential: z.boolean(),
    ...stamps,
  })
  .openapi('Webhook')
export const webhookPage = pageOf(webhook).openapi('WebhookPage')

export const delivery = z
  .object({
    id,
    event: z.string(),
    state: z.enum(deliveryStates),
    body: z.unknown().openapi({ description: 'what is sent' }),
    createdAt: instant,
    nextAttemptAt: instant.nullable(),
    attempts: z.int(),
    attemptedAt: instant.nullable(),
    tookMs: z.int().nullable(),
    status: z.int().nullable().openapi({ description: 'what the address answered' }),
    error: z
      .string()
      .nullable()
      .openapi({ description: 'why there was no answer: timeout, address_forbidden, ECONNREFUSED, …' }),
    answer: z.string().nullable().openapi({ description: 'the beginning of the answer' }),
  })
  .openapi('Delivery')
export const deliveriesQuery = pageQuery.extend({ state: z.enum(deliveryStates).optional() })
export const deliveryPage = pageOf(delivery).openapi('DeliveryPage')
export const byDelivery = z.object({ ref: reference, id })

export type Webhook = z.infer<typeof webhook>
export type Delivery = z.infer<typeof delivery>
