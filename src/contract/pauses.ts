// Pauses (停止): while one is on, starts are kept as suppressed and nobody is called.

import { z } from '@hono/zod-openapi'
import { limits } from './limits.ts'
import { pageOf, pageQuery } from './objects.ts'
import { id, instant, reference, storable } from './text.ts'

const reason = z
  .string()
  .transform((text) => storable(text).trim())
  .refine((text) => Array.from(text).length <= limits.nameCharacters.max, {
    error: `must have at most ${limits.nameCharacters.max} characters`,
  })
  .openapi({ type: 'string', maxLength: limits.nameCharacters.max })

export const pauseInput = z
  .strictObject({
    policy: reference.nullable().default(null).openapi({ description: 'null: the whole space' }),
    reason: reason.default(''),
    beginsAt: instant.nullable().default(null).openapi({ description: 'null: now' }),
    endsAt: instant.nullable().default(null).openapi({ description: 'null: until somebody ends it' }),
  })
  .openapi('PauseInput')

export const pause = z
  .object({
    id,
    scope: z.enum(['space', 'policy']),
    policy: z.string().nullable(),
    state: z.enum(['planned', 'on', 'over']),
    beginsAt: instant,
    endsAt: instant.nullable(),
    reason: z.string(),
    createdBy: z.string(),
    createdAt: instant,
    endedBy: z.string().nullable().openapi({ description: 'who ended it before its time' }),
  })
  .openapi('Pause')

export const pausesQuery = pageQuery.extend({
  state: z.enum(['unended', 'all']).default('unended').openapi({ description: 'unended: on, or planned' }),
})
export const pausePage = pageOf(pause).openapi('PausePage')

export type Pause = z.infer<typeof pause>
