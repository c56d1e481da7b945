// What a space needs before anybody can be called, and what of it is there.

import { z } from '@hono/zod-openapi'

const count = z.int().nonnegative()

export const preparation = z
  .object({
    connections: count.openapi({ description: 'ways messages go out by' }),
    people: count.openapi({ description: 'people with a contact method' }),
    policies: count.openapi({ description: 'policies that would call somebody' }),
  })
  .openapi('Preparation')

export type Preparation = z.infer<typeof preparation>
