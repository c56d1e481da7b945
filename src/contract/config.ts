// Configuration as a file: one declarative document with everything by key. Secrets are named, never written: each is the
// name of a variable in the server's environment. Unknown fields are refused, so that a typo is not silently nothing.

import { z } from '@hono/zod-openapi'
import { checkSource, sourceFields } from './alert-sources.ts'
import { calendarInput } from './calendars.ts'
import { checkConnection, connectionShape } from './connections.ts'
import { groupInput } from './groups.ts'
import { limits } from './limits.ts'
import { policyInput } from './policies.ts'
import { policyGroupInput } from './policy-groups.ts'
import { projectInput } from './projects.ts'
import { fileReadings, readingRulePatch } from './readings.ts'
import { ruleInput } from './rules.ts'
import { scheduleInput } from './schedules.ts'
import { settingsInput } from './settings.ts'
import { fileBack } from './source-back.ts'
import { templateInput } from './templates.ts'
import { userInput } from './users.ts'

const OBJECTS_MAX = 30_000

const reference = z
  .strictObject({ env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'must be the name of an environment variable') })
  .openapi('SecretReference')

const secretReferences = z
  .record(z.string().regex(/^[A-Za-z]{1,40}$/), reference)
  .default({})
  .openapi('SecretReferences')

const fileConnection = connectionShape
  .extend({ secrets: secretReferences })
  .superRefine((given, context) => checkConnection(given, context, { named: true }))
  .openapi('FileConnection')

/** Its key may be given too; without one nobody knows it until it is renewed. */
const fileSource = sourceFields
  .extend({
    secret: reference.optional().openapi({ description: 'where the key it sends is taken from' }),
    back: fileBack(reference).nullable().default(null),
  })
  .superRefine(checkSource)
  .openapi('FileSource')

type Named = { readonly key: string; readonly name: string }

const unique = <Item extends z.ZodType<Named>>(item: Item, by: readonly (keyof Named)[] = ['key']) =>
  z
    .array(item)
    .max(OBJECTS_MAX)
    .default([])
    .superRefine((items, context) => {
      for (const field of by) {
        const seen = new Set<string>()
        for (const [index, item] of items.entries()) {
          const value = item[field]
          if (seen.has(value))
            context.addIssue({ code: 'custom', path: [index, field], message: `${value} stands twice` })
          seen.add(value)
        }
      }
    })

export const configDocument = z
  .strictObject({
    version: z.literal(1),
    users: unique(userInput),
    groups: unique(groupInput),
    projects: unique(projectInput),
    connections: unique(fileConnection),
    templates: unique(templateInput),
    calendars: unique(calendarInput),
    schedules: unique(scheduleInput),
    policies: unique(policyInput, ['key', 'name']),
    policyGroups: unique(policyGroupInput, ['key', 'name']),
    sources: unique(fileSource),
    rules: unique(ruleInput).refine((rules) => rules.length <= limits.alerts.rulesPerSpace.max, {
      error: `must have at most ${limits.alerts.rulesPerSpace.max} items`,
    }),
    readings: fileReadings,
    readingRules: readingRulePatch.optional(),
    settings: settingsInput.optional(),
  })
  .openapi('ConfigDocument')

export const configInput = z
  .strictObject({
    document: configDocument,
    prune: z.boolean().default(false).openapi({ description: 'delete what came from a file and is no longer in it' }),
  })
  .openapi('ConfigInput')

const change = z
  .object({
    kind: z.enum([
      'user',
      'group',
      'project',
      'connection',
      'template',
      'policy',
      'policy_group',
      'calendar',
      'schedule',
      'source',
      'rule',
      'reading',
      'reading_rules',
      'settings',
    ]),
    key: z.string(),
    action: z.enum(['create', 'update', 'delete', 'unchanged']),
    fields: z.array(z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })),
  })
  .openapi('ConfigChange')

export const configPlan = z.object({ changes: z.array(change) }).openapi('ConfigPlan')

export type ConfigDocument = z.output<typeof configDocument>
export type ConfigPlan = z.infer<typeof configPlan>
