// What the whole installation knows about itself and everybody signed in may know.

import { z } from '@hono/zod-openapi'

export const installation = z
  .object({
    version: z.string(),
    publicUrl: z.string().openapi({ description: 'where providers and the links in messages reach this server' }),
    publicUrlState: z.enum(['set', 'unset', 'loopback']).openapi({
      description: 'unset: nobody has named it; loopback: it leads nowhere but to this machine',
    }),
  })
  .openapi('Installation')

export type Installation = z.infer<typeof installation>
