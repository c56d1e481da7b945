// Swaps (交代): a shift that somebody asks another, or anybody of the layer, to take. What is accepted becomes an override.

import { z } from '@hono/zod-openapi'
import { limits, swapStates } from './limits.ts'
import { pageOf, pageQuery, wholeQuery } from './objects.ts'
import { id, instant, key, note, reference } from './text.ts'

export const swapInput = z
  .strictObject({
    schedule: reference,
    position: key.nullable().default(null).openapi({ description: 'null: wherever you are on duty in that time' }),
    to: reference.nullable().default(null).openapi({ description: 'whom it is asked of; null: anybody of the layer' }),
    startsAt: instant.openapi({ description: 'in the future; a part of a shift will do' }),
    endsAt: instant,
    note,
  })
  .openapi('SwapInput')

const person = z.object({ id, key: z.string(), name: z.string() })

export const swap = z
  .object({
    id,
    schedule: person,
    position: z.string().nullable(),
    from: person,
    anybody: z.boolean().openapi({ description: 'it is asked of anybody of the layer, not of one person' }),
    asked: z.array(person),
    declined: z.array(person),
    startsAt: instant,
    endsAt: instant,
    note: z.string(),
    state: z.enum(swapStates).openapi({ description: 'expired: nobody had answered when the shift began' }),
    takenBy: person.nullable(),
    answeredAt: instant.nullable(),
    override: id.nullable().openapi({ description: 'the override it became' }),
    you: z.enum(['asking', 'asked']).nullable().openapi({ description: 'whether it is yours, or asked of you' }),
    createdAt: instant,
  })
  .openapi('Swap')

export const swapPage = pageOf(swap).openapi('SwapPage')

const state = z.enum(swapStates).optional()
export const swapsQuery = pageQuery.extend({ state })
/** As many as are ever shown where no limit is named. */
export const ownSwapsQuery = wholeQuery(limits.pageSize.max).extend({ state })

export type Swap = z.infer<typeof swap>
