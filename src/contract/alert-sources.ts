// Sources: the ways in for alerts, each with a key of its own, shown once.

import { z } from '@hono/zod-openapi'
import { heartbeatNow, heartbeatSettings } from './heartbeats.ts'
import { sourceKinds } from './limits.ts'
import { livenessSettings } from './liveness.ts'
import { mailSettings } from './mail-sources.ts'
import { pageOf, stamps } from './objects.ts'
import { backInput, backShown, wrongBack } from './source-back.ts'
import { sourceMapping } from './source-mapping.ts'
import { id, instant, key, name } from './text.ts'

const kind = z.enum(sourceKinds)

const mapping = sourceMapping.nullable().openapi({ description: 'of kind generic only: how its own JSON is read' })

const mail = mailSettings.nullable().openapi({ description: 'of kind mail only: what it does with mails' })

const heartbeat = heartbeatSettings
  .nullable()
  .openapi({ description: 'of kind heartbeat only, and always: when it is to be heard from' })

const liveness = livenessSettings
  .nullable()
  .openapi({ description: 'of kind liveness only, and always: which devices are looked at, and how often' })

export const sourceFields = z.strictObject({
  key,
  name,
  kind: kind.default('generic'),
  enabled: z.boolean().default(true),
  mapping: mapping.default(null),
  mail: mail.default(null),
  heartbeat: heartbeat.default(null),
  liveness: liveness.default(null),
})

const back = backInput
  .nullable()
  .openapi({ description: 'how it is told what somebody took here; null: it is not told' })

type Given = z.output<typeof sourceFields> & {
  readonly back: { readonly kind: Parameters<typeof wrongBack>[1] } | null
}

/** Each of these is for one kind; what a source does by itself is always said; each is told in a way it knows. */
export const checkSource = (given: Given, context: z.core.$RefinementCtx): void => {
  for (const [field, kindOf] of [
    ['mapping', 'generic'],
    ['mail', 'mail'],
    ['heartbeat', 'heartbeat'],
    ['liveness', 'liveness'],
  ] as const)
    if (given[field] !== null && given.kind !== kindOf)
      context.addIssue({ code: 'custom', path: [field], message: `is for sources of kind ${kindOf}` })
  for (const field of ['heartbeat', 'liveness'] as const)
    if (given.kind === field && given[field] === null)
      context.addIssue({ code: 'custom', path: [field], message: 'is required' })
  const wrong = given.back === null ? null : wrongBack(given.kind, given.back.kind)
  if (wrong !== null) context.addIssue({ code: 'custom', path: ['back', 'kind'], message: wrong })
}

export const sourceInput = sourceFields
  .extend({ back: back.default(null) })
  .superRefine(checkSource)
  .openapi('SourceInput')

export const sourcePatch = z
  .strictObject({ key, name, kind, enabled: z.boolean(), mapping, mail, heartbeat, liveness, back })
  .partial()
  .openapi('SourcePatch')

const fields = {
  id,
  key: z.string(),
  name: z.string(),
  kind: z.string(),
  enabled: z.boolean(),
  mapping: mapping.openapi({ description: 'how its own JSON is read; null: it sends events as they are' }),
  mail,
  heartbeat,
  liveness,
  heartbeatNow: heartbeatNow.nullable().openapi({ description: 'of kind heartbeat only' }),
  back: backShown.nullable(),
  path: z
    .string()
    .openapi({ description: 'where it sends to, with the key in the place of {key}; for mail an address' }),
  heardAt: instant.nullable().openapi({ description: 'when something last came by it, to the minute' }),
  ...stamps,
}
export const source = z.object(fields).openapi('Source')
export const sourcePage = pageOf(source).openapi('SourcePage')
export const newSource = z
  .object({ ...fields, secret: z.string().openapi({ description: 'the key it sends; shown this once' }) })
  .openapi('NewSource')

/** Kinds that send JSON. */
const previewedKinds = sourceKinds.filter(
  (one) => one !== 'monit' && one !== 'events_v2' && one !== 'heartbeat' && one !== 'liveness' && one !== 'self',
)

export const sourcePreviewInput = z
  .strictObject({
    kind: z.enum(previewedKinds).default('generic'),
    mapping: mapping.default(null),
    // JSON of any depth: a schema that names itself cannot stand in the document.
    sample: z
      .unknown()
      .refine((sample) => sample !== undefined, { error: 'is required' })
      .openapi({ description: 'what the program sends, as it is' }),
  })
  .openapi('SourcePreviewInput')

export const sourcePreview = z
  .object({
    why: z.string().nullable().openapi({ description: 'why it would be refused; null: it would be taken' }),
    events: z.array(
      z.object({
        kind: z.enum(['problem', 'recovered', 'acknowledged', 'unacknowledged', 'downtime']),
        dedupKey: z.string(),
        at: instant.nullable().openapi({ description: 'null: when it is heard of' }),
        host: z.string().nullable(),
        service: z.string().nullable(),
        severity: z.string().nullable(),
        condition: z.string(),
        summary: z.string(),
        groups: z.array(z.string()),
        url: z.string().nullable(),
        by: z.string().nullable(),
      }),
    ),
  })
  .openapi('SourcePreview')

export type SourcePreview = z.infer<typeof sourcePreview>
export type SourceKind = (typeof sourceKinds)[number]
export type NewSource = z.infer<typeof newSource>
export type SourceShown = z.infer<typeof source>
