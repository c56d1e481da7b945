// People as a table: what taking one would change, and what it changed. The columns stand in people-table.ts.

import { z } from '@hono/zod-openapi'
import { languages } from './limits.ts'
import { searched } from './objects.ts'

export const userCsvQuery = z.object({
  search: searched,
  lang: z.enum(languages).optional().openapi({ description: 'of the first line' }),
})

export const userImportQuery = z.object({
  dryRun: z.enum(['true', 'false']).default('false').openapi({ description: 'true: nothing is changed' }),
  seen: z
    .string()
    .max(100)
    .optional()
    .openapi({ description: 'seen of a dry run: refused where something else would be changed by now' }),
})

const changed = z
  .object({
    line: z.int(),
    key: z.string(),
    name: z.string(),
    action: z.enum(['create', 'update']),
    fields: z.array(z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })),
  })
  .openapi('UserTableChange')

export const userImport = z
  .object({
    dryRun: z.boolean(),
    rows: z.int(),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    groups: z.array(z.string()).openapi({ description: 'keys of the groups whose members change' }),
    seen: z.string().openapi({ description: 'stands for exactly these changes' }),
    changes: z.array(changed).openapi({ description: 'the first 200 of them' }),
  })
  .openapi('UserImport')

export type UserImport = z.infer<typeof userImport>
/** A line of the answer to whoever wants to know how far it is. */
export type UserImportProgress =
  | { readonly done: number; readonly rows: number }
  | { readonly result: UserImport }
  | { readonly problem: { readonly code: string; readonly title: string; readonly cure: string } }
