// Drafts: changes that wait for somebody who may approve them. Where a space asks for approval, whoever may not approve gets 202 and a
// draft in the place of what they changed.

import { z } from '@hono/zod-openapi'
import { auditEntry } from './audit.ts'
import { auditActions, draftStates, limits } from './limits.ts'
import { pageOf, pageQuery } from './objects.ts'
import { atMost, id, instant, storable } from './text.ts'

const party = z.object({
  kind: z.enum(['session', 'token']).openapi({ description: 'session: a person' }),
  id: id.openapi({ description: 'of the user, or of the token' }),
  name: z.string(),
})

const change = auditEntry
  .pick({ kind: true, name: true, object: true, changes: true })
  .extend({ action: z.enum(auditActions) })
  .openapi('DraftChange')

const summary = {
  id,
  state: z.enum(draftStates),
  kind: z.string().openapi({ description: 'of the first thing it changes' }),
  name: z.string().openapi({ description: 'of the first thing it changes' }),
  total: z.int().openapi({ description: 'how many lines the audit log would have had' }),
  author: party,
  mine: z.boolean().openapi({ description: 'made by whoever asks' }),
  createdAt: instant,
  updatedAt: instant,
  decidedAt: instant.nullable(),
  decidedBy: z.object({ id, name: z.string() }).nullable(),
  reason: z.string().nullable().openapi({ description: 'why it was rejected' }),
}

export const draftSummary = z.object(summary).openapi('DraftSummary')
export const draftPage = pageOf(draftSummary).openapi('DraftPage')
export const draft = z
  .object({
    ...summary,
    changes: z
      .array(change)
      .openapi({ description: 'what it would change, the first 500; without secrets, numbers masked' }),
    meanwhile: z.array(auditEntry).openapi({
      description:
        'what others have changed since of the same things: while there is any, it can only be shown anew or rejected',
    }),
  })
  .openapi('Draft')

export const draftQuery = pageQuery.extend({ state: z.enum(draftStates).optional() })

export const rejection = z
  .strictObject({
    reason: z
      .string()
      .transform((text) => storable(text).trim())
      .refine((text) => text !== '', { error: 'must not be empty' })
      .refine(...atMost(limits.draftReasonCharacters.max))
      .openapi({ type: 'string', minLength: 1, maxLength: limits.draftReasonCharacters.max }),
  })
  .openapi('DraftRejection')

export const approval = z
  .strictObject({
    required: z.boolean().openapi({
      description:
        'changes of policies and their groups, connections, templates, schedules, routing rules and of what people hear before and after calls need somebody with drafts:approve',
    }),
  })
  .openapi('Approval')

export type Draft = z.infer<typeof draft>
export type DraftSummary = z.infer<typeof draftSummary>
export type Approval = z.infer<typeof approval>
