// API tokens: named, scoped, with an expiry; the token itself is in the answer to its creation and nowhere else, ever.

import { z } from '@hono/zod-openapi'
import { pageOf, wholeQuery } from './objects.ts'
import { permissions } from './permissions.ts'
import { id, instant, name, reference, sought } from './text.ts'

const scopes = z
  .array(z.enum(permissions))
  .min(1)
  .transform((all) => [...new Set(all)])

export const tokenInput = z
  .strictObject({
    name,
    scopes: scopes.openapi({ type: 'array', items: { type: 'string', enum: [...permissions] } }),
    expiresAt: instant.nullable().default(null),
    project: reference
      .nullable()
      .default(null)
      .openapi({ description: 'The project it belongs to; null: the whole space, or that of the token that asks.' }),
    key: z
      .string()
      .regex(/^[\x21-\x7e]{20,200}$/, 'must be 20 to 200 printable ASCII characters')
      .refine((key) => !/^nr[a-z]_/.test(key), { error: 'must not look like one of ours' })
      .optional()
      .openapi({
        description:
          'A key brought along from a system that is replaced, so that its scripts go on working. As a bearer token it is worth nothing.',
      }),
  })
  .openapi('TokenInput')

const fields = {
  id,
  name: z.string(),
  scopes: z.array(z.string()),
  project: z.string().nullable().openapi({ description: 'null: the whole space' }),
  createdAt: instant,
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
}

export const token = z.object(fields).openapi('Token')
export const tokenPage = pageOf(token).openapi('TokenPage')

export const tokensQuery = wholeQuery().extend({
  search: z.string().trim().max(200).transform(sought).optional().openapi({ description: 'a part of the name' }),
  state: z.enum(['usable', 'all']).default('all').openapi({ description: 'usable: neither revoked nor expired' }),
})
export const newToken = z
  .object({ ...fields, token: z.string().openapi({ description: 'shown this once' }) })
  .openapi('NewToken')
export type Token = z.infer<typeof token>
