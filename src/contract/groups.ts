// User groups, as /v1 takes and shows them: people in an order, which policies and roles may name.

import { z } from '@hono/zod-openapi'
import { limits } from './limits.ts'
import { stamps } from './objects.ts'
import { id, key, name, reference } from './text.ts'

const members = z
  .array(reference)
  .max(limits.membersPerGroup.max)
  .refine((refs) => new Set(refs).size === refs.length, { error: 'each user may stand once' })
  .openapi({ description: 'Users by key or id, in the order they are called.' })

export const groupInput = z.strictObject({ key, name, members: members.default([]) }).openapi('GroupInput')
export const groupPatch = z.strictObject({ key, name, members }).partial().openapi('GroupPatch')

export const group = z
  .object({
    id,
    key: z.string(),
    name: z.string(),
    members: z.array(z.object({ id, key: z.string(), name: z.string() })),
    ...stamps,
  })
  .openapi('Group')
export type Group = z.infer<typeof group>
