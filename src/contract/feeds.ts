// Calendar feeds: secret addresses at which a calendar program reads somebody's duty, or a schedule.

import { z } from '@hono/zod-openapi'
import { languages } from './limits.ts'
import { instant } from './text.ts'

export const feedInput = z
  .strictObject({
    language: z.enum(languages).optional().openapi({ description: 'of its titles; yours when not given' }),
  })
  .openapi('FeedInput')

const fields = {
  language: z.enum(languages),
  createdBy: z.string(),
  createdAt: instant,
  readAt: instant.nullable().openapi({ description: 'when it was last read, to the hour' }),
}

export const feed = z.object(fields).openapi('Feed')
export const newFeed = z
  .object({ ...fields, url: z.string().openapi({ description: 'the secret address; shown this once' }) })
  .openapi('NewFeed')
