// Projects, as /v1 takes and shows them: parts of a space that API tokens and incidents belong to, and who works in them.

import { z } from '@hono/zod-openapi'
import { limits } from './limits.ts'
import { stamps } from './objects.ts'
import { id, key, name, reference } from './text.ts'

const member = z
  .union([z.strictObject({ user: reference }), z.strictObject({ group: reference })])
  .openapi('ProjectMember', { description: 'A user, or a group with everybody in it.' })

const members = z.array(member).max(limits.membersPerProject.max)

export const projectInput = z.strictObject({ key, name, members: members.default([]) }).openapi('ProjectInput')
export const projectPatch = z.strictObject({ key, name, members }).partial().openapi('ProjectPatch')

export const project = z
  .object({ id, key: z.string(), name: z.string(), members: z.array(member), ...stamps })
  .openapi('Project')
export type Project = z.infer<typeof project>
