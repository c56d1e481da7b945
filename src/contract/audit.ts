// The audit log: who changed what, and who signed in, as a page and as CSV.

import { z } from '@hono/zod-openapi'
import { auditActions, auditKinds, languages } from './limits.ts'
import { pageOf, pageQuery } from './objects.ts'
import { id, instant, reference } from './text.ts'

export const auditActors = ['session', 'token', 'nobody', 'server', 'database'] as const

const filter = {
  from: instant.optional().openapi({ description: 'done at this instant or later' }),
  to: instant.optional().openapi({ description: 'done before this instant' }),
  by: reference.optional().openapi({ description: 'the key or id of a user, the name or id of a token' }),
  kind: z.enum(auditKinds).optional(),
  action: z.enum(auditActions).optional(),
  object: id.optional().openapi({ description: 'the id of an object, or of whose it is' }),
}

export const auditQuery = pageQuery.extend(filter)
export const auditCsvQuery = z.object({
  ...filter,
  lang: z.enum(languages).optional().openapi({ description: 'of the first line' }),
})

export const auditEntry = z
  .object({
    id: z.int().openapi({ description: 'counts up over the installation' }),
    at: instant,
    by: z
      .object({
        kind: z.enum(auditActors),
        id: id.nullable().openapi({ description: 'of the session or the token' }),
        user: id.nullable(),
        name: z.string(),
      })
      .openapi({
        description: '`nobody`: a request that was not signed in; `database`: somebody at the database itself',
      }),
    address: z.string().nullable().openapi({ description: 'where the request came from' }),
    request: z.string().nullable().openapi({ description: 'its X-Request-Id' }),
    action: z.enum(auditActions),
    kind: z.string(),
    object: z.string().openapi({ description: 'its id; empty where there was none' }),
    name: z.string(),
    changes: z
      .array(z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }))
      .openapi({ description: 'without secrets; numbers are masked' }),
  })
  .openapi('AuditEntry')

export const auditPage = pageOf(auditEntry).openapi('AuditPage')

export type AuditQuery = z.output<typeof auditQuery>
export type AuditEntry = z.infer<typeof auditEntry>
