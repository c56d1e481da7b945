// Routing rules: which alerts call whom. All rules are looked at in order; several may match, and each has a callout of its own.

import { z } from '@hono/zod-openapi'
import { incidentScopes, limits, severities } from './limits.ts'
import { pageOf, searched, stamps, wholeQuery } from './objects.ts'
import { id, key, name, nameNow, reference } from './text.ts'

const { alerts: bounds } = limits

const pattern = z.string().min(1).max(bounds.nameCharacters.max)
const patterns = z.array(pattern).max(bounds.patternsPerRule.max)

const match = z
  .strictObject({
    sources: z.array(key).max(bounds.patternsPerRule.max).default([]),
    hosts: patterns.default([]).openapi({ description: '* stands for any characters, ? for one' }),
    services: patterns.default([]),
    groups: patterns.default([]),
    severities: z.array(z.enum(severities)).default([]),
    conditions: patterns.default([]).openapi({ description: 'The source’s own words: DOWN, UNREACHABLE, …' }),
  })
  .openapi('RuleMatch', { description: 'An empty list asks for nothing; of several values one must match.' })

const incident = z
  .strictObject({
    project: reference.nullable().default(null).openapi({ description: 'null: the default one' }),
    per: z.enum(incidentScopes).default('object').openapi({
      description:
        'what shares an incident: one monitored object, a host, the first group the rule is about, or all of the rule',
    }),
    onRecovery: z.enum(['pend', 'close']).nullable().default(null).openapi({
      description: 'what it becomes when all of it has recovered; null: it stays as it is',
    }),
  })
  .openapi('RuleIncident', { description: 'What calls opens an incident, or joins the one that is not closed.' })

const fields = {
  position: z.int().min(0).max(1_000_000),
  policy: reference,
  enabled: z.boolean(),
  match,
  soft: z.boolean().openapi({ description: 'soft states too' }),
  from: z
    .int()
    .min(bounds.notifications.min)
    .max(bounds.notifications.max)
    .openapi({ description: 'from which telling of the source on' }),
  count: z
    .int()
    .min(bounds.notifications.min)
    .max(bounds.notifications.max)
    .nullable()
    .openapi({ description: 'how many tellings from there; null: all' }),
  delaySeconds: z
    .int()
    .min(bounds.delaySeconds.min)
    .max(bounds.delaySeconds.max)
    .openapi({ description: 'how long the problem must last first' }),
  recoveries: z
    .boolean()
    .openapi({ description: 'whoever may know that it failed is called again when it is well, where no callout runs' }),
  incident: incident.nullable(),
}

export const ruleInput = z
  .strictObject({
    key,
    name,
    position: fields.position.default(0),
    policy: fields.policy,
    enabled: fields.enabled.default(true),
    match: match.default(() => match.parse({})),
    soft: fields.soft.default(false),
    from: fields.from.default(1),
    count: fields.count.default(null),
    delaySeconds: fields.delaySeconds.default(0),
    recoveries: fields.recoveries.default(false),
    incident: fields.incident.default(null),
  })
  .openapi('RuleInput')

export const rulePatch = z
  .strictObject({ key, name, ...fields })
  .partial()
  .openapi('RulePatch')

export const rule = z
  .object({ id, key: z.string(), name: z.string(), ...fields, policy: z.string(), policyName: nameNow, ...stamps })
  .openapi('Rule')
/** Where no limit is named all of them are told at once: each stands before the next. */
export const rulesQuery = wholeQuery(bounds.rulesPerSpace.max).extend({ search: searched })
export const rulePage = pageOf(rule).openapi('RulePage')
export const ruleList = z.object({ items: z.array(rule) }).openapi('RuleList')

export const ruleOrder = z
  .strictObject({
    rules: z
      .array(reference)
      .max(bounds.rulesPerSpace.max)
      .openapi({ description: 'all there are, in their new order' }),
  })
  .openapi('RuleOrder')

const word = z.string().max(bounds.nameCharacters.max)
const sample = z
  .strictObject({
    source: key.nullable().default(null),
    host: word.nullable().default(null),
    service: word.nullable().default(null),
    severity: z.enum(severities).default('critical'),
    condition: word.default(''),
    groups: z.array(word).max(bounds.groups.max).default([]),
    hard: z.boolean().default(true),
  })
  .openapi('RuleSample', { description: 'a problem that was just told of for the first time' })

export const matchInput = z
  .strictObject({ alert: id.optional(), sample: sample.optional() })
  .refine(({ alert, sample: given }) => (alert === undefined) !== (given === undefined), {
    error: 'must name an alert or a sample, and not both',
    path: ['alert'],
  })
  .openapi('RuleMatchInput')

export const ruleVerdicts = [
  'calls',
  'waits',
  'disabled',
  'not_matched',
  'not_a_problem',
  'acknowledged',
  'in_downtime',
  'soft_state',
  'too_early',
  'too_late',
] as const

export const matchList = z
  .object({
    items: z.array(
      z.object({
        rule: z.string(),
        ruleName: z.string(),
        policy: z.string(),
        policyName: nameNow,
        verdict: z.enum(ruleVerdicts),
        incident: z
          .object({ does: z.enum(['opens', 'joins']), number: z.int().nullable() })
          .nullable()
          .openapi({ description: 'of a rule that calls and opens incidents; the number of the one that is joined' }),
      }),
    ),
  })
  .openapi('RuleMatchList', { description: 'What each rule would do about it as it is now, in order.' })

export type RuleSample = z.output<typeof sample>
export type RuleShown = z.infer<typeof rule>
export type RuleList = z.infer<typeof ruleList>
export type RuleMatchList = z.infer<typeof matchList>
export type RuleVerdict = RuleMatchList['items'][number]
