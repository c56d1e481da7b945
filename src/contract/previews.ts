// Previews: a policy run for an imagined instant and imagined people. Nothing is stored, and nobody is called.

import { z } from '@hono/zod-openapi'
import { parameters } from './callouts.ts'
import { channels, languages, limits, outcomes, severities } from './limits.ts'
import { finding, policyInput } from './policies.ts'
import { calendarInstant, id, instant, key, name, reference, spokenText } from './text.ts'

const seconds = (max: number) => z.number().min(0).max(max)

/** A second and more is what people take; ten minutes is a whole call. */
const ringing = seconds(limits.ringSeconds.max)
const talking = seconds(600)
const keys = z.string().regex(/^[0-9*#]{0,20}$/, 'must be at most 20 keys of 0-9, * and #')

const behaviour = z
  .discriminatedUnion('does', [
    z.strictObject({ does: z.literal('no_answer') }),
    z.strictObject({
      does: z.literal('answers'),
      afterSeconds: ringing.default(10),
      keys: keys.optional(),
      pressAfterSeconds: talking.optional(),
    }),
    z.strictObject({ does: z.literal('hangs_up'), afterSeconds: ringing.default(10), talkSeconds: talking.default(4) }),
    z.strictObject({ does: z.literal('voicemail'), afterSeconds: ringing.default(20) }),
    z.strictObject({ does: z.literal('busy') }),
    z.strictObject({ does: z.literal('rejects'), afterSeconds: ringing.default(5) }),
    z.strictObject({ does: z.literal('refused') }),
    z.strictObject({ does: z.literal('unreachable') }),
    z.strictObject({ does: z.literal('any') }),
  ])
  .openapi('PreviewBehaviour', {
    description:
      'What a person does when the phone rings; seconds count from the first ring, pressAfterSeconds from the answer (else when everything was heard). Without keys the call is taken: 1, or 1 and 9 in a button call about alerts. refused: by the provider. any: drawn from the seed.',
  })

const person = z
  .strictObject({
    user: name.openapi({ description: 'a key, an id, or the name by which a plan calls somebody' }),
    behaviours: z
      .array(behaviour)
      .min(1)
      .max(20)
      .openapi({ description: 'at the first call, the second, …; the last holds on' }),
  })
  .openapi('PreviewPerson')

const word = z.string().max(limits.alerts.nameCharacters.max)
const alert = z
  .strictObject({
    source: key.nullable().default(null),
    host: word.nullable().default(null),
    service: word.nullable().default(null),
    severity: z.enum(severities).default('critical'),
    condition: word.default(''),
    summary: z.string().max(limits.alerts.summaryCharacters.max).default(''),
    groups: z.array(word).max(limits.alerts.groups.max).default([]),
    recovered: z.boolean().default(false),
  })
  .openapi('PreviewAlert', { description: 'an alert that never was' })

const ALERTS_MAX = 200

const asked = {
  at: calendarInstant.optional().openapi({ description: 'the imagined instant; now when not given' }),
  text: spokenText.optional().openapi({ description: 'what is said; a sample when not given' }),
  alerts: z
    .union([z.enum(['sample', 'current']), z.array(alert).min(1).max(ALERTS_MAX)])
    .optional()
    .openapi({
      description: `what it is about in the place of a text. current: the problems there are now, up to ${ALERTS_MAX}; needs alerts:read as well`,
    }),
  rule: reference.optional().openapi({
    description:
      'begins as this routing rule has it begin: about the alerts it is about (of sample, which is taken when none are given, all), after its delay. Needs rules:read as well',
  }),
  parameters: parameters.optional(),
  people: z.array(person).max(1_000).default([]),
  others: behaviour
    .optional()
    .openapi({ description: 'everybody who is not in people; nobody answers when not given' }),
  priority: z
    .int()
    .min(limits.priority.min)
    .max(limits.priority.max)
    .optional()
    .openapi({ description: 'how urgent it is; as the policy says when not given' }),
  seed: z.int().min(0).max(4_294_967_295).default(1),
  targetSeconds: z
    .int()
    .min(1)
    .max(31 * 86_400)
    .optional()
    .openapi({ description: 'a finding tells when it takes longer' }),
}

type About = { readonly text?: string | undefined; readonly alerts?: unknown; readonly rule?: unknown }
const isAboutOne = ({ text, alerts, rule }: About): boolean =>
  text === undefined || (alerts === undefined && rule === undefined)
const aboutOne = { error: 'is about a text or about alerts, not both', path: ['text'] }

export const previewInput = z.strictObject(asked).refine(isAboutOne, aboutOne).openapi('PreviewInput')
export const previewDraftInput = z
  .strictObject({ policy: policyInput, ...asked })
  .refine(isAboutOne, aboutOne)
  .openapi('PreviewDraftInput')

export const pictureQuery = z.object({
  lang: z.enum(languages).optional(),
  width: z.coerce
    .number()
    .int()
    .min(280)
    .max(4_000)
    .default(1_200)
    .openapi({ description: 'pixels; below 640 time runs downwards' }),
  direction: z.enum(['across', 'down']).optional(),
  theme: z
    .enum(['auto', 'light', 'dark'])
    .default('light')
    .openapi({ description: 'auto: the colour of the text around it' }),
})
export const previewQuery = pictureQuery.extend({
  format: z.enum(['json', 'svg', 'brief']).optional().openapi({
    description: 'else by Accept: image/svg+xml, application/json. brief: how it ends, with its picture, in one answer',
  }),
})

const said = z
  .object({ at: instant, key: z.string().nullable(), lines: z.array(z.string()) })
  .openapi('PreviewSaid', { description: 'what is heard, exactly, and the key that had brought it' })

const attempt = z
  .object({
    policy: z.string(),
    ordinal: z.int(),
    loop: z.int(),
    step: z.int(),
    destination: z.int(),
    name: z.string(),
    user: id.nullable(),
    channel: z.enum(channels),
    address: z.string().openapi({ description: 'masked without numbers:read' }),
    reason: z.string(),
    result: z.string().nullable(),
    detail: z.string().nullable(),
    key: z.string().nullable(),
    plannedAt: instant,
    begunAt: instant.nullable(),
    ringingAt: instant.nullable(),
    answeredAt: instant.nullable(),
    endedAt: instant.nullable(),
    said: z.array(said),
  })
  .openapi('PreviewAttempt')

const previewFinding = finding
  .extend({
    policy: z.string().nullable().openapi({ description: 'the policy it is about, when it is not the first' }),
  })
  .openapi('PreviewFinding')

export const preview = z
  .object({
    at: instant.openapi({ description: 'when it begins' }),
    waitedSeconds: z
      .number()
      .openapi({ description: 'how long the alerts lasted before, for the rule’s delay; else 0' }),
    reached: z.boolean().openapi({ description: 'whether somebody took it, or delivery was enough' }),
    outcome: z.enum(outcomes).nullable(),
    acknowledgedBy: z.string().nullable(),
    endedAt: instant.nullable(),
    durationSeconds: z.number(),
    stopped: z
      .object({ why: z.enum(['attempts', 'events', 'time', 'defect']), at: instant })
      .nullable()
      .openapi({ description: 'where a preview without an end was left' }),
    policies: z.array(
      z.object({
        key: z.string(),
        name: z.string(),
        startedAt: instant,
        endedAt: instant.nullable(),
        outcome: z.enum(outcomes).nullable(),
      }),
    ),
    attempts: z.array(attempt),
    history: z.array(
      z.object({ at: instant, policy: z.string(), text: z.string(), reason: z.string(), attempt: z.int().nullable() }),
    ),
    findings: z.array(previewFinding),
    cost: z.object({
      calls: z.int(),
      answered: z.int(),
      minutes: z.int(),
      messages: z.int().openapi({ description: 'whatever is no call' }),
      costs: z.array(z.object({ currency: z.string(), micros: z.int() })).openapi({
        description: 'estimated, in millionths of the currency, by the price tables of the connections',
      }),
      unpriced: z.int().openapi({ description: 'answered calls and SMS of which no connection says the price' }),
    }),
    textsLeftOut: z.boolean(),
  })
  .openapi('Preview')

export const previewBrief = preview
  .omit({ policies: true, attempts: true, history: true, textsLeftOut: true })
  .extend({ picture: z.string().openapi({ description: 'SVG, as format=svg has it' }) })
  .openapi('PreviewBrief')

export type PreviewInput = z.output<typeof previewInput>
export type PreviewAlert = z.output<typeof alert>
export type PreviewBehaviour = z.output<typeof behaviour>
export type Preview = z.infer<typeof preview>
export type PreviewBrief = z.infer<typeof previewBrief>
export type PictureQuery = z.output<typeof pictureQuery>
