// Policy groups (連絡網グループ): policies in an order, each perhaps only while a condition of a calendar holds, escalating to the
// next in the group.

import { z } from '@hono/zod-openapi'
import { limits } from './limits.ts'
import { stamps } from './objects.ts'
import { id, key, name, nameNow, reference } from './text.ts'

const grouped = z
  .strictObject({
    policy: reference,
    when: z
      .strictObject({ calendar: reference, condition: key })
      .optional()
      .openapi({ description: 'only while this condition of the calendar holds when the callout begins; else always' }),
  })
  .openapi('GroupedPolicy')

const policies = z
  .array(grouped)
  .min(1)
  .max(limits.policiesPerGroup.max)
  .openapi({ description: 'in the order in which they are called; the next one when nobody took it' })

const policyNames = z.array(nameNow).openapi({ description: 'what they are called, in the same order' })

/** Unique in its space, like a policy's: executions may name a group by it. */
const groupName = name.refine((text) => !/^\.+$/.test(text), { error: 'must not be dots only' })

export const policyGroupInput = z.strictObject({ key, name: groupName, policies }).openapi('PolicyGroupInput')
export const policyGroupPatch = z.strictObject({ key, name: groupName, policies }).partial().openapi('PolicyGroupPatch')
export const policyGroup = z
  .object({ id, key: z.string(), name: z.string(), policies, policyNames, ...stamps })
  .openapi('PolicyGroup')

export type PolicyGroup = z.infer<typeof policyGroup>
