// Sources: the ways in for alerts, each with a key of its own, shown once.

import { z } from '@hono/zod-openapi'
import { pageOf, stamps } from './objects.ts'
import { id, instant, key, name } from './text.ts'

/** What speaks by it; each has a way in of its own. */
export const sourceKinds = [
  'generic',
  'alertmanager',
  'events_v2',
  'nagios',
  'icinga',
  'zabbix',
  'grafana',
  'uptime_kuma',
  'monit',
] as const

const kind = z.enum(sourceKinds)

export const sourceInput = z
  .strictObject({ key, name, kind: kind.default('generic'), enabled: z.boolean().default(true) })
  .openapi('SourceInput')

export const sourcePatch = z.strictObject({ key, name, kind, enabled: z.boolean() }).partial().openapi('SourcePatch')

const fields = {
  id,
  key: z.string(),
  name: z.string(),
  kind: z.string(),
  enabled: z.boolean(),
  path: z.string().openapi({ description: 'where it sends to' }),
  heardAt: instant.nullable().openapi({ description: 'when something last came by it, to the minute' }),
  ...stamps,
}
export const source = z.object(fields).openapi('Source')
export const sourcePage = pageOf(source).openapi('SourcePage')
export const newSource = z
  .object({ ...fields, secret: z.string().openapi({ description: 'the key it sends; shown this once' }) })
  .openapi('NewSource')

export type SourceShown = z.infer<typeof source>
